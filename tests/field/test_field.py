"""What programs rely on beyond the documentation, under Flask and under microflask.

The other files of this folder are tests that import ``flask``, as programs in the field do. Each
runs here twice, in a process of its own: with Flask, so that it is known to say the truth, and
in drop-in mode.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted(path.name for path in HERE.glob("*.py") if path.name != Path(__file__).name)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("mode", ["flask", "microflask"])
def test_what_programs_rely_on_holds(file, mode):
    options = ["-p", "microflask.dropin"] if mode == "microflask" else []
    environ = {name: os.environ[name] for name in os.environ if not name.startswith("PYTEST_")}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, HERE / file],
        cwd=HERE.parents[1],
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_file_is_run():
    assert len(FILES) >= 7
