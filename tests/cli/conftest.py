"""Where it is easy, these tests run against Flask as well: those that ask for ``package``."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from textwrap import dedent

import flask
import pytest
from click.testing import CliRunner, Result

import microflask
from tests.reference import FRAMEWORKS


@pytest.fixture(params=FRAMEWORKS)
def package(request):
    """The name of the package under test, and then of the one it should behave like."""
    return request.param


@pytest.fixture
def framework(package):
    return import_module(package)


@pytest.fixture
def cli(package):
    """The module ``cli`` of that package."""
    return import_module(f"{package}.cli")


class WholeResult(Result):
    """What a command printed, on both streams."""

    @property
    def output(self):
        return self.stdout + self.stderr


class Runner(CliRunner):
    """Run commands in this process, with the results of click 8.2 whatever version is installed.

    Before it, the standard error was either kept apart or in the output, and not both.
    """

    def invoke(self, *args, **kwargs):
        if not hasattr(self, "mix_stderr"):
            return super().invoke(*args, **kwargs)
        self.mix_stderr = False
        result = super().invoke(*args, **kwargs)
        result.__class__ = WholeResult
        return result


@pytest.fixture
def runner():
    return Runner()


@pytest.fixture(autouse=True)
def _restore_the_process():
    """Undo what a command line leaves behind: variables, the import path, imported programs."""
    environ, path, modules = dict(os.environ), list(sys.path), set(sys.modules)
    for name in [name for name in os.environ if name.startswith("FLASK_")]:
        del os.environ[name]
    yield
    # Before click 8.2 an app's context stays pushed when the help was shown.
    for framework in (microflask, flask):
        while framework.has_app_context():
            framework.globals.app_ctx.pop()
    os.environ.clear()
    os.environ.update(environ)
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if not name.startswith(("flask", "microflask", "werkzeug")):
            sys.modules.pop(name)


class Project:
    """A folder of a program, in which the tests stand."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, path, source=""):
        """Write *source*, without its common indent, to the file *path* below the folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(source), encoding="utf-8")
        return file


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)
