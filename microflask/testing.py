"""Asking an app for pages without a server, and running its commands without a terminal.

The client, the environ builder and the command runner are Werkzeug's and click's; what
stands here joins them to an app: its configuration, its JSON, its sessions, its response
class, and contexts that outlive a request so that a test can look into them.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import werkzeug.test
from click.testing import CliRunner, Result
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request as BaseRequest

from .cli import ScriptInfo
from .wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from click import Command
    from werkzeug.datastructures import Headers

    from .app import Flask
    from .sessions import SessionMixin


class EnvironBuilder(werkzeug.test.EnvironBuilder):
    """Build the environ of a request to *app*.

    *path* may be a whole URL. Without *base_url*, scheme, host and root are what the app
    is configured for: ``PREFERRED_URL_SCHEME`` or *url_scheme*, ``SERVER_NAME`` below
    *subdomain*, ``APPLICATION_ROOT``. The rest goes to Werkzeug's builder: ``method``,
    ``query_string``, ``data``, ``json``, ``headers``, ...

    Raises AssertionError where *base_url* and one of its parts are given.
    """

    def __init__(
        self,
        app: Flask,
        path: str = "/",
        base_url: str | None = None,
        subdomain: str | None = None,
        url_scheme: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if base_url is None:
            base_url, path = _split_url(app, path, subdomain, url_scheme)
        elif subdomain or url_scheme:
            raise AssertionError(
                f"Cannot pass 'subdomain' or 'url_scheme' with 'base_url' ({base_url!r}), which"
                " says both already."
            )
        self.app = app
        super().__init__(path, base_url, *args, **kwargs)

    # Werkzeug's builder calls it json_dumps(obj, ...).
    def json_dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialize the argument ``json`` as the app would."""
        return self.app.json.dumps(obj, **kwargs)


def _split_url(app: Flask, url: str, subdomain: str | None, scheme: str | None) -> tuple[str, str]:
    """Return the base URL that *url* has, or else the app, and the path below it."""
    parts = urlsplit(url)
    host = app.config["SERVER_NAME"] or "localhost"
    if subdomain:
        host = f"{subdomain}.{host}"
    scheme = parts.scheme or scheme or app.config["PREFERRED_URL_SCHEME"]
    root = app.config["APPLICATION_ROOT"].lstrip("/")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{scheme}://{parts.netloc or host}/{root}", path


class AppTestResponse(Response):
    """What a test asks of a response beyond what the app's response class has."""

    #: No content type is made up where the app sent none.
    default_mimetype = None
    #: Tells pytest that this is no test.
    __test__ = False

    def __init__(
        self,
        response: Any,
        status: str,
        headers: Headers,
        request: BaseRequest,
        history: tuple[TestResponse, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(response, status, headers, **kwargs)
        #: The request that was answered.
        self.request = request
        #: The redirects that led here, where the client followed them.
        self.history = history

    @property
    def text(self) -> str:
        """The body, decoded."""
        return self.get_data(as_text=True)


def make_test_response_class(response_class: type[Response]) -> type[Any]:
    """Return a class of responses that are *response_class* and answer a test's questions.

    Werkzeug's client would put its own response class before *response_class*, and its
    methods would hide those of the app's. Here it comes last, so that ``isinstance`` holds.
    """
    own = () if response_class is Response else (response_class,)
    return type("WrapperTestResponse", (AppTestResponse, *own, TestResponse), {})


@cache
def _get_werkzeug_version() -> str:
    return importlib.metadata.version("werkzeug")


class FlaskClient(Client):
    """Send requests to an app, as a browser would that keeps its cookies.

    Made by ``app.test_client()``. What ``get``, ``post`` and ``open`` take is what
    ``EnvironBuilder`` takes. In a ``with`` block, the contexts of the last request stay
    current after it, so that ``request``, ``session`` and ``g`` can be looked at.
    """

    application: Flask

    def __init__(
        self,
        application: Flask,
        response_wrapper: type[Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(application, response_wrapper, *args, **kwargs)
        if response_wrapper is not None and issubclass(response_wrapper, Response):
            self.response_wrapper = make_test_response_class(response_wrapper)
        #: Whether contexts are kept: true within a ``with`` block.
        self.preserve_context = False
        self._new_contexts: list[AbstractContextManager[Any]] = []
        self._context_stack = ExitStack()
        #: What every request's environ begins with.
        self.environ_base: WSGIEnvironment = {
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": f"Werkzeug/{_get_werkzeug_version()}",
        }

    def open(
        self,
        *args: Any,
        buffered: bool = False,
        follow_redirects: bool = False,
        **kwargs: Any,
    ) -> TestResponse:
        """Send one request and return the response.

        The arguments are those of ``EnvironBuilder`` without the app; or one builder, one
        environ or one Werkzeug request. With *buffered* the body is read to its end at
        once; with *follow_redirects* the response is the first that is no redirect.
        """
        request = self._make_request(*args, **kwargs)
        # What the request before has left: each request stands alone.
        self._context_stack.close()
        try:
            response = super().open(request, buffered=buffered, follow_redirects=follow_redirects)
            # Of a chain of redirects, the last: two on top of each other would share one g.
            for context in self._new_contexts[-1:]:
                self._context_stack.enter_context(context)
        finally:
            self._new_contexts.clear()
        provider: Any = self.application.json
        response.json_module = provider
        return response

    def _make_request(self, *args: Any, **kwargs: Any) -> BaseRequest:
        """Turn what ``open`` was given into a request with this client's environ."""
        given = args[0] if args else None
        if isinstance(given, BaseRequest):
            request = copy(given)
            request.environ = self._copy_environ(request.environ)
            return request
        if isinstance(given, werkzeug.test.EnvironBuilder):
            builder = copy(given)
            builder.environ_base = self._copy_environ(builder.environ_base or {})
            return builder.get_request()
        if isinstance(given, dict):
            environ_base = self._copy_environ({})
            return EnvironBuilder.from_environ(
                given, app=self.application, environ_base=environ_base
            ).get_request()
        return self._request_from_builder_args(args, kwargs)

    # Under this name Flask-SocketIO's test client asks it for an environ.
    def _request_from_builder_args(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> BaseRequest:
        """Build a request of what ``EnvironBuilder`` takes, with this client's environ."""
        kwargs["environ_base"] = self._copy_environ(kwargs.get("environ_base") or {})
        builder = EnvironBuilder(self.application, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            builder.close()

    def _copy_environ(self, environ: Mapping[str, Any]) -> WSGIEnvironment:
        """Lay *environ* over the base, and ask the app to leave its context to us if need be."""
        complete = {**self.environ_base, **environ}
        if self.preserve_context:
            complete["werkzeug.debug.preserve_context"] = self._new_contexts.append
        return complete

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Iterator[SessionMixin]:
        """Open the session that the next request will have, and save it at the block's end.

        The arguments are those of ``app.test_request_context``: the session is opened as
        for that request. Raises TypeError where the client keeps no cookies, RuntimeError
        where the session interface opens nothing.
        """
        if self._cookies is None:
            raise TypeError(
                "Cookies are disabled. Create a client with 'use_cookies=True' to work with"
                " its session."
            )
        app = self.application
        context = app.test_request_context(*args, **kwargs)
        request = context.request
        self._add_cookies_to_wsgi(request.environ)
        with context:
            session = app.session_interface.open_session(app, request)
        if session is None:
            raise RuntimeError(
                "Session backend did not open a session. The app's own needs a SECRET_KEY."
            )

        yield session

        if app.session_interface.is_null_session(session):
            return
        response = app.response_class()
        with context:
            app.session_interface.save_session(app, session, response)
        self._update_cookies_from_response(
            request.host.partition(":")[0], request.path, response.headers.getlist("Set-Cookie")
        )

    def __enter__(self) -> FlaskClient:
        if self.preserve_context:
            raise RuntimeError("Cannot nest client invocations: this client's block is open.")
        self.preserve_context = True
        return self

    def __exit__(self, *error: object) -> None:
        self._context_stack.close()
        self.preserve_context = False


class FlaskCliRunner(CliRunner):
    """Run the commands of *app* and keep what they print.

    Made by ``app.test_cli_runner()``; the keyword arguments go to ``click.testing.CliRunner``.
    """

    def __init__(self, app: Flask, **kwargs: Any) -> None:
        self.app = app
        super().__init__(**kwargs)

    def invoke(
        self, cli: Command | None = None, args: Any = None, *rest: Any, **kwargs: Any
    ) -> Result:
        """Run *cli*, or by default the app's own group, with the arguments *args*.

        Takes what ``CliRunner.invoke`` takes. The command works with this app, unless
        another ScriptInfo is given as *obj*. Returns the exit status and the output.
        """
        kwargs.setdefault("obj", ScriptInfo(create_app=lambda: self.app))
        return super().invoke(self.app.cli if cli is None else cli, args, *rest, **kwargs)
