"""Somebody else's test suite: fetched, run under Flask and under microflask, compared.

No line of such a suite is kept in this repository. Its source distribution is downloaded
with pip into ``.cache/``, which git ignores, and run there as it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "suites"

#: What becomes of each test, by the name that pytest has for it: passed, failed or skipped.
Outcomes = dict[str, str]


def fetch(project: str, version: str) -> Path:
    """Return the unpacked source distribution of *project*; download it when that is new.

    Exits where it cannot be had.
    """
    folder = CACHE / f"{project}-{version}"
    if not folder.exists():
        archive = _download(project, version)
        unpacked = CACHE / f"{folder.name}.unpacking"
        with tarfile.open(archive) as tar:
            # Python 3.10 got the filter late.
            tar.extractall(
                unpacked, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {})
            )
        (only,) = unpacked.iterdir()
        only.rename(folder)
        unpacked.rmdir()
    return folder


def _download(project: str, version: str) -> Path:
    # Some archives spell the project in capitals, and a dash as an underscore.
    letters = ("[-_]" if c == "-" else f"[{c}{c.upper()}]" for c in project)
    pattern = f"{''.join(letters)}-{version}.tar.gz"
    if not list(CACHE.glob(pattern)):
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += [f"--no-binary={project}", f"--dest={CACHE}", f"{project}=={version}"]
        if subprocess.run(command).returncode:
            sys.exit(f"pip could not download the source distribution of {project} {version}.")
    return next(CACHE.glob(pattern))


def run(python: Path, folder: Path, arguments: list[str], *, name: str, drop_in: bool) -> Outcomes:
    """Run tests in *folder* with *python*, and return what became of each.

    *arguments* are for pytest: paths and options. With *drop_in* ``flask`` means
    microflask. What pytest printed is kept beside the suites under *name*. Exits where
    pytest did not run.
    """
    report = CACHE / "reports" / f"{name}-{'microflask' if drop_in else 'flask'}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    # Where a suite has no settings for pytest, it would look for some in the folders above: ours.
    (CACHE / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [str(python), "-m", "pytest", "-q", f"--junitxml={report}"]
    command += ["-o", "junit_family=xunit1"]  # which names the file of each test
    command += ["-o", f"cache_dir={CACHE / 'pytest'}", "--continue-on-collection-errors"]
    command += ["-p", "microflask.dropin"] if drop_in else []
    command += arguments
    ended = subprocess.run(command, cwd=folder, env=clean_environ(), capture_output=True, text=True)
    report.with_suffix(".txt").write_text(ended.stdout + ended.stderr, encoding="utf-8")
    if not report.exists():
        sys.exit(f"{' '.join(command)} did not run in {folder}:\n{ended.stdout}{ended.stderr}")
    return read(report)


def clean_environ() -> dict[str, str]:
    """Return the environment without what would set Flask or pytest up in our way."""
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    for variable in [name for name in environ if name.startswith(("FLASK_", "PYTEST_"))]:
        del environ[variable]
    return environ


def read(report: Path) -> Outcomes:
    """Return the outcomes that a JUnit report of pytest tells of."""
    outcomes: Outcomes = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = name_of(case)
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            outcomes[name] = "failed"  # also where the test passed and its teardown did not
        else:
            outcomes.setdefault(name, "skipped" if "skipped" in kinds else "passed")
    return outcomes


def name_of(case: ElementTree.Element) -> str:
    """Return the name by which pytest knows a test: file, class and function."""
    file, dotted = case.get("file", ""), case.get("classname", "")
    class_name = dotted.removeprefix(file.removesuffix(".py").replace("/", ".")).lstrip(".")
    return "::".join(part for part in (file, class_name, case.get("name")) if part)


def count(outcomes: Outcomes) -> Counter[str]:
    """Return how many tests had each outcome."""
    return Counter(outcomes.values())


def find_lost(stock: Outcomes, ours: Outcomes) -> list[str]:
    """Return the tests that pass under Flask and do not under microflask, missing ones too."""
    return [name for name in stock if stock[name] == "passed" and ours.get(name) != "passed"]


def of_file(outcomes: Outcomes, file: str) -> Outcomes:
    """Return the outcomes of the tests of one file."""
    return {name: outcome for name, outcome in outcomes.items() if name.split("::")[0] == file}
