"""These tests hold for Flask too: each runs against both, unless it says otherwise."""

from __future__ import annotations

import time
from importlib import import_module

import itsdangerous
import pytest
from werkzeug.test import Client

from tests.reference import FRAMEWORKS


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    """The package under test, and then the one that it should behave like."""
    return import_module(request.param)


@pytest.fixture
def sessions(framework):
    return import_module(f"{framework.__name__}.sessions")


@pytest.fixture
def make_app(framework, tmp_path):
    """Make apps whose view / does to the session what the query says, in its order."""

    def make_app(secret_key="not a secret", **settings):
        app = framework.Flask("an_app", root_path=str(tmp_path))
        app.testing = True
        app.secret_key = secret_key
        app.config.update(settings)

        @app.route("/")
        def view():
            session = framework.session
            for action, key in framework.request.args.items(multi=True):
                ACTIONS[action](session, key)
            return "done"

        @app.route("/show")
        def show():
            return dict(framework.session)

        return app

    return make_app


ACTIONS = {
    "set": lambda session, key: session.__setitem__(key, "x"),
    "get": lambda session, key: session.get(key),
    "in": lambda session, key: key in session,
    "len": lambda session, key: len(session),
    "iterate": lambda session, key: list(session),
    "bool": lambda session, key: bool(session),
    "pop": lambda session, key: session.pop(key, None),
    "clear": lambda session, key: session.clear(),
    "permanent": lambda session, key: setattr(session, "permanent", key == "yes"),
    "modified": lambda session, key: setattr(session, "modified", True),
    "nothing": lambda session, key: None,
}


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def client(app):
    return Client(app)


@pytest.fixture
def clock(monkeypatch):
    """Let ``clock.ahead`` seconds pass for what is signed and read."""

    class Clock:
        ahead = 0

    monkeypatch.setattr(
        itsdangerous.TimestampSigner,
        "get_timestamp",
        lambda signer: int(time.time()) + Clock.ahead,
    )
    return Clock
