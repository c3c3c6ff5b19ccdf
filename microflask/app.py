"""The app: a WSGI application, and how it handles a request.

Read ``Flask`` from the top: the steps of a request come first, in the order in which they run,
then error handling, then the contexts. Each step is a method that a subclass may override. How an
app is set up is in its base class, in ``sansio.app``.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from inspect import iscoroutinefunction
from types import MethodType
from typing import IO, TYPE_CHECKING, Any, ClassVar, NoReturn, cast

from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequestKeyError, HTTPException, InternalServerError

from . import globals as proxies
from . import typing as ft
from .ctx import AppContext, RequestContext, _sentinel
from .debughelpers import explain_return_value
from .errors import respond_to_exception
from .globals import current, find_request_context, get_request_context
from .helpers import hook_names
from .lazy import DeferredModule
from .routing import Map, MapAdapter
from .routing.host import get_host
from .sansio.app import App
from .sessions import SecureCookieSessionInterface, SessionInterface
from .signals import (
    appcontext_tearing_down,
    got_request_exception,
    request_finished,
    request_started,
    request_tearing_down,
)
from .urls import bind_to_config, bind_to_path, quote_anchor
from .wrappers import Request, Response
from .wrappers.streams import close_body

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug import routing as werkzeug_routing

    from .templating import Environment
    from .testing import FlaskClient, FlaskCliRunner
else:
    werkzeug_routing = DeferredModule("werkzeug.routing", globals())

#: These steps are skipped if they have nothing to do, unless a program overrides one of them.
_OPTIONAL_STEPS = (
    "request_context",
    "preprocess_request",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
    "inject_url_defaults",
)

#: The attributes that ``Flask._prepare`` reads: assigning one of them prepares the app anew.
_PREPARED_FROM = frozenset(
    {
        *_OPTIONAL_STEPS,
        "create_url_adapter",
        "url_map",
        "subdomain_matching",
        "request_class",
        "ensure_sync",
        "async_to_sync",
    }
)


class Flask(App):
    """A WSGI application with routes, hooks, templates, sessions and a configuration.

    ``import_name`` is the module that the app is defined in, usually ``__name__``; the folders
    of templates and static files are relative to it. ``static_url_path`` is the URL prefix
    of the static files, ``static_host`` their host if ``host_matching`` is set.
    ``host_matching`` and ``subdomain_matching`` let rules match a host or a subdomain.
    ``instance_path`` is the absolute path of a folder for the files of this installation; with
    ``instance_relative_config`` the configuration files are in it.
    """

    #: The classes of requests and responses.
    request_class: type[Request] = Request
    response_class: type[Response] = Response

    #: How sessions are opened and saved.
    session_interface: SessionInterface = SecureCookieSessionInterface()

    #: The settings of a new app.
    default_config: ClassVar[dict[str, Any]] = {
        # While developing and testing
        "DEBUG": None,
        "TESTING": False,
        "PROPAGATE_EXCEPTIONS": None,
        "TRAP_HTTP_EXCEPTIONS": False,
        "TRAP_BAD_REQUEST_ERRORS": None,
        # Templates
        "TEMPLATES_AUTO_RELOAD": None,
        "EXPLAIN_TEMPLATE_LOADING": False,
        # Where the app is
        "SERVER_NAME": None,
        "APPLICATION_ROOT": "/",
        "PREFERRED_URL_SCHEME": "http",
        "TRUSTED_HOSTS": None,
        "PROVIDE_AUTOMATIC_OPTIONS": True,
        # Sessions and cookies
        "SECRET_KEY": None,
        "SECRET_KEY_FALLBACKS": None,
        "SESSION_COOKIE_NAME": "session",
        "SESSION_COOKIE_PATH": None,
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_SECURE": False,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": None,
        "SESSION_COOKIE_PARTITIONED": False,
        "SESSION_REFRESH_EACH_REQUEST": True,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
        "MAX_COOKIE_SIZE": 4093,
        # Bodies, in bytes, and how many fields a form may have
        "MAX_CONTENT_LENGTH": None,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 1_000,
        # Files that are sent
        "SEND_FILE_MAX_AGE_DEFAULT": None,
        "USE_X_SENDFILE": False,
    }

    # A request: __call__ -> wsgi_app -> push the context, which matches the URL ->
    # full_dispatch_request -> preprocess_request -> dispatch_request -> the view ->
    # finalize_request -> make_response -> process_response -> send it -> pop the context.

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle a request, as a WSGI application does (PEP 3333)."""
        return self.wsgi_app(environ, start_response)

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle one request, from environ to response.

        Middleware wraps this method, not the app (``app.wsgi_app = Middleware(app.wsgi_app)``),
        so that ``app`` remains the app.
        """
        if not self._got_first_request:
            self._prepare()  # once more: tracing tools patch the class before the first request
        # What request_context() does unless it is overridden, with one call less.
        ctx = (
            self.request_context(environ) if self._has_overrides else RequestContext(self, environ)
        )
        error: BaseException | None = None
        body: Iterable[bytes] = ()
        try:
            try:
                ctx.push()
                response = self.full_dispatch_request()
            except Exception as exception:
                error = exception
                response = self.handle_exception(exception)
            except BaseException as exception:
                error = exception
                raise
            body = response(environ, start_response)
            if ctx._request is not None and ctx._request._has_files:
                body = ctx.keep_files_for(body)
            return body
        finally:
            if "werkzeug.debug.preserve_context" in environ:
                # A debugger or a test client keeps the context, to inspect it later.
                ctx._keeps_g = True
                environ["werkzeug.debug.preserve_context"](ctx)
            if error is not None and self.should_ignore_error(error):
                error = None
            try:
                ctx.pop(error)
            except BaseException:
                close_body(body)  # the server will not get it, so it cannot close it
                raise
            error = None  # its traceback holds this frame: avoid a reference cycle

    def full_dispatch_request(self) -> Response:
        """Call the hooks and the view, handle what they raise, and make the response."""
        if not self._got_first_request:  # assigning it each time would call __setattr__
            self._got_first_request = True
        try:
            if request_started.receivers:
                request_started.send(self, _async_wrapper=self.ensure_sync)
            answer = None
            if self.before_request_funcs or self.url_value_preprocessors or self._has_overrides:
                answer = self.preprocess_request()
            if answer is None:
                answer = self.dispatch_request()
        except Exception as error:
            answer = self.handle_user_exception(error)
        response = self.finalize_request(answer)
        del answer  # it may be an error, whose traceback holds this frame: avoid a cycle
        return response

    def preprocess_request(self) -> ft.ResponseReturnValue | None:
        """Call the URL value preprocessors and the before-request hooks.

        Those of the app come first, then those of the blueprints, from the outermost in.
        Returns the first value that is not None, or None if the view should be called.
        """
        ctx: Any = current()
        rule = (ctx._request or ctx).url_rule
        names = hook_names(rule and rule.endpoint)[::-1]
        if self.url_value_preprocessors:
            request = ctx.request
            for name in names:
                for preprocess in self.url_value_preprocessors.get(name, ()):
                    preprocess(request.endpoint, request.view_args)
        for name in names:
            for function in self.before_request_funcs.get(name, ()):
                before = (self._synced.get(id(function)) or self._sync(function))[0]
                answer: ft.ResponseReturnValue | None = before()
                if answer is not None:
                    return answer
        return None

    def dispatch_request(self) -> ft.ResponseReturnValue:
        """Call the view that the URL was matched to, and return its value.

        Raises the error of a URL that was not matched. Answers OPTIONS itself if the rule
        leaves that to the app.
        """
        ctx: Any = current()
        matched = ctx._request or ctx
        if matched.routing_exception is not None:
            self.raise_routing_exception(ctx.request)
        rule = matched.url_rule
        assert rule is not None, "No URL matched, and nothing was raised."
        if rule.provide_automatic_options and ctx.environ["REQUEST_METHOD"] == "OPTIONS":
            return self.make_default_options_response()
        function = self.view_functions[rule.endpoint]
        view = (self._synced.get(id(function)) or self._sync(function))[0]
        answer: ft.ResponseReturnValue = view(**matched.view_args)
        return answer

    def finalize_request(
        self, rv: ft.ResponseReturnValue | HTTPException, from_error_handler: bool = False
    ) -> Response:
        """Make a response from what the view or an error handler returned, and post-process it.

        With *from_error_handler* a failure in the hooks is logged and the response is sent
        as it is, because nothing is left to handle it.
        """
        response = self.make_response(rv)
        ctx: Any = current()
        try:
            if (
                self.after_request_funcs
                or ctx._opened_session is not None
                or ctx._after_request is not None
                or self._has_overrides
                or "HTTP_COOKIE" in ctx.environ
            ):
                response = self.process_response(response)
            if request_finished.receivers:
                request_finished.send(self, _async_wrapper=self.ensure_sync, response=response)
        except Exception:
            if not from_error_handler:
                response.close()  # it is not sent, so no server closes it
                raise
            self.logger.exception("An after-request hook failed while an error was being handled.")
        return response

    def make_response(self, rv: Any) -> Response:
        """Make a response from *rv*, the return value of a view.

        ``str`` and ``bytes`` are a body; ``dict`` and ``list`` become JSON; an iterator is
        streamed; a response or another WSGI application is used as it is. A tuple adds a status
        or headers: ``(body, status)``, ``(body, headers)`` or ``(body, status, headers)``. Raises
        TypeError for anything else.
        """
        status = headers = None
        if isinstance(rv, tuple):
            if len(rv) == 3:
                rv, status, headers = rv
            elif len(rv) == 2 and isinstance(rv[1], (dict, list, tuple, Headers)):
                rv, headers = rv
            elif len(rv) == 2:
                rv, status = rv
            else:
                raise TypeError(explain_return_value(rv))
        if isinstance(rv, (str, bytes, bytearray)):
            # Status and headers are arguments, because a subclass may use them.
            return self.response_class(rv, status, headers)
        if isinstance(rv, (dict, list)):
            response = self.json.response(rv)
        elif isinstance(rv, self.response_class):
            response = rv
        elif isinstance(rv, Iterator):
            return self.response_class(rv, status, headers)
        elif isinstance(rv, HTTPException):
            response = respond_to_exception(rv, self.response_class, _current_environ())
        elif callable(rv):
            try:
                response = self.response_class.force_type(rv, _current_environ())
            except TypeError as error:
                raise TypeError(f"{explain_return_value(rv)}\nCalled as WSGI: {error}") from error
        else:
            raise TypeError(explain_return_value(rv))
        try:
            if status is not None:
                response.status = status
            if headers:
                response.headers.update(headers)
        except Exception:
            response.close()  # it is not sent, so no server closes it
            raise
        return response

    def process_response(self, response: Response) -> Response:
        """Call the after-request hooks and save the session.

        The functions of ``after_this_request`` come first, then the hooks of the blueprints, from
        the innermost out, then those of the app. Each registry is called in reverse order.
        """
        ctx: Any = current()
        for function in ctx._after_request or ():
            response = self.ensure_sync(function)(response)
        if self.after_request_funcs:
            rule = (ctx._request or ctx).url_rule
            for name in hook_names(rule and rule.endpoint):
                for function in reversed(self.after_request_funcs.get(name, ())):
                    after = (self._synced.get(id(function)) or self._sync(function))[0]
                    response = after(response)
        interface, session = self.session_interface, ctx._opened_session
        has_cookies = "HTTP_COOKIE" in ctx.environ
        if session is None and has_cookies and interface.must_refresh(self, ctx.environ):
            session = ctx._session
        if session is not None and not interface.is_null_session(session):
            interface.save_session(self, session, response)
        return response

    def do_teardown_request(self, exc: BaseException | None = _sentinel) -> None:
        """Call the teardown functions of the request with *exc*, the unhandled error or None.

        All of them run, even if one fails; the first failure is raised at the end.
        """
        exc = sys.exc_info()[1] if exc is _sentinel else exc
        registry = self.teardown_request_funcs
        if registry:
            ctx: Any = current()
            rule = (ctx._request or ctx).url_rule
            names = hook_names(rule and rule.endpoint)
            functions = [f for name in names for f in reversed(registry.get(name, ()))]
            self._call_teardown(functions, exc)
        if request_tearing_down.receivers:
            request_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=exc)

    def do_teardown_appcontext(self, exc: BaseException | None = _sentinel) -> None:
        """Call the teardown functions of the application context: see ``do_teardown_request``."""
        exc = sys.exc_info()[1] if exc is _sentinel else exc
        if self.teardown_appcontext_funcs:
            self._call_teardown(self.teardown_appcontext_funcs[::-1], exc)
        if appcontext_tearing_down.receivers:
            appcontext_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=exc)

    def _call_teardown(
        self, functions: list[ft.TeardownCallable], exc: BaseException | None
    ) -> None:
        failure: BaseException | None = None
        for function in functions:
            try:
                (self._synced.get(id(function)) or self._sync(function))[0](exc)
            except Exception as error:
                failure = failure or error
        if failure is not None:
            raise failure

    # Errors

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Raise the error of matching the URL of *request*.

        In debug mode, a redirect that would lose the form raises FormDataRoutingRedirect instead.
        """
        if self.debug and request.method not in {"GET", "HEAD", "OPTIONS"}:
            from werkzeug.routing import RequestRedirect

            error = request.routing_exception
            if isinstance(error, RequestRedirect) and error.code not in {307, 308}:
                from .debughelpers import FormDataRoutingRedirect

                raise FormDataRoutingRedirect(request)
        # Without a local name for the error, whose traceback will hold this frame.
        raise cast("HTTPException", request.routing_exception)

    def handle_user_exception(self, e: Exception) -> HTTPException | ft.ResponseReturnValue:
        """Call the handler of an error that a hook or a view raised.

        Without a handler an HTTP error is itself the response, and any other error is raised
        again, for ``handle_exception``.
        """
        if isinstance(e, HTTPException):
            if isinstance(e, BadRequestKeyError) and (
                self.debug or self.config["TRAP_BAD_REQUEST_ERRORS"]
            ):
                e.show_exception = True  # the message names the missing key
            if not self.trap_http_exception(e):
                return self.handle_http_exception(e)
        handler = self._find_error_handler(e, get_request_context().request.blueprints)
        if handler is None:
            try:
                raise e
            finally:
                del e  # its traceback holds this frame
        answer: ft.ResponseReturnValue = self.ensure_sync(handler)(e)
        return answer

    def handle_http_exception(self, e: HTTPException) -> HTTPException | ft.ResponseReturnValue:
        """Call the handler of an HTTP error; without one the error is itself the response.

        Errors without a code, which have a response of their own, and redirects by routing are
        not handled.
        """
        if e.code is None or not self.error_handler_spec:
            return e
        from .routing import RoutingException

        if isinstance(e, RoutingException):
            return e
        handler = self._find_error_handler(e, get_request_context().request.blueprints)
        if handler is None:
            return e
        answer: ft.ResponseReturnValue = self.ensure_sync(handler)(e)
        return answer

    def handle_exception(self, e: Exception) -> Response:
        """Log an error that nothing else handled, and respond with a 500.

        A handler for 500 or for InternalServerError gets an InternalServerError whose
        ``original_exception`` is *e*. If ``PROPAGATE_EXCEPTIONS`` is set, as in debug mode and
        in tests by default, *e* is raised again instead.
        """
        try:
            got_request_exception.send(self, _async_wrapper=self.ensure_sync, exception=e)
        except Exception:
            self.logger.exception("A receiver of got_request_exception failed.")
        propagate = self.config["PROPAGATE_EXCEPTIONS"]
        if propagate or (propagate is None and (self.testing or self.debug)):
            raise e
        error = InternalServerError(original_exception=e)
        try:
            self.log_exception((type(e), e, e.__traceback__))
            handler = self._find_error_handler(error, get_request_context().request.blueprints)
            answer = error if handler is None else self.ensure_sync(handler)(error)
            return self.finalize_request(answer, from_error_handler=True)
        except Exception:
            self.logger.exception("The handler of an internal server error failed.")
            return self.finalize_request(error, from_error_handler=True)

    def log_exception(
        self, exc_info: tuple[type[BaseException], BaseException, Any] | tuple[None, None, None]
    ) -> None:
        """Log an error that nothing handled, with its traceback."""
        request = get_request_context().request
        # Escaped, so that a line break in the path cannot forge a line of the log.
        path, method = (repr(text)[1:-1] for text in (request.path, request.method))
        self.logger.error(f"Exception on {path} [{method}]", exc_info=exc_info)

    def make_default_options_response(self) -> Response:
        """Respond to OPTIONS with the methods that the URL allows (RFC 9110, section 9.3.7)."""
        adapter = cast("MapAdapter", get_request_context().url_adapter)
        response = self.response_class()
        response.allow.update(adapter.allowed_methods())
        return response

    # What is worked out once, and not for each request

    #: Whether a program overrides one of the optional steps.
    _has_overrides: bool

    #: The map, if a path and a method are enough to match a URL; else None.
    _plain_map: Map | None

    #: The id of a hook or a view -> what ``ensure_sync`` returned for it, and the function itself,
    #: which is kept so that its id stays its own.
    _synced: dict[int, tuple[Callable[..., Any], Callable[..., Any]]]

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute. Programs replace methods of an app while it serves."""
        object.__setattr__(self, name, value)
        if name in _PREPARED_FROM and hasattr(self, "_synced"):
            self._prepare()

    def __delattr__(self, name: str) -> None:
        """Delete an attribute, so that the one of the class counts again."""
        object.__delattr__(self, name)
        if name in _PREPARED_FROM and hasattr(self, "_synced"):
            self._prepare()

    def _prepare(self) -> None:
        """Find out whether optional steps are overridden, and how URLs are matched."""
        self._synced = {}
        self._has_overrides = (
            any(self._overrides(step) for step in _OPTIONAL_STEPS)
            or self.request_class.close is not Request.close
        )
        url_map = self.url_map
        is_plain = (
            isinstance(url_map, Map)
            and type(url_map).bind_to_environ is Map.bind_to_environ
            and not self.subdomain_matching
            and self.request_class.trusted_hosts is None
            and not self._overrides("create_url_adapter")
        )
        self._plain_map = url_map if is_plain else None

    def _overrides(self, step: str) -> bool:
        """Return True if this instance, a subclass or a patch of ``Flask`` replaces *step*."""
        method = getattr(self, step)
        # The type is compared because a wrapper may pretend to be the method that it wraps.
        # vars(self) is not read: its dict would make all attributes of the app slower.
        return type(method) is not MethodType or method.__func__ is not _ORIGINAL_STEPS[step]

    def _sync(self, function: Callable[..., Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """Call ``ensure_sync`` for *function*, and remember what it returns."""
        self._synced[id(function)] = synced = self.ensure_sync(function), function
        return synced

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return *func*, or for an ``async def`` function one that runs it to its end."""
        return self.async_to_sync(func) if iscoroutinefunction(func) else func

    def async_to_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that runs the coroutine function *func* to its end.

        asgiref does it. Raises RuntimeError if that is not installed.
        """
        try:
            from asgiref.sync import async_to_sync
        except ImportError:
            raise RuntimeError(
                f"The function {getattr(func, '__qualname__', func)!r} is an 'async def', which"
                " needs asgiref, and that is not installed. Install microflask with the 'async'"
                " extra in order to use async views, or asgiref alone: pip install asgiref."
            ) from None
        return async_to_sync(func)

    # Contexts

    def app_context(self) -> AppContext:
        """Return a context that makes this app current: ``with app.app_context(): ...``"""
        return AppContext(self)

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """Return a context for the request that *environ* describes."""
        return RequestContext(self, environ)

    def test_request_context(self, *args: Any, **kwargs: Any) -> RequestContext:
        """Return a context for a request with the arguments of the test client.

        For example ``app.test_request_context("/login", method="POST", data={"user": "ada"})``.
        The view is not called.
        """
        from .testing import EnvironBuilder

        builder = EnvironBuilder(self, *args, **kwargs)
        try:
            return self.request_context(builder.get_environ())
        finally:
            builder.close()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the URL map to *request*, or to ``SERVER_NAME`` if that is None.

        Returns None if there is neither. Raises SecurityError, a 400, for a host
        that is malformed or not one of ``TRUSTED_HOSTS``.
        """
        config = self.config
        if request is None:
            if config["SERVER_NAME"] is None:
                return None
            return self.url_map.bind(
                config["SERVER_NAME"],
                script_name=config["APPLICATION_ROOT"],
                url_scheme=config["PREFERRED_URL_SCHEME"],
            )
        if config["TRUSTED_HOSTS"] is not None:
            request.trusted_hosts = config["TRUSTED_HOSTS"]
        request.host = host = get_host(request.environ, request.trusted_hosts)
        server_name = config["SERVER_NAME"]
        subdomain = None
        if self.url_map.host_matching:
            server_name = None  # it would replace the host of the request
        elif not self.subdomain_matching:
            subdomain = self.url_map.default_subdomain or ""
        return self.url_map.bind_to_environ(
            request.environ, server_name=server_name or host or None, subdomain=subdomain
        )

    # Set-up

    def _finish_set_up(self, static_host: str | None) -> None:
        self._prepare()
        if not self.has_static_folder:
            return
        if bool(static_host) != self.url_map.host_matching:
            raise AssertionError(
                "Invalid static_host/host_matching combination: 'static_host' must be given if"
                f" 'host_matching' is set, and only then, but it is {static_host!r} with"
                f" host_matching={self.url_map.host_matching}. With 'static_folder=None' there is"
                " no static route."
            )
        app = weakref.ref(self)  # if the view held the app, there would be a reference cycle

        def send_static_file(filename: str) -> Response:
            return cast("Flask", app()).send_static_file(filename)

        self.add_url_rule(
            f"{self.static_url_path}/<path:filename>",
            endpoint="static",
            host=static_host,
            view_func=send_static_file,
        )

    def _check_view(self, endpoint: str, view_func: ft.RouteCallable) -> None:
        super()._check_view(endpoint, view_func)
        self.ensure_sync(view_func)  # raises now, not in a request, if asgiref is missing

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[Any]:
        """Open a file in the instance folder, for reading or writing.

        *encoding* is for text; it is ignored in a binary mode.
        """
        path = os.path.join(self.instance_path, resource)
        return open(path, mode, encoding=None if "b" in mode else encoding)

    # URLs

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """Build the URL of *endpoint*.

        *values* fill the variable parts of the rule; what is left over becomes the query.
        An endpoint that begins with a dot is one of the current blueprint. *_anchor* is put
        after a ``#``; *_method* chooses among the rules of the endpoint; *_external* asks for
        a full URL with the host, which is the default outside of a request; *_scheme* is the
        scheme of a full URL.

        Raises BuildError if no rule fits, RuntimeError if there is neither a request nor
        a ``SERVER_NAME``.
        """
        context = current().request_context
        if _external is None:
            _external = context is None or _scheme is not None
        if context is None:
            adapter = bind_to_config(self)
        else:
            try:
                adapter = context.url_adapter or bind_to_path(context)
            except HTTPException:
                if _external:
                    raise
                adapter = bind_to_path(context)
            if endpoint.startswith("."):
                blueprint = context.request.blueprint
                endpoint = endpoint[1:] if blueprint is None else blueprint + endpoint
        if _scheme is not None and not _external:
            raise ValueError("Only an external URL has a scheme: '_external' must be True.")
        if self.url_default_functions or self._has_overrides:
            self.inject_url_defaults(endpoint, values)
        try:
            url = adapter.build(endpoint, values, _method, _external, url_scheme=_scheme)
        except werkzeug_routing.BuildError as error:
            values.update(_anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external)
            return self.handle_url_build_error(error, endpoint, values)
        return url if _anchor is None else f"{url}#{quote_anchor(_anchor)}"

    # Templates

    def create_jinja_environment(self) -> Environment:
        """Return the environment that the app's templates are rendered in."""
        from .templating import create_jinja_environment

        return create_jinja_environment(self)

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Add what the context processors return to *context*, without replacing its variables.

        The app's processors come first, then those of the request's blueprints from the outermost
        in. If two of them set the same variable, the later one wins.
        """
        passed, endpoint = context.copy(), None
        ctx = current().request_context
        if ctx is not None:
            rule = (ctx._request or ctx).url_rule
            endpoint = rule and rule.endpoint
        for name in reversed(hook_names(endpoint)):
            for function in self.template_context_processors.get(name, ()):
                process = (self._synced.get(id(function)) or self._sync(function))[0]
                context.update(process())
        context.update(passed)

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        load_dotenv: bool = True,
        **options: Any,
    ) -> None:
        """Serve the app on this machine while it is being developed.

        *host* and *port* default to those of ``SERVER_NAME``, or else to 127.0.0.1 and 5000.
        *debug* switches debug mode, and with it the reloader and the debugger. With *load_dotenv*
        ``.env`` and ``.flaskenv`` are read. *options* are those of
        ``werkzeug.serving.run_simple``.
        """
        from .cli.commands import run_app

        run_app(self, host, port, debug, load_dotenv, options)

    def test_client(self, use_cookies: bool = True, **kwargs: Any) -> FlaskClient:
        """Return a client that calls the app in this process, for tests.

        In a ``with client:`` block the context of the last request stays current.
        *kwargs* are passed to ``test_client_class``.
        """
        from .testing import FlaskClient

        client_class = self.test_client_class or FlaskClient
        return client_class(self, self.response_class, use_cookies=use_cookies, **kwargs)

    def test_cli_runner(self, **kwargs: Any) -> FlaskCliRunner:
        """Return a runner that calls the app's commands in this process, for tests."""
        from .testing import FlaskCliRunner

        return (self.test_cli_runner_class or FlaskCliRunner)(self, **kwargs)

    def make_shell_context(self) -> dict[str, Any]:
        """Return the names that the interactive shell begins with."""
        names: dict[str, Any] = {"app": self, "g": proxies.g}
        for processor in self.shell_context_processors:
            names.update(processor())
        return names


def _current_environ() -> WSGIEnvironment | None:
    context = find_request_context()
    return None if context is None else context.environ


_ORIGINAL_STEPS = {name: getattr(Flask, name) for name in (*_OPTIONAL_STEPS, "create_url_adapter")}
