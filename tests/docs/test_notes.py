"""docs/notes.md: no cell is empty, and each link names something that is there."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

import pytest

from tests.docs.pages import ROOT
from tests.docs.sources import find_definition

PAGE = ROOT / "docs" / "notes.md"
TESTS = ROOT / "tests" / "test_notes.py"

_LINK = re.compile(r"\[([^\]]+)\]\(([^()\s]+)\)")


class Row(NamedTuple):
    """What learners wrote, and where it is found."""

    note: str
    is_it_so: str
    example: str
    test: str
    source: str


def rows():
    for line in PAGE.read_text().splitlines():
        if line.startswith("| ") and not line.startswith("| the note says |"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


ROWS = list(rows())
#: A link whose text is code names a definition in the file it leads to.
NAMED = [
    pytest.param(ROOT / "docs" / path, text.strip("`"), id=f"{path}: {text}")
    for path, text in sorted(
        {(path, text) for row in ROWS for cell in row for text, path in _LINK.findall(cell)}
    )
    if path.endswith(".py") and text.startswith("`") and not text.endswith(".py`")
]


def test_there_are_as_many_rows_as_the_notes_have_statements():
    assert len(ROWS) >= 55


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:50])
def test_no_cell_is_empty(row):
    cells = Row(*row)
    assert all(cells)
    assert re.match(r"[A-ZO].*[.:]", cells.is_it_so), "It says yes, or what is right instead."


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:50])
def test_a_row_leads_to_an_example_a_test_and_the_source(row):
    cells = Row(*row)
    assert any("examples/" in path or "using/" in path for _, path in _LINK.findall(cells.example))
    assert all("../tests/" in path for _, path in _LINK.findall(cells.test))
    assert _LINK.search(cells.test)
    assert all("../microflask/" in path for _, path in _LINK.findall(cells.source))
    assert _LINK.search(cells.source) or cells.source.startswith("Werkzeug's")


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_link_leads_to_what_it_names(file, name):
    assert find_definition(file, name)


def test_every_test_of_the_notes_proves_a_row():
    definitions = ast.parse(TESTS.read_text()).body
    tests = {each.name for each in definitions if isinstance(each, ast.FunctionDef)}
    tests = {name for name in tests if name.startswith("test_")}
    assert tests == set(re.findall(r"`(test_\w+)`", PAGE.read_text()))
