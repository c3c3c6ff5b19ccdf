"""When the session of a request is opened, and for whom."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

import microflask
from microflask.sessions import SecureCookieSessionInterface


@pytest.fixture
def opened(app, framework):
    """Notes of what an own session interface was asked: ``(path, whether a rule matched)``."""
    notes = []
    sessions = import_module(f"{framework.__name__}.sessions")

    class Interface(sessions.SecureCookieSessionInterface):
        def open_session(self, app, request):
            notes.append((request.path, request.url_rule is not None))
            return super().open_session(app, request)

    app.session_interface = Interface()
    return notes


def test_an_own_interface_opens_the_session_before_the_url_is_matched(app, client, opened):
    app.add_url_rule("/a", "a", lambda: "x")
    client.get("/a")
    client.get("/missing")
    assert opened == [("/a", False), ("/missing", False)]


def test_a_session_is_opened_once(app, client, opened, framework):
    @app.get("/")
    def index():
        framework.session["a"] = 1
        return str(framework.session["a"])

    assert client.get("/").text == "1"
    assert opened == [("/", False)]


def test_a_context_that_is_pushed_again_keeps_its_session(app, opened, framework):
    context = app.test_request_context("/")
    with context:
        framework.session["a"] = 1
        with context:
            assert framework.session["a"] == 1
    assert len(opened) == 1


def test_a_converter_can_read_the_session(app, client, framework):
    routing = import_module(
        "werkzeug.routing" if framework.__name__ == "flask" else "microflask.routing"
    )

    class Mine(routing.BaseConverter):
        def to_python(self, value):
            return f"{value} of {framework.session.get('user', 'nobody')}"

    app.url_map.converters["mine"] = Mine
    app.add_url_rule("/<mine:thing>", "thing", lambda thing: thing)
    assert client.get("/car").text == "car of nobody"
    with client.session_transaction() as session:
        session["user"] = "ada"
    assert client.get("/car").text == "car of ada"


def test_the_session_belongs_to_the_request(app, client, framework):
    @app.get("/")
    def count():
        framework.session["count"] = framework.session.get("count", 0) + 1
        return str(framework.session["count"])

    assert [client.get("/").text, client.get("/").text] == ["1", "2"]
    assert app.test_client().get("/").text == "1"


def test_a_session_that_a_hook_reads_is_the_one_of_the_view(app, client, framework):
    app.before_request(lambda: framework.session.update(a=1))
    app.add_url_rule("/", "index", lambda: str(framework.session["a"]))
    assert client.get("/").text == "1"


def test_a_session_that_is_changed_after_the_view_is_saved(app, client, framework):
    @app.after_request
    def change(response):
        framework.session["a"] = 1
        return response

    app.add_url_rule("/", "index", lambda: "x")
    assert "session=" in client.get("/").headers["Set-Cookie"]


# What nobody can tell from outside: sessions that are not needed are not opened


@pytest.fixture
def opening(monkeypatch):
    app = microflask.Flask("an_app")
    app.secret_key = "not a secret"
    app.add_url_rule("/", "index", lambda: "x")
    app.add_url_rule("/session", "session", lambda: str(microflask.session.get("a")))
    calls = []
    open_session = SecureCookieSessionInterface.open_session

    def noted(self, app, request):
        calls.append(request.path)
        return open_session(self, app, request)

    monkeypatch.setattr(SecureCookieSessionInterface, "open_session", noted)
    app.calls = calls
    return app


def test_a_request_that_touches_no_session_opens_none(opening):
    assert opening.test_client().get("/").text == "x"
    assert opening.calls == []


def test_a_request_that_touches_the_session_opens_it(opening):
    opening.test_client().get("/session")
    assert opening.calls == ["/session"]


@pytest.mark.parametrize(
    ("content", "is_opened"),
    [
        (None, False),
        ({"a": 1}, False),
        ({"permanent": 1}, False),
        ({"_permanent": True}, True),
        ({"a": 1, "_permanent": True}, True),
        ({"ab": 1, "_permanent": True}, True),
        ({"abc": 1, "_permanent": True}, True),
        ({"a": 200 * "a"}, True),  # it is compressed, and might be permanent
    ],
)
def test_a_cookie_alone_opens_a_session_only_if_it_may_have_to_be_refreshed(
    opening, content, is_opened
):
    cookie = "other=1"
    if content is not None:
        serializer = opening.session_interface.get_signing_serializer(opening)
        cookie += f"; session={serializer.dumps(content)}"
    response = opening.test_client(use_cookies=False).get("/", headers={"Cookie": cookie})
    assert opening.calls == (["/"] if is_opened else [])
    assert ("Set-Cookie" in response.headers) is ("_permanent" in (content or {}))


def test_a_session_is_not_opened_if_nothing_is_refreshed(opening):
    opening.config["SESSION_REFRESH_EACH_REQUEST"] = False
    serializer = opening.session_interface.get_signing_serializer(opening)
    cookie = f"session={serializer.dumps({'_permanent': True})}"
    opening.test_client(use_cookies=False).get("/", headers={"Cookie": cookie})
    assert opening.calls == []


def test_a_session_in_another_format_is_opened_with_each_cookie(opening, monkeypatch):
    monkeypatch.setattr(SecureCookieSessionInterface, "serializer", json)
    opening.test_client(use_cookies=False).get("/", headers={"Cookie": "session=x"})
    assert opening.calls == ["/"]
