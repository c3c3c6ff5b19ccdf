"""Templates: where they are found, what they see, and rendering them.

Jinja2 does the work. This room is imported when an app first renders a template: an API that
renders none need not wait 20 ms for Jinja2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import BaseLoader, TemplateNotFound

from . import globals as proxies
from .globals import find_request_context, get_app_context
from .helpers import _default_template_ctx_processor as _default_template_ctx_processor
from .helpers import get_flashed_messages, stream_with_context
from .jinja import Environment as QuickEnvironment
from .signals import before_render_template, template_rendered

if TYPE_CHECKING:
    from blinker import NamedSignal

    from .app import Flask
    from .sansio.app import App
    from .scaffold import Scaffold

#: What a loader finds: the source, the file's name, and how to tell whether it is still true.
Source = tuple[str, str | None, Callable[[], bool] | None]

# Rendering


def render_template(
    template_name_or_list: str | jinja2.Template | list[str | jinja2.Template],
    **context: Any,
) -> str:
    """Render a template by its name, with *context* as its variables.

    Of a list, the first template that exists is rendered. Raises TemplateNotFound.
    """
    app = get_app_context().app
    template = app.jinja_env.get_or_select_template(template_name_or_list)
    return _render(app, template, context)


def render_template_string(source: str, **context: Any) -> str:
    """Render the template whose source is *source*, with *context* as its variables.

    The source is compiled at each call, and what a user typed must not be part of it: pass
    that in *context*, where it is escaped.
    """
    app = get_app_context().app
    return _render(app, app.jinja_env.from_string(source), context)


def stream_template(
    template_name_or_list: str | jinja2.Template | list[str | jinja2.Template],
    **context: Any,
) -> Iterator[str]:
    """Render a template piece by piece: a view may return what this returns.

    The request is kept until the last piece is sent. Takes what ``render_template`` takes.
    """
    app = get_app_context().app
    template = app.jinja_env.get_or_select_template(template_name_or_list)
    return _stream(app, template, context)


def stream_template_string(source: str, **context: Any) -> Iterator[str]:
    """Render the template whose source is *source* piece by piece, as ``stream_template``."""
    app = get_app_context().app
    return _stream(app, app.jinja_env.from_string(source), context)


def _render(app: Flask, template: jinja2.Template, context: dict[str, Any]) -> str:
    """Render *template*. Programs that record what is rendered replace this function."""
    app.update_template_context(context)
    _send(before_render_template, app, template, context)
    page = template.render(context)
    _send(template_rendered, app, template, context)
    return page


def _stream(app: Flask, template: jinja2.Template, context: dict[str, Any]) -> Iterator[str]:
    """Render *template* piece by piece, after what it sees has been gathered."""
    app.update_template_context(context)
    _send(before_render_template, app, template, context)
    pieces = _generate(app, template, context)
    return pieces if find_request_context() is None else stream_with_context(pieces)


def _generate(app: Flask, template: jinja2.Template, context: dict[str, Any]) -> Iterator[str]:
    yield from template.generate(context)
    _send(template_rendered, app, template, context)


def _send(
    signal: NamedSignal, app: Flask, template: jinja2.Template, context: dict[str, Any]
) -> None:
    if signal.receivers:
        signal.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)


def update_template_context(app: Flask, context: dict[str, Any]) -> None:
    """Add to *context* what the context processors give; what it has already, it keeps.

    The app's processors come first, then those of the request's blueprints from the
    outermost to the innermost: the later one wins.
    """
    passed = context.copy()
    request_context = find_request_context()
    blueprints = () if request_context is None else reversed(request_context.request.blueprints)
    for name in (None, *blueprints):
        for processor in app.template_context_processors.get(name, ()):
            context.update(app.ensure_sync(processor)())
    context.update(passed)


# The environment


class Environment(QuickEnvironment):
    """A Jinja environment whose templates are those of an app and its blueprints."""

    def __init__(self, app: App, **options: Any) -> None:
        if "loader" not in options:
            options["loader"] = app.create_global_jinja_loader()
        super().__init__(**options)
        self.app = app


def create_jinja_environment(app: Flask) -> Environment:
    """Make the environment of *app*, by its ``jinja_options`` and its configuration.

    Adds the globals ``url_for``, ``get_flashed_messages``, ``config``, ``request``,
    ``session`` and ``g``. The last three are proxies: an imported template sees no context.
    """
    options = dict(app.jinja_options)
    options.setdefault("autoescape", app.select_jinja_autoescape)
    auto_reload = app.config["TEMPLATES_AUTO_RELOAD"]
    options.setdefault("auto_reload", app.debug if auto_reload is None else auto_reload)
    environment = app.jinja_environment(app, **options)
    environment.globals.update(
        url_for=app.url_for,
        get_flashed_messages=get_flashed_messages,
        config=app.config,
        request=proxies.request,
        session=proxies.session,
        g=proxies.g,
    )
    environment.policies["json.dumps_function"] = app.json.dumps
    return environment


# Finding templates


class DispatchingJinjaLoader(BaseLoader):
    """Look for a template in the app's folder, then in those of its blueprints."""

    def __init__(self, app: App) -> None:
        self.app = app

    def get_source(self, environment: jinja2.Environment, template: str) -> Source:
        """Return the source of *template* from the first loader that has it.

        Raises TemplateNotFound. With ``EXPLAIN_TEMPLATE_LOADING`` every loader is asked,
        and what each answered is logged.
        """
        if self.app.config["EXPLAIN_TEMPLATE_LOADING"]:
            return self._get_source_explained(environment, template)
        return self._get_source_fast(environment, template)

    def _get_source_fast(self, environment: jinja2.Environment, template: str) -> Source:
        for _, loader in self._iter_loaders(template):
            source = _try_loader(loader, environment, template)
            if source is not None:
                return source
        raise TemplateNotFound(template)

    def _get_source_explained(self, environment: jinja2.Environment, template: str) -> Source:
        from .debughelpers import explain_template_loading_attempts

        attempts = [
            (loader, owner, _try_loader(loader, environment, template))
            for owner, loader in self._iter_loaders(template)
        ]
        explain_template_loading_attempts(self.app, template, attempts)
        for _, _, source in attempts:
            if source is not None:
                return source
        raise TemplateNotFound(template)

    def _iter_loaders(self, template: str) -> Iterator[tuple[Scaffold, BaseLoader]]:
        owners: list[Scaffold] = [self.app, *self.app.iter_blueprints()]
        for owner in owners:
            if owner.jinja_loader is not None:
                yield owner, owner.jinja_loader

    def list_templates(self) -> list[str]:
        """Return the names of all templates that the app or a blueprint has."""
        names: set[str] = set()
        for _, loader in self._iter_loaders(""):
            names.update(loader.list_templates())
        return sorted(names)


def _try_loader(
    loader: BaseLoader, environment: jinja2.Environment, template: str
) -> Source | None:
    try:
        return loader.get_source(environment, template)
    except TemplateNotFound:
        return None
