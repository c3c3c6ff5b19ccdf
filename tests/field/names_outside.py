"""Names that lie outside of the package: its version, its plug-ins and its command."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distribution, entry_points, version
from importlib.util import find_spec

import flask
import pytest


def test_the_version_is_compared():
    parts = tuple(int(part) for part in version("flask").split("."))
    assert parts > (2, 2)
    assert parts >= (3, 1)


def test_the_version_is_an_attribute_too():
    with pytest.warns(DeprecationWarning, match="__version__"):
        assert flask.__version__ == version("Flask")


def test_the_package_knows_its_name():
    assert distribution("flask").metadata["Name"].lower() == "flask"


def test_the_console_script_is_declared():
    scripts = entry_points(group="console_scripts")
    assert [script.value for script in scripts if script.name == "flask"] == ["flask.cli:main"]


def test_the_module_is_found_without_importing_it():
    assert find_spec("flask") is not None
    assert find_spec("flask.json.provider") is not None


def test_commands_of_plug_ins_are_loaded(tmp_path, monkeypatch):
    plug_in = tmp_path / "greeting-1.0.dist-info"
    plug_in.mkdir()
    (plug_in / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
    (plug_in / "entry_points.txt").write_text("[flask.commands]\nhello = greeting:hello\n")
    (tmp_path / "greeting.py").write_text(
        "import click\n@click.command()\ndef hello(): click.echo('hello from a plug-in')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    app = flask.Flask(__name__)
    group = flask.cli.FlaskGroup(create_app=lambda: app)
    result = app.test_cli_runner().invoke(group, ["hello"])
    assert result.output == "hello from a plug-in\n"


def test_the_command_is_a_module_as_well(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--version"], capture_output=True, text=True, cwd=tmp_path
    )
    assert f"Flask {version('flask')}" in ended.stdout
