"""What the command line says of a program that cannot be loaded."""

from __future__ import annotations

import pytest

from microflask.cli import cli


@pytest.fixture
def run(project, runner):
    """Run ``microflask`` with arguments; return its exit status and what it printed."""

    def run(*args):
        result = runner.invoke(cli, args)
        return result.exit_code, result.output

    return run


@pytest.mark.parametrize("command", ["run", "routes", "shell", "greet"])
def test_a_syntax_error_is_shown_with_file_and_line(project, run, command):
    file = project.write("shop.py", "x = 1\ndef broken(:\n    pass\n")
    status, output = run("--app", "shop.py", command)
    assert status == 2
    assert "While importing 'shop', a SyntaxError was raised:" in output
    assert f'File "{file}", line 2' in output
    assert "def broken(:" in output
    assert "Could not" not in output


def test_a_syntax_error_in_an_imported_module_names_that_module(project, run):
    importer = project.write("shop.py", "\nimport goods\n")
    broken = project.write("goods.py", "\n\nx = = 1\n")
    status, output = run("--app", "shop.py", "routes")
    assert status == 2
    assert f'File "{broken}", line 3' in output
    assert f'File "{importer}", line 2' in output


def test_a_missing_library_is_shown_with_file_and_line(project, run):
    file = project.write("shop.py", "import os\nimport no_such_library.deep\n")
    status, output = run("--app", "shop.py", "routes")
    assert status == 2
    assert "While importing 'shop', an ImportError was raised:" in output
    assert f'File "{file}", line 2' in output
    assert "No module named 'no_such_library'" in output
    assert "Could not" not in output


def test_a_missing_name_is_shown_with_file_and_line(project, run):
    file = project.write("shop.py", "from os import no_such_name\n")
    status, output = run("--app", "shop.py", "routes")
    assert status == 2
    assert f'File "{file}", line 1' in output
    assert "cannot import name 'no_such_name' from 'os'" in output


def test_the_traceback_shows_the_program_and_nothing_of_the_command_line(project, run):
    project.write("shop.py", "import goods\n")
    project.write("goods.py", "import no_such_library\n")
    _, output = run("--app", "shop.py", "routes")
    assert [line for line in output.splitlines() if line.startswith("  File")] == [
        f'  File "{project.folder}/shop.py", line 1, in <module>',
        f'  File "{project.folder}/goods.py", line 1, in <module>',
    ]


def test_a_module_that_does_not_exist_is_named_with_the_folder_it_was_looked_for_in(project, run):
    status, output = run("--app", "web/shop.py", "routes")
    assert status == 2
    assert "Could not import 'shop': No module named 'shop'." in output
    assert f"file 'shop.py' or the folder 'shop' is in {project.folder}/web." in output


def test_an_unknown_app_is_named_with_the_module_and_a_similar_name(project, run):
    file = project.write("shop.py", "from microflask import Flask\nstore = Flask('x')\n")
    status, output = run("--app", "shop.py:stor", "routes")
    assert status == 2
    assert f"Failed to find attribute 'stor' in 'shop' ({file}). Did you mean 'store'?" in output


def test_a_factory_with_other_arguments_shows_its_signature(project, run):
    project.write(
        "shop.py",
        """
        from microflask import Flask

        def create_app(name, *, debug=False):
            return Flask(name)
        """,
    )
    status, output = run("--app", "shop.py:create_app(1, 2)", "routes")
    assert status == 2
    assert "Its signature is create_app(name, *, debug=False)." in output


def test_several_apps_are_named(project, run):
    project.write(
        "shop.py", "from microflask import Flask\none = Flask('one')\ntwo = Flask('two')\n"
    )
    status, output = run("--app", "shop.py", "routes")
    assert status == 2
    assert "in module 'shop': one, two. Use 'shop:one' to specify one." in output


@pytest.mark.parametrize(
    ("body", "value"),
    [("app = Flask('x')", "None"), ("return Flask", "<class 'microflask.app.Flask'>")],
)
def test_what_a_factory_returns_instead_of_an_app_is_shown(project, run, body, value):
    project.write("shop.py", f"from microflask import Flask\ndef create_app():\n    {body}\n")
    status, output = run("--app", "shop.py", "routes")
    assert status == 2
    assert f"Its factory returned {value}." in output


def test_what_a_name_means_instead_of_an_app_is_shown(project, run):
    project.write("shop.py", "app = 42\n")
    status, output = run("--app", "shop.py:app", "routes")
    assert status == 2
    assert "A valid Flask application was not obtained from 'shop:app', but 42." in output


def test_a_folder_that_is_not_a_package_is_described_so(project, run):
    project.write("web/notes.txt")
    status, output = run("--app", "web", "routes")
    assert status == 2
    assert "in module 'web' (a folder without __init__.py)" in output


@pytest.mark.parametrize("path", ["shop.py", "shop.py:app"])
def test_an_app_of_the_package_flask_is_recognised(project, run, path):
    project.write("shop.py", "from flask import Flask\napp = Flask('x')\n")
    status, output = run("--app", path, "routes")
    assert status == 2
    assert "<Flask 'x'> is an app of the package flask, not of microflask" in output


def test_without_any_app_the_message_says_how_to_name_one(project, run):
    status, output = run("routes")
    assert status == 2
    assert f"or a 'wsgi.py' or 'app.py' file in {project.folder}" in output
    assert "--app" in output
    assert "FLASK_APP" in output


def test_an_unknown_command_is_the_apps_when_the_app_cannot_be_loaded(project, run):
    status, output = run("greet")
    assert status == 2
    assert "Usage:" in output
    assert "Could not locate a Flask application" in output


def test_an_unknown_command_of_a_loaded_app_is_unknown(project, run):
    project.write("app.py", "from microflask import Flask\napp = Flask('x')\n")
    status, output = run("greet")
    assert status == 2
    assert "No such command 'greet'" in output


def test_any_other_error_of_the_program_comes_through_with_its_traceback(project, runner):
    project.write("app.py", "1 / 0\n")
    result = runner.invoke(cli, ["routes"])
    assert result.exit_code == 1
    assert isinstance(result.exception, ZeroDivisionError)


def test_the_help_is_shown_although_the_app_cannot_be_loaded(project, runner):
    project.write("app.py", "def broken(:\n")
    result = runner.invoke(cli, ["--help"])
    assert result.exit_code == 0
    assert "routes" in result.stdout
    assert "SyntaxError" in result.stderr


def test_the_help_is_shown_although_a_factory_fails(project, runner):
    project.write("app.py", "def create_app():\n    raise RuntimeError('no database')\n")
    result = runner.invoke(cli, ["--help"])
    assert result.exit_code == 0
    assert "routes" in result.stdout
    assert "RuntimeError: no database" in result.stderr
