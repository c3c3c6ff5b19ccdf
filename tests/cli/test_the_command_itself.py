"""``microflask`` and ``python -m microflask`` as processes."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment():
    """Only what a command needs, and where the package is."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def run(project, environment):
    """Run ``python -m microflask`` to its end."""

    def run(*args, **variables):
        return subprocess.run(
            [sys.executable, "-m", "microflask", *args],
            cwd=project.folder,
            env={**environment, **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    return run


SHOP = """
    from microflask import Flask

    app = Flask("shop")

    @app.get("/")
    def index():
        return "open"

    @app.get("/error")
    def fail():
        raise RuntimeError("out of stock")
"""


def test_the_version_names_what_it_stands_on(run):
    result = run("--version")
    assert result.returncode == 0
    assert f"Python {platform.python_version()}\n" in result.stdout
    assert "microflask " in result.stdout
    assert "Flask 3.1.3" in result.stdout
    assert f"Werkzeug {version('werkzeug')}\n" in result.stdout


def test_without_arguments_the_help_is_shown(run):
    result = run()
    assert "Usage:" in result.stdout + result.stderr
    assert "--app" in result.stdout + result.stderr


@pytest.mark.parametrize("path", ["site/app", "site/app.py", "site/app.py:app"])
def test_routes_of_an_app_in_a_folder(project, run, path):
    project.write("site/app.py", SHOP)
    result = run("--app", path, "routes")
    assert result.returncode == 0, result.stderr
    assert "index" in result.stdout


def test_the_app_is_named_by_the_environment(project, run):
    project.write("shop.py", SHOP)
    assert "index" in run("routes", FLASK_APP="shop.py").stdout


def test_a_syntax_error_ends_with_status_2_and_without_our_own_frames(project, run):
    file = project.write("shop.py", "\ndef broken(:\n")
    result = run("--app", "shop.py", "routes")
    assert result.returncode == 2
    assert f'File "{file}", line 2' in result.stderr
    assert "microflask/cli" not in result.stderr
    assert result.stdout == ""


def test_a_broken_env_file_ends_with_status_2(project, run):
    project.write("shop.py", SHOP)
    project.write(".env", "TWO WORDS\n")
    result = run("--app", "shop.py", "routes")
    assert result.returncode == 2
    assert f"{project.folder / '.env'}, line 1" in result.stderr


def test_importing_the_package_imports_no_click(environment):
    source = "import sys, microflask; microflask.Flask('shop'); print('click' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", source],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.stdout == "False\n", result.stderr


def test_the_command_line_imports_no_server_before_it_runs_one(environment):
    source = "import sys, microflask.cli; print('werkzeug.serving' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", source],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.stdout == "False\n", result.stderr


# The development server

WAIT = 30


class Server:
    """A development server in a process of its own, and what it has printed."""

    def __init__(self, process, log):
        self.process = process
        self.log = log

    def read_log(self):
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, text):
        deadline = time.monotonic() + WAIT
        while text not in self.read_log():
            assert self.process.poll() is None, self.read_log()
            assert time.monotonic() < deadline, self.read_log()
            time.sleep(0.05)

    @property
    def url(self):
        marker = "Running on "
        self.wait_for("Press CTRL+C to quit")
        return self.read_log().partition(marker)[2].split()[0]


@pytest.fixture
def serve(project, environment):
    """Start ``microflask run`` on a free port; end it, and its reloader's child, by their pids."""
    started = []

    def serve(*args, **variables):
        log = project.folder / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "microflask", *args, "--port", "0"],
                cwd=project.folder,
                env={**environment, **variables},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(process)
        return Server(process, log)

    yield serve
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=WAIT)


def fetch(url):
    with urlopen(url, timeout=WAIT) as response:
        return response.status, response.read()


def test_run_serves_the_app(project, serve):
    project.write("site/app.py", SHOP)
    server = serve("--app", "site/app.py", "run")
    assert fetch(server.url) == (200, b"open")
    assert "Serving Flask app 'site/app.py'" in server.read_log()
    assert "Debug mode: off" in server.read_log()


def test_run_serves_over_https_with_an_adhoc_certificate(project, serve):
    pytest.importorskip("cryptography")
    import ssl

    project.write("shop.py", SHOP)
    server = serve("--app", "shop.py", "run", "--cert", "adhoc")
    assert server.url.startswith("https://")
    trusting = ssl._create_unverified_context()
    with urlopen(server.url, timeout=WAIT, context=trusting) as response:
        assert response.read() == b"open"


def test_in_debug_mode_errors_are_shown_in_the_debugger_and_changes_reload(project, serve):
    from urllib.error import HTTPError

    file = project.write("shop.py", SHOP)
    server = serve("--app", "shop.py", "run", "--debug")
    server.wait_for("Debugger PIN")
    with pytest.raises(HTTPError) as raised:
        fetch(server.url + "/error")
    page = raised.value.read().decode()
    assert "out of stock" in page
    assert "Werkzeug Debugger" in page

    time.sleep(1.1)
    file.write_text(file.read_text().replace("open", "closed"))
    server.wait_for("Restarting with")
    deadline = time.monotonic() + WAIT
    while fetch(server.url)[1] != b"closed":
        assert time.monotonic() < deadline, server.read_log()
        time.sleep(0.1)


@pytest.mark.parametrize("arguments", ["--help", "--version", "routes", "run --port 0", "hello"])
def test_a_reader_that_has_gone_away_is_no_error(project, environment, arguments):
    project.write(
        "app.py",
        """
        from microflask import Flask

        app = Flask("app")
        app.cli.command("hello")(lambda: print("hello"))
        """,
    )
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "microflask", *arguments.split()],
            cwd=project.folder,
            env=environment,
            stdout=writer,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
        )
    finally:
        os.close(writer)
    assert ended.stderr == ""
