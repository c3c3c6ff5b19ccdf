"""Blueprints: parts of an app that are defined on their own and registered later.

A blueprint records what to do with an app, and does it when it is registered. Its endpoints
(``"blog.index"``), hooks and error handlers are then registered under its name.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from . import typing as ft
from .helpers import _endpoint_from_view_func
from .scaffold import (
    F,
    Scaffold,
    T_after_request,
    T_before_request,
    T_error_handler,
    T_template_context_processor,
    T_url_defaults,
    T_url_value_preprocessor,
    setupmethod,
    template_decorator,
)
from .scaffold import T_teardown as T_teardown

if TYPE_CHECKING:
    from .sansio.app import App

DeferredSetupFunction = Callable[["BlueprintSetupState"], None]

#: The attributes that hold the hooks, of apps and of blueprints.
_HOOK_REGISTRIES = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_default_functions",
    "url_value_preprocessors",
    "template_context_processors",
)

_sentinel: Any = object()


class BlueprintSetupState:
    """One registration of a blueprint on an app: the argument of the recorded functions."""

    def __init__(
        self, blueprint: Blueprint, app: App, options: Any, first_registration: bool
    ) -> None:
        #: The app that the blueprint is being registered on.
        self.app = app

        #: The blueprint that is being registered.
        self.blueprint = blueprint

        #: The keyword arguments that ``register_blueprint`` was given.
        self.options = options

        #: Whether the blueprint is registered on the app for the first time, under any name.
        self.first_registration = first_registration

        #: The subdomain that the blueprint's rules match on, or None.
        self.subdomain: str | None = _first_given(options.get("subdomain"), blueprint.subdomain)

        #: The prefix of the blueprint's URLs, or None.
        self.url_prefix: str | None = _first_given(options.get("url_prefix"), blueprint.url_prefix)

        #: The blueprint's name, and the dotted name of the blueprint that it is nested in.
        self.name: str = options.get("name", blueprint.name)
        self.name_prefix: str = options.get("name_prefix", "")

        #: Values that every rule of the blueprint has by default.
        self.url_defaults: dict[str, Any] = {
            **blueprint.url_values_defaults,
            **dict(options.get("url_defaults", ())),
        }

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        **options: Any,
    ) -> None:
        """Add *rule* to the app, with the blueprint's URL prefix and name."""
        options.setdefault("subdomain", self.subdomain)
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)
        self.app.add_url_rule(
            _below(self.url_prefix, rule),
            f"{self.name_prefix}.{self.name}.{endpoint}".lstrip("."),
            view_func,
            defaults={**self.url_defaults, **(options.pop("defaults", None) or {})},
            **options,
        )


def _first_given(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _below(prefix: Any, path: Any) -> Any:
    """Join *prefix* and *path* with one slash. Either may be None, or *path* empty."""
    if prefix is None or not path:
        return path if prefix is None else prefix
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


class Blueprint(Scaffold):
    """A group of views, hooks, templates and static files that apps can register.

    ``name`` prefixes each endpoint; it must not be empty or contain a dot.
    ``import_name`` is usually ``__name__``. ``static_folder`` and ``template_folder`` are
    relative to ``root_path``; the app's own templates win over those of a blueprint.
    ``url_prefix``, ``subdomain`` and ``url_defaults`` apply to every rule, unless
    ``register_blueprint`` is given others. ``cli_group`` names the group of its commands; None
    adds them to the app's own group.
    """

    _got_registered_once = False

    def __init__(
        self,
        name: str,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        url_prefix: str | None = None,
        subdomain: str | None = None,
        url_defaults: dict[str, Any] | None = None,
        root_path: str | None = None,
        cli_group: str | None = _sentinel,
    ) -> None:
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        if not name:
            raise ValueError("The 'name' of a blueprint may not be empty.")
        if "." in name:
            raise ValueError(
                f"The blueprint's 'name' {name!r} may not contain a dot '.' character: dots"
                " join the names of nested blueprints."
            )
        self.name: str = name
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        self.url_values_defaults: dict[str, Any] = url_defaults or {}
        self.cli_group = cli_group

        #: The functions to call at each registration, in order. Filled by ``record``.
        self.deferred_functions: list[DeferredSetupFunction] = []

        self._blueprints: list[tuple[Blueprint, dict[str, Any]]] = []

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_registered_once:
            raise AssertionError(
                f"The setup method '{f_name}' can no longer be called on the blueprint"
                f" {self.name!r}: it has already been registered, so the app would miss what is"
                " added now. Set a blueprint up completely (import the modules that hold its"
                " views) before you register it."
            )

    # Recording

    @setupmethod
    def record(self, func: DeferredSetupFunction) -> None:
        """Call *func* with the setup state whenever the blueprint is registered."""
        self.deferred_functions.append(func)

    @setupmethod
    def record_once(self, func: DeferredSetupFunction) -> None:
        """Call *func* with the setup state at the first registration on each app."""

        def first_time_only(state: BlueprintSetupState) -> None:
            if state.first_registration:
                func(state)

        self.record(update_wrapper(first_time_only, func))

    def make_setup_state(
        self, app: App, options: dict[str, Any], first_registration: bool = False
    ) -> BlueprintSetupState:
        """Return the state that the recorded functions are called with."""
        return BlueprintSetupState(self, app, options, first_registration)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Add *rule*, with the URL prefix and the name of the blueprint.

        Takes the arguments of ``Flask.add_url_rule``. Raises ValueError if the endpoint or
        the view's name contains a dot, as the names of nested blueprints do.
        """
        if endpoint and "." in endpoint:
            raise ValueError(f"'endpoint' may not contain a dot '.' character: {endpoint!r}.")
        view_name = getattr(view_func, "__name__", "")
        if "." in view_name:
            raise ValueError(
                f"'view_func' name may not contain a dot '.' character: {view_name!r}."
            )
        self.record(
            lambda state: state.add_url_rule(
                rule,
                endpoint,
                view_func,
                provide_automatic_options=provide_automatic_options,
                **options,
            )
        )

    # Registering

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """Nest *blueprint* in this one, to be registered together with it.

        *options* are those of ``Flask.register_blueprint``.
        """
        if blueprint is self:
            raise ValueError(f"Cannot register a blueprint on itself: {self.name!r}.")
        self._blueprints.append((blueprint, options))

    def register(self, app: App, options: dict[str, Any]) -> None:
        """Add everything that was recorded here, and in the nested blueprints, to *app*.

        Called by ``app.register_blueprint``, whose keyword arguments are *options*. Raises
        ValueError if the name is taken.
        """
        own_name = options.get("name", self.name)
        name = f"{options.get('name_prefix', '')}.{own_name}".lstrip(".")
        known = app.blueprints.get(name)
        if known is not None:
            which = "this" if known is self else "a different"
            raise ValueError(
                f"The name {name!r} is already registered for {which} blueprint, of"
                f" {known.import_name!r}. Use 'register_blueprint(..., name=...)' to provide a"
                " unique name."
            )
        is_first = all(known is not self for known in app.blueprints.values())
        app.blueprints[name] = self
        self._got_registered_once = True
        state = self.make_setup_state(app, options, is_first)
        if self.has_static_folder:
            state.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                view_func=self.send_static_file,
                endpoint="static",
            )
        self._merge_blueprint_funcs(app, name)
        for deferred in self.deferred_functions:
            deferred(state)
        if "cli" in vars(self) and self.cli.commands:
            group = options.get("cli_group", self.cli_group)
            if group is None:
                app.cli.commands.update(self.cli.commands)
            else:
                self.cli.name = name if group is _sentinel else group
                app.cli.add_command(self.cli)
        for nested, nested_options in self._blueprints:
            nested.register(app, _nested_options(state, name, nested, nested_options))

    def _merge_blueprint_funcs(self, app: App, name: str) -> None:
        """Add the blueprint's views, hooks and error handlers to the app, under *name*."""

        def under(key: str | None) -> str:
            return name if key is None else f"{name}.{key}"

        for key, by_code in self.error_handler_spec.items():
            handlers = app.error_handler_spec[under(key)] = defaultdict(dict)
            for code, by_class in by_code.items():
                handlers[code] = dict(by_class)
        app.view_functions.update(self.view_functions)
        for registry in _HOOK_REGISTRIES:
            for key, functions in getattr(self, registry).items():
                getattr(app, registry)[under(key)].extend(functions)

    # Hooks, error handlers and template functions for the whole app

    def _record_hook(self, registry: str, f: F) -> F:
        """Add *f* to the hooks for all requests in the app's *registry*."""
        self.record_once(lambda state: getattr(state.app, registry).setdefault(None, []).append(f))
        return f

    @setupmethod
    def before_app_request(self, f: T_before_request) -> T_before_request:
        """Call *f* before each request of the app: see ``before_request``."""
        return self._record_hook("before_request_funcs", f)

    @setupmethod
    def after_app_request(self, f: T_after_request) -> T_after_request:
        """Call *f* after each request of the app: see ``after_request``."""
        return self._record_hook("after_request_funcs", f)

    @setupmethod
    def teardown_app_request(self, f: T_teardown) -> T_teardown:
        """Call *f* at the end of each request of the app: see ``teardown_request``."""
        return self._record_hook("teardown_request_funcs", f)

    @setupmethod
    def app_context_processor(
        self, f: T_template_context_processor
    ) -> T_template_context_processor:
        """Add what *f* returns to the context of all templates: see ``context_processor``."""
        return self._record_hook("template_context_processors", f)

    @setupmethod
    def app_url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Call *f* for each matched URL of the app: see ``url_value_preprocessor``."""
        return self._record_hook("url_value_preprocessors", f)

    @setupmethod
    def app_url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Call *f* for each URL that the app builds: see ``url_defaults``."""
        return self._record_hook("url_default_functions", f)

    @setupmethod
    def app_errorhandler(
        self, code: type[Exception] | int
    ) -> Callable[[T_error_handler], T_error_handler]:
        """Handle errors of the whole app with the decorated function: see ``errorhandler``."""

        def register(f: T_error_handler) -> T_error_handler:
            self.record_once(lambda state: state.app.register_error_handler(code, f))
            return f

        return register

    app_template_filter = template_decorator(
        "app_template_filter", "Make the decorated function a filter in all templates of the app."
    )

    @setupmethod
    def add_app_template_filter(
        self, f: ft.TemplateFilterCallable, name: str | None = None
    ) -> None:
        """Make *f* a filter in all templates of the app, as *name* or by its own name."""
        self.record_once(lambda state: state.app.add_template_filter(f, name))

    app_template_test = template_decorator(
        "app_template_test", "Make the decorated function a test in all templates of the app."
    )

    @setupmethod
    def add_app_template_test(self, f: ft.TemplateTestCallable, name: str | None = None) -> None:
        """Make *f* a test in all templates of the app, as *name* or by its own name."""
        self.record_once(lambda state: state.app.add_template_test(f, name))

    app_template_global = template_decorator(
        "app_template_global", "Make the decorated function a global in all templates of the app."
    )

    @setupmethod
    def add_app_template_global(
        self, f: ft.TemplateGlobalCallable, name: str | None = None
    ) -> None:
        """Make *f* a global in all templates of the app, as *name* or by its own name."""
        self.record_once(lambda state: state.app.add_template_global(f, name))


def _nested_options(
    state: BlueprintSetupState, name: str, nested: Blueprint, options: dict[str, Any]
) -> dict[str, Any]:
    """Return the options for registering *nested* within the registration *state*.

    The outer blueprint's URL prefix comes before the inner one's, its subdomain after.
    """
    joined = {**options, "name_prefix": name}
    own_prefix = _first_given(options.get("url_prefix"), nested.url_prefix)
    url_prefix = _below(state.url_prefix, own_prefix)
    if url_prefix is not None:
        joined["url_prefix"] = url_prefix
    subdomains = _first_given(options.get("subdomain"), nested.subdomain), state.subdomain
    given = [subdomain for subdomain in subdomains if subdomain is not None]
    if given:
        joined["subdomain"] = ".".join(given)
    return joined
