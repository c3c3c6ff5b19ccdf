"""What is measured: one request each, the answer it must have, and the targets for microflask."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

#: The frameworks, by the names of their modules in ``apps``.
TITLES = {
    "raw": "raw WSGI",
    "falcon": "Falcon",
    "bottle": "Bottle",
    "wheezy": "wheezy.web",
    "flask": "Flask",
    "microflask": "microflask",
}

BOUNDARY = "----------------------------benchmark"
ORDER = {"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True}
CONTACT = {"name": "Ada Lovelace", "message": "Tea at five?"}
#: What programs send that call an API; a browser's would make Falcon negotiate its error pages.
ANYTHING = {"HTTP_ACCEPT": "*/*"}


@dataclass(frozen=True)
class Scenario:
    """One kind of request, put to every framework that can answer it."""

    name: str
    title: str
    #: The function of the app module that makes the app, and its arguments. A framework is left
    #: out if its module has no such function, or lists the scenario as ABSENT.
    factory: str = "basic"
    arguments: tuple[int, ...] = ()
    method: str = "GET"
    path: str = "/"
    query: str = ""
    content_type: str = ""
    body: bytes = b""
    #: What is added to the environ.
    environ: dict[str, str] = field(default_factory=dict)
    #: A path that is asked for first; the cookies of its answer are sent with the request.
    cookies_from: str = ""
    status: int = 200
    #: Return True if the body is right. Error pages are each framework's own.
    is_right: Callable[[bytes], bool] = bool
    #: Headers that the answer must have.
    headers: tuple[str, ...] = ()
    #: The most that microflask may cost in ratio to a framework, or to itself in a scenario.
    targets: dict[str, float] = field(default_factory=dict)
    #: The most Python calls that microflask may enter.
    most_calls: int | None = None


def equals(text: str) -> Callable[[bytes], bool]:
    return lambda body: body.decode() == text


def equals_json(value: Any) -> Callable[[bytes], bool]:
    return lambda body: json.loads(body) == value


def holds(*texts: str) -> Callable[[bytes], bool]:
    return lambda body: all(text in body.decode() for text in texts)


def multipart(size: int) -> bytes:
    """Return a form with one text field and one file of *size* bytes."""
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nTea\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="tea.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode() + (
        # Bytes of every kind, line ends and dashes among them.
        (bytes(range(256)) * (size // 256 + 1))[:size] + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def among(count: int, targets: dict[str, float]) -> Scenario:
    return Scenario(
        f"int-{count}",
        f"`<int:id>` among {count:,} more routes",
        arguments=(count,),
        path="/user/7",
        is_right=equals("user 7"),
        targets=targets,
    )


def upload(name: str, title: str, size: int, targets: dict[str, float]) -> Scenario:
    return Scenario(
        name,
        title,
        method="POST",
        path="/upload",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        body=multipart(size),
        is_right=equals(f"Tea: {size}"),
        targets=targets,
    )


SCENARIOS = [
    Scenario(
        "api",
        "API call",
        factory="api",
        method="POST",
        path="/api/orders",
        content_type="application/json",
        body=json.dumps(ORDER).encode(),
        environ={**ANYTHING, "HTTP_AUTHORIZATION": "Bearer teapot-7"},
        status=201,
        is_right=equals_json(ORDER),
        headers=("X-Client", "X-Request-Id"),
        targets={"falcon": 1.6, "flask": 1 / 6},
        most_calls=75,
    ),
    Scenario(
        "page",
        "page",
        factory="page",
        path="/menu",
        cookies_from="/login",
        is_right=holds(
            "<title>Tea &amp; more<", "Hello, Ada", "/static/style.css", "<li>Tea No. 15<"
        ),
        headers=("X-Frame-Options", "Vary"),
        targets={"flask": 1 / 3.5},
        most_calls=230,
    ),
    Scenario(
        "session",
        "session read and written",
        factory="with_session",
        path="/count",
        cookies_from="/count",
        is_right=equals("visit 2"),
        headers=("Set-Cookie", "Vary"),
        targets={"flask": 1 / 6},
    ),
    Scenario(
        "hooks",
        "before, after and teardown hooks",
        factory="with_hooks",
        is_right=equals("Hello"),
        headers=("X-Hooks",),
        targets={"flask": 1 / 10},
    ),
    Scenario("hello", "hello", is_right=equals("Hello"), targets={"falcon": 0.75}, most_calls=10),
    Scenario(
        "cookie",
        "hello with another site's cookie",
        factory="with_session",
        environ={"HTTP_COOKIE": "_ga=GA1.2.1234567890.1700000000; theme=dark"},
        is_right=equals("Hello"),
        targets={"hello": 1.3},
    ),
    Scenario(
        "unused-session",
        "hello with a session cookie, session not used",
        factory="with_session",
        cookies_from="/count",
        is_right=equals("Hello"),
        targets={"hello": 1.5},
    ),
    Scenario(
        "int", "`<int:id>`", path="/user/7", is_right=equals("user 7"), targets={"falcon": 0.85}
    ),
    among(10, {}),
    among(1_000, {}),
    among(10_000, {"int-10": 1.1}),
    Scenario(
        "json-out",
        "dict",
        path="/order",
        is_right=equals_json(ORDER),
        targets={"falcon": 0.75},
    ),
    Scenario(
        "query",
        "query",
        path="/search",
        query="q=green+tea&page=3&sort=price",
        is_right=equals("green tea, page 3"),
        targets={"falcon": 1.1},
    ),
    Scenario(
        "form",
        "form",
        method="POST",
        path="/contact",
        content_type="application/x-www-form-urlencoded",
        body=urlencode(CONTACT).encode(),
        is_right=equals(f"Ada Lovelace wrote {len(CONTACT['message'])} characters"),
        targets={"falcon": 1.2},
    ),
    Scenario(
        "json-in",
        "JSON body",
        method="POST",
        path="/order",
        content_type="application/json",
        body=json.dumps(ORDER).encode(),
        is_right=equals("teapot in red"),
        targets={"falcon": 0.85},
    ),
    Scenario(
        "header-cookie",
        "header and cookie set, 201",
        path="/visit",
        status=201,
        is_right=equals("Welcome"),
        headers=("X-Visit", "Set-Cookie"),
        targets={"falcon": 0.9},
    ),
    Scenario(
        "not-found",
        "404",
        path="/nowhere",
        environ=ANYTHING,
        status=404,
        is_right=holds("Not Found"),
        targets={"falcon": 0.85},
    ),
    Scenario(
        "abort",
        "`abort(403)`",
        path="/secret",
        environ=ANYTHING,
        status=403,
        is_right=holds("Forbidden"),
        targets={"falcon": 0.65},
    ),
    upload("upload-4k", "multipart, 4 KiB", 4 * 1024, {"falcon": 1.6}),
    upload("upload-4m", "multipart, 4 MiB", 4 * 1024 * 1024, {"falcon": 1.0}),
]


@dataclass(frozen=True)
class Start:
    """A program that makes an app and answers one request, in an interpreter of its own."""

    name: str
    title: str
    #: What the program begins with, in Flask; in microflask with one import changed.
    source: str
    is_right: Callable[[bytes], bool]
    targets: dict[str, float]


STARTS = [
    Start(
        "start-hello",
        "first answer after start, hello",
        """
from flask import Flask

app = Flask(__name__)

@app.get("/")
def hello():
    return "Hello"
""",
        equals("Hello"),
        {"flask": 0.5},
    ),
    Start(
        "start-page",
        "first answer, app with session and template",
        """
from flask import Flask, flash, render_template, session

app = Flask(__name__)
app.secret_key = "a key for the benchmark alone"

@app.get("/")
def menu():
    session["user"] = "Ada"
    flash("Welcome back.")
    return render_template("welcome.html", user=session["user"])
""",
        holds("Hello, Ada", "Welcome back."),
        {"flask": 0.75},
    ),
]
