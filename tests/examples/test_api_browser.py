"""The console of the tea shop's API, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.examples.browsing import PHONE, Browser


@pytest.fixture(scope="module")
def address(serve: Callable[..., str]) -> str:
    """One shop for all tests: each changes a thing that the others leave alone."""
    return serve("api")


@pytest.fixture
def browser(browser: Browser, address: str) -> Browser:
    browser.site = address
    return browser


def expect(browser: Browser, status: str) -> None:
    """Wait for an answer of this status."""
    browser.wait_until(
        lambda: browser.find("#status").text == status, f"the console does not show {status}"
    )


def run(browser: Browser, example: str, status: str) -> None:
    """Click an example, and wait for the answer."""
    [button] = [
        button
        for button in browser.find_all(".examples button")
        if button.find_element("css selector", "span").get_property("textContent") == example
    ]
    # In one step, so that no earlier answer comes in between.
    script = "document.getElementById('status').textContent = ''; arguments[0].click()"
    browser.driver.execute_script(script, button)
    expect(browser, status)


def headers(browser: Browser) -> dict[str, str]:
    names, values = (browser.find_all(f"#answer-headers {tag}") for tag in ("dt", "dd"))
    return {name.text.rstrip(": "): value.text for name, value in zip(names, values, strict=True)}


def body(browser: Browser) -> str:
    return browser.find("#answer-body").text


def is_inside(browser: Browser, selector: str) -> bool:
    """Tell whether the beginning of an element is in the window."""
    script = (
        "const top = arguments[0].getBoundingClientRect().top; return 0 <= top && top < innerHeight"
    )
    return browser.driver.execute_script(script, browser.find(selector))


@pytest.mark.parametrize("path", ["/", "/problems"])
def test_a_page_works_for_everybody(browser, path):
    assert browser.problems(path) == []


def test_the_page_for_what_is_not_there_works_for_everybody(browser):
    problems = browser.problems("/nowhere")
    # The browser notes the 404 itself, in each of the four ways to see it.
    assert len(problems) == 4
    assert all("status of 404" in problem for problem in problems)


def test_the_page_begins_with_an_answer(browser):
    browser.visit("/")
    expect(browser, "200 OK")
    assert headers(browser)["Content-Type"] == "application/json"
    assert 'rel="next"' in headers(browser)["Link"]
    assert '"name": "Gyokuro",' in body(browser)
    assert not browser.find("#if-match").is_displayed(), "a list cannot be changed"


def test_a_link_in_an_answer_is_followed_in_the_console(browser):
    browser.visit("/")
    expect(browser, "200 OK")
    browser.click("#answer-body a[href$='/gyokuro/reviews']")
    browser.wait_until(lambda: "Like broth" in body(browser), "the reviews are not there")
    assert browser.find("#asked").text == "GET /api/v1/teas/gyokuro/reviews"
    assert browser.path == "/"


def test_a_tea_is_added_read_and_known(browser):
    browser.visit("/")
    run(browser, "Add a tea", "201 CREATED")
    assert headers(browser)["Location"] == "/api/v1/teas/earl-grey"
    browser.click("#request button")
    expect(browser, "409 CONFLICT")
    assert '"title": "There is such a tea already"' in body(browser)
    browser.click("#answer-body a[href$='/earl-grey']")
    expect(browser, "200 OK")
    browser.click("#if-none-match")
    expect(browser, "304 NOT MODIFIED")
    assert body(browser) == "(no body)"


def test_whoever_comes_second_with_a_change_is_told(browser):
    browser.visit("/")
    run(browser, "Change a price", "200 OK")
    assert '"price": "13.00"' in body(browser)
    run(browser, "Change a price", "412 PRECONDITION FAILED")
    run(browser, "Read one tea", "200 OK")
    browser.click("#if-match")
    browser.type("#body", '{"price": "13.50"}')
    browser.click("#request button")
    browser.wait_until(lambda: '"price": "13.50"' in body(browser), "the price is the old one")


def test_a_problem_names_each_field_and_leads_to_its_explanation(browser):
    browser.visit("/")
    run(browser, "Send wrong fields", "422 UNPROCESSABLE ENTITY")
    assert headers(browser)["Content-Type"] == "application/problem+json"
    for field in ("#/author", "#/stars", "#/text", "#/txt"):
        assert field in body(browser)
    browser.follow("#answer-body a[href$='#invalid-fields']")
    assert browser.find(":target h2").text == "422 Some fields are not valid"


def test_what_was_typed_stays_when_a_header_is_no_header(browser):
    browser.visit("/")
    expect(browser, "200 OK")
    browser.type("#headers", "no colon here")
    browser.click("#request button")
    expect(browser, "not sent")
    assert "this has not: no colon here" in body(browser)
    assert browser.find("#headers").get_property("value") == "no colon here"


def test_the_console_asks_no_other_site(browser):
    browser.visit("/")
    browser.type("#path", "https://example.com/")
    browser.click("#request button")
    expect(browser, "not sent")
    assert "this server only" in body(browser)


def test_markup_in_an_answer_is_text(browser):
    browser.visit("/")
    run(browser, "Say something about a tea", "201 CREATED")
    markup = "<img src=x onerror=document.title=1>"
    browser.type("#body", f'{{"author": "M", "stars": 1, "text": "{markup}"}}')
    browser.click("#request button")
    browser.wait_until(lambda: "onerror" in body(browser), "the review is not there")
    assert browser.find_all("#answer-body img") == []


def test_an_answer_without_a_body_says_so(browser):
    browser.visit("/")
    expect(browser, "200 OK")
    browser.find("#method").send_keys("HEAD")
    browser.click("#request button")
    browser.wait_until(lambda: body(browser) == "(no body)", "the console shows nothing")
    assert browser.barriers() == []


def test_on_a_phone_the_answer_comes_into_view(browser):
    browser.be(PHONE)
    browser.visit("/")
    expect(browser, "200 OK")
    assert not is_inside(browser, "#answer-body")
    run(browser, "List green teas", "200 OK")
    browser.wait_until(lambda: is_inside(browser, "#status"), "the answer is below the window")


def test_a_command_can_be_copied(browser):
    browser.driver.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"origin": browser.site, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    browser.visit("/")
    command = browser.find(".commands pre").text
    browser.click(".commands button")
    browser.wait_until(lambda: browser.find(".commands button").text == "Copied", "nothing copied")
    script = "navigator.clipboard.readText().then(arguments[0])"
    assert browser.driver.execute_async_script(script) == command


def test_without_a_script_the_page_says_what_works(browser):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.visit("/")
        assert "The console needs JavaScript." in browser.text
        assert not browser.find(".desk").is_displayed()
        browser.follow(".routes a[href$='/kinds']")
        assert "oolong" in browser.text
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
