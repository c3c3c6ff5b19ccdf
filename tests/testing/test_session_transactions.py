"""``client.session_transaction()``: the session from outside of a request."""

from __future__ import annotations

import pytest


@pytest.fixture
def app(app, framework):
    @app.get("/set/<value>")
    def set_value(value):
        framework.session["value"] = value
        return "set"

    @app.get("/get")
    def get_value():
        return {"value": framework.session.get("value")}

    return app


def test_what_is_set_reaches_the_next_request(client):
    with client.session_transaction() as session:
        assert dict(session) == {}
        session["value"] = [42]
    assert client.get("/get").json == {"value": [42]}


def test_what_a_request_has_set_is_there(client):
    client.get("/set/red")
    with client.session_transaction() as session:
        assert session["value"] == "red"
        del session["value"]
    assert client.get("/get").json == {"value": None}


def test_two_transactions_see_the_same_session(client):
    with client.session_transaction() as session:
        session["value"] = 1
    with client.session_transaction() as session:
        assert session["value"] == 1


def test_an_error_in_the_block_saves_nothing(client):
    with pytest.raises(ZeroDivisionError):
        with client.session_transaction() as session:
            session["value"] = 1
            raise ZeroDivisionError
    assert client.get("/get").json == {"value": None}


def test_the_session_belongs_to_the_host_that_is_named(app, client):
    app.config["SERVER_NAME"] = None
    with client.session_transaction(base_url="http://example.com") as session:
        session["value"] = "theirs"
    assert client.get("/get").json == {"value": None}
    assert client.get("/get", base_url="http://example.com").json == {"value": "theirs"}


def test_in_the_block_the_outer_request_stays_current(app, client, framework):
    with app.test_request_context("/outer"):
        outer = framework.request._get_current_object()
        with client.session_transaction():
            assert framework.request._get_current_object() is outer


def test_in_a_block_of_the_client_too(client, framework):
    with client:
        client.get("/set/red")
        with client.session_transaction() as session:
            session["value"] = "blue"
        assert client.get("/get").json == {"value": "blue"}


def test_without_a_key_there_is_no_session(framework):
    client = framework.Flask("shop").test_client()
    with pytest.raises(RuntimeError, match="Session backend did not open a session"):
        with client.session_transaction():
            pass


def test_without_cookies_there_is_no_session(app):
    client = app.test_client(use_cookies=False)
    with pytest.raises(TypeError, match="Cookies are disabled"):
        with client.session_transaction():
            pass


def test_a_session_interface_of_the_program_is_asked(app, client, framework):
    saved = []

    class Session(dict, framework.sessions.SessionMixin):
        pass

    class Interface(framework.sessions.SessionInterface):
        def open_session(self, app, request):
            return Session(path=request.path)

        def save_session(self, app, session, response):
            saved.append(dict(session))

    app.session_interface = Interface()
    with client.session_transaction("/named") as session:
        assert session["path"] == "/named"
        session["value"] = 1
    assert saved == [{"path": "/named", "value": 1}]
