"""Drop-in mode changes its whole process, so each test has one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environ():
    """The environment of the programs that a test runs: microflask can be imported in them."""
    names = [name for name in os.environ if not name.startswith(("FLASK_", "PYTEST_", "PYTHON"))]
    return {name: os.environ[name] for name in names} | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def run(tmp_path, environ):
    """Run a Python with these arguments in the test's folder, and return how it ended."""

    def run_python(*arguments, python=sys.executable, **more):
        return subprocess.run(
            [str(python), *map(str, arguments)],
            cwd=tmp_path,
            env=environ | more,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run_python


@pytest.fixture
def run_unread(tmp_path, environ):
    """Run a Python whose output nobody reads, and return what it complains of."""

    def run_python(*arguments, python=sys.executable):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            return subprocess.run(
                [str(python), *arguments],
                cwd=tmp_path,
                env=environ,
                stdout=writer,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
            ).stderr
        finally:
            os.close(writer)

    return run_python


@pytest.fixture
def tell(run):
    """Run a program in drop-in mode, and return what it prints; fail where it fails."""

    def run_program(source, *, before="", options=()):
        source = f"{before}\nimport microflask.dropin\nmicroflask.dropin.install()\n{source}"
        ended = run(*options, "-c", source)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    return run_program
