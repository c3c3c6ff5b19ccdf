"""get_root_path: the folder of a module; and the small helpers about names."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import spec_from_loader
from types import SimpleNamespace

import pytest


@pytest.fixture
def root_path(framework):
    return framework.helpers.get_root_path


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    """A folder that modules are imported from; what they leave behind is undone."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_the_root_path_of_a_module_is_its_folder(root_path, on_path):
    (on_path / "a_module.py").touch()
    assert root_path("a_module") == str(on_path)


def test_the_root_path_of_a_package_is_the_package(root_path, on_path):
    (on_path / "a_package").mkdir()
    (on_path / "a_package" / "__init__.py").touch()
    (on_path / "a_package" / "inner.py").touch()
    assert root_path("a_package") == str(on_path / "a_package")
    assert root_path("a_package.inner") == str(on_path / "a_package")


def test_a_module_is_not_run_to_find_its_root_path(root_path, on_path):
    (on_path / "explosive.py").write_text("raise AssertionError('was imported')")
    assert root_path("explosive") == str(on_path)


def test_a_module_that_is_imported_already_tells_its_file(root_path, monkeypatch):
    imported = SimpleNamespace(__file__=os.path.join("somewhere", "else.py"))
    monkeypatch.setitem(sys.modules, "made_up", imported)
    assert root_path("made_up") == os.path.abspath("somewhere")


@pytest.mark.parametrize("name", ["no_such_module", "no_such_package.module", ""])
def test_a_name_that_cannot_be_found_lies_in_the_current_folder(root_path, name):
    assert root_path(name) == os.getcwd()


def test_an_interactive_session_lies_in_the_current_folder(root_path, monkeypatch):
    session = SimpleNamespace(__spec__=None)
    monkeypatch.setitem(sys.modules, "__main__", session)
    assert root_path("__main__") == os.getcwd()


def test_a_namespace_package_has_no_root_path(root_path, on_path):
    (on_path / "a_namespace").mkdir()
    import_module("a_namespace")
    with pytest.raises(RuntimeError, match=r"a_namespace.*explicit"):
        root_path("a_namespace")


def test_a_loader_that_knows_no_file_is_asked_to_import(root_path, monkeypatch):
    class Loader:
        def create_module(self, spec):
            return None

        def exec_module(self, module):
            module.__file__ = os.path.join("made", "up.py")

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            return spec_from_loader(name, Loader()) if name == "from_a_hook" else None

    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    monkeypatch.delitem(sys.modules, "from_a_hook", raising=False)
    assert root_path("from_a_hook") == os.path.abspath("made")
    del sys.modules["from_a_hook"]


def test_a_nested_blueprint_lies_in_its_parents(framework):
    split = framework.helpers._split_blueprint_path
    assert split("blog") == ["blog"]
    assert split("blog.admin.users") == ["blog.admin.users", "blog.admin", "blog"]


def test_the_endpoint_of_a_view_is_the_name_of_its_function():
    endpoint_of = import_module("microflask.helpers")._endpoint_from_view_func

    def a_view(): ...

    assert endpoint_of(a_view) == "a_view"
    with pytest.raises(AssertionError, match="endpoint"):
        endpoint_of(None)
