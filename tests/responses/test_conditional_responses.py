"""Requests that want a response only if it changed: RFC 9110, section 13."""

from __future__ import annotations

import pytest
from werkzeug.test import create_environ

BEFORE = "Sat, 05 Nov 1994 08:49:37 GMT"
CHANGED = "Sun, 06 Nov 1994 08:49:37 GMT"
AFTER = "Mon, 07 Nov 1994 08:49:37 GMT"


def make(response_class, etag='"x"', modified=CHANGED, status=200, body="body"):
    headers = {"ETag": etag, "Last-Modified": modified}
    given = {name: value for name, value in headers.items() if value is not None}
    return response_class(body, status, given)


def status_for(response, method="GET", **conditions):
    headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    environ = create_environ(method=method, headers=headers)
    assert response.make_conditional(environ) is response
    return response.status_code


# What both do


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ({}, 200),
        ({"If_None_Match": '"x"'}, 304),
        ({"If_None_Match": 'W/"x"'}, 304),
        ({"If_None_Match": '"a", "x"'}, 304),
        ({"If_None_Match": '"a,b", W/"x"'}, 304),
        ({"If_None_Match": "x"}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"y"'}, 200),
        ({"If_None_Match": '"unclosed'}, 200),
        ({"If_Match": '"x"'}, 200),
        ({"If_Match": '"y"'}, 412),
        ({"If_Match": '"y"', "If_None_Match": '"x"'}, 412),
        ({"If_Modified_Since": BEFORE}, 200),
        ({"If_Modified_Since": CHANGED}, 304),
        ({"If_Modified_Since": AFTER}, 304),
        ({"If_Modified_Since": "some day"}, 200),
        ({"If_None_Match": '"y"', "If_Modified_Since": AFTER}, 200),
        ({"If_None_Match": '"x"', "If_Modified_Since": BEFORE}, 304),
        ({"If_None_Match": ""}, 200),
        ({"If_Match": ""}, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_status_says_whether_the_client_is_up_to_date(Response, conditions, status, method):
    assert status_for(make(Response), method, **conditions) == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_not_conditional(Response, method):
    response = make(Response)
    assert status_for(response, method, If_None_Match='"x"') == 200
    assert "Date" not in response.headers


def test_a_date_is_added(Response):
    response = make(Response)
    status_for(response)
    assert response.date is not None


def test_a_date_is_kept(Response):
    response = make(Response)
    response.headers["Date"] = BEFORE
    status_for(response)
    assert response.headers["Date"] == BEFORE


def test_a_request_object_will_do(Response):
    class Request:
        environ = create_environ(headers={"If-None-Match": '"x"'})

    assert make(Response).make_conditional(Request()).status_code == 304


def test_the_length_of_what_is_held_is_set(Response):
    response = Response([b"ab", "é"])
    status_for(response)
    assert response.content_length == 4


def test_not_modified_is_sent_without_body_and_its_headers(Response, send):
    response = make(Response)
    response.headers.update(
        {
            "Content-Encoding": "gzip",
            "Content-Language": "de",
            "Content-Location": "/here",
            "Allow": "GET",
            "Expires": AFTER,
            "Cache-Control": "no-cache",
            "Vary": "Cookie",
        }
    )
    status_for(response, If_None_Match='"x"')
    del response.headers["Date"]
    answer = send(response)
    assert answer.status == "304 NOT MODIFIED"
    assert answer.headers == [
        ("ETag", '"x"'),
        ("Content-Location", "/here"),
        ("Expires", AFTER),
        ("Cache-Control", "no-cache"),
        ("Vary", "Cookie"),
    ]
    assert answer.body == b""


# Where we follow the standard, and Werkzeug does not


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ({"If_Match": "*"}, 200),
        ({"If_Match": 'W/"x"'}, 412),
        ({"If_Match": '"x"', "If_None_Match": '"x"'}, 304),
        ({"If_Match": '"x"', "If_Modified_Since": AFTER}, 304),
        ({"If_Unmodified_Since": BEFORE}, 412),
        ({"If_Unmodified_Since": CHANGED}, 200),
        ({"If_Unmodified_Since": AFTER}, 200),
        ({"If_Unmodified_Since": "some day"}, 200),
        ({"If_Match": '"x"', "If_Unmodified_Since": BEFORE}, 200),
    ],
)
def test_the_conditions_are_checked_in_their_order(ours, conditions, status):
    assert status_for(make(ours), **conditions) == status


def test_a_weak_etag_matches_weakly_only(ours):
    assert status_for(make(ours, 'W/"x"'), If_Match='"x"') == 412
    assert status_for(make(ours, 'W/"x"'), If_Match='W/"x"') == 412
    assert status_for(make(ours, 'W/"x"'), If_None_Match='"x"') == 304
    assert status_for(make(ours, 'W/"x"'), If_None_Match='W/"x"') == 304


def test_without_an_etag_no_etag_matches(ours):
    assert status_for(make(ours, None), If_Match='"x"') == 412
    assert status_for(make(ours, None), If_Match="*") == 200
    assert status_for(make(ours, None), If_None_Match='"x"') == 200
    assert status_for(make(ours, None), If_None_Match='"x"', If_Modified_Since=AFTER) == 200


def test_without_a_date_no_date_matches(Response):
    assert status_for(make(Response, modified=None), If_Modified_Since=AFTER) == 200
    assert status_for(make(Response, modified=None), If_Unmodified_Since=BEFORE) == 200


@pytest.mark.parametrize("status", [301, 404, 500])
def test_what_is_no_success_is_not_conditional(ours, status):
    assert status_for(make(ours, status=status), If_None_Match='"x"') == status
    assert status_for(make(ours, status=status), If_Match='"y"') == status


def test_a_success_of_another_kind_is_conditional(ours):
    assert status_for(make(ours, status=203), If_None_Match='"x"') == 304


def test_a_stream_is_not_read_for_its_length(ours, recorder):
    body = recorder()
    response = make(ours, body=body)
    assert status_for(response, If_None_Match='"x"') == 304
    assert body.started == 0
    assert "Content-Length" not in response.headers


# Hostile input


@pytest.mark.parametrize(
    "text",
    [
        "1 Jan 99999999999999999999 1:1:1",
        "Sun, 06 Nov 1994 08:49:37 +99999999",
        "Sun, 06 Nov 1994 99:49:37 GMT",
        "\xff\xfe",
        "0",
        "-" * 1000,
    ],
)
@pytest.mark.parametrize("name", ["If_Modified_Since", "If_Unmodified_Since", "If_Range"])
def test_a_date_that_is_none_is_ignored(ours, name, text):
    response = make(ours)
    headers = {name.replace("_", "-"): text, "Range": "bytes=0-1"}
    response.make_conditional(create_environ(headers=headers), True, 4)
    assert response.status_code in (200, 206)
