"""A session that Flask wrote is read by microflask, and the reverse."""

from __future__ import annotations

from datetime import datetime, timezone
from uuid import UUID

import flask
import pytest
from markupsafe import Markup
from werkzeug.test import Client

import microflask

CONTENTS = {
    "text": {"name": "Ada", "é": "ü €"},
    "numbers": {"int": 2**70, "float": 1.5, "none": None, "bool": True},
    "nested": {"a": {"b": [1, {"c": (1, 2)}]}},
    "a tuple": {"a": (1, (2, "x"))},
    "bytes": {"a": b"\x00\xff"},
    "markup": {"a": Markup("<b>")},
    "a uuid": {"a": UUID(int=5)},
    "a datetime": {"a": datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone.utc)},
    "a dict like a tag": {"a": {" t": [1]}},
    "flashes": {"_flashes": [("message", "hello"), ("error", "no")]},
    "permanent": {"_permanent": True, "a": 1},
    "what can be compressed": {"a": "x" * 1000},
    "what can be compressed a little": {"a": "x" * 70},
    "what can be compressed, but is short": {"a": "x" * 40},
    "what cannot be compressed": {"a": "".join(map(chr, range(33, 127)))},
    "more than a compressor's small window": {"a": "0123456789abcdef" * 400},
}


def make_app(framework, **settings):
    app = framework.Flask("an_app")
    app.testing = True
    app.secret_key = "shared"
    app.config.update(settings)
    app.contents = {}

    @app.get("/write")
    def write():
        framework.session.update(app.contents)
        return ""

    @app.get("/read")
    def read():
        app.contents = dict(framework.session)
        return ""

    return app


def types_within(value):
    """Return the types of *value* and of all that it contains, in their order."""
    items = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list, tuple)):
        items = ()
    return [type(value), *map(types_within, items)]


def write_with(framework, contents, **settings):
    """Return the value of the cookie that *framework* sets for a session with *contents*."""
    app = make_app(framework, **settings)
    app.contents = contents
    client = Client(app)
    client.get("/write")
    return client.get_cookie("session").value


def read_with(framework, cookie, **settings):
    """Return the contents of the session that *framework* reads from the cookie's value."""
    app = make_app(framework, **settings)
    client = Client(app)
    client.set_cookie("session", cookie)
    client.get("/read")
    return app.contents


@pytest.mark.filterwarnings("ignore:The 'session' cookie is too large")
@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize(
    ("writer", "reader"),
    [(flask, microflask), (microflask, flask), (microflask, microflask)],
    ids=["flask to microflask", "microflask to flask", "microflask to itself"],
)
def test_the_reader_finds_what_the_writer_wrote(writer, reader, contents):
    found = read_with(reader, write_with(writer, contents))
    assert found == contents
    assert types_within(found) == types_within(dict(sorted(contents.items())))


@pytest.mark.parametrize(("writer", "reader"), [(flask, microflask), (microflask, flask)])
def test_a_fallback_key_of_the_reader_may_have_signed(writer, reader):
    cookie = write_with(writer, {"a": 1}, SECRET_KEY="old")
    assert read_with(reader, cookie, SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]) == {"a": 1}
    assert read_with(reader, cookie, SECRET_KEY="new", SECRET_KEY_FALLBACKS=["other"]) == {}


@pytest.mark.parametrize(("writer", "reader"), [(flask, microflask), (microflask, flask)])
def test_the_readers_lifetime_holds(writer, reader, clock):
    cookie = write_with(writer, {"a": 1, "_permanent": True})
    clock.ahead = 50
    assert read_with(reader, cookie, PERMANENT_SESSION_LIFETIME=60) == {"a": 1, "_permanent": True}
    assert read_with(reader, cookie, PERMANENT_SESSION_LIFETIME=40) == {}


@pytest.mark.filterwarnings("ignore:The 'session' cookie is too large")
@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_our_cookie_is_longer_only_where_little_is_to_be_gained(contents):
    ours, flasks = write_with(microflask, contents), write_with(flask, contents)
    is_short = len(str(contents)) < 64
    assert len(ours) <= len(flasks) + (40 if is_short else 0)
