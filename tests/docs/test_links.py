"""Links between the pages lead somewhere, and the tables of contents name every page."""

from __future__ import annotations

import pytest

from tests.docs.pages import PAGES, README, ROOT, anchors_of, links_of, name_of, toctree_of

INDEX = ROOT / "docs" / "index.md"

LINKS = [
    pytest.param(page, link, id=f"{name_of(page)}: {link}")
    for page in PAGES
    for link in links_of(page)
    if "://" not in link
]


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_a_link_leads_to_a_file_and_a_heading_that_exist(page, link):
    file, _, anchor = link.partition("#")
    target = (page.parent / file).resolve() if file else page
    assert target.exists()
    if anchor:
        assert anchor in anchors_of(target)


def test_the_tables_of_contents_name_every_page_once():
    tables = [toctree_of(page) for page in PAGES]
    named = [page for table in tables for page in table]
    assert sorted(named) == sorted(set(PAGES) - {README, INDEX})


def test_the_first_page_leads_to_every_guide():
    linked = {(INDEX.parent / link.partition("#")[0]).resolve() for link in links_of(INDEX)}
    assert set((ROOT / "docs" / "using").glob("*.md")) <= linked
