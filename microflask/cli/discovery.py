"""From the name that a person types to the app object.

``--app`` names a file, a folder or a module, and after a colon the app in it or a factory
that makes one: ``shop.py``, ``examples/shop``, ``shop.web:create_app("test")``. Each
function here takes one step of that way, and says where it ended if it ended too early.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from traceback import FrameSummary, StackSummary, TracebackException, extract_tb
from types import ModuleType
from typing import Any, Literal, overload

import click

from ..app import Flask

#: The names under which an app, or a factory, is found without being asked for.
APP_NAMES = ("app", "application")
FACTORY_NAMES = ("create_app", "make_app")
_NAMES = ", ".join(APP_NAMES + FACTORY_NAMES)

#: The files that may hold the app of a folder, the first that exists.
APP_FILES = ("wsgi.py", "app.py")

#: Separates the path of a module from a name in it; not the colon of ``C:\shop.py``.
_COLON = re.compile(r":(?![\\/])")


class NoAppException(click.UsageError):
    """Raised where no app can be found or loaded; the command line ends with status 2."""


def split_import_path(app_import_path: str) -> tuple[str, str | None]:
    """Split ``"shop.py:create_app()"`` into the module's path and the name in it, or None."""
    path, *name = _COLON.split(app_import_path, maxsplit=1)
    return path, (name[0] if name else None)


def find_app_file(path: str) -> str:
    """Return the file of the app, where *path* is a folder that is no package.

    Anything else is returned as it is.
    """
    folder = Path(path)
    if folder.is_dir() and not (folder / "__init__.py").exists():
        for name in APP_FILES:
            if (folder / name).is_file():
                return str(folder / name)
    return path


def prepare_import(path: str) -> str:
    """Make the module at *path* importable and return its dotted name.

    The folder that holds its outermost package goes to the front of ``sys.path``. A
    dotted name is taken relative to the current directory.
    """
    location = Path(path).resolve()
    if location.suffix == ".py":
        location = location.with_suffix("")
    if location.name == "__init__":
        location = location.parent

    names = [location.name]
    folder = location.parent
    while (folder / "__init__.py").exists():
        names.append(folder.name)
        folder = folder.parent

    if sys.path[0] != str(folder):
        sys.path.insert(0, str(folder))
    return ".".join(reversed(names))


@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: Literal[True] = True
) -> Flask: ...


@overload
def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: Literal[False] = ...
) -> Flask | None: ...


def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: bool = True
) -> Flask | None:
    """Import *module_name* and return the app that *app_name* stands for in it.

    Without *app_name*, the likeliest app is taken, as ``find_best_app`` says. Where there
    is no such module, returns None if *raise_if_not_found* is false.

    Raises NoAppException, also for an import or a syntax error inside of the module: it
    names the file and the line. Any other error of the module comes through.
    """
    try:
        __import__(module_name)
    except (ImportError, SyntaxError) as error:
        if isinstance(error, SyntaxError) or _list_own_frames(error):
            raise NoAppException(_explain_broken_module(module_name, error)) from error
        if raise_if_not_found:
            raise NoAppException(_explain_missing_module(module_name)) from None
        return None
    module = sys.modules[module_name]
    return find_best_app(module) if app_name is None else find_app_by_string(module, app_name)


def _list_own_frames(error: BaseException) -> list[FrameSummary]:
    """Return the frames of the program that was imported.

    There are none where the import system did not find it, or could not compile it.
    """
    frames = extract_tb(error.__traceback__)
    return [f for f in frames if f.filename != __file__ and not f.filename.startswith("<frozen")]


def _explain_broken_module(module_name: str, error: ImportError | SyntaxError) -> str:
    """Say where in the imported program the error arose, and what may help."""
    frames = _list_own_frames(error)
    if isinstance(error, SyntaxError):
        file, line, advice = error.filename, error.lineno, "Correct the syntax there."
    else:
        file, line, advice = frames[-1].filename, frames[-1].lineno, _advise_on_import(error)
    report = TracebackException.from_exception(error)
    report.stack = StackSummary.from_list(frames)
    return (
        f"While importing {module_name!r}, the {type(error).__name__} below was raised in"
        f" {file}, line {line}. {advice}\n\n{''.join(report.format()).rstrip()}"
    )


def _advise_on_import(error: ImportError) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"Correct the name, or install what provides {error.name!r} into {sys.prefix}."
    return (
        "Correct the name, or write what it should name. If that is there already, look for modules"
        " that import each other."
    )


def _explain_missing_module(module_name: str) -> str:
    path = module_name.replace(".", "/")
    return (
        f"Could not import {module_name!r}: there is neither a file {path}.py nor a folder"
        f" {path} in {sys.path[0] or Path.cwd()}, and no such module is installed. Name a"
        " file, a folder or a module, as in --app shop.py or --app shop.web:app."
    )


def find_best_app(module: ModuleType) -> Flask:
    """Find the app in *module* that a person most likely means.

    That is ``app`` or ``application``; else the only app that there is; else what the
    factory ``create_app`` or ``make_app`` returns when it is called without arguments.

    Raises NoAppException where there is none, or more than one.
    """
    for name in APP_NAMES:
        candidate = getattr(module, name, None)
        if isinstance(candidate, Flask):
            return candidate

    apps = {name: value for name, value in vars(module).items() if isinstance(value, Flask)}
    if len(apps) > 1:
        raise NoAppException(
            f"Detected multiple Flask applications in module {module.__name__!r}:"
            f" {', '.join(apps)}. Name the one to use, as in"
            f" --app {module.__name__}:{next(iter(apps))}."
        )
    return next(iter(apps.values()), None) or _make_best_app(module)


def _make_best_app(module: ModuleType) -> Flask:
    """Return what the factory of *module* makes; raise NoAppException where there is none."""
    made = {}
    for name in FACTORY_NAMES:
        factory = getattr(module, name, None)
        if inspect.isfunction(factory):
            app = _call_factory(
                factory,
                f"Detected factory {name!r} in module {module.__name__!r}, but could not call"
                " it without arguments. Give them after its name, as in"
                f" --app '{module.__name__}:{name}(\"production\")'.",
            )
            if isinstance(app, Flask):
                return app
            made[name] = app
    products = [_describe_product(name, product) for name, product in made.items()]
    found = "; ".join(products) or f"none of {_NAMES}, and no other app"
    foreign = _explain_foreign_apps([*vars(module).values(), *made.values()])
    raise NoAppException(
        f"Failed to find Flask application or factory in module {module.__name__!r}"
        f" ({_describe_place(module)}): {found}.{foreign} If a factory has another name, say so, as"
        f" in --app {module.__name__}:name."
    )


def _describe_product(factory: str, product: object) -> str:
    if product is None:
        return f"{factory}() returns None, where it should end with 'return app'"
    return f"{factory}() returns an object of type {type(product).__name__}"


def find_app_by_string(module: ModuleType, app_name: str) -> Flask:
    """Return the app in *module* that *app_name* stands for.

    *app_name* is the name of an app or of a factory, or a call of a factory whose
    arguments are literals: ``create_app("test", debug=True)``.

    Raises NoAppException where it is none of these, or gives no app.
    """
    name, args, kwargs = _parse_app_name(app_name)
    try:
        found = getattr(module, name)
    except AttributeError:
        raise NoAppException(_explain_missing_name(module, name)) from None

    if inspect.isfunction(found):
        found = _call_factory(
            found,
            f"The factory {app_name!r} in module {module.__name__!r} could not be called with"
            f" these arguments. Its signature is {name}{inspect.signature(found)}.",
            *args,
            **kwargs,
        )
    if isinstance(found, Flask):
        return found
    raise NoAppException(
        f"A valid Flask application was not obtained from '{module.__name__}:{app_name}', but"
        f" an object of type {type(found).__name__}.{_explain_foreign_apps([found])}"
    )


def _parse_app_name(app_name: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Read *app_name* as a name or as the call of one; nothing is evaluated.

    Returns the name and the arguments, positional and by keyword. Raises NoAppException.
    """
    try:
        expression = ast.parse(app_name.strip(), mode="eval").body
    except SyntaxError:
        expression = None
    if isinstance(expression, ast.Name):
        return expression.id, [], {}
    if not isinstance(expression, ast.Call):
        raise NoAppException(
            f"Failed to parse {app_name!r} as an attribute name or function call. Write it"
            ' like app, create_app or create_app("test", debug=True).'
        )
    if not isinstance(expression.func, ast.Name):
        raise NoAppException(
            f"Function reference must be a simple name: {app_name!r} has dots or brackets."
        )
    return expression.func.id, *_parse_arguments(expression, app_name)


def _parse_arguments(call: ast.Call, app_name: str) -> tuple[list[Any], dict[str, Any]]:
    try:
        args = [ast.literal_eval(argument) for argument in call.args]
        kwargs = {
            keyword.arg: ast.literal_eval(keyword.value)
            for keyword in call.keywords
            if keyword.arg is not None
        }
    except ValueError:
        raise NoAppException(
            f"Failed to parse arguments as literal values: {app_name!r}. Only strings,"
            " numbers, tuples, lists, dicts, sets, booleans and None can be given here."
        ) from None
    return args, kwargs


def _call_factory(
    factory: Callable[..., Any], explanation: str, /, *args: Any, **kwargs: Any
) -> Any:
    """Call *factory*; raise NoAppException with *explanation* where the arguments do not fit.

    A TypeError that the factory raises itself comes through.
    """
    try:
        return factory(*args, **kwargs)
    except TypeError as error:
        if _accepts(factory, args, kwargs):
            raise
        raise NoAppException(explanation) from error


def _accepts(factory: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    # A decorator may well hand over what the function beneath it asks for.
    signature = inspect.signature(factory, follow_wrapped=False)
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def _explain_missing_name(module: ModuleType, name: str) -> str:
    similar = get_close_matches(name, [known for known in vars(module) if known[0] != "_"], n=1)
    hint = f" Did you mean {similar[0]!r}?" if similar else ""
    return (
        f"Failed to find attribute {name!r} in {module.__name__!r}"
        f" ({_describe_place(module)}).{hint}"
    )


def _describe_place(module: ModuleType) -> str:
    # A folder is importable without any file in it; then there is only the folder.
    file = getattr(module, "__file__", None)
    return file or "a folder without __init__.py, wsgi.py and app.py"


def _explain_foreign_apps(candidates: Any) -> str:
    """Say so where one of *candidates* is an app of the other Flask."""
    for candidate in candidates:
        if any(base.__module__ == "flask.app" for base in type(candidate).__mro__):
            return (
                f" {candidate!r} is an app of the package flask, not of microflask: import"
                " Flask from microflask, or run the program with python -m microflask.dropin."
            )
    return ""
