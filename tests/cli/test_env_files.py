"""``.env``, ``.flaskenv`` and ``--env-file``."""

from __future__ import annotations

import os
import sys

import pytest

from microflask.cli import cli as microflask_command
from microflask.cli import load_dotenv


def test_both_default_files_are_loaded(cli, project):
    project.write(".env", "FROM_ENV=1\n")
    project.write(".flaskenv", "FROM_FLASKENV=2\n")
    assert cli.load_dotenv() is True
    assert os.environ["FROM_ENV"] == "1"
    assert os.environ["FROM_FLASKENV"] == "2"


def test_env_wins_over_flaskenv_and_a_named_file_over_both(cli, project):
    project.write(".flaskenv", "A=flaskenv\nB=flaskenv\nC=flaskenv\n")
    project.write(".env", "B=env\nC=env\n")
    project.write("named", "C=named\n")
    cli.load_dotenv("named")
    assert [os.environ[name] for name in "ABC"] == ["flaskenv", "env", "named"]


def test_what_is_set_already_is_not_changed(cli, project, monkeypatch):
    monkeypatch.setenv("SET_BEFORE", "outside")
    project.write(".env", "SET_BEFORE=inside\n")
    cli.load_dotenv()
    assert os.environ["SET_BEFORE"] == "outside"


def test_the_default_files_are_found_in_a_folder_above(cli, project, monkeypatch):
    project.write(".env", "FROM_ABOVE=1\n")
    project.write("deep/er/notes.txt")
    monkeypatch.chdir("deep/er")
    cli.load_dotenv()
    assert os.environ["FROM_ABOVE"] == "1"
    assert os.getcwd() == str(project.folder / "deep" / "er")


def test_without_defaults_only_the_named_file_is_loaded(cli, project):
    project.write(".env", "FROM_ENV=1\n")
    project.write("named", "FROM_NAMED=1\n")
    assert cli.load_dotenv("named", load_defaults=False) is True
    assert "FROM_ENV" not in os.environ
    assert os.environ["FROM_NAMED"] == "1"


def test_a_file_that_does_not_exist_loads_nothing(cli, project):
    assert cli.load_dotenv("nowhere", load_defaults=False) is False


def test_the_files_are_utf_8(cli, project):
    project.write(".env", "DISH=käse\n")
    cli.load_dotenv()
    assert os.environ["DISH"] == "käse"


def test_a_name_without_a_value_sets_nothing(cli, project):
    project.write(".env", "LONELY\n")
    cli.load_dotenv()
    assert "LONELY" not in os.environ


def test_the_variables_are_there_when_the_app_is_loaded(cli, package, project, runner):
    project.write(".flaskenv", "FLASK_APP=shop.py\n")
    project.write(".env", "GREETING=hello\n")
    project.write(
        "shop.py",
        f"""
        import os
        from {package} import Flask

        app = Flask("shop")
        greeting = os.environ["GREETING"]

        @app.cli.command()
        def greet():
            print(greeting)
        """,
    )
    result = runner.invoke(cli.cli, ["greet"])
    assert result.output == "hello\n"


def test_the_named_file_may_say_which_app_the_command_is_of(cli, package, project, runner):
    project.write("named", "FLASK_APP=shop.py\n")
    project.write(
        "shop.py",
        f"""
        from {package} import Flask
        app = Flask("shop")

        @app.cli.command()
        def greet():
            print("hello")
        """,
    )
    result = runner.invoke(cli.cli, ["--env-file", "named", "greet"])
    assert result.output == "hello\n"


def test_flask_skip_dotenv_leaves_the_default_files_alone(cli, project, runner, monkeypatch):
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    project.write(".env", "SKIPPED=1\n")
    runner.invoke(cli.FlaskGroup(), [])
    assert "SKIPPED" not in os.environ


def test_a_group_may_leave_the_default_files_alone(cli, project, runner):
    project.write(".env", "SKIPPED=1\n")
    runner.invoke(cli.FlaskGroup(load_dotenv=False), [])
    assert "SKIPPED" not in os.environ


# Without python-dotenv


@pytest.fixture
def _without_dotenv(monkeypatch):
    monkeypatch.setitem(sys.modules, "dotenv", None)


@pytest.mark.usefixtures("_without_dotenv")
def test_without_the_library_a_hint_is_given_where_there_are_files(cli, project, capsys):
    project.write(".env", "NOT_READ=1\n")
    assert cli.load_dotenv() is False
    assert "NOT_READ" not in os.environ
    assert "python-dotenv" in capsys.readouterr().err


@pytest.mark.usefixtures("_without_dotenv")
def test_without_the_library_and_without_files_nothing_is_said(cli, project, capsys):
    assert cli.load_dotenv() is False
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("_without_dotenv")
def test_without_the_library_a_named_file_is_an_error(cli, project, runner):
    project.write("named", "A=1\n")
    result = runner.invoke(cli.cli, ["--env-file", "named", "routes"])
    assert result.exit_code == 2
    assert "python-dotenv must be installed" in result.output


def test_a_named_file_that_does_not_exist_is_an_error(cli, project, runner):
    result = runner.invoke(cli.cli, ["--env-file", "nowhere", "routes"])
    assert result.exit_code == 2
    assert "nowhere" in result.output


# Files that cannot be read: Flask goes on without the line


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("A=1\nTWO WORDS\n", 2),
        ("\n\n# a comment\n\nB='not closed\n", 5),
        ('A=1\nB="not closed\nC=3\n', 2),
        ("=value\n", 1),
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_with_file_and_line(project, runner, content, line):
    file = project.write(".env", content)
    result = runner.invoke(microflask_command, ["routes"])
    assert result.exit_code == 2
    assert f"{file}, line {line}: expected NAME=value" in result.output
    assert "A" not in os.environ


def test_the_text_of_the_line_is_not_shown(project, runner):
    project.write(".env", "PASSWORD='hunter2\n")
    result = runner.invoke(microflask_command, ["routes"])
    assert result.exit_code == 2
    assert "hunter2" not in result.output


def test_a_file_in_another_encoding_is_an_error_with_file_and_line(project, runner):
    (project.folder / ".env").write_bytes(b"A=1\nDISH=k\xe4se\n")
    result = runner.invoke(microflask_command, ["routes"])
    assert result.exit_code == 2
    assert f"{project.folder / '.env'}, line 2: expected NAME=value in UTF-8" in result.output


def test_a_null_character_is_an_error_with_file_and_line(project, runner):
    project.write(".env", "A=1\nB=a\0b\n")
    result = runner.invoke(microflask_command, ["routes"])
    assert result.exit_code == 2
    assert ".env, line 2" in result.output


def test_windows_line_ends_are_line_ends(project):
    (project.folder / ".env").write_bytes(b'A=1\r\nB="two\r\nlines"\r\n')
    load_dotenv()
    assert os.environ["A"] == "1"
    assert os.environ["B"] == "two\nlines"
