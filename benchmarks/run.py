"""Measure raw WSGI, Falcon, Bottle, wheezy.web, Flask and microflask side by side.

    make bench                              everything; writes RESULTS.md and TARGETS.md
    make bench ARGS='--quick'               fewer batches, in less than a minute
    make bench ARGS='--only api,page --frameworks falcon,flask,microflask'

The whole measurement is made twice, each time in a new process (see measure.py). By how much the
two rounds differ is how far the figures can be trusted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

from report import Results, report_results, report_targets, write_pages
from scenarios import SCENARIOS, STARTS, TITLES

HERE = Path(__file__).parent
FRAMEWORKS = list(TITLES)
NAMES = [scenario.name for scenario in [*SCENARIOS, *STARTS]]
ROUNDS = 2
FULL = {"batches": 250, "starts": 10}
QUICK = {"batches": 25, "starts": 3}


def split_choice(choices: list[str]) -> Any:
    """Return a function that reads names separated by commas, each one of *choices*."""

    def split(text: str) -> list[str]:
        names = text.split(",")
        for name in names:
            if name not in choices:
                raise argparse.ArgumentTypeError(f"{name!r} is not one of {', '.join(choices)}")
        return names

    return split


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measure the frameworks side by side.", epilog="A partial run writes no file."
    )
    parser.add_argument("--quick", action="store_true", help="measure less, and less exactly")
    parser.add_argument(
        "--only",
        type=split_choice(NAMES),
        default=NAMES,
        metavar="SCENARIO,...",
        help=f"of {', '.join(NAMES)}",
    )
    parser.add_argument(
        "--frameworks",
        type=split_choice(FRAMEWORKS),
        default=FRAMEWORKS,
        metavar="FRAMEWORK,...",
        help=f"of {', '.join(FRAMEWORKS)}",
    )
    return parser.parse_args()


def find_frameworks(names: list[str]) -> list[str]:
    """Return the frameworks that are installed, and say which are not."""
    found = [name for name in names if name == "raw" or find_spec(name)]
    for name in names:
        if name not in found:
            print(f"{TITLES[name]} is left out, it is not installed.")
    return found


def measure_round(order: dict[str, Any]) -> dict[str, Any]:
    """Let a new process measure what is ordered, and return the JSON that it prints."""
    command = [sys.executable, str(HERE / "measure.py"), json.dumps(order)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main() -> int:
    """Measure, print, and write the pages if everything was measured in full."""
    arguments = parse_arguments()
    frameworks = find_frameworks(arguments.frameworks)
    effort = QUICK if arguments.quick else FULL
    start = perf_counter()
    order = {"frameworks": frameworks, "names": arguments.only, **effort}
    rounds = [measure_round(order) for _ in range(ROUNDS)]
    results = Results([answer["seconds"] for answer in rounds], frameworks)
    print("\n".join([*report_results(results), "", *report_targets(results)]))
    failures = rounds[0]["failures"]
    for failure in failures:
        print(f"WRONG ANSWER, not measured: {failure}")
    print(f"\nMeasured in {perf_counter() - start:.0f} seconds.")

    if frameworks == FRAMEWORKS and arguments.only == NAMES and not arguments.quick:
        if not failures:
            write_pages(results)
            print("RESULTS.md and TARGETS.md are written.")
    else:
        print("RESULTS.md and TARGETS.md are left as they were: this was not a full run.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
