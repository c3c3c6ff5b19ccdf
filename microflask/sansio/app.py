"""What an app knows before it serves: its settings, rules, blueprints and templates.

``Flask`` in ``microflask/app.py`` adds the handling of requests. Nothing here does input or
output, so a framework for another protocol can build on it, as Quart does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, ValuesView
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from werkzeug.exceptions import BadRequest, BadRequestKeyError

from .. import typing as ft
from ..config import Config, ConfigAttribute
from ..ctx import _AppCtxGlobals
from ..debughelpers import describe_function
from ..errors import find_error_handler
from ..helpers import (
    Aborter,
    _default_template_ctx_processor,
    _endpoint_from_view_func,
    get_debug_flag,
    hook_names,
)
from ..json.provider import DefaultJSONProvider, JSONProvider
from ..lazy import deferred_attribute, lazy_attribute
from ..packages import find_package
from ..routing import Map, Rule
from ..scaffold import Scaffold, setupmethod, template_decorator
from ..urls import make_redirect

if TYPE_CHECKING:
    from logging import Logger

    from werkzeug.routing import BuildError

    from ..blueprints import Blueprint
    from ..templating import DispatchingJinjaLoader, Environment
    from ..testing import FlaskClient, FlaskCliRunner
    from ..wrappers import Response

T_shell_context_processor = TypeVar(
    "T_shell_context_processor", bound=ft.ShellContextProcessorCallable
)
T_teardown = TypeVar("T_teardown", bound=ft.TeardownCallable)


class App(Scaffold):
    """The part of an app that is set up before it serves: see ``Flask`` for the arguments.

    A subclass handles requests. It defines ``default_config``, ``response_class`` and
    ``create_jinja_environment``, and adds a route for its static files if it wants one.
    """

    #: The classes of the app's parts.
    aborter_class: type[Aborter] = Aborter
    app_ctx_globals_class: type[_AppCtxGlobals] = _AppCtxGlobals
    config_class: type[Config] = Config
    json_provider_class: type[JSONProvider] = DefaultJSONProvider
    url_map_class: type[Map] = Map
    url_rule_class: type[Rule] = Rule
    response_class: type[Response]
    if TYPE_CHECKING:
        jinja_environment: type[Environment]
    else:
        jinja_environment = deferred_attribute("microflask.templating", "Environment")

    #: Arguments of the Jinja environment.
    jinja_options: dict[str, Any] = {}

    #: The classes for ``test_client`` and ``test_cli_runner``; None for those of ``testing``.
    test_client_class: type[FlaskClient] | None = None
    test_cli_runner_class: type[FlaskCliRunner] | None = None

    # Settings that are attributes too.
    testing = ConfigAttribute[bool]("TESTING")
    secret_key = ConfigAttribute["str | bytes | None"]("SECRET_KEY")
    permanent_session_lifetime = ConfigAttribute[timedelta](
        "PERMANENT_SESSION_LIFETIME",
        get_converter=lambda value: (
            value if isinstance(value, timedelta) else timedelta(seconds=value)
        ),
    )

    #: The settings of a new app.
    default_config: ClassVar[dict[str, Any]]

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: str | os.PathLike[str] | None = "static",
        static_host: str | None = None,
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
    ) -> None:
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        if instance_path is None:
            instance_path = self.auto_find_instance_path()
        elif not os.path.isabs(instance_path):
            raise ValueError(f"'instance_path' must be absolute, not {instance_path!r}.")

        #: The folder for files that belong to this installation, and not to the source.
        self.instance_path = instance_path

        #: The settings: a dict that can be filled from files and objects.
        self.config = self.make_config(instance_relative_config)

        #: Raises the HTTP error of a code, for ``abort``.
        self.aborter = self.make_aborter()

        #: Reads and writes JSON.
        self.json: JSONProvider = self.json_provider_class(self)

        #: Called with the error, the endpoint and the values if ``url_for`` cannot build a URL.
        self.url_build_error_handlers: list[Callable[[Exception, str, dict[str, Any]], str]] = []

        #: Called when an application context ends. Filled by ``teardown_appcontext``.
        self.teardown_appcontext_funcs: list[ft.TeardownCallable] = []

        #: Their dicts are names in the shell. Filled by ``shell_context_processor``.
        self.shell_context_processors: list[ft.ShellContextProcessorCallable] = []

        #: Name -> blueprint, in the order of registration.
        self.blueprints: dict[str, Blueprint] = {}

        #: Name of an extension -> its state for this app.
        self.extensions: dict[str, Any] = {}

        #: The URL rules.
        self.url_map = self.url_map_class(host_matching=host_matching)

        self.subdomain_matching = subdomain_matching
        self._got_first_request = False
        self.template_context_processors[None].append(_default_template_ctx_processor)
        self._finish_set_up(static_host)

    def _finish_set_up(self, static_host: str | None) -> None:
        pass  # a subclass may add a route for static files

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_first_request:
            raise AssertionError(
                f"The setup method '{f_name}' can no longer be called on the application"
                f" {self.name!r}: it has already handled its first request, which would have"
                " missed what is added now. Set the app up completely (import the modules that"
                " hold its views, register its blueprints) before it serves."
            )

    # Views and blueprints

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Call *view_func* for the URLs that match *rule*.

        *endpoint* is the view's name for ``url_for``, by default that of the function.
        *provide_automatic_options* says whether the app responds to OPTIONS itself, as it does
        by default unless OPTIONS is one of the methods. *options* are those of ``routing.Rule``:
        ``methods``, ``defaults``, ``strict_slashes``, ``redirect_to``, ``host``, ``subdomain``, ...

        Raises ValueError for a malformed rule, TypeError if ``methods`` is a string,
        AssertionError if another view has the endpoint.
        """
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)
        methods = options.pop("methods", None)
        if methods is None:
            methods = getattr(view_func, "methods", None) or ("GET",)
        if isinstance(methods, str):
            raise TypeError(
                "Allowed methods must be a list of strings, for example"
                f' methods=["POST"], but they are the string {methods!r}.'
            )
        methods = {method.upper() for method in methods}
        if provide_automatic_options is None:
            provide_automatic_options = getattr(view_func, "provide_automatic_options", None)
        if provide_automatic_options is None:
            provide_automatic_options = "OPTIONS" not in methods and bool(
                self.config["PROVIDE_AUTOMATIC_OPTIONS"]
            )
        if provide_automatic_options:
            methods.add("OPTIONS")
        methods.update(getattr(view_func, "required_methods", ()))

        new_rule = self.url_rule_class(rule, methods=methods, endpoint=endpoint, **options)
        new_rule.provide_automatic_options = bool(provide_automatic_options)
        self.url_map.add(new_rule)
        if view_func is not None:
            self._check_view(endpoint, view_func)
            self.view_functions[endpoint] = view_func

    def _check_view(self, endpoint: str, view_func: ft.RouteCallable) -> None:
        known = self.view_functions.get(endpoint)
        if known is None or known == view_func:
            return
        raise AssertionError(
            "View function mapping is overwriting an existing endpoint function:"
            f" {endpoint!r} is {describe_function(known)}, and {describe_function(view_func)}"
            " has the same name. Rename one of the functions, or pass 'endpoint=...'; a decorator"
            " needs functools.wraps to keep the name of the view that it wraps."
        )

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """Add the views, hooks, templates and static files of *blueprint* to the app.

        *options* are ``url_prefix``, ``subdomain``, ``url_defaults``, ``name`` and whatever its
        recorded functions look for; they override what the blueprint was made with.
        Raises ValueError if the name is taken.
        """
        blueprint.register(self, options)

    def iter_blueprints(self) -> ValuesView[Blueprint]:
        """Return the blueprints in the order of registration."""
        return self.blueprints.values()

    @setupmethod
    def teardown_appcontext(self, f: T_teardown) -> T_teardown:
        """Call *f* when an application context ends: after a request, a command, a ``with``.

        *f* takes the unhandled error, or None. Its return value is ignored.
        """
        self.teardown_appcontext_funcs.append(f)
        return f

    @setupmethod
    def shell_context_processor(self, f: T_shell_context_processor) -> T_shell_context_processor:
        """Add the dict that *f* returns to the names in the interactive shell."""
        self.shell_context_processors.append(f)
        return f

    # Name, logger, configuration

    @lazy_attribute
    def name(self) -> str:
        """The name of the app: that of its module, or of the script that was started."""
        if self.import_name != "__main__":
            return self.import_name
        script: str | None = getattr(sys.modules["__main__"], "__file__", None)
        if script is None:
            return "__main__"
        return os.path.splitext(os.path.basename(script))[0]

    @lazy_attribute
    def logger(self) -> Logger:
        """A standard logger with the app's name.

        In debug mode its level is DEBUG. If no handler is set up, it writes to the WSGI
        server's error stream.
        """
        from ..logging import create_logger

        return create_logger(self)

    def make_config(self, instance_relative: bool = False) -> Config:
        """Return the configuration of a new app.

        Its files are in the instance folder with *instance_relative*, otherwise in ``root_path``.
        """
        root_path = self.instance_path if instance_relative else self.root_path
        return self.config_class(root_path, {**self.default_config, "DEBUG": get_debug_flag()})

    def make_aborter(self) -> Aborter:
        """Return the object that raises HTTP errors for ``abort``."""
        return self.aborter_class()

    def auto_find_instance_path(self) -> str:
        """Return the instance folder: beside the package, or in ``var`` if that is installed."""
        prefix, location = find_package(self.import_name)
        if prefix is None:
            return os.path.join(location, "instance")
        return os.path.join(prefix, "var", f"{self.name}-instance")

    @property
    def debug(self) -> bool:
        """Whether errors are shown in the browser and templates are reloaded: ``DEBUG``.

        Never set it in production.
        """
        debug: bool = self.config["DEBUG"]
        return debug

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value
        if self.config["TEMPLATES_AUTO_RELOAD"] is None and "jinja_env" in self.__dict__:
            self.jinja_env.auto_reload = value

    # Errors

    def _find_error_handler(
        self, e: Exception, blueprints: list[str]
    ) -> ft.ErrorHandlerCallable | None:
        return find_error_handler(self.error_handler_spec, e, blueprints)

    def trap_http_exception(self, e: Exception) -> bool:
        """Return True if an HTTP error should be handled like any other exception.

        That is so with ``TRAP_HTTP_EXCEPTIONS``, for bad requests with
        ``TRAP_BAD_REQUEST_ERRORS``, and for missing keys in debug mode.
        """
        if self.config["TRAP_HTTP_EXCEPTIONS"]:
            return True
        trap_bad_request = self.config["TRAP_BAD_REQUEST_ERRORS"]
        if trap_bad_request is None:
            return bool(self.debug) and isinstance(e, BadRequestKeyError)
        return bool(trap_bad_request) and isinstance(e, BadRequest)

    def should_ignore_error(self, error: BaseException | None) -> bool:
        """Return True if the teardown functions should not get *error*. A subclass decides."""
        return False

    # URLs

    def redirect(self, location: str, code: int = 302) -> Response:
        """Return a response that sends the client to *location*.

        Raises InvalidRedirectTarget, a ValueError and a 400, if it is not a valid URL.
        """
        return make_redirect(location, code, self.response_class)

    def inject_url_defaults(self, endpoint: str, values: dict[str, Any]) -> None:
        """Call the ``url_defaults`` functions, which may add *values* to a URL being built."""
        if self.url_default_functions:
            for name in reversed(hook_names(endpoint)):
                for function in self.url_default_functions.get(name, ()):
                    function(endpoint, values)

    def handle_url_build_error(
        self, error: BuildError, endpoint: str, values: dict[str, Any]
    ) -> str:
        """Return the first URL that one of the ``url_build_error_handlers`` returns.

        A handler without an answer returns None or raises a BuildError. Raises the last error
        if none of them has one.
        """
        from werkzeug.routing import BuildError

        for handler in self.url_build_error_handlers:
            try:
                url = handler(error, endpoint, values)
            except BuildError as next_error:
                error = next_error
            else:
                if url is not None:
                    return url
        raise error

    # Templates

    @lazy_attribute
    def jinja_env(self) -> Environment:
        """The Jinja environment, made when it is first used; ``jinja_options`` count until then."""
        return self.create_jinja_environment()

    def create_jinja_environment(self) -> Environment:
        """Return the environment that the app's templates are rendered in."""
        raise NotImplementedError

    def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
        """Return the loader for the template folders of the app and its blueprints."""
        from ..templating import DispatchingJinjaLoader

        return DispatchingJinjaLoader(self)

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        """Return True if values are escaped in the template *filename*; None is a string."""
        return filename is None or filename.endswith((".html", ".htm", ".xml", ".xhtml", ".svg"))

    template_filter = template_decorator(
        "template_filter",
        "Make the decorated function a filter in all templates: ``{{ value|name }}``.",
    )

    @setupmethod
    def add_template_filter(self, f: ft.TemplateFilterCallable, name: str | None = None) -> None:
        """Make *f* a filter in all templates, as *name* or by its own name."""
        self.jinja_env.filters[name or f.__name__] = f

    template_test = template_decorator(
        "template_test",
        "Make the decorated function a test in all templates: ``{% if value is name %}``.",
    )

    @setupmethod
    def add_template_test(self, f: ft.TemplateTestCallable, name: str | None = None) -> None:
        """Make *f* a test in all templates, as *name* or by its own name."""
        self.jinja_env.tests[name or f.__name__] = f

    template_global = template_decorator(
        "template_global",
        "Make the decorated function a global in all templates: ``{{ name() }}``.",
    )

    @setupmethod
    def add_template_global(self, f: ft.TemplateGlobalCallable, name: str | None = None) -> None:
        """Make *f* a global in all templates, as *name* or by its own name."""
        self.jinja_env.globals[name or f.__name__] = f

    def _cli_name(self) -> str | None:
        return self.name
