"""What a test of a program puts in the place of a library's name is what we call, too.

A clock that stands, a server that does not serve: it counts whether or not the name was used
before, and no longer when it is over.
"""

from __future__ import annotations

import datetime
from importlib import import_module

import pytest
import werkzeug.serving
import werkzeug.utils


class AnotherTime(datetime.datetime):
    """A clock that stands, as the libraries for that put it in the place of the true one."""

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime(2020, 1, 1, 12, tzinfo=tz)


@pytest.fixture
def expires(framework, app, client):
    """Ask for a session that lasts, and read from its cookie when it ends."""

    @app.get("/")
    def remember():
        framework.session.permanent = True
        framework.session["name"] = "ada"
        return ""

    def ask():
        attributes = client.get("/").headers["Set-Cookie"].split("; ")
        return next(each for each in attributes if each.startswith("Expires="))

    return ask


def stop_the_clock(framework, monkeypatch):
    """Do what freezegun does: replace the class in its module, and wherever it was imported to."""
    sessions = import_module(f"{framework.__name__}.sessions")
    if sessions.datetime is datetime.datetime:
        monkeypatch.setattr(sessions, "datetime", AnotherTime)
    monkeypatch.setattr(datetime, "datetime", AnotherTime)


@pytest.mark.parametrize("used_before", [False, True])
def test_a_clock_that_stands_says_when_a_session_ends(framework, expires, monkeypatch, used_before):
    if used_before:
        expires()
    stop_the_clock(framework, monkeypatch)
    assert expires() == "Expires=Sat, 01 Feb 2020 12:00:00 GMT"


def test_a_clock_that_goes_on_is_the_true_one_again(framework, expires, monkeypatch):
    with monkeypatch.context() as while_it_stands:
        stop_the_clock(framework, while_it_stands)
        expires()
    assert "2020" not in expires()


@pytest.mark.parametrize("used_before", [False, True])
def test_a_replaced_send_file_of_werkzeug_is_called(
    framework, app, tmp_path, monkeypatch, used_before
):
    (tmp_path / "tea.txt").write_text("green")
    with app.test_request_context():
        if used_before:
            framework.send_file(tmp_path / "tea.txt").close()
        monkeypatch.setattr(werkzeug.utils, "send_file", lambda *path, **options: "replaced")
        assert framework.send_file(tmp_path / "tea.txt") == "replaced"


def test_a_replaced_server_is_the_one_that_runs(app, monkeypatch):
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    for name in ("first", "second"):
        served = []
        monkeypatch.setattr(
            werkzeug.serving, "run_simple", lambda *args, served=served, **options: served.append(1)
        )
        app.run(port=0, load_dotenv=False)
        assert served, name
