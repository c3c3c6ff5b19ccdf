"""When the session's cookie is sent, deleted or left alone, and what it looks like."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from werkzeug.http import parse_date, parse_set_header
from werkzeug.test import Client


def attributes(response):
    """Return name, value and attributes of the one cookie that *response* sets, as a dict."""
    (header,) = response.headers.getlist("Set-Cookie")
    first, *others = header.split("; ")
    name, _, value = first.partition("=")
    pairs = (other.partition("=") for other in others)
    return {"name": name, "value": value, **{key: text or True for key, _, text in pairs}}


def varies(response):
    return parse_set_header(response.headers.get("Vary")).as_set() == {"cookie"}


def sets_cookie(response):
    return "Set-Cookie" in response.headers


def test_what_is_set_is_there_in_the_next_request(client):
    client.get("/?set=name")
    assert client.get("/show").json == {"name": "x"}


def test_a_request_that_leaves_the_session_alone_gets_no_cookie_and_no_vary(client):
    response = client.get("/?nothing")
    assert not sets_cookie(response)
    assert "Vary" not in response.headers


def test_a_request_that_brings_a_cookie_and_leaves_it_alone_gets_neither(client):
    client.get("/?set=name")
    response = client.get("/?nothing")
    assert not sets_cookie(response)


@pytest.mark.parametrize("action", ["get", "in", "len", "iterate", "bool"])
@pytest.mark.parametrize("brings_cookie", [True, False])
def test_a_session_that_is_only_looked_at_varies_and_sets_no_cookie(client, action, brings_cookie):
    if brings_cookie:
        client.get("/?set=name")
    response = client.get(f"/?{action}=name")
    assert varies(response)
    assert not sets_cookie(response)


def test_a_session_that_is_changed_sets_the_cookie_and_varies(client):
    response = client.get("/?set=name")
    assert sets_cookie(response)
    assert varies(response)


def test_modified_may_be_set_by_hand(client):
    client.get("/?set=name")
    assert sets_cookie(client.get("/?modified"))


def test_an_empty_session_sets_no_cookie(client):
    response = client.get("/?pop=missing")
    assert not sets_cookie(response)


@pytest.mark.parametrize("action", ["pop=name", "clear"])
def test_a_session_that_was_emptied_deletes_the_cookie(client, action):
    client.get("/?set=name")
    response = client.get(f"/?{action}")
    cookie = attributes(response)
    assert cookie["name"] == "session"
    assert cookie["value"] == ""
    assert cookie["Max-Age"] == "0"
    assert parse_date(cookie["Expires"]).year == 1970
    assert varies(response)
    assert client.get_cookie("session") is None


def test_vary_is_added_to_what_the_view_has_set(app, client, framework):
    @app.get("/varied")
    def varied():
        framework.session["a"] = 1
        return "", {"Vary": "Accept-Language"}

    vary = parse_set_header(client.get("/varied").headers["Vary"])
    assert vary.as_set() == {"accept-language", "cookie"}


@pytest.mark.parametrize("action", ["set=name", "clear"])
def test_vary_comes_before_the_cookie(client, action):
    client.get("/?set=other")
    response = client.get(f"/?{action}")
    names = [name for name, _ in response.headers if name in ("Vary", "Set-Cookie")]
    assert names == ["Vary", "Set-Cookie"]


def test_vary_names_the_cookie_once(app, client, framework):
    @app.get("/varied")
    def varied():
        framework.session["a"] = 1
        return "", {"Vary": "cookie"}

    assert client.get("/varied").headers["Vary"].lower() == "cookie"


# Permanent sessions


def test_a_session_ends_with_the_browsers_by_default(client):
    assert "Expires" not in attributes(client.get("/?set=name"))


def test_a_permanent_session_expires_after_its_lifetime(make_app):
    app = make_app(PERMANENT_SESSION_LIFETIME=timedelta(days=2))
    cookie = attributes(Client(app).get("/?set=name&permanent=yes"))
    expected = datetime.now(timezone.utc) + timedelta(days=2)
    assert abs(parse_date(cookie["Expires"]) - expected) < timedelta(seconds=10)


def test_the_lifetime_may_be_a_number_of_seconds(make_app):
    app = make_app(PERMANENT_SESSION_LIFETIME=3600)
    cookie = attributes(Client(app).get("/?set=name&permanent=yes"))
    expected = datetime.now(timezone.utc) + timedelta(hours=1)
    assert abs(parse_date(cookie["Expires"]) - expected) < timedelta(seconds=10)


def test_a_permanent_session_is_refreshed_at_each_request_and_varies(client):
    client.get("/?set=name&permanent=yes")
    response = client.get("/?nothing")
    assert sets_cookie(response)
    assert varies(response)


def test_it_is_not_refreshed_where_the_setting_says_no(make_app):
    client = Client(make_app(SESSION_REFRESH_EACH_REQUEST=False))
    client.get("/?set=name&permanent=yes")
    assert not sets_cookie(client.get("/?nothing"))
    response = client.get("/?in=name")
    assert not sets_cookie(response)
    assert varies(response)


@pytest.mark.parametrize(("age", "is_read"), [(99, True), (101, False)])
def test_a_cookie_is_read_for_the_lifetime_permanent_or_not(make_app, clock, age, is_read):
    client = Client(make_app(PERMANENT_SESSION_LIFETIME=100))
    client.get("/?set=name")
    clock.ahead = age
    assert client.get("/show").json == ({"name": "x"} if is_read else {})


def test_a_cookie_from_the_future_is_not_read(make_app, clock):
    client = Client(make_app())
    clock.ahead = 1000
    client.get("/?set=name")
    clock.ahead = 0
    assert client.get("/show").json == {}


# What the cookie looks like


def test_by_default_scripts_do_not_see_it_and_it_is_for_the_whole_host(client):
    cookie = attributes(client.get("/?set=name"))
    assert cookie.pop("value")
    assert cookie == {"name": "session", "HttpOnly": True, "Path": "/"}


SETTINGS = {
    "its name": ({"SESSION_COOKIE_NAME": "sid"}, {"name": "sid"}),
    "the domain": ({"SESSION_COOKIE_DOMAIN": "localhost"}, {"Domain": "localhost"}),
    "the path": ({"SESSION_COOKIE_PATH": "/shop"}, {"Path": "/shop"}),
    "the application root": ({"APPLICATION_ROOT": "/shop"}, {"Path": "/shop"}),
    "HTTPS alone": ({"SESSION_COOKIE_SECURE": True}, {"Secure": True}),
    "same site": ({"SESSION_COOKIE_SAMESITE": "Strict"}, {"SameSite": "Strict"}),
    "partitioned": ({"SESSION_COOKIE_PARTITIONED": True}, {"Partitioned": True, "Secure": True}),
}


@pytest.mark.parametrize("action", ["set=name", "set=name&clear"], ids=["set", "deleted"])
@pytest.mark.parametrize(("settings", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_a_setting_says(make_app, settings, expected, action):
    cookie = attributes(Client(make_app(**settings)).get(f"/?{action}"))
    assert expected.items() <= cookie.items()
    assert cookie["HttpOnly"] is True


def test_a_setting_may_let_scripts_see_it(make_app):
    cookie = attributes(Client(make_app(SESSION_COOKIE_HTTPONLY=False)).get("/?set=name"))
    assert "HttpOnly" not in cookie


def test_the_cookies_path_goes_before_the_application_root(make_app):
    app = make_app(SESSION_COOKIE_PATH="/a", APPLICATION_ROOT="/b")
    assert attributes(Client(app).get("/?set=name"))["Path"] == "/a"


def test_the_cookie_is_not_for_the_hosts_below_the_server_name(make_app):
    app = make_app(SERVER_NAME="localhost")
    assert "Domain" not in attributes(Client(app).get("/?set=name"))


def test_a_setting_that_changes_holds_from_the_next_request_on(app, client):
    client.get("/?set=name")
    app.config["SESSION_COOKIE_NAME"] = "sid"
    assert attributes(client.get("/?set=name"))["name"] == "sid"


# Without a secret key


@pytest.mark.parametrize("key", [None, "", b""])
def test_without_a_key_the_session_can_be_read_and_not_changed(make_app, key):
    client = Client(make_app(secret_key=key))
    response = client.get("/?get=name")
    assert response.status_code == 200
    assert not sets_cookie(response)
    with pytest.raises(RuntimeError, match="session is unavailable"):
        client.get("/?set=name")


def test_a_key_that_is_set_later_is_used(make_app):
    app = make_app(secret_key=None)
    client = Client(app)
    client.get("/?get=name")
    app.config["SECRET_KEY"] = b"bytes"
    client.get("/?set=name")
    assert client.get("/show").json == {"name": "x"}
