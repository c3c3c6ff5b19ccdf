"""Attributes that are headers: parsed into what they mean, and never an error."""

from __future__ import annotations

from datetime import datetime, timezone

import flask
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Authorization
from werkzeug.user_agent import UserAgent

from microflask import Request
from tests.reference import compares
from tests.requests.environs import make_environ

NEW_YEAR = datetime(2024, 1, 1, tzinfo=timezone.utc)
NEW_YEAR_TEXT = "Mon, 01 Jan 2024 00:00:00 GMT"


def test_headers_are_found_in_any_case(make_request):
    request = make_request(headers={"X-Custom": "yes"})
    assert request.headers["x-custom"] == request.headers.get("X-CUSTOM") == "yes"
    assert ("X-Custom", "yes") in list(request.headers)


def test_headers_are_a_view_of_the_environ_that_cannot_be_changed(make_request):
    request = make_request()
    request.environ["HTTP_X_LATER"] = "1"
    assert request.headers["X-Later"] == "1"
    with pytest.raises(TypeError):
        request.headers["X-Mine"] = "2"


@pytest.mark.parametrize(
    ("content_type", "mimetype", "params"),
    [
        ("text/HTML", "text/html", {}),
        ("text/html; charset=utf-8", "text/html", {"charset": "utf-8"}),
        ("text/html;Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ('a/b; a="x y"; c=d', "a/b", {"a": "x y", "c": "d"}),
        ("a/b; f*=utf-8''%C3%BC", "a/b", {"f": "ü"}),
        ("", "", {}),
        (" text/html ; a=b", "text/html", {"a": "b"}),
        ("; a=b", "", {}),
        ("a/b;", "a/b", {}),
        ("a/b; a", "a/b", {}),
    ],
)
def test_the_content_type_has_a_name_and_parameters(make_request, content_type, mimetype, params):
    request = make_request(environ={"CONTENT_TYPE": content_type})
    assert request.content_type == content_type
    assert request.mimetype == mimetype
    assert request.mimetype_params == params


def test_the_content_type_may_be_missing(make_request):
    request = make_request(without=["CONTENT_TYPE"])
    assert request.content_type is None
    assert (request.mimetype, request.mimetype_params) == ("", {})


def test_text_headers(make_request):
    headers = {
        "Referer": "http://example.org/",
        "Origin": "http://example.org",
        "Content-Encoding": "gzip",
        "Content-MD5": "abc",
        "Access-Control-Request-Method": "PUT",
    }
    request = make_request(headers=headers)
    assert request.referrer == "http://example.org/"
    assert request.origin == "http://example.org"
    assert request.content_encoding == "gzip"
    assert request.content_md5 == "abc"
    assert request.access_control_request_method == "PUT"


def test_headers_that_were_not_sent_are_none(make_request):
    request = make_request()
    assert request.referrer is request.origin is request.content_encoding is None
    assert request.content_md5 is request.date is request.max_forwards is None
    assert request.access_control_request_method is None
    assert request.access_control_request_headers is None
    assert request.if_modified_since is request.if_unmodified_since is request.range is None
    assert request.authorization is None


def test_the_headers_that_a_script_wants_to_send(make_request):
    request = make_request(headers={"Access-Control-Request-Headers": "X-A, x-b"})
    assert "x-a" in request.access_control_request_headers
    assert "X-B" in request.access_control_request_headers


def test_what_the_client_accepts(make_request):
    headers = {
        "Accept": "text/html;q=0.5, application/json",
        "Accept-Charset": "utf-8",
        "Accept-Encoding": "gzip;q=0, br",
        "Accept-Language": "de, en;q=0.5",
    }
    request = make_request(headers=headers)
    assert request.accept_mimetypes.best == "application/json"
    assert request.accept_mimetypes["text/html"] == 0.5
    assert request.accept_charsets.best == "utf-8"
    assert request.accept_encodings["gzip"] == 0
    assert request.accept_languages.best_match(["en", "de"]) == "de"


def test_what_the_client_has_a_copy_of(make_request):
    headers = {
        "If-Match": '"a"',
        "If-None-Match": '"b", W/"c"',
        "If-Modified-Since": NEW_YEAR_TEXT,
        "If-Unmodified-Since": NEW_YEAR_TEXT,
        "If-Range": '"r"',
        "Range": "bytes=0-9",
        "Cache-Control": "no-cache, max-age=5",
        "Pragma": "no-cache",
    }
    request = make_request(headers=headers)
    assert request.if_match.contains("a")
    assert request.if_none_match.contains_weak("c")
    assert request.if_modified_since == request.if_unmodified_since == NEW_YEAR
    assert request.if_range.etag == "r"
    assert request.range.ranges == [(0, 10)]
    assert request.cache_control.max_age == 5
    assert "no-cache" in request.pragma


@pytest.mark.parametrize("text", ['"a', 'a"b', 'W/"a"b"', '""a"'])
def test_if_range_with_a_malformed_etag_names_no_version(text):
    if_range = Request(make_environ(environ={"HTTP_IF_RANGE": text})).if_range
    assert (if_range.etag, if_range.date, str(if_range)) == (None, None, "")


@pytest.mark.parametrize("text", ["utf-8, a\0b", "\0, utf-8", "a\0;q=1, utf-8"])
def test_a_charset_with_a_nul_does_no_harm(text):
    request = Request(make_environ(environ={"HTTP_ACCEPT_CHARSET": text}))
    assert request.accept_charsets.best_match(["latin-1", "utf-8"]) == "utf-8"


def test_the_way_of_the_message(make_request):
    request = make_request(headers={"Date": NEW_YEAR_TEXT, "Max-Forwards": "10"})
    assert request.date == NEW_YEAR
    assert request.max_forwards == 10
    assert make_request(headers={"Max-Forwards": "ten"}).max_forwards is None


def test_the_user_agent(make_request, framework):
    request = make_request(headers={"User-Agent": "curl/8"})
    assert type(request.user_agent) is UserAgent
    assert request.user_agent.string == "curl/8"
    assert framework.Request.user_agent_class is UserAgent


def test_a_subclass_may_tell_browsers_apart(framework):
    class Parsed(UserAgent):
        @property
        def browser(self):
            return self.string.partition("/")[0]

    class Knowing(framework.Request):
        user_agent_class = Parsed

    request = Knowing(make_environ(headers={"User-Agent": "curl/8"}))
    assert request.user_agent.browser == "curl"
    assert framework.Request.user_agent_class is UserAgent


@pytest.mark.parametrize(
    ("header", "authorization"),
    [
        (
            "Basic YWRhOnNlY3JldA==",
            Authorization("basic", {"username": "ada", "password": "secret"}),
        ),
        ("Bearer abc", Authorization("bearer", token="abc")),
        pytest.param("Basic !", None, marks=compares),
    ],
)
def test_authorization(make_request, header, authorization):
    request = make_request(headers={"Authorization": header})
    assert request.authorization == authorization


@pytest.mark.parametrize("credentials", ["éé", "\xff", "☃"])
def test_authorization_that_is_no_base64_is_none(credentials):
    header = "Basic " + credentials.encode("utf-8").decode("latin-1")
    assert Request(make_environ(environ={"HTTP_AUTHORIZATION": header})).authorization is None


@pytest.mark.parametrize(
    ("header", "cookies"),
    [
        ("a=1; b=2", {"a": "1", "b": "2"}),
        ('a="x y"', {"a": "x y"}),
        (r'a="\303\274"', {"a": "ü"}),
        ("=__Host-a=b", {}),
        ("a", {"a": ""}),
        ("", {}),
        ("a=1; a=2", {"a": "1"}),
        ("a=\xff; b=2", {"a": "\xff", "b": "2"}),
    ],
)
def test_cookies(make_request, header, cookies):
    request = make_request(environ={"HTTP_COOKIE": header})
    assert {name: value for name, value in request.cookies.items() if name} == cookies
    assert "__Host-a" not in request.cookies


def test_there_may_be_no_cookies(make_request):
    assert make_request().cookies == {}


def test_a_subclass_chooses_the_class_of_cookies_and_of_the_access_route(framework):
    class Plain(framework.Request):
        dict_storage_class = dict
        list_storage_class = tuple

    request = Plain(make_environ(headers={"Cookie": "a=1", "X-Forwarded-For": "1.2.3.4, 5.6.7.8"}))
    assert request.cookies == {"a": "1"}
    assert type(request.cookies) is dict
    assert request.access_route == ("1.2.3.4", "5.6.7.8")


@pytest.mark.parametrize(
    "options", ["; a=b" * 6_000, '; a="' + "\\" * 32_000, "; a=" + '"' * 32_000]
)
def test_a_huge_content_type_is_read_in_steps_that_grow_with_it(options):
    """As many steps in Werkzeug's parser as there are options, and no more."""
    import sys

    steps = 0

    def count(frame, event, argument):
        nonlocal steps
        steps += 1

    request = Request(make_environ(environ={"CONTENT_TYPE": "a/b" + options}))
    sys.setprofile(count)
    try:
        request.mimetype_params  # noqa: B018
    finally:
        sys.setprofile(None)
    assert steps < 200_000


ATTRIBUTES = [
    *("accept_charsets", "accept_encodings", "accept_languages", "accept_mimetypes"),
    *("access_control_request_headers", "access_control_request_method", "access_route"),
    *("authorization", "cache_control", "content_encoding", "content_length", "content_md5"),
    *("content_type", "cookies", "date", "headers", "if_match", "if_modified_since"),
    *("if_none_match", "if_range", "if_unmodified_since", "is_json", "max_forwards", "mimetype"),
    *("mimetype_params", "origin", "pragma", "range", "referrer", "user_agent"),
]
HEADERS = [
    *("ACCEPT", "ACCEPT_CHARSET", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "AUTHORIZATION"),
    *("ACCESS_CONTROL_REQUEST_HEADERS", "CACHE_CONTROL", "CONTENT_MD5", "COOKIE", "DATE"),
    *("IF_MATCH", "IF_MODIFIED_SINCE", "IF_NONE_MATCH", "IF_RANGE", "IF_UNMODIFIED_SINCE"),
    *("MAX_FORWARDS", "PRAGMA", "RANGE", "TRANSFER_ENCODING", "USER_AGENT", "X_FORWARDED_FOR"),
]
PIECES = [
    *'ab=;,"*/ \t\\()<>-:%',
    *("q=0.5", "W/", "bytes=", "0-5", "Basic ", "Bearer ", "YTpi", NEW_YEAR_TEXT, "9" * 30),
    *("max-age=", "chunked", "\xff", "\xc3\xbc", "\x00", "=?utf-8?q?a?=", "*=utf-8''%ff", "-1"),
]
HEADER = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(HEADERS), HEADER, max_size=5), HEADER, HEADER)
def test_no_header_makes_reading_an_attribute_fail(headers, content_type, content_length):
    environ = {f"HTTP_{name}": value for name, value in headers.items()}
    environ.update(CONTENT_TYPE=content_type, CONTENT_LENGTH=content_length)
    ours, theirs = Request(environ.copy()), flask.Request(environ.copy())
    for name in ATTRIBUTES:
        mine = getattr(ours, name)
        try:
            expected = getattr(theirs, name)
        except ValueError:
            continue
        assert type(mine) is type(expected)
        if name == "accept_charsets" and "\0" in environ.get("HTTP_ACCEPT_CHARSET", ""):
            continue  # it counts as a blank
        if name != "if_range":  # whose repr may fail
            assert repr(mine) == repr(expected)
