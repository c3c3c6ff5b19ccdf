"""The ten tasks as a person sees them, in both languages: what only a browser shows."""

from __future__ import annotations

import pytest

from tests.examples.browsing import DESKTOP, PHONE, Browser

PAGES = [
    "/",
    *(f"/task/{number}/" for number in range(1, 11)),
    "/task/1/search?q=%D0%B2%D0%BE%D0%B9%D0%BD%D0%B0+%26+%D0%BC%D0%B8%D1%80",
    "/task/2/by-hand",
    "/task/7/login?next=/task/7/rooms/2",
]


@pytest.fixture(scope="module")
def address(serve):
    return serve("tasks")


@pytest.fixture
def browser(browser: Browser, address: str) -> Browser:
    browser.site = address
    return browser


@pytest.fixture
def russian(browser: Browser) -> Browser:
    """The browser of somebody who has chosen Russian on the start page."""
    browser.visit("/?lang=en")
    browser.follow(".switch [lang=ru]")
    return browser


def barriers_everywhere(browser: Browser) -> list[str]:
    """What keeps people from using the page that is open, light and dark, large and small."""
    found = []
    for width in (DESKTOP, PHONE):
        for dark in (False, True):
            browser.be(width, dark=dark)
            found += browser.barriers() + browser.too_wide()
    browser.be(DESKTOP)
    return found


# Every page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_for_everybody_in_russian(russian, path):
    assert russian.problems(path) == []
    assert russian.find("html").get_attribute("lang") == "ru"


# The same pages with shorter words: once is enough.
@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_for_everybody_in_english(browser, path):
    browser.visit("/?lang=en")
    browser.be(PHONE)
    browser.visit(path)
    assert browser.barriers() + browser.too_wide() + browser.errors() == []
    assert browser.find("html").get_attribute("lang") == "en"


def test_dark_is_another_page(browser):
    browser.visit("/")
    light = browser.background()
    browser.be(PHONE, dark=True)
    assert browser.background() != light


def test_a_task_works_alone_too(browser, serve):
    browser.site = serve("tasks/task_10")
    browser.visit("/?lang=ru")
    browser.type("#name", "Ада")
    browser.follow("form[action='/login'] button")
    assert "Вы вошли как Ада" in browser.text
    assert browser.driver.get_cookie("task_10")["path"] == "/"
    assert browser.errors() == []


# Languages


def test_a_click_switches_the_language_of_the_whole_course(russian):
    assert "Десять задач по Flask" in russian.text
    russian.follow(".cards li:nth-child(4) a")
    assert russian.path == "/task/4/"
    assert "Задача 4" in russian.text
    russian.follow(".switch [lang=en]")
    assert "Task 4" in russian.text
    russian.visit("/")
    assert "Ten tasks to learn Flask" in russian.text


def test_the_language_can_be_switched_in_the_middle_of_a_form(russian):
    russian.visit("/task/6/")
    russian.type("#name", "Лев")
    russian.follow("form button")
    assert "Не хватает поля: size" in russian.text
    assert barriers_everywhere(russian) == []
    russian.follow(".switch [lang=en]")
    assert russian.path == "/task/6/careful?lang=en"
    assert russian.find(".wrong").text == "Missing: size"
    assert russian.find("#name").get_attribute("value") == "Лев"


def test_the_switch_can_be_reached_by_the_keyboard(browser):
    browser.visit("/task/4/?lang=en")
    browser.driver.execute_script("document.querySelector('.switch [lang=ru]').focus()")
    focused = browser.driver.switch_to.active_element
    assert focused.text == "Русский"
    assert focused.value_of_css_property("outline-style") == "solid"


# Tasks


def test_cyrillic_in_an_address_arrives(russian):
    russian.visit("/task/1/")
    russian.follow("a[href*=authors]")
    assert russian.path.startswith("/task/1/authors/%D0%9B")
    assert russian.find(".result").text == "Автор книг: Лев Толстой"


@pytest.mark.parametrize("path", ["/task/2/", "/task/2/by-hand"])
def test_a_script_in_a_name_is_shown_and_does_not_run(browser, path):
    script = '<script>document.title="boo"</script>'
    browser.visit("/task/2/")
    browser.type("#name", script)
    browser.follow("form button" if path == "/task/2/" else "form [formaction]")
    assert browser.path.startswith(f"{path}?")
    assert f"{script}!" in browser.text
    assert browser.driver.title != "boo"


def test_get_shows_in_the_address_and_post_does_not(russian):
    russian.visit("/task/3/")
    russian.type("#words", "мир")
    russian.follow("form[action$=search] button")
    assert russian.path == "/task/3/search?words=%D0%BC%D0%B8%D1%80"
    russian.type("#text", "мир")
    russian.follow("form[action$=letter] button")
    assert russian.path == "/task/3/letter"
    assert "text=%D0%BC%D0%B8%D1%80" in russian.find(".received").text


def test_a_field_that_is_not_chosen_is_not_sent(browser):
    browser.visit("/task/5/?lang=en")
    browser.follow("form button")
    assert browser.find(".result").text == "water, 60 °C"
    assert browser.find(".pairs dd").text == "{'degrees': ''}"
    assert barriers_everywhere(browser) == []


def test_a_missing_field_is_explained_or_becomes_a_400(russian):
    russian.visit("/task/6/")
    russian.type("#name", "Лев")
    russian.follow("form button")
    assert russian.find(".wrong").text == "Не хватает поля: size"
    assert russian.find("#name").get_attribute("value") == "Лев"
    assert barriers_everywhere(russian) == []
    russian.follow("[formaction]")
    assert "Bad Request" in russian.text
    assert barriers_everywhere(russian) == []


def test_a_reload_after_the_redirect_adds_nothing(russian):
    russian.visit("/task/7/")
    russian.type("#title", "Мы")
    russian.follow("form[action$=books] button")
    assert russian.path == "/task/7/"
    russian.driver.refresh()
    assert [book.text for book in russian.find_all(".books li")] == ["Мы"]


def test_a_protected_page_leads_to_the_login_and_back(russian):
    russian.visit("/task/7/")
    russian.follow("a[href$='rooms/2']")
    assert russian.path == "/task/7/login?next=/task/7/rooms/2"
    russian.type("#name", "Лев")
    russian.follow("form[action*=login] button")
    assert russian.path == "/task/7/rooms/2"
    assert "Добро пожаловать в зал 2, Лев!" in russian.text
    assert barriers_everywhere(russian) == []
    russian.follow("form[action$=logout] button")
    russian.visit("/task/7/rooms/2")
    assert russian.path == "/task/7/login?next=/task/7/rooms/2"


def test_a_link_to_another_site_does_not_leave_ours(browser):
    browser.visit("/task/7/login?next=//evil.example/")
    browser.type("#name", "Eve")
    browser.follow("form[action*=login] button")
    assert browser.driver.current_url == f"{browser.site}/task/7/"


def test_a_message_is_seen_once(russian):
    russian.visit("/task/8/")
    russian.type("#books", "7")
    russian.follow("form button")
    messages = [message.text for message in russian.find_all(".flash")]
    assert messages == [
        "success Возвращено книг: 7",
        "warning Полка почти заполнена.",
        "message Приходите ещё!",
    ]
    assert barriers_everywhere(russian) == []
    russian.driver.refresh()
    assert russian.find_all(".flash") == []


def test_an_error_keeps_what_was_typed(russian):
    russian.visit("/task/8/")
    russian.type("#books", "семьдесят")
    russian.follow("form button")
    assert russian.find(".flash").text == "Введите число от 1 до 10."
    assert russian.find("#books").get_attribute("value") == "семьдесят"
    assert barriers_everywhere(russian) == []


def test_a_cookie_is_set_for_its_task_and_removed(russian):
    russian.visit("/task/9/")
    russian.type("#name", "Ада Лавлейс")
    russian.follow("form[action='/task/9/'] button")
    assert "Браузер говорит, что вас зовут Ада Лавлейс" in russian.text
    cookie = russian.driver.get_cookie("name")
    assert (cookie["path"], cookie["sameSite"], cookie["httpOnly"]) == ("/task/9", "Lax", True)
    russian.visit("/task/1/")
    assert russian.driver.get_cookie("name") is None
    russian.visit("/task/9/")
    russian.follow("form[action$=remove] button")
    assert "Ада" not in russian.text
    assert russian.driver.get_cookie("name") is None


def test_a_draft_survives_a_reload(russian):
    russian.visit("/task/10/")
    russian.type("#letter", "Дорогая Ада!\nПока всё.")
    russian.follow("form[action$=draft] button")
    russian.driver.refresh()
    assert russian.find("#letter").get_attribute("value") == "Дорогая Ада!\nПока всё."
    assert "Дорогая Ада!" in russian.find(".content").text
    assert barriers_everywhere(russian) == []


def test_two_tasks_keep_two_sessions(russian):
    for number, name in [(7, "Лев"), (10, "Ада")]:
        russian.visit(f"/task/{number}/" + ("login" if number == 7 else ""))
        russian.type("#name", name)
        russian.follow("form[action*=login] button")
    assert "Вы вошли как Ада" in russian.text
    russian.visit("/task/7/rooms/1")
    assert "Добро пожаловать в зал 1, Лев!" in russian.text
