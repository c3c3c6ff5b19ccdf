"""Test tools: send requests to an app without a server, and run its commands.

They are Werkzeug's client and environ builder and click's runner. This module connects them
to an app: its configuration, JSON, sessions and response class, and its contexts, which a test
can inspect after a request.
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

    *path* may be a whole URL. Without *base_url*, its parts come from the app's
    configuration: the scheme from ``PREFERRED_URL_SCHEME``, unless *url_scheme* is given, the
    host from ``SERVER_NAME``, prefixed with *subdomain*, and the root from
    ``APPLICATION_ROOT``. The other arguments are those of Werkzeug's builder: ``method``,
    ``query_string``, ``data``, ``json``, ``headers``, ...

    Raises AssertionError if given *base_url* together with one of its parts.
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
                " contains both."
            )
        self.app = app
        super().__init__(path, base_url, *args, **kwargs)

    # Werkzeug's builder calls this as json_dumps(obj, ...).
    def json_dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialize the argument ``json`` with the app's provider."""
        return self.app.json.dumps(obj, **kwargs)


def _split_url(app: Flask, url: str, subdomain: str | None, scheme: str | None) -> tuple[str, str]:
    """Return the base URL of *url*, or of the app if *url* is a path, and the path below it."""
    parts = urlsplit(url)
    host = app.config["SERVER_NAME"] or "localhost"
    if subdomain:
        host = f"{subdomain}.{host}"
    scheme = parts.scheme or scheme or app.config["PREFERRED_URL_SCHEME"]
    root = app.config["APPLICATION_ROOT"].lstrip("/")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{scheme}://{parts.netloc or host}/{root}", path


class AppTestResponse(Response):
    """What a test response has in addition to the app's response class."""

    #: No default content type: a test should see what the app sent.
    default_mimetype = None
    #: Tells pytest that this is not a test.
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
        #: The request that this is the response to.
        self.request = request
        #: The redirects that the client followed to get here.
        self.history = history

    @property
    def text(self) -> str:
        """The body, decoded."""
        return self.get_data(as_text=True)


def make_test_response_class(response_class: type[Response]) -> type[Any]:
    """Return a subclass of *response_class* for the responses of a test client.

    Werkzeug's client would put its own response class first, so that its methods override
    the app's. Here it comes last, only for ``isinstance``.
    """
    own = () if response_class is Response else (response_class,)
    return type("WrapperTestResponse", (AppTestResponse, *own, TestResponse), {})


@cache
def _get_werkzeug_version() -> str:
    return importlib.metadata.version("werkzeug")


class FlaskClient(Client):
    """Send requests to an app like a browser, which keeps cookies.

    Made by ``app.test_client()``. ``get``, ``post`` and ``open`` take the arguments of
    ``EnvironBuilder``. In a ``with`` block, the contexts of the last request stay current
    after it, so a test can inspect ``request``, ``session`` and ``g``.
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
        #: Whether contexts stay current: True within a ``with`` block.
        self.preserve_context = False
        self._new_contexts: list[AbstractContextManager[Any]] = []
        self._context_stack = ExitStack()
        #: The environ that every request starts from.
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

        The arguments are those of ``EnvironBuilder`` without the app; or a builder, an
        environ or a Werkzeug request. With *buffered* the whole body is read at once; with
        *follow_redirects* the response is the first that is not a redirect.
        """
        request = self._make_request(*args, **kwargs)
        # The contexts of the previous request end before the next one.
        self._context_stack.close()
        try:
            response = super().open(request, buffered=buffered, follow_redirects=follow_redirects)
            # After redirects only the last: nested contexts would share one ``g``.
            for context in self._new_contexts[-1:]:
                self._context_stack.enter_context(context)
        finally:
            self._new_contexts.clear()
        provider: Any = self.application.json
        response.json_module = provider
        return response

    def _make_request(self, *args: Any, **kwargs: Any) -> BaseRequest:
        """Make a request of the arguments of ``open``, with this client's environ."""
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

    # Flask-SocketIO's test client calls this name.
    def _request_from_builder_args(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> BaseRequest:
        """Build a request from ``EnvironBuilder``'s arguments, with this client's environ."""
        kwargs["environ_base"] = self._copy_environ(kwargs.get("environ_base") or {})
        builder = EnvironBuilder(self.application, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            builder.close()

    def _copy_environ(self, environ: Mapping[str, Any]) -> WSGIEnvironment:
        """Return *environ* on top of the base; in a ``with`` block, it keeps the context."""
        complete = {**self.environ_base, **environ}
        if self.preserve_context:
            complete["werkzeug.debug.preserve_context"] = self._new_contexts.append
        return complete

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Iterator[SessionMixin]:
        """Open the session of the next request, and save it at the end of the block.

        The arguments are those of ``app.test_request_context``: the session is opened as
        for that request. Raises TypeError if the client does not keep cookies, RuntimeError
        if the session interface does not open a session.
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
                "Session backend did not open a session. The default one needs a SECRET_KEY."
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
            raise RuntimeError("Cannot nest client invocations: this client is in use.")
        self.preserve_context = True
        return self

    def __exit__(self, *error: object) -> None:
        self._context_stack.close()
        self.preserve_context = False


class FlaskCliRunner(CliRunner):
    """Run the commands of *app* and capture what they print.

    Made by ``app.test_cli_runner()``; the keyword arguments go to ``click.testing.CliRunner``.
    """

    def __init__(self, app: Flask, **kwargs: Any) -> None:
        self.app = app
        super().__init__(**kwargs)

    def invoke(
        self, cli: Command | None = None, args: Any = None, *rest: Any, **kwargs: Any
    ) -> Result:
        """Run *cli*, by default the app's own group, with the arguments *args*.

        Takes the arguments of ``CliRunner.invoke``. The command uses this app unless another
        ScriptInfo is passed as *obj*. Returns the exit status and the output.
        """
        kwargs.setdefault("obj", ScriptInfo(create_app=lambda: self.app))
        return super().invoke(self.app.cli if cli is None else cli, args, *rest, **kwargs)
