"""``python -m microflask.dropin``, ``python -m flask``, and pytest's plug-in."""

from __future__ import annotations

import pytest

WHO = "import flask, sys; print(flask.Flask.__module__, *sys.argv[1:])\n"


def test_a_script_is_run_with_its_arguments(run, tmp_path):
    (tmp_path / "who.py").write_text(WHO)
    ended = run("-m", "microflask.dropin", "who.py", "--a", "b")
    assert ended.stdout == "microflask.app --a b\n"


def test_a_script_imports_from_its_own_folder(run, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "near.py").write_text(WHO)
    (tmp_path / "bin" / "who.py").write_text("import near")
    assert run("-m", "microflask.dropin", "bin/who.py").stdout == "microflask.app\n"


def test_a_module_is_run_with_its_arguments(run, tmp_path):
    (tmp_path / "who.py").write_text(f"{WHO}print(__name__)")
    ended = run("-m", "microflask.dropin", "who", "--a", "b")
    assert ended.stdout == "microflask.app --a b\n__main__\n"


def test_the_exit_status_is_the_program_s(run, tmp_path):
    (tmp_path / "who.py").write_text("raise SystemExit(7)")
    assert run("-m", "microflask.dropin", "who.py").returncode == 7


def test_child_processes_are_in_drop_in_mode_too(run, tmp_path):
    (tmp_path / "who.py").write_text(WHO)
    (tmp_path / "parent.py").write_text(
        "import subprocess, sys; subprocess.run([sys.executable, 'who.py', 'a child'])"
    )
    ended = run("-m", "microflask.dropin", "parent.py")
    assert ended.stdout == "microflask.app a child\n", ended.stderr


def test_a_child_keeps_the_sitecustomize_that_it_had(run, tmp_path, environ):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "sitecustomize.py").write_text("print('customized')")
    (tmp_path / "parent.py").write_text(
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import flask'])"
    )
    path = f"{environ['PYTHONPATH']}:{tmp_path / 'own'}"
    ended = run("-m", "microflask.dropin", "parent.py", PYTHONPATH=path)
    assert ended.stdout == "customized\ncustomized\n"


def test_a_child_without_flask_does_not_import_microflask(run, tmp_path):
    (tmp_path / "parent.py").write_text(
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import sys; print(*sys.modules)'])"
    )
    modules = run("-m", "microflask.dropin", "parent.py").stdout.split()
    assert "microflask_dropin_hook" in modules
    assert "microflask" not in modules


def test_flask_s_command_line_runs(run, tmp_path):
    (tmp_path / "app.py").write_text(
        "import flask\napp = flask.Flask(__name__)\n"
        "@app.cli.command()\ndef greet(): print('hello from', type(app).__module__)\n"
    )
    ended = run("-m", "microflask.dropin", "flask", "greet")
    assert ended.stdout == "hello from microflask.app\n", ended.stderr


@pytest.mark.parametrize("arguments", [[], ["--nix"]])
def test_without_a_program_the_usage_is_shown(run, arguments):
    ended = run("-m", "microflask.dropin", *arguments)
    assert ended.returncode == 2
    assert "Usage: python -m microflask.dropin MODULE_OR_SCRIPT" in ended.stderr


@pytest.mark.parametrize("name", ["nowhere", "nowhere.at.all", "gone.py"])
def test_a_program_that_is_not_there_is_named(run, name):
    ended = run("-m", "microflask.dropin", name)
    assert ended.returncode == 2
    assert f"'{name}' is neither a file in" in ended.stderr


def test_help_is_no_error(run):
    ended = run("-m", "microflask.dropin", "--help")
    assert ended.returncode == 0
    assert ended.stdout.startswith("Usage:")


def test_help_that_nobody_reads_is_no_error(run_unread):
    assert run_unread("-m", "microflask.dropin", "--help") == ""


def test_pytest_runs_tests_in_drop_in_mode(run, tmp_path):
    (tmp_path / "conftest.py").write_text("from flask import Flask\n")
    (tmp_path / "test_it.py").write_text(
        "def test_it():\n    import flask\n    assert flask.Flask.__module__ == 'microflask.app'\n"
    )
    ended = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "microflask.dropin")
    assert "1 passed" in ended.stdout, ended.stdout


def test_importing_the_module_alone_installs_nothing(run):
    ended = run("-c", "import microflask.dropin, flask; print(flask.Flask.__module__)")
    assert ended.stdout == "flask.app\n"
