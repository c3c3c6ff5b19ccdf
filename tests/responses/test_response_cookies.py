"""Setting and deleting cookies."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from importlib import import_module

import pytest
from werkzeug.http import parse_cookie

CASES = [
    ({}, "a=b; Path=/"),
    ({"value": ""}, "a=; Path=/"),
    ({"value": "b c;é"}, 'a="b c\\073\\303\\251"; Path=/'),
    ({"path": None}, "a=b"),
    ({"path": "/ä;b"}, "a=b; Path=/%C3%A4%3Bb"),
    ({"domain": "example.com"}, "a=b; Domain=example.com; Path=/"),
    ({"domain": ".bücher.de"}, "a=b; Domain=xn--bcher-kva.de; Path=/"),
    ({"secure": True, "httponly": True}, "a=b; Secure; HttpOnly; Path=/"),
    ({"samesite": "lax"}, "a=b; Path=/; SameSite=Lax"),
    ({"samesite": "None"}, "a=b; Path=/; SameSite=None"),
    ({"partitioned": True}, "a=b; Secure; Path=/; Partitioned"),
    ({"expires": 0}, "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/"),
    (
        {"expires": datetime(2024, 2, 29, tzinfo=timezone.utc)},
        "a=b; Expires=Thu, 29 Feb 2024 00:00:00 GMT; Path=/",
    ),
    ({"expires": "tomorrow"}, "a=b; Expires=tomorrow; Path=/"),
    ({"max_age": 5, "expires": "soon"}, "a=b; Expires=soon; Max-Age=5; Path=/"),
    (
        {"max_age": timedelta(minutes=1), "expires": "soon"},
        "a=b; Expires=soon; Max-Age=60; Path=/",
    ),
]


@pytest.mark.parametrize(("options", "header"), CASES)
def test_a_cookie_is_a_header(Response, send, options, header):
    response = Response("x")
    response.set_cookie("a", **{"value": "b", **options})
    assert send(response)["Set-Cookie"] == header


def test_a_maximum_age_sets_the_date_too(Response):
    response = Response("x")
    response.set_cookie("a", "b", max_age=3600)
    assert "Expires=" in response.headers["Set-Cookie"]
    assert "Max-Age=3600" in response.headers["Set-Cookie"]


def test_each_cookie_is_a_header_of_its_own(Response, send):
    response = Response("x")
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    cookies = [value for name, value in send(response).headers if name == "Set-Cookie"]
    assert cookies == ["a=1; Path=/", "b=2; Path=/"]


def test_a_cookie_is_deleted_by_one_that_is_over(Response):
    response = Response("x")
    response.delete_cookie("a", path="/p", domain="example.com", secure=True, samesite="Strict")
    assert response.headers["Set-Cookie"] == (
        "a=; Domain=example.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Secure;"
        " Path=/p; SameSite=Strict"
    )


@pytest.mark.parametrize("value", ["plain", 'a "quoted" one', "b=c; d", "Grüße", "\\", "a,b", " "])
def test_a_value_comes_back_as_it_was(Response, value):
    response = Response("x")
    response.set_cookie("a", value)
    pair = response.headers["Set-Cookie"].partition("; Path")[0]
    assert parse_cookie(pair)["a"] == value


def test_a_name_that_is_no_ascii_is_sent_as_utf_8(Response, send):
    response = Response("x")
    response.set_cookie("ключ", "b")
    sent = send(response)["Set-Cookie"].encode("latin-1")
    assert sent == "ключ=b; Path=/".encode()


@pytest.mark.parametrize("samesite", ["", "no", "Lax; Secure"])
def test_samesite_is_one_of_three_words(Response, samesite):
    with pytest.raises(ValueError):
        Response("x").set_cookie("a", "b", samesite=samesite)


# The size


def test_a_cookie_that_browsers_drop_is_warned_about(Response):
    response = Response("x")
    with pytest.warns(UserWarning, match="cookie is too large"):
        response.set_cookie("a", "b" * 5000)
    assert "b" * 5000 in response.headers["Set-Cookie"]


@pytest.mark.parametrize(("limit", "warnings"), [(3000, 1), (0, 0), (10_000, 0)])
def test_the_app_sets_the_size(wrappers, recwarn, limit, warnings):
    framework = import_module(wrappers.__name__.partition(".")[0])
    app = framework.Flask("an_app")
    app.config["MAX_COOKIE_SIZE"] = limit
    response = wrappers.Response("x")
    with app.app_context():
        assert response.max_cookie_size == limit
        response.set_cookie("a", "b" * 3500)
    assert len(recwarn) == warnings
    assert response.max_cookie_size == 4093


def test_a_class_may_set_the_size(Response, recwarn):
    class Unlimited(Response):
        max_cookie_size = 0

    Unlimited("x").set_cookie("a", "b" * 5000)
    assert not recwarn


# What is refused

CONTROLS = ["a\r\nSet-Cookie: evil=1", "a\nb", "a\x00b", "\x1b[0m", "\x7f"]


@pytest.mark.parametrize("text", CONTROLS)
@pytest.mark.parametrize("part", ["key", "value", "path", "domain", "expires", "samesite"])
def test_a_control_character_anywhere_is_refused(ours, part, text):
    response = ours("x")
    with pytest.raises(ValueError):
        response.set_cookie(**{"key": "a", "value": "b", part: text})
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("text", CONTROLS)
@pytest.mark.parametrize("part", ["key", "path", "domain", "samesite"])
def test_a_control_character_is_refused_in_a_deletion(ours, part, text):
    with pytest.raises(ValueError):
        ours("x").delete_cookie(**{"key": "a", part: text})


@pytest.mark.parametrize("name", ["", "a b", "a\tb", "a;b", "a=b", 'a"b', "=__Host-a"])
def test_a_name_that_would_be_cut_is_refused(ours, name):
    with pytest.raises(ValueError, match="cookie name"):
        ours("x").set_cookie(name, "b")


@pytest.mark.parametrize("text", ["x.com; Secure", "x.com\tSecure"])
@pytest.mark.parametrize("part", ["domain", "expires"])
def test_an_attribute_cannot_begin_another_one(ours, part, text):
    with pytest.raises(ValueError, match=part):
        ours("x").set_cookie("a", "b", **{part: text})
