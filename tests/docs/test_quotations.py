"""Pages quote the source by reference: what a ``literalinclude`` names is there to be shown.

Sphinx would say so, too, when the site is built; this says it without Sphinx and in no time.
"""

from __future__ import annotations

import pytest

from tests.docs.pages import ARCHITECTURE, ROOT
from tests.docs.sources import PROJECT_TESTS, find_definition, quotations

QUOTATIONS = quotations()

#: Options that say what is shown. Numbers of lines are not among them: they drift.
PASSAGE = ["start-at", "start-after", "end-at", "end-before"]
APPEARANCE = {"language", "caption", "name", "class", "dedent"}


@pytest.mark.parametrize("quotation", QUOTATIONS, ids=str)
def test_a_quoted_file_is_a_file_of_the_project(quotation):
    assert quotation.file.is_file()
    assert quotation.file.is_relative_to(ROOT)


@pytest.mark.parametrize("quotation", QUOTATIONS, ids=str)
def test_a_quotation_says_by_name_or_by_text_what_it_shows(quotation):
    assert set(quotation.options) <= {"pyobject", *PASSAGE} | APPEARANCE


@pytest.mark.parametrize("quotation", [q for q in QUOTATIONS if q.definition], ids=str)
def test_a_quoted_definition_exists(quotation):
    assert find_definition(quotation.file, quotation.definition)


@pytest.mark.parametrize("quotation", [q for q in QUOTATIONS if not q.definition], ids=str)
def test_a_quoted_passage_begins_and_ends_where_the_quotation_says(quotation):
    lines = quotation.file.read_text().splitlines()
    for option in [name for name in PASSAGE if name in quotation.options]:
        text = quotation.options[option]
        found = [number for number, line in enumerate(lines) if text in line]
        assert found, f"{quotation.file} has no line with {text!r} for {option}."
        if option.startswith("start"):
            lines = lines[found[0] + 1 :]


def test_a_definition_that_there_is_not_would_be_found():
    with pytest.raises(LookupError, match="no_such_step"):
        find_definition(ROOT / "microflask" / "app.py", "Flask.no_such_step")


def test_a_name_that_is_assigned_is_no_definition():
    with pytest.raises(LookupError, match="LAYERS"):
        find_definition(PROJECT_TESTS, "LAYERS")


def test_the_steps_of_a_request_are_quoted():
    assert {
        "Flask.wsgi_app",
        "RequestContext.push",
        "Matcher.find",
        "Flask.full_dispatch_request",
        "Flask.preprocess_request",
        "Flask.dispatch_request",
        "Flask.make_response",
        "Flask.process_response",
        "Response.__call__",
        "RequestContext.pop",
    } <= {quotation.definition for quotation in quotations([ARCHITECTURE])}
