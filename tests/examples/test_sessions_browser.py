"""Both kinds of session in a real browser: the whole story, by clicking."""

from __future__ import annotations

import pytest

from tests.examples.browsing import PHONE, Browser
from tests.examples.servers import free_port

PAGES = ["/", "/login", "/cookie"]


@pytest.fixture(scope="module")
def addresses(serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept") / "sessions"
    return {
        "cookie": serve("sessions"),
        "server": serve("sessions/server", SESSIONS_FOLDER=str(folder), REDIS_URL=""),
    }


@pytest.fixture(params=["cookie", "server"])
def kind(request):
    return request.param


@pytest.fixture
def browser(browser: Browser, addresses, kind) -> Browser:
    browser.site = addresses[kind]
    return browser


def log_in(browser, name="Anna", remember=False):
    browser.visit("/login")
    browser.type("[name=username]", name)
    if remember:
        browser.click("[name=remember]")
    browser.follow("main form button")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_for_everybody(browser, path):
    assert browser.problems(path) == []


@pytest.mark.parametrize("path", PAGES)
def test_so_does_a_page_with_a_session_in_it(browser, path):
    log_in(browser, "W" * 40)
    browser.visit("/cookie")
    browser.follow("[action$=copy] button")
    assert browser.problems(path) == []


def test_a_forged_cookie_is_shown_on_a_page_for_everybody(browser):
    log_in(browser)
    browser.visit("/cookie")
    browser.follow("[action$=forge] button")
    assert browser.find("#believed").get_attribute("class") == "wrong"
    assert browser.problems("/cookie") == []


def test_the_page_shows_the_cookie_that_the_browser_holds(browser):
    log_in(browser)
    browser.visit("/cookie")
    assert browser.find("#sent").text == browser.driver.get_cookie("session")["value"]


def test_remember_me_gives_the_cookie_a_date(browser):
    log_in(browser)
    assert "expiry" not in browser.driver.get_cookie("session")
    browser.follow(".you button")
    log_in(browser, remember=True)
    assert "expiry" in browser.driver.get_cookie("session")


def test_scripts_cannot_see_the_cookie(browser):
    log_in(browser)
    assert browser.driver.execute_script("return document.cookie") == ""


def test_the_story_of_an_old_cookie(browser, kind):
    browser.visit("/")
    assert browser.find(".visits").text == "1"
    browser.follow("main a.button")
    browser.type("[name=username]", "Anna")
    browser.follow("main form button")
    assert "Welcome, Anna!" in browser.text
    browser.visit("/cookie")
    browser.follow("[action$=copy] button")
    browser.follow(".you button")
    assert "You are logged out." in browser.text
    browser.visit("/cookie")
    browser.follow("[action$=replay] button")
    browser.visit("/")
    expected = {"cookie": "Hello, Anna!", "server": "Hello, stranger!"}
    assert browser.find("h1").text == expected[kind]


@pytest.mark.parametrize("kind", ["server"], indirect=True)
def test_a_logout_everywhere_ends_this_session_too(browser, kind):
    log_in(browser, "Bo")
    browser.follow("[action$=logout-everywhere] button")
    assert "You are logged out, here and everywhere else." in browser.text
    assert browser.find("h1").text == "Hello, stranger!"


@pytest.mark.parametrize("kind", ["server"], indirect=True)
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_without_redis_works_for_everybody(browser, serve, dark):
    browser.site = serve("sessions/server", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    browser.be(PHONE, dark=dark)
    browser.visit("/")
    assert browser.find("h1").text == "Sessions cannot be read"
    assert browser.too_wide() + browser.barriers() == []
