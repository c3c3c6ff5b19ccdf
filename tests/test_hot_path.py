"""The way of a request: every Python call between the server's call and the closed answer.

The requests are scenarios of `make bench`. docs/architecture.md prints the calls of a hello-world,
and is compared with what really happens. `python benchmarks/calls.py page` prints those of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from calls import Call, record_calls, record_request, record_scenario
from exchanges import make_environ, prepare
from scenarios import SCENARIOS

import microflask
from tests.reference import HAS_REFERENCE

ROOT = Path(__file__).parents[1]
PACKAGE = Path(microflask.__file__).parent
REQUESTS = {scenario.name: scenario for scenario in SCENARIOS}


class Limit(NamedTuple):
    """The most Python calls that a request may enter; see benchmarks/TARGETS.md."""

    #: All of them. The standard library's own calls differ a little between Python's versions.
    calls: int
    #: Those of functions in microflask, which are the same in each version.
    ours: int


#: No change may raise these. A change that needs fewer calls lowers them.
LIMITS = {
    "hello": Limit(calls=14, ours=13),
    "api": Limit(calls=73, ours=63),
    "page": Limit(calls=230, ours=96),
}
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


def is_ours(call: Call) -> bool:
    return call.file.is_relative_to(PACKAGE)


def show(calls: Iterable[Call]) -> str:
    """Write a call a line, its file relative to the package if it belongs to it."""
    files = (call.file.relative_to(PACKAGE) if is_ours(call) else call.file for call in calls)
    return "\n".join(
        f"{file.as_posix():24}{call.function}" for file, call in zip(files, calls, strict=True)
    )


def read_documented_calls() -> str:
    text = (ROOT / "docs" / "architecture.md").read_text()
    block = re.search(re.escape(MARKER) + r"\s*```\w*\n(.*?)```", text, re.DOTALL)
    assert block, f"docs/architecture.md has no block of calls below {MARKER!r}"
    lines = [line.split() for line in block[1].splitlines() if line.strip()]
    return "\n".join(f"{file:24}{function}" for file, function, *_ in lines)


@pytest.fixture(scope="module")
def hello_calls() -> list[Call]:
    return record_request(make_hello_app(), make_environ(REQUESTS["hello"]))


@pytest.mark.parametrize("name", LIMITS)
def test_a_request_takes_few_calls(name):
    calls = record_scenario("microflask", REQUESTS[name])
    print(show(calls))
    counted = Limit(len(calls), sum(map(is_ours, calls)))
    # The calls of older libraries are not ours to count.
    assert counted.calls <= LIMITS[name].calls or not HAS_REFERENCE, show(calls)
    assert counted.ours <= LIMITS[name].ours, show(calls)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_each_request_that_is_measured_has_its_answer(scenario):
    prepare("microflask", scenario)


def test_a_hello_world_is_told_in_few_files(hello_calls):
    files = {call.file for call in hello_calls if is_ours(call)}
    assert 1 <= len(files) <= MOST_FILES, show(hello_calls)


def test_the_architecture_page_prints_the_calls_that_happen(hello_calls):
    assert read_documented_calls() == show(hello_calls)


def test_calls_are_recorded_in_their_order_with_their_depth():
    def outer():
        inner()
        return [inner() for _ in range(2)]

    def inner():
        pass

    def ask():
        outer()

    calls = record_calls(ask)
    assert [call.function for call in calls] == ["outer", "inner", "inner", "inner"]
    assert calls[0].depth == 0
    assert calls[1].depth == 1
