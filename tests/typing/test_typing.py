"""What type checkers say of programs that use the package.

``sample_app.py`` and ``star_import.py`` are programs without a mistake; ``wrong_uses.py`` is
made of mistakes. The checkers come with ``make check``, which runs these tests; where they
are not installed, ``make test`` skips them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module, util
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = [HERE / name for name in ("sample_app.py", "star_import.py", "wrong_uses.py")]


# --- running the checkers ------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Finding:
    """One error that a checker reports."""

    file: str
    line: int
    message: str


def find_program(name: str) -> str:
    """Return the path of a checker that is installed beside this Python; else skip the test."""
    program = shutil.which(name, path=Path(sys.executable).parent)
    if program is None:
        pytest.skip(f"{name} is not installed beside {sys.executable}; 'make check' installs it.")
    return program


def run(*command: str | Path) -> str:
    """Run a checker, which must come to an end by itself; return what it prints."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), f"{command[0]} has failed:\n{done.stdout}{done.stderr}"
    return done.stdout


def run_mypy() -> Iterator[Finding]:
    output = run(find_program("mypy"), "--strict", "--output=json", *PROGRAMS)
    for error in map(json.loads, output.splitlines()):
        if error["severity"] == "error":
            yield Finding(Path(error["file"]).name, error["line"], error["message"])


def run_pyright() -> Iterator[Finding]:
    program = find_program("pyright")
    if shutil.which("node") is None:
        pytest.skip("pyright is a program for node, and there is no node on the PATH.")
    output = run(program, "--outputjson", "--pythonpath", sys.executable, *PROGRAMS)
    for error in json.loads(output)["generalDiagnostics"]:
        if error["severity"] != "information":
            line = error["range"]["start"]["line"] + 1
            yield Finding(Path(error["file"]).name, line, error["message"])


@pytest.fixture(scope="module", params=[run_mypy, run_pyright], ids=["mypy", "pyright"])
def findings(request: Any) -> list[Finding]:
    """What one of the checkers reports, of all the programs in one go."""
    return sorted(request.param())


# --- what they say -------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["sample_app.py", "star_import.py"])
def test_a_program_without_a_mistake_is_left_in_peace(findings, program):
    assert [found for found in findings if found.file == program] == []


def test_the_wrong_uses_are_reported_and_nothing_else(findings):
    lines = (HERE / "wrong_uses.py").read_text().splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("  # wrong")}
    reported = {found.line: found.message for found in findings if found.file == "wrong_uses.py"}
    unnoticed = [f"{number}: {lines[number - 1]}" for number in sorted(wrong - set(reported))]
    assert unnoticed == []
    assert {line: reported[line] for line in sorted(set(reported) - wrong)} == {}


def test_there_are_wrong_uses_of_everything_that_a_checker_should_know():
    """The comparison above would hold for an empty file."""
    wrong = re.findall(r"^.*  # wrong$", (HERE / "wrong_uses.py").read_text(), re.MULTILINE)
    assert len(wrong) > 100


# --- what the sample's types allow, the app does -------------------------------------------------


def load_sample() -> Any:
    spec = util.spec_from_file_location("sample_app", HERE / "sample_app.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SAMPLE = load_sample()

#: A method and a URL for each rule of the sample; 201 fits wherever a rule has a variable.
REQUESTS = [
    (min(rule.methods - {"HEAD", "OPTIONS"}), re.sub("<[^>]+>", "201", rule.rule))
    for rule in SAMPLE.app.url_map.iter_rules()
    if rule.endpoint not in {"static", "change_user"}
]


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_what_the_types_allow_a_view_to_return_is_a_response(method, path):
    response = SAMPLE.app.test_client().open(path, method=method, buffered=True)
    assert response.status_code < 500
    assert response.headers.getlist("X-After") == ["async", "sync"]


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/bytearray", "200 OK", "bytes"),
        ("/status-text", "201 Made by hand", "made"),
        ("/typed-dict", "200 OK", '{"name":"pen","price":1.5}\n'),
        ("/wsgi", "200 OK", "hello from below"),
        ("/http-exception-with-status", "410 GONE", None),
        ("/async-tuple/202", "202 ACCEPTED", '{"name":"pen","price":1.5}\n'),
        ("/stream", "200 OK", "0 /stream\n1 /stream\n"),
        ("/template", "200 OK", "Pens &amp; Co. 150 A True 3"),
        ("/class/pen", "200 OK", "pen"),
    ],
)
def test_the_response_says_what_the_view_returned(path, status, body):
    response = SAMPLE.app.test_client().get(path)
    assert response.status == status
    assert body is None or response.text == body


@pytest.mark.parametrize("name", ["ResponseReturnValue", "ResponseValue", "RouteCallable"])
def test_a_program_may_build_on_a_type_while_it_runs(name):
    assert type(None) in (getattr(import_module("microflask.typing"), name) | None).__args__
