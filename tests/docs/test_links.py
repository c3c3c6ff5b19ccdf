"""Links between the pages lead somewhere, and the table of contents names every page."""

from __future__ import annotations

import pytest

from tests.docs.pages import PAGES, ROOT, anchors_of, links_of, name_of

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


def test_the_table_of_contents_names_every_page():
    index = ROOT / "docs" / "index.md"
    named = {(index.parent / link.partition("#")[0]).resolve() for link in links_of(index)}
    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} - {index} <= named
