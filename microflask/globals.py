"""How ``request`` can be a global name and still be right.

A ``ContextVar`` holds the context on top: each thread, task and greenlet sees its own.
The proxies below are global names that look into it anew at every use. This room
knows nothing of what a context is made of, so every floor may import it; ``ctx`` puts
the contexts here and takes them away.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

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

#: The request context that was pushed last.
_cv_request: ContextVar[RequestContext] = ContextVar("microflask.request_ctx")

#: The application context that was pushed last, where that was not a request's own. A
#: request context is an application context too, and a request that finds no other one
#: leaves this variable alone: to set and reset it would cost the request 200 ns.
_cv_app_alone: ContextVar[AppContext] = ContextVar("microflask.app_ctx")

# The road of every request asks these. A method of an imported name is looked up anew at
# each call, and a bound one is not: 20 ns instead of 60.
current_request_context = _cv_request.get
enter_request_context = _cv_request.set
leave_request_context = _cv_request.reset
app_context_alone = _cv_app_alone.get


def find_request_context() -> RequestContext | None:
    """Return the request context that is active here, or None."""
    return _cv_request.get(None)


def find_app_context() -> AppContext | None:
    """Return the application context that is active here, or None."""
    alone = _cv_app_alone.get(None)
    if alone is not None:
        return alone
    request_context = _cv_request.get(None)
    return None if request_context is None else request_context.app_context


def get_request_context() -> RequestContext:
    """Return the request context that is active here.

    Raises RuntimeError where there is none.
    """
    context = _cv_request.get(None)
    if context is None:
        raise RuntimeError(
            "Working outside of request context.\n\n"
            "No request is being handled here, so what belongs to a request (request,\n"
            "session, flash, ...) cannot be reached. Do this inside of a view or a hook,\n"
            "or in a test under 'with app.test_request_context():'."
        )
    return context


def get_app_context() -> AppContext:
    """Return the application context that is active here.

    Raises RuntimeError where there is none.
    """
    context = find_app_context()
    if context is None:
        raise RuntimeError(
            "Working outside of application context.\n\n"
            "No app is current here, so what belongs to an app (current_app, g,\n"
            "url_for, render_template, ...) cannot be reached. Do this inside of a view\n"
            "or a command of the app, or under 'with app.app_context():'."
        )
    return context


class _AppContextReader:
    """Read the application context as a ``ContextVar`` is read.

    Programs ask ``_cv_app.get(None)`` whether there is one.
    """

    name = "microflask.app_ctx"

    def get(self, *default: Any) -> Any:
        """Return the context, or *default* where there is none; raise LookupError without one."""
        context = find_app_context()
        if context is not None:
            return context
        if default:
            return default[0]
        raise LookupError(self)


_cv_app = _AppContextReader()

#: What each proxy stands for: asked anew at every use of the proxy.
_PROXIES: dict[str, Callable[[], Any]] = {
    "app_ctx": get_app_context,
    "current_app": lambda: get_app_context().app,
    "g": lambda: get_app_context().g,
    "request_ctx": get_request_context,
    "request": lambda: get_request_context().request,
    "session": lambda: get_request_context().session,
}


if not TYPE_CHECKING:  # to a type checker, a name that is not declared above is a mistake

    def __getattr__(name: str) -> Any:
        """Make a proxy when it is first imported.

        ``werkzeug.local``, which proxies are an instance of, takes 30 ms to import, and
        microflask itself never asks through a proxy.
        """
        if name not in _PROXIES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .local import AppContextProxy, LocalProxy

        proxy_class = AppContextProxy if name == "app_ctx" else LocalProxy
        proxy = globals()[name] = proxy_class(_PROXIES[name])
        return proxy
