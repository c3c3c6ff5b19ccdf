"""Measure raw WSGI, Falcon, Bottle, Flask and microflask side by side, in one run.

    make bench                              everything; writes RESULTS.md beside this file
    make bench ARGS='--quick'               less exact, and not among 10,000 routes
    make bench ARGS='--only hello --only int-1000 --frameworks falcon,microflask'

Every framework works in a process of its own. They are asked in turn, round after round, so that
a slow moment of the machine falls on all of them; of each, the least time counts, because
whatever else the machine does can only add to it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from scenarios import FIRST_ANSWER, IMPORT, SCENARIOS, Scenario

HERE = Path(__file__).parent
FRAMEWORKS = ["raw", "falcon", "bottle", "flask", "microflask"]
TITLES = {"raw": "raw WSGI", "falcon": "Falcon", "bottle": "Bottle", "flask": "Flask"}
LIBRARIES = ["Werkzeug", "Jinja2", "itsdangerous"]


@dataclass(frozen=True)
class Effort:
    """How often and how long is measured."""

    #: How often all scenarios are gone through. A minute in which the machine is busy with
    #: something else spoils one pass, and not a scenario.
    passes: int
    #: How often the frameworks are asked in turn, for each scenario of a pass.
    rounds: int
    #: The length of one batch of exchanges.
    seconds: float
    #: How many interpreters are started for each import, in each pass.
    starts: int


FULL = Effort(passes=4, rounds=7, seconds=0.03, starts=5)
QUICK = Effort(passes=2, rounds=4, seconds=0.02, starts=3)


@dataclass
class Results:
    """The least seconds of each framework in each scenario, and the versions measured."""

    versions: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)
    #: What went wrong, as lines to print.
    failures: list[str] = field(default_factory=list)

    def add(self, scenario: str, framework: str, seconds: float) -> None:
        row = self.seconds.setdefault(scenario, {})
        row[framework] = min(seconds, row.get(framework, seconds))

    def ratio(self, scenario: str, framework: str, other: str) -> float | None:
        """Return the time of *framework* over that of *other*, or None where one is missing."""
        row = self.seconds.get(scenario, {})
        if framework not in row or other not in row:
            return None
        return row[framework] / row[other]


# --- measuring ---------------------------------------------------------------------------------


class Worker:
    """The process in which one framework answers."""

    def __init__(self, framework: str) -> None:
        self.framework = framework
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), framework],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # The same layout of every dict in every run.
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        self.greeting = self.receive()

    def order(self, scenario: Scenario, seconds: float) -> None:
        """Order one batch; with 0 seconds, all that comes before the first."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{scenario.name} {seconds}\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Return the worker's next reply."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The worker for {self.framework} died; see its message above.")
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def start_workers(frameworks: Iterable[str], results: Results) -> list[Worker]:
    """Start a process for each framework that can be imported, and name the others."""
    workers = []
    for framework in frameworks:
        worker = Worker(framework)
        if "missing" in worker.greeting:
            print(f"{framework} is left out, it cannot be imported: {worker.greeting['missing']}")
            worker.close()
        else:
            results.versions[framework] = worker.greeting["version"]
            workers.append(worker)
    return workers


def prepare_scenario(
    scenario: Scenario, workers: list[Worker], results: Results
) -> Iterator[Worker]:
    """Let all workers make their apps at once, and yield those that answer as they should.

    To add 10,000 routes one by one takes Falcon and Bottle the better part of a minute.
    """
    for worker in workers:
        worker.order(scenario, 0)
    for worker in workers:
        reply = worker.receive()
        if "wrong" in reply:
            results.failures.append(f"{worker.framework}, {scenario.name}: {reply['wrong']}")
        elif "absent" not in reply:
            yield worker


def time_scenario(
    scenario: Scenario, workers: list[Worker], effort: Effort, results: Results
) -> None:
    """Ask each worker in turn, round after round."""
    for _ in range(effort.rounds):
        for worker in workers:
            worker.order(scenario, effort.seconds)
            results.add(scenario.name, worker.framework, worker.receive()["seconds"])


def time_start(code: str) -> float:
    """Return the seconds that a new interpreter needs for *code*, from start to end."""
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=HERE / "apps", stdout=subprocess.DEVNULL
    )
    return perf_counter() - start


HELLO = """
from {framework}_app import basic
environ = {{"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "",
    "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost:8000", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
    "wsgi.input": None, "wsgi.errors": None, "wsgi.multithread": False,
    "wsgi.multiprocess": False, "wsgi.run_once": False}}
chunks = basic()(environ, lambda status, headers, exc_info=None: None)
assert b"".join(chunks) == b"Hello"
"""


def time_starts(
    scenario: Scenario, programs: dict[str, str], effort: Effort, results: Results
) -> None:
    """Time the start of each program, and of the interpreter that does nothing."""
    for _ in range(effort.starts):
        for name, code in {"bare": "pass", **programs}.items():
            results.add(scenario.name, name, time_start(code))


def take_off_bare_start(row: dict[str, float]) -> None:
    """Leave of each start what it took over that of the bare interpreter."""
    bare = row.pop("bare")
    for name in row:
        row[name] = max(row[name] - bare, 1e-6)


def measure(scenarios: list[Scenario], frameworks: list[str], effort: Effort) -> Results:
    """Run everything that was asked for, telling on standard error how far it is."""
    results = Results()
    workers = start_workers(frameworks, results)
    imported = [worker.framework for worker in workers if worker.framework != "raw"]
    programs = {
        IMPORT.name: {name: f"import {name}" for name in imported},
        FIRST_ANSWER.name: {name: HELLO.format(framework=name) for name in imported},
    }
    answering = {}
    for scenario in scenarios:
        if scenario.name not in programs:
            tell(f"{scenario.title}: making the apps, checking their answers")
            answering[scenario.name] = list(prepare_scenario(scenario, workers, results))
    for number in range(1, effort.passes + 1):
        for scenario in scenarios:
            tell(f"{scenario.title}: pass {number} of {effort.passes}")
            if scenario.name in programs:
                time_starts(scenario, programs[scenario.name], effort, results)
            else:
                time_scenario(scenario, answering[scenario.name], effort, results)
    for name in programs:
        if name in results.seconds:
            take_off_bare_start(results.seconds[name])
    for worker in workers:
        worker.close()
    return results


def tell(progress: str) -> None:
    """Show *progress* to a person who waits, over what was shown before."""
    if sys.stderr.isatty():
        print(f"\r\033[K{progress}", end="", file=sys.stderr, flush=True)


# --- telling -----------------------------------------------------------------------------------


def format_time(seconds: float | None) -> str:
    """Write a time in microseconds, with three digits that say something."""
    if seconds is None:
        return "-"
    microseconds = seconds * 1e6
    digits = 2 if microseconds < 10 else 1 if microseconds < 100 else 0
    return f"{microseconds:,.{digits}f}"


def format_fraction(ratio: float) -> str:
    """Write the ratio to Flask as people speak of it: 1/12.5, or 0.67 where it is near one."""
    return f"1/{1 / ratio:.1f}" if ratio <= 0.55 else f"{ratio:.2f}"


def judge(ratio: float | None, target: float | None, write: Any = "{:.2f}".format) -> str:
    """Write a ratio and whether it meets its target, or what of the two there is."""
    if ratio is None:
        return "-"
    if target is None:
        return write(ratio)
    verdict = "met" if ratio <= target else "**missed**"
    return f"{write(ratio)} (<= {write(target)}) {verdict}"


def time_table(scenarios: list[Scenario], results: Results) -> list[list[str]]:
    frameworks = list(results.versions)
    rows = [["microseconds", *(TITLES.get(name, name) for name in frameworks)]]
    for scenario in scenarios:
        row = results.seconds.get(scenario.name, {})
        rows.append([scenario.title, *(format_time(row.get(name)) for name in frameworks)])
    return rows


def ratio_table(scenarios: list[Scenario], results: Results) -> list[list[str]]:
    rows = [["microflask in ratio", "to Falcon", "to Flask"]]
    for scenario in scenarios:
        to_falcon = results.ratio(scenario.name, "microflask", "falcon")
        to_flask = results.ratio(scenario.name, "microflask", "flask")
        rows.append(
            [
                scenario.title,
                judge(to_falcon, scenario.to_falcon),
                judge(to_flask, scenario.to_flask, format_fraction),
            ]
        )
    return rows


def growth_lines(scenarios: list[Scenario], results: Results) -> Iterator[str]:
    """Say of each scenario that is compared with another of our own how it stands to it."""
    titles = {scenario.name: scenario.title for scenario in scenarios}
    for scenario in scenarios:
        if scenario.to_itself is None or scenario.to_itself[0] not in titles:
            continue
        other, target = scenario.to_itself
        ours = results.seconds.get(scenario.name, {}).get("microflask")
        base = results.seconds.get(other, {}).get("microflask")
        if ours is not None and base is not None:
            verdict = judge(ours / base, target)
            yield f"microflask, {scenario.title}, in ratio to {titles[other]}: {verdict}"


def format_table(rows: list[list[str]]) -> list[str]:
    """Write *rows* as a Markdown table that is lined up for the terminal, too."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| "
        + " | ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    rule = "|".join(
        "-" * (width + 1) + (":" if column else "-") for column, width in enumerate(widths)
    )
    return [lines[0], f"|{rule}|", *lines[1:]]


def find_processor() -> str:
    """Name the processor, as far as the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def report(scenarios: list[Scenario], results: Results) -> list[str]:
    """Write what was measured: the lines of RESULTS.md below its title."""
    measured = [
        f"{TITLES.get(name, name)} {number}" for name, number in results.versions.items() if number
    ]
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    lines = [
        f"- {', '.join(measured)}",
        f"- {', '.join(libraries)}",
        f"- {platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}",
        f"- {find_processor()}, {os.cpu_count()} cores",
        f"- {datetime.date.today().isoformat()}",
        "",
        *format_table(time_table(scenarios, results)),
        "",
    ]
    if "microflask" in results.versions:
        lines += [*format_table(ratio_table(scenarios, results)), ""]
        growth = list(growth_lines(scenarios, results))
        lines += [*growth, ""] if growth else []
    return lines


INTRODUCTION = """\
# Results of `make bench`

What one exchange takes, in microseconds: a fresh copy of the environ goes in, the body is read to
its end and closed. No server, no network. Each framework runs in a process of its own; they are
asked in turn, round after round, and the least time counts. Every answer is checked before it is
timed. The Flask app and the microflask app are one file with one import changed.
"""

NOTES = """\
How to read it:

- Only figures of one run can be compared, and the ratios travel better than the microseconds.
- Raw WSGI is a function that looks the path up in a dict: the floor. It has no templates, no
  multipart parser and no errors to handle.
- Falcon and Bottle have no signed sessions and no Jinja templates of their own, hence the gaps.
  Falcon as installed here is partly compiled to C; microflask is Python alone.
- The further routes (`/section1/<int:id>`, ...) were added before the one that is asked for, which
  is the worst case for a router that tries its routes in turn.
- Import is the time of a new interpreter that imports the package, less that of one that does
  nothing. The row below it goes on to the first answer: what is imported late is paid there.
- (<= ...) is the target.
"""


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measure the frameworks side by side.", epilog="A partial run writes no file."
    )
    names = [scenario.name for scenario in [*SCENARIOS, IMPORT, FIRST_ANSWER]]
    parser.add_argument("--quick", action="store_true", help="measure less, and less exactly")
    parser.add_argument(
        "--only", action="append", choices=names, metavar="SCENARIO", help=", ".join(names)
    )
    parser.add_argument(
        "--frameworks", default=",".join(FRAMEWORKS), help=f"of {','.join(FRAMEWORKS)}"
    )
    arguments = parser.parse_args()
    arguments.frameworks = arguments.frameworks.split(",")
    for name in arguments.frameworks:
        if name not in FRAMEWORKS:
            parser.error(f"unknown framework {name!r}, choose from {', '.join(FRAMEWORKS)}")
    return arguments


def choose_scenarios(only: list[str] | None, is_quick: bool) -> list[Scenario]:
    """Return the scenarios that were named, or all; the slowest to set up is not quick."""
    scenarios = [*SCENARIOS, IMPORT, FIRST_ANSWER]
    if only:
        return [scenario for scenario in scenarios if scenario.name in only]
    return [scenario for scenario in scenarios if not is_quick or scenario.name != "int-10000"]


def main() -> int:
    """Measure, print, and write RESULTS.md when everything was measured in full."""
    arguments = parse_arguments()
    scenarios = choose_scenarios(arguments.only, arguments.quick)
    effort = QUICK if arguments.quick else FULL
    start = perf_counter()
    results = measure(scenarios, arguments.frameworks, effort)
    tell("")
    lines = report(scenarios, results)
    print("\n".join(lines))
    for failure in results.failures:
        print(f"WRONG ANSWER, not measured: {failure}")
    print(f"Measured in {perf_counter() - start:.0f} seconds.")

    is_whole = (
        not arguments.quick and not arguments.only and set(results.versions) == set(FRAMEWORKS)
    )
    if is_whole and not results.failures:
        (HERE / "RESULTS.md").write_text("\n".join([INTRODUCTION, *lines, NOTES]))
        print("RESULTS.md is written.")
    else:
        print("RESULTS.md is left as it was: this was not a full run of all frameworks.")
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
