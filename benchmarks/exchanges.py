"""Put a scenario's request to a framework's app, and check the answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from typing import Any

from scenarios import Scenario

Environ = dict[str, Any]
WSGIApp = Callable[[Environ, Callable[..., Any]], Any]


class Absent(Exception):
    """The framework has nothing for the scenario."""


class WrongAnswer(Exception):
    """The answer is not the one that the scenario expects."""


def make_environ(scenario: Scenario) -> Environ:
    """Return the environ that a server would make of the scenario's request."""
    environ = {
        "REQUEST_METHOD": scenario.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scenario.path,
        "QUERY_STRING": scenario.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "54321",
        "HTTP_HOST": "localhost:8000",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.5",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate",
        "HTTP_CONNECTION": "keep-alive",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **scenario.environ,
    }
    if scenario.body:
        environ["CONTENT_LENGTH"] = str(len(scenario.body))
        environ["CONTENT_TYPE"] = scenario.content_type
    return environ


def exchange(app: WSGIApp, environ: Environ, body: bytes, start_response: Any) -> bytes:
    """Put one request to *app* as a server does, and return the body of the answer.

    The environ is a copy, since apps write into it; the answer is read to its end and closed.
    """
    fresh = environ.copy()
    if body:
        fresh["wsgi.input"] = BytesIO(body)
    chunks = app(fresh, start_response)
    content = b"".join(chunks)
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
    return content


def ask(app: WSGIApp, environ: Environ, body: bytes) -> tuple[str, list[tuple[str, str]], bytes]:
    """Put one request to *app*, and return status, headers and body of the answer."""
    answer: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        answer[:] = status, headers

    content = exchange(app, environ, body, start_response)
    status, headers = answer
    return status, headers, content


def read_cookies(app: WSGIApp, environ: Environ, path: str) -> str:
    """Return the cookies that the answer for *path* sets, as the browser would send them back."""
    environ = {**environ, "REQUEST_METHOD": "GET", "PATH_INFO": path}
    _, headers, _ = ask(app, environ, b"")
    return "; ".join(value.partition(";")[0] for name, value in headers if name == "Set-Cookie")


def check_answer(scenario: Scenario, app: WSGIApp, environ: Environ) -> None:
    """Raise WrongAnswer unless *app* answers as the scenario expects."""
    status, headers, body = ask(app, environ, scenario.body)
    names = {name.title() for name, _ in headers}
    if not status.startswith(f"{scenario.status} "):
        raise WrongAnswer(f"status {status!r} instead of {scenario.status}: {body[:200]!r}")
    if not scenario.is_right(body):
        raise WrongAnswer(f"unexpected body {body[:200]!r}")
    for name in scenario.headers:
        if name not in names:
            raise WrongAnswer(f"no {name} among the headers {headers!r}")


def prepare(framework: str, scenario: Scenario) -> tuple[WSGIApp, Environ]:
    """Return the framework's app for the scenario, and the environ to put to it.

    Raises Absent if the framework has nothing for the scenario, and WrongAnswer if its answer is
    not the expected one.
    """
    module = import_module(f"apps.{framework}_app")
    if scenario.name in getattr(module, "ABSENT", ()) or not hasattr(module, scenario.factory):
        raise Absent(f"{framework} has nothing for {scenario.name!r}")
    app = getattr(module, scenario.factory)(*scenario.arguments)
    environ = make_environ(scenario)
    if scenario.cookies_from:
        environ["HTTP_COOKIE"] = read_cookies(app, environ, scenario.cookies_from)
    check_answer(scenario, app, environ)
    return app, environ
