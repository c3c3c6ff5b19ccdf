"""Measure one round, in a process of its own: `run.py` starts it and reads the JSON it prints.

All frameworks answer in this one process and take turns, batch after batch, so that a slow moment
of the machine falls on all of them. CPU time is measured, not time on the clock, and of each
framework the least counts: whatever else the machine does can only add to it.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from exchanges import Absent, Environ, WrongAnswer, WSGIApp, exchange, prepare
from scenarios import SCENARIOS, STARTS, Scenario, Start

APPS = Path(__file__).with_name("apps")
#: Requests in a batch, unless that many take longer than LONGEST_BATCH seconds.
CALLS = 40
LONGEST_BATCH = 0.01

#: The setting of the environment by which Python compiles everything anew at each start.
KEEP_NOTHING = "PYTHONDONTWRITEBYTECODE"

Seconds = dict[str, float]


def make_batch(app: WSGIApp, environ: Environ, body: bytes) -> Callable[[], float]:
    """Return a function that puts a batch of requests and returns the CPU seconds of one."""

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        pass

    def run(calls: int) -> float:
        # The processor's caches still hold what the framework before needed: up to a sixth slower.
        for _ in range(calls // 4):
            exchange(app, environ, body, start_response)
        start = process_time()
        for _ in range(calls):
            exchange(app, environ, body, start_response)
        return (process_time() - start) / calls

    run(2)  # What comes first is not usual: it imports and compiles.
    calls = max(1, min(CALLS, int(LONGEST_BATCH / run(2))))
    return lambda: run(calls)


def make_batches(
    scenario: Scenario, frameworks: list[str], failures: list[str]
) -> dict[str, Callable[[], float]]:
    """Return the batches of the frameworks that answer as expected; note what goes wrong."""
    batches = {}
    for framework in frameworks:
        try:
            app, environ = prepare(framework, scenario)
        except Absent:
            continue
        except Exception as error:
            failures.append(f"{framework}, {scenario.name}: {type(error).__name__}: {error}")
            continue
        batches[framework] = make_batch(app, environ, scenario.body)
    # Garbage is collected as on a server, but what was made to last is not looked through.
    gc.collect()
    gc.freeze()
    return batches


def time_batches(batches: dict[str, Callable[[], float]], number: int) -> Seconds:
    """Let the frameworks take turns, and return the least seconds of each."""
    least = dict.fromkeys(batches, float("inf"))
    for _ in range(number):
        for framework, run in batches.items():
            least[framework] = min(least[framework], run())
    return least


#: What a program of STARTS ends with.
ASK = """
from time import process_time

environ = {
    "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "",
    "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost:8000", "wsgi.url_scheme": "http", "wsgi.input": None,
}
body = b"".join(app(environ, lambda status, headers, exc_info=None: None))
print(process_time())
print(body.decode())
"""


def run_start(start: Start, framework: str) -> float:
    """Return the CPU seconds of a new interpreter, from its start to its app's first answer."""
    # Modules are compiled once and kept, as they are where programs are installed.
    environ = {name: value for name, value in os.environ.items() if name != KEEP_NOTHING}
    program = start.source.replace("from flask import", f"from {framework} import") + ASK
    command = [sys.executable, "-c", program]
    answer = subprocess.run(command, cwd=APPS, env=environ, check=True, stdout=subprocess.PIPE)
    seconds, _, body = answer.stdout.partition(b"\n")
    if not start.is_right(body.strip()):
        raise WrongAnswer(f"unexpected body {body[:200]!r}")
    return float(seconds)


def time_starts(start: Start, frameworks: list[str], number: int) -> Seconds:
    """Start the frameworks in turn, and return the least seconds of each."""
    least = {name: run_start(start, name) for name in ("flask", "microflask") if name in frameworks}
    for _ in range(number):
        for framework in least:
            least[framework] = min(least[framework], run_start(start, framework))
    return least


def main(order: dict[str, Any]) -> None:
    """Measure what is ordered, and print the seconds by scenario and framework as JSON."""
    frameworks, names = order["frameworks"], order["names"]
    failures: list[str] = []
    prepared = {
        scenario.name: make_batches(scenario, frameworks, failures)
        for scenario in SCENARIOS
        if scenario.name in names
    }
    seconds = {name: time_batches(batches, order["batches"]) for name, batches in prepared.items()}
    for start in STARTS:
        if start.name in names:
            seconds[start.name] = time_starts(start, frameworks, order["starts"])
    print(json.dumps({"seconds": seconds, "failures": failures}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
