"""The way of a hello-world: every Python call between the server's call and the app's return.

docs/architecture.md prints the same list, and is compared with what really happens.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import microflask

ROOT = Path(__file__).parents[1]
PACKAGE = Path(microflask.__file__).parent

MOST_CALLS = 15
MOST_FILES = 6

HELLO = """
from microflask import Flask

app = Flask("hello")

@app.get("/")
def hello():
    return "Hello"
"""

#: Below this line, docs/architecture.md prints the calls in a fenced block: a file and the
#: function in it to a line, as in ``app.py  wsgi_app``. What follows after that is a remark.
MARKER = "<!-- the calls of a hello-world -->"


def make_hello_app() -> Any:
    namespace: dict[str, Any] = {"__name__": "hello"}
    exec(compile(HELLO, "hello.py", "exec"), namespace)
    return namespace["app"]


def make_environ() -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
    """Stand for the server's function, whose calls are not the app's."""


def name_call(frame: FrameType) -> tuple[str, str]:
    """Return the file, relative to the package where it belongs to it, and the function."""
    path = Path(frame.f_code.co_filename)
    if path.is_relative_to(PACKAGE):
        path = path.relative_to(PACKAGE)
    return path.as_posix(), frame.f_code.co_name


def record_calls(app: Any) -> list[tuple[str, str]]:
    """Return the Python calls of one request, in their order; the app has seen others before."""
    for _ in range(3):
        assert b"".join(app(make_environ(), start_response)) == b"Hello"
    calls: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code is not start_response.__code__:
            calls.append(name_call(frame))

    environ = make_environ()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        app(environ, start_response)
    finally:
        sys.setprofile(before)
    return calls


def read_documented_calls() -> list[tuple[str, str]]:
    text = (ROOT / "docs" / "architecture.md").read_text()
    block = re.search(re.escape(MARKER) + r"\s*```\w*\n(.*?)```", text, re.DOTALL)
    assert block, f"docs/architecture.md has no block of calls below {MARKER!r}"
    lines = [line.split() for line in block[1].splitlines() if line.strip()]
    return [(words[0], words[1]) for words in lines]


@pytest.fixture(scope="module")
def calls() -> list[tuple[str, str]]:
    return record_calls(make_hello_app())


def show(calls: list[tuple[str, str]]) -> str:
    return "\n".join(f"{file:24}{function}" for file, function in calls)


def test_a_hello_world_takes_few_calls(calls):
    print(show(calls))
    assert ("hello.py", "hello") in calls
    assert len(calls) <= MOST_CALLS, show(calls)


def test_a_hello_world_is_told_in_few_files(calls):
    files = {file for file, _ in calls if (PACKAGE / file).exists()}
    assert 1 <= len(files) <= MOST_FILES, show(calls)


def test_the_architecture_page_prints_the_calls_that_happen(calls):
    assert show(read_documented_calls()) == show(calls)
