"""The quickstart as a person sees it: what only a browser shows."""

from __future__ import annotations

import pytest

from tests.examples.browsing import PHONE, Browser

PAGES = [
    "/",
    "/topics/hello",
    "/topics/variable-rules",
    "/topics/unique-urls",
    "/urls",
    "/topics/static-files",
    "/templates",
    "/form",
    "/uploads",
    "/cookies",
    "/topics/redirects",
    "/topics/json",
    "/login",
    "/session-cookie",
    "/flash",
    "/logging",
]


@pytest.fixture(scope="module")
def address(serve):
    return serve("quickstart")


@pytest.fixture
def browser(browser: Browser, address: str) -> Browser:
    browser.site = address
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_for_everybody(browser, path):
    assert browser.problems(path) == []


def test_the_tour_leads_through_all_its_pages(browser):
    browser.visit("/")
    browser.follow(".cards a")
    seen = [browser.path]
    while browser.find_all(".turn .next"):
        browser.follow(".turn .next")
        seen.append(browser.path)
    assert seen == PAGES[1:]


def test_dark_is_another_page(browser):
    browser.visit("/")
    light = browser.background()
    browser.be(PHONE, dark=True)
    assert browser.background() != light


def test_a_name_is_remembered_until_the_logout(browser):
    browser.visit("/login")
    browser.type("[name=username]", "Zoë")
    browser.follow("form button")
    assert "Welcome, Zoë!" in browser.text
    browser.visit("/")
    assert browser.find(".who").text == "Zoë"
    browser.visit("/login")
    browser.follow("form[action$=logout] button")
    assert "You are logged out." in browser.text


def test_a_script_in_a_name_is_shown_and_does_not_run(browser):
    browser.visit("/templates?name=%3Cscript%3Edocument.title%3D%22boo%22%3C%2Fscript%3E")
    assert '<script>document.title="boo"</script>' in browser.text
    assert browser.driver.title != "boo"


def test_a_color_is_kept_in_a_cookie_and_removed(browser):
    browser.visit("/cookies")
    browser.click("[value=seagreen]")
    browser.follow("form button")
    cookie = browser.driver.get_cookie("color")
    assert (cookie["value"], cookie["sameSite"]) == ("seagreen", "Lax")
    browser.follow("form[action$=remove] button")
    assert browser.driver.get_cookie("color") is None


def test_a_file_comes_back(browser, tmp_path):
    file = tmp_path / "tea list.txt"
    file.write_text("green")
    browser.visit("/uploads")
    browser.type("[type=file]", str(file))
    browser.follow("form button")
    assert "tea list.txt is saved as tea_list.txt." in browser.text
    assert browser.find(".files a").get_attribute("href").endswith("/uploads/tea_list.txt")


def test_a_message_is_seen_once(browser):
    browser.visit("/flash")
    browser.type("[name=text]", "Seen once")
    browser.follow("form button")
    assert "Seen once" in browser.text
    browser.visit("/flash")
    assert "Seen once" not in browser.text
