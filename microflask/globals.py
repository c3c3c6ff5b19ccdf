"""How ``request`` can be a global name and still be right.

One ``ContextVar`` holds the context on top: each thread, task and greenlet sees its own.
The proxies below are global names that look into it anew at every use. This room
knows nothing of what a context is made of, so every floor may import it; ``ctx`` puts
the contexts here and takes them away.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from .app import Flask
    from .ctx import AppContext, RequestContext, _AppCtxGlobals
    from .sessions import SessionMixin
    from .wrappers import Request

    app_ctx: AppContext
    current_app: Flask
    g: _AppCtxGlobals
    request_ctx: RequestContext
    request: Request
    session: SessionMixin

#: The context that was pushed last. Every context knows the application context and the
#: request context that hold while it is on top, so one variable is enough for both: to set
#: and reset a second one would cost a request 200 ns.
_cv_context: ContextVar[AppContext] = ContextVar("microflask.context")


def find_app_context() -> AppContext | None:
    """Return the application context that is active here, or None."""
    top = _cv_context.get(None)
    return None if top is None else top.app_context


def find_request_context() -> RequestContext | None:
    """Return the request context that is active here, or None."""
    top = _cv_context.get(None)
    return None if top is None else top.request_context


def get_app_context() -> AppContext:
    """Return the application context that is active here.

    Raises RuntimeError where there is none.
    """
    top = _cv_context.get(None)
    if top is None:
        raise RuntimeError(
            "Working outside of application context.\n\n"
            "No app is current here, so what belongs to an app (current_app, g,\n"
            "url_for, render_template, ...) cannot be reached. Do this inside of a view\n"
            "or a command of the app, or under 'with app.app_context():'."
        )
    return top.app_context


def get_request_context() -> RequestContext:
    """Return the request context that is active here.

    Raises RuntimeError where there is none.
    """
    top = _cv_context.get(None)
    if top is None or top.request_context is None:
        raise RuntimeError(
            "Working outside of request context.\n\n"
            "No request is being handled here, so what belongs to a request (request,\n"
            "session, flash, ...) cannot be reached. Do this inside of a view or a hook,\n"
            "or in a test under 'with app.test_request_context():'."
        )
    return top.request_context


class _ContextReader:
    """Read one of the two current contexts as a ``ContextVar`` is read.

    Programs ask ``_cv_app.get(None)`` and ``_cv_request.get(None)`` whether there is a context.
    """

    def __init__(self, name: str, find: Callable[[], AppContext | None]) -> None:
        self.name = name
        self._find = find

    def get(self, *default: Any) -> Any:
        """Return the context, or *default* where there is none; raise LookupError without one."""
        context = self._find()
        if context is not None:
            return context
        if default:
            return default[0]
        raise LookupError(self)

    def __repr__(self) -> str:
        return f"<context reader {self.name!r}>"


_cv_app = _ContextReader("microflask.app_ctx", find_app_context)
_cv_request = _ContextReader("microflask.request_ctx", find_request_context)

#: What each proxy stands for. The attribute is read anew at every use of the proxy.
_PROXIES: dict[str, tuple[Callable[[], Any], str | None]] = {
    "app_ctx": (get_app_context, None),
    "current_app": (get_app_context, "app"),
    "g": (get_app_context, "g"),
    "request_ctx": (get_request_context, None),
    "request": (get_request_context, "request"),
    "session": (get_request_context, "session"),
}


def __getattr__(name: str) -> Any:
    """Make a proxy when it is first imported.

    ``werkzeug.local``, which proxies are an instance of, takes 30 ms to import, and
    microflask itself never asks through a proxy.
    """
    if name not in _PROXIES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .local import make_proxy

    proxy = globals()[name] = make_proxy(*_PROXIES[name])
    return proxy
