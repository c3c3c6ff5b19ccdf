"""The app: an object that is a WSGI application, and the way of a request through it.

Read ``Flask`` from the top: first come the steps of a request in the order in which it
takes them, then what happens to errors, then the contexts. Each step is a method that a subclass
may override; a step that has nothing to do is not called. How an app is set up is in its base,
``sansio.app``.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from inspect import iscoroutinefunction
from types import MethodType
from typing import IO, TYPE_CHECKING, Any, ClassVar, NoReturn, cast

from werkzeug.exceptions import BadRequestKeyError, HTTPException, InternalServerError

from . import globals as proxies
from . import typing as ft
from .ctx import AppContext, RequestContext, _error_for, _sentinel
from .globals import current_request_context, find_request_context, get_request_context
from .helpers import _split_blueprint_path
from .plan import Hooks, Plan, gather
from .responding import to_response
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
from .urls import build_url
from .watched import WatchedDict
from .wrappers import Request, Response
from .wrappers.streams import close_body

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .templating import Environment
    from .testing import FlaskClient, FlaskCliRunner

#: Requests are planned by what stands in these dictionaries of an app.
_REGISTRIES = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
    "view_functions",
    "config",
)

#: To assign one of these attributes of an app drops what was decided ahead of its requests.
_DECIDING = frozenset(
    {
        *_REGISTRIES,
        "url_map",
        "subdomain_matching",
        "request_class",
        "response_class",
        "session_interface",
        "create_url_adapter",
        "request_context",
        "preprocess_request",
        "process_response",
        "do_teardown_request",
        "do_teardown_appcontext",
        "ensure_sync",
        "async_to_sync",
    }
)


class Flask(App):
    """A WSGI application with routes, hooks, templates, sessions and a configuration.

    ``import_name`` is the module that the app is defined in, usually ``__name__``: the folders
    of templates and static files are found by it. ``static_url_path`` is the URL prefix
    of the static files, ``static_host`` their host where ``host_matching`` is set.
    ``host_matching`` and ``subdomain_matching`` let rules ask for a host or a subdomain.
    ``instance_path`` is an absolute folder for files of this installation; with
    ``instance_relative_config`` configuration files are looked for there.
    """

    #: What requests and responses are made of.
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

    # The request's way: __call__ -> wsgi_app -> push the context, which matches the URL ->
    # full_dispatch_request -> preprocess_request -> dispatch_request -> the view ->
    # finalize_request -> make_response -> process_response -> send it -> pop the context.

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as a WSGI application does (PEP 3333)."""
        return self.wsgi_app(environ, start_response)

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Lead a request through the app: the whole story, in nine steps.

        Middleware wraps this method, not the app (``app.wsgi_app = Middleware(app.wsgi_app)``),
        so that ``app`` remains the app.
        """
        ctx = self.request_context(environ)
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
            if ctx.request._has_files:
                body = ctx.keep_files_for(body)
            return body
        finally:
            # A debugger or a test client asks to keep the context for a look at it.
            if "werkzeug.debug.preserve_context" in environ:
                environ["werkzeug.debug.preserve_context"](ctx)
            if error is not None and self.should_ignore_error(error):
                error = None
            try:
                ctx.pop(error)
            except BaseException:
                close_body(body)  # the server does not get it
                raise
            # Its traceback holds this frame: let the two not hold one another.
            error = None

    def full_dispatch_request(self) -> Response:
        """Run the hooks and the view, or the handler of what they raise, and make the response."""
        if not self._got_first_request:  # to assign it each time would cost 100 ns
            self._got_first_request = True
        try:
            if request_started.receivers:
                request_started.send(self, _async_wrapper=self.ensure_sync)
            answer = (
                self.preprocess_request() if current_request_context().hooks.preprocesses else None
            )
            if answer is None:
                answer = self.dispatch_request()
        except Exception as error:
            answer = self.handle_user_exception(error)
        response = self.finalize_request(answer)
        del answer  # it may be an error, whose traceback holds this frame
        return response

    def preprocess_request(self) -> ft.ResponseReturnValue | None:
        """Call the URL value preprocessors and the before-request hooks.

        The app's own come first, then those of the blueprints, from the outermost in.
        Returns the first answer that a hook gives; None where the view is to be called.
        """
        ctx = current_request_context()
        hooks = ctx.hooks
        if hooks.value_preprocessors:
            request = ctx.request
            for preprocessors in hooks.value_preprocessors:
                for preprocess in preprocessors:
                    preprocess(request.endpoint, request.view_args)
        for functions in hooks.before_request:
            for function in functions:
                answer: ft.ResponseReturnValue | None = self._synced(function)()
                if answer is not None:
                    return answer
        return None

    def dispatch_request(self) -> ft.ResponseReturnValue:
        """Call the view that the URL was matched to, and return what it returns.

        Raises what went wrong when the URL was matched. Answers OPTIONS by itself where
        the rule leaves that to the app.
        """
        request = current_request_context().request
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        rule, values = request.url_rule, request.view_args
        assert rule is not None and values is not None, "No URL matched, and nothing was raised."
        if request.environ["REQUEST_METHOD"] == "OPTIONS" and rule.provide_automatic_options:
            return self.make_default_options_response()
        endpoint = rule.endpoint
        hooks = (self._plan or self._make_plan()).hooks.get(endpoint) or self._hooks_for(endpoint)
        view = hooks.view
        if view is None:
            view = hooks.view = self.ensure_sync(self.view_functions[endpoint])
        answer: ft.ResponseReturnValue = view(**values)
        return answer

    def finalize_request(
        self, rv: ft.ResponseReturnValue | HTTPException, from_error_handler: bool = False
    ) -> Response:
        """Make a response of what the view or an error handler returned, and post-process it.

        With *from_error_handler* a failure in the hooks is logged and the response sent
        as it is: there is nobody left to handle it.
        """
        response = self.make_response(rv)
        ctx = current_request_context()
        try:
            if (
                ctx.hooks.postprocesses
                or ctx._opened_session is not None
                or ctx._after_request is not None
            ):
                response = self.process_response(response)
            if request_finished.receivers:
                request_finished.send(self, _async_wrapper=self.ensure_sync, response=response)
        except Exception:
            if not from_error_handler:
                # It will not be sent, so no server would close it.
                response.close()
                raise
            self.logger.exception("An after-request hook failed while an error was being handled.")
        return response

    def make_response(self, rv: Any) -> Response:
        """Return the response that *rv* stands for: what a view may return.

        ``str`` and ``bytes`` are a body; ``dict`` and ``list`` become JSON; an iterator is
        streamed; ``(body, status)``, ``(body, headers)`` and ``(body, status, headers)`` say more;
        a response or another WSGI application answers by itself. Raises TypeError for
        anything else.
        """
        # Most views return one of these: spare them the other questions.
        kind = type(rv)
        if kind is str:
            response_class = (self._plan or self._make_plan()).response_class
            return response_class(rv)
        if kind is dict:
            return self.json.response(rv)
        return to_response(self, rv)

    def process_response(self, response: Response) -> Response:
        """Call the after-request hooks and save the session.

        The functions of ``after_this_request`` come first, then the hooks of the blueprints, from
        the innermost out, then the app's; of each the one registered last first.
        """
        ctx = current_request_context()
        for function in ctx._after_request or ():
            response = self.ensure_sync(function)(response)
        for functions in ctx.hooks.after_request:
            for function in reversed(functions):
                response = self._synced(function)(response)
        session = ctx._opened_session
        if session is not None and not self.session_interface.is_null_session(session):
            self.session_interface.save_session(self, session, response)
        return response

    def do_teardown_request(self, exc: BaseException | None = _sentinel) -> None:
        """Call the teardown functions of the request: *exc* is what ended it, or None.

        All of them run, even when one fails; the first failure is raised at the end.
        """
        exc = _error_for(exc)
        self._tear_down(current_request_context().hooks.teardown_request, exc)
        if request_tearing_down.receivers:
            request_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=exc)

    def do_teardown_appcontext(self, exc: BaseException | None = _sentinel) -> None:
        """Call the teardown functions of the application context: see ``do_teardown_request``."""
        exc = _error_for(exc)
        self._tear_down((self.teardown_appcontext_funcs,), exc)
        if appcontext_tearing_down.receivers:
            appcontext_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=exc)

    def _tear_down(
        self, lists: Iterable[list[ft.TeardownCallable]], exc: BaseException | None
    ) -> None:
        failure: BaseException | None = None
        for functions in lists:
            for function in reversed(functions):
                try:
                    self._synced(function)(exc)
                except Exception as error:
                    failure = failure or error
        if failure is not None:
            raise failure

    # Errors

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Raise what went wrong when the URL of *request* was matched.

        In debug mode, a redirect that would lose the form that was sent is an error which says so.
        """
        if self.debug and request.method not in {"GET", "HEAD", "OPTIONS"}:
            from werkzeug.routing import RequestRedirect

            error = request.routing_exception
            if isinstance(error, RequestRedirect) and error.code not in {307, 308}:
                from .debughelpers import FormDataRoutingRedirect

                raise FormDataRoutingRedirect(request)
        # The traceback will hold this frame, so the error has no name in it.
        raise cast("HTTPException", request.routing_exception)

    def handle_user_exception(self, e: Exception) -> HTTPException | ft.ResponseReturnValue:
        """Answer an error that a hook or a view raised, by its handler.

        An HTTP error answers for itself where it has no handler. Raises any other error
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
        return cast("ft.ResponseReturnValue", self._synced(handler)(e))

    def handle_http_exception(self, e: HTTPException) -> HTTPException | ft.ResponseReturnValue:
        """Answer an HTTP error by its handler; without one it is itself the answer.

        What carries a response of its own, and the redirects of the router, have no handlers.
        """
        if e.code is None or not self.error_handler_spec:
            return e
        from .routing import RoutingException

        if isinstance(e, RoutingException):
            return e
        handler = self._find_error_handler(e, get_request_context().request.blueprints)
        if handler is None:
            return e
        return cast("ft.ResponseReturnValue", self._synced(handler)(e))

    def handle_exception(self, e: Exception) -> Response:
        """Answer an error that nothing else handled: log it and send a 500.

        A handler for 500 or for InternalServerError is given an InternalServerError whose
        ``original_exception`` is *e*. Where ``PROPAGATE_EXCEPTIONS`` holds, as in debug mode and
        in tests, *e* is raised again instead.
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
            answer = error if handler is None else self._synced(handler)(error)
            return self.finalize_request(answer, from_error_handler=True)
        except Exception:
            self.logger.exception("The handler of an internal server error failed.")
            return self.finalize_request(error, from_error_handler=True)

    def log_exception(
        self, exc_info: tuple[type[BaseException], BaseException, Any] | tuple[None, None, None]
    ) -> None:
        """Log an error that nothing handled, with its traceback."""
        request = get_request_context().request
        # Quoted without its quotes: a line break in the path begins no line of the log.
        path, method = (repr(text)[1:-1] for text in (request.path, request.method))
        self.logger.error(f"Exception on {path} [{method}]", exc_info=exc_info)

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS with the methods that the URL allows (RFC 9110, section 9.3.7)."""
        adapter = cast("MapAdapter", get_request_context().url_adapter)
        response = self.response_class()
        response.allow.update(adapter.allowed_methods())
        return response

    # What is decided ahead of requests

    #: Made when it is first needed, dropped when something that it was made from changes.
    _plan: Plan | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute, and plan anew where that may change a request's way.

        Programs replace methods, registries and settings of an app while it serves.
        """
        object.__setattr__(self, name, value)
        if name in _DECIDING:
            if isinstance(value, WatchedDict):
                value.on_change = partial(_drop_plan, weakref.ref(self))
            self._drop_plan()

    def __delattr__(self, name: str) -> None:
        """Delete an attribute: what the class has under its name holds again."""
        object.__delattr__(self, name)
        if name in _DECIDING:
            self._drop_plan()

    def _drop_plan(self) -> None:
        """Plan anew from now on, also for the rest of the request that is being handled."""
        self._plan = None
        context = find_request_context()
        if context is not None and context.app is self:
            context.hooks = self._hooks_for(context.request.endpoint)

    def _make_plan(self) -> Plan:
        """Decide how requests are matched and when their sessions are opened.

        The plan is kept, unless a program has put a registry of its own in the place of
        one of ours: it would not tell of its changes, so each step plans for itself then.
        """
        is_plain = self._matches_by_path_alone()
        if is_plain:
            self.url_map.update()
        plan = Plan(
            self.request_class,
            self.response_class,
            find=self.url_map.find if is_plain else None,
            opens_session=type(self.session_interface) is not SecureCookieSessionInterface,
        )
        if all(isinstance(getattr(self, name), WatchedDict) for name in _REGISTRIES):
            self._plan = plan
        return plan

    def _matches_by_path_alone(self) -> bool:
        url_map = self.url_map
        return (
            isinstance(url_map, Map)
            and type(url_map).bind_to_environ is Map.bind_to_environ
            and not url_map.host_matching
            and not self.subdomain_matching
            and self.config["TRUSTED_HOSTS"] is None
            and self.request_class.trusted_hosts is None
            and not self._overrides("create_url_adapter")
            and not self._overrides("request_context")
        )

    def _overrides(self, step: str) -> bool:
        """Tell whether this instance, a subclass or a patch of ``Flask`` does *step* otherwise."""
        method = getattr(self, step)
        # By its type: a wrapper may answer as if it were the method that it wraps. And not by
        # vars(self): to ask for its dict makes all attributes of the app slower, 5 % of a hello.
        return type(method) is not MethodType or method.__func__ is not _OWN_STEPS[step]

    def _hooks_for(self, endpoint: str | None) -> Hooks:
        """Return what holds for requests to *endpoint*; None is where no URL matched."""
        plan = self._plan or self._make_plan()
        hooks = plan.hooks.get(endpoint)
        if hooks is None:
            hooks = plan.hooks[endpoint] = self._gather_hooks(endpoint)
        return hooks

    def _gather_hooks(self, endpoint: str | None) -> Hooks:
        blueprint = (endpoint or "").rpartition(".")[0]
        inside_out = (*(_split_blueprint_path(blueprint) if blueprint else ()), None)
        outside_in = inside_out[::-1]
        hooks = Hooks(
            value_preprocessors=gather(self.url_value_preprocessors, outside_in),
            before_request=gather(self.before_request_funcs, outside_in),
            after_request=gather(self.after_request_funcs, inside_out),
            teardown_request=gather(self.teardown_request_funcs, inside_out),
        )
        hooks.preprocesses |= self._overrides("preprocess_request")
        hooks.postprocesses |= self._overrides("process_response")
        hooks.tears_down |= (
            self._overrides("do_teardown_request") or self.request_class.close is not Request.close
        )
        hooks.tears_down_app = self._overrides("do_teardown_appcontext")
        return hooks

    def _synced(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return what ``ensure_sync`` makes of a hook, which is asked once for each."""
        synced = (self._plan or self._make_plan()).synced
        try:
            return synced[function]
        except KeyError:
            synced[function] = ready = self.ensure_sync(function)
            return ready
        except TypeError:  # a callable object that has no hash
            return self.ensure_sync(function)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return *func*, or for an ``async def`` function one that runs it to its end."""
        if iscoroutinefunction(func):
            return self.async_to_sync(func)
        return func

    def async_to_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that runs the coroutine function *func* to its end.

        asgiref does it. Raises RuntimeError where it is not installed.
        """
        try:
            from asgiref.sync import async_to_sync
        except ImportError:
            raise RuntimeError(
                f"The function {getattr(func, '__qualname__', func)!r} is an 'async def', and to"
                " run it asgiref is needed, which is not installed. Install microflask with"
                " the 'async' extra in order to use async views, or asgiref alone:"
                " pip install asgiref."
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
        """Return a context for a request that is described as for the test client.

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
        """Bind the URL map to *request*, or to ``SERVER_NAME`` where there is none.

        Returns None where there is neither. Raises SecurityError, a 400, for a host
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
        request.host = get_host(request.environ, request.trusted_hosts)
        server_name = config["SERVER_NAME"]
        subdomain = None
        if self.url_map.host_matching:
            server_name = None  # else it would stand for the host that was asked for
        elif not self.subdomain_matching:
            subdomain = self.url_map.default_subdomain or ""
        return self.url_map.bind_to_environ(
            request.environ, server_name=server_name, subdomain=subdomain
        )

    # Set-up

    def _add_static_route(self, static_host: str | None) -> None:
        if bool(static_host) != self.url_map.host_matching:
            raise AssertionError(
                "Invalid static_host/host_matching combination: a 'static_host' is needed where"
                " 'host_matching' is set, and only there; it is"
                f" {static_host!r} with host_matching={self.url_map.host_matching}. With"
                " 'static_folder=None' there is no static route."
            )
        # The view must not hold the app, or only the garbage collector could free the two.
        app = weakref.ref(self)

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
        self.ensure_sync(view_func)  # where asgiref is missing, say so now and not to a visitor

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[Any]:
        """Open a file of the instance folder, for reading or writing.

        *encoding* is that of a text; it is not used in a binary mode.
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
        after a ``#``; *_method* chooses among the rules of the endpoint; *_external* gives
        a full URL with the host, as it is by default outside of a request; *_scheme* is that
        of a full URL.

        Raises BuildError where no rule fits, RuntimeError where there is no request
        and no ``SERVER_NAME``.
        """
        return build_url(self, endpoint, _anchor, _method, _scheme, _external, values)

    # Templates

    def create_jinja_environment(self) -> Environment:
        """Return the environment that the app's templates are rendered in."""
        from .templating import create_jinja_environment

        return create_jinja_environment(self)

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Add what the context processors give to what a template is rendered with."""
        from .templating import update_template_context

        update_template_context(self, context)

    # Ways into the app from outside

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        load_dotenv: bool = True,
        **options: Any,
    ) -> None:
        """Serve the app on this machine while it is being developed.

        *host* and *port* are those of ``SERVER_NAME`` by default, else 127.0.0.1 and 5000.
        *debug* switches debug mode, and with it the reloader and the debugger. *load_dotenv*
        reads ``.env`` and ``.flaskenv``. *options* are those of ``werkzeug.serving.run_simple``.
        """
        from .cli.commands import run_app

        run_app(self, host, port, debug, load_dotenv, options)

    def test_client(self, use_cookies: bool = True, **kwargs: Any) -> FlaskClient:
        """Return a client that calls the app in this process, for tests.

        With ``with client:`` the context of its last request is kept for a look at it.
        *kwargs* go to ``test_client_class``.
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


#: The steps of a request that are left out where nobody does them otherwise.
_OWN_STEPS = {
    name: vars(Flask)[name]
    for name in (
        "create_url_adapter",
        "request_context",
        "preprocess_request",
        "process_response",
        "do_teardown_request",
        "do_teardown_appcontext",
    )
}


def _drop_plan(app_ref: weakref.ref[Flask]) -> None:
    """Let an app plan anew. Its registries hold this, and must not hold the app."""
    app = app_ref()
    if app is not None:
        app._drop_plan()
