"""``python -m microflask.dropin MODULE_OR_SCRIPT ARGUMENTS``: run a program in drop-in mode.

The program is run as ``python MODULE_OR_SCRIPT ARGUMENTS`` or ``python -m ...`` would run it,
and so are the Python processes that it starts: reloaders, workers, command lines.
"""

from __future__ import annotations

import os
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

from . import install

USAGE = """\
Usage: python -m microflask.dropin MODULE_OR_SCRIPT [ARGUMENTS]...

Run a module (as 'python -m MODULE') or a script with microflask in the place of Flask:

    python -m microflask.dropin flask --app shop run
    python -m microflask.dropin shop.py
    python -m microflask.dropin pytest tests

The Python processes that it starts get microflask, too. To switch a whole virtual
environment, see 'microflask dropin --help'.
"""


def main() -> None:
    """Run the program that the command line names, or say how to name one."""
    arguments = sys.argv[1:]
    if arguments[:1] in (["--help"], ["-h"]):
        _print_usage()
        return
    if not arguments or arguments[0].startswith("-"):
        sys.exit(_complain(f"it takes a module or a script first, not {arguments[:1]}"))
    install()
    _let_children_install()
    target = arguments[0]
    if os.path.exists(target):
        _run_script(target, arguments)
    elif _is_module(target):
        sys.argv = arguments
        runpy.run_module(target, run_name="__main__", alter_sys=True)
    else:
        sys.exit(_complain(f"{target!r} is neither a file in {Path.cwd()} nor a module"))


def _print_usage() -> None:
    try:
        print(USAGE, end="", flush=True)
    except BrokenPipeError:
        # Nobody reads it. Python must not try once more when it ends, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_script(path: str, arguments: list[str]) -> None:
    sys.argv = arguments
    # Python puts the script's folder first on the path; so far it is the current folder.
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    runpy.run_path(path, run_name="__main__")


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            return False  # a package in front of a dot
        raise
    except ValueError:  # of a module like __main__ that was never looked for
        return False


def _let_children_install() -> None:
    """Put ``startup/`` on the module path of child processes: its sitecustomize runs there."""
    folder = str(Path(__file__).with_name("startup"))
    known = os.environ.get("PYTHONPATH")
    if folder not in (known or "").split(os.pathsep):
        os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{known}" if known else folder


def _complain(problem: str) -> int:
    print(f"microflask.dropin: {problem}.\n\n{USAGE}", end="", file=sys.stderr)
    return 2


main()
