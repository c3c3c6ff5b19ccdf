"""The API reference, docs/api/: every public name is in it, and what it names exists."""

from __future__ import annotations

import inspect
import re
from importlib import import_module

import pytest

import microflask
from tests.docs.pages import ROOT, read_blocks

PAGES = sorted((ROOT / "docs" / "api").glob("*.md"))

#: Names of the directives: ``.. autoclass:: microflask.Flask``.
ENTRIES = [
    name
    for page in PAGES
    for block in read_blocks(page)
    if block.directive == "eval-rst"
    for name in re.findall(r"^\.\. (?:auto\w+|data):: ([\w.]+)$", block.text, re.MULTILINE)
]

#: Modules whose public classes and functions are all part of the API.
MODULES = [
    *("app", "blueprints", "config", "ctx", "json", "json.provider", "logging"),
    *("routing", "sessions", "testing", "views"),
]

#: What these modules have for the package's own use, or for what stands below it.
INTERNAL = {
    "microflask.routing.parse_converter_args",
    "microflask.routing.RuleTemplateFactory",  # what RuleTemplate gives when it is called
    "microflask.testing.make_test_response_class",
}


def find(name):
    """Return the object of an entry: ``"microflask.json.provider.JSONProvider"``."""
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


def public_names_of(module):
    return [
        f"{module.__name__}.{name}"
        for name, found in vars(module).items()
        if (inspect.isclass(found) or inspect.isfunction(found))
        and not name.startswith("_")
        and found.__module__.startswith(module.__name__)
    ]


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_names_something_that_exists(name):
    find(name)


def test_an_entry_is_made_once():
    assert sorted(ENTRIES) == sorted(set(ENTRIES))


@pytest.mark.parametrize("name", [name for name in microflask.__all__ if name != "json"])
def test_every_name_of_the_package_has_an_entry(name):
    assert {f"microflask.{name}", f"microflask.json.{name}"} & set(ENTRIES)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_of_a_documented_module_has_an_entry(module):
    entered = {id(find(name)) for name in ENTRIES}
    names = public_names_of(import_module(f"microflask.{module}"))
    assert names
    assert [n for n in names if id(find(n)) not in entered and n not in INTERNAL] == []


def test_what_stands_in_the_reference_is_explained():
    """An entry without a docstring would be a heading over nothing."""
    explained = [
        name for name in ENTRIES if inspect.isclass(find(name)) or inspect.isroutine(find(name))
    ]
    assert [name for name in explained if not inspect.getdoc(find(name))] == []
