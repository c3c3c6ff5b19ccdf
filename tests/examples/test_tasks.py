"""The ten tasks, each as an app of its own and mounted in the course, in both languages."""

from __future__ import annotations

import re
import zlib
from http.cookies import SimpleCookie
from importlib import import_module
from urllib.parse import unquote

import pytest
from itsdangerous import URLSafeTimedSerializer
from webtest import TestApp as Browser
from webtest import TestResponse as Page
from werkzeug.exceptions import BadRequest, BadRequestKeyError

from examples import tasks
from examples.tasks import frame, task_6, task_7
from examples.tasks.contents import CONTENTS
from tests.examples.servers import ROOT

FOLDER = ROOT / "examples/tasks"
NUMBERS = [task.number for task in CONTENTS]
SCRIPT = "<script>alert('бу!')</script>"
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


class Visitor:
    """A browser in one task: its paths begin where the task begins."""

    def __init__(self, app, root: str = "", language: str = "en") -> None:
        self.root = root
        self.browser = Browser(app, extra_environ={"HTTP_ACCEPT_LANGUAGE": language})

    def get(self, path: str = "/", query=None, **options) -> Page:
        return self.browser.get(self.root + path, query, **options)

    def post(self, path: str = "/", fields=(), **options) -> Page:
        return self.browser.post(self.root + path, fields, **options)

    def set_cookie(self, name: str, text: str) -> None:
        self.browser.set_cookie(name, text)

    @property
    def cookies(self) -> dict[str, str]:
        return self.browser.cookies


@pytest.fixture(params=["alone", "mounted"])
def place(request) -> str:
    """Each test that visits a task runs twice: in its own app, and below the start page."""
    return request.param


@pytest.fixture
def visit(place):
    """Open a task as a new visitor: ``visit(4)``, ``visit(4, language="ru")``."""

    def open_task(number: int, language: str = "en") -> Visitor:
        if place == "alone":
            return Visitor(tasks.TASKS[number - 1].app, language=language)
        return Visitor(tasks.app, f"/task/{number}", language)

    return open_task


def text_of(page: Page, selector: str) -> str:
    found = page.html.select(selector)
    assert found, f"nothing matches {selector!r}"
    return " ".join(" ".join(element.get_text() for element in found).split())


def form_with(page: Page, field: str):
    return next(form for form in page.forms.values() if field in form.fields)


def cookie_of(page: Page, name: str):
    """The cookie of that name which the answer sets, with its attributes."""
    for header in page.headers.getall("Set-Cookie"):
        cookie = SimpleCookie(header)
        if name in cookie:
            return cookie[name]
    raise AssertionError(f"the answer does not set the cookie {name!r}")


# The course


def test_the_start_page_has_a_card_for_every_task() -> None:
    cards = Browser(tasks.app).get("/").html.select(".cards a")
    assert [card["href"] for card in cards] == [f"/task/{number}/" for number in NUMBERS]
    assert [card.h2.text for card in cards] == [task.title[0] for task in CONTENTS]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_card_leads_to_the_task(number) -> None:
    page = Browser(tasks.app).get("/").click(href=f"/task/{number}/$")
    assert text_of(page, ".head .number") == f"Task {number}"


def test_the_course_can_be_taken_by_clicking_next() -> None:
    page = Browser(tasks.app).get("/task/1/")
    seen = [page.request.path]
    while page.html.select_one("a.next"):
        page = page.click("Next")
        seen.append(page.request.path)
    assert seen == [f"/task/{number}/" for number in NUMBERS]


def test_a_forgotten_slash_after_the_number_redirects() -> None:
    answer = Browser(tasks.app).get("/task/4")
    assert answer.status_code == 308
    assert answer.location.endswith("/task/4/")


def test_a_task_that_there_is_not_is_a_404_of_the_start_page() -> None:
    page = Browser(tasks.app).get("/task/44/", status=404)
    assert "All tasks" in text_of(page, ".problem")


def test_the_course_itself_can_be_mounted() -> None:
    browser = Browser(tasks.app, extra_environ={"SCRIPT_NAME": "/learn"})
    page = browser.get("/task/9/?lang=ru")
    assert page.html.select_one(".brand")["href"] == "/learn/"
    assert page.html.select_one(".next")["href"] == "/learn/task/10/"
    assert cookie_of(page, "lang")["path"] == "/learn/"
    answer = browser.post("/task/9/", {"name": "Ада"})
    assert cookie_of(answer, "name")["path"] == "/learn/task/9"


# What holds for every task


@pytest.mark.parametrize("number", NUMBERS)
def test_a_task_shows_its_own_source(visit, number) -> None:
    page = visit(number).get()
    shown = page.html.select_one(".source figure")
    assert shown.figcaption.text == f"task_{number}.py"
    source = (FOLDER / f"task_{number}.py").read_text(encoding="utf-8")
    assert shown.pre.text == source.strip()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_task_alone_has_no_links_to_the_others(number) -> None:
    page = Visitor(tasks.TASKS[number - 1].app).get()
    assert page.html.select(".turn") == []
    assert not [link for link in page.html.select("a") if "/task/" in link["href"]]


@pytest.mark.parametrize("number", NUMBERS)
def test_no_address_of_a_page_leaves_its_mount(number) -> None:
    page = Visitor(tasks.app, f"/task/{number}").get()
    addresses = [
        element[name]
        for name in ("href", "src", "action", "formaction")
        for element in page.html.select(f"[{name}^='/']")
    ]
    assert len(addresses) > 5
    assert {a for a in addresses if not a.startswith("/task/")} == {"/"}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_style_sheet_is_found(visit, number) -> None:
    visitor = visit(number)
    style = visitor.get().html.select_one("link[rel=stylesheet]")["href"]
    assert style == f"{visitor.root}/static/style.css"
    assert visitor.browser.get(style).content_type == "text/css"


@pytest.mark.parametrize("number", NUMBERS)
def test_comments_and_docstrings_are_in_both_languages(number) -> None:
    module = import_module(f"examples.tasks.task_{number}")
    views = {f for name, f in module.app.view_functions.items() if name != "static"}
    for described in [module, *views]:
        english, russian = described.__doc__.strip().split("\n\n")[:2]
        assert not CYRILLIC.search(english)
        assert CYRILLIC.search(russian)


def test_a_wrong_address_is_a_404_page(visit) -> None:
    page = visit(4).get("/nowhere", status=404)
    assert text_of(page, ".problem h1") == "Not Found"
    assert "no page at this address" in text_of(page, ".problem")


def test_a_form_that_is_far_too_long_is_a_413_page(visit) -> None:
    page = visit(3).post("/letter", {"text": "x" * 20_000}, status=413)
    assert "Send less." in text_of(page, ".problem")


def test_a_mistake_of_the_app_is_a_500_page(visit, monkeypatch) -> None:
    def fail() -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setitem(tasks.task_4.app.view_functions, "index", fail)
    page = visit(4, "ru").get(status=500)
    assert "Ошибка в приложении" in text_of(page, ".problem")


# Two languages


@pytest.mark.parametrize("number", NUMBERS)
def test_the_first_page_is_in_the_language_that_the_browser_asks_for(visit, number) -> None:
    english, russian = CONTENTS[number - 1].title
    for language, title in [("en-GB,en;q=0.9", english), ("ru-RU,ru;q=0.9,en;q=0.5", russian)]:
        page = visit(number, language).get()
        assert page.html.html["lang"] == page.headers["Content-Language"] == language[:2]
        assert text_of(page, "h1") == title


def test_without_a_wish_it_is_english(visit) -> None:
    assert visit(1, "").get().html.html["lang"] == "en"
    assert visit(1, "fi, sv;q=0.5").get().html.html["lang"] == "en"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_russian_page_has_no_english_prose(visit, number) -> None:
    page = visit(number, "ru").get()
    for code in page.html.select("code, pre, dd, table, .switch, .source, .brand"):
        code.extract()
    # What is left are names of Python and of HTTP, which no language translates.
    names = "url get post cookie cookies flash request form args try keyerror view static script"
    names += " html escape alert method path next news lang task except"
    words = set(re.findall("[a-z]{3,}", text_of(page, "main").lower()))
    assert words <= set(names.split())


@pytest.mark.parametrize("number", NUMBERS)
def test_an_english_page_has_no_russian_prose(visit, number) -> None:
    page = visit(number).get()
    for code in page.html.select("pre, .switch, input"):
        code.extract()
    text = text_of(page, "main").replace("бу", "")  # what task 2 escapes
    assert not CYRILLIC.search(text)


def test_a_link_switches_the_language_and_a_cookie_remembers_it(visit) -> None:
    visitor = visit(4)
    page = visitor.get().click("Русский")
    assert page.html.html["lang"] == "ru"
    assert text_of(page, ".switch [aria-current]") == "Русский"
    assert cookie_of(page, "lang")["samesite"] == "Lax"
    assert visitor.get().html.html["lang"] == "ru"
    visitor.get().click("English")
    assert visitor.get().html.html["lang"] == "en"


def test_the_language_is_the_same_in_all_tasks() -> None:
    browser = Browser(tasks.app)
    browser.get("/task/4/").click("Русский")
    for path in ("/", "/task/1/", "/task/10/"):
        assert browser.get(path).html.html["lang"] == "ru"


def test_the_switch_keeps_the_query(visit) -> None:
    page = visit(1).get("/search?q=%D0%BC%D0%B8%D1%80&q=2").click("Русский")
    assert page.request.GET.getall("q") == ["мир", "2"]
    assert "Вы ищете: мир" in text_of(page, ".result")


def switched(page: Page, language: str) -> Page:
    """Press the button of a language, on the answer to a form."""
    button = page.html.select_one(f".switch button[lang={language}]")
    form = page.forms[button["form"]]
    form.action = button["formaction"]
    return form.submit(expect_errors=True)


@pytest.mark.parametrize(
    ("number", "path", "fields"),
    [
        (3, "/letter", {"text": " \n"}),
        (4, "/", {"dish": "<b>soup</b>"}),
        (5, "/", {"drink": "tea", "degrees": "hot", "sugar": "yes"}),
        (6, "/careful", {"name": "Лев"}),
        (7, "/books", {"title": "x" * 61}),
        (7, "/login?next=/rooms/2", {"name": ""}),
        (8, "/", {"books": "70"}),
        (9, "/", {"name": "x" * 41}),
        (10, "/draft", {"letter": "Дорогая Ада!\n" * 30}),
    ],
)
def test_the_switch_on_the_answer_to_a_form_keeps_what_was_typed(
    visit, number, path, fields
) -> None:
    page = visit(number).post(path, fields, expect_errors=True)
    in_russian = switched(page, "ru")
    assert in_russian.html.html["lang"] == "ru"
    assert in_russian.status_code == page.status_code
    assert in_russian.request.path == page.request.path
    assert in_russian.request.GET.get("next") == page.request.GET.get("next")
    assert {name: text_in(in_russian, name) for name in fields} == {
        name: text_in(page, name) for name in fields
    }
    assert switched(in_russian, "en").html.html["lang"] == "en"


def text_in(page: Page, field: str) -> str | None:
    return form_with(page, field)[field].value


def test_the_language_that_is_chosen_on_the_answer_to_a_form_stays(visit) -> None:
    visitor = visit(4)
    switched(visitor.post(fields={"dish": "soup"}), "ru")
    assert visitor.get().html.html["lang"] == "ru"


def test_a_form_that_is_far_too_long_to_be_sent_again_has_links_to_switch(visit) -> None:
    page = visit(3).post("/letter", {"text": "x" * 20_000}, status=413)
    assert page.click("English").html.html["lang"] == "en"


def test_a_language_that_there_is_not_changes_nothing(visit) -> None:
    visitor = visit(1, "ru")
    visitor.set_cookie("lang", "xx")
    page = visitor.get("/?lang=<script>")
    assert page.html.html["lang"] == "ru"
    assert "Set-Cookie" not in page.headers


def test_a_cache_is_told_that_pages_differ_by_language_and_files_do_not(visit) -> None:
    visitor = visit(1)
    assert {"Accept-Language", "Cookie"} <= set(visitor.get().headers["Vary"].split(", "))
    file = visitor.get("/static/style.css")
    assert "Vary" not in file.headers
    assert "Content-Language" not in file.headers


def test_an_error_page_can_be_read_in_russian(visit) -> None:
    page = visit(4, "ru").get("/nowhere", status=404)
    assert "По этому адресу страницы нет" in text_of(page, ".problem")


# Task 1: building URLs


def test_url_for_builds_every_kind_of_address(visit) -> None:
    visitor = visit(1)
    links = [link.text for link in visitor.get().html.select(".pairs a")]
    assert links == [
        f"{visitor.root}/",
        f"{visitor.root}/books/7",
        f"{visitor.root}/authors/%D0%9B%D0%B5%D0%B2%20%D0%A2%D0%BE%D0%BB%D1%81%D1%82%D0%BE%D0%B9",
        f"{visitor.root}/search?q=%D1%87%D0%B0%D0%B9+%26+%D0%BC%D1%91%D0%B4",
        f"{visitor.root}/static/style.css",
        f"{visitor.root}/#static",
        f"http://localhost:80{visitor.root}/".replace(":80/", "/"),
    ]


@pytest.mark.parametrize(
    ("address", "arrived"),
    [
        ("/books/", "Книга номер 7"),
        ("/authors/", "Автор книг: Лев Толстой"),
        ("/search", "Вы ищете: чай & мёд"),
    ],
)
def test_what_was_quoted_arrives_as_it_was_meant(visit, address, arrived) -> None:
    page = visit(1, "ru").get().click(href=address)
    assert text_of(page, ".result") == arrived


def test_a_typed_query_is_built_and_arrives(visit) -> None:
    visitor = visit(1)
    form = visitor.get().form
    form["q"] = "война & мир"
    page = form.submit()
    assert text_of(page, ".result") == "You search for: война & мир"
    url = text_of(page, ".url")
    assert unquote(url).endswith("/search?q=война+&+мир")
    assert text_of(visitor.browser.get(url), ".result") == "You search for: война & мир"


def test_a_book_without_a_number_is_a_404(visit) -> None:
    visit(1).get("/books/seven", status=404)


def test_a_view_called_static_is_an_error(framework) -> None:
    app = framework.Flask("an_app")
    with pytest.raises(AssertionError, match="overwriting an existing endpoint function: '?static"):

        @app.route("/news")
        def static():
            return "News"


def test_the_page_shows_that_error(visit) -> None:
    assert text_of(visit(1).get(), "#static pre") == (
        "AssertionError: View function mapping is overwriting an existing endpoint function: "
        "'static'"
    )


def test_another_endpoint_makes_room_for_a_view_called_static(framework) -> None:
    app = framework.Flask("an_app")

    @app.route("/news", endpoint="news")
    def static():
        return "News"

    assert app.test_client().get("/news").text == "News"


def test_the_task_has_such_a_view_and_its_static_files_all_the_same(visit) -> None:
    visitor = visit(1)
    assert text_of(visitor.get().click(href="/news$"), ".result") == "The news: this works."
    assert visitor.get("/static/tasks.svg").content_type == "image/svg+xml"


# Task 2: escaping


@pytest.mark.parametrize("path", ["/", "/by-hand"])
@pytest.mark.parametrize("typed", [SCRIPT, "Анна & Лев", "\"'><img src=x onerror=alert(1)>"])
def test_what_was_typed_is_text(visit, path, typed) -> None:
    page = visit(2).get(path, {"name": typed})
    shown = text_of(page, "#hello" if path == "/" else "h1")
    assert shown == f"Hello, {typed}!"
    assert page.html.select("script, img[onerror]") == []


def test_escape_writes_entities_and_leaves_cyrillic_alone(visit) -> None:
    page = visit(2).get("/by-hand", {"name": SCRIPT})
    assert "&lt;script&gt;alert(&#39;бу!&#39;)&lt;/script&gt;" in page.text


def test_the_page_compares_html_with_and_without_escape(visit) -> None:
    page = visit(2).get("/", {"name": "<b>"})
    assert text_of(page, ".bad") == "<p>Hello, <b>!</p>"
    assert text_of(page, ".good") == "<p>Hello, &lt;b&gt;!</p>"


def test_a_page_without_a_template_speaks_russian_too(visit) -> None:
    page = visit(2, "ru").get("/by-hand", {"name": "Лев"})
    assert page.html.html["lang"] == "ru"
    assert text_of(page, "h1") == "Здравствуйте, Лев!"
    assert page.click("Назад").status_code == 200


# Task 3: GET and POST


def received(page: Page) -> dict[str, str]:
    return {
        pair.dt.text: pair.dd.text for pair in page.html.select(".received > div") if pair.dt.text
    }


def test_get_sends_in_the_query_and_has_no_body(visit) -> None:
    form = form_with(visit(3).get(), "words")
    form["words"] = "мир"
    page = form.submit()
    assert text_of(page, ".result") == "You asked for: мир"
    what = received(page)
    assert what["request.method"] == "GET"
    assert what["Query"] == "words=%D0%BC%D0%B8%D1%80"
    assert what["request.args"] == "{'words': 'мир'}"
    assert (what["Body"], what["request.form"]) == ("–", "{}")


def test_post_sends_in_the_body_and_leaves_the_query_empty(visit) -> None:
    form = form_with(visit(3).get(), "text")
    form["text"] = "мир"
    page = form.submit(index=0)
    assert text_of(page, ".result") == "The letter says: мир"
    what = received(page)
    assert what["request.method"] == "POST"
    assert (what["Query"], what["request.args"]) == ("–", "{}")
    assert what["Body"] == "text=%D0%BC%D0%B8%D1%80"
    assert what["request.form"] == "{'text': 'мир'}"


def test_an_address_that_names_both_methods_takes_both(visit) -> None:
    assert received(visit(3).get("/letter"))["request.method"] == "GET"
    assert received(visit(3).post("/letter", {"text": "x"}))["request.method"] == "POST"


def test_a_route_without_methods_answers_get_alone(visit) -> None:
    page = visit(3).post("/search", {"text": "x"}, status=405)
    assert set(page.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "It answers: GET, HEAD, OPTIONS." in text_of(page, ".problem")


def test_an_empty_letter_is_a_400_and_keeps_what_was_typed(visit) -> None:
    page = visit(3).post("/letter", {"text": "   "}, status=400)
    assert text_of(page, ".wrong") == "The letter is empty."
    assert page.html.textarea.text.endswith("   ")


def test_a_body_that_is_no_text_is_answered(visit) -> None:
    what = received(visit(3).post("/letter", b"text=a\xff"))
    assert what["Body"] == "text=a\ufffd"
    assert what["request.form"] == "{'text': 'a%FF'}", "what cannot be decoded stays quoted"


def test_the_page_says_what_the_notes_leave_out(visit) -> None:
    note = text_of(visit(3, "ru").get(), "aside")
    assert "GET запрашивает данные" in note
    assert "POST отправляет данные в теле" in note


# Task 4: get and post instead of route


def test_one_address_has_a_view_for_each_method(visit) -> None:
    visitor = visit(4)
    assert "index()" in text_of(visitor.get(), ".note")
    assert "take_order()" in text_of(visitor.post(fields={"dish": "борщ"}), ".note")


def test_the_order_is_taken(visit) -> None:
    form = visit(4, "ru").get().form
    form["dish"] = "борщ"
    assert text_of(form.submit(), ".result") == "Уже готовим: борщ"


def test_an_order_of_nothing_is_a_400(visit) -> None:
    page = visit(4).post(fields={"dish": " "}, status=400)
    assert text_of(page, ".wrong") == "Write what you would like to eat."


def test_the_table_lists_the_routes(visit) -> None:
    rows = [row.get_text(" ").split() for row in visit(4).get().html.select("tbody tr")]
    assert ["/", "GET", "index"] in rows
    assert ["/", "POST", "take_order"] in rows
    assert ["/order", "DELETE", "cancel"] in rows


def test_get_and_post_are_route_with_methods(framework) -> None:
    app = framework.Flask("an_app")
    app.get("/a", endpoint="a")(str)
    app.route("/b", methods=["GET"], endpoint="b")(str)
    app.post("/c", endpoint="c")(str)
    app.route("/d", methods=["POST"], endpoint="d")(str)
    methods = {rule.endpoint: rule.methods for rule in app.url_map.iter_rules()}
    assert methods["a"] == methods["b"] == {"GET", "HEAD", "OPTIONS"}
    assert methods["c"] == methods["d"] == {"POST", "OPTIONS"}


def test_delete_is_for_programs(visit) -> None:
    visitor = visit(4)
    assert visitor.browser.delete(visitor.root + "/order").json == {"cancelled": True}
    visitor.get("/order", status=405)


# Task 5: request.form.get


def got(page: Page) -> list[str]:
    return [dd.text for dd in page.html.select(".pairs dd")]


def test_what_was_sent_is_what_get_returns(visit) -> None:
    form = form_with(visit(5).get(), "drink")
    form["drink"] = "tea"
    form["degrees"] = "80"
    form["sugar"] = True
    page = form.submit()
    assert text_of(page, ".result") == "tea, 80 °C"
    assert got(page)[1:] == ["'tea'", "80", "True"]


def test_a_request_without_any_field_gets_the_defaults(visit) -> None:
    page = visit(5, "ru").get().forms["nothing"].submit()
    assert text_of(page, ".result") == "вода, 60 °C"
    assert got(page) == ["{}", "'water'", "60", "False"]


@pytest.mark.parametrize("typed", ["", "hot", "4.5", "9" * 5000])
def test_what_is_no_whole_number_has_the_default_and_stays_in_the_form(visit, typed) -> None:
    page = visit(5).post(fields={"degrees": typed})
    assert text_of(page, ".result") == "water, 60 °C"
    assert page.html.select_one("#degrees")["value"] == typed


def test_a_drink_that_is_not_offered_is_water(visit) -> None:
    page = visit(5).post(fields={"drink": SCRIPT})
    assert text_of(page, ".result") == "water, 60 °C"
    assert page.html.select("script") == []


def test_get_without_a_default_returns_none(framework) -> None:
    with framework.Flask("an_app").test_request_context(method="POST"):
        assert framework.request.form.get("drink") is None


# Task 6: the KeyError


@pytest.mark.parametrize("path", ["/careful", "/strict"])
def test_a_complete_form_is_taken(visit, path) -> None:
    page = visit(6).post(path, {"name": "Лев", "size": "large"})
    assert text_of(page, ".result") == "Лев, your pizza: large"


@pytest.mark.parametrize("path", ["/careful", "/strict"])
def test_a_size_is_named_in_the_language_of_the_page(visit, path) -> None:
    visitor = visit(6, language="ru")
    page = visitor.post(path, {"name": "Лев", "size": "small"})
    assert text_of(page, ".result") == "Лев, ваша пицца: маленькая"
    page = visitor.post(path, {"name": "Лев", "size": "<b>огромная</b>"})
    assert text_of(page, ".result") == "Лев, ваша пицца: <b>огромная</b>"


@pytest.mark.parametrize("path", ["/careful", "/strict"])
def test_a_field_that_was_left_empty_came_and_is_no_error(visit, path) -> None:
    page = visit(6).post(path, {"name": "", "size": "small"})
    assert text_of(page, ".result") == "Guest, your pizza: small"


@pytest.mark.parametrize(
    ("fields", "missing"), [({"name": "Лев"}, "size"), ({"size": "small"}, "name"), ({}, "name")]
)
def test_who_catches_the_error_can_say_what_is_missing(visit, fields, missing) -> None:
    page = visit(6, "ru").post("/careful", fields, status=400)
    assert text_of(page, ".wrong") == f"Не хватает поля: {missing}"
    assert page.html.select_one("#name")["value"] == fields.get("name", "")


def test_what_nobody_catches_becomes_a_400(visit) -> None:
    page = visit(6).post("/strict", {"name": "Лев"}, status=400)
    assert text_of(page, ".problem h1") == "Bad Request"
    assert "is missing from the request" in text_of(page, ".problem")


def test_both_ways_can_be_taken_from_the_form(visit) -> None:
    page = visit(6).get()
    targets = [page.form.action] + [b["formaction"] for b in page.html.select("[formaction]")]
    assert [target.rpartition("/")[2] for target in targets] == ["careful", "strict"]


def test_the_error_is_a_key_error_and_a_bad_request(framework) -> None:
    with framework.Flask("an_app").test_request_context(method="POST"):
        with pytest.raises(KeyError) as caught:
            framework.request.form["size"]
    assert isinstance(caught.value, BadRequestKeyError)
    assert isinstance(caught.value, BadRequest)
    assert caught.value.args == ("size",)


def test_the_400_names_the_key_in_debug_mode_alone(visit, monkeypatch) -> None:
    visitor = visit(6)
    assert "KeyError" not in visitor.post("/strict", {"name": "Лев"}, status=400).text
    monkeypatch.setattr(task_6.app, "debug", True)
    page = visitor.post("/strict", {"name": "Лев"}, status=400)
    assert "KeyError: 'size'" in text_of(page, ".problem")


# Task 7: redirects


def test_after_a_form_comes_a_redirect_to_a_page(visit) -> None:
    visitor = visit(7)
    form = form_with(visitor.get(), "title")
    form["title"] = "Мы & они"
    answer = form.submit()
    assert answer.status_code == 303
    page = answer.follow()
    assert page.request.method == "GET"
    assert text_of(page, ".books") == "Мы & они"
    visitor.get()
    assert text_of(visitor.get(), ".books") == "Мы & они", "a reload adds nothing"


@pytest.mark.parametrize("title", ["", "  ", "х" * 61])
def test_a_book_without_a_fitting_title_is_a_400_and_loses_nothing(visit, title) -> None:
    visitor = visit(7)
    page = visitor.post("/books", {"title": title}, status=400)
    assert text_of(page, ".wrong") == "A title has 1 to 60 characters."
    assert page.html.select_one("#title")["value"] == title
    assert visitor.get().html.select(".books") == []


def test_the_last_five_books_fit_into_a_cookie_whatever_they_are_called(visit) -> None:
    visitor = visit(7)
    for number in range(7):
        title = "".join(chr(0x1F300 + (number * 997 + i * 131) % 700) for i in range(60))
        answer = visitor.post("/books", {"title": title})
        assert len(answer.headers["Set-Cookie"]) < 4096
    assert len(visitor.get().html.select(".books li")) == 5


def test_a_protected_page_leads_to_the_login_and_back(visit) -> None:
    visitor = visit(7)
    page = visitor.get("/rooms/2").follow()
    assert page.request.path == f"{visitor.root}/login"
    assert page.request.GET["next"] == f"{visitor.root}/rooms/2"
    form = form_with(page, "name")
    form["name"] = "Ада"
    room = form.submit().follow()
    assert room.request.path == f"{visitor.root}/rooms/2"
    assert text_of(room, ".result") == "Welcome to room 2, Ада!"


def test_after_the_logout_the_page_is_protected_again(visit) -> None:
    visitor = visit(7)
    visitor.post("/login", {"name": "Ада"})
    visitor.get("/rooms/1", status=200).form.submit()
    visitor.get("/rooms/1", status=302)


def test_a_login_without_a_name_is_a_400_and_keeps_the_way(visit) -> None:
    visitor = visit(7, "ru")
    page = visitor.get("/rooms/2").follow()
    page = form_with(page, "name").submit(status=400)
    assert text_of(page, ".wrong") == "В имени должно быть от 1 до 60 символов."
    form = form_with(page, "name")
    form["name"] = "Лев"
    assert form.submit().location.endswith(f"{visitor.root}/rooms/2")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/rooms/1\r\nX-Evil: 1",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "",
    ],
)
def test_the_login_leads_to_no_other_site(visit, target) -> None:
    visitor = visit(7)
    form = form_with(visitor.get("/login", {"next": target}), "name")
    form["name"] = "Ада"
    assert form.submit().headers["Location"] == f"{visitor.root}/"


def test_who_reads_next_past_the_form_is_no_better_off(visit) -> None:
    answer = visit(7).post("/login?next=//evil.example", {"name": "Eve"})
    assert answer.headers["Location"].endswith("/")
    assert "evil" not in answer.headers["Location"]


def test_the_login_of_a_mounted_task_stays_in_its_mount() -> None:
    visitor = Visitor(tasks.app, "/task/7")
    answer = visitor.post("/login?next=/task/10/", {"name": "Ада"})
    assert answer.headers["Location"] == "/task/7/"


def test_the_page_tells_where_the_login_leads(visit) -> None:
    visitor = visit(7)
    page = visitor.get().click("another site")
    assert text_of(page, ".pairs dd").split() == ["https://evil.example/", f"{visitor.root}/"]


def test_a_chain_of_redirects_ends_at_the_login(visit) -> None:
    visitor = visit(7)
    first = visitor.get("/old-room")
    assert first.status_code == 302
    assert first.follow().follow().request.path == f"{visitor.root}/login"


def test_the_longest_name_is_the_one_that_the_field_allows(visit) -> None:
    assert visit(7).get("/login").html.select_one("#name")["maxlength"] == str(task_7.LONGEST)


# Task 8: flash messages


def flashed(page: Page) -> list[tuple[str, str]]:
    """The messages of a page, in order: their category and their text."""
    messages = []
    for message in page.html.select(".flash"):
        if message.code:
            message.code.extract()
        messages.append((message["class"][-1], message.text.strip()))
    return messages


def test_a_message_is_seen_on_the_next_page_and_only_once(visit) -> None:
    visitor = visit(8)
    form = visitor.get().form
    form["books"] = "3"
    answer = form.submit()
    assert answer.status_code == 303
    assert flashed(answer.follow()) == [
        ("success", "Books returned: 3"),
        ("message", "Come again!"),
    ]
    assert flashed(visitor.get()) == []


def test_each_message_has_its_category_and_the_default_is_message(visit) -> None:
    page = visit(8, "ru").post(fields={"books": "7"}).follow()
    assert flashed(page) == [
        ("success", "Возвращено книг: 7"),
        ("warning", "Полка почти заполнена."),
        ("message", "Приходите ещё!"),
    ]


@pytest.mark.parametrize("typed", ["", "0", "11", "-1", "many", SCRIPT])
def test_an_error_is_on_the_same_page_with_what_was_typed(visit, typed) -> None:
    visitor = visit(8)
    page = visitor.post(fields={"books": typed}, status=400)
    assert flashed(page) == [("error", "A number from 1 to 10, please.")]
    assert page.html.select_one("#books")["value"] == typed
    assert flashed(visitor.get()) == []


def test_a_filter_puts_the_errors_first(framework) -> None:
    app = framework.Flask("an_app", root_path=str(FOLDER))
    app.secret_key = "not a secret"
    with app.test_request_context():
        framework.flash("saved", "success")
        framework.flash("lost", "error")
        html = framework.render_template("_messages.html")
    assert html.index("lost") < html.index("saved")
    assert html.count("lost") == html.count("saved") == 1


def test_the_page_shows_the_template_of_the_messages(visit) -> None:
    figure = visit(8).get().html.select(".source figure")[1]
    source = (FOLDER / "templates/_messages.html").read_text(encoding="utf-8")
    assert figure.pre.text == source.strip()


# Task 9: cookies


def test_a_cookie_is_set_read_and_removed(visit) -> None:
    visitor = visit(9, "ru")
    form = form_with(visitor.get(), "name")
    form["name"] = "Ада Лавлейс; path=/"
    page = form.submit().follow()
    assert text_of(page, ".result b") == "Ада Лавлейс; path=/"
    assert text_of(visitor.get(), ".result b") == "Ада Лавлейс; path=/", "it stays"
    remove = next(form for form in page.forms.values() if form.action.endswith("/remove"))
    page = remove.submit().follow()
    assert page.html.select(".result") == []
    assert "name" not in visitor.cookies


def test_the_cookie_is_for_this_app_alone(visit) -> None:
    visitor = visit(9)
    answer = visitor.post(fields={"name": "Ада"})
    cookie = cookie_of(answer, "name")
    assert cookie["path"] == (visitor.root or "/")
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"] is True
    assert cookie["max-age"] == "3600"
    assert not cookie["secure"]


def test_over_https_the_cookie_is_secure(visit) -> None:
    visitor = visit(9)
    visitor.browser.extra_environ["wsgi.url_scheme"] = "https"
    assert cookie_of(visitor.post(fields={"name": "Ада"}), "name")["secure"] is True


def test_a_cookie_is_removed_where_it_was_set(visit) -> None:
    visitor = visit(9)
    visitor.post(fields={"name": "Ада"})
    cookie = cookie_of(visitor.post("/remove"), "name")
    assert cookie["path"] == (visitor.root or "/")
    assert cookie["max-age"] == "0"


@pytest.mark.parametrize("name", ["", " ", "я" * 41])
def test_a_name_that_does_not_fit_is_a_400_and_stays_in_the_form(visit, name) -> None:
    page = visit(9).post(fields={"name": name}, status=400)
    assert text_of(page, ".wrong") == "A name has 1 to 40 characters."
    assert page.html.select_one("#name")["value"] == name


@pytest.mark.parametrize("name", ["", "x" * 41, "Ada\x00", "Ada\r\nSet-Cookie: x=1"])
def test_a_name_that_does_not_fit_into_the_cookie_is_a_400(visit, name) -> None:
    answer = visit(9).post(fields={"name": name}, status=400)
    assert "Set-Cookie" not in answer.headers
    assert text_of(answer, ".wrong") == "A name has 1 to 40 characters."


def test_a_cookie_that_the_visitor_wrote_is_only_text(visit) -> None:
    visitor = visit(9)
    visitor.set_cookie("name", "<script>" + "x" * 100)
    page = visitor.get()
    assert text_of(page, ".result b") == "<script>" + "x" * 32
    assert page.html.select("script") == []


def test_the_page_lists_every_cookie_that_came(visit) -> None:
    visitor = visit(9)
    assert "none" in text_of(visitor.get(), "tbody")
    visitor.get("/?lang=en")
    assert text_of(visitor.get(), "tbody td") == "lang en"


# Task 10: sessions


def test_a_login_is_remembered_until_the_logout(visit) -> None:
    visitor = visit(10, "ru")
    form = form_with(visitor.get(), "name")
    form["name"] = "Ада"
    page = form.submit().follow()
    assert text_of(page, ".result") == "Вы вошли как Ада"
    assert text_of(visitor.get(), ".result") == "Вы вошли как Ада"
    logout = next(form for form in page.forms.values() if form.action.endswith("/logout"))
    page = logout.submit().follow()
    assert page.html.select(".result") == []
    assert "task_10" not in visitor.cookies


def test_the_state_of_a_form_survives_a_reload(visit) -> None:
    visitor = visit(10)
    form = form_with(visitor.get(), "letter")
    form["letter"] = "Дорогая Ада!\r\n<b>Пока всё."
    assert form.submit().status_code == 303
    for _ in range(2):
        assert visitor.get().html.textarea.text.strip() == "Дорогая Ада!\n<b>Пока всё."


def test_a_draft_that_is_too_long_is_a_400_and_stays_in_the_form(visit) -> None:
    visitor = visit(10)
    page = visitor.post("/draft", {"letter": "я" * 301}, status=400)
    assert text_of(page, ".wrong") == "301 characters are too many: 300 fit."
    assert page.html.textarea.text.strip() == "я" * 301
    assert "task_10" not in visitor.cookies


def test_the_longest_draft_fits_into_a_cookie_whatever_is_written(visit) -> None:
    visitor = visit(10)
    visitor.post("/login", {"name": "я" * 40})
    letter = "".join(chr(0x1F300 + i * 131 % 700) for i in range(300))
    answer = visitor.post("/draft", {"letter": letter})
    assert len(answer.headers["Set-Cookie"]) < 4096
    assert visitor.get().html.textarea.text.strip() == letter


def test_a_login_does_not_lose_the_draft_but_the_logout_does(visit) -> None:
    visitor = visit(10)
    visitor.post("/draft", {"letter": "half a letter"})
    page = visitor.post("/login", {"name": ""}, status=400)
    assert page.html.textarea.text.strip() == "half a letter"
    visitor.post("/login", {"name": "Ада"})
    assert visitor.get().html.textarea.text.strip() == "half a letter"
    visitor.post("/logout")
    assert visitor.get().html.textarea.text.strip() == ""


@pytest.mark.parametrize("number", [7, 10])
def test_a_form_on_another_site_logs_nobody_out(visit, number) -> None:
    """It is sent without the cookie, and must not get another to put in its place."""
    assert "Set-Cookie" not in visit(number).post("/logout").headers


def test_anybody_can_read_the_session_without_the_key(visit) -> None:
    visitor = visit(10)
    visitor.post("/login", {"name": "Ада"})
    _, content = URLSafeTimedSerializer("not the key").loads_unsafe(visitor.cookies["task_10"])
    assert content == {"name": "Ада"}
    assert text_of(visitor.get(), ".content") == "{'name': 'Ада'}"


def test_nobody_can_change_it_without_the_key(visit) -> None:
    visitor = visit(10)
    visitor.set_cookie("task_10", URLSafeTimedSerializer("not the key").dumps({"name": "admin"}))
    page = visitor.get()
    assert text_of(page, ".content") == "{'name': 'admin'}"
    assert text_of(page, ".believed") == "{}"
    assert page.html.select(".result") == []


def test_a_compressed_session_is_unpacked_only_after_its_signature_was_checked(
    visit, monkeypatch
) -> None:
    """A cookie of 4 kB could unpack to a thousand times as much."""
    visitor = visit(10)
    unpacked = []
    unpack = zlib.decompress
    monkeypatch.setattr(zlib, "decompress", lambda text: unpacked.append(text) or unpack(text))
    forged = URLSafeTimedSerializer("not the key").dumps({"name": "a" * 40})
    visitor.set_cookie("task_10", forged)
    assert forged.startswith(".")
    assert text_of(visitor.get(), ".content") == "None"
    assert unpacked == []
    visitor = visit(10)
    visitor.post("/draft", {"letter": "a" * 300})
    assert "a" * 300 in text_of(visitor.get(), ".content")
    assert unpacked != []


@pytest.mark.parametrize("cookie", ["x", ".", "a.b.c", "." + "A" * 5000])
def test_a_damaged_cookie_is_no_session(visit, cookie) -> None:
    visitor = visit(10)
    visitor.set_cookie("task_10", cookie)
    assert text_of(visitor.get(), ".believed") == "{}"


def test_the_page_says_that_a_session_is_signed_and_not_hidden(visit) -> None:
    note = text_of(visit(10, "ru").get(), "aside")
    assert "подпись" in note
    assert "прочитать такую cookie может каждый" in note


# Sessions and cookies of different tasks


@pytest.mark.parametrize("number", [7, 8, 10])
def test_the_cookie_of_a_session_belongs_to_its_task(visit, number) -> None:
    visitor = visit(number)
    path, fields = {
        7: ("/login", {"name": "Ада"}),
        8: ("/", {"books": "1"}),
        10: ("/login", {"name": "Ада"}),
    }[number]
    cookie = cookie_of(visitor.post(path, fields), f"task_{number}")
    assert cookie["path"] == (visitor.root or "/")
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"] is True


def test_a_login_in_one_task_is_none_in_another() -> None:
    browser = Browser(tasks.app)
    browser.post("/task/10/login", {"name": "Ада"})
    assert browser.get("/task/7/rooms/1").status_code == 302
    browser.post("/task/7/login", {"name": "Лев"})
    assert "Ада" in text_of(browser.get("/task/10/"), ".result")
    browser.post("/task/10/logout")
    assert "Лев" in text_of(browser.get("/task/7/rooms/1"), ".result")


def test_task_1_gets_no_cookie_of_task_10() -> None:
    browser = Browser(tasks.app)
    browser.post("/task/10/login", {"name": "Ада"})
    assert "HTTP_COOKIE" not in browser.get("/task/1/").request.environ
    assert "task_10" in browser.get("/task/10/").request.environ["HTTP_COOKIE"]


# The files


def test_the_readme_has_a_row_for_every_task() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number in NUMBERS:
        row = next(line for line in readme.splitlines() if f"(task_{number}.py)" in line)
        assert len(row.strip("|").split("|")) == 3
        assert CYRILLIC.search(row)
        assert (FOLDER / f"task_{number}.py").exists()


def test_no_page_asks_another_host_for_anything() -> None:
    for file in [*FOLDER.glob("templates/*.html"), *FOLDER.glob("static/*.css")]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"""(src|href|action)=["']https?:|url\(|@import""", text), file


def test_what_a_page_shows_as_source_is_escaped() -> None:
    shown = frame.highlight('x = "<b>"  # it\'s <i>', frame.TOKENS)
    assert shown == (
        'x = <span class="string">&#34;&lt;b&gt;&#34;</span>  '
        '<span class="comment"># it&#39;s &lt;i&gt;</span>'
    )
