"""What all commands of one run share: the app they work with, and its context.

A ``ScriptInfo`` is click's ``ctx.obj``. The group's options fill it in, and the app is
loaded when the first command asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from ..app import Flask
from ..globals import find_app_context
from ..helpers import get_debug_flag, get_load_dotenv
from .discovery import (
    APP_FILES,
    NoAppException,
    find_app_file,
    locate_app,
    prepare_import,
    split_import_path,
)

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class ScriptInfo:
    """Know how to load the app, and load it once.

    *app_import_path* is what ``--app`` said; *create_app* is called instead, where it is
    given. The app's debug mode follows ``--debug`` if *set_debug_flag* is true.
    ``FLASK_SKIP_DOTENV`` overrules *load_dotenv_defaults*.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: Callable[..., Flask] | None = None,
        set_debug_flag: bool = True,
        load_dotenv_defaults: bool = True,
    ) -> None:
        #: Where the app is: a path or module, and maybe a name in it; ``--app`` sets it.
        self.app_import_path = app_import_path
        #: Makes the app, instead of importing it.
        self.create_app = create_app
        #: For the commands of one run to leave something to each other.
        self.data: dict[Any, Any] = {}
        #: Whether loading the app sets its debug mode.
        self.set_debug_flag = set_debug_flag
        #: Whether ``.env`` and ``.flaskenv`` are to be read; the option ``--env-file`` asks.
        self.load_dotenv_defaults = get_load_dotenv(load_dotenv_defaults)
        self._loaded_app: Flask | None = None

    def load_app(self) -> Flask:
        """Return the app, and find it first where this was not asked before.

        Raises NoAppException where there is none.
        """
        if self._loaded_app is None:
            app = self._find_app()
            if self.set_debug_flag:
                app.debug = get_debug_flag()
            self._loaded_app = app
        return self._loaded_app

    def _find_app(self) -> Flask:
        if self.create_app is not None:
            return self.create_app()
        if self.app_import_path:
            path, name = split_import_path(self.app_import_path)
            return locate_app(prepare_import(find_app_file(path)), name)
        for file in APP_FILES:
            app = locate_app(prepare_import(file), None, raise_if_not_found=False)
            if app is not None:
                return app
        raise NoAppException(
            f"Could not locate a Flask application: there is neither a wsgi.py nor an app.py"
            f" in {Path.cwd()}. Name it with the --app option, as in microflask --app shop.py"
            " run, or in the environment variable FLASK_APP."
        )


#: Hands the run's ScriptInfo to a command as its first argument.
pass_script_info = click.make_pass_decorator(ScriptInfo, ensure=True)


def with_appcontext(f: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Run the command in the app's context, so that ``current_app`` is there.

    Commands of ``app.cli`` and of a blueprint's ``cli`` do so without asking.
    """

    @click.pass_context
    def run_in_context(
        ctx: click.Context, /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Result:
        if find_app_context() is None:
            ctx.with_resource(ctx.ensure_object(ScriptInfo).load_app().app_context())
        return ctx.invoke(f, *args, **kwargs)

    return update_wrapper(run_in_context, f)
