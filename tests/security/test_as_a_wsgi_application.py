"""An app as a WSGI application (PEP 3333): what any server may rely on."""

from __future__ import annotations

import io
import warnings
from wsgiref.handlers import SimpleHandler
from wsgiref.validate import validator

import pytest

import microflask
from microflask import Response, abort, redirect, request, session


class Body:
    """A body that counts how often it is started and closed."""

    def __init__(self, chunks=(b"a", b"b"), error=None):
        self.chunks, self.error = chunks, error
        self.started = self.closed = 0

    def __iter__(self):
        self.started += 1
        yield from self.chunks
        if self.error is not None:
            raise self.error

    def close(self):
        self.closed += 1


@pytest.fixture
def app(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.txt").write_bytes(b"0123456789")
    app = microflask.Flask("an_app", root_path=str(tmp_path))
    app.secret_key = "not a secret"
    app.torn_down = []
    app.teardown_request(lambda error: app.torn_down.append(error))

    @app.get("/wsgi")
    def wsgi():
        def application(environ, start_response):
            write = start_response("200 OK", [("Content-Type", "text/plain")])
            write(b"written ")
            return [b"and returned"]

        return application

    @app.get("/session")
    def set_session():
        session["a"] = 1
        response = Response("x")
        response.set_cookie("b", "ü")
        return response

    app.add_url_rule("/", "index", lambda: "Hellö", methods=["GET", "POST"])
    app.add_url_rule("/json", "json", lambda: {"a": 1})
    app.add_url_rule("/empty", "empty", lambda: "")
    app.add_url_rule("/none", "none", lambda: ("", 204))
    app.add_url_rule("/same", "same", lambda: ("ignored", 304, {"ETag": '"a"'}))
    app.add_url_rule("/redirect", "redirect", lambda: redirect("http://bücher.example/☃?ü"))
    app.add_url_rule("/stream", "stream", lambda: (c for c in ("a", "b")))
    app.add_url_rule("/read", "read", lambda: request.get_data() or "none", methods=["POST"])
    app.add_url_rule("/abort", "abort", lambda: abort(403))
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    app.add_url_rule("/branch/", "branch", lambda: "x")
    app.logger.disabled = True
    return app


PATHS = [
    *("/", "/json", "/empty", "/none", "/same", "/redirect", "/stream", "/wsgi", "/session"),
    *("/abort", "/error", "/missing", "/branch", "/static/a.txt", "/static/missing.txt"),
]
METHODS = ["GET", "HEAD", "POST", "OPTIONS", "DELETE"]


# The standard library's two judges, which look at different things


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_the_validator_finds_no_fault(app, exchange, path, method):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sent = exchange(validator(app), path, method=method)
    assert sent.error is None
    assert method != "HEAD" or sent.body == b""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_the_standard_server_sends_it(app, path, method):
    output, errors = io.BytesIO(), io.StringIO()
    environ = make_server_environ(path, method)
    SimpleHandler(io.BytesIO(), output, errors, environ).run(app)
    assert errors.getvalue() == ""
    head, _, body = output.getvalue().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 ")
    assert method != "HEAD" or body == b""


def make_server_environ(path, method):
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_the_head_is_made_of_what_the_standard_allows(app, exchange, path, method):
    sent = exchange(app, path, method=method)
    [(status, headers)] = sent.started
    assert type(status) is str
    assert status[:3].isdigit()
    assert type(headers) is list
    hop_by_hop = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
    for pair in headers:
        assert type(pair) is tuple
        name, value = pair
        assert (type(name), type(value)) == (str, str)
        assert (name + value).encode("latin-1").isascii() or value.encode("latin-1")
        assert not any(character in name + value for character in "\r\n\0")
        assert name.lower() not in hop_by_hop
    assert all(type(chunk) is bytes for chunk in sent.chunks)


@pytest.mark.parametrize("path", PATHS)
def test_a_length_is_the_length_of_the_body(app, exchange, path):
    sent = exchange(app, path)
    assert [int(length) for length in sent["Content-Length"]] in ([], [len(sent.body)])


# HEAD, and statuses without a body


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/session"])
def test_head_has_the_headers_of_get_and_no_body(app, exchange, path):
    get, head = exchange(app, path), exchange(app, path, method="HEAD")
    assert head.body == b""
    assert head.status == get.status

    def without_date(sent):
        return [pair for pair in sent.headers if pair[0] != "Date"]

    assert without_date(head) == without_date(get)


def test_head_starts_no_generator(app, exchange):
    body = Body()
    app.add_url_rule("/body", "body", lambda: Response(body))
    assert exchange(app, "/body", method="HEAD").body == b""
    assert (body.started, body.closed) == (0, 1)


@pytest.mark.parametrize("path", ["/none", "/same"])
def test_a_status_without_a_body_has_none_and_does_not_describe_one(app, exchange, path):
    sent = exchange(app, path)
    assert (sent.body, sent["Content-Length"], sent["Content-Type"]) == (b"", [], [])


# The end: closed once, and torn down


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", METHODS)
def test_teardown_runs_once(app, exchange, path, method):
    exchange(app, path, method=method)
    assert len(app.torn_down) == 1


@pytest.mark.parametrize("answer_with", [Response, lambda body: (Response(body), 201)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_body_is_closed_once(app, exchange, answer_with, method):
    body = Body()
    app.add_url_rule("/body", "body", lambda: answer_with(body))
    exchange(app, "/body", method=method)
    assert body.closed == 1


def test_a_generator_is_closed_where_the_client_leaves(app):
    ended = []

    @app.get("/body")
    def generate():
        try:
            yield "a"
            yield "b"
        finally:
            ended.append(True)

    environ = make_server_environ("/body", "GET") | {"wsgi.url_scheme": "http"}
    iterable = app(environ, lambda status, headers: None)
    assert next(iter(iterable)) == b"a"
    iterable.close()
    assert ended == [True]


@pytest.mark.parametrize("status", [200, 204, 304])
def test_it_is_closed_once_whatever_the_status(app, exchange, status):
    body = Body()
    app.add_url_rule("/body", "body", lambda: Response(body, status))
    exchange(app, "/body")
    assert body.closed == 1


def test_it_is_closed_once_after_an_error_in_the_middle(app, exchange):
    body = Body(error=ZeroDivisionError())
    app.add_url_rule("/body", "body", lambda: Response(body))
    sent = exchange(app, "/body")
    assert isinstance(sent.error, ZeroDivisionError)
    assert (body.started, body.closed) == (1, 1)


def test_it_is_closed_once_where_the_client_leaves(app, exchange):
    body = Body()
    app.add_url_rule("/body", "body", lambda: Response(body))
    environ = make_server_environ("/body", "GET") | {"wsgi.url_scheme": "http"}
    iterable = app(environ, lambda status, headers: None)
    assert next(iter(iterable)) == b"a"
    iterable.close()
    assert body.closed == 1


def test_it_is_closed_once_where_a_conditional_request_needs_none(app, exchange):
    body = Body()

    @app.get("/body")
    def body_view():
        response = Response(body, headers={"ETag": '"a"'})
        return response.make_conditional(request)

    assert exchange(app, "/body", HTTP_IF_NONE_MATCH='"a"').status == 304
    assert (body.started, body.closed) == (0, 1)


def test_the_body_of_a_wsgi_application_is_closed_too(app, exchange):
    body = Body()

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return body

    app.add_url_rule("/body", "body", lambda: application)
    assert exchange(app, "/body").body == b"ab"
    assert body.closed == 1


def test_a_stream_that_is_replaced_by_an_error_is_not_left_open(app, exchange):
    """A failing after-request hook: the page of the error goes out, not the stream."""
    app.after_request(lambda response: 1 / 0)
    sent = exchange(app, "/stream")
    assert (sent.status, sent.error) == (500, None)


# Errors after the head was sent


def test_no_error_page_is_glued_to_half_a_body(app):
    app.add_url_rule("/body", "body", lambda: Response(Body(error=ZeroDivisionError())))
    output, errors = io.BytesIO(), io.StringIO()
    SimpleHandler(io.BytesIO(), output, errors, make_server_environ("/body", "GET")).run(app)
    body = output.getvalue().partition(b"\r\n\r\n")[2]
    assert body == b"ab"
    assert "ZeroDivisionError" in errors.getvalue()


def test_an_error_before_the_head_was_sent_becomes_the_page_of_the_server(app):
    """The app has nothing to do with a stream that fails before it yields anything."""
    app.add_url_rule("/body", "body", lambda: Response(Body((), ZeroDivisionError())))
    output, errors = io.BytesIO(), io.StringIO()
    SimpleHandler(io.BytesIO(), output, errors, make_server_environ("/body", "GET")).run(app)
    assert output.getvalue().startswith(b"HTTP/1.0 500 ")


# What a server may leave out, and how it tells of bytes


OPTIONAL = [
    *("QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR", "HTTP_HOST"),
    *("SCRIPT_NAME", "SERVER_PROTOCOL", "wsgi.multithread", "wsgi.errors", "wsgi.run_once"),
]


@pytest.mark.parametrize("key", OPTIONAL)
@pytest.mark.parametrize("path", PATHS)
def test_what_may_be_absent_may_be_absent(app, exchange, path, key):
    sent = exchange(app, path, without=[key])
    assert sent.status == exchange(app, path).status
    assert sent.error is None


def test_all_of_it_may_be_absent(app, exchange):
    app.add_url_rule("/all", "all", read_everything)
    keys = [*OPTIONAL, "SERVER_NAME", "SERVER_PORT"]
    assert exchange(app, "/all", without=keys).status == 200
    assert exchange(app, "/all", without=OPTIONAL).status == 200


def read_everything():
    for name in dir(type(request._get_current_object())):
        if not name.startswith("_") and name not in {"json", "get_json", "application"}:
            getattr(request, name)
    return "x"


def test_a_path_may_be_absent_where_it_is_the_root(app, exchange):
    assert exchange(app, without=["PATH_INFO"]).status == 200


@pytest.mark.parametrize("host", ["localhost", "never-seen-before.example"])
def test_an_empty_path_redirects_to_the_root(app, exchange, host):
    for _ in range(2):
        sent = exchange(app, path="", HTTP_HOST=host, SCRIPT_NAME="/shop")
        assert (sent.status, sent["Location"]) == (308, [f"http://{host}/shop/"])


def test_text_in_the_environ_stands_for_bytes(app, exchange):
    app.add_url_rule(
        "/<name>", "name", lambda name: f"{name} {request.args['a']} {request.root_path}"
    )

    def tunnel(text):
        return text.encode().decode("latin-1")

    sent = exchange(app, tunnel("/ü☃"), QUERY_STRING=tunnel("a=ü☃"), SCRIPT_NAME=tunnel("/ö"))
    assert sent.body.decode() == "ü☃ ü☃ /ö"


# Bodies


def test_without_a_length_there_is_no_body(app, exchange):
    sent = exchange(app, "/read", "POST", body=b"abc", without=["CONTENT_LENGTH"])
    assert sent.body == b"none"


def test_a_server_that_ends_the_stream_needs_no_length(app, exchange):
    more = {"wsgi.input_terminated": True}
    sent = exchange(app, "/read", "POST", body=b"abc", without=["CONTENT_LENGTH"], **more)
    assert sent.body == b"abc"


def test_then_the_limit_holds(app, exchange):
    app.config["MAX_CONTENT_LENGTH"] = 2
    more = {"wsgi.input_terminated": True}
    sent = exchange(app, "/read", "POST", body=b"abc", without=["CONTENT_LENGTH"], **more)
    assert sent.status == 413


@pytest.mark.parametrize("length", ["-1", "1_0", "٣", "abc", "", " ", "+3", "3.0", "0x3"])
def test_a_length_that_is_none_is_an_empty_body_or_a_4xx(app, exchange, length):
    sent = exchange(app, "/read", "POST", body=b"abcdefghijkl", CONTENT_LENGTH=length)
    assert sent.status in {200, 400, 411}
    assert sent.body == b"none" or sent.status != 200


def test_a_body_that_is_shorter_than_announced_is_a_400(app, exchange):
    assert exchange(app, "/read", "POST", body=b"abc", CONTENT_LENGTH="4").status == 400


# Files


def test_a_file_goes_through_the_server_s_own_wrapper(app, exchange):
    wrapped = []

    class Wrapper:
        def __init__(self, file, size=8192):
            self.file = file
            wrapped.append(self)

        def __iter__(self):
            return iter([self.file.read()])

        def close(self):
            self.file.close()

    sent = exchange(app, "/static/a.txt", **{"wsgi.file_wrapper": Wrapper})
    assert sent.body == b"0123456789"
    assert wrapped[0].file.closed


def test_a_range_of_a_file_is_sent_with_a_wrapper_too(app, exchange):
    from wsgiref.util import FileWrapper

    sent = exchange(
        app, "/static/a.txt", HTTP_RANGE="bytes=2-4", **{"wsgi.file_wrapper": FileWrapper}
    )
    assert (sent.status, sent.body) == (206, b"234")


@pytest.mark.parametrize("asked", ["bytes=-0", "bytes=10-", "bytes=a-b", "bytes=5-2"])
def test_a_range_that_is_none_is_a_416(app, exchange, asked):
    assert exchange(app, "/static/a.txt", HTTP_RANGE=asked).status == 416


# Two requests at a time, and one within the other


def test_an_app_serves_a_request_within_a_request(app, exchange):
    app.add_url_rule("/outer", "outer", lambda: exchange(app, "/").body)
    assert exchange(app, "/outer").body == "Hellö".encode()


def test_nothing_of_a_request_is_left_for_the_next(app, exchange):
    for path in PATHS * 2:
        exchange(app, path)
        assert not microflask.has_app_context()
        assert not microflask.has_request_context()
