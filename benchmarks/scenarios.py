"""What is measured: one request each, the answer it must have, and the target for microflask.

The worker asks its app these questions; the driver reads names and targets here. The ratios are
the targets of the project's design, relative to Falcon and to Flask in the same run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

BOUNDARY = "----------------------------benchmark"
ORDER = {"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True}
CONTACT = {
    "name": "Ada Lovelace",
    "email": "ada@example.org",
    "message": "Das Wasser ist heiß & der Tee ist grün. " * 4,
}


@dataclass(frozen=True)
class Scenario:
    """One kind of request, put to every framework that can answer it."""

    name: str
    title: str
    #: The function of the app module that makes the app, and its arguments. A framework whose
    #: module has no such function, or lists the scenario as ABSENT, is left out.
    factory: str = "basic"
    arguments: tuple[int, ...] = ()
    method: str = "GET"
    path: str = "/"
    query: str = ""
    content_type: str = ""
    body: bytes = b""
    status: int = 200
    #: Tell whether the body is right. Error pages are each framework's own.
    is_right: Callable[[bytes], bool] = bool
    #: Headers that the answer must bear.
    headers: tuple[str, ...] = ()
    #: Send back the cookies that a first request brought.
    keeps_cookies: bool = False
    to_falcon: float | None = None
    to_flask: float | None = None
    #: Another scenario of microflask's own, and the most that this one may cost in ratio to it.
    to_itself: tuple[str, float] | None = field(default=None)


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


def among(count: int, **targets: Any) -> Scenario:
    return Scenario(
        f"int-{count}",
        f"`<int:id>` route among {count:,} others",
        arguments=(count,) if count else (),
        path="/user/7",
        is_right=equals("user 7"),
        **targets,
    )


def upload(name: str, title: str, size: int, **targets: float) -> Scenario:
    return Scenario(
        name,
        title,
        method="POST",
        path="/upload",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        body=multipart(size),
        is_right=equals(f"Tea: {size}"),
        **targets,
    )


SCENARIOS = [
    Scenario(
        "hello",
        "hello, static route",
        is_right=equals("Hello"),
        to_falcon=0.6,
        to_flask=1 / 30,
    ),
    among(0, to_falcon=0.7, to_flask=1 / 25),
    among(100),
    among(1_000, to_falcon=0.2, to_flask=1 / 25),
    among(10_000, to_itself=("int-0", 1.3)),
    Scenario(
        "json-out",
        "dict to JSON",
        path="/order",
        is_right=equals_json(ORDER),
        to_falcon=0.9,
        to_flask=1 / 12,
    ),
    Scenario(
        "query",
        "query string",
        path="/search",
        query="q=green+tea&page=3&sort=price",
        is_right=equals("green tea, page 3"),
        to_falcon=0.9,
        to_flask=1 / 12,
    ),
    Scenario(
        "form",
        "urlencoded form",
        method="POST",
        path="/contact",
        content_type="application/x-www-form-urlencoded",
        body=urlencode(CONTACT).encode(),
        is_right=equals(f"Ada Lovelace wrote {len(CONTACT['message'])} characters"),
        to_falcon=0.9,
        to_flask=1 / 12,
    ),
    Scenario(
        "json-in",
        "JSON body",
        method="POST",
        path="/order",
        content_type="application/json",
        body=json.dumps(ORDER).encode(),
        is_right=equals("teapot in red"),
        to_falcon=0.9,
        to_flask=1 / 12,
    ),
    Scenario(
        "not-found",
        "404, no such route",
        path="/nowhere",
        status=404,
        to_falcon=0.9,
        to_flask=1 / 10,
    ),
    Scenario(
        "abort",
        "`abort(403)`",
        path="/secret",
        status=403,
        to_falcon=0.9,
        to_flask=1 / 10,
    ),
    Scenario(
        "session",
        "session read and write",
        factory="with_session",
        keeps_cookies=True,
        is_right=equals("visit 2"),
        headers=("Set-Cookie", "Vary"),
        to_flask=1 / 5,
    ),
    Scenario(
        "template",
        "template with 15 items",
        path="/menu",
        is_right=holds("<h1>Tea &amp; more</h1>", "Tea No. 1<", "Tea No. 15<"),
        to_flask=1 / 3,
    ),
    Scenario(
        "hooks",
        "before, after and teardown hooks",
        factory="with_hooks",
        is_right=equals("Hello"),
        headers=("X-Hooks",),
        to_flask=1 / 15,
    ),
    upload("upload-4k", "multipart, 4 KiB", 4 * 1024, to_falcon=1.1, to_flask=1 / 3),
    upload("upload-4m", "multipart, 4 MiB", 4 * 1024 * 1024, to_falcon=1.1, to_flask=2 / 3),
]

#: Measured by the driver: what a new interpreter needs for the import, over one without it.
IMPORT = Scenario("import", "import of the package", to_falcon=0.5, to_flask=1 / 2)
#: The same up to the first answer: what is put off at the import is paid here.
FIRST_ANSWER = Scenario("first-answer", "import, app and first hello")
