"""The current context, and the proxies: how ``request`` can be a global name.

A ``ContextVar`` holds the context that was pushed last; each thread, task and greenlet has its
own. The proxies below are global names that read it at every use. ``ctx`` pushes and pops
contexts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

from werkzeug.local import LocalProxy as WerkzeugLocalProxy

if TYPE_CHECKING:
    from .app import Flask
    from .ctx import AppContext, RequestContext, _AppCtxGlobals
    from .sessions import SessionMixin
    from .wrappers import Request


def refuse_request(context: object = None) -> NoReturn:
    """Raise the RuntimeError that explains that no request is current."""
    raise RuntimeError(
        "Working outside of request context.\n\n"
        "No request is being handled here, so what belongs to a request (request,\n"
        "session, flash, ...) cannot be used. Do this in a view or a hook, or in a\n"
        "test in a 'with app.test_request_context():' block."
    )


def _refuse_app(context: object = None) -> NoReturn:
    raise RuntimeError(
        "Working outside of application context.\n\n"
        "No app is current here, so what belongs to an app (current_app, g,\n"
        "url_for, render_template, ...) cannot be used. Do this in a view or a\n"
        "command of the app, or in a 'with app.app_context():' block."
    )


class _NoContext:
    """Stand for the context if there is none. Its attributes raise the explanation."""

    app_context = request_context = None
    app = g = property(_refuse_app)
    request = session = property(refuse_request)


no_context: Any = _NoContext()
_current: ContextVar[AppContext] = ContextVar("microflask.context", default=no_context)

# Bound once, because every request calls them several times.
current = _current.get
enter, leave = _current.set, _current.reset


def find_request_context() -> RequestContext | None:
    """Return the request context that is active here, or None."""
    return current().request_context


def find_app_context() -> AppContext | None:
    """Return the application context that is active here, or None."""
    return current().app_context


def get_request_context(context: object = None) -> RequestContext:
    """Return the request context that is active here; raise RuntimeError if there is none."""
    return current().request_context or refuse_request()


def get_app_context(context: object = None) -> AppContext:
    """Return the application context that is active here; raise RuntimeError if there is none."""
    return current().app_context or _refuse_app()


class _ContextReader:
    """Read a context as programs read Flask's context variables: ``_cv_app.get(None)``."""

    def __init__(self, name: str, find: Callable[[], Any]) -> None:
        self.name = name
        self._find = find

    def get(self, *default: Any) -> Any:
        """Return the context, or *default* if there is none; raise LookupError without one."""
        context = self._find()
        if context is None and not default:
            raise LookupError(self)
        return default[0] if context is None else context


_cv_app = _ContextReader("microflask.app_ctx", find_app_context)
_cv_request = _ContextReader("microflask.request_ctx", find_request_context)


class LocalProxy(WerkzeugLocalProxy[Any]):
    """Forward every operation to the object that *find* returns for the current context.

    The operations that most requests perform are written out. The others are inherited, and go
    through a chain of descriptors that takes four times as long.
    """

    __slots__ = ("__find",)

    def __init__(self, find: Callable[[Any], Any]) -> None:
        def get_current_object() -> Any:
            return find(current())

        super().__init__(get_current_object)
        # Not by assignment, which is forwarded. ``__find`` is mangled, as is every private name
        # here: ``proxy.find`` must be the object's.
        object.__setattr__(self, "_LocalProxy__find", find)
        object.__setattr__(self, "_get_current_object", get_current_object)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__find(current()), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.__find(current()), name, value)

    def __getitem__(self, key: Any) -> Any:
        return self.__find(current())[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.__find(current())[key] = value

    def __contains__(self, key: Any) -> bool:
        return key in self.__find(current())


class _AppContextProxy(LocalProxy):
    """The proxy of the application context, which in Flask has neither a request nor a session.

    Ours may be the context of a request, and of the outer one if requests are nested. A program
    that looks for the context with a session must find ``request_ctx``.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name in ("request", "session"):
            raise AttributeError(f"The application context has no {name}. Ask request_ctx for it.")
        return super().__getattr__(name)


if TYPE_CHECKING:
    app_ctx: AppContext
    request_ctx: RequestContext
    current_app: Flask
    g: _AppCtxGlobals
    request: Request
    session: SessionMixin
else:
    app_ctx = _AppContextProxy(get_app_context)
    request_ctx = LocalProxy(get_request_context)
    current_app = LocalProxy(attrgetter("app"))
    g = LocalProxy(attrgetter("g"))
    request = LocalProxy(attrgetter("request"))
    session = LocalProxy(attrgetter("session"))
