"""Answers that others made: responses of other classes, and whole WSGI applications."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.test import create_environ
from werkzeug.wrappers import Response as WerkzeugResponse


def hello(environ, start_response):
    start_response("201 Made", [("Content-Type", "text/plain"), ("X-A", "1"), ("X-A", "2")])
    return [b"hello ", environ["PATH_INFO"].encode()]


def writer(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"written ")
    return [b"yielded"]


def late(environ, start_response):
    """A generator starts its response only when it is iterated."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"late"


# Our own classes


def test_a_response_changes_its_class_and_is_not_copied(Response):
    class Custom(Response):
        def __init__(self, needed):
            raise AssertionError("it is not called")

    response = Response("abc", 201)
    response.note = "kept"
    converted = Custom.force_type(response)
    assert converted is response
    assert type(converted) is Custom
    assert (converted.note, converted.status_code, converted.data) == ("kept", 201, b"abc")


def test_a_response_of_a_subclass_becomes_one_of_the_class(Response):
    class Custom(Response):
        pass

    assert type(Response.force_type(Custom("x"))) is Response


def test_the_new_class_sends_the_response(Response, send):
    class Custom(Response):
        def get_wsgi_headers(self, environ):
            headers = super().get_wsgi_headers(environ)
            headers["X-A"] = "1"
            return headers

    assert send(Custom.force_type(Response("abc")))["X-A"] == "1"


# Responses of Werkzeug


def test_a_response_of_werkzeug_becomes_one_of_ours(Response, send):
    foreign = WerkzeugResponse("äb", 404, {"X-A": "1"}, mimetype="text/plain")
    foreign.note = "kept"
    response = Response.force_type(foreign)
    assert isinstance(response, Response)
    assert response.note == "kept"
    assert response.headers is foreign.headers
    answer = send(response)
    assert (answer.status, answer["X-A"]) == ("404 NOT FOUND", "1")
    assert (answer["Content-Type"], answer["Content-Length"]) == ("text/plain; charset=utf-8", "3")
    assert answer.body == b"\xc3\xa4b"


def test_a_stream_of_werkzeug_goes_on_and_is_closed(Response, send, recorder):
    body, closed = recorder(), []
    foreign = WerkzeugResponse(body, direct_passthrough=True)
    foreign.call_on_close(lambda: closed.append(True))
    response = Response.force_type(foreign)
    assert response.direct_passthrough
    assert body.started == 0
    response.direct_passthrough = False
    assert send(response).body == b"ab"
    assert (body.started, body.closed, closed) == (1, 1, [True])


def test_a_converted_response_can_be_changed(Response, send):
    response = Response.force_type(WerkzeugResponse("abc"))
    response.data = "other"
    response.set_cookie("a", "b")
    response.status = 201
    answer = send(response)
    assert (answer.status, answer["Set-Cookie"]) == ("201 CREATED", "a=b; Path=/")
    assert (answer.body, answer["Content-Length"]) == (b"other", "5")


# WSGI applications


def test_an_application_is_called_and_its_answer_taken(Response, send):
    response = Response.force_type(hello, create_environ("/there"))
    assert isinstance(response, Response)
    assert response.headers.getlist("X-A") == ["1", "2"]
    answer = send(response)
    assert (answer.status, answer["Content-Type"]) == ("201 Made", "text/plain")
    assert answer.body == b"hello /there"


def test_an_http_error_is_an_application(Response, environ):
    response = Response.force_type(NotFound(), environ)
    assert response.status_code == 404
    assert b"<title>404 Not Found</title>" in response.data


def test_a_class_with_a_constructor_of_its_own_takes_an_application(Response, environ):
    class Custom(Response):
        def __init__(self, needed):
            raise AssertionError("it is not called")

    response = Custom.force_type(hello, environ)
    assert type(response) is Custom
    assert response.data == b"hello /"


def test_without_an_environ_there_is_no_answer(Response):
    with pytest.raises(TypeError, match="without an environ"):
        Response.force_type(hello)


def test_an_application_that_names_no_type_is_not_taken_for_html(Response, environ):
    def untyped(environ, start_response):
        start_response("200 OK", [])
        return [b"<script>"]

    assert Response.force_type(untyped, environ).content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize(("application", "body"), [(hello, b"hello /"), (late, b"late")])
def test_a_response_is_made_from_an_application(Response, environ, application, body, buffered):
    response = Response.from_app(application, environ, buffered)
    assert type(response) is Response
    assert response.mimetype == "text/plain"
    assert response.data == body


def test_what_an_application_writes_comes_before_what_it_returns(Response, environ):
    assert Response.from_app(writer, environ).data == b"written yielded"


def test_an_application_is_read_up_to_its_first_chunk_and_closed_at_the_end(
    Response, send, environ, recorder
):
    body = recorder([b"a", b"b", b"c"])

    def streaming(environ, start_response):
        start_response("200 OK", [])
        return body

    response = Response.from_app(streaming, environ)
    assert body.closed == 0
    assert send(response).body == b"abc"
    assert (body.started, body.closed) == (1, 1)


def test_a_buffered_application_is_closed(Response, send, environ, recorder):
    body = recorder()

    def streaming(environ, start_response):
        start_response("200 OK", [])
        return body

    response = Response.from_app(streaming, environ, buffered=True)
    assert send(response).body == b"ab"
    assert (body.started, body.closed) == (1, 1)


def test_an_answer_that_nobody_reads_is_closed(Response, environ, recorder):
    body = recorder()

    def streaming(environ, start_response):
        start_response("200 OK", [])
        return body

    Response.from_app(streaming, environ).close()
    assert body.closed == 1


def test_an_application_cannot_change_our_environ(Response, environ):
    def changing(environ, start_response):
        environ["PATH_INFO"] = "/changed"
        return hello(environ, start_response)

    assert Response.from_app(changing, environ).data == b"hello /changed"
    assert environ["PATH_INFO"] == "/"


def test_an_application_in_trouble_after_its_body_began_raises(Response, environ):
    def troubled(environ, start_response):
        start_response("200 OK", [])
        yield b"half"
        try:
            raise ZeroDivisionError
        except ZeroDivisionError as error:
            start_response("500 Oh", [], (type(error), error, error.__traceback__))

    response = Response.from_app(troubled, environ)
    assert response.status_code == 200
    with pytest.raises(ZeroDivisionError):
        response.get_data()
