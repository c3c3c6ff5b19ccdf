"""The headers of a response: how they are given, which are added, which are refused."""

from __future__ import annotations

import pickle
from enum import Enum

import pytest
from markupsafe import Markup
from werkzeug.datastructures import Headers

HTML = ("Content-Type", "text/html; charset=utf-8")


# Giving headers


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "1", "X-B": "2"},
        [("X-A", "1"), ("X-B", "2")],
        (("X-A", "1"), ("X-B", "2")),
        Headers([("X-A", "1"), ("X-B", "2")]),
    ],
)
def test_headers_are_given_in_many_forms(Response, send, headers):
    response = Response("x", headers=headers)
    assert list(response.headers)[:2] == [("X-A", "1"), ("X-B", "2")]
    assert send(response).headers == [("X-A", "1"), ("X-B", "2"), HTML, ("Content-Length", "1")]


def test_several_values_of_one_header_are_several_headers(Response):
    response = Response("x", headers={"X-A": ["1", "2"]})
    assert response.headers.getlist("x-a") == ["1", "2"]


def test_a_headers_object_is_kept_and_not_copied(Response):
    headers = Headers()
    assert Response("x", headers=headers).headers is headers


@pytest.mark.parametrize("headers", [None, {}, []])
def test_no_headers_are_as_none(Response, send, headers):
    assert send(Response("x", headers=headers)).headers == [HTML, ("Content-Length", "1")]


def test_the_headers_of_plain_text_are_there_when_asked_for(Response):
    response = Response("héllo")
    assert list(response.headers) == [HTML, ("Content-Length", "6")]
    assert response.headers is response.headers


def test_headers_that_are_added_are_sent(Response, send):
    response = Response("x")
    response.headers["X-A"] = "1"
    response.headers.add("X-A", "2")
    response.headers.add("X-B", 'attached "here"', filename="a b.txt")
    assert send(response).headers == [
        HTML,
        ("Content-Length", "1"),
        ("X-A", "1"),
        ("X-A", "2"),
        ("X-B", 'attached "here"; filename="a b.txt"'),
    ]


def test_to_send_a_response_does_not_change_its_headers(Response, send):
    response = Response([b"x"], 302, {"Location": "/☃", "Connection": "close"})
    before = list(response.headers)
    send(response)
    assert list(response.headers) == before


def test_the_headers_can_be_replaced(Response, send):
    response = Response("x")
    response.headers = Headers({"X-A": "1"})
    assert send(response).headers == [("X-A", "1"), ("Content-Length", "1")]


def test_the_headers_can_be_replaced_by_a_dict(ours, send):
    response = ours("x")
    response.headers = {"X-A": "1"}
    assert send(response)["X-A"] == "1"


def test_headers_are_equal_to_werkzeugs_headers(Response):
    headers = Response("x", headers={"X-A": "1"}).headers
    same = Headers([("x-a", "1"), HTML, ("Content-Length", "1")])
    assert headers == same
    assert same == headers
    assert headers != Headers()
    assert headers == headers.copy()


def test_headers_are_found_whatever_the_case(Response):
    headers = Response("x").headers
    assert "content-TYPE" in headers
    assert "x-a" not in headers
    assert headers["CONTENT-type"] == headers.get("content-type") == HTML[1]


def test_headers_can_be_replaced_by_position(Response):
    headers = Response("x").headers
    headers[0] = ("X-A", 1)
    headers[1:] = [("X-B", "2"), ("X-C", "3")]
    assert list(headers) == [("X-A", "1"), ("X-B", "2"), ("X-C", "3")]


def test_headers_can_be_pickled(Response):
    headers = Response("x").headers
    assert pickle.loads(pickle.dumps(headers)) == headers


# The content type


@pytest.mark.parametrize(
    ("mimetype", "content_type"),
    [
        (None, "text/html; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/css", "text/css; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml; charset=utf-8"),
        ("application/xml-dtd", "application/xml-dtd; charset=utf-8"),
        ("application/xml-external-parsed-entity",) * 1
        + ("application/xml-external-parsed-entity; charset=utf-8",),
        ("application/javascript", "application/javascript; charset=utf-8"),
        ("application/ecmascript", "application/ecmascript; charset=utf-8"),
        ("application/sql", "application/sql; charset=utf-8"),
        ("application/atom+xml", "application/atom+xml; charset=utf-8"),
        ("image/svg+xml", "image/svg+xml; charset=utf-8"),
        ("image/png", "image/png"),
        ("application/problem+json", "application/problem+json"),
    ],
)
@pytest.mark.parametrize("headers", [None, {}])
def test_text_gets_a_charset(Response, send, mimetype, content_type, headers):
    response = Response("x", mimetype=mimetype, headers=headers)
    assert send(response)["Content-Type"] == content_type


def test_a_content_type_is_sent_as_it_is(Response, send):
    response = Response("x", content_type="text/plain", mimetype="image/png")
    assert send(response)["Content-Type"] == "text/plain"


def test_the_type_among_the_headers_is_kept(Response):
    assert Response("x", headers={"content-type": "a/b"}).content_type == "a/b"


def test_a_mimetype_replaces_the_type_among_the_headers(Response):
    response = Response("x", headers={"content-type": "a/b"}, mimetype="text/css")
    assert response.headers.getlist("Content-Type") == ["text/css; charset=utf-8"]


def test_a_class_has_its_default_type(Response, send):
    class Plain(Response):
        default_mimetype = "text/plain"

    assert send(Plain("x"))["Content-Type"] == "text/plain; charset=utf-8"
    Plain.default_mimetype = "application/json"
    assert send(Plain("x"))["Content-Type"] == "application/json"


def test_a_class_may_have_no_default_type(Response, send):
    class Untyped(Response):
        default_mimetype = None

    response = Untyped("x")
    assert response.mimetype is None
    assert send(response).headers == [("Content-Length", "1")]


def test_the_media_type_is_read_and_set(Response):
    response = Response("x")
    assert response.mimetype == "text/html"
    assert response.mimetype_params == {"charset": "utf-8"}
    response.mimetype = "text/css"
    assert response.content_type == "text/css; charset=utf-8"
    response.mimetype = "image/png"
    assert response.content_type == "image/png"
    assert response.mimetype_params == {}


def test_the_parameters_of_the_media_type_can_be_changed(Response):
    response = Response("x")
    response.mimetype_params["charset"] = "latin-1"
    response.mimetype_params["x"] = "a b"
    assert response.headers["Content-Type"] == 'text/html; charset=latin-1; x="a b"'


# What is refused

LINE_BREAKS = ["a\r\nX-Evil: 1", "a\nb", "a\rb"]
CONTROLS = ["a\x00b", "a\x1bb", "a\x7fb", "\x0b"]


@pytest.mark.parametrize("value", LINE_BREAKS)
def test_a_line_break_in_a_value_is_refused(Response, value):
    headers = Response("x").headers
    for set_it in (
        lambda: headers.set("X-A", value),
        lambda: headers.add("X-A", value),
        lambda: headers.extend({"X-A": value}),
        lambda: headers.update({"X-A": value}),
        lambda: headers.setlist("X-A", ["1", value]),
        lambda: headers.setdefault("X-B", value),
        lambda: headers.__setitem__("X-A", value),
        lambda: headers.__setitem__(0, ("X-A", value)),
        lambda: headers.__setitem__(slice(0, 1), [("X-A", value)]),
        lambda: Response("x", headers={"X-A": value}),
        lambda: Response("x", headers=[("X-A", value)]),
    ):
        with pytest.raises(ValueError, match="newline"):
            set_it()


@pytest.mark.parametrize("value", [*LINE_BREAKS, *CONTROLS])
def test_a_control_character_in_a_value_is_refused_where_it_is_set(ours, value):
    response = ours("x")
    for set_it in (
        lambda: response.headers.set("X-A", value),
        lambda: response.headers.add("X-A", value),
        lambda: response.headers.__setitem__(0, ("X-A", value)),
        lambda: setattr(response, "location", value),
        lambda: setattr(response, "content_type", value),
        lambda: setattr(response, "mimetype", value),
        lambda: response.set_etag(value),
        lambda: ours("x", headers={"X-A": value}),
        lambda: ours("x", content_type=value),
        lambda: ours("x", mimetype=value),
        lambda: ours("x", mimetype="text/" + value),
        lambda: ours([], content_type=value),
    ):
        with pytest.raises(ValueError):
            set_it()


@pytest.mark.parametrize("name", ["", "X A", "X:", "X\r\nY", "X\x00", "Ü", "X-A "])
def test_a_name_that_is_no_name_is_refused(ours, name):
    response = ours("x")
    for set_it in (
        lambda: response.headers.set(name, "1"),
        lambda: response.headers.add(name, "1"),
        lambda: response.headers.__setitem__(name, "1"),
        lambda: response.headers.__setitem__(0, (name, "1")),
        lambda: ours("x", headers={name: "1"}),
    ):
        with pytest.raises(ValueError):
            set_it()


def test_the_error_names_the_header_and_shows_the_value(ours):
    with pytest.raises(ValueError) as error:
        ours("x").headers["X-Name"] = "a\nb"
    assert "X-Name" in str(error.value)
    assert r"a\nb" in str(error.value)


def test_what_has_no_byte_is_refused(ours):
    with pytest.raises(ValueError, match="Latin-1"):
        ours("x").headers["X-A"] = "☃"


@pytest.mark.parametrize("value", ["é", "a\tb", "\x80\xff", ""])
def test_what_has_bytes_is_sent_as_it_is(Response, send, value):
    assert send(Response("x", headers={"X-A": value}))["X-A"] == value


@pytest.mark.parametrize("value", ["a\x00", "a\x1b", "☃"])
def test_a_headers_object_of_the_program_is_checked_when_it_is_sent(ours, send, value):
    given, replaced = ours("x", headers=Headers({"X-A": value})), ours("x")
    replaced.headers = Headers({"X-A": value})
    for response in (given, replaced):
        with pytest.raises(ValueError, match="X-A"):
            send(response)


def test_what_is_added_to_such_an_object_later_is_checked_when_it_is_sent(ours, send, recorder):
    headers, body = Headers(), recorder()
    response = ours(body, headers=headers)
    headers["X-A"] = "a\x00"
    with pytest.raises(ValueError, match="X-A"):
        send(response)
    assert (body.started, body.closed) == (0, 1)


class Word(str, Enum):
    ONE = "one"


@pytest.mark.parametrize(("value", "sent"), [(Markup("m"), "m"), (Word.ONE, "one"), (5, "5")])
@pytest.mark.parametrize("container", [dict, Headers])
def test_only_real_strings_reach_the_server(ours, send, value, sent, container):
    answer = send(ours("x", Markup("201 Made"), headers=container({Markup("X-A"): value})))
    assert answer["X-A"] == sent
    assert type(answer.status) is str
    assert {type(part) for header in answer.headers for part in header} == {str}
    assert type(answer.headers) is list
