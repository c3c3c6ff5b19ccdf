"""Find and load the app that ``--app`` names.

``--app`` is a file or a module, optionally with the name of an app or the call of an app factory
after a colon: ``shop.py``, ``shop.web``, ``shop:create_app("test")``. ``ScriptInfo`` holds that for
the commands of one run, and the functions below it are the steps from the text to the app.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import update_wrapper
from pathlib import Path
from traceback import TracebackException, extract_tb
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

import click

from ..app import Flask
from ..globals import find_app_context
from ..helpers import get_debug_flag, get_load_dotenv

P = ParamSpec("P")
R = TypeVar("R")


class NoAppException(click.UsageError):
    """Raised if no app can be found or imported. The command exits with status 2."""


class ScriptInfo:
    """What the commands of one run share: the app, and how to load it.

    *app_import_path* is the value of ``--app``. If *create_app* is given, it is called instead. If
    *set_debug_flag* is true, loading the app sets its debug mode from ``FLASK_DEBUG``.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: Callable[..., Flask] | None = None,
        set_debug_flag: bool = True,
        load_dotenv_defaults: bool = True,
    ) -> None:
        #: The value of ``--app``.
        self.app_import_path = app_import_path
        #: The function that makes the app, if it is not to be imported.
        self.create_app = create_app
        #: Anything that commands want to pass to each other.
        self.data: dict[Any, Any] = {}
        #: Whether loading the app sets its debug mode.
        self.set_debug_flag = set_debug_flag
        #: Whether to read ``.env`` and ``.flaskenv``; false if ``FLASK_SKIP_DOTENV`` is set.
        self.load_dotenv_defaults = get_load_dotenv(load_dotenv_defaults)
        self._loaded_app: Flask | None = None

    def load_app(self) -> Flask:
        """Load the app if this is the first call, and return it.

        Raises NoAppException if there is none.
        """
        if self._loaded_app is None:
            app = self._find_app() if self.create_app is None else self.create_app()
            if self.set_debug_flag:
                app.debug = get_debug_flag()
            self._loaded_app = app
        return self._loaded_app

    def _find_app(self) -> Flask:
        if self.app_import_path:
            # The colon in "C:\shop.py" does not separate a name.
            path, *name = re.split(r":(?![\\/])", self.app_import_path, maxsplit=1)
            app = locate_app(prepare_import(path), name[0] if name else None)
        else:
            app = locate_app(prepare_import("wsgi.py"), None, raise_if_not_found=False)
            app = app or locate_app(prepare_import("app.py"), None, raise_if_not_found=False)
        if app is not None:
            return app
        raise NoAppException(
            "Could not locate a Flask application. Use the '--app' option, the 'FLASK_APP'"
            f" environment variable, or a 'wsgi.py' or 'app.py' file in {Path.cwd()}."
        )


#: Pass the ScriptInfo of the run to the decorated command, as its first argument.
pass_script_info = click.make_pass_decorator(ScriptInfo, ensure=True)


def with_appcontext(f: Callable[P, R]) -> Callable[P, R]:
    """Run the decorated command in the app's context.

    Commands of ``app.cli`` and ``blueprint.cli`` do not need this: they always run in it.
    """

    @click.pass_context
    def run_in_context(ctx: click.Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if find_app_context() is None:
            ctx.with_resource(ctx.ensure_object(ScriptInfo).load_app().app_context())
        return ctx.invoke(f, *args, **kwargs)

    return update_wrapper(run_in_context, f)


def prepare_import(path: str) -> str:
    """Make the module at *path* importable and return its dotted name.

    The folder of its outermost package becomes the first entry of ``sys.path``. A dotted name is
    relative to the current directory.
    """
    location = Path(path).resolve()
    if location.suffix == ".py":
        location = location.with_suffix("")
    if location.name == "__init__":
        location = location.parent

    names = [location.name]
    folder = location.parent
    while (folder / "__init__.py").exists():
        names.insert(0, folder.name)
        folder = folder.parent
    if sys.path[0] != str(folder):
        sys.path.insert(0, str(folder))
    return ".".join(names)


def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: bool = True
) -> Flask | None:
    """Import *module_name* and return the app that *app_name* means in it.

    If *app_name* is None, ``find_best_app`` chooses the app. If there is no such module and
    *raise_if_not_found* is false, returns None.

    Raises NoAppException if there is no such module, if an import in it fails, or if it has a
    syntax error. Other exceptions of the module are not caught.
    """
    try:
        __import__(module_name)
    except (ImportError, SyntaxError) as error:
        kind = "a SyntaxError" if isinstance(error, SyntaxError) else "an ImportError"
        report = TracebackException.from_exception(error)
        report.stack[:] = [
            frame for frame in report.stack if not frame.filename.startswith((__file__, "<frozen"))
        ]
        if report.stack or isinstance(error, SyntaxError):
            raise NoAppException(
                f"While importing {module_name!r}, {kind} was raised:\n\n{''.join(report.format())}"
            ) from error
        if not raise_if_not_found:
            return None
        path = module_name.replace(".", "/")
        raise NoAppException(
            f"Could not import {module_name!r}: {error}. Check that the file '{path}.py' or the"
            f" folder '{path}' is in {sys.path[0]}."
        ) from None
    module = sys.modules[module_name]
    return find_best_app(module) if app_name is None else find_app_by_string(module, app_name)


def find_best_app(module: ModuleType) -> Flask:
    """Return the app in *module* that is most likely meant.

    That is ``app`` or ``application``, else the only app in the module, else what its factory
    ``create_app`` or ``make_app`` returns.

    Raises NoAppException if there is none, or more than one.
    """
    for name in ("app", "application"):
        app = getattr(module, name, None)
        if isinstance(app, Flask):
            return app

    apps = {name: value for name, value in vars(module).items() if isinstance(value, Flask)}
    if len(apps) == 1:
        return apps.popitem()[1]
    if apps:
        raise NoAppException(
            f"Detected multiple Flask applications in module {module.__name__!r}:"
            f" {', '.join(apps)}. Use '{module.__name__}:{min(apps)}' to specify one."
        )

    returned = []
    for name in ("create_app", "make_app"):
        factory = getattr(module, name, None)
        if inspect.isfunction(factory):
            problem = (
                f"Detected factory {name!r} in module {module.__name__!r}, but could not call it"
                f" without arguments. Use '{module.__name__}:{name}(args)' to specify them."
            )
            app = _call_factory(factory, [], {}, problem)
            if isinstance(app, Flask):
                return app
            returned.append(app)
    raise NoAppException(
        f"Failed to find Flask application or factory in module {_describe(module)}. Use"
        f" '{module.__name__}:name' to specify one."
        + "".join(f" Its factory returned {value!r}." for value in returned)
        + _describe_foreign_apps([*vars(module).values(), *returned])
    )


def find_app_by_string(module: ModuleType, app_name: str) -> Flask:
    """Return the app in *module* that *app_name* means.

    *app_name* is the name of an app or of a factory, or a call of a factory with literal
    arguments: ``create_app("test", debug=True)``.

    Raises NoAppException if it is none of these, or if the value is not an app.
    """
    name, args, kwargs = _parse_app_name(app_name)
    try:
        found = getattr(module, name)
    except AttributeError:
        similar = get_close_matches(name, [n for n in vars(module) if n[0] != "_"], n=1)
        hint = f" Did you mean {similar[0]!r}?" if similar else ""
        message = f"Failed to find attribute {name!r} in {_describe(module)}.{hint}"
        raise NoAppException(message) from None

    if inspect.isfunction(found):
        problem = (
            f"The factory {app_name!r} in module {module.__name__!r} could not be called with the"
            f" specified arguments. Its signature is {name}{inspect.signature(found)}."
        )
        found = _call_factory(found, args, kwargs, problem)
    if isinstance(found, Flask):
        return found
    raise NoAppException(
        f"A valid Flask application was not obtained from '{module.__name__}:{app_name}', but"
        f" {found!r}.{_describe_foreign_apps([found])}"
    )


def _parse_app_name(app_name: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Read *app_name* as a name, or as a call with literal arguments. Nothing is evaluated."""
    try:
        expression = ast.parse(app_name.strip(), mode="eval").body
    except SyntaxError:
        expression = None
    match expression:
        case ast.Name(name):
            return name, [], {}
        case ast.Call(ast.Name(name), arguments, keywords):
            try:
                kwargs = {key.arg: ast.literal_eval(key.value) for key in keywords if key.arg}
                return name, [ast.literal_eval(argument) for argument in arguments], kwargs
            except ValueError:
                message = f"Failed to parse arguments as literal values: {app_name!r}."
        case ast.Call():
            message = f"Function reference must be a simple name: {app_name!r}."
        case _:
            message = f"Failed to parse {app_name!r} as an attribute name or function call."
    raise NoAppException(message)


def _call_factory(factory: Any, args: list[Any], kwargs: dict[str, Any], problem: str) -> Any:
    """Call *factory*, and raise NoAppException with *problem* if the arguments do not fit."""
    try:
        return factory(*args, **kwargs)
    except TypeError as error:
        if len(extract_tb(error.__traceback__)) > 1:  # raised in the factory
            raise
        raise NoAppException(problem) from error


def _describe(module: ModuleType) -> str:
    file = getattr(module, "__file__", None) or "a folder without __init__.py"
    return f"{module.__name__!r} ({file})"


def _describe_foreign_apps(candidates: Iterable[object]) -> str:
    """Return a hint for each of *candidates* that is an app of the real Flask."""
    return "".join(
        f" {candidate!r} is an app of the package flask, not of microflask: import Flask from"
        " microflask, or run the program with python -m microflask.dropin."
        for candidate in candidates
        if any(base.__module__ == "flask.app" for base in type(candidate).__mro__)
    )
