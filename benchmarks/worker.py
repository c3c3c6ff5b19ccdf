"""Put one framework to the test, in a process of its own.

Started by ``run.py`` with the framework's name. Reads one order a line from standard input and
answers each with a line of JSON:

    hello 0.02      time the scenario "hello" for about 0.02 seconds
    hello 0         make its app, check its answer, and time one exchange
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

from scenarios import SCENARIOS, Scenario

sys.path.insert(0, str(Path(__file__).with_name("apps")))

Environ = dict[str, Any]
WSGIApp = Callable[[Environ, Callable[..., Any]], Any]


class WrongAnswer(Exception):
    """The framework answered otherwise than the scenario demands."""


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
    }
    if scenario.body:
        environ["CONTENT_LENGTH"] = str(len(scenario.body))
        environ["CONTENT_TYPE"] = scenario.content_type
    return environ


def ask(app: WSGIApp, environ: Environ, body: bytes) -> tuple[str, list[tuple[str, str]], bytes]:
    """Put one request to *app* and return status, headers and body of its answer."""
    answer: dict[str, Any] = {}

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> None:
        answer.update(status=status, headers=headers)

    chunks = app({**environ, "wsgi.input": BytesIO(body)}, start_response)
    content = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return answer["status"], answer["headers"], content


def check_answer(scenario: Scenario, app: WSGIApp, environ: Environ) -> None:
    """Ask once and compare the answer with what the scenario demands.

    Raises WrongAnswer.
    """
    status, headers, body = ask(app, environ, scenario.body)
    names = {name.title() for name, _ in headers}
    if not status.startswith(f"{scenario.status} "):
        raise WrongAnswer(f"status {status!r} instead of {scenario.status}: {body[:200]!r}")
    if not scenario.is_right(body):
        raise WrongAnswer(f"unexpected body {body[:200]!r}")
    for name in scenario.headers:
        if name not in names:
            raise WrongAnswer(f"no {name} among the headers {headers!r}")


def keep_cookies(app: WSGIApp, environ: Environ) -> None:
    """Ask once, and put the cookies of the answer into *environ*."""
    _, headers, _ = ask(app, environ, b"")
    pairs = [value.partition(";")[0] for name, value in headers if name == "Set-Cookie"]
    environ["HTTP_COOKIE"] = "; ".join(pairs)


def make_exchange(app: WSGIApp, environ: Environ, body: bytes) -> Callable[[int], float]:
    """Return a function that performs a number of exchanges and tells the seconds it took.

    As on a server, each has an environ of its own and is read to the end and closed. The garbage
    collector runs, as it does on a server.
    """

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> None:
        pass

    def exchange(number: int) -> float:
        start = perf_counter()
        for _ in range(number):
            fresh = environ.copy()
            if body:
                fresh["wsgi.input"] = BytesIO(body)
            chunks = app(fresh, start_response)
            b"".join(chunks)
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        return perf_counter() - start

    return exchange


def prepare(module: Any, scenario: Scenario) -> Callable[[int], float]:
    """Make the scenario's app, check its answer, and return what times it."""
    app = getattr(module, scenario.factory)(*scenario.arguments)
    environ = make_environ(scenario)
    if scenario.keeps_cookies:
        keep_cookies(app, environ)
    check_answer(scenario, app, environ)
    # What was built to last is not looked through by the collector again and again.
    gc.collect()
    gc.freeze()
    return make_exchange(app, environ, scenario.body)


def can_answer(module: Any, scenario: Scenario) -> bool:
    return hasattr(module, scenario.factory) and scenario.name not in getattr(module, "ABSENT", ())


class Worker:
    """One framework's apps, each made when its scenario is first ordered."""

    def __init__(self, framework: str) -> None:
        self.module = import_module(f"{framework}_app")
        self.scenarios = {scenario.name: scenario for scenario in SCENARIOS}
        self.exchanges: dict[str, Callable[[int], float]] = {}

    def time(self, name: str, seconds: float) -> dict[str, Any]:
        """Time the scenario *name* for about *seconds* and return the seconds of one exchange."""
        scenario = self.scenarios[name]
        if not can_answer(self.module, scenario):
            return {"absent": True}
        if name not in self.exchanges:
            self.exchanges[name] = prepare(self.module, scenario)
        exchange = self.exchanges[name]
        # A first guess from one exchange, which may be the slow one; then from a tenth of the time.
        number = max(1, int(seconds / 10 / exchange(1)))
        number = max(1, int(seconds * number / exchange(number)))
        return {"seconds": exchange(number) / number}


def find_version(framework: str) -> str:
    try:
        return version(framework)
    except PackageNotFoundError:
        return ""


def reply(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


def main(framework: str) -> None:
    try:
        worker = Worker(framework)
    except ImportError as error:
        reply({"missing": str(error)})
        return
    reply({"version": find_version(framework)})
    for line in sys.stdin:
        name, seconds = line.split()
        try:
            reply(worker.time(name, float(seconds)))
        except Exception as error:
            reply({"wrong": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main(sys.argv[1])
