"""The command line: ``microflask run``, ``routes``, ``shell``, and the commands of an app.

``loading`` finds the app; ``options`` are those of the ``microflask`` command, ``commands`` its
built-in commands, and ``groups`` the click groups that hold them. click takes 20 ms to import, so
an app imports this package when its ``cli`` is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click as click

from ..dropin.commands import dropin_command
from ..helpers import get_debug_flag as get_debug_flag
from ..helpers import get_load_dotenv as get_load_dotenv
from .commands import CertParamType as CertParamType
from .commands import SeparatedPathType as SeparatedPathType
from .commands import _validate_key as _validate_key
from .commands import routes_command as routes_command
from .commands import run_command as run_command
from .commands import shell_command as shell_command
from .commands import show_server_banner as show_server_banner
from .groups import AppGroup as AppGroup
from .groups import FlaskGroup as FlaskGroup
from .loading import NoAppException as NoAppException
from .loading import ScriptInfo as ScriptInfo
from .loading import find_app_by_string as find_app_by_string
from .loading import find_best_app as find_best_app
from .loading import locate_app as locate_app
from .loading import pass_script_info as pass_script_info
from .loading import prepare_import as prepare_import
from .loading import with_appcontext as with_appcontext
from .options import _app_option as _app_option
from .options import _debug_option as _debug_option
from .options import _env_file_option as _env_file_option
from .options import get_version as get_version
from .options import load_dotenv as load_dotenv
from .options import version_option as version_option

#: Names that ``flask.cli`` imports. Most commands start no server, so they do not wait for it.
_IMPORTED_LATE = {
    "current_app": "microflask.globals",
    "import_string": "werkzeug.utils",
    "is_running_from_reloader": "werkzeug.serving",
    "run_simple": "werkzeug.serving",
}


def __getattr__(name: str) -> Any:
    if name not in _IMPORTED_LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_IMPORTED_LATE[name]), name)


cli = FlaskGroup(
    name="microflask",
    help="Run and inspect a microflask app: the one that '--app' or the environment variable"
    " 'FLASK_APP' names, or that in 'wsgi.py' or 'app.py' in the current directory.",
)
cli.add_command(dropin_command)


def main() -> None:
    """Run the command line and exit with its status."""
    cli.main()
