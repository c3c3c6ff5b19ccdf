"""Write what was measured: tables for the terminal, RESULTS.md and TARGETS.md."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from calls import record_scenario
from scenarios import SCENARIOS, STARTS, TITLES

HERE = Path(__file__).parent
LIBRARIES = ["Werkzeug", "Jinja2", "itsdangerous"]
MEASURED = [*SCENARIOS, *STARTS]
#: From this ratio on, a fraction says less than a decimal number.
NEAR_ONE = 0.55


@dataclass
class Results:
    """The least seconds of each round, by scenario and framework."""

    rounds: list[dict[str, dict[str, float]]]
    frameworks: list[str]

    def seconds(self, scenario: str, framework: str) -> float | None:
        """Return the least of all rounds, or None if it was not measured."""
        if framework not in self.rounds[0].get(scenario, {}):
            return None
        return min(seconds[scenario][framework] for seconds in self.rounds)

    def ratios(self, scenario: str, peer: str) -> list[float]:
        """Return the cost of microflask in ratio to *peer*, in each round and at last in all.

        The peer is a framework, or another scenario of microflask. The list is empty if one of
        the two was not measured.
        """
        other = (scenario, peer) if peer in TITLES else (peer, "microflask")
        ours, theirs = self.seconds(scenario, "microflask"), self.seconds(*other)
        if ours is None or theirs is None:
            return []
        each = [row[scenario]["microflask"] / row[other[0]][other[1]] for row in self.rounds]
        return [*each, ours / theirs]


def format_time(seconds: float | None) -> str:
    """Write a time in microseconds, with three digits that mean something."""
    if seconds is None:
        return "-"
    microseconds = seconds * 1e6
    digits = 2 if microseconds < 10 else 1 if microseconds < 100 else 0
    return f"{microseconds:,.{digits}f}"


def format_ratio(ratio: float, peer: str) -> str:
    """Write a ratio to Flask as a fraction, 1/12.5, unless it is near one."""
    return f"1/{1 / ratio:.1f}" if peer == "flask" and ratio <= NEAR_ONE else f"{ratio:.2f}"


def format_difference(ratios: list[float]) -> str:
    """Write by how many percent the ratios of the two rounds differ."""
    first, second = ratios[:2]
    return f"{abs(second / first - 1):.0%}"


def time_table(results: Results) -> list[list[str]]:
    rows = [["microseconds", *(TITLES[name] for name in results.frameworks)]]
    for scenario in MEASURED:
        if scenario.name in results.rounds[0]:
            times = [results.seconds(scenario.name, name) for name in results.frameworks]
            rows.append([scenario.title, *map(format_time, times)])
    return rows


def ratio_table(results: Results) -> list[list[str]]:
    """Return microflask's cost in ratio to the others', with the difference of the rounds."""
    peers = [name for name in results.frameworks if name not in ("raw", "microflask")]
    rows = [["microflask in ratio to", *(TITLES[name] for name in peers)]]
    for scenario in MEASURED:
        if scenario.name in results.rounds[0]:
            cells = []
            for peer in peers:
                ratios = results.ratios(scenario.name, peer)
                cells.append(
                    f"{format_ratio(ratios[-1], peer)} ({format_difference(ratios)})"
                    if ratios
                    else "-"
                )
            rows.append([scenario.title, *cells])
    return rows


def target_table(results: Results) -> list[list[str]]:
    rows = [["microflask", "in ratio to", "measured", "rounds differ", "at most", ""]]
    titles = {scenario.name: scenario.title for scenario in MEASURED} | TITLES
    for scenario in MEASURED:
        for peer, target in scenario.targets.items():
            ratios = results.ratios(scenario.name, peer)
            if ratios:
                rows.append(
                    [
                        scenario.title,
                        titles[peer],
                        format_ratio(ratios[-1], peer),
                        format_difference(ratios),
                        format_ratio(target, peer),
                        "met" if ratios[-1] <= target else "**missed**",
                    ]
                )
    return rows


def call_table(results: Results) -> list[list[str]]:
    """Count the Python calls of the requests that have a target for them."""
    rows = [["microflask", "calls entered", "at most", ""]]
    for scenario in SCENARIOS:
        if scenario.most_calls is not None and scenario.name in results.rounds[0]:
            number, most = len(record_scenario("microflask", scenario)), scenario.most_calls
            verdict = "met" if number <= most else "**missed**"
            rows.append([scenario.title, str(number), str(most), verdict])
    return rows


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


def find_version(framework: str) -> str:
    return version("wheezy.web" if framework == "wheezy" else framework)


def find_processor() -> str:
    """Name the processor, as far as the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def describe_machine(results: Results) -> Iterator[str]:
    frameworks = [name for name in results.frameworks if name != "raw"]
    yield "- " + ", ".join(f"{TITLES[name]} {find_version(name)}" for name in frameworks)
    yield "- " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    yield f"- {python}, {platform.system()} {platform.machine()}"
    # Above the number of cores, the machine was busy with other things, too.
    load = f"load average {os.getloadavg()[1]:.1f}"
    yield f"- {find_processor()}, {os.cpu_count()} cores, {load}"
    yield f"- {datetime.date.today().isoformat()}"


def report_results(results: Results) -> list[str]:
    """Return what was measured, with what, and where: the lines of RESULTS.md."""
    lines = [*format_table(time_table(results)), ""]
    if "microflask" in results.frameworks:
        lines += [*format_table(ratio_table(results)), ""]
    return [*lines, "Measured with:", "", *describe_machine(results)]


def report_targets(results: Results) -> list[str]:
    """Return the targets beside what was measured: the lines of TARGETS.md."""
    if "microflask" not in results.frameworks:
        return []
    return [*format_table(target_table(results)), "", *format_table(call_table(results))]


RESULTS_BEGIN = """\
# Results of `make bench`

The CPU time of one request, without a server and a network.
"""

RESULTS_END = """
How to read it:

- A fresh copy of the environ goes in, the body is read to its end and closed. Every answer is
  checked before it is timed. The Flask app and the microflask app are one file with one import
  changed.
- API call: a blueprint with three hooks, an `Authorization` header, JSON in, a dict and 201 out.
  Page: a session cookie, four hooks (before, after, teardown and context processor), a template
  with a list of 15 items, two `url_for` and no message to show.
- All frameworks answer in one process and take turns, 250 batches of 40 requests each; of each,
  the least batch counts. CPU time is not affected by other programs that wait for the processor,
  so the machine may be busy, as it is if the load average exceeds the number of cores. They still
  share its caches and its clock rate: compare figures of one run only, and ratios rather than
  microseconds.
- Everything is measured twice, in two processes. In brackets is by how much the ratios of the two
  rounds differ.
- The least batch is one in which the garbage collector had nothing to do.
- Raw WSGI is a function that looks the path up in a dict: the floor. It has no templates, no
  multipart parser and no errors to handle.
- Falcon, Bottle and wheezy.web have no sessions like Flask's and no Jinja templates of their own,
  hence the gaps. Falcon as installed here is partly compiled to C; microflask is Python alone.
- The further routes (`/section1/<int:id>`, ...) were added before the one that is asked for, which
  is the worst case for a router that tries its routes in turn. Falcon and Bottle take a minute to
  add 10,000 of them.
- The first answer after start is the CPU time of a new interpreter, from its start to the end of
  its app's first answer, with all modules compiled beforehand.

What contributors aim at is listed in [TARGETS.md](TARGETS.md).
"""

TARGETS_BEGIN = """\
# Targets

What microflask costs in ratio to another framework, or to itself in another scenario, and how
many Python calls a request enters. For contributors.
"""

TARGETS_END = """
Measured in the last full run of `make bench`, with the versions and on the machine that
[RESULTS.md](RESULTS.md) names. The targets are in [scenarios.py](scenarios.py), beside the requests
that they are for.
[tests/test_hot_path.py](../tests/test_hot_path.py) counts the calls, too, and fails if a change
adds one to what they are now. `python benchmarks/calls.py page` prints the calls of a page in their
order.
"""


def write_pages(results: Results) -> None:
    pages = {
        "RESULTS.md": [RESULTS_BEGIN, *report_results(results), RESULTS_END],
        "TARGETS.md": [TARGETS_BEGIN, *report_targets(results), TARGETS_END],
    }
    for name, lines in pages.items():
        (HERE / name).write_text("\n".join(lines), encoding="utf-8")
