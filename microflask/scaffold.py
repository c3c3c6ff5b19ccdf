"""What apps and blueprints have in common: registering views, hooks and error handlers.

The decorators here only fill registries. An app reads them to handle requests; a blueprint
copies its own to an app when it is registered.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from functools import update_wrapper
from types import FunctionType
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar, cast, overload
from warnings import warn_explicit

from . import typing as ft
from .errors import ErrorHandlers, exception_class_and_code
from .globals import get_app_context
from .helpers import _endpoint_from_view_func as _endpoint_from_view_func
from .helpers import get_root_path, send_from_directory
from .lazy import lazy_attribute
from .packages import find_package as find_package

if TYPE_CHECKING:
    from click import Group
    from jinja2.loaders import BaseLoader

    from .wrappers import Response

Hook = TypeVar("Hook")

#: Blueprint name, or None for the app -> functions.
Hooks = dict[ft.AppOrBlueprintKey, list[Hook]]

F = TypeVar("F", bound=Callable[..., Any])
T_after_request = TypeVar("T_after_request", bound=ft.AnyAfterRequestCallable)
T_before_request = TypeVar("T_before_request", bound=ft.BeforeRequestCallable)
T_error_handler = TypeVar("T_error_handler", bound=ft.ErrorHandlerCallable)
T_route = TypeVar("T_route", bound=ft.RouteCallable)
T_teardown = TypeVar("T_teardown", bound=ft.TeardownCallable)
T_template_context_processor = TypeVar(
    "T_template_context_processor", bound=ft.TemplateContextProcessorCallable
)
T_url_defaults = TypeVar("T_url_defaults", bound=ft.URLDefaultCallable)
T_url_value_preprocessor = TypeVar(
    "T_url_value_preprocessor", bound=ft.URLValuePreprocessorCallable
)


def setupmethod(f: F) -> F:
    """Make the method *f* raise AssertionError after the setup is finished."""
    name = f.__name__

    def checked(self: Scaffold, *args: Any, **kwargs: Any) -> Any:
        self._check_setup_finished(name)
        return f(self, *args, **kwargs)

    return cast("F", update_wrapper(checked, f))


class _Decorator(Protocol):
    """A decorator that may be used without parentheses."""

    @overload
    def __call__(self, name: F) -> F: ...
    @overload
    def __call__(self, name: str | None = None) -> Callable[[F], F]: ...


class _DecoratorMethod(Protocol):
    @overload
    def __get__(self, instance: None, owner: type) -> Callable[..., Any]: ...
    @overload
    def __get__(self, instance: Scaffold, owner: type) -> _Decorator: ...


def template_decorator(method: str, doc: str) -> _DecoratorMethod:
    """Return a method that decorates functions for templates, such as ``template_filter``.

    Its name is *method*, and it passes the function to the method ``add_`` + *method*. It
    takes the name to use in templates, by default the function's own, and may be used
    without parentheses.
    """

    def decorator(self: Scaffold, name: Any = None) -> Any:
        add = getattr(self, f"add_{method}")
        if callable(name):
            add(name)
            return name

        def register(f: F) -> F:
            add(f, name=name)
            return f

        return register

    decorator.__name__, decorator.__doc__ = method, doc
    decorator.__qualname__ = f"Scaffold.{method}"
    return cast("_DecoratorMethod", setupmethod(decorator))


class Scaffold:
    """What ``Flask`` and ``Blueprint`` have in common.

    ``import_name`` is the module that the object is defined in, usually ``__name__``; the
    folders of static files and templates are relative to ``root_path``, which is found by
    it. ``static_url_path`` is the URL prefix of the static files.
    """

    name: Any  # a string, an attribute of a blueprint and a property of an app
    _static_folder: str | None = None
    _static_url_path: str | None = None

    def __init__(
        self,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        root_path: str | None = None,
    ) -> None:
        #: The name of the module that this object is defined in.
        self.import_name = import_name

        self.static_folder = static_folder
        self.static_url_path = static_url_path

        #: The folder of the templates, relative to ``root_path``, or None.
        self.template_folder = template_folder

        #: The folder that templates, static files and resources are relative to.
        self.root_path = get_root_path(import_name) if root_path is None else root_path

        #: Endpoint -> view function. Filled by ``route`` and ``endpoint``.
        self.view_functions: dict[str, ft.RouteCallable] = {}

        #: Blueprint name or None -> status code or None -> class -> handler. Filled by
        #: ``errorhandler``.
        self.error_handler_spec: ErrorHandlers = defaultdict(lambda: defaultdict(dict))

        # The registries of hooks: blueprint name, or None for all requests -> functions

        #: Filled by ``before_request``.
        self.before_request_funcs: Hooks[ft.BeforeRequestCallable] = defaultdict(list)

        #: Filled by ``after_request``.
        self.after_request_funcs: Hooks[ft.AfterRequestCallable[Any]] = defaultdict(list)

        #: Filled by ``teardown_request``.
        self.teardown_request_funcs: Hooks[ft.TeardownCallable] = defaultdict(list)

        #: Filled by ``context_processor``.
        self.template_context_processors: Hooks[ft.TemplateContextProcessorCallable]
        self.template_context_processors = defaultdict(list)

        #: Filled by ``url_value_preprocessor``.
        self.url_value_preprocessors: Hooks[ft.URLValuePreprocessorCallable] = defaultdict(list)

        #: Filled by ``url_defaults``.
        self.url_default_functions: Hooks[ft.URLDefaultCallable] = defaultdict(list)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    def _check_setup_finished(self, f_name: str) -> None:
        raise NotImplementedError

    # Views

    def route(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """Register the decorated function as the view for *rule*.

        *options* are those of ``add_url_rule``: ``methods``, ``endpoint``, ``defaults``,
        ``strict_slashes``, ... Warns if it is used without parentheses, which registers
        nothing.
        """
        if isinstance(rule, FunctionType):
            warn_explicit(
                f"The decorator of {rule.__name__!r} needs a rule: write"
                f" @app.route('/{rule.__name__}').",
                UserWarning,
                rule.__code__.co_filename,
                rule.__code__.co_firstlineno,
            )

        def register(f: T_route) -> T_route:
            endpoint = options.pop("endpoint", None)
            self.add_url_rule(rule, endpoint, f, **options)
            return f

        self._check_setup_finished("route")
        return register

    def _method_route(
        self, method: str, rule: str, options: dict[str, Any]
    ) -> Callable[[T_route], T_route]:
        self._check_setup_finished(method.lower())
        if "methods" in options:
            raise TypeError(
                f"'{method.lower()}' is for {method} only, but it was given"
                f" methods={options['methods']!r}. Use the 'route' decorator to use the"
                " 'methods' argument."
            )
        return self.route(rule, methods=[method], **options)

    def get(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """Register a view for GET: short for ``route(rule, methods=["GET"])``."""
        return self._method_route("GET", rule, options)

    def post(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """Register a view for POST: short for ``route(rule, methods=["POST"])``."""
        return self._method_route("POST", rule, options)

    def put(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """Register a view for PUT: short for ``route(rule, methods=["PUT"])``."""
        return self._method_route("PUT", rule, options)

    def delete(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """Register a view for DELETE: short for ``route(rule, methods=["DELETE"])``."""
        return self._method_route("DELETE", rule, options)

    def patch(self, rule: str, **options: Any) -> Callable[[T_route], T_route]:
        """Register a view for PATCH: short for ``route(rule, methods=["PATCH"])``."""
        return self._method_route("PATCH", rule, options)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Add *rule* to the URL map, with *view_func* as its view.

        ``Flask`` and ``Blueprint`` implement this.
        """
        raise NotImplementedError

    @setupmethod
    def endpoint(self, endpoint: str) -> Callable[[F], F]:
        """Register the decorated function as the view of *endpoint*, without a rule."""

        def register(f: F) -> F:
            self.view_functions[endpoint] = f
            return f

        return register

    # Hooks

    @setupmethod
    def before_request(self, f: T_before_request) -> T_before_request:
        """Call *f* before each request's view.

        *f* takes no arguments. If it returns anything but None, that is the response: no
        further hook and no view is called.
        """
        self.before_request_funcs.setdefault(None, []).append(f)
        return f

    @setupmethod
    def after_request(self, f: T_after_request) -> T_after_request:
        """Call *f* with each request's response, in the reverse order of registration.

        *f* returns the response to send, the same or another. Error pages are responses too.
        It is not called if an error leaves the app, as in debug mode, or if another such hook
        fails: use ``teardown_request`` for what must happen in any case.
        """
        self.after_request_funcs.setdefault(None, []).append(f)
        return f

    @setupmethod
    def teardown_request(self, f: T_teardown) -> T_teardown:
        """Call *f* when each request's context is popped, even after an error.

        *f* takes the unhandled error, or None. Its return value is ignored.
        """
        self.teardown_request_funcs.setdefault(None, []).append(f)
        return f

    @setupmethod
    def context_processor(self, f: T_template_context_processor) -> T_template_context_processor:
        """Add the dict that *f* returns to the context of each template."""
        self.template_context_processors[None].append(f)
        return f

    @setupmethod
    def url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Call *f* with the endpoint and the values of each matched URL, before other hooks.

        *f* may change the values in place, before they are passed to the view.
        """
        self.url_value_preprocessors[None].append(f)
        return f

    @setupmethod
    def url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Call *f* with the endpoint and the values of each URL that is built.

        *f* may add values in place.
        """
        self.url_default_functions[None].append(f)
        return f

    # Errors

    @setupmethod
    def errorhandler(
        self, code_or_exception: type[Exception] | int
    ) -> Callable[[T_error_handler], T_error_handler]:
        """Handle an error with the decorated function.

        *code_or_exception* is an HTTP error code, such as 404, or an exception class; its
        subclasses are handled too. The function takes the error and returns a response.
        """

        def register(f: T_error_handler) -> T_error_handler:
            self.register_error_handler(code_or_exception, f)
            return f

        return register

    @setupmethod
    def register_error_handler(
        self, code_or_exception: type[Exception] | int, f: ft.ErrorHandlerCallable
    ) -> None:
        """Handle an error with *f*: see ``errorhandler``.

        Raises ValueError or TypeError unless given an HTTP error code or an exception class.
        """
        error_class, code = self._get_exc_class_and_code(code_or_exception)
        self.error_handler_spec[None][code][error_class] = f

    _get_exc_class_and_code = staticmethod(exception_class_and_code)

    # Folders and files

    @property
    def static_folder(self) -> str | None:
        """The absolute path of the folder of static files, or None."""
        if self._static_folder is None:
            return None
        return os.path.join(self.root_path, self._static_folder)

    @static_folder.setter
    def static_folder(self, value: str | os.PathLike[str] | None) -> None:
        self._static_folder = None if value is None else os.fspath(value).rstrip(r"\/")

    @property
    def has_static_folder(self) -> bool:
        """Whether a folder of static files is set. It may not exist."""
        return self.static_folder is not None

    @property
    def static_url_path(self) -> str | None:
        """The URL prefix of the static files, by default the name of their folder."""
        if self._static_url_path is not None:
            return self._static_url_path
        if self.static_folder is None:
            return None
        return f"/{os.path.basename(self.static_folder)}".rstrip("/")

    @static_url_path.setter
    def static_url_path(self, value: str | None) -> None:
        self._static_url_path = None if value is None else value.rstrip("/")

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Return for how many seconds a browser may cache *filename*.

        That is ``SEND_FILE_MAX_AGE_DEFAULT`` of the current app's configuration. None means
        that the browser asks each time whether the file has changed.
        """
        max_age = get_app_context().app.config["SEND_FILE_MAX_AGE_DEFAULT"]
        if max_age is None or isinstance(max_age, int):
            return max_age
        return int(max_age.total_seconds())

    def send_static_file(self, filename: str) -> Response:
        """Send a file from the static folder: the view of the static route.

        Raises NotFound if the folder contains no such file.
        """
        if self.static_folder is None:
            raise RuntimeError(f"{self!r} has no 'static_folder', so it cannot send {filename!r}.")
        max_age = self.get_send_file_max_age(filename)
        return send_from_directory(self.static_folder, filename, max_age=max_age)

    @lazy_attribute
    def jinja_loader(self) -> BaseLoader | None:
        """The loader of the templates in ``template_folder``; None if that is None."""
        if self.template_folder is None:
            return None
        from jinja2 import FileSystemLoader

        return FileSystemLoader(os.path.join(self.root_path, self.template_folder))

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = None
    ) -> IO[Any]:
        """Open a file in ``root_path`` for reading.

        *mode* is ``"r"``, ``"rt"`` or ``"rb"``; *encoding* is for text, by default UTF-8.
        Raises ValueError for another mode.
        """
        if mode not in {"r", "rt", "rb"}:
            raise ValueError(
                f"Resources can only be opened for reading: mode {mode!r} is not one of"
                " 'r', 'rt' and 'rb'."
            )
        path = os.path.join(self.root_path, resource)
        return open(path, mode, encoding=None if mode == "rb" else encoding or "utf-8")

    @lazy_attribute
    def cli(self) -> Group:
        """The commands that this object adds to the command line.

        Made when it is first used, since click is slow to import.
        """
        from .cli import AppGroup

        return AppGroup(name=self._cli_name())

    def _cli_name(self) -> str | None:
        return None
