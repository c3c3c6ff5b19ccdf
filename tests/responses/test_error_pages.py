"""The page that an HTTP error answers with: Werkzeug's, byte for byte."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from markupsafe import Markup
from werkzeug import exceptions
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from microflask import errors
from microflask.errors import respond_to_exception
from microflask.wrappers import Response


class Overdrawn(HTTPException):
    code = 402
    description = "<b>No</b> money\nleft"


class Unnamed(HTTPException):
    code = 499
    description = None


class Named(exceptions.NotFound):
    name = "Nowhere & nothing"


class WithBody(exceptions.NotFound):
    def get_body(self, environ=None, scope=None):
        return f"no {environ['PATH_INFO']}"


class WithDescription(exceptions.NotFound):
    def get_description(self, environ=None, scope=None):
        return "<p>mine</p>"


class WithHeaders(exceptions.NotFound):
    def get_headers(self, environ=None, scope=None):
        return [("Content-Type", "text/plain"), ("X-A", "1"), ("X-A", "2")]


class WithResponse(exceptions.NotFound):
    def get_response(self, environ=None, scope=None):
        return exceptions.Conflict().get_response(environ)


def with_code(error, code):
    error.code = code
    return error


def with_body(error, body):
    error.get_body = lambda environ=None, scope=None: body
    return error


DEFAULTS = [make() for make in exceptions.default_exceptions.values()]
ERRORS = [
    *DEFAULTS,
    HTTPException(),
    HTTPException("said"),
    exceptions.NotFound("<script>alert(1)</script>\n& more"),
    exceptions.NotFound(Markup("<b>bold</b>\n<i>")),
    exceptions.NotFound(""),
    exceptions.NotFound({"a": [1]}),
    exceptions.BadRequestKeyError("name"),
    exceptions.ClientDisconnected(),
    exceptions.SecurityError(),
    exceptions.MethodNotAllowed(["GET", "HEAD"]),
    exceptions.MethodNotAllowed(["GET"], "no"),
    exceptions.Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "r"})),
    exceptions.Unauthorized(
        www_authenticate=[WWWAuthenticate("basic"), WWWAuthenticate("bearer", token="t")]
    ),
    exceptions.RequestedRangeNotSatisfiable(10),
    exceptions.TooManyRequests(retry_after=60),
    exceptions.ServiceUnavailable(retry_after=datetime(2024, 2, 29, tzinfo=timezone.utc)),
    exceptions.InternalServerError(original_exception=ZeroDivisionError()),
    RequestRedirect("http://localhost/a/"),
    Overdrawn(),
    Overdrawn("again"),
    Unnamed(),
    Named(),
    WithBody(),
    WithDescription(),
    WithHeaders(),
    WithResponse(),
    with_code(exceptions.NotFound(), 410),
    with_body(exceptions.NotFound(), "mine"),
]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_the_answer_is_werkzeugs(send, environ, error):
    theirs = send(error.get_response(environ))
    for _ in range(2):  # the second time, what can be kept has been
        ours = send(respond_to_exception(error, Response, environ))
        assert ours.status == theirs.status
        assert ours.headers == theirs.headers
        assert ours.body == theirs.body


def test_the_description_of_a_key_error_is_that_of_the_error(environ):
    error = exceptions.BadRequestKeyError("name")
    plain = respond_to_exception(error, Response, environ).data
    error.show_exception = True
    assert b"KeyError" not in plain
    assert b"KeyError: &#39;name&#39;" in respond_to_exception(error, Response, environ).data


def test_what_is_wrong_is_escaped(environ):
    response = respond_to_exception(exceptions.BadRequest("<script>"), Response, environ)
    assert b"<script>" not in response.data
    assert b"&lt;script&gt;" in response.data


def test_an_error_may_carry_its_response(environ):
    mine = Response("mine", 418)
    error = exceptions.NotFound(response=mine)
    assert respond_to_exception(error, Response, environ) is mine


def test_the_response_is_of_the_class_that_is_asked_for(environ):
    class Custom(Response):
        def __init__(self, needed):
            raise AssertionError("it is not called")

    for error in (exceptions.NotFound(), exceptions.MethodNotAllowed(["GET"]), WithBody()):
        response = respond_to_exception(error, Custom, environ)
        assert type(response) is Custom
        assert response.status_code == error.code


def test_an_error_without_a_code_is_answered_as_werkzeug_does(environ):
    response = respond_to_exception(HTTPException(), Response, None)
    assert response.status_code == 200
    assert b"None Unknown Error" in response.data


def test_the_answers_to_two_errors_are_two_responses(environ):
    error = exceptions.NotFound()
    one, other = (respond_to_exception(error, Response, environ) for _ in range(2))
    one.headers["X-A"] = "1"
    one.data = "changed"
    assert "X-A" not in other.headers
    assert b"Not Found" in other.data


def test_a_page_that_is_kept_is_escaped_as_its_own_description_asks(environ):
    class Plain(exceptions.NotFound):
        description = "<b>"

    class Marked(exceptions.NotFound):
        description = Markup("<b>")

    for _ in range(2):
        assert b"<p>&lt;b&gt;</p>" in respond_to_exception(Plain(), Response, environ).data
        assert b"<p><b></p>" in respond_to_exception(Marked(), Response, environ).data


def test_the_page_of_a_class_is_written_once(environ):
    class Fresh(exceptions.NotFound):
        description = "A description that no other class has."

    misses = errors._standard_page.cache_info().misses
    for _ in range(3):
        respond_to_exception(Fresh(), Response, environ)
    assert errors._standard_page.cache_info().misses == misses + 1
