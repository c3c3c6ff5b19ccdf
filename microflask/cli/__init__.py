"""The command line: ``microflask run``, ``routes``, ``shell``, and the commands of an app.

The rooms, in the order in which they build on each other: ``discovery`` finds the app;
``envfiles`` reads ``.env``; ``script`` is what the commands of one run share; ``options``
are those of the group; ``server`` and ``commands`` are the commands; ``groups`` holds them.
Nothing but this package imports click, and an app imports it when its ``cli`` is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click as click

from ..dropin.commands import dropin_command
from ..helpers import get_debug_flag as get_debug_flag
from ..helpers import get_load_dotenv as get_load_dotenv
from .commands import routes_command as routes_command
from .commands import shell_command as shell_command
from .discovery import NoAppException as NoAppException
from .discovery import find_app_by_string as find_app_by_string
from .discovery import find_best_app as find_best_app
from .discovery import locate_app as locate_app
from .discovery import prepare_import as prepare_import
from .envfiles import load_dotenv as load_dotenv
from .groups import AppGroup as AppGroup
from .groups import FlaskGroup as FlaskGroup
from .options import _app_option as _app_option
from .options import _debug_option as _debug_option
from .options import _env_file_option as _env_file_option
from .options import get_version as get_version
from .options import version_option as version_option
from .script import ScriptInfo as ScriptInfo
from .script import pass_script_info as pass_script_info
from .script import with_appcontext as with_appcontext
from .server import CertParamType as CertParamType
from .server import SeparatedPathType as SeparatedPathType
from .server import decide_on_debugger as decide_on_debugger
from .server import run_command as run_command
from .server import show_server_banner as show_server_banner

if TYPE_CHECKING:
    from werkzeug.serving import is_running_from_reloader as is_running_from_reloader
    from werkzeug.serving import run_simple as run_simple
    from werkzeug.utils import import_string as import_string

    from ..globals import current_app as current_app

#: Other names that ``flask.cli`` has, and where they come from when somebody asks.
_ELSEWHERE = {
    "current_app": "microflask.globals",
    "import_string": "werkzeug.utils",
    "is_running_from_reloader": "werkzeug.serving",
    "run_simple": "werkzeug.serving",
}


def __getattr__(name: str) -> Any:
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_ELSEWHERE[name]), name)


cli = FlaskGroup(
    name="microflask",
    help="""\
Run and inspect a microflask app.

Say where the app is with '--app' or in the environment variable 'FLASK_APP'; a 'wsgi.py' or
'app.py' in the current directory is found without asking.
""",
)
cli.add_command(dropin_command)


def main() -> None:
    """Run the command line, and end the program with its exit status."""
    cli.main()
