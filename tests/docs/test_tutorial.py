"""The tutorial leads to the blog of the examples: who follows it has the same files at its end."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT, files_of, links_of

TUTORIAL = ROOT / "docs" / "tutorial"
BLOG = ROOT / "examples" / "blog"

#: The chapters in the order of the table of contents.
CHAPTERS = re.findall(
    r"^\d\. \[.*\]\((.+\.md)\)", (TUTORIAL / "index.md").read_text(), re.MULTILINE
)

#: Tests that the tutorial leaves to the reader.
LEFT_OUT = {
    f"blog/tests/test_{name}.py"
    for name in ("accounts", "attempts", "reading", "safety", "setting_up")
}


def files_of_the_blog():
    """Return the texts of the finished blog's files, by their names in the tutorial."""
    kinds = {".py", ".sql", ".html", ".xml", ".css", ".svg", ".txt"}
    paths = [path for path in BLOG.rglob("*") if path.suffix in kinds]
    named = {f"blog/{path.relative_to(BLOG).as_posix()}": path for path in paths}
    return {
        name: path.read_text() for name, path in named.items() if not name.startswith("blog/inst")
    }


def test_the_tutorial_has_eight_chapters():
    assert len(CHAPTERS) == 8
    assert {path.name for path in TUTORIAL.glob("*.md")} == {*CHAPTERS, "index.md"}


@pytest.mark.parametrize("number", range(1, 8))
def test_a_chapter_begins_with_the_files_of_the_one_before(number):
    text = (TUTORIAL / CHAPTERS[number]).read_text()
    assert f"\n<!-- continues: {CHAPTERS[number - 1]} -->\n" in text


@pytest.mark.parametrize("number", range(7))
def test_a_chapter_ends_with_a_link_to_the_next(number):
    assert links_of(TUTORIAL / CHAPTERS[number])[-1] == CHAPTERS[number + 1]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_listing_that_is_a_file_of_the_reader_says_its_name(chapter):
    text = (TUTORIAL / chapter).read_text()
    listings = re.findall(r"^<!-- file: (\S+) -->\n```\w", text, re.MULTILINE)
    named = re.findall(r"^\*\*`(\S+)`\*\*\n\n<!-- file: \1 -->\n", text, re.MULTILINE)
    assert listings == named


def test_the_files_at_the_end_are_those_of_the_finished_blog():
    reached, finished = files_of(TUTORIAL / CHAPTERS[-1]), files_of_the_blog()
    assert set(reached) - set(finished) == set()
    assert set(finished) - set(reached) == LEFT_OUT
    assert [name for name, text in reached.items() if text != finished[name]] == []
