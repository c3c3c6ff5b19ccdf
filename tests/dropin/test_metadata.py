"""What is told about the installed package Flask in drop-in mode."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("name", ["flask", "Flask", "FLASK"])
def test_the_version_is_that_of_the_api(tell, name):
    assert tell(f"from importlib.metadata import version; print(version('{name}'))") == "3.1.3"


def test_the_version_can_be_had_without_importing_flask(tell):
    out = tell(
        "import sys\n"
        "from importlib.metadata import version\n"
        "version('flask'); print('flask' in sys.modules, 'jinja2' in sys.modules)"
    )
    assert out == "False False"


def test_other_packages_keep_their_versions(tell, run):
    asked = "from importlib.metadata import version; print(version('jinja2'))"
    assert tell(asked) == run("-c", asked).stdout.strip()


def test_flask_has_its_console_script(tell):
    out = tell(
        "from importlib.metadata import entry_points\n"
        "(script,) = entry_points(group='console_scripts', name='flask')\n"
        "print(script.value, script.load().__module__)"
    )
    assert out == "flask.cli:main microflask.cli"


def test_commands_of_plug_ins_are_found(tell, tmp_path):
    plug_in = tmp_path / "greeting-1.0.dist-info"
    plug_in.mkdir()
    (plug_in / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
    (plug_in / "entry_points.txt").write_text("[flask.commands]\nhello = greeting:hello\n")
    (tmp_path / "greeting.py").write_text(
        "import click\n@click.command()\ndef hello(): click.echo('hello from a plug-in')\n"
    )
    out = tell(
        "import sys; sys.path.insert(0, '.'); sys.argv = ['flask', 'hello']\n"
        "from flask.cli import main; main()"
    )
    assert out == "hello from a plug-in"


def test_who_looks_into_a_folder_finds_what_lies_there(tell):
    out = tell(
        "from importlib.metadata import distributions\n"
        "print([found.version for found in distributions(name='flask', path=['.'])])"
    )
    assert out == "[]"


def test_the_version_attribute_is_deprecated_as_in_flask(tell):
    out = tell(
        "import flask, warnings\n"
        "with warnings.catch_warnings(record=True) as seen:\n"
        "    warnings.simplefilter('always'); print(flask.__version__)\n"
        "print(seen[0].category.__name__, seen[0].filename)"
    )
    assert out.split() == ["3.1.3", "DeprecationWarning", "<string>"]


def test_microflask_keeps_its_own_version(tell):
    out = tell(
        "import flask, microflask, importlib.metadata as m\n"
        "print(microflask.__version__ == m.version('microflask') != '3.1.3')"
    )
    assert out == "True"
