"""What a server gets: PEP 3333, and the rules of HTTP that a server leaves to the app."""

from __future__ import annotations

import io
import sys
from wsgiref.handlers import SimpleHandler
from wsgiref.util import FileWrapper as ServerFileWrapper
from wsgiref.validate import validator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import create_environ
from werkzeug.urls import iri_to_uri
from werkzeug.wsgi import FileWrapper

from microflask.wrappers.sending import _URI_ON_THIS_HOST

WITHOUT_BODY = [100, 103, 199, 204, 304]


# A response is a WSGI application


def make_text(response_class):
    return response_class("héllo")


def make_list(response_class):
    return response_class(["a", b"b"], headers={"X-A": "1"})


def make_stream(response_class):
    return response_class(chunk for chunk in ("a", b"b"))


def make_file(response_class):
    return response_class(FileWrapper(io.BytesIO(b"abc")), direct_passthrough=True)


def make_cookie(response_class):
    response = response_class("x", 201, mimetype="application/json")
    response.set_cookie("a", "b")
    return response


def make_redirect(response_class):
    return response_class("x", 302, {"Location": "http://bücher.de/☃?a=ä"})


def make_empty(response_class):
    return response_class("", 204)


def make_not_modified(response_class):
    return response_class("x", 304, {"ETag": '"x"'})


KINDS = [
    make_text,
    make_list,
    make_stream,
    make_file,
    make_cookie,
    make_redirect,
    make_empty,
    make_not_modified,
]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("make", KINDS)
def test_the_standard_validator_finds_no_fault(ours, send, make, method):
    answer = send(validator(make(ours)), method=method)
    assert answer.body == b"" or method != "HEAD"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("make", KINDS)
def test_the_standard_server_sends_it(ours, make, method):
    output, errors = io.BytesIO(), io.StringIO()
    handler = SimpleHandler(io.BytesIO(), output, errors, create_environ(method=method))
    handler.run(make(ours))
    assert errors.getvalue() == ""
    head, _, body = output.getvalue().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 ")
    assert body == b"" or method == "GET"


def test_a_response_can_be_sent_more_than_once(Response, send):
    response = Response("abc")
    assert [send(response).body for _ in range(2)] == [b"abc", b"abc"]


def test_a_subclass_may_override_each_step(Response, send):
    class Custom(Response):
        def get_wsgi_headers(self, environ):
            headers = super().get_wsgi_headers(environ)
            headers["X-Path"] = environ["PATH_INFO"]
            return headers

        def iter_encoded(self):
            return (chunk.upper() for chunk in super().iter_encoded())

    answer = send(Custom("abc"), "/here")
    assert (answer["X-Path"], answer["Content-Length"]) == ("/here", "3")
    assert answer.body == b"ABC"


def test_a_subclass_may_override_attributes(Response, send):
    class Custom(Response):
        @property
        def status(self):
            return "202 So be it"

        @status.setter
        def status(self, status):
            Response.status.fset(self, status)

        @property
        def headers(self):
            return Headers([*self.mine, ("X-A", "1")])

        @headers.setter
        def headers(self, headers):
            self.mine = headers

    answer = send(Custom("x"))
    assert (answer.status, answer["X-A"]) == ("202 So be it", "1")


@pytest.mark.parametrize("body", ["abc", ["a", "bc"]])
def test_a_subclass_may_override_the_iterable(Response, send, body):
    class Custom(Response):
        def get_app_iter(self, environ):
            return [b"<", *super().get_app_iter(environ), b">"]

    assert send(Custom(body)).body == b"<abc>"


@pytest.mark.parametrize("body", ["abc", ["abc"], None])
def test_a_subclass_may_override_close(Response, send, body):
    closed = []

    class Custom(Response):
        def close(self):
            closed.append(self)
            super().close()

    response = Custom(body)
    assert send(response).body == (b"" if body is None else b"abc")
    assert closed == [response]


def test_a_subclass_may_override_the_whole_answer(Response, send):
    class Custom(Response):
        def get_wsgi_response(self, environ):
            body, _, headers = super().get_wsgi_response(environ)
            return body, "299 Custom", headers

    assert send(Custom("abc")).status == "299 Custom"


def test_a_subclass_may_override_the_call(Response, send):
    class Custom(Response):
        def __call__(self, environ, start_response):
            self.headers["X-A"] = "1"
            return super().__call__(environ, start_response)

    assert send(Custom("abc"))["X-A"] == "1"


def test_a_subclass_with_a_constructor_of_its_own(Response, send):
    class Custom(Response):
        def __init__(self, number):
            super().__init__(str(number), mimetype="text/plain")
            self.number = number

    response = Custom(7)
    assert (response.number, send(response).body) == (7, b"7")


def test_the_parts_can_be_asked_for_one_by_one(Response, environ):
    response = Response(["a"], 201, {"X-A": "1"})
    body, status, headers = response.get_wsgi_response(environ)
    assert (b"".join(body), status) == (b"a", "201 CREATED")
    assert headers == response.get_wsgi_headers(environ).to_wsgi_list()
    assert b"".join(response.get_app_iter(environ)) == b"a"


# HEAD, and statuses without a body


@pytest.mark.parametrize("make", [make_text, make_list, make_cookie, make_redirect, make_file])
def test_head_has_the_headers_of_get_and_no_body(Response, send, make):
    get, head = send(make(Response)), send(make(Response), method="HEAD")
    assert (head.status, head.headers) == (get.status, get.headers)
    assert get.body
    assert head.body == b""


@pytest.mark.parametrize("status", WITHOUT_BODY)
@pytest.mark.parametrize("body", ["text", ["text"], None])
def test_some_statuses_have_no_body(ours, send, status, body):
    response = ours(body, status)
    response.headers["X-A"] = "1"
    answer = send(response)
    assert answer.headers == [("X-A", "1")]
    assert answer.body == b""


@pytest.mark.parametrize("status", WITHOUT_BODY)
def test_text_with_such_a_status_has_no_headers_for_a_body(ours, send, status):
    answer = send(ours("text", status))
    assert (answer.headers, answer.body) == ([], b"")


def test_a_204_keeps_what_is_not_about_a_body(ours, send):
    answer = send(ours("", 204, {"Allow": "GET", "Expires": "0"}))
    assert answer.headers == [("Allow", "GET"), ("Expires", "0")]


@pytest.mark.parametrize("status", [103, 204])
@pytest.mark.parametrize(
    ("how", "sent"),
    [
        ({"headers": {"Content-Type": "application/json"}}, "application/json"),
        ({"headers": [("content-type", "text/html; charset=utf-8")]}, "text/html; charset=utf-8"),
        ({"content_type": "text/html; charset=utf-8"}, "text/html; charset=utf-8"),
        ({"content_type": "text/html; charset=utf-8", "headers": {}}, "text/html; charset=utf-8"),
        ({"mimetype": "text/html"}, "text/html; charset=utf-8"),
        ({"mimetype": "text/plain", "headers": {"X-A": "1"}}, "text/plain; charset=utf-8"),
    ],
)
def test_a_status_without_a_body_keeps_the_type_that_it_was_given(
    Response, send, status, how, sent
):
    answer = send(Response("", status, **how))
    assert answer["Content-Type"] == sent
    assert "Content-Length" not in answer


@pytest.mark.parametrize(
    "change",
    [
        lambda response: setattr(response, "content_type", "text/csv"),
        lambda response: setattr(response, "mimetype", "text/csv"),
        lambda response: response.headers.update({"Content-Type": "text/csv"}),
    ],
)
def test_it_also_keeps_a_type_that_was_set_later(Response, send, change):
    response = Response("", 204)
    change(response)
    assert send(response)["Content-Type"].startswith("text/csv")


def test_the_default_type_may_be_another_one(ours, send):
    class JSON(ours):
        default_mimetype = "application/json"

    assert send(JSON("", 204)).headers == []
    assert send(JSON("", 204, mimetype="text/plain"))["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), *(("GET", s) for s in WITHOUT_BODY)])
@pytest.mark.parametrize("passthrough", [True, False])
def test_a_stream_that_is_not_sent_is_not_started_but_closed(
    Response, send, recorder, method, status, passthrough
):
    body = recorder()
    answer = send(Response(body, status, direct_passthrough=passthrough), method=method)
    assert answer.body == b""
    assert (body.started, body.closed) == (0, 1)


@pytest.mark.parametrize("make", [*KINDS, lambda response_class: response_class()])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_empty_body_is_an_empty_chunk(ours, make, method):
    """Hypercorn sends the status and the headers with the first chunk, and fails without."""
    environ = create_environ(method=method)
    chunks = make(ours)(environ, lambda status, headers, exc_info=None: None)
    assert len(list(chunks)) >= 1


def test_a_generator_is_not_started_by_head(Response, send):
    started = []

    def generate():
        started.append(True)
        yield "a"

    assert send(Response(generate()), method="HEAD").body == b""
    assert started == []


# The end of a response


@pytest.mark.parametrize("passthrough", [True, False])
def test_the_body_is_closed_once_after_success(Response, send, recorder, passthrough):
    body = recorder()
    assert send(Response(body, direct_passthrough=passthrough)).body == b"ab"
    assert (body.started, body.closed) == (1, 1)


@pytest.mark.parametrize("passthrough", [True, False])
def test_the_body_is_closed_once_after_an_error_in_the_middle(
    Response, send, recorder, passthrough
):
    body = recorder(error=ZeroDivisionError())
    answer = send(Response(body, direct_passthrough=passthrough))
    with pytest.raises(ZeroDivisionError):
        assert answer.body
    assert (body.started, body.closed) == (1, 1)


def test_the_body_is_closed_when_the_client_is_gone(Response, send, recorder):
    body = recorder()
    iterable = send(Response(body)).iterable
    assert next(iter(iterable)) == b"a"
    iterable.close()
    assert body.closed == 1


def test_a_server_that_closes_twice_closes_the_body_once(ours, send, recorder):
    body = recorder()
    iterable = send(ours(body)).iterable
    iterable.close()
    iterable.close()
    assert body.closed == 1


@pytest.mark.parametrize("make", [make_text, make_list, make_stream, make_empty, make_not_modified])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_callbacks_run_once_when_the_response_is_closed(Response, send, make, method):
    called = []
    response = make(Response)

    @response.call_on_close
    def first():
        called.append("first")

    response.call_on_close(lambda: called.append("second"))
    answer = send(response, method=method)
    assert called == []
    assert answer.body is not None
    assert called == ["first", "second"]
    assert callable(first)


def test_callbacks_run_after_a_file_too(ours, send):
    called = []
    response = make_file(ours)
    response.call_on_close(lambda: called.append(True))
    assert send(response).body == b"abc"
    assert called == [True]


def test_callbacks_run_when_nothing_was_iterated(Response, send):
    called = []
    response = Response("abc")
    response.call_on_close(lambda: called.append(True))
    send(response).iterable.close()
    assert called == [True]


def test_the_body_is_closed_before_the_callbacks(Response, recorder):
    body = recorder()
    seen = []
    response = Response(body)
    response.call_on_close(lambda: seen.append(body.closed))
    response.close()
    assert seen == [1]


def test_every_callback_runs_although_one_fails(ours, recorder):
    called = []
    response = ours(recorder())
    response.call_on_close(lambda: called.append(1))
    response.call_on_close(lambda: 1 / 0)
    response.call_on_close(lambda: called.append(3))
    with pytest.raises(ZeroDivisionError):
        response.close()
    assert called == [1, 3]


def test_a_with_statement_closes_the_response(Response, recorder):
    body = recorder()
    with Response(body) as response:
        assert body.closed == 0
    assert response.response is body
    assert body.closed == 1


def test_closing_plain_text_does_nothing(Response, send):
    response = Response("abc")
    response.close()
    assert send(response).body == b"abc"


def test_a_response_that_cannot_start_is_closed(ours, environ, recorder):
    body = recorder()

    def start_response(status, headers):
        raise AssertionError("a server that checks headers")

    with pytest.raises(AssertionError):
        ours(body)(environ, start_response)
    assert (body.started, body.closed) == (0, 1)


# Files for the server


def test_a_file_wrapper_reaches_the_server_as_it_is(Response, send):
    wrapper = ServerFileWrapper(io.BytesIO(b"abc"))
    answer = send(Response(wrapper, direct_passthrough=True))
    assert answer.iterable is wrapper
    assert answer.body == b"abc"
    assert wrapper.filelike.closed


def test_text_in_passthrough_is_sent_as_usual(Response, send):
    answer = send(Response("abc", direct_passthrough=True))
    assert (answer.body, answer["Content-Length"]) == (b"abc", "3")


# Headers that are the server's


@pytest.mark.parametrize(
    "name",
    [
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Trailers",
        "transfer-encoding",
        "UPGRADE",
    ],
)
def test_a_header_of_the_connection_is_not_sent(ours, send, name):
    answer = send(ours("x", headers={name: "x", "X-A": "1"}))
    assert name not in answer
    assert answer["X-A"] == "1"


# Locations


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("/a/b?c=d&e=f", "/a/b?c=d&e=f"),
        ("/", "/"),
        ("a/b", "a/b"),
        ("?page=2", "?page=2"),
        ("/sp ace", "/sp%20ace"),
        ("/☃?ä=ö#ü", "/%E2%98%83?%C3%A4=%C3%B6#%C3%BC"),
        ("/%20/%zz", "/%20/%zz"),
        ("http://bücher.de:80/ä", "http://xn--bcher-kva.de:80/%C3%A4"),
        ("http://u:p@[::1]:5000/", "http://u:p@[::1]:5000/"),
        ("//other.example/x", "//other.example/x"),
        ("mailto:someone@example.com", "mailto:someone@example.com"),
        ('/"<x>', "/%22%3Cx%3E"),
        ("/\\x", "/%5Cx"),
    ],
)
@pytest.mark.parametrize("name", ["Location", "Content-Location"])
def test_a_location_is_sent_as_a_uri(Response, send, name, location, sent):
    assert send(Response("x", 302, {name: location}))[name] == sent


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("http://h::1/", "http://h::1/"),
        ("http://[::1", "http://[::1"),
        ("http://[::1☃", "http://[::1%E2%98%83"),
        ("http://h:99999/ä", "http://h:99999/%C3%A4"),
        ("http://a..b/", "http://a..b/"),
        ("http://" + "x" * 70 + "ä/", "http://" + "x" * 70 + "%C3%A4/"),
        ("http://h::1/\ud800", "http://h::1/%ED%A0%80"),
    ],
)
@pytest.mark.parametrize("autocorrect", [True, False])
def test_a_location_that_is_no_url_is_quoted_and_sent(ours, send, location, sent, autocorrect):
    class Custom(ours):
        autocorrect_location_header = autocorrect

    assert send(Custom("x", 302, {"Location": location}))["Location"] == sent


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("/\t/evil.org", "/%09/evil.org"),
        ("\t//evil.org", "%09//evil.org"),
        ("/a\tb?c\td#e\tf", "/a%09b?c%09d#e%09f"),
    ],
)
@pytest.mark.parametrize("name", ["Location", "Content-Location"])
def test_a_tab_in_a_location_is_quoted(ours, send, name, location, sent):
    """Browsers drop it: "/<tab>/evil.org" is the host evil.org to them."""
    assert send(ours("x", 302, {name: location}))[name] == sent
    response = ours("x", 302)
    setattr(response, name.lower().replace("-", "_"), location)
    assert send(response)[name] == sent


def test_an_absolute_location_is_at_the_host_of_the_request(ours):
    class Absolute(ours):
        autocorrect_location_header = True

    environ = create_environ("/ü/b", environ_overrides={"HTTP_HOST": "my_app:8000"})
    environ["SCRIPT_NAME"] = "@evil.org"
    response = Absolute("x", 302, {"Location": "other"})
    headers = dict(response.get_wsgi_response(environ)[2])
    assert headers["Location"] == "http://my_app:8000/@evil.org/%C3%BC/other"


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("/other", "http://localhost/other"),
        ("other", "http://localhost/a/other"),
        ("?x=ä", "http://localhost/a/b?x=%C3%A4"),
        ("http://elsewhere/", "http://elsewhere/"),
        ("//elsewhere/", "http://elsewhere/"),
    ],
)
def test_a_class_may_make_its_locations_absolute(Response, send, location, sent):
    class Absolute(Response):
        autocorrect_location_header = True

    answer = send(Absolute("x", 302, {"Location": location}), "/a/b?c=d")
    assert answer["Location"] == sent


@pytest.mark.parametrize("host", ["xn--.com", "[::1", "h::1", "a\x00b", "ä..ö", ""])
def test_a_bad_host_does_not_break_an_absolute_location(ours, host):
    class Absolute(ours):
        autocorrect_location_header = True

    environ = create_environ("/a/b")
    environ["HTTP_HOST"] = host
    response = Absolute("x", 302, {"Location": "/other"})
    headers = dict(response.get_wsgi_response(environ)[2])
    assert headers["Location"].endswith("/other")


URI_CHARACTERS = "/?#abZ09.~_-!$&'()*+,:;=@%[]é \\\"<"


@given(st.text(URI_CHARACTERS, max_size=12).map("/".__add__))
def test_what_is_taken_for_a_uri_is_one(text):
    if _URI_ON_THIS_HOST.fullmatch(text):
        assert iri_to_uri(text) == text


@pytest.mark.parametrize("filler", ["/", "a", "%", "?", "a/"])
def test_a_long_location_is_looked_through_once(ours, send, filler):
    # A pattern that goes back over what it saw would never come to the end of this.
    location = "/x" + filler * 100_000 + '"'
    assert send(ours("x", 302, {"Location": location}))["Location"].endswith("%22")


# Plain answers


def test_plain_text_enters_two_functions_from_beginning_to_end(ours):
    environ, calls = create_environ(), []
    ours("warm")

    def start_response(status, headers):
        pass

    def profile(frame, event, argument):
        if event == "call" and frame.f_code is not start_response.__code__:
            calls.append(frame.f_code.co_name)

    for response_type in ("text/html", "application/json"):
        sys.setprofile(profile)
        try:
            ours("Hello", mimetype=response_type)(environ, start_response)
        finally:
            sys.setprofile(None)
    assert calls == ["__init__", "__call__"] * 2
