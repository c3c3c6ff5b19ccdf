"""Werkzeug's own tools work with our responses."""

from __future__ import annotations

import io
import zlib

import pytest
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.test import Client, create_environ, run_wsgi_app
from werkzeug.utils import redirect, send_file

from tests.reference import compares

# Sending files


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "digits.txt"
    file.write_bytes(b"0123456789")
    return file


def send_path(response_class, path, environ=None, **options):
    return send_file(path, environ or create_environ(), response_class=response_class, **options)


def test_a_file_is_sent(Response, send, path):
    response = send_path(Response, path, max_age=60)
    assert isinstance(response, Response)
    answer = send(response)
    assert answer.body == b"0123456789"
    assert (answer["Content-Length"], answer["Content-Type"]) == ("10", "text/plain; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Content-Disposition"] == "inline; filename=digits.txt"
    assert response.response.file.closed


@compares
def test_the_headers_are_those_of_flask(ours, send, path):
    import flask

    def headers(response_class):
        answer = send(send_path(response_class, path, as_attachment=True, etag=True))
        assert answer.body
        return [(name, value) for name, value in answer.headers if name != "Date"]

    assert headers(ours) == headers(flask.Response)


def test_a_file_that_did_not_change_is_not_sent(Response, send, path):
    response = send_path(Response, path)
    etag = response.headers["ETag"]
    response.close()
    response = send_path(Response, path, create_environ(headers={"If-None-Match": etag}))
    file = response.response.file
    answer = send(response)
    assert (answer.status, answer.body) == ("304 NOT MODIFIED", b"")
    assert file.closed


@pytest.mark.parametrize("with_wrapper", [True, False])
def test_a_part_of_a_file_is_sent(Response, send, path, with_wrapper):
    from wsgiref.util import FileWrapper

    environ = create_environ(headers={"Range": "bytes=2-5"})
    if with_wrapper:
        environ["wsgi.file_wrapper"] = FileWrapper
    answer = send(send_path(Response, path, environ))
    assert (answer.status, answer.body) == ("206 PARTIAL CONTENT", b"2345")
    assert answer["Content-Range"] == "bytes 2-5/10"


def test_a_part_that_is_not_there_is_a_416(Response, path):
    with pytest.raises(RequestedRangeNotSatisfiable):
        send_path(Response, path, create_environ(headers={"Range": "bytes=10-"}))


def test_a_file_in_memory_is_sent(Response, send):
    body = io.BytesIO(b"abc")
    response = send_file(body, create_environ(), mimetype="image/png", response_class=Response)
    assert send(response).body == b"abc"
    assert body.closed


def test_a_file_can_be_compressed_by_a_hook(Response, send, path):
    """As extensions do it: read what was to be passed through, and set something else."""
    response = send_path(Response, path)
    response.direct_passthrough = False
    response.set_data(zlib.compress(response.get_data()))
    response.headers["Content-Encoding"] = "deflate"
    answer = send(response)
    assert zlib.decompress(answer.body) == b"0123456789"
    assert answer["Content-Length"] == str(len(answer.body))


# The test client, and what else takes responses


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_test_client_reads_the_answer(Response, wrapped):
    application = Response("[1]", 201, {"X-A": "1"}, mimetype="application/json")
    client = Client(application, response_wrapper=Response if wrapped else None)
    response = client.get("/")
    assert (response.status, response.status_code) == ("201 CREATED", 201)
    assert response.headers == Headers(
        {"X-A": "1", "Content-Type": "application/json", "Content-Length": "3"}
    )
    assert (response.data, response.text, response.json) == (b"[1]", "[1]", [1])
    assert isinstance(response, Response) or not wrapped
    response.close()


def test_the_test_client_follows_redirects_and_keeps_cookies(Response):
    def application(environ, start_response):
        if environ["PATH_INFO"] == "/":
            response = redirect("/end", Response=Response)
            response.set_cookie("a", "b")
        else:
            response = Response(environ.get("HTTP_COOKIE", ""))
        return response(environ, start_response)

    response = Client(application, response_wrapper=Response).get("/", follow_redirects=True)
    assert response.text == "a=b"
    assert response.request.path == "/end"


def test_an_application_can_be_run(Response):
    body, status, headers = run_wsgi_app(Response("abc"), create_environ())
    assert (b"".join(body), status, headers["Content-Length"]) == (b"abc", "200 OK", "3")
