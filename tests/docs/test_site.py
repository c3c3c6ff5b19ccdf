"""The site of the documentation: it builds without a warning, is whole, and works offline.

It is built once in a run, as ``make docs`` builds it, and then looked at.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.docs.pages import ROOT
from tests.examples.browsing import DESKTOP, PHONE

NO_SPHINX = "Sphinx is not installed: \"pip install -e '.[docs]'\" brings what builds the site."

#: Attributes by which a page loads something, whoever reads it.
LOADING = {"src", "srcset", "poster", "data", "xlink:href"}


@pytest.fixture(scope="session")
def build(tmp_path_factory) -> tuple[Path, str]:
    """The folder of the built site, and what Sphinx had to say."""
    if any(find_spec(name) is None for name in ("sphinx", "furo", "myst_parser")):
        if os.environ.get("CI"):
            pytest.fail(NO_SPHINX)
        pytest.skip(NO_SPHINX)
    folder = tmp_path_factory.mktemp("site")
    trees = tmp_path_factory.mktemp("trees")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", trees]
    result = subprocess.run(
        [*command, ROOT / "docs", folder], capture_output=True, text=True, check=False
    )
    return folder, result.stderr


@pytest.fixture(scope="session")
def site(build) -> Path:
    """The folder of the built site."""
    folder, said = build
    assert (folder / "index.html").exists(), said
    return folder


def test_the_site_is_built_without_a_warning(build):
    _, said = build
    assert said == ""


class Page(HTMLParser):
    """What a built page loads, links to and can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = {""}
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.loaded += [found[name] for name in LOADING & found.keys()]
        if tag in {"link", "use", "image"}:
            self.loaded.append(found.get("href", ""))
        elif tag == "a":
            self.links.append(found.get("href", ""))
        self.anchors |= {found[name] for name in ("id", "name") if name in found}


@pytest.fixture(scope="session")
def pages(site) -> dict[Path, Page]:
    return {path: Page(path) for path in site.rglob("*.html")}


def is_remote(address: str) -> bool:
    return bool(urlsplit(address).netloc)


def test_no_page_loads_anything_from_elsewhere(site, pages):
    loaded = [address for page in pages.values() for address in page.loaded]
    for sheet in site.rglob("*.css"):
        loaded += re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s]+)", sheet.read_text())
    assert len(loaded) > 100
    assert [address for address in loaded if is_remote(address)] == []


def test_every_link_within_the_site_leads_to_a_page_and_a_place_on_it(site, pages):
    broken = set()
    for path, page in pages.items():
        for link in page.links:
            if is_remote(link) or link.startswith("mailto:"):
                continue
            address, _, anchor = urljoin(path.as_uri(), link).partition("#")
            target = Path(unquote(urlsplit(address).path))
            anchors = pages[target].anchors if target in pages else {""}
            if not target.is_file() or unquote(anchor) not in anchors:
                broken.add((path.name, link))
    assert broken == set()


def test_a_quotation_is_the_function_and_leads_to_its_place_in_the_file(site, pages):
    text = (site / "architecture.html").read_text()
    assert '<span class="k">def</span>' in text
    assert "source/microflask/app.py.html#Flask.wsgi_app" in pages[site / "architecture.html"].links


def test_a_file_of_the_readers_program_bears_its_name(site):
    text = (site / "installation.html").read_text()
    assert re.search(r'<div class="code-block-caption">.*?hello\.py.*?</div>', text, re.DOTALL)


def test_the_reference_has_a_link_to_the_source_of_nearly_everything(site):
    text = "".join(path.read_text() for path in (site / "api").glob("*.html"))
    described = len(re.findall(r'<dt class="sig sig-object py"', text))
    assert described > 400
    assert text.count("[source]") > 0.7 * described


# In a browser


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Write no line for each file that is asked for."""


@pytest.fixture(scope="session")
def address(site) -> Iterator[str]:
    """Where the site is served, as any server of files does it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser(address, browser):
    """A browser on the site."""
    browser.site = address
    return browser


def test_the_search_finds_url_for(browser):
    browser.visit("/index.html")
    browser.type(".sidebar-search", "url_for")
    browser.find(".sidebar-search").submit()
    browser.find("#search-results li a")
    titles = [link.text for link in browser.find_all("#search-results li a")]
    assert "microflask.url_for" in titles
    browser.driver.find_element("link text", "microflask.url_for").click()
    browser.wait_until(lambda: browser.path.startswith("/api/urls.html"), "the hit was not opened")
    assert "Build the URL" in browser.find("[id='microflask.url_for'] + dd").text
    assert browser.errors() == []


def test_the_search_finds_a_status_code(browser):
    browser.visit("/search.html?q=404+page")
    for page in ("using/errors", "tour/09-errors"):
        browser.find(f"#search-results li a[href*='{page}.html']")
    assert browser.errors() == []


def test_a_reader_chooses_between_light_and_dark_and_is_remembered(browser):
    browser.visit("/index.html")
    seen = []
    for _ in range(3):  # as the system says, then one, then the other
        seen.append(browser.background())
        browser.click(".content-icon-container .theme-toggle")
    assert set(seen) == {"rgb(250, 248, 243)", "rgb(20, 24, 26)"}

    browser.driver.execute_script("localStorage.setItem('theme', 'dark')")
    browser.visit("/architecture.html")
    assert browser.background() == "rgb(20, 24, 26)"
    assert browser.find(".figure .box").value_of_css_property("fill") == "rgb(28, 33, 36)"
    browser.driver.execute_script("localStorage.clear()")


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/using/sessions.html",
        "/api/views.html",
        "/source/microflask/globals.py.html",
    ],
)
def test_a_page_is_for_everybody(browser, path):
    assert browser.problems(path) == []


def test_no_page_scrolls_sideways(browser, pages, site):
    wide = []
    for path in pages:
        if path.relative_to(site).parts[0] == "source":
            continue
        browser.visit(f"/{path.relative_to(site).as_posix()}")
        for width in (DESKTOP, 1366, PHONE):  # the contents of the page stand beside it or not
            browser.be(width)
            wide += [(path.name, width, element) for element in browser.too_wide()[:1]]
    assert wide == []
