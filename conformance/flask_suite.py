"""``make conformance``: Flask's own test suite, under Flask and under microflask.

Prints a line for each test file and a total. Fails where a test passes under Flask and not under
microflask, unless it is listed in ``accepted.txt`` and explained in ``docs/differences.md``.
Run it with the Python of an environment that has microflask and not Flask; the argument is the
Python of one that has Flask.
"""

from __future__ import annotations

import sys
from pathlib import Path

import suites

FLASK_VERSION = "3.1.3"
ACCEPTED = Path(__file__).with_name("accepted.txt")
DIFFERENCES = suites.ROOT / "docs" / "differences.md"


def main(stock_python: Path) -> int:
    """Run the suite twice, print what came out, and return the exit status."""
    folder = suites.fetch("flask", FLASK_VERSION)
    ours = suites.run(Path(sys.executable), folder, ["tests"], name="flask", drop_in=True)
    stock = suites.run(stock_python, folder, ["tests"], name="flask", drop_in=False)
    print(f"The tests of Flask {FLASK_VERSION}:\n")
    print_table(stock, ours)
    return judge(suites.find_lost(stock, ours), ours)


def print_table(stock: suites.Outcomes, ours: suites.Outcomes) -> None:
    """Print how many tests of each file passed, failed and were skipped, in both runs."""
    print(f"{'':36} {'Flask':>23}   {'microflask':>23}")
    print(f"{'':36} {'passed failed skipped':>23}   {'passed failed skipped':>23}")
    for file in sorted({name.split("::")[0] for name in {**stock, **ours}}):
        print_line(file, suites.of_file(stock, file), suites.of_file(ours, file))
    print_line("total", stock, ours)


def print_line(title: str, stock: suites.Outcomes, ours: suites.Outcomes) -> None:
    """Print one line of the table."""
    cells = [
        "".join(f"{suites.count(outcomes)[kind]:>8}" for kind in ("passed", "failed", "skipped"))
        for outcomes in (stock, ours)
    ]
    print(f"{title:36} {cells[0][1:]}   {cells[1][1:]}")


def judge(lost: list[str], ours: suites.Outcomes) -> int:
    """Say which tests are lost, and return 1 where one is so without a reason."""
    accepted = read_accepted()
    explained = DIFFERENCES.read_text(encoding="utf-8") if DIFFERENCES.exists() else ""
    problems = [f"{name} passes under Flask only." for name in lost if name not in accepted]
    problems += [f"{name} is accepted, but it passes." for name in accepted if name not in lost]
    problems += [
        f"{name} is accepted, but docs/differences.md does not name it."
        for name in accepted
        if name.split("::")[-1] not in explained
    ]
    print(f"\nPassing under Flask and not here: {len(lost)}, explained: {len(accepted)}.")
    if problems:
        print("\n".join(problems))
        print(f"The output of pytest is in {suites.CACHE.relative_to(suites.ROOT)}.")
    failed = suites.count(ours)["failed"] - len(set(lost) & accepted)
    print(f"\n{suites.count(ours)['passed']} passed, {failed} failed")
    return 1 if problems else 0


def read_accepted() -> set[str]:
    """Return the tests that may fail here; lines that begin with ``#`` are remarks."""
    lines = ACCEPTED.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
