"""Flask-Session: sessions that are kept on the server, and a cookie that only names them."""

from __future__ import annotations

import pytest
from cachelib.file import FileSystemCache
from flask import session
from flask_session import Session


@pytest.fixture
def client(app, tmp_path):
    app.config.update(SESSION_TYPE="cachelib", SESSION_CACHELIB=FileSystemCache(tmp_path / "s"))
    Session(app)

    @app.get("/count")
    def count():
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    @app.get("/look")
    def look():
        return str("count" in session)

    @app.get("/clear")
    def clear():
        session.clear()
        return "cleared"

    @app.get("/renew")
    def renew():
        app.session_interface.regenerate(session)
        return session.sid

    return app.test_client()


def test_a_session_is_kept_from_request_to_request(client):
    assert [client.get("/count").text for _ in range(3)] == ["1", "2", "3"]


def test_the_cookie_does_not_hold_the_data(client):
    client.get("/count")
    assert "count" not in client.get_cookie("session").value
    assert len(client.get_cookie("session").value) < 100


def test_another_client_has_another_session(app, client):
    client.get("/count")
    assert app.test_client().get("/count").text == "1"


def test_a_session_that_is_cleared_is_gone(client):
    client.get("/count")
    client.get("/clear")
    assert client.get_cookie("session") is None
    assert client.get("/look").text == "False"


def test_a_session_gets_a_new_name_and_keeps_its_data(client):
    client.get("/count")
    before = client.get_cookie("session").value
    client.get("/renew")
    assert client.get_cookie("session").value != before
    assert client.get("/count").text == "2"


def test_a_test_may_write_the_session(client):
    with client.session_transaction() as kept:
        kept["count"] = 41
    assert client.get("/count").text == "42"
