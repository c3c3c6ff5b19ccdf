"""``microflask dropin enable | disable | status``: a whole virtual environment at a time."""

from __future__ import annotations

import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHO = "import flask; print(flask.Flask.__module__)"


@pytest.fixture
def environment(tmp_path):
    """A virtual environment with what is installed in this one, by a path file."""
    folder = tmp_path / "an environment"
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "these.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    return folder


@pytest.fixture
def python(environment):
    return environment / "bin" / "python"


@pytest.fixture
def command(run, python, environ):
    """Run ``microflask dropin`` in the environment, and return how it ended."""
    environ.pop("PYTHONPATH")
    return lambda *arguments: run("-m", "microflask", "dropin", *arguments, python=python)


def files_of(environment):
    """Return all files but those that Python makes of others."""
    return sorted(path for path in environment.rglob("*") if "__pycache__" not in path.parts)


def test_enabled_flask_is_microflask(run, python, command):
    assert run("-c", WHO, python=python).stdout == "flask.app\n"
    ended = command("enable")
    assert ended.returncode == 0, ended.stderr
    assert "Drop-in mode is on in" in ended.stdout
    assert run("-c", WHO, python=python).stdout == "microflask.app\n"


def test_disabled_everything_is_as_it_was(environment, run, python, command):
    before = files_of(environment)
    command("enable")
    assert len(files_of(environment)) == len(before) + 3
    ended = command("disable")
    assert "Drop-in mode is off in" in ended.stdout
    assert files_of(environment) == before
    assert run("-c", WHO, python=python).stdout == "flask.app\n"


def test_status_tells_which_it_is(command):
    assert "Drop-in mode is off" in command("status").stdout
    command("enable")
    assert "Drop-in mode is on" in command("status").stdout
    assert "flask' is" in command("status").stdout


def test_child_processes_are_in_drop_in_mode_too(run, python, command):
    command("enable")
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WHO!r}])"
    assert run("-c", child, python=python).stdout == "microflask.app\n"


def test_the_version_is_found_before_flask_is_imported(run, python, command):
    command("enable")
    asked = "from importlib.metadata import version; print(version('flask'))"
    assert run("-c", asked, python=python).stdout == "3.1.3\n"


def test_a_program_without_flask_does_not_import_microflask(run, python, command):
    command("enable")
    modules = run("-c", "import sys; print(*sys.modules)", python=python).stdout.split()
    assert "microflask_dropin_hook" in modules
    assert "microflask" not in modules


def test_there_is_a_console_script(environment, run, tmp_path, python, command):
    command("enable")
    (tmp_path / "app.py").write_text(
        "import flask\napp = flask.Flask(__name__)\n"
        "@app.cli.command()\ndef greet(): print('hello from', type(app).__module__)\n"
    )
    script = environment / "bin" / "flask"
    child = f"import subprocess; subprocess.run([{str(script)!r}, 'greet'])"
    assert run("-c", child, python=python).stdout == "hello from microflask.app\n"


def test_a_module_may_be_run_by_its_name(run, python, command):
    command("enable")
    assert "API of Flask 3.1.3" in run("-m", "flask", "--version", python=python).stdout


def test_a_flask_script_that_is_there_is_left(environment, command):
    script = environment / "bin" / "flask"
    script.write_text("# somebody else's")
    assert "which another package installed" in command("enable").stdout
    command("disable")
    assert script.read_text() == "# somebody else's"


def test_a_file_of_somebody_else_s_is_not_written_over(environment, command):
    packages = next(environment.glob("lib/python*/site-packages"))
    foreign = packages / "microflask_dropin.pth"
    foreign.write_text("# somebody else's\n")
    ended = command("enable")
    assert ended.returncode == 1
    assert str(foreign) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert foreign.read_text() == "# somebody else's\n"
    assert not (packages / "microflask_dropin_hook.py").exists()


def test_enabling_twice_is_enabling_once(environment, command):
    command("enable")
    before = files_of(environment)
    assert command("enable").returncode == 0
    assert files_of(environment) == before


def test_without_microflask_python_starts_and_finds_flask(environment, run, python, command):
    command("enable")
    packages = next(environment.glob("lib/python*/site-packages"))
    (packages / "these.pth").write_text("")
    ended = run("-c", "import flask", python=python)
    assert ended.stderr.splitlines()[-1] == "ModuleNotFoundError: No module named 'flask'"
    assert "microflask" not in ended.stderr
    assert run("-c", "print(1)", python=python).stderr == ""


def test_a_python_without_an_environment_is_refused(run):
    ended = run(
        "-c",
        "import sys; sys.prefix = sys.base_prefix; sys.argv = ['microflask', 'dropin', 'enable']\n"
        "from microflask.cli import main; main()",
    )
    assert ended.returncode == 1
    assert f"{sys.executable} belongs to no virtual environment" in ended.stderr


@pytest.mark.parametrize("name", ["status", "enable", "disable"])
def test_a_reader_that_has_gone_away_is_no_error(command, python, run_unread, name):
    command("enable")
    assert run_unread("-m", "microflask", "dropin", name, python=python) == ""


def test_what_nobody_reads_of_is_switched_on_all_the_same(command, python, run_unread):
    assert "is off in" in command("status").stdout
    run_unread("-m", "microflask", "dropin", "enable", python=python)
    assert "is on in" in command("status").stdout
