"""Contexts: what is current while a request is handled, or while a program works with an app.

An ``AppContext`` has an app and its ``g``; a ``RequestContext`` has a request and a session too.
Pushing a context makes it current for this thread, task or greenlet. Popping it runs the teardown
functions and makes current what was current before. The proxies in ``globals`` read the context
that is current.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import Token
from functools import partial, update_wrapper
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from werkzeug.exceptions import HTTPException, NotFound

from .globals import (
    current,
    enter,
    find_app_context,
    find_request_context,
    get_request_context,
    leave,
    refuse_request,
)
from .lazy import lazy_attribute
from .routing.host import check_host, decode_path, known_hosts
from .routing.matcher import Miss
from .signals import (
    appcontext_popped,
    appcontext_pushed,
    appcontext_tearing_down,
    request_tearing_down,
)
from .wrappers.streams import ClosingIterator, call_all, close_body

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import WSGIEnvironment
    from typing_extensions import Self

    from .app import Flask
    from .routing import MapAdapter, Rule
    from .sessions import SessionMixin
    from .typing import AfterRequestCallable, AnyAfterRequestCallable
    from .wrappers import Request

F = TypeVar("F", bound=Callable[..., Any])
T_after_request = TypeVar("T_after_request", bound="AnyAfterRequestCallable")

_sentinel: Any = object()


class _AppCtxGlobals:
    """A namespace, ``g``, for what a program wants to keep while a context is active."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...
        def __delattr__(self, name: str) -> None: ...

    def get(self, name: str, default: Any = None) -> Any:
        """Return the attribute *name*, or *default* if it is not set."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: Any = _sentinel) -> Any:
        """Remove the attribute *name* and return it.

        Returns *default* if it is not set; raises KeyError without a default.
        """
        return self.__dict__.pop(name, *(() if default is _sentinel else (default,)))

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return the attribute *name*; set it to *default* first if it is not set."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __repr__(self) -> str:
        context = find_app_context()
        if context is not None and context._g is self:
            return f"<flask.g of {context.app.name!r}>"
        return object.__repr__(self)


class AppContext:
    """Make an app current, so that ``current_app`` and ``g`` may be used.

    Made by ``app.app_context()``, for a ``with`` block, or to be pushed and popped by hand. The
    same context may be pushed again while it is active; the last pop runs the teardown functions.
    """

    app: Flask

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._g: _AppCtxGlobals | None = None
        #: For each push that is not popped yet, the token that restores what was current before.
        self._tokens: list[Token[Any]] = []
        #: For each of them, the request context that was current then, and still is.
        self._outer_requests: list[RequestContext | None] = []

    @property
    def g(self) -> _AppCtxGlobals:
        """The namespace of this context, made when it is first used."""
        if self._g is None:
            self._g = self.app.app_ctx_globals_class()
        return self._g

    @g.setter
    def g(self, value: _AppCtxGlobals) -> None:
        self._g = value

    @lazy_attribute
    def url_adapter(self) -> MapAdapter | None:
        """Builds URLs outside of a request; None if ``SERVER_NAME`` is not set."""
        return self.app.create_url_adapter(None)

    @property
    def app_context(self) -> AppContext:
        """The context whose app and ``g`` are current while this one is: itself."""
        return self

    @property
    def request_context(self) -> RequestContext | None:
        """The context whose request is current while this one is, or None."""
        return self._outer_requests[-1] if self._outer_requests else None

    @property
    def request(self) -> Request:
        """The request that is current while this context is. Raises RuntimeError without one."""
        return (self.request_context or refuse_request()).request

    @property
    def session(self) -> SessionMixin:
        """The session that is current while this context is. Raises RuntimeError without one."""
        return (self.request_context or refuse_request()).session

    def push(self) -> None:
        """Make this context the current one and send ``appcontext_pushed``."""
        self._outer_requests.append(current().request_context)
        self._tokens.append(enter(self))
        if appcontext_pushed.receivers:
            appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Run the teardown functions and make current what was current before.

        *exc* is the unhandled error that ended the work, or None; by default the error that
        is being handled. Raises AssertionError if another context was pushed after this one,
        LookupError if this one is not pushed.
        """
        is_last, on_top = len(self._tokens) == 1, current()
        if not self._tokens:
            raise LookupError(f"Cannot pop {self!r}: it is not pushed.")
        try:
            if is_last:
                self.app.do_teardown_appcontext(sys.exc_info()[1] if exc is _sentinel else exc)
        finally:
            self._outer_requests.pop()
            token = self._tokens.pop()
            try:
                leave(token)
            except ValueError:
                self._leave_earlier_push(token)
        if on_top is not self:
            self._complain_of(on_top)
        if appcontext_popped.receivers:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)

    def _leave_earlier_push(self, token: Token[Any]) -> None:
        """Undo an earlier push, because *token* belongs to another ``contextvars.Context``.

        A stream pushes in its own. Raises RuntimeError if there is no earlier push.
        """
        if not self._tokens:
            raise RuntimeError(f"{self!r} was pushed in another thread or task. Pop it there.")
        leave(self._tokens.pop())
        self._tokens.append(token)

    def _complain_of(self, on_top: AppContext) -> NoReturn:
        """Raise the error for popping this context while *on_top* was current."""
        raise AssertionError(
            f"Popped the wrong context: {self!r} was popped while {on_top!r} was current."
            " Pop contexts in the reverse order of their pushes."
        )

    def __enter__(self) -> Self:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.pop(exc_value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.app.name!r}>"


class RequestContext(AppContext):
    """Make a request current, so that ``request`` and ``session`` may be used too.

    It is also the application context of its request. Only if one of the same app is active when
    it is pushed, both share that one's ``g``, so that a test can look into ``g`` after a request.

    The request object and the session are made when they are first used. The result of matching
    the URL is kept here until there is a request object, and there from then on: ``_request or
    self`` has it.
    """

    #: The application context whose ``g`` this one shares, if it was pushed within one.
    _shared: AppContext | None = None

    #: Whether the request has ended, and only the application context is being torn down.
    _is_over = False

    #: Whether ``g`` outlives the last pop, for a debugger or a test client that keeps the context.
    #: Otherwise a context that is pushed again has a new ``g``.
    _keeps_g = False

    #: Whether the body of the response closes the request's files. Otherwise ``pop`` does.
    _body_closes_request = False

    #: The flashed messages, if the request has taken them out of the session.
    flashes: list[tuple[str, str]] | None = None

    def __init__(
        self,
        app: Flask,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        # Every request pays for this. A call of the base class would take longer, and so would
        # defaults in the class: an attribute that class and instance have is slower to read.
        self.app = app
        self.environ = environ
        self.url_rule: Rule | None = None
        self.view_args: dict[str, Any] | None = None
        self.routing_exception: HTTPException | None = None
        self._request = request
        self._opened_session = session
        self._g = None
        self._tokens = []
        self._after_request: list[AfterRequestCallable[Any]] | None = None
        #: Where the app is mounted. URLs are built with this even if a hook changes the environ.
        self.script_name: str = environ.get("SCRIPT_NAME") or ""

    def push(self) -> None:
        """Make this request the current one, open its session if necessary, and match its URL."""
        app, outer = self.app, current().app_context
        self._tokens.append(enter(self))
        if outer is not None and outer.app is app and outer is not self:
            self._shared, self._g = outer, outer.g
        elif appcontext_pushed.receivers and len(self._tokens) == 1:
            appcontext_pushed.send(app, _async_wrapper=app.ensure_sync)
        if not app.session_interface.opens_when_touched:
            self._opened_session = self._session
        self.match_request()

    def match_request(self) -> None:
        """Match the URL; a subclass may do more.

        Sets ``url_rule`` and ``view_args``. If nothing fits, sets ``routing_exception``, which
        ``dispatch_request`` raises.
        """
        app, environ = self.app, self.environ
        url_map, method = app._plain_map, environ["REQUEST_METHOD"]
        path = environ.get("PATH_INFO") or ""
        match: tuple[Rule | None, dict[str, Any] | None] | None = None
        try:
            if not path.isascii():
                path = decode_path(environ)
            if (
                url_map is not None
                and not url_map.host_matching
                and method.isupper()
                and "HTTP_UPGRADE" not in environ
                and app.config["TRUSTED_HOSTS"] is None
            ):
                if environ.get("HTTP_HOST") not in known_hosts:
                    check_host(environ)
                found = url_map.find(url_map.default_subdomain, path, method)
                if isinstance(found, tuple) and not found[0].redirects:
                    match = found
                elif isinstance(found, Miss) and not found.passed:
                    raise NotFound()
            match = match or self._match_by_adapter()
            matched = self._request or self  # asked for now: a converter may have made the request
            matched.url_rule, matched.view_args = match
        except HTTPException as error:
            (self._request or self).routing_exception = error

    def _match_by_adapter(self) -> tuple[Rule | None, dict[str, Any] | None]:
        """Match a host, a redirect or a WebSocket, or find out which methods are allowed."""
        # The method is in capitals for everybody from here on: "options" must not reach a view
        # whose hooks let OPTIONS pass because the app answers it.
        self.environ["REQUEST_METHOD"] = self.environ["REQUEST_METHOD"].upper()
        adapter = self.url_adapter
        return (None, None) if adapter is None else adapter.match(return_rule=True)

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Run the teardown functions and make current what was current before.

        *exc* is the unhandled error that ended the request, or None; by default the error that
        is being handled. Raises AssertionError if another context was pushed after this one,
        LookupError if this one is not pushed.
        """
        app, is_last, on_top = self.app, len(self._tokens) == 1, current()
        if not self._tokens:
            raise LookupError(f"Cannot pop {self!r}: it is not pushed.")
        try:
            if is_last:
                exc = sys.exc_info()[1] if exc is _sentinel else exc
                try:
                    if (
                        app.teardown_request_funcs
                        or app._has_overrides
                        or request_tearing_down.receivers
                    ):
                        app.do_teardown_request(exc)
                finally:
                    request = self._request
                    if request is not None:
                        # Avoid reference cycles: the request has the environ, and the traceback
                        # of the routing error has frames that have the request.
                        self.environ["werkzeug.request"] = request.routing_exception = None
                        closes = request._has_files or app._has_overrides
                        if closes and not self._body_closes_request:
                            request.close()
                    if self._shared is None and (
                        app.teardown_appcontext_funcs
                        or app._has_overrides
                        or appcontext_tearing_down.receivers
                    ):
                        self._tear_down_app(exc)
        finally:
            token = self._tokens.pop()
            try:
                leave(token)
            except ValueError:
                self._leave_earlier_push(token)
        if on_top is not self:
            self._complain_of(on_top)
        if is_last:
            self.routing_exception = None
            if not self._keeps_g:
                self._g = None
            if self._shared is not None:
                self._shared = None
            elif appcontext_popped.receivers:
                appcontext_popped.send(app, _async_wrapper=app.ensure_sync)

    def _tear_down_app(self, exc: BaseException | None) -> None:
        """Run the teardown functions of the application context: this one, without its request."""
        request, session = self._request, self._opened_session
        self._request, self._opened_session, self._is_over = None, None, True
        try:
            self.app.do_teardown_appcontext(exc)
        finally:
            self._request, self._opened_session, self._is_over = request, session, False

    def keep_files_for(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """Return a *body* that closes the uploaded files when the server closes it.

        Unless it is in memory, the body may read one of these files.
        """
        if isinstance(body, list):
            return body
        self._body_closes_request = True
        steps = (partial(close_body, body), self.request.close)
        return ClosingIterator(body, lambda: call_all(iter(steps)))

    @property
    def app_context(self) -> AppContext:
        """The context whose app and ``g`` are current while this one is."""
        return self if self._shared is None else self._shared

    @property
    def request_context(self) -> RequestContext | None:
        """The context whose request is current while this one is: itself."""
        return None if self._is_over else self

    @property
    def request(self) -> Request:
        """The request, made when it is first used."""
        request = self._request
        if request is None:
            if self._is_over:
                refuse_request()
            request = self._request = self.app.request_class(self.environ)
            request._app = self.app
            request.url_rule = self.url_rule
            request.view_args = self.view_args
            request.routing_exception = self.routing_exception
        return request

    @request.setter
    def request(self, request: Request) -> None:
        self._request = request

    @property
    def session(self) -> SessionMixin:
        """The session of this request. A response depends on the cookie if this was read."""
        session = self._opened_session
        if session is None:
            session = self._session
        session.accessed = True
        return session

    @session.setter
    def session(self, session: SessionMixin) -> None:
        self._opened_session = session

    @property
    def _session(self) -> SessionMixin:
        """The session, without noting that it was read. Tests and extensions use this name."""
        if self._opened_session is None:
            app, request, interface = self.app, self.request, self.app.session_interface
            session = interface.open_session(app, request)
            self._opened_session = interface.make_null_session(app) if session is None else session
        return self._opened_session

    @_session.setter
    def _session(self, session: SessionMixin) -> None:
        self._opened_session = session

    @lazy_attribute
    def url_adapter(self) -> MapAdapter | None:
        """Matches and builds URLs for this request.

        Made when it is first used, because most requests are matched without it. Raises
        SecurityError if the ``Host`` header is invalid or not trusted.
        """
        request = self._request or self.request
        environ = request.environ
        changed, environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", ""), self.script_name
        try:
            return self.app.create_url_adapter(request)
        finally:
            environ["SCRIPT_NAME"] = changed

    @property
    def _after_request_functions(self) -> list[AfterRequestCallable[Any]]:
        if self._after_request is None:
            self._after_request = []
        return self._after_request

    def copy(self) -> RequestContext:
        """Return a context of the same request and session, to be pushed elsewhere.

        The request object is shared: another greenlet may use it, another thread only
        if the two never use it at the same time.
        """
        return type(self)(self.app, self.environ, request=self.request, session=self._session)

    def __repr__(self) -> str:
        request = self.request
        return f"<{type(self).__name__} {request.url!r} [{request.method}] of {self.app.name}>"


def after_this_request(f: T_after_request) -> T_after_request:
    """Call *f* with the response of the current request, before the app's own hooks.

    *f* takes the response and returns it, or another one. Returns *f*; raises
    RuntimeError outside of a request.
    """
    get_request_context()._after_request_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Return *f*, to be called with the current request later, in another greenlet or thread.

    Each call has its own ``g`` and its own teardown. Raises RuntimeError outside of a request.
    """
    context = get_request_context().copy()

    def run_in_context(*args: Any, **kwargs: Any) -> Any:
        with context.copy():
            return context.app.ensure_sync(f)(*args, **kwargs)

    return cast("F", update_wrapper(run_in_context, f))


def has_request_context() -> bool:
    """Return True if a request is current, so that ``request`` and ``session`` may be used."""
    return find_request_context() is not None


def has_app_context() -> bool:
    """Return True if an app is current, so that ``current_app`` and ``g`` may be used."""
    return find_app_context() is not None
