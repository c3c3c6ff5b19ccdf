"""The options that stand before the command: ``--app``, ``--debug``, ``--env-file``, ``--version``.

Each works through its callback and hands nothing to the group's own callback, so a
program may give its group any callback it likes.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
from typing import Any

import click
from click.core import ParameterSource

from ..dropin.metadata import FLASK_API_VERSION
from .envfiles import load_dotenv
from .script import ScriptInfo


def get_version(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Print the versions of microflask, of Flask's API, of Werkzeug and Python, and end."""
    if not value or ctx.resilient_parsing:
        return
    click.echo(
        f"Python {platform.python_version()}\n"
        f"microflask {_find_own_version()}, with the API of Flask {FLASK_API_VERSION}\n"
        f"Werkzeug {importlib.metadata.version('werkzeug')}",
        color=ctx.color,
    )
    ctx.exit()


def _find_own_version() -> str:
    try:
        return importlib.metadata.version("microflask")
    except importlib.metadata.PackageNotFoundError:
        return "(from a folder, not installed)"


version_option = click.Option(
    ["--version"],
    callback=get_version,
    expose_value=False,
    is_eager=True,
    is_flag=True,
    help="Show the version of microflask and of what it stands on.",
)


def _set_app(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value
    return value


# Eager, so that --help can list the app's own commands.
_app_option = click.Option(
    ["-A", "--app"],
    callback=_set_app,
    expose_value=False,
    is_eager=True,
    metavar="IMPORT",
    help=(
        "The app to work with: a file, a folder or a module, and after a colon the name of"
        " the app or of a factory in it, which may be called: 'shop.py',"
        " 'shop.web:create_app(\"test\")'. The names app, application, create_app and"
        " make_app are found without asking."
    ),
)


def _set_debug(ctx: click.Context, param: click.Parameter, value: bool) -> bool | None:
    """Write the option's value to ``FLASK_DEBUG``, where the app's factory can read it.

    Where neither of --debug and --no-debug was given, what stands there holds.
    """
    source = ctx.get_parameter_source(param.name or "")
    if source in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP):
        return None
    os.environ["FLASK_DEBUG"] = "1" if value else "0"
    return value


_debug_option = click.Option(
    ["--debug/--no-debug"],
    callback=_set_debug,
    expose_value=False,
    help="Switch debug mode on or off.",
)


def _load_env_file(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Load the named file and, unless the program does not want them, the default ones."""
    load_defaults = ctx.ensure_object(ScriptInfo).load_dotenv_defaults
    if value is not None:
        _require_dotenv(ctx, param)
    if value is not None or load_defaults:
        load_dotenv(value, load_defaults=load_defaults)
    return value


def _require_dotenv(ctx: click.Context, param: click.Parameter) -> None:
    try:
        import dotenv  # noqa: F401
    except ImportError:
        raise click.BadParameter(
            "python-dotenv must be installed to load an env file (pip install python-dotenv).",
            ctx=ctx,
            param=param,
        ) from None


# Eager and first, so that the variables are there when the other options look for theirs.
_env_file_option = click.Option(
    ["-e", "--env-file"],
    callback=_load_env_file,
    expose_value=False,
    is_eager=True,
    type=click.Path(exists=True, dir_okay=False),
    help=(
        "Set environment variables from this file. It wins over .env and .flaskenv, and what"
        " is set in the environment wins over all files. Needs python-dotenv."
    ),
)
