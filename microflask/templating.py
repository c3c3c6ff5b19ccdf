"""Templates: rendering them, the environment they share, and the places they are found in.

Jinja does the work. It takes half as long to import as all of microflask, so this module is
imported when an app renders its first template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import BaseLoader, TemplateNotFound, runtime

from . import globals as proxies
from .debughelpers import explain_template_loading_attempts
from .globals import current, find_request_context
from .helpers import _default_template_ctx_processor as _default_template_ctx_processor
from .helpers import get_flashed_messages, stream_with_context
from .signals import before_render_template, template_rendered

if TYPE_CHECKING:
    from .app import Flask
    from .sansio.app import App
    from .scaffold import Scaffold

#: What a loader returns: the source, the file's name, and a function that says if it is current.
Source = tuple[str, str | None, Callable[[], bool] | None]

_DICT_ATTRIBUTES = frozenset(dir(dict))

# Rendering


def render_template(
    template_name_or_list: str | jinja2.Template | list[str | jinja2.Template],
    **context: Any,
) -> str:
    """Render a template by its name, with *context* as its variables.

    If given a list, render the first template that exists. Raises TemplateNotFound.
    """
    app = current().app
    template = app.jinja_env.get_or_select_template(template_name_or_list)
    return _render(app, template, context)


def render_template_string(source: str, **context: Any) -> str:
    """Render the template whose source is *source*, with *context* as its variables.

    The source is compiled at each call. It must not contain what a user typed: pass that in
    *context*, where it is escaped.
    """
    app = current().app
    return _render(app, app.jinja_env.from_string(source), context)


def stream_template(
    template_name_or_list: str | jinja2.Template | list[str | jinja2.Template],
    **context: Any,
) -> Iterator[str]:
    """Render a template piece by piece; a view may return the result.

    The request stays current until the last piece is sent. Takes what ``render_template`` takes.
    """
    app = current().app
    template = app.jinja_env.get_or_select_template(template_name_or_list)
    return _stream(app, template, context)


def stream_template_string(source: str, **context: Any) -> Iterator[str]:
    """Render the template whose source is *source* piece by piece, like ``stream_template``."""
    app = current().app
    return _stream(app, app.jinja_env.from_string(source), context)


def _render(app: Flask, template: jinja2.Template, context: dict[str, Any]) -> str:
    """Render *template*. Test tools that record templates replace this function."""
    app.update_template_context(context)
    if before_render_template.receivers:
        _send(before_render_template, app, template, context)
    page = template.render(context)
    if template_rendered.receivers:
        _send(template_rendered, app, template, context)
    return page


def _stream(app: Flask, template: jinja2.Template, context: dict[str, Any]) -> Iterator[str]:
    """Render *template* piece by piece, after its context is complete."""
    app.update_template_context(context)
    _send(before_render_template, app, template, context)

    def generate() -> Iterator[str]:
        yield from template.generate(context)
        _send(template_rendered, app, template, context)

    return generate() if find_request_context() is None else stream_with_context(generate())


def _send(signal: Any, app: Flask, template: jinja2.Template, context: dict[str, Any]) -> None:
    signal.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)


# The environment


class Template(jinja2.Template):
    """A compiled template."""

    def new_context(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> runtime.Context:
        """Make the context of one rendering.

        Jinja reads the globals of the template and of the environment through a ChainMap, name
        by name. Merged into one dict first, they are read seven times as fast.
        """
        names: dict[str, Any] = {}
        for layer in reversed(getattr(self.globals, "maps", [self.globals])):
            names.update(layer)
        return runtime.new_context(
            self.environment, self.name, self.blocks, vars, shared, names, locals
        )


class Environment(jinja2.Environment):
    """A Jinja environment for the templates of an app and its blueprints."""

    template_class = Template

    def __init__(self, app: App, **options: Any) -> None:
        if "loader" not in options:
            options["loader"] = app.create_global_jinja_loader()
        super().__init__(**options)
        self.app = app

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what ``obj.attribute`` means in a template: the attribute, or else the item.

        Jinja tries the attribute first, and for a row of a table, which is mostly a dict, that
        takes an exception for each field. Without it the field is read five times as fast.
        """
        if type(obj) is dict and attribute in obj and attribute not in _DICT_ATTRIBUTES:
            return obj[attribute]
        return super().getattr(obj, attribute)


def create_jinja_environment(app: Flask) -> Environment:
    """Make the environment of *app* from its ``jinja_options`` and its configuration.

    Adds the globals ``url_for``, ``get_flashed_messages``, ``config``, ``request``,
    ``session`` and ``g``. The last three are proxies, for imported templates: these do not
    see the context.
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

        Raises TemplateNotFound. With ``EXPLAIN_TEMPLATE_LOADING`` it asks every loader, and
        logs what each of them answered.
        """
        explains = self.app.config["EXPLAIN_TEMPLATE_LOADING"]
        attempts: list[tuple[BaseLoader, Scaffold, Source | None]] = []
        for owner, loader in self._iter_loaders(template):
            try:
                attempts.append((loader, owner, loader.get_source(environment, template)))
                if not explains:
                    break
            except TemplateNotFound:
                attempts.append((loader, owner, None))
        if explains:
            explain_template_loading_attempts(self.app, template, attempts)
        for _, _, source in attempts:
            if source is not None:
                return source
        raise TemplateNotFound(template)

    def _iter_loaders(self, template: str) -> Iterator[tuple[Scaffold, BaseLoader]]:
        for owner in (self.app, *self.app.iter_blueprints()):
            if owner.jinja_loader is not None:
                yield owner, owner.jinja_loader

    def list_templates(self) -> list[str]:
        """Return the names of all templates that the app or a blueprint has."""
        names: set[str] = set()
        for _, loader in self._iter_loaders(""):
            names.update(loader.list_templates())
        return sorted(names)
