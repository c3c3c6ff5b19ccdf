"""The blog as a person sees it: what only a browser shows."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from examples.blog import create_app
from tests.examples.browsing import PHONE, Browser

PASSWORD = "four words in a row"


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """A blog with sample posts, and Ada, who can log in."""
    folder = tmp_path_factory.mktemp("instance")
    key = "only for these tests"
    app = create_app({"DATABASE": str(folder / "blog.db"), "SECRET_KEY": key})
    runner = app.test_cli_runner()
    for command in (["add-samples"], ["create-user", "Ada", "--password", PASSWORD]):
        assert runner.invoke(args=command).exit_code == 0
    return serve("blog", BLOG_INSTANCE_PATH=str(folder), BLOG_SECRET_KEY=key)


@pytest.fixture
def browser(browser: Browser, address: str) -> Browser:
    browser.site = address
    return browser


@pytest.fixture
def ada(browser: Browser) -> Browser:
    """A browser in which Ada is logged in."""
    browser.visit("/login")
    log_in(browser)
    return browser


def log_in(browser: Browser) -> None:
    browser.type("#name", "Ada")
    browser.type("#password", PASSWORD)
    browser.follow("main button")


def write(browser: Browser, title: str, body: str, button: str = "#publish") -> None:
    browser.visit("/write")
    browser.type("#title", title)
    browser.type("#body", body)
    browser.follow(button)


def without_status(complaints: list[str], status: int) -> list[str]:
    """Leave out that the browser complains of an error page because it is one."""
    return [text for text in complaints if f"with a status of {status}" not in text]


# The pages, for everybody


@pytest.mark.parametrize("path", ["/", "/page/2", "/posts/1", "/login", "/register"])
def test_a_page_works_for_everybody(browser, path):
    assert browser.problems(path) == []


def test_the_pages_of_an_author_work_for_everybody(ada):
    write(ada, "A title that is rather long " * 4, "A_word_that_is_very_long" * 20, "#keep")
    post = ada.path
    for path in ("/desk", "/password", "/write", post, f"{post}/edit"):
        assert ada.problems(path) == []


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/logout", 405), ("/posts/1/edit", 403)]
)
def test_an_error_page_works_for_everybody(ada, path, status):
    assert without_status(ada.problems(path), status) == []
    assert ada.find(".number").text == str(status)


def test_dark_is_another_page(browser):
    browser.visit("/")
    light = browser.background()
    browser.be(PHONE, dark=True)
    assert browser.background() != light


# Stories


def test_the_pages_lead_to_the_oldest_post_and_back(browser):
    browser.visit("/")
    seen = []
    while browser.find_all(".turn [rel=next]"):
        browser.follow(".turn [rel=next]")
        seen.append(browser.path)
    assert seen == ["/page/2", "/page/3"]
    assert browser.find_all(".entry")
    browser.follow(".turn [rel=prev]")
    browser.follow(".turn [rel=prev]")
    assert browser.path == "/"


def test_somebody_registers_writes_edits_deletes_and_leaves(browser):
    browser.visit("/")
    browser.follow("a[href='/register']")
    browser.type("#name", "Zoë")
    browser.type("#password", PASSWORD)
    browser.type("#again", PASSWORD)
    browser.follow("main button")
    assert "Welcome, Zoë." in browser.text

    browser.follow("main a[href='/write']")
    browser.type("#title", "From a browser")
    browser.type("#body", "First paragraph.\n\nSecond one.")
    browser.follow("#publish")
    assert [paragraph.text for paragraph in browser.find_all(".post > p:not(.byline)")] == [
        "First paragraph.",
        "Second one.",
    ]

    browser.follow(".tools a")
    browser.type("#title", "From a browser, edited")
    browser.follow("#publish")
    browser.visit("/")
    assert browser.find(".entry h2").text == "From a browser, edited"

    browser.follow(".entry h2 a")
    assert not browser.find(".danger").is_displayed()
    browser.click("summary")
    browser.follow(".danger")
    assert "“From a browser, edited” is deleted." in browser.text

    browser.follow(".you button")
    assert "You are logged out." in browser.text
    assert browser.errors() == []


def test_the_login_leads_back_to_where_one_wanted_to_go(browser):
    browser.visit("/write")
    assert browser.path == "/login?next=/write"
    log_in(browser)
    assert browser.path == "/write"


def test_a_refused_login_says_why_and_keeps_the_name(browser):
    browser.visit("/login")
    browser.type("#name", "Ada")
    browser.type("#password", "not my password")
    browser.follow("main button")
    assert browser.find("[role=alert]").text == (
        "This name and this password do not belong together."
    )
    assert browser.find("#name").get_attribute("value") == "Ada"
    assert browser.barriers() == []


def test_a_password_is_changed_and_the_browser_stays_logged_in(ada):
    ada.visit("/desk")
    ada.follow("main a[href='/password']")
    assert ada.find("#name").get_attribute("value") == "Ada"
    ada.type("#old", "not my password")
    ada.type("#password", PASSWORD)
    ada.type("#again", PASSWORD)
    ada.follow("main button")
    assert ada.find("#old-wrong").text == "This is not your password."
    assert ada.barriers() == []
    for field in ("#old", "#password", "#again"):
        ada.type(field, PASSWORD)
    ada.follow("main button")
    assert "Your password is changed." in ada.text
    assert ada.path == "/desk"


def test_enter_in_the_title_leaves_a_published_post_published(ada):
    write(ada, "A titel", "Some text.")
    post = ada.path
    ada.visit(f"{post}/edit")
    ada.type("#title", f"A title{Keys.ENTER}")
    ada.wait_until(lambda: ada.path == post, "Enter did not send the form")
    assert ada.find("h1").text == "A title"
    assert not ada.find_all(".draft")


def test_the_browser_itself_asks_for_what_is_missing(ada):
    ada.visit("/write")
    ada.type("#body", "A text without a title.")
    ada.click("#publish")
    assert ada.path == "/write"
    assert ada.driver.switch_to.active_element.get_attribute("id") == "title"


def test_a_text_outlives_the_session_in_which_it_was_begun(ada):
    ada.visit("/write")
    ada.type("#title", "Written for hours")
    ada.type("#body", "A long text.")
    ada.driver.delete_all_cookies()
    ada.follow("#publish")

    assert "what you typed is still here" in ada.find("[role=alert]").text
    assert ada.barriers() == []
    assert ada.find("#body").get_attribute("value") == "A long text."


def test_what_an_author_writes_does_not_run(ada):
    title = "<img src=x onerror=document.title='boo'>"
    write(ada, title, "<script>document.title='boo'</script>")
    assert "<script>" in ada.text
    assert ada.driver.title == f"{title} · Loose Leaves"
    assert ada.errors() == []


def test_the_cookie_of_the_session_is_kept_from_scripts_and_from_other_sites(ada):
    cookie = ada.driver.get_cookie("session")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert ada.driver.execute_script("return document.cookie") == ""
