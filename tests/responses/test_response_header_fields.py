"""Headers as attributes: each reads and writes one header, as it does in Flask."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from werkzeug.datastructures import ContentRange, ContentSecurityPolicy, WWWAuthenticate
from werkzeug.http import COEP, COOP

NOON = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
NOON_TEXT = "Thu, 29 Feb 2024 12:00:00 GMT"

#: attribute, header, what it is set to, the header's text, what is read then
SIMPLE = [
    ("location", "Location", "/a", "/a", "/a"),
    ("content_type", "Content-Type", "a/b", "a/b", "a/b"),
    ("content_encoding", "Content-Encoding", "gzip", "gzip", "gzip"),
    ("content_location", "Content-Location", "/a", "/a", "/a"),
    ("content_md5", "Content-MD5", "abc=", "abc=", "abc="),
    ("accept_ranges", "Accept-Ranges", "bytes", "bytes", "bytes"),
    ("access_control_allow_origin", "Access-Control-Allow-Origin", "*", "*", "*"),
    ("content_length", "Content-Length", 12, "12", 12),
    ("access_control_max_age", "Access-Control-Max-Age", 60, "60", 60),
    ("age", "Age", timedelta(minutes=2), "120", timedelta(minutes=2)),
    ("age", "Age", 120, "120", timedelta(minutes=2)),
    ("date", "Date", NOON, NOON_TEXT, NOON),
    ("expires", "Expires", NOON.timestamp(), NOON_TEXT, NOON),
    ("last_modified", "Last-Modified", NOON.replace(tzinfo=None), NOON_TEXT, NOON),
    ("last_modified", "Last-Modified", date(2024, 2, 29), NOON_TEXT.replace("12", "00"), None),
    (
        "cross_origin_opener_policy",
        "Cross-Origin-Opener-Policy",
        COOP.SAME_ORIGIN,
        "same-origin",
        COOP.SAME_ORIGIN,
    ),
    (
        "cross_origin_embedder_policy",
        "Cross-Origin-Embedder-Policy",
        COEP.REQUIRE_CORP,
        "require-corp",
        COEP.REQUIRE_CORP,
    ),
]


@pytest.mark.parametrize(("attribute", "name", "value", "text", "read"), SIMPLE)
def test_an_attribute_sets_and_reads_its_header(Response, attribute, name, value, text, read):
    response = Response("x")
    setattr(response, attribute, value)
    assert response.headers[name] == text
    if read is not None:
        assert getattr(response, attribute) == read


@pytest.mark.parametrize(("attribute", "name"), sorted({case[:2] for case in SIMPLE}))
def test_deleting_an_attribute_removes_its_header(Response, attribute, name):
    response = Response("x", headers={name: "1"})
    delattr(response, attribute)
    assert name not in response.headers
    delattr(response, attribute)


@pytest.mark.parametrize(
    ("attribute", "missing"),
    [
        ("location", None),
        ("age", None),
        ("date", None),
        ("access_control_max_age", None),
        ("access_control_allow_methods", None),
        ("cross_origin_opener_policy", COOP.UNSAFE_NONE),
        ("cross_origin_embedder_policy", COEP.UNSAFE_NONE),
        ("retry_after", None),
    ],
)
def test_a_missing_header_reads_as_its_default(Response, attribute, missing):
    assert getattr(Response("x"), attribute) == missing


@pytest.mark.parametrize(
    ("attribute", "name", "missing"),
    [
        ("access_control_max_age", "Access-Control-Max-Age", None),
        ("age", "Age", None),
        ("date", "Date", None),
        ("retry_after", "Retry-After", None),
        ("cross_origin_opener_policy", "Cross-Origin-Opener-Policy", COOP.UNSAFE_NONE),
    ],
)
def test_a_header_that_makes_no_sense_reads_as_missing(Response, attribute, name, missing):
    assert getattr(Response("x", headers={name: "what?"}), attribute) == missing


# Sets of names


@pytest.mark.parametrize(
    ("attribute", "name"),
    [("vary", "Vary"), ("allow", "Allow"), ("content_language", "Content-Language")],
)
def test_a_set_of_names_writes_its_header_when_it_changes(Response, attribute, name):
    response = Response("x")
    names = getattr(response, attribute)
    names.add("one")
    names.update(["two", "ONE"])
    assert response.headers[name] == "one, two"
    assert "TWO" in getattr(response, attribute)
    names.discard("one")
    names.discard("two")
    assert name not in response.headers


@pytest.mark.parametrize("value", ["a, b", ["a", "b"], ("a", "b")])
def test_a_set_of_names_can_be_assigned(Response, value):
    response = Response("x")
    response.vary = value
    assert response.headers["Vary"] == "a, b"
    assert list(response.vary) == ["a", "b"]
    response.vary = None
    assert "Vary" not in response.headers


@pytest.mark.parametrize("kind", ["headers", "methods"])
def test_what_another_origin_may_use_is_assigned_as_a_whole(Response, kind):
    response = Response("x")
    setattr(response, f"access_control_allow_{kind}", ["A", "B c"])
    assert response.headers[f"Access-Control-Allow-{kind}"] == 'A, "B c"'
    assert list(getattr(response, f"access_control_allow_{kind}")) == ["A", "B c"]


def test_what_another_origin_may_read_is_assigned_as_a_whole(Response):
    response = Response("x")
    response.access_control_expose_headers = {"X-A"}
    assert response.headers["Access-Control-Expose-Headers"] == "X-A"


def test_credentials_are_allowed_or_not(Response):
    response = Response("x")
    assert response.access_control_allow_credentials is False
    response.access_control_allow_credentials = True
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert response.access_control_allow_credentials is True
    response.access_control_allow_credentials = None
    assert "Access-Control-Allow-Credentials" not in response.headers


# Headers with an inner life


def test_the_cache_control_writes_its_header_when_it_changes(Response):
    response = Response("x")
    response.cache_control.max_age = 60
    response.cache_control.public = True
    assert response.headers["Cache-Control"] == "max-age=60, public"
    assert response.cache_control.max_age == 60
    response.cache_control.clear()
    assert "Cache-Control" not in response.headers


def test_the_content_range_writes_its_header_when_it_changes(Response):
    response = Response("x")
    assert response.content_range.units is None
    response.content_range.set(0, 5, 10)
    assert response.headers["Content-Range"] == "bytes 0-4/10"
    response.content_range.length = 20
    assert response.headers["Content-Range"] == "bytes 0-4/20"
    response.content_range.unset()
    assert "Content-Range" not in response.headers


@pytest.mark.parametrize("value", ["bytes 0-4/10", ContentRange("bytes", 0, 5, 10)])
def test_the_content_range_can_be_assigned(Response, value):
    response = Response("x")
    response.content_range = value
    assert response.headers["Content-Range"] == "bytes 0-4/10"
    assert (response.content_range.start, response.content_range.stop) == (0, 5)
    response.content_range = None
    assert "Content-Range" not in response.headers


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("content_security_policy", "Content-Security-Policy"),
        ("content_security_policy_report_only", "Content-Security-Policy-Report-Only"),
    ],
)
def test_a_content_security_policy_writes_its_header(Response, attribute, name):
    response = Response("x")
    getattr(response, attribute).default_src = "'self'"
    assert response.headers[name] == "default-src 'self'"
    setattr(response, attribute, "img-src *")
    assert getattr(response, attribute).img_src == "*"
    setattr(response, attribute, ContentSecurityPolicy({"font-src": "a"}))
    assert response.headers[name] == "font-src a"
    setattr(response, attribute, None)
    assert name not in response.headers


def test_a_challenge_is_assigned_and_changed(Response):
    response = Response("x")
    assert response.www_authenticate.type == "basic"
    assert "WWW-Authenticate" not in response.headers
    challenge = WWWAuthenticate("basic", {"realm": "here"})
    response.www_authenticate = challenge
    assert response.headers["WWW-Authenticate"] == "Basic realm=here"
    challenge.realm = "there"
    assert response.headers["WWW-Authenticate"] == "Basic realm=there"
    response.www_authenticate.realm = "elsewhere"
    assert response.www_authenticate.realm == "elsewhere"


def test_several_challenges_are_several_headers(Response):
    response = Response("x")
    response.www_authenticate = [
        WWWAuthenticate("basic", {"realm": "a b"}),
        WWWAuthenticate("bearer", token="t"),
    ]
    assert response.headers.getlist("WWW-Authenticate") == ['Basic realm="a b"', "Bearer t"]
    response.www_authenticate = [WWWAuthenticate("bearer", token="u")]
    assert response.headers.getlist("WWW-Authenticate") == ["Bearer u"]


@pytest.mark.parametrize("nothing", [None, []])
def test_challenges_are_removed(Response, nothing):
    response = Response("x", headers=[("WWW-Authenticate", "Basic"), ("WWW-Authenticate", "B")])
    response.www_authenticate = nothing
    assert "WWW-Authenticate" not in response.headers
    del response.www_authenticate


def test_retry_after_is_a_date_or_seconds(Response):
    response = Response("x")
    response.retry_after = NOON
    assert response.headers["Retry-After"] == NOON_TEXT
    assert response.retry_after == NOON
    response.retry_after = 60
    assert response.headers["Retry-After"] == "60"
    ahead = response.retry_after - datetime.now(timezone.utc)
    assert timedelta(seconds=50) < ahead <= timedelta(seconds=60)
    response.retry_after = None
    response.retry_after = None
    assert "Retry-After" not in response.headers


@pytest.mark.parametrize("attribute", ["date", "last_modified", "expires", "retry_after", "age"])
@pytest.mark.parametrize(
    "text", ["Mon, 01 Jan 9999999999 00:00:00 GMT", "9" * 30, "9" * 5000, "\xb2", "", "soon"]
)
def test_a_time_that_cannot_be_told_is_none(ours, attribute, text):
    response = ours(headers={attribute.replace("_", "-"): text})
    assert getattr(response, attribute) is None


# ETags


@pytest.mark.parametrize(("weak", "text"), [(False, '"abc"'), (True, 'W/"abc"')])
def test_an_etag_is_set_and_read(Response, weak, text):
    response = Response("x")
    assert response.get_etag() == (None, None)
    response.set_etag("abc", weak=weak)
    assert response.headers["ETag"] == text
    assert response.get_etag() == ("abc", weak)


def test_an_etag_with_a_quote_is_refused(Response):
    with pytest.raises(ValueError):
        Response("x").set_etag('a"b')


def test_an_etag_is_made_of_the_body(Response):
    one, same, other = Response("x"), Response([b"x"]), Response("y")
    for response in (one, same, other):
        response.add_etag()
    assert one.get_etag() == same.get_etag() != other.get_etag()
    one.data = "y"
    one.add_etag()
    assert one.get_etag() == same.get_etag()
    one.add_etag(overwrite=True, weak=True)
    assert one.get_etag() == (other.get_etag()[0], True)


def test_the_etag_is_the_one_that_flask_makes(ours):
    response = ours("x")
    response.add_etag()
    assert response.get_etag() == ("11f6ad8ec52a2984abaafd7c3b516503785c2072", False)
