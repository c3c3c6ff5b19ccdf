"""The status of a response: codes, lines, and what neither is."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from werkzeug.http import HTTP_STATUS_CODES

CASES = [
    (None, "200 OK", 200),
    (404, "404 NOT FOUND", 404),
    (HTTPStatus.NOT_FOUND, "404 NOT FOUND", 404),
    (299, "299 UNKNOWN", 299),
    ("404", "404 NOT FOUND", 404),
    ("404 Not here", "404 Not here", 404),
    (" 404 nope ", "404 nope", 404),
    ("299", "299 UNKNOWN", 299),
    ("wrong", "0 wrong", 0),
    ("not even close", "0 not even close", 0),
    (418, "418 I'M A TEAPOT", 418),
]


@pytest.mark.parametrize("code", HTTP_STATUS_CODES)
def test_every_code_has_the_phrase_that_werkzeug_gives_it(Response, code):
    assert Response(status=code).status == f"{code} {HTTP_STATUS_CODES[code].upper()}"


@pytest.mark.parametrize(("status", "line", "code"), CASES)
def test_a_status_is_given_to_the_response(Response, send, status, line, code):
    response = Response("x", status)
    assert (response.status, response.status_code) == (line, code)
    assert type(response.status_code) is int
    assert send(response).status == line


@pytest.mark.parametrize(("status", "line", "code"), CASES[1:])
def test_a_status_is_set_later(Response, status, line, code):
    response = Response("x")
    response.status = status
    assert (response.status, response.status_code) == (line, code)


def test_the_code_is_set_later(Response, send):
    response = Response("x")
    response.status_code = 201
    assert send(response).status == "201 CREATED"


def test_a_class_has_its_default(Response):
    class Created(Response):
        default_status = 201

    assert Created("x").status == "201 CREATED"
    Created.default_status = "202 Taken"
    assert Created("x").status == "202 Taken"


@pytest.mark.parametrize("status", ["", "  "])
def test_an_empty_status_is_refused(Response, status):
    with pytest.raises(ValueError, match="Empty status"):
        Response("x", status)


@pytest.mark.parametrize("status", [[], 200.5, b"200 OK"])
def test_what_is_neither_code_nor_line_is_a_type_error_that_shows_it(ours, status):
    with pytest.raises(TypeError) as error:
        ours("x", status)
    assert repr(status) in str(error.value)


@pytest.mark.parametrize("status", ["200 OK\r\nX-Evil: 1", "200 \x00", "200 ☃", "2\n00"])
def test_a_status_that_would_break_its_line_is_refused(ours, status):
    with pytest.raises(ValueError):
        ours("x", status)
    response = ours("x")
    with pytest.raises(ValueError):
        response.status = status
    assert response.status == "200 OK"


def test_a_code_that_a_program_registers_with_werkzeug_gets_its_phrase(Response, monkeypatch):
    monkeypatch.setitem(HTTP_STATUS_CODES, 499, "Client Went Away")
    assert Response("x", 499).status == "499 CLIENT WENT AWAY"
