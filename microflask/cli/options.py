"""The options of the ``microflask`` command: ``--env-file``, ``--app``, ``--debug``, ``--version``.

Each one works by its callback and passes no value to the group, so a program's own group can have
any callback.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from functools import partial
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from .. import __version__
from ..dropin.metadata import FLASK_API_VERSION
from .loading import ScriptInfo

# Eager options are read first, so that --help can list the commands of the app.
_eager_option = partial(click.Option, expose_value=False, is_eager=True)


def load_dotenv(path: str | os.PathLike[str] | None = None, load_defaults: bool = True) -> bool:
    """Set environment variables from the file *path* and from ``.env`` and ``.flaskenv``.

    *path* takes precedence over ``.env``, and ``.env`` over ``.flaskenv``. Variables that are set
    already are not changed. ``.env`` and ``.flaskenv`` are looked for in the current directory and
    its parents, unless *load_defaults* is false.

    Returns True if the files define any variable, and False if python-dotenv is not installed.
    Raises click.UsageError if a file has a line that cannot be read.
    """
    try:
        from dotenv import find_dotenv
    except ImportError:
        if path or os.path.isfile(".env") or os.path.isfile(".flaskenv"):
            tip = " * Tip: There are .env files present. Install python-dotenv to use them."
            click.secho(tip, fg="yellow", err=True)
        return False

    defaults = (".flaskenv", ".env") if load_defaults else ()
    variables: dict[str, str | None] = {}
    for file in (*(find_dotenv(name, usecwd=True) for name in defaults), path):
        if file and os.path.isfile(file):
            variables.update(_read_env_file(file))
    for name, value in variables.items():
        if value is not None:
            os.environ.setdefault(name, value)
    return bool(variables)


def _read_env_file(file: str | os.PathLike[str]) -> dict[str, str | None]:
    """Read the variables in *file*. python-dotenv only logs the lines that it cannot read."""
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    text = Path(file).read_text(encoding="utf-8", errors="surrogateescape")
    for binding in parse_stream(StringIO(text)):
        statement = binding.original.string
        if binding.error or re.search("[\0\udc80-\udcff]", statement):
            line = binding.original.line + statement[: -len(statement.lstrip())].count("\n")
            # The line itself is not shown, because it may hold a password.
            raise click.UsageError(
                f"{file}, line {line}: expected NAME=value in UTF-8. Check the '=' and the quotes."
            )
    return dotenv_values(stream=StringIO(text))


def require(module: str, message: str, param: Any, ctx: Any) -> None:
    """Raise click.BadParameter with *message* if *module* cannot be imported."""
    try:
        import_module(module)
    except ImportError:
        raise click.BadParameter(message, ctx, param) from None


def _load_env_file(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        require("dotenv", "python-dotenv must be installed to load an env file.", param, ctx)
    load_defaults = ctx.ensure_object(ScriptInfo).load_dotenv_defaults
    if value is not None or load_defaults:
        load_dotenv(value, load_defaults=load_defaults)
    return value


_env_file_option = _eager_option(
    ["-e", "--env-file"],
    callback=_load_env_file,
    type=click.Path(exists=True, dir_okay=False),
    help="Load environment variables from this file. It takes precedence over .env and .flaskenv,"
    " and variables that are set already over all files. Requires python-dotenv.",
)


def _set_app(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value
    return value


_app_option = _eager_option(
    ["-A", "--app"],
    callback=_set_app,
    metavar="IMPORT",
    help="The app to load, as 'module:name'. The module is a file or a dotted name. The name is an"
    " app or a factory, which may be called: 'create_app(\"test\")'. It can be left out if it is"
    " app, application, create_app or make_app.",
)


def _set_debug(ctx: click.Context, param: click.Parameter, value: bool) -> bool | None:
    source = ctx.get_parameter_source(param.name or "")
    if source in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP):
        return None  # without the option, FLASK_DEBUG stays as it is
    # An app factory may ask for it before the app is there.
    os.environ["FLASK_DEBUG"] = "1" if value else "0"
    return value


_debug_option = click.Option(
    ["--debug/--no-debug"], callback=_set_debug, expose_value=False, help="Set debug mode."
)


def get_version(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Print the versions of Python, microflask, Flask's API and Werkzeug, and exit."""
    if not value or ctx.resilient_parsing:
        return
    click.echo(
        f"Python {platform.python_version()}\n"
        f"microflask {__version__}, with the API of Flask {FLASK_API_VERSION}\n"
        f"Werkzeug {importlib.metadata.version('werkzeug')}",
        color=ctx.color,
    )
    ctx.exit()


version_option = _eager_option(
    ["--version"], callback=get_version, is_flag=True, help="Show the microflask version."
)
