"""Drop-in mode for a whole virtual environment: switched on by two files, off without them.

Python runs the import lines of every ``.pth`` file in ``site-packages`` when it starts; ours
imports the hook that is copied there beside it. A third file is the console script ``flask``,
where there is none. Each file bears a line by which it is known to be ours: no other file
is ever written over or removed.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

#: What is in each file that we write, and in no other.
MARK = "microflask dropin"

_SCRIPT = f"""\
#!/bin/sh
'''exec' "{sys.executable}" "$0" "$@"
' '''
# Written by "{MARK} enable"; "{MARK} disable" removes it.
# The three lines above start Python although its path may have spaces or be long.
import sys

from flask.cli import main

sys.exit(main())
"""

_PTH = f"import microflask_dropin_hook  # by {MARK} enable\n"


class DropInError(Exception):
    """Drop-in mode cannot be switched here; the text says why and what to do."""


def find_files() -> dict[Path, str]:
    """Return the files that switch this virtual environment, each with what is in it.

    Raises DropInError where Python is not that of a virtual environment: what would be
    changed then is the system.
    """
    if sys.prefix == sys.base_prefix:
        raise DropInError(
            f"{sys.executable} belongs to no virtual environment, so this would change every"
            " program that it runs. Make one with 'python -m venv .venv', install microflask in"
            " it, and use its own 'microflask dropin'."
        )
    packages = Path(sysconfig.get_path("purelib"))
    hook = Path(__file__).parent / "startup" / "microflask_dropin_hook.py"
    return {
        packages / hook.name: hook.read_text(encoding="utf-8"),
        packages / "microflask_dropin.pth": _PTH,
    }


def find_script() -> Path:
    """Return where the console script ``flask`` of this virtual environment is, or would be."""
    return Path(sysconfig.get_path("scripts")) / "flask"


def is_ours(file: Path) -> bool:
    """Return True if we have written *file*."""
    return file.is_file() and MARK.encode() in file.read_bytes()


def is_enabled() -> bool:
    """Return True if drop-in mode is on for this virtual environment."""
    return all(is_ours(file) for file in find_files())


def enable() -> list[Path]:
    """Switch drop-in mode on, and return the files that were written.

    A ``flask`` script that is there already is left: it imports ``flask`` and so gets
    microflask. Raises DropInError where another file has the name of one of ours.
    """
    files = find_files()
    for file in files:
        if file.exists() and not is_ours(file):
            raise DropInError(f"{file} is there already, and it is not from microflask.")
    script = find_script()
    if not script.exists() or is_ours(script):
        files[script] = _SCRIPT
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    if script in files:
        script.chmod(0o755)
    return list(files)


def disable() -> list[Path]:
    """Switch drop-in mode off, and return the files that were removed."""
    ours = [file for file in (*find_files(), find_script()) if is_ours(file)]
    for file in ours:
        file.unlink()
    return ours
