"""Example apps behind a real server, started as their READMEs start them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]


@contextmanager
def run_example(app: str, folder: Path, **environ: str) -> Iterator[str]:
    """Run an example in a process of its own, and give its address, ``"http://127.0.0.1:4711"``.

    *app* is what ``--app`` gets, seen from examples/: ``"blog"``. What the app writes to the
    temporary folder, and what the server prints, lands in *folder*. *environ* are more
    variables of the environment.
    """
    port = free_port()
    log = folder / "log.txt"
    command = [sys.executable, "-m", "microflask", "--app", f"examples/{app}"]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "run", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(folder), "SECRET_KEY": "a key for tests"} | environ,
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for any answer, an error page included."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            urlopen(address, timeout=5).close()
            return
        except HTTPError as answer:
            answer.close()
            return
        except URLError:
            time.sleep(0.05)
    pytest.fail(f"The server does not answer. It wrote:\n{log.read_text()}")
