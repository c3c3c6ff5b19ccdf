"""Modules that are imported, and attributes that are computed, when they are first used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from microflask.lazy import DeferredModule, deferred_attribute, lazy_attribute

ROOT = Path(__file__).parents[1]


def run(code):
    """Run *code* in an interpreter of its own, and return what it prints."""
    command = [sys.executable, "-c", f"import sys, microflask\n{code}"]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_module_is_imported_when_one_of_its_names_is_read():
    namespace = {}
    namespace["text"] = namespace["alias"] = stand_in = DeferredModule("textwrap", namespace)
    assert stand_in.dedent(" a") == "a"
    assert namespace == {"text": sys.modules["textwrap"], "alias": sys.modules["textwrap"]}


def test_a_name_that_the_module_does_not_have_is_an_attribute_error():
    stand_in = DeferredModule("textwrap", {})
    with pytest.raises(AttributeError, match="'textwrap' has no attribute 'nothing'"):
        _ = stand_in.nothing


def test_a_class_attribute_is_imported_when_it_is_first_read():
    class Request:
        wrapper = deferred_attribute("textwrap", "TextWrapper")

    assert isinstance(vars(Request)["wrapper"], deferred_attribute)
    assert Request().wrapper is sys.modules["textwrap"].TextWrapper
    assert vars(Request)["wrapper"] is Request.wrapper


def test_a_subclass_may_have_another_class_attribute():
    class Request:
        wrapper = deferred_attribute("textwrap", "TextWrapper")

    class Other(Request):
        wrapper = dict

    assert Other.wrapper is dict
    assert Request.wrapper is sys.modules["textwrap"].TextWrapper


def test_an_attribute_is_computed_once_for_each_instance():
    class Page:
        def __init__(self):
            self.reads = 0

        @lazy_attribute
        def words(self):
            """The words of the page."""
            self.reads += 1
            return ["a"]

    page = Page()
    assert page.words is page.words
    assert page.reads == 1
    assert Page().words is not page.words
    page.words = ["b"]
    assert page.words == ["b"]
    del page.words
    assert page.words == ["a"]
    assert page.reads == 2
    assert isinstance(Page.words, lazy_attribute)
    assert Page.words.__doc__ == "The words of the page."


def test_a_part_of_werkzeug_does_not_bring_the_development_server():
    out = run("import werkzeug.exceptions\nprint('werkzeug.serving' in sys.modules)")
    assert out == "False"


def test_a_program_finds_everything_in_werkzeug():
    out = run(
        "import werkzeug\n"
        "print(werkzeug.utils.secure_filename('a b'))\n"
        "from werkzeug import run_simple, Client, sansio\n"
        "print(run_simple is werkzeug.serving.run_simple, Client is werkzeug.test.Client)\n"
        "print(werkzeug.__name__, bool(werkzeug.__file__), sansio.__name__)"
    )
    assert out.split("\n") == ["a_b", "True True", "werkzeug True werkzeug.sansio"]


@pytest.mark.parametrize("statement", ["werkzeug.nothing", "werkzeug.__nothing__"])
def test_what_werkzeug_does_not_have_is_an_attribute_error(statement):
    out = run(
        f"import werkzeug\ntry: {statement}\nexcept AttributeError as error: print(error)\n"
        "print(werkzeug.Request)"
    )
    assert "module 'werkzeug' has no attribute" in out
    assert "werkzeug.wrappers.request.Request" in out


def test_werkzeug_may_be_imported_before():
    code = "import werkzeug, microflask; print(microflask.Flask('an_app').url_map, werkzeug.Client)"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "Map(" in out
    assert "werkzeug.test.Client" in out


def test_every_public_name_is_there():
    import microflask

    assert [name for name in microflask.__all__ if not hasattr(microflask, name)] == []
    assert run("from microflask import *\nprint(set(microflask.__all__) - set(vars()))") == "set()"


@pytest.mark.parametrize(
    "name",
    ["cli", "config", "ctx", "globals", "logging", "sansio", "sessions", "signals", "templating"],
)
def test_a_submodule_is_an_attribute_without_an_import(name):
    assert run(f"print(microflask.{name}.__name__)") == f"microflask.{name}"


def test_a_name_that_the_package_does_not_have_is_an_attribute_error():
    import microflask

    with pytest.raises(AttributeError, match="module 'microflask' has no attribute 'nothing'"):
        _ = microflask.nothing
