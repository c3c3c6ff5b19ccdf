"""A session in a cookie: what is remembered, who can read it, and what nobody can change."""

from __future__ import annotations

import re
import time
import tracemalloc
import zlib
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
from itsdangerous import TimestampSigner
from itsdangerous.encoding import base64_encode
from webtest import TestApp as Browser
from webtest import TestResponse as Page

from examples.sessions import create_app
from examples.sessions.inside import anybody

SCRIPT = "<script>alert('boo')</script>"


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser without cookies."""
    monkeypatch.setenv("SECRET_KEY", "a key for tests")
    return Browser(create_app())


def log_in(browser: Browser, name: str = "Anna", remember: bool = False) -> Page:
    form = browser.get("/login").forms[0]
    form["username"] = name
    form["remember"] = remember
    return form.submit()


def press(browser: Browser, action: str) -> Page:
    """Press a button of the cookie's page."""
    forms = browser.get("/cookie").forms.values()
    return next(form for form in forms if form.action == action).submit().follow()


def text_of(page: Page, selector: str) -> str:
    return " ".join(page.html.select_one(selector).text.split())


# The counter, login and logout


def test_visits_are_counted_for_each_browser(browser: Browser) -> None:
    assert [text_of(browser.get("/"), ".visits") for _ in range(3)] == ["1", "2", "3"]
    assert text_of(Browser(browser.app).get("/"), ".visits") == "1"


def test_a_name_is_remembered_until_the_logout(browser: Browser) -> None:
    page = log_in(browser).follow()
    assert text_of(page, ".flash") == "Welcome, Anna!"
    assert text_of(browser.get("/"), "h1") == "Hello, Anna!"
    page = browser.post("/logout").follow()
    assert text_of(page, ".flash") == "You are logged out."
    assert text_of(browser.get("/"), "h1") == "Hello, stranger!"


def test_the_login_keeps_what_was_counted_and_the_logout_forgets_it(browser: Browser) -> None:
    browser.get("/")
    assert text_of(log_in(browser).follow(), ".visits") == "2"
    assert text_of(browser.post("/logout").follow(), ".visits") == "1"


@pytest.mark.parametrize("name", ["", "   ", "a" * 41])
def test_a_name_that_will_not_do_is_still_in_the_form(browser: Browser, name: str) -> None:
    page = browser.post("/login", {"username": name, "remember": "on"}, status=400)
    assert text_of(page, "#problem") == "Give a name of 1 to 40 letters."
    assert page.forms[0]["username"].value == name
    assert page.forms[0]["remember"].checked


def test_a_login_without_any_field_is_no_error_of_the_server(browser: Browser) -> None:
    browser.post("/login", status=400)


def test_a_logout_is_no_link(browser: Browser) -> None:
    page = browser.get("/logout", status=405)
    assert text_of(page, "h1") == "Method Not Allowed"
    assert "POST" in page.headers["Allow"]


@pytest.mark.parametrize("path", ["/", "/cookie"])
def test_a_name_is_no_html(browser: Browser, path: str) -> None:
    log_in(browser, SCRIPT)
    page = browser.get(path)
    assert SCRIPT not in page.text
    assert SCRIPT in page.html.text


# How long


def test_a_session_ends_with_the_browser(browser: Browser) -> None:
    cookie = log_in(browser).headers["Set-Cookie"]
    assert "expires" not in cookie.lower()


def test_remember_me_lasts_seven_days(browser: Browser) -> None:
    cookie = log_in(browser, remember=True).headers["Set-Cookie"]
    expires = parsedate_to_datetime(re.search("Expires=([^;]+)", cookie)[1])
    rest = expires - datetime.now(timezone.utc)
    assert timedelta(days=6, hours=23) < rest <= timedelta(days=7)


def test_a_visit_prolongs_it(browser: Browser) -> None:
    log_in(browser, remember=True)
    assert "Expires=" in browser.get("/").headers["Set-Cookie"]


@pytest.mark.parametrize(("days", "remembered"), [(6, True), (8, False)])
def test_an_older_signature_is_not_believed(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, days: int, remembered: bool
) -> None:
    log_in(browser)
    later = int(time.time()) + days * 24 * 60 * 60
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: later)
    assert ("Hello, Anna!" in browser.get("/")) == remembered


# The cookie


def test_scripts_and_other_sites_do_not_get_the_cookie(browser: Browser) -> None:
    cookie = log_in(browser).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_environment_can_keep_the_cookie_to_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a key for tests")
    monkeypatch.setenv("FLASK_SESSION_COOKIE_SECURE", "true")
    assert "Secure" in Browser(create_app()).get("/").headers["Set-Cookie"]


def test_anyone_can_read_the_session(browser: Browser) -> None:
    log_in(browser).follow()
    page = browser.get("/cookie")
    assert text_of(page, "#sent") == browser.cookies["session"]
    assert '"username": "Anna"' in text_of(page, "#content")
    assert text_of(page, "#content") == text_of(page, "#believed")


def test_a_name_is_shown_in_its_own_letters(browser: Browser) -> None:
    log_in(browser, name="Анна")
    page = browser.get("/cookie")
    for place in ("#content", "#believed"):
        assert '"username": "Анна"' in text_of(page, place)


def test_the_page_says_when_the_cookie_was_signed(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: 1_700_000_000)
    log_in(browser)
    assert "2023-11-14, 22:13:20 UTC" in browser.get("/cookie").html.text


def test_looking_changes_nothing(browser: Browser) -> None:
    log_in(browser, remember=True)
    assert "Set-Cookie" not in browser.get("/cookie").headers


def test_without_a_cookie_there_is_nothing_to_read(browser: Browser) -> None:
    page = browser.get("/cookie")
    assert "No session." in page
    assert text_of(page, "#believed") == "{}"


@pytest.mark.parametrize("remember", [True, False])
def test_a_forged_cookie_is_not_believed(browser: Browser, remember: bool) -> None:
    log_in(browser, remember=remember)
    page = press(browser, "/cookie/forge")
    assert text_of(page, "#content") == '{"username": "admin"}'
    assert "The signature does not fit" in text_of(page, "#believed")
    assert text_of(browser.get("/"), "h1") == "Hello, stranger!"


def test_only_a_cookie_that_is_worth_something_can_be_copied(browser: Browser) -> None:
    log_in(browser)
    page = browser.get("/cookie")
    assert not page.html.select("[action$=copy] button[disabled]")
    page = press(browser, "/cookie/forge")
    assert page.html.select("[action$=copy] button[disabled]")
    assert page.html.select("[action$=copy] a")[0]["href"] == "/login"


@pytest.mark.parametrize("remember", [True, False])
def test_an_old_cookie_is_believed_after_the_logout(browser: Browser, remember: bool) -> None:
    """The replay: what a session in a cookie cannot prevent, and one on the server can."""
    log_in(browser, remember=remember)
    press(browser, "/cookie/copy")
    browser.post("/logout")
    assert text_of(browser.get("/"), "h1") == "Hello, stranger!"
    page = press(browser, "/cookie/replay")
    assert '"username": "Anna"' in text_of(page, "#believed")
    assert text_of(browser.get("/"), "h1") == "Hello, Anna!"


def test_a_cookie_of_another_key_is_not_believed(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(browser)
    monkeypatch.setenv("SECRET_KEY", "another key")
    other = Browser(create_app())
    other.set_cookie("session", browser.cookies["session"])
    assert text_of(other.get("/"), "h1") == "Hello, stranger!"


@pytest.mark.parametrize(
    "cookie",
    [
        "x",
        "..",
        "a.b.c",
        ".e.e",
        "e30.____________.x",
        base64_encode(b'"\\ud800"').decode() + ".e.e",
        base64_encode(b'"\\ud800"').decode() + ".aaaa.e",
        anybody.dumps("a" * 1_000_000),
        anybody.dumps([SCRIPT]),
    ],
    ids=["id", "dots", "garbage", "no zip", "no time", "half a letter", "dated", "bomb", "script"],
)
def test_whatever_is_in_the_cookie_the_page_shows_it(browser: Browser, cookie: str) -> None:
    headers = {"Cookie": f"session={cookie}"}
    page = browser.get("/cookie", headers=headers)
    assert text_of(page, "#sent") == cookie
    assert SCRIPT not in page.text
    browser.post("/cookie/forge", headers=headers, status=302)
    browser.post("/cookie/copy", headers=headers, status=302)


def show(browser: Browser, cookie: str, name: str = "session") -> Page:
    """Open the page of the cookie with a cookie that was made by hand."""
    return browser.get("/cookie", headers={"Cookie": f"{name}={cookie}"})


def signed(browser: Browser, payload: str) -> str:
    """Sign a payload as the app does."""
    app = browser.app
    signer = app.session_interface.get_signing_serializer(app).make_signer()
    return signer.sign(payload).decode()


def bomb(size: int) -> str:
    """Return a short payload that unpacks to *size* bytes of JSON."""
    packed = zlib.compress(b'{"name": "%s"}' % (b"a" * size), 9)
    return f".{base64_encode(packed).decode()}"


def test_nothing_is_unpacked_before_the_signature_was_checked(browser: Browser) -> None:
    cookie = f"{bomb(2_000_000)}.aaaaaa.{'x' * 27}"
    assert len(cookie) < 4096
    show(browser, "x")  # now everything else is in the memory
    tracemalloc.start()
    try:
        page = show(browser, cookie)
        assert tracemalloc.get_traced_memory()[1] < 1_500_000
    finally:
        tracemalloc.stop()
    assert "without the right signature nobody unpacks it" in text_of(page, "#content")


def test_a_short_cookie_of_a_stranger_is_not_unpacked_either(browser: Browser) -> None:
    page = show(browser, anybody.dumps({"username": "a" * 500}))
    assert "aaa" not in text_of(page, "#content")


def test_a_session_of_the_app_is_unpacked(browser: Browser) -> None:
    log_in(browser, "a" * 40).follow()
    assert browser.cookies["session"].startswith(".")
    assert f'"username": "{"a" * 40}"' in text_of(browser.get("/cookie"), "#content")


def test_not_even_what_the_app_has_signed_is_unpacked_without_a_bound(browser: Browser) -> None:
    page = show(browser, signed(browser, bomb(2_000_000)))
    assert "longer than 4,096 bytes" in text_of(page, "#content")
    assert len(page.text) < 20_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[" * 20 + "]" * 20, "[" * 20 + "]" * 20),
        ("[" * 21 + "]" * 21, "It has more than 20 levels, too many to be shown."),
        ('{"a":' * 500 + "1" + "}" * 500, "It has more than 20 levels, too many to be shown."),
        ("[" * 1500 + "]" * 1500, None),
        ("[" * 3000, "It cannot be read."),
        ("9" * 3000, "9" * 3000),
    ],
    ids=["20", "21", "objects", "1,500", "open", "digits"],
)
def test_what_is_shown_has_a_bound(browser: Browser, text: str, shown: str | None) -> None:
    page = show(browser, f"{base64_encode(text).decode()}.aaaaaa.e")
    assert len(page.text) < 20_000
    assert text_of(page, "#content") == shown if shown else text_of(page, "#content")


@pytest.mark.parametrize("name", ["session", "copy"])
def test_a_cookie_that_no_browser_keeps_is_not_shown_whole(browser: Browser, name: str) -> None:
    page = show(browser, f"{'a' * 60_000}.aaaaaa.e", name)
    assert "aaaaaa" in text_of(page, "#sent" if name == "session" else "#copied")
    assert len(page.text) < 20_000


@pytest.mark.parametrize("path", ["/cookie/copy", "/cookie/replay", "/cookie/forge"])
@pytest.mark.parametrize("value", [r'"\000"', r'"a\015\012b"', r'"\177"', "\x7f", "\x80\xff"])
def test_a_cookie_that_cannot_be_sent_back_is_no_error_of_the_server(
    browser: Browser, path: str, value: str
) -> None:
    headers = {"Cookie": f"session={value}; copy={value}"}
    assert browser.post(path, headers=headers, status="*").status_code in {302, 400}


FOREIGN = ["https://evil.example", "null", "http://[", "http://localhost.evil.example", "//"]


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", ["/login", "/logout", "/cookie/forge", "/cookie/replay"])
def test_a_form_on_another_site_changes_nothing(browser: Browser, origin: str, path: str) -> None:
    """It is sent without the cookie, but the answer could set another in its place."""
    fields = {"username": "Mallory"}
    page = browser.post(path, fields, headers={"Origin": origin}, status=403)
    assert "Set-Cookie" not in page.headers
    assert "This form was sent from another site." in page


def test_a_form_on_this_site_does(browser: Browser) -> None:
    browser.post("/login", {"username": "Anna"}, headers={"Origin": "http://localhost"})
    assert text_of(browser.get("/"), "h1") == "Hello, Anna!"


def test_what_is_not_there_is_a_page_too(browser: Browser) -> None:
    page = browser.get("/nowhere", status=404)
    assert text_of(page, "h1") == "Not Found"
    assert "There is no page at /nowhere." in text_of(page, "main")
    page.click("To the first page")
