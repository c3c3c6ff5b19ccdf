"""What is current while a request is handled, or while a program works with an app.

An ``AppContext`` says which app is current and holds its ``g``. A ``RequestContext`` is
one that has a request too. Pushing a context makes it current for this thread, task or
greenlet; popping it runs the teardown functions and brings back what was current before.
The proxies of ``globals`` read what is pushed here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import Token
from functools import partial, update_wrapper
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from werkzeug.exceptions import HTTPException, NotFound

from .globals import (
    _cv_app_alone,
    app_context_alone,
    current_request_context,
    enter_request_context,
    find_app_context,
    find_request_context,
    get_request_context,
    leave_request_context,
)
from .lazy import lazy_attribute
from .plan import Hooks, Plan
from .routing.host import check_host, decode_path, known_hosts
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
    from .routing import MapAdapter
    from .sessions import SessionMixin
    from .typing import AfterRequestCallable, AnyAfterRequestCallable
    from .wrappers import Request

F = TypeVar("F", bound=Callable[..., Any])
T_after_request = TypeVar("T_after_request", bound="AnyAfterRequestCallable")

_sentinel: Any = object()


def _error_for(exc: BaseException | None) -> BaseException | None:
    """Return the error that teardown functions are told of: by default the one in flight."""
    return sys.exc_info()[1] if exc is _sentinel else exc


class _AppCtxGlobals:
    """Hold whatever a program sets on ``g`` while one context is active."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...
        def __delattr__(self, name: str) -> None: ...

    def get(self, name: str, default: Any = None) -> Any:
        """Return the attribute *name*, or *default* where it was never set."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: Any = _sentinel) -> Any:
        """Remove the attribute *name* and return it.

        Returns *default* where it was never set; raises KeyError without a default.
        """
        if default is _sentinel:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return the attribute *name*, and set it to *default* first where it is missing."""
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
    """Make an app current: ``current_app`` and ``g`` mean its app and its namespace.

    Made by ``app.app_context()`` and used by ``with``, or pushed and popped by hand. The
    same context may be pushed again while it is active; the last pop tears it down.
    """

    app: Flask

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._g: _AppCtxGlobals | None = None
        #: For each push that is not popped yet, what to reset: the newest first, linked.
        self._pushed: tuple[Any, ...] | None = None

    @property
    def app_context(self) -> AppContext:
        """The context whose app and ``g`` hold while this one is active: itself."""
        return self

    @property
    def g(self) -> _AppCtxGlobals:
        """The namespace of this context, made when it is first asked for."""
        if self._g is None:
            self._g = self.app.app_ctx_globals_class()
        return self._g

    @g.setter
    def g(self, value: _AppCtxGlobals) -> None:
        self._g = value

    @lazy_attribute
    def url_adapter(self) -> MapAdapter | None:
        """Builds URLs outside of a request; None where ``SERVER_NAME`` is not set."""
        return self.app.create_url_adapter(None)

    def push(self) -> None:
        """Make this context the current one and send ``appcontext_pushed``."""
        self._pushed = (_cv_app_alone.set(self), self._pushed)
        if appcontext_pushed.receivers:
            appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Run the teardown functions and make current what was current before.

        *exc* is the error that ended the work, None for none; by default the one that
        is being handled. Raises AssertionError where another context is on top.
        """
        if self._pushed is None:
            raise LookupError(f"{self!r} cannot be popped: it is not pushed.")
        token, earlier = self._pushed
        try:
            if earlier is None:
                self.app.do_teardown_appcontext(_error_for(exc))
        finally:
            on_top = _cv_app_alone.get()
            self._pushed = earlier
            _cv_app_alone.reset(token)
        if on_top is not self:
            self._complain_of(on_top)
        if appcontext_popped.receivers:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)

    def _complain_of(self, on_top: AppContext) -> NoReturn:
        raise AssertionError(
            f"Popped the wrong context: {self!r} was to be popped while {on_top!r} was on"
            " top. Pop contexts in the opposite order of their pushes."
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


_NO_HOOKS = Hooks()


class RequestContext(AppContext):
    """Make a request current: ``request`` and ``session`` mean its own.

    It is the application context of its request as well, unless one of the same app is
    active already when it is pushed; then both share that one's ``g``, and a test can
    look into ``g`` after the request.
    """

    #: Whether the body of the response closes the files of the request, and not ``pop``.
    _body_closes_request = False

    def __init__(
        self,
        app: Flask,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        # Written out, not inherited: one more storey of __init__ costs 100 ns a request. And
        # no defaults in the class: an attribute that class and instance have reads 5 times slower.
        self.app = app
        if request is None:
            request_class = (app._plan or app._make_plan()).request_class
            request = request_class(environ)
        self.request: Request = request
        self.flashes: list[tuple[str, str]] | None = None
        self._opened_session = session
        self._g = None
        self._pushed = None
        self._shared: AppContext | None = None
        self._after_request: list[AfterRequestCallable[Any]] | None = None
        #: Where the app is mounted for this request, whatever a hook makes of the environ.
        self.script_name: str = environ.get("SCRIPT_NAME") or ""
        #: What was decided ahead for the requests of this endpoint: nothing, until ``push``
        #: has matched the URL.
        self.hooks = _NO_HOOKS

    def push(self) -> None:
        """Make this request the current one and match its URL.

        The session is opened before, because converters may read it, unless nobody can
        tell: see ``Plan.opens_session``. What is wrong with the URL is kept as
        ``request.routing_exception`` until ``dispatch_request`` raises it.
        """
        app = self.app
        outer_token = None
        if app_context_alone(None) is not None or current_request_context(None) is not None:
            outer_token = self._enter_among_others()
        earlier = self._pushed
        self._pushed = (enter_request_context(self), outer_token, earlier)
        if appcontext_pushed.receivers and earlier is None and self._shared is None:
            appcontext_pushed.send(app, _async_wrapper=app.ensure_sync)
        plan = app._plan or app._make_plan()
        # Whatever fails from here on, in code of the program too, the hooks of the app run.
        self.hooks = plan.hooks.get(None) or app._hooks_for(None)
        request = self.request
        environ = request.environ
        if self._opened_session is None and (plan.opens_session or "HTTP_COOKIE" in environ):
            self._opened_session = self._open_session()
        find = plan.find
        was_sought = False
        if find is not None:
            path = environ.get("PATH_INFO", "")
            if (
                path.isascii()
                and environ.get("HTTP_HOST") in known_hosts
                and "HTTP_UPGRADE" not in environ
            ):
                was_sought = True
                try:
                    match = find(path, environ["REQUEST_METHOD"])
                except HTTPException as error:  # a converter of the program's own raised it
                    request.routing_exception = error
                    return
                if match is not None:
                    request.url_rule, request.view_args = match
                    endpoint = match[0].endpoint
                    self.hooks = plan.hooks.get(endpoint) or app._hooks_for(endpoint)
                    return
        self._match_with_care(plan, was_sought)

    def _enter_among_others(self) -> Token[AppContext] | None:
        """Decide whose application context holds, where some context is active already."""
        current = find_app_context()
        if current is not None and current.app is self.app:
            if current is not self:
                self._shared = current
            return None
        # Another app's context would hide this one's, if it stands alone.
        return None if app_context_alone(None) is None else _cv_app_alone.set(self)

    def _match_with_care(self, plan: Plan, was_sought: bool) -> None:
        """Match where the short way found nothing, or could not be gone.

        That is: no such URL, a redirect, a host that matters or was never seen before,
        a path that is not ASCII, a WebSocket, a method that is not in capitals, or an app that
        binds its map in its own way. *was_sought* says whether the short way was tried.
        """
        app = self.app
        request = self.request
        environ = request.environ
        # From here on the method is in capitals for everybody: "options" must not reach a view
        # whose hooks let OPTIONS pass because the app answers it.
        method = environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"].upper()
        match = None
        try:
            check_host(environ)
            path = decode_path(environ)
            # An empty path is the root without its slash, which the adapter redirects.
            is_plain = "HTTP_UPGRADE" not in environ and environ.get("PATH_INFO") != ""
            if plan.find is not None and is_plain:
                if not was_sought:
                    match = plan.find(path, method)
                if match is None and app.url_map.misses(path):
                    raise NotFound()  # no adapter need be made to say so: 3 us instead of 12
            if match is not None:
                request.url_rule, request.view_args = match
            elif self.url_adapter is not None:
                self.match_request()
        except HTTPException as error:
            request.routing_exception = error
        if request.url_rule is not None:
            self.hooks = app._hooks_for(request.url_rule.endpoint)

    def match_request(self) -> None:
        """Match the URL by the adapter; a subclass may do more.

        Sets ``request.url_rule`` and ``request.view_args``, or
        ``request.routing_exception`` where nothing fits.
        """
        adapter = self.url_adapter
        assert adapter is not None, "match_request is called where there is an adapter."
        try:
            self.request.url_rule, self.request.view_args = adapter.match(return_rule=True)
        except HTTPException as error:
            self.request.routing_exception = error

    def pop(self, exc: BaseException | None = _sentinel) -> None:
        """Run the teardown functions and make current what was current before.

        *exc* is the error that ended the request, None for none; by default the one that
        is being handled. Raises AssertionError where another context is on top.
        """
        if self._pushed is None:
            raise LookupError(f"{self!r} cannot be popped: it is not pushed.")
        request_token, outer_token, earlier = self._pushed
        is_last = earlier is None
        hooks = self.hooks
        request = self.request
        try:
            if is_last and (
                hooks.tears_down or request._has_files or request_tearing_down.receivers
            ):
                try:
                    self.app.do_teardown_request(_error_for(exc))
                finally:
                    if not self._body_closes_request:
                        request.close()
        finally:
            on_top = current_request_context()
            self._pushed = earlier
            if is_last:
                # The request holds the environ, and the traceback of what was wrong with the
                # URL frames that have the request: let them not hold one another.
                request.environ["werkzeug.request"] = None
                request.routing_exception = None
            leave_request_context(request_token)
            if outer_token is not None:
                _cv_app_alone.reset(outer_token)
            if is_last and (
                hooks.tears_down_app
                or self.app.teardown_appcontext_funcs
                or appcontext_tearing_down.receivers
            ):
                self._tear_down_app(_error_for(exc))
        if on_top is not self:
            self._complain_of(on_top)
        if not is_last:
            return
        self._g = None  # who pushes this context again begins anew
        if self._shared is not None:
            self._shared = None
        elif appcontext_popped.receivers:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)

    def keep_files_for(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """Return *body*, which closes the uploaded files when the server closes it.

        A body that is not held in memory may be one of these files.
        """
        if isinstance(body, list):
            return body
        self._body_closes_request = True
        steps = (partial(close_body, body), self.request.close)
        return ClosingIterator(body, lambda: call_all(iter(steps)))

    def _tear_down_app(self, exc: BaseException | None) -> None:
        """Tear the application context down, when the request is gone already."""
        if self._shared is not None:
            return
        token = _cv_app_alone.set(self)
        try:
            self.app.do_teardown_appcontext(exc)
        finally:
            _cv_app_alone.reset(token)

    # What the proxies ask for.

    @property
    def app_context(self) -> AppContext:
        """The context whose app and ``g`` hold while this one is active."""
        return self if self._shared is None else self._shared

    @property
    def session(self) -> SessionMixin:
        """The session of this request; to ask for it makes the response vary by cookie."""
        session = self._session
        session.accessed = True
        return session

    @session.setter
    def session(self, session: SessionMixin) -> None:
        self._opened_session = session

    @property
    def _session(self) -> SessionMixin:
        """The session of this request, opened when it is first needed."""
        if self._opened_session is None:
            self._opened_session = self._open_session()
        return self._opened_session

    @_session.setter
    def _session(self, session: SessionMixin) -> None:
        self._opened_session = session

    def _open_session(self) -> SessionMixin:
        interface = self.app.session_interface
        session = interface.open_session(self.app, self.request)
        return interface.make_null_session(self.app) if session is None else session

    @lazy_attribute
    def url_adapter(self) -> MapAdapter | None:
        """Matches and builds URLs as this request sees them.

        Made when it is first asked for: most requests are matched without it. Raises
        SecurityError if the client's ``Host`` is not one to be trusted.
        """
        environ = self.request.environ
        changed, environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", ""), self.script_name
        try:
            return self.app.create_url_adapter(self.request)
        finally:
            environ["SCRIPT_NAME"] = changed

    @property
    def _after_request_functions(self) -> list[AfterRequestCallable[Any]]:
        if self._after_request is None:
            self._after_request = []
        return self._after_request

    def copy(self) -> RequestContext:
        """Return a context of the same request and session, to be pushed elsewhere.

        The request object is the same one: another greenlet may use it, another thread
        only where no two touch it at a time.
        """
        return type(self)(
            self.app, self.request.environ, request=self.request, session=self._session
        )

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
    """Let *f* see the current request if it runs later, in another greenlet or thread.

    Each call of the function that is returned has a new ``g``, and its own teardown.
    Raises RuntimeError outside of a request.
    """
    context = get_request_context().copy()

    def run_in_context(*args: Any, **kwargs: Any) -> Any:
        with context.copy():
            return context.app.ensure_sync(f)(*args, **kwargs)

    return cast("F", update_wrapper(run_in_context, f))


def has_request_context() -> bool:
    """Tell whether a request is current, so that ``request`` and ``session`` may be used."""
    return find_request_context() is not None


def has_app_context() -> bool:
    """Tell whether an app is current, so that ``current_app`` and ``g`` may be used."""
    return find_app_context() is not None
