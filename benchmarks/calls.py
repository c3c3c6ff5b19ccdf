"""Print the Python calls of a request, in their order and set in by their depth.

    python benchmarks/calls.py page         what microflask does for a page
    python benchmarks/calls.py api flask    what Flask does for an API call

The scenarios are those of `make bench`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from exchanges import Environ, WSGIApp, exchange, prepare
from scenarios import SCENARIOS, TITLES, Scenario

#: Comprehensions are calls up to Python 3.11 only. They are left out, so that a limit holds for
#: all versions.
INLINED = {"<listcomp>", "<dictcomp>", "<setcomp>"}
#: What the first requests do is not usual: they import, compile and fill caches.
REQUESTS_BEFORE = 5


@dataclass(frozen=True)
class Call:
    """A Python function that is entered, or a generator that is entered again."""

    file: Path
    line: int
    function: str
    depth: int


def record_calls(function: Callable[..., Any], *arguments: Any) -> list[Call]:
    """Return the Python calls that a call of *function* makes, without that call itself."""
    calls: list[Call] = []
    depth = -1

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal depth
        code = frame.f_code
        if event == "call":
            if depth >= 0 and code.co_name not in INLINED:
                calls.append(Call(Path(code.co_filename), code.co_firstlineno, code.co_name, depth))
            depth += 1
        elif event == "return":
            depth -= 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return calls


def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
    """Stand for the server's function, whose calls are not the app's."""


def record_request(app: WSGIApp, environ: Environ, body: bytes = b"") -> list[Call]:
    """Return the Python calls of one request, from the server's call to the closed answer."""
    for _ in range(REQUESTS_BEFORE):
        exchange(app, environ, body, start_response)
    calls = record_calls(exchange, app, environ, body, start_response)
    return [call for call in calls if call.file != Path(__file__)]


def record_scenario(framework: str, scenario: Scenario) -> list[Call]:
    return record_request(*prepare(framework, scenario), scenario.body)


def shorten(path: Path) -> str:
    """Write *path* as it is found from the longest folder of the import path."""
    folders = [folder for folder in sys.path if folder and path.is_relative_to(folder)]
    return str(path.relative_to(max(folders, key=len))) if folders else str(path)


def main() -> None:
    scenarios = {scenario.name: scenario for scenario in SCENARIOS}
    parser = argparse.ArgumentParser(description="Print the Python calls of a request.")
    parser.add_argument(
        "scenario", choices=scenarios, metavar="SCENARIO", help=", ".join(scenarios)
    )
    parser.add_argument("framework", nargs="?", choices=TITLES, default="microflask")
    arguments = parser.parse_args()
    calls = record_scenario(arguments.framework, scenarios[arguments.scenario])
    for call in calls:
        print(f"{'  ' * call.depth + call.function:48} {shorten(call.file)}:{call.line}")
    print(
        f"{len(calls)} calls of {len({(c.file, c.line) for c in calls})} functions "
        f"in {len({c.file for c in calls})} files"
    )


if __name__ == "__main__":
    main()
