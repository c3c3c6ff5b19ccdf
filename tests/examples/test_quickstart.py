"""The quickstart, as a person with a browser clicks through it."""

from __future__ import annotations

import inspect
import logging
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from webtest import TestApp as Browser
from webtest import TestResponse as Page
from webtest import Upload

from examples import quickstart
from examples.quickstart import tour

SCRIPT = "<script>alert('boo')</script>"
UUID = "5a8f0c1e-2b7d-4f60-9e3a-6d1c4b8a7f21"
TITLES = [topic.title for topic in tour.TOPICS]


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser without cookies."""
    yield Browser(quickstart.app)
    quickstart.recent.flush()
    for file in quickstart.upload_folder.iterdir():
        file.unlink()


def log_in(browser: Browser, name: str = "Anna") -> Page:
    form = browser.get("/login").form
    form["username"] = name
    return form.submit().follow()


def upload(browser: Browser, name: str, content: bytes, **options: int) -> Page:
    form = browser.get("/uploads").form
    form["file"] = Upload(name, content)
    return form.submit(**options)


def flashed(page: Page) -> list[str]:
    return [" ".join(message.text.split()) for message in page.html.select(".flash")]


def text_of(page: Page, selector: str) -> str:
    return page.html.select_one(selector).get_text().strip()


# The tour


def test_the_home_page_has_a_card_for_every_topic(browser: Browser) -> None:
    cards = browser.get("/").html.select(".cards h3")
    assert [card.text for card in cards] == TITLES


@pytest.mark.parametrize("title", TITLES)
def test_a_click_on_a_card_opens_its_page(browser: Browser, title: str) -> None:
    page = browser.get("/").click(title, index=-1)
    assert page.status_code == 200
    assert text_of(page, "h1") == title
    assert page.html.select_one("title").text == f"{title} · microflask quickstart"
    assert [link.text for link in page.html.select("nav [aria-current=page]")] == [title]


@pytest.mark.parametrize("title", TITLES)
def test_a_page_shows_its_section_of_the_source(browser: Browser, title: str) -> None:
    shown = browser.get("/").click(title, index=-1).html.select_one(".source pre").text
    source = inspect.getsource(quickstart)
    assert f"# == {title} ==\n{shown}\n" in source


def test_the_lines_that_a_page_names_are_those_it_shows(browser: Browser) -> None:
    figure = browser.get("/form").html.select_one(".source figure")
    _, first, _, last = figure.select_one("figcaption").text.rsplit(maxsplit=3)
    lines = inspect.getsource(quickstart).splitlines()[int(first) - 1 : int(last)]
    assert figure.select_one("pre").text == "\n".join(lines)


def test_every_section_of_the_source_has_a_page() -> None:
    assert list(tour.sections(quickstart.__name__)) == [*TITLES, "The tour"]


def test_the_whole_tour_can_be_taken_by_clicking_next(browser: Browser) -> None:
    page = browser.get("/").click("Begin with")
    titles = [text_of(page, "h1")]
    while page.html.select_one("a.next"):
        page = page.click("Next")
        titles.append(text_of(page, "h1"))
    assert titles == TITLES


@pytest.mark.parametrize("title", TITLES)
def test_no_link_on_a_page_is_dead_but_those_that_show_an_error(
    browser: Browser, title: str
) -> None:
    page = browser.get("/").click(title, index=-1)
    shown_errors = {
        exchange.a["href"]
        for exchange in page.html.select(".exchange")
        if exchange.select_one(".s4")
    }
    links = {link["href"] for link in page.html.select("a[href^='/']")}
    dead = {link for link in links if browser.get(link, status="*").status_code >= 400}
    assert dead == shown_errors


def test_a_topic_that_there_is_not_is_a_404(browser: Browser) -> None:
    browser.get("/topics/layout", status=404)


# Hello, World


def test_hello_says_hello(browser: Browser) -> None:
    answer = browser.get("/hello")
    assert answer.text == "<p>Hello, World!</p>"
    assert answer.content_type == "text/html"


def test_a_page_quotes_what_the_app_answers(browser: Browser) -> None:
    page = browser.get("/topics/hello")
    assert "200 OK" in text_of(page, ".exchange .line")
    assert text_of(page, ".exchange pre") == browser.get("/hello").text


# Variable rules


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/user/Anna", "User Anna"),
        ("/user/Zo%C3%AB", "User Zoë"),
        ("/post/7", "Post 7. The next one is 8."),
        ("/price/12.50", "12.50 and a tip make 13.75."),
        ("/path/to/the/lake", "Subpath to/the/lake"),
        (f"/ticket/{UUID}", f"Ticket {UUID}, a UUID of version 4"),
    ],
)
def test_a_converter_passes_what_fits(browser: Browser, path: str, answer: str) -> None:
    assert browser.get(path).text == answer


@pytest.mark.parametrize(
    "path",
    [
        "/user/Anna/Bo",
        "/post/seven",
        "/post/-7",
        "/post/" + "7" * 5000,
        "/post/" + "9" * 4300,
        "/price/12",
        "/path/",
        "/ticket/7",
    ],
)
def test_a_converter_refuses_what_does_not_fit(browser: Browser, path: str) -> None:
    browser.get(path, status=404)


@pytest.mark.parametrize("path", ["/user/%3Cb%3EAnna", "/path/%3Cb%3EAnna"])
def test_a_part_of_the_path_is_escaped(browser: Browser, path: str) -> None:
    assert browser.get(path).text.endswith("&lt;b&gt;Anna")


# Unique URLs


def test_a_missing_slash_is_added_by_a_redirect(browser: Browser) -> None:
    answer = browser.get("/projects", status=308)
    assert answer.headers["Location"] == "http://localhost/projects/"
    assert answer.follow().text == "The project page"


def test_a_slash_too_many_is_a_404(browser: Browser) -> None:
    assert browser.get("/about").text == "The about page"
    browser.get("/about/", status=404)


# URL building


def test_the_page_lists_what_url_for_builds(browser: Browser) -> None:
    links = [link.text for link in browser.get("/urls").html.select(".pairs a")]
    assert links == [
        "/hello",
        "/user/Zo%C3%AB%20Doe",
        "/templates?name=tea+%26+cake",
        "/static/style.css",
        "http://localhost/about",
        "/urls#live",
    ]


def test_a_built_url_arrives_as_it_was_meant(browser: Browser) -> None:
    page = browser.get("/urls")
    assert page.click("Zo%C3%AB").text == "User Zoë Doe"
    assert page.click("tea").form["name"].value == "tea & cake"


def test_urls_know_where_the_app_is_mounted(browser: Browser) -> None:
    page = browser.get("/urls", extra_environ={"SCRIPT_NAME": "/shop"})
    assert page.html.select_one(".pairs a")["href"] == "/shop/hello"
    page = browser.get("/topics/hello", extra_environ={"SCRIPT_NAME": "/shop"})
    assert page.html.select_one(".exchange a")["href"] == "/shop/hello"
    assert "200 OK" in text_of(page, ".exchange")


# Static files


def test_the_style_sheet_is_linked_and_served(browser: Browser) -> None:
    link = browser.get("/").html.select_one("link[rel=stylesheet]")["href"]
    assert link == "/static/style.css"
    assert browser.get(link).content_type == "text/css"


def test_a_static_file_that_the_browser_has_is_not_sent_again(browser: Browser) -> None:
    etag = browser.get("/static/style.css").headers["ETag"]
    answer = browser.get("/static/style.css", headers={"If-None-Match": etag}, status=304)
    assert answer.body == b""


def test_the_page_shows_a_whole_a_conditional_and_a_partial_answer(browser: Browser) -> None:
    page = browser.get("/topics/static-files")
    statuses = [line.b.text[:3] for line in page.html.select(".exchange .line")]
    assert statuses == ["200", "304", "206"]


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../tour.py", "/static/"])
def test_nothing_but_the_static_folder_is_served(browser: Browser, path: str) -> None:
    browser.get(path, status=404)


# Templates


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/topics/static-files", ["_links.html"]),
        ("/templates", ["_greeting.html"]),
        ("/flash", ["_messages.html", "_errors.html"]),
    ],
)
def test_a_page_about_templates_shows_them(browser: Browser, path: str, names: list[str]) -> None:
    _, *figures = browser.get(path).html.select(".source pre")
    folder = Path(quickstart.__file__).parent / "templates"
    assert [figure.text for figure in figures] == [
        (folder / name).read_text().strip() for name in names
    ]


def test_a_script_in_a_template_is_text(browser: Browser) -> None:
    form = browser.get("/templates").form
    form["name"] = SCRIPT
    page = form.submit()
    assert text_of(page, ".result h2") == f"Hello, {SCRIPT}!"
    assert page.html.script is None


def test_a_script_by_hand_is_text_as_well(browser: Browser) -> None:
    answer = browser.get("/templates", {"name": SCRIPT}).click("by hand")
    assert answer.text == "<p>Hello, &lt;script&gt;alert(&#39;boo&#39;)&lt;/script&gt;!</p>"


def test_a_template_without_a_name_greets_the_world(browser: Browser) -> None:
    assert text_of(browser.get("/templates", {"name": ""}), ".result") == "Hello, World!"


# Forms


def test_a_form_is_shown_by_get_and_answered_by_post(browser: Browser) -> None:
    page = browser.get("/form")
    assert page.html.select_one(".result") is None
    form = page.form
    form["drink"] = "tea"
    assert text_of(form.submit(), ".result") == "One tea, coming up."


def test_get_has_a_default_for_a_missing_field(browser: Browser) -> None:
    assert text_of(browser.get("/form").form.submit(), ".result") == "One water, coming up."


def test_the_buttons_of_the_form_lead_to_the_two_other_views(browser: Browser) -> None:
    buttons = browser.get("/form").html.select("button[formaction]")
    assert [button["formaction"] for button in buttons] == ["/form/strict", "/form/careful"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [("/form/strict", "One tea, as you insist."), ("/form/careful", "One tea, carefully.")],
)
def test_either_view_takes_a_whole_form(browser: Browser, path: str, answer: str) -> None:
    assert text_of(browser.post(path, {"drink": "tea"}), ".result") == answer


def test_a_missing_field_is_a_bad_request(browser: Browser) -> None:
    assert text_of(browser.post("/form/strict", status=400), "h1") == "Bad Request"


def test_a_missing_field_can_be_caught(browser: Browser) -> None:
    page = browser.post("/form/careful", status=400)
    assert text_of(page, ".result") == "Choose a drink first."


def test_what_a_form_sends_is_escaped(browser: Browser) -> None:
    page = browser.post("/form", {"drink": SCRIPT})
    assert text_of(page, ".result") == f"One {SCRIPT}, coming up."
    assert page.html.script is None


def test_a_method_that_a_view_does_not_take_is_a_405(browser: Browser) -> None:
    page = browser.get("/form/strict", status=405)
    assert set(page.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
    assert text_of(page, "h1") == "Method Not Allowed"


# File uploads


def test_an_uploaded_file_is_saved_listed_and_sent_back(browser: Browser) -> None:
    assert text_of(browser.get("/uploads"), ".empty") == "Nothing yet."
    page = upload(browser, "two words.txt", b"tea").follow()
    assert flashed(page) == ["success two words.txt is saved as two_words.txt."]
    answer = page.click("two_words.txt")
    assert answer.body == b"tea"
    assert answer.headers["Content-Disposition"] == "attachment; filename=two_words.txt"


def test_the_name_of_a_file_cannot_leave_the_folder(browser: Browser) -> None:
    upload(browser, "../../../etc/passwd", b"root")
    assert [file.name for file in quickstart.upload_folder.iterdir()] == ["etc_passwd"]


def test_a_very_long_name_is_cut(browser: Browser) -> None:
    upload(browser, "a" * 1000 + ".txt", b"tea", status=302)
    (file,) = quickstart.upload_folder.iterdir()
    assert file.name == "a" * 96 + ".txt"


def test_a_name_that_is_cut_is_still_harmless(browser: Browser) -> None:
    """From the middle of a harmless name a dot could come to the front: a hidden file."""
    upload(browser, "a" + ".b" * 100, b"tea", status=302)
    (file,) = quickstart.upload_folder.iterdir()
    assert not file.name.startswith(".")


def test_a_name_of_which_nothing_is_left_is_refused(browser: Browser) -> None:
    assert flashed(upload(browser, "../..", b"tea").follow()) == [
        "error Choose a file with a name first."
    ]
    assert list(quickstart.upload_folder.iterdir()) == []


def test_an_upload_without_a_file_is_a_bad_request(browser: Browser) -> None:
    browser.post("/uploads", {"file": "no file"}, status=400)


def test_a_file_at_the_limit_is_taken_and_one_above_it_refused(browser: Browser) -> None:
    limit = quickstart.app.config["MAX_CONTENT_LENGTH"]
    upload(browser, "small.bin", bytes(limit - 1000), status=302)
    page = upload(browser, "large.bin", bytes(limit), status=413)
    assert text_of(page, "h1") == "That file is too large"
    assert "up to 1.0 MiB" in text_of(page, ".problem")
    assert [file.name for file in quickstart.upload_folder.iterdir()] == ["small.bin"]
    assert page.click("Choose a smaller one").status_code == 200


@pytest.mark.parametrize("name", ["nothing.txt", "..%2Ftour.py", "%00"])
def test_a_download_of_what_was_not_uploaded_is_a_404(browser: Browser, name: str) -> None:
    browser.get(f"/uploads/{name}", status=404)


# Cookies


def test_a_cookie_is_set_read_and_removed(browser: Browser) -> None:
    page = browser.get("/cookies")
    assert text_of(page, ".empty") == "Your browser sends no color."
    page.form["color"] = "gold"
    page = page.form.submit().follow()
    assert text_of(page, ".remembered b") == "gold"
    assert browser.cookies["color"] == "gold"
    page = page.forms[1].submit().follow()
    assert text_of(page, ".empty") == "Your browser sends no color."
    assert "color" not in browser.cookies


def test_the_cookie_says_how_the_browser_should_keep_it(browser: Browser) -> None:
    cookie = browser.post("/cookies", {"color": "gold"}).headers["Set-Cookie"]
    assert {"color=gold", "Max-Age=3600", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_color_that_was_not_offered_is_a_bad_request(browser: Browser) -> None:
    page = browser.post("/cookies", {"color": "gold\r\nSet-Cookie: a=b"}, status=400)
    assert "There is no such color" in page.text


def test_a_cookie_that_the_visitor_wrote_is_not_believed(browser: Browser) -> None:
    page = browser.get("/cookies", headers={"Cookie": "color=nonsense"})
    assert text_of(page, ".empty") == "Your browser sends no color."


def test_a_page_that_sets_a_cookie_itself_knows_who_comes_back(browser: Browser) -> None:
    page = browser.get("/cookies")
    assert page.content_type == "text/html"
    assert text_of(page, ".note") == "You are on this page for the first time."
    assert text_of(browser.get("/cookies"), ".note") == "You have been on this page before."


# Redirects and errors


def test_an_old_address_redirects_to_the_new_one(browser: Browser) -> None:
    answer = browser.get("/old-about", status=302)
    assert answer.headers["Location"] == "/about"


def test_a_protected_page_sends_visitors_to_the_login(browser: Browser) -> None:
    page = browser.get("/secret", status=302).follow()
    assert page.request.path == "/login"
    assert flashed(page) == ["warning Log in to read the secret."]


def test_a_protected_page_opens_after_the_login(browser: Browser) -> None:
    assert log_in(browser).click("the secret").text.startswith("<p>Anna, the secret is")


@pytest.mark.parametrize("path", ["/no/such/page", "/%3Cscript%3E", "/favicon.ico"])
def test_an_unknown_address_gets_our_own_404_page(browser: Browser, path: str) -> None:
    page = browser.get(path, status=404)
    assert text_of(page, "h1") == "Nothing is here"
    assert text_of(page, ".problem code") == path.replace("%3C", "<").replace("%3E", ">")
    assert page.click("To the topics").status_code == 200


def test_abort_stops_with_an_error_page(browser: Browser) -> None:
    page = browser.get("/forbidden", status=403)
    assert text_of(page, ".number") == "403"
    assert text_of(page, "h1") == "Forbidden"


def test_an_error_in_a_view_is_a_page_as_well(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(quickstart.app.view_functions, "hello", lambda: 1 / 0)
    page = browser.get("/hello", status=500)
    assert text_of(page, "h1") == "Internal Server Error"
    assert "ZeroDivisionError" not in page.text


# JSON


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/api/me", {"name": None, "logged_in": False}),
        ("/api/users", [{"name": "Anna", "drink": "tea"}, {"name": "Bo", "drink": "coffee"}]),
        ("/api/users/count", 2),
    ],
)
def test_a_dict_a_list_and_jsonify_answer_in_json(
    browser: Browser, path: str, answer: object
) -> None:
    response = browser.get(path)
    assert response.content_type == "application/json"
    assert response.json == answer


def test_the_api_knows_who_is_logged_in(browser: Browser) -> None:
    log_in(browser)
    assert browser.get("/api/me").json == {"name": "Anna", "logged_in": True}


# Sessions


def test_a_visitor_logs_in_and_out(browser: Browser) -> None:
    page = log_in(browser)
    assert flashed(page) == ["success Welcome, Anna!"]
    assert text_of(page, ".result b") == "Anna"
    assert text_of(browser.get("/"), ".you .who") == "Anna"
    page = page.form.submit().follow()
    assert flashed(page) == ["message You are logged out."]
    assert browser.get("/").html.select_one(".you .who") is None


def test_the_name_of_a_visitor_is_escaped(browser: Browser) -> None:
    page = log_in(browser, SCRIPT)
    assert text_of(page, ".result b") == SCRIPT
    assert page.html.script is None
    assert "&lt;script&gt;" in browser.get("/secret").text


@pytest.mark.parametrize(("name", "kept"), [("  Bo ", "Bo"), ("x" * 5000, "x" * 40)])
def test_a_name_is_trimmed(browser: Browser, name: str, kept: str) -> None:
    browser.post("/login", {"username": name})
    assert browser.get("/api/me").json["name"] == kept


def test_a_login_without_a_name_is_refused(browser: Browser) -> None:
    assert flashed(log_in(browser, "  ")) == ["error Tell us a name."]
    assert browser.get("/api/me").json["logged_in"] is False
    browser.post("/login", status=400)


def test_a_visitor_who_is_not_logged_in_may_log_out(browser: Browser) -> None:
    assert browser.post("/logout").follow().status_code == 200


def test_following_a_link_logs_nobody_out(browser: Browser) -> None:
    log_in(browser)
    browser.get("/logout", status=405)
    assert browser.get("/api/me").json["logged_in"] is True


def test_a_form_on_another_site_logs_nobody_out(browser: Browser) -> None:
    """It is sent without the cookie, and must not get another to put in its place."""
    answer = browser.post("/logout", headers={"Origin": "https://evil.example"})
    assert "Set-Cookie" not in answer.headers


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(browser: Browser) -> None:
    cookie = browser.post("/login", {"username": "Anna"}).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


# The session's cookie


def pairs(page: Page) -> list[str]:
    return [pair.text for pair in page.html.select(".pairs dd")]


def test_the_page_asks_to_log_in_without_a_session(browser: Browser) -> None:
    assert "Your browser sends no session" in text_of(browser.get("/session-cookie"), ".empty")


def test_the_session_can_be_read_without_the_key(browser: Browser) -> None:
    log_in(browser)
    assert pairs(browser.get("/session-cookie")) == [
        browser.cookies["session"],
        '{"username": "Anna"}',
        '{"username": "Anna"}',
    ]


@pytest.mark.parametrize("name", ["O'Brien", "Анна", "<b>"])
def test_any_name_is_shown_as_it_was_typed(browser: Browser, name: str) -> None:
    log_in(browser, name)
    assert pairs(browser.get("/session-cookie"))[1:] == [f'{{"username": "{name}"}}'] * 2


def test_a_forged_session_is_read_but_not_believed(browser: Browser) -> None:
    log_in(browser)
    page = browser.get("/session-cookie").form.submit().follow()
    assert pairs(page)[1:] == ['{"username": "admin"}', "{}"]
    assert "The signature does not fit" in text_of(page, ".wrong")
    assert browser.get("/api/me").json["logged_in"] is False
    assert browser.get("/secret").headers["Location"] == "/login"


def test_a_session_with_a_changed_letter_is_not_believed(browser: Browser) -> None:
    log_in(browser)
    cookie = browser.cookies["session"]
    changed = cookie.replace(cookie[5], "A" if cookie[5] != "A" else "B", 1)
    headers = {"Cookie": f"session={changed}"}
    assert Browser(quickstart.app).get("/api/me", headers=headers).json["logged_in"] is False


@pytest.mark.parametrize(
    "cookie",
    [
        "nonsense",
        "...",
        ".a.b.c",
        "W10.W10.W10",
        "e30.aaaaaa.é",
        URLSafeTimedSerializer("wrong").dumps([1, "<b>"]),
        URLSafeTimedSerializer("wrong").dumps({"username": ["a"] * 1000}),
    ],
)
def test_whatever_stands_in_the_cookie_the_page_shows_it(browser: Browser, cookie: str) -> None:
    page = browser.get("/session-cookie", headers={"Cookie": f"session={cookie}"})
    assert pairs(page)[2] == "{}"


def test_a_compressed_session_is_unpacked_only_after_its_signature_was_checked(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cookie of 4 kB could unpack to a thousand times as much."""
    unpacked = []
    unpack = zlib.decompress
    monkeypatch.setattr(zlib, "decompress", lambda text: unpacked.append(text) or unpack(text))
    forged = URLSafeTimedSerializer("wrong").dumps({"username": "a" * 40})
    assert forged.startswith(".")
    page = browser.get("/session-cookie", headers={"Cookie": f"session={forged}"})
    assert pairs(page)[1:] == ["null", "{}"]
    assert unpacked == []
    for _ in range(3):
        browser.post("/flash", {"text": "a" * 100})
    assert browser.cookies["session"].startswith(".")
    assert pairs(browser.get("/session-cookie"))[1].count("a" * 100) == 3
    assert unpacked != []


# Flash messages


def test_one_form_leaves_one_message_for_each_category(browser: Browser) -> None:
    """Messages are kept in the session: a long form could make one that no cookie has room for."""
    fields = [("category", "error"), ("category", "success")] * 400
    page = browser.post("/flash", [("text", "Tea is ready"), *fields]).follow()
    assert flashed(page) == ["error Tea is ready", "success Tea is ready"]


def test_a_message_is_seen_once(browser: Browser) -> None:
    form = browser.get("/flash").form
    form["text"] = "Tea is ready"
    page = form.submit().follow()
    assert flashed(page) == ["message Tea is ready"]
    assert flashed(page.click("Load the page again")) == []


def test_a_message_waits_for_the_next_page_whatever_that_is(browser: Browser) -> None:
    browser.post("/flash", {"text": "Tea is ready"})
    assert browser.get("/hello").status_code == 200
    assert flashed(browser.get("/cookies")) == ["message Tea is ready"]
    assert flashed(browser.get("/flash")) == []


def test_messages_have_categories_and_a_filter_picks_some(browser: Browser) -> None:
    form = browser.get("/flash").form
    form["text"] = "Tea is ready"
    for box in form.fields["category"][1:]:
        box.checked = True
    page = form.submit().follow()
    assert flashed(page) == [
        "success Tea is ready",
        "warning Tea is ready",
        "error Tea is ready",
    ]
    errors = [item.text for item in page.html.select("ul.result li:not(.empty)")]
    assert errors == ["Tea is ready"]


def test_the_filter_finds_nothing_in_another_category(browser: Browser) -> None:
    page = browser.post("/flash", {"text": "Tea", "category": "success"}).follow()
    assert text_of(page, "ul.result") == "There is no error."


def test_a_message_is_escaped_and_cut(browser: Browser) -> None:
    page = browser.post("/flash", {"text": SCRIPT + "x" * 5000}).follow()
    assert page.html.script is None
    assert flashed(page) == ["message " + (SCRIPT + "x" * 5000)[:100]]


def test_an_unknown_category_is_a_bad_request(browser: Browser) -> None:
    browser.post("/flash", {"category": "panic"}, status=400)
    assert flashed(browser.get("/flash")) == []


# Logging


def test_the_log_has_a_debug_message_and_a_warning_with_its_argument(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    form = browser.get("/logging").form
    form["apples"] = "7"
    page = form.submit().follow()
    assert caplog.record_tuples == [
        (quickstart.app.logger.name, logging.DEBUG, "A value for debugging"),
        (quickstart.app.logger.name, logging.WARNING, "A warning occurred (7 apples)"),
    ]
    assert [" ".join(line.text.split()) for line in page.html.select(".log li")] == [
        "DEBUG A value for debugging",
        "WARNING A warning occurred (7 apples)",
    ]


@pytest.mark.parametrize("apples", ["", "many", "7" * 5000])
def test_what_is_no_number_of_apples_is_the_default(
    browser: Browser, caplog: pytest.LogCaptureFixture, apples: str
) -> None:
    browser.post("/logging", {"apples": apples})
    assert caplog.messages[-1] == "A warning occurred (42 apples)"


def test_before_the_first_message_the_page_says_so(browser: Browser) -> None:
    assert text_of(browser.get("/logging"), ".empty") == "None yet."
