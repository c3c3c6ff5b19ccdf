"""docs/differences.md: each entry says the same four things, and names tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from tests.docs.pages import DIFFERENCES, ROOT

#: What each entry says, in this order.
POINTS = ["Flask", "microflask", "No app breaks", "Held by"]

ENTRIES = dict(re.findall(r"^### (.+)\n((?:(?!##).*\n)*)", DIFFERENCES.read_text(), re.MULTILINE))
NAMED_TESTS = re.findall(r"`([\w/.]+\.py)::(\w+)`", DIFFERENCES.read_text())

#: These compare both frameworks, so that the page is also right about Flask.
COMPARISONS = "tests/docs/test_differences.py"


def names_of_tests_in(file):
    """Return the names of the test functions of a file."""
    tree = ast.parse((ROOT / file).read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [function.name for function in functions if function.name.startswith("test_")]


@pytest.mark.parametrize("title", ENTRIES)
def test_an_entry_says_what_both_do_and_why_no_app_breaks(title):
    assert re.findall(r"^- \*\*(.+?):\*\* \S", ENTRIES[title], re.MULTILINE) == POINTS


@pytest.mark.parametrize("title", ENTRIES)
def test_an_entry_names_a_test_that_runs_both(title):
    held_by = ENTRIES[title].partition("**Held by:**")[2]
    assert f"`{COMPARISONS}::" in held_by


@pytest.mark.parametrize(("file", "test"), NAMED_TESTS)
def test_a_test_that_is_named_exists(file, test):
    assert test in names_of_tests_in(file)


def test_every_comparison_has_an_entry():
    named = {test for file, test in NAMED_TESTS if file == COMPARISONS}
    assert [test for test in names_of_tests_in(COMPARISONS) if test not in named] == []


def test_the_page_has_entries():
    assert len(ENTRIES) >= 30
    assert DIFFERENCES.read_text().count("\n### ") == len(ENTRIES)
