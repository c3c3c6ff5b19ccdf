"""What microflask does on purpose otherwise than Flask: each test asks both, Flask first.

docs/differences.md has an entry for each of these tests, and says why no app breaks.
"""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import warnings
from base64 import urlsafe_b64encode
from importlib import import_module
from string import ascii_letters, digits

import flask
import pytest
import werkzeug.routing
import werkzeug.wrappers
from click.testing import CliRunner
from werkzeug.exceptions import HTTPException
from werkzeug.test import create_environ, run_wsgi_app

import microflask
from tests.docs.pages import ROOT
from tests.reference import compares

pytestmark = compares


def both(ask):
    """Return what *ask* returns for Flask, and for microflask."""
    return ask(flask), ask(microflask)


def part_of(framework, module):
    """Return a module of *framework*: ``part_of(flask, "globals")``."""
    return import_module(f"{framework.__name__}.{module}")


@pytest.fixture
def make_app(tmp_path):
    """Make an app of one framework, with settings."""

    def make(framework, **settings):
        app = framework.Flask("an_app", root_path=str(tmp_path))
        app.config.from_mapping({"SECRET_KEY": "not a secret", **settings})
        return app

    return make


def error_of(call):
    """Return the class of the error that *call* raises, or None."""
    try:
        call()
    except Exception as error:
        return type(error)
    return None


def get(app, environ=None, **options):
    """Ask *app* as a server would, and return the status code and the text of its answer."""
    body, status, _ = run_wsgi_app(app, {**create_environ(**options), **(environ or {})})
    return int(status.split()[0]), b"".join(body).decode()


@pytest.fixture(autouse=True)
def _quiet():
    """Keep the errors that Flask logs out of the output."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


# Requests


def test_a_path_that_is_no_utf8_is_a_400(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/<name>", "hello", lambda name: name)
        return get(app, {"PATH_INFO": "/\xff"})

    flasks, ours = both(ask)
    assert flasks == (200, "\N{REPLACEMENT CHARACTER}")
    assert ours[0] == 400


@pytest.mark.parametrize("host", ["a/?x=", "a:99999", "a b", "[::1", "h::1", "\xff", "a:\xb2"])
def test_a_malformed_host_is_a_400(make_app, host):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.request.url)
        return get(app, {"HTTP_HOST": host})

    flasks, ours = both(ask)
    assert flasks == (200, "http:///")
    assert ours[0] == 400


def test_a_host_in_broken_punycode_is_a_400(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.request.url)
        return get(app, {"HTTP_HOST": "xn--.com"})[0]

    flasks, ours = both(ask)
    assert flasks == (500 if sys.version_info < (3, 13) else 200)
    assert ours == 400


@pytest.mark.parametrize("host", ["my_app:8000", "a.my_app", ""])
def test_a_host_with_an_underscore_is_known_and_an_empty_one_is_none(make_app, host):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.url_for("index", _external=True))
        return get(app, {"HTTP_HOST": host, "SERVER_NAME": "srv"})

    assert both(ask) == ((200, "http:///"), (200, f"http://{host or 'srv'}/"))


@pytest.mark.parametrize(
    ("trusted", "host"),
    [("example.org", "Example.org"), ("Example.org", "example.org"), ("[::1]", "[::1]:8000")],
)
def test_trusted_hosts_may_be_in_any_case_and_ipv6_addresses(make_app, trusted, host):
    def ask(framework):
        app = make_app(framework, TRUSTED_HOSTS=[trusted])
        app.add_url_rule("/", "index", lambda: "")
        return get(app, {"HTTP_HOST": host})[0]

    assert both(ask) == (400, 200)


@pytest.mark.parametrize(
    ("script_name", "flasks", "ours"),
    [
        ("@evil.org", "@evil.org", "/@evil.org"),
        ("//evil.org", "//evil.org", "/evil.org"),
        ("/\\evil.org", "/\\evil.org", "/%5Cevil.org"),
        ("/\t/evil.org", "/\t/evil.org", "/%09/evil.org"),
    ],
)
def test_no_script_name_leads_to_another_host(make_app, script_name, flasks, ours):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.request.root_path)
        app.add_url_rule("/links", "links", lambda: framework.url_for("index"))
        environ = {"SCRIPT_NAME": script_name}
        return get(app, environ)[1], get(app, environ, path="/links")[1]

    assert both(ask) == ((flasks, f"{flasks}/"), (ours, f"{ours}/"))


@pytest.mark.parametrize(
    ("scheme", "flasks"),
    [("//evil.org", "//evil.org//localhost/a/"), ("a b", "a%20b://localhost/a/")],
)
def test_no_scheme_leads_to_another_host(make_app, scheme, flasks):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/a/", "index")
        environ = {**create_environ("/a"), "wsgi.url_scheme": scheme}
        return run_wsgi_app(app, environ)[2]["Location"]

    assert both(ask) == (flasks, "http://localhost/a/")


def test_credentials_that_are_no_base64_are_none(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: repr(framework.request.authorization))
        return get(app, {"HTTP_AUTHORIZATION": "Basic \xe9\xe9"})

    flasks, ours = both(ask)
    assert flasks[0] == 500
    assert ours == (200, "None")


@pytest.mark.parametrize(
    ("key", "header", "read", "ours"),
    [
        (
            "HTTP_IF_MODIFIED_SINCE",
            "Mon, 01 Jan 9999999999 00:00:00 GMT",
            lambda request: request.if_modified_since,
            "None",
        ),
        ("HTTP_IF_RANGE", 'a"b', lambda request: request.if_range, ""),
        (
            "HTTP_ACCEPT_CHARSET",
            "a\0b, utf-8",
            lambda request: request.accept_charsets.best_match(["latin-1", "utf-8"]),
            "utf-8",
        ),
    ],
)
def test_reading_a_header_never_raises(make_app, key, header, read, ours):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: str(read(framework.request)))
        return get(app, {key: header})

    flasks, answer = both(ask)
    assert flasks[0] == 500
    assert answer == (200, ours)


@pytest.mark.parametrize(("blanks", "kept"), [(31, 31), (32, 1), (5000, 1)])
def test_a_long_run_of_blanks_in_a_header_counts_as_one(make_app, blanks, kept):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: str(len(framework.request.cookies["a"])))
        return get(app, {"HTTP_COOKIE": f'a="{" " * blanks}"'})[1]

    assert both(ask) == (str(blanks), str(kept))


@pytest.mark.parametrize(
    "body", ["&".join(["a=1"] * 1001), "a=" + "x" * 500_000], ids=["fields", "size"]
)
def test_a_plain_form_has_the_limits_of_a_multipart_form(make_app, body):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.request.form["a"][:1], methods=["POST"])
        form = "application/x-www-form-urlencoded"
        return get(app, method="POST", data=body, content_type=form)[0]

    assert both(ask) == (200, 413)


MULTIPART = "multipart/form-data; boundary=b"
PLAIN_FORM = "application/x-www-form-urlencoded"


def part(*headers, content="value"):
    """Return a multipart body with one part."""
    head = "\r\n".join(headers)
    return f"--b\r\n{head}\r\n\r\n{content}\r\n--b--\r\n".encode()


FIELD = part('Content-Disposition: form-data; name="a"')


def make_reader(make_app, framework, read, **settings):
    """Return a view that shows what *read* makes of the request."""
    app = make_app(framework, **settings)
    app.add_url_rule("/", "index", lambda: str(read(framework.request)), methods=["POST"])
    return app


def read_fields(request):
    return list(request.form.items())


def test_a_limit_for_fields_does_not_limit_files(make_app):
    body = part('Content-Disposition: form-data; name="f"; filename="f"', content="x" * 5_000)

    def ask(framework):
        read = lambda request: len(request.files["f"].read())  # noqa: E731
        app = make_reader(make_app, framework, read, MAX_FORM_MEMORY_SIZE=1_000)
        status, text = get(app, method="POST", data=body, content_type=MULTIPART)
        return status if status != 200 else text

    assert both(ask) == (413, "5000")


def test_bytes_that_are_not_utf8_stay_quoted(make_app):
    def ask(framework):
        app = make_reader(make_app, framework, read_fields)
        app.add_url_rule("/", "query", lambda: framework.request.args["a"])
        form = get(app, method="POST", data=b"a=\xff&b=1", content_type=PLAIN_FORM)
        return form[1], get(app, {"QUERY_STRING": "a=\xff"})[0]

    flasks, ours = both(ask)
    assert flasks == ("[]", 500)
    assert ours == ("[('a', '%FF'), ('b', '1')]", 200)


def chunked(body, content_type, **more):
    """Return an environ of a request with a chunked body."""
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": io.BytesIO(body),
        **more,
    }


TERMINATED = {"wsgi.input_terminated": True}


def test_a_chunked_body_that_is_too_long_is_a_413(make_app):
    def ask(framework):
        app = make_reader(make_app, framework, read_fields, MAX_CONTENT_LENGTH=3)
        return get(app, chunked(b"a=1&b=2", PLAIN_FORM, **TERMINATED))

    flasks, ours = both(ask)
    assert flasks == (200, "[('a', '1')]")
    assert ours[0] == 413


def test_a_chunked_body_that_just_fits_is_read(make_app):
    def ask(framework):
        app = make_reader(make_app, framework, read_fields, MAX_CONTENT_LENGTH=len(FIELD))
        return get(app, chunked(FIELD, MULTIPART, **TERMINATED))

    flasks, ours = both(ask)
    assert flasks[0] == 413
    assert ours == (200, "[('a', 'value')]")


def test_a_body_that_does_not_arrive_whole_is_a_400(make_app):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("connection reset")

    def ask(framework, source):
        app = make_reader(make_app, framework, lambda request: request.get_data())
        environ = {"wsgi.input": source, "CONTENT_LENGTH": "10", **TERMINATED}
        return get(app, environ, method="POST")[0]

    assert both(lambda framework: ask(framework, io.BytesIO(b"abc"))) == (200, 400)
    assert both(lambda framework: ask(framework, Broken())) == (500, 400)


def test_a_chunked_body_that_the_server_does_not_end_is_a_411(make_app):
    def ask(framework):
        app = make_reader(make_app, framework, read_fields)
        return get(app, chunked(b"3\r\na=1\r\n0\r\n\r\n", PLAIN_FORM))

    flasks, ours = both(ask)
    assert flasks == (200, "[]")
    assert ours[0] == 411


@pytest.mark.parametrize(
    "lines", [["X-Long: " + "x" * 5_000], [f"X-{number}: x" for number in range(500)]]
)
def test_a_long_header_of_a_part_is_a_413(make_app, lines):
    def ask(framework):
        app = make_reader(make_app, framework, read_fields)
        body = part('Content-Disposition: form-data; name="a"', *lines)
        return get(app, method="POST", data=body, content_type=MULTIPART)[0]

    assert both(ask) == (200, 413)


def test_a_file_name_has_no_control_characters(make_app):
    def ask(framework):
        read = lambda request: repr(request.files["f"].filename)  # noqa: E731
        app = make_reader(make_app, framework, read)
        names = ['filename="a\tb"', "filename*=utf-8''a%0D%0Ab", 'filename="a%0D%0Ab"']
        for name in names:
            body = part(f'Content-Disposition: form-data; name="f"; {name}')
            yield get(app, method="POST", data=body, content_type=MULTIPART)[1]

    flasks, ours = both(lambda framework: list(ask(framework)))
    assert flasks == [r"'a\tb'", r"'a\r\nb'", "'a%0D%0Ab'"]
    assert ours == ["'a%09b'", "'a%0D%0Ab'", "'a%0D%0Ab'"]


def test_a_field_without_a_name_has_an_empty_one(make_app):
    def ask(framework):
        app = make_reader(make_app, framework, read_fields)
        body = part("Content-Disposition: form-data")
        return get(app, method="POST", data=body, content_type=MULTIPART)[1]

    assert both(ask) == ("[(None, 'value')]", "[('', 'value')]")


@pytest.mark.parametrize(
    ("body", "flasks"),
    [
        (FIELD.replace(b"\r\n", b"\n"), "value"),
        (FIELD.replace(b"--b\r\n", b"--b \r\n"), "value"),
        (FIELD.replace(b"\r\n\r\n", b"\r\nX-Note\r\n\r\n"), "value"),
        (b"preamble" + FIELD, "value"),
        (FIELD.replace(b"value", b"\r\n--bx"), "\r\n--bx"),
    ],
    ids=["line feeds", "blanks", "no colon", "in a line", "longer"],
)
def test_a_multipart_body_that_breaks_its_rules_is_an_empty_form(make_app, body, flasks):
    def ask(framework):
        app = make_reader(make_app, framework, read_fields)
        return get(app, method="POST", data=body, content_type=MULTIPART)

    assert both(ask) == ((200, str([("a", flasks)])), (200, "[]"))


def test_an_upload_of_a_megabyte_stays_in_memory(make_app):
    def ask(framework):
        app = make_app(framework)
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="zeros"\r\n\r\n'
        body = head + bytes(1_000_000) + b"\r\n--b--\r\n"
        form = {"data": body, "content_type": "multipart/form-data; boundary=b"}
        with app.test_request_context("/", method="POST", **form):
            upload = framework.request.files["file"]
            with upload.stream:
                return isinstance(upload.stream, io.BytesIO), len(upload.read())

    assert both(ask) == ((False, 1_000_000), (True, 1_000_000))


# JSON


def test_json_that_is_nested_too_deeply_is_a_400(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: str(framework.request.json), methods=["POST"])
        return get(app, method="POST", data="[" * 100_000, content_type="application/json")[0]

    assert both(ask) == (500, 400)


def test_loads_raises_a_value_error_for_json_that_is_nested_too_deeply(make_app):
    def ask(framework):
        with make_app(framework).app_context():
            return error_of(lambda: framework.json.loads("[" * 100_000))

    assert both(ask) == (RecursionError, ValueError)


def test_jsonify_takes_a_key_that_is_called_self(make_app):
    def ask(framework):
        with make_app(framework).app_context():
            return error_of(lambda: framework.jsonify(self=1))

    assert both(ask) == (TypeError, None)


# Responses


@pytest.mark.parametrize("target", ["http://[::1", "http://h::1/"])
def test_a_redirect_to_what_is_no_url_is_a_400(make_app, target):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.redirect(framework.request.args["to"]))
        try:
            return get(app, query_string={"to": target})[0]
        except ValueError:
            return "raised out of the app"

    assert both(ask) == ("raised out of the app", 400)


def test_a_redirect_with_a_line_break_is_a_400(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.redirect(framework.request.args["to"]))
        return get(app, query_string={"to": "/a\r\nX-A: b"})[0]

    assert both(ask) == (500, 400)


@pytest.mark.parametrize("target", ["/\t/evil.org", "/a\x7f", "\x01//evil.org"])
def test_a_redirect_with_a_control_character_is_a_400(make_app, target):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.redirect(framework.request.args["to"]))
        return get(app, query_string={"to": target})[0]

    assert both(ask) == (302, 400)


@pytest.mark.parametrize("name", ["Location", "Content-Location"])
def test_a_tab_in_a_location_is_quoted(name):
    def ask(framework):
        response = framework.Response("", 302, {name: "/\t/evil.org"})
        return response.get_wsgi_headers(create_environ())[name]

    assert both(ask) == ("//evil.org", "/%09/evil.org")


def test_a_location_that_is_no_url_is_quoted_and_sent():
    def ask(framework):
        response = framework.Response("", 302, {"Location": "http://[::1 "})
        try:
            return response.get_wsgi_headers(create_environ())["Location"]
        except ValueError:
            return "raised"

    assert both(ask) == ("raised", "http://[::1%20")


@pytest.mark.parametrize(
    ("name", "value"), [("X-A", "a\x00"), ("X-A", "a\x1b"), ("X-A", "☃"), ("X A", "1"), ("", "1")]
)
def test_a_header_that_http_has_no_place_for_is_refused(name, value):
    def ask(framework):
        return error_of(lambda: framework.Response("", headers={name: value}))

    assert both(ask) == (None, ValueError)


@pytest.mark.parametrize(
    ("key", "options"), [("a=b", {}), ("a;b", {}), ("", {}), ("a", {"domain": "x;y"})]
)
def test_a_cookie_that_would_be_read_as_another_is_refused(key, options):
    def ask(framework):
        return error_of(lambda: framework.Response("").set_cookie(key, "value", **options))

    assert both(ask) == (None, ValueError)


@pytest.mark.parametrize("status", ["200 OK\r\nX-A: b", "200 \x00", "200 ☃"])
def test_a_status_that_would_break_its_line_is_refused(status):
    def ask(framework):
        return error_of(lambda: framework.Response("", status))

    assert both(ask) == (None, ValueError)


@pytest.mark.parametrize("status", [103, 204])
def test_a_status_without_a_body_has_no_content_type_by_default(status):
    def ask(framework, **options):
        response = framework.Response("", status, **options)
        return response.get_wsgi_headers(create_environ()).get("Content-Type")

    assert both(ask) == ("text/html; charset=utf-8", None)
    assert both(lambda framework: ask(framework, content_type="a/b")) == ("a/b", "a/b")


def test_a_header_of_the_connection_is_not_sent():
    def ask(framework):
        response = framework.Response("", headers={"Transfer-Encoding": "chunked"})
        return "Transfer-Encoding" in response.get_wsgi_headers(create_environ())

    assert both(ask) == (True, False)


def test_a_stream_that_is_made_conditional_is_a_stream_still():
    def ask(framework):
        response = framework.Response(iter(["a", "b"]))
        response.make_conditional(create_environ())
        return response.is_streamed, response.content_length

    assert both(ask) == ((False, 2), (True, None))


BEFORE, CHANGED, AFTER = (
    f"{day} Nov 1994 08:49:37 GMT" for day in ("Sat, 05", "Sun, 06", "Mon, 07")
)


def status_under(framework, conditions, status=200, etag='"x"', accept_ranges=False, method="GET"):
    """Return the status of a body of four bytes, versioned, under the conditions of a request."""
    response = framework.Response("abcd", status, {"Last-Modified": CHANGED})
    if etag:
        response.headers["ETag"] = etag
    environ = create_environ(headers=conditions, method=method)
    try:
        return response.make_conditional(environ, accept_ranges, 4).status_code
    except HTTPException as error:
        return error.code


@pytest.mark.parametrize(
    ("conditions", "options", "flasks", "ours"),
    [
        ({"If-Match": "*"}, {}, 412, 200),
        ({"If-Unmodified-Since": BEFORE}, {}, 200, 412),
        ({"If-Match": '"x"', "If-Modified-Since": AFTER}, {}, 200, 304),
        ({"If-Match": '"x"'}, {"etag": 'W/"x"'}, 200, 412),
        ({"If-Match": '"x"'}, {"etag": None}, 200, 412),
        ({"If-None-Match": '"x"', "If-Modified-Since": AFTER}, {"etag": None}, 304, 200),
        ({"If-None-Match": '"x"'}, {"status": 404}, 304, 404),
    ],
)
def test_conditions_are_those_of_the_standard(conditions, options, flasks, ours):
    assert both(lambda framework: status_under(framework, conditions, **options)) == (flasks, ours)


@pytest.mark.parametrize(
    ("asked", "options", "flasks", "ours"),
    [
        ({"Range": "items=0-1"}, {}, 416, 200),
        ({"Range": "bytes=-100"}, {}, 416, 206),
        ({"Range": "bytes=0-1"}, {"status": 404}, 206, 404),
        ({"Range": "bytes=0-1"}, {"accept_ranges": "none"}, 206, 200),
        ({"Range": "bytes=0-1", "If-Range": 'W/"x"'}, {}, 206, 200),
        ({"Range": "bytes=0-1", "If-Range": AFTER}, {}, 206, 200),
        ({"Range": "bytes=50-", "If-None-Match": '"x"'}, {}, 416, 304),
        ({"Range": "bytes=0-1", "If-Match": '"y"'}, {}, 206, 412),
        ({"Range": "bytes=0-1,2-3"}, {}, 416, 200),
        ({"Range": "bytes=0-1"}, {"method": "HEAD"}, 206, 200),
    ],
)
def test_ranges_are_those_of_the_standard(asked, options, flasks, ours):
    options = {"accept_ranges": True, **options}
    assert both(lambda framework: status_under(framework, asked, **options)) == (flasks, ours)


def test_everything_that_waits_for_the_end_of_a_response_is_called():
    def ask(framework):
        called = []
        response = framework.Response("")
        response.call_on_close(lambda: called.append(1))
        response.call_on_close(lambda: 1 / 0)
        response.call_on_close(lambda: called.append(3))
        with pytest.raises(ZeroDivisionError):
            response.close()
        return called

    assert both(ask) == ([1], [1, 3])


def test_a_body_is_closed_when_the_server_refuses_to_start():
    def ask(framework):
        body = io.BytesIO(b"abc")
        response = framework.Response(body, direct_passthrough=True)
        with pytest.raises(ZeroDivisionError):
            response(create_environ(), lambda status, headers: 1 / 0)
        return body.closed

    assert both(ask) == (False, True)


# Files


@pytest.fixture
def status_of_file(make_app, tmp_path):
    """Tell with which status a file of the folder ``uploads`` is sent."""
    (tmp_path / "uploads").mkdir()
    (tmp_path / "secret.txt").write_text("secret")

    def status_of_file(framework, name, **settings):
        app = make_app(framework, **settings)
        with app.test_request_context("/"):
            try:
                response = framework.send_from_directory("uploads", name)
            except HTTPException as error:
                return error.code
            response.close()
            return response.status_code

    return status_of_file


@pytest.mark.skipif(os.name == "nt", reason="Windows has no files of these names.")
@pytest.mark.parametrize("name", ["CON", "NUL.txt", "c:b.txt", "sub\\b.txt"])
def test_a_name_that_means_more_on_windows_is_not_served(status_of_file, tmp_path, name):
    (tmp_path / "uploads" / name).write_text("a file")
    assert both(lambda framework: status_of_file(framework, name)) == (200, 404)


def test_a_link_that_leads_out_of_the_directory_is_not_followed(status_of_file, tmp_path):
    try:
        (tmp_path / "uploads" / "link.txt").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("This system lets nobody make symbolic links.")
    assert both(lambda framework: status_of_file(framework, "link.txt")) == (200, 404)
    allowed = {"SEND_FILE_FOLLOW_LINKS": True}
    assert both(lambda framework: status_of_file(framework, "link.txt", **allowed)) == (200, 200)


@pytest.mark.parametrize("name", ["a\nb.txt", "a\ud800b.txt"])
def test_a_file_name_that_a_header_cannot_carry_is_cleaned(make_app, tmp_path, name):
    (tmp_path / "a.txt").write_text("a file")

    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.send_file("a.txt", download_name=name))
        with app.test_client().get("/") as response:
            return response.status_code, response.headers.get("Content-Disposition")

    assert both(ask) == ((500, None), (200, "inline; filename=a_b.txt"))


# Routing and views


def test_a_value_error_of_a_converter_is_a_404(make_app):
    class Even(werkzeug.routing.BaseConverter):
        def to_python(self, value):
            if int(value) % 2:
                raise ValueError(value)
            return int(value)

    def ask(framework):
        app = make_app(framework)
        app.url_map.converters["even"] = Even
        app.add_url_rule("/<even:number>", "index", lambda number: str(number))
        return get(app, path="/2")[0], get(app, path="/3")[0]

    assert both(ask) == ((200, 500), (200, 404))


@pytest.mark.filterwarnings("ignore:Current server name")
def test_a_foreign_host_is_no_subdomain(make_app):
    def ask(framework):
        app = framework.Flask("an_app", subdomain_matching=True)
        app.config["SERVER_NAME"] = "example.com"
        app.add_url_rule("/", "index", lambda tenant: tenant, subdomain="<tenant>")
        return get(app, {"HTTP_HOST": "a.example.com"}), get(app, {"HTTP_HOST": "evil.org"})

    flasks, ours = both(ask)
    assert flasks == ((200, "a"), (200, "<invalid>"))
    assert ours[0] == (200, "a")
    assert ours[1][0] == 404


def test_no_value_ends_the_host_of_a_url(make_app):
    def ask(framework):
        app = make_app(framework, SERVER_NAME="example.com")
        app.add_url_rule("/", "index", subdomain="<tenant>")
        with app.app_context():
            try:
                return framework.url_for("index", tenant="evil.org/")
            except werkzeug.routing.BuildError:
                return "not built"

    assert both(ask) == ("http://evil.org/.example.com/", "not built")


def build_float(framework, app, value):
    """Return the URL for a float, or that there is none, and the status of a request to it."""
    with app.test_request_context():
        try:
            url = framework.url_for("index", number=value)
        except werkzeug.routing.BuildError:
            return "not built"
    return url, get(app, path=url)[0]


@pytest.mark.parametrize(
    ("value", "flasks", "ours"),
    [
        (1e-07, ("/1e-07", 404), ("/0.0000001", 200)),
        (1e22, ("/1e+22", 404), ("/10000000000000000000000.0", 200)),
        (float("inf"), ("/inf", 404), "not built"),
        (float("nan"), ("/nan", 404), "not built"),
    ],
)
def test_a_float_is_built_as_it_is_matched(make_app, value, flasks, ours):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/<float:number>", "index", lambda number: str(number))
        return build_float(framework, app, value)

    assert both(ask) == (flasks, ours)


def test_a_float_that_is_too_large_is_a_404(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/<float:number>", "index", lambda number: str(number))
        return get(app, path="/" + "9" * 400 + ".0")[0]

    assert both(ask) == (200, 404)


def test_a_text_that_can_be_divided_in_too_many_ways_is_a_404(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/<a>-<b>-<c>", "index", lambda a, b, c: "")
        return [get(app, path="/" + times * "word-" + "end")[0] for times in (20, 60)]

    assert both(ask) == ([200, 200], [200, 404])


def test_an_alias_without_another_rule_is_an_error(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/<name>", "index", lambda name: name, alias=True)
        environ = create_environ("/a")
        status, headers = run_wsgi_app(app, environ)[1:]
        return int(status.split()[0]), headers.get("Location")

    assert both(ask) == ((308, "http://localhost/a"), (500, None))


def test_a_default_whose_url_cannot_be_built_redirects_nowhere(make_app):
    class Unbuildable(werkzeug.routing.BaseConverter):
        def to_url(self, value):
            raise werkzeug.routing.ValidationError(value)

    def ask(framework):
        app = make_app(framework)
        app.url_map.converters["unbuildable"] = Unbuildable
        app.add_url_rule("/<unbuildable:name>", "index", defaults={"page": 1})
        app.add_url_rule("/<name>/<int:page>", "index", lambda name, page: name)
        return get(app, path="/a/1")[0], get(app, path="/a/2")[0]

    assert both(ask) == ((500, 200), (200, 200))


def test_a_variable_that_is_named_twice_is_an_error_about_the_rule(make_app):
    def ask(framework):
        app = make_app(framework)
        with pytest.raises((SyntaxError, ValueError)) as caught:
            app.add_url_rule("/<name>/<name>", "index")
        return caught.type, "'/<name>/<name>'" in str(caught.value)

    assert both(ask) == ((SyntaxError, False), (ValueError, True))


def test_arguments_of_a_converter_are_read_as_they_are_written(make_app):
    def ask(framework):
        app = make_app(framework)
        rule = "/<int(signed=True, min=-5):number>"
        return error_of(lambda: app.add_url_rule(rule, "index", lambda number: str(number)))

    assert both(ask) == (ValueError, None)


def test_a_method_that_a_view_class_does_not_have_is_a_405(make_app):
    def ask(framework):
        class Index(part_of(framework, "views").MethodView):
            def get(self):
                return "got"

        app = make_app(framework)
        app.add_url_rule("/", view_func=Index.as_view("index"), methods=["GET", "PUT"])
        return get(app, method="PUT")[0]

    assert both(ask) == (500, 405)


# The request's way


STEPS = [
    "request_context",
    "preprocess_request",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
]


def test_a_step_that_has_nothing_to_do_is_not_called(make_app):
    def ask(framework):
        called = []

        def note(frame, event, argument):
            code = frame.f_code
            if event == "call" and code.co_name in STEPS and code.co_filename.endswith("app.py"):
                called.append(code.co_name)

        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: "index")
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            get(app)
        finally:
            sys.setprofile(before)
        return called

    assert both(ask) == (STEPS, [])


def counting(called, original):
    """Return a step that does what *original* does, and notes that it was called."""

    def step(self, *args):
        called.append(original.__name__)
        return original(self, *args)

    return step


@pytest.mark.parametrize("place", ["a subclass", "the class", "an app"])
def test_a_step_that_a_program_replaces_is_always_called(monkeypatch, place):
    def ask(framework):
        called = []
        steps = {step: counting(called, getattr(framework.Flask, step)) for step in STEPS}
        make = framework.Flask
        if place == "a subclass":
            make = type("App", (framework.Flask,), steps)
        elif place == "the class":
            for name, step in steps.items():
                monkeypatch.setattr(framework.Flask, name, step)
        app = make("an_app")
        app.add_url_rule("/", "index", lambda: "index")
        if place == "an app":
            for name, step in steps.items():
                setattr(app, name, step.__get__(app))
        get(app)
        return called

    assert both(ask) == (STEPS, STEPS)


@pytest.mark.parametrize(
    ("session", "is_opened"),
    [
        (None, False),
        ({"name": "ada"}, False),
        ({"name": "ada", "_permanent": True}, True),
        ({"_permanent": True}, True),
        ({"text": "x" * 200}, True),  # it is compressed
    ],
)
def test_a_session_is_opened_when_it_is_touched(make_app, monkeypatch, session, is_opened):
    def ask(framework):
        opened = []
        interface = part_of(framework, "sessions").SecureCookieSessionInterface
        original = interface.open_session

        def counting(self, app, request):
            opened.append(request.path)
            return original(self, app, request)

        app = make_app(framework)
        app.add_url_rule("/", "untouched", lambda: "untouched")
        app.add_url_rule("/touched", "touched", lambda: str("name" in framework.session))
        headers = {}
        if session is not None:
            value = app.session_interface.get_signing_serializer(app).dumps(session)
            headers["Cookie"] = f"session={value}"
        monkeypatch.setattr(interface, "open_session", counting)
        get(app, path="/", headers=headers)
        get(app, path="/touched", headers=headers)
        return opened

    assert both(ask) == (["/", "/touched"], ["/"] * is_opened + ["/touched"])


@pytest.mark.parametrize("step", ["open_session", "save_session", "should_set_cookie", None])
def test_an_interface_that_could_tell_is_asked_if_nobody_touches_the_session(make_app, step):
    def ask(framework):
        opened = []
        sessions = part_of(framework, "sessions")

        class Session(sessions.SecureCookieSession):
            def __init__(self, initial=None):
                opened.append(self)
                super().__init__(initial)

        class Interface(sessions.SecureCookieSessionInterface):
            session_class = Session
            if step is not None:
                locals()[step] = counting([], getattr(sessions.SecureCookieSessionInterface, step))

        app = make_app(framework)
        app.session_interface = Interface()
        app.add_url_rule("/", "index", lambda: "index")
        get(app)
        return len(opened)

    assert both(ask) == (1, 0 if step is None else 1)


def test_one_object_is_the_context_of_the_request_and_of_its_app(make_app):
    def ask(framework):
        contexts = part_of(framework, "globals")
        with make_app(framework).test_request_context("/"):
            app_context = contexts.app_ctx._get_current_object()
            return app_context is contexts.request_ctx._get_current_object()

    assert both(ask) == (False, True)


def test_a_context_is_handed_to_whoever_keeps_it_once(make_app):
    def ask(framework):
        app = make_app(framework)
        kept = []
        app.add_url_rule("/", "index", lambda: "index")
        get(app, {"werkzeug.debug.preserve_context": kept.append})
        return [type(context).__name__ for context in kept]

    assert both(ask) == (["AppContext", "RequestContext"], ["RequestContext"])


def test_all_teardown_functions_run_although_one_fails(make_app):
    def ask(framework):
        app = make_app(framework)
        called = []
        app.add_url_rule("/", "index", lambda: "index")
        app.teardown_request(lambda error: called.append("registered first, called last"))
        app.teardown_request(lambda error: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            get(app)
        return called

    assert both(ask) == ([], ["registered first, called last"])


def test_that_asgiref_is_missing_is_said_when_the_view_is_registered(make_app, monkeypatch):
    monkeypatch.setitem(sys.modules, "asgiref", None)
    monkeypatch.setitem(sys.modules, "asgiref.sync", None)

    async def index():
        return "index"

    def ask(framework):
        return error_of(lambda: make_app(framework).add_url_rule("/", view_func=index))

    assert both(ask) == (None, RuntimeError)


def test_a_decorator_without_its_rule_is_warned_of(make_app):
    def ask(framework):
        app = make_app(framework)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            app.get(lambda: "Hello")
        return len(caught), get(app)[0]

    assert both(ask) == ((0, 404), (1, 404))


def test_a_view_that_returns_nothing_is_shown_with_its_place(make_app):
    def ask(framework):
        app = make_app(framework, TESTING=True)
        app.add_url_rule("/", "index", lambda: None)
        with pytest.raises(TypeError, match="'index'.* did not return a valid response") as caught:
            get(app)
        return os.path.basename(__file__) in str(caught.value)

    assert both(ask) == (False, True)


def test_requests_and_responses_are_no_subclasses_of_werkzeugs():
    def ask(framework):
        return (
            issubclass(framework.Request, werkzeug.wrappers.Request),
            issubclass(framework.Response, werkzeug.wrappers.Response),
        )

    assert both(ask) == ((True, True), (False, False))


def test_a_werkzeug_response_is_an_answer_nevertheless(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: werkzeug.wrappers.Response("theirs", 202))
        return get(app)

    assert both(ask) == ((202, "theirs"), (202, "theirs"))


def run_python(code):
    """Run *code* in a process of its own, and return what it prints."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    return answer.stdout.strip()


def test_what_is_heavy_is_imported_when_it_is_first_used():
    def ask(framework):
        code = f"import sys, {framework.__name__}; print('jinja2' in sys.modules)"
        return run_python(code)

    assert both(ask) == ("True", "False")


def test_the_package_werkzeug_is_run_when_it_is_needed():
    def ask(framework):
        return run_python(
            f"import sys, {framework.__name__}, werkzeug\n"
            "before = 'werkzeug.serving' in sys.modules\n"
            "werkzeug.utils.secure_filename, werkzeug.run_simple\n"
            "print(before, 'werkzeug.serving' in sys.modules)"
        )

    assert both(ask) == ("True True", "False True")


# Sessions


def test_a_signature_has_one_spelling(make_app):
    alphabet = f"{ascii_letters}{digits}-_"
    assert len(alphabet) == len(urlsafe_b64encode(bytes(48)))

    def ask(framework):
        app = make_app(framework)
        serializer = app.session_interface.get_signing_serializer(app)
        signed = serializer.dumps({"name": "ada"})
        spelled = [signed[:-1] + last for last in alphabet]
        return sum(error_of(lambda s=s: serializer.loads(s)) is None for s in spelled)

    assert both(ask) == (4, 1)


def test_a_short_session_is_not_compressed(make_app):
    def ask(framework):
        app = make_app(framework)
        serializer = app.session_interface.get_signing_serializer(app)
        return [serializer.dumps({"a": "x" * length}).startswith(".") for length in (40, 100)]

    assert both(ask) == ([True, True], [False, True])


def test_each_reads_the_sessions_of_the_other(make_app):
    apps = [make_app(framework) for framework in (flask, microflask)]
    theirs, ours = [app.session_interface.get_signing_serializer(app) for app in apps]
    for content in ({"a": "x" * 40}, {"a": "x" * 100}):
        assert theirs.loads(ours.dumps(content)) == content
        assert ours.loads(theirs.dumps(content)) == content


def test_a_session_without_a_key_refuses_an_update_in_place(make_app):
    def ask(framework):
        with make_app(framework, SECRET_KEY=None).test_request_context("/"):
            session = framework.session._get_current_object()
            return error_of(lambda: session.__ior__({"a": 1}))

    assert both(ask) == (None, RuntimeError)


# Configuration


def test_a_silent_python_file_does_not_hide_its_own_errors(make_app, tmp_path):
    (tmp_path / "settings.py").write_text("open('no such file')\n")

    def ask(framework):
        config = make_app(framework).config
        return error_of(lambda: config.from_pyfile("settings.py", silent=True))

    assert both(ask) == (None, FileNotFoundError)


def test_a_silent_file_may_be_missing_because_its_folder_is_a_file(make_app, tmp_path):
    (tmp_path / "settings").write_text("")

    def ask(framework):
        config = make_app(framework).config
        return error_of(lambda: config.from_file("settings/x.json", json.load, silent=True))

    assert both(ask) == (NotADirectoryError, None)


# The test client


def test_a_request_that_failed_is_torn_down_once(make_app):
    def ask(framework):
        app = make_app(framework, TESTING=True)
        torn_down = []
        app.add_url_rule("/fail", "fail", lambda: 1 / 0)
        app.add_url_rule("/", "index", lambda: "index")
        app.teardown_request(lambda error: torn_down.append(framework.request.path))
        with app.test_client() as client:
            with pytest.raises(ZeroDivisionError):
                client.get("/fail")
            client.get("/")
        return torn_down.count("/fail")

    assert both(ask) == (2, 1)


# The command line


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Run a command in a folder with *files*: ``command(flask, {...}, "routes")``."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("FLASK_")]:
        monkeypatch.delenv(name)
    environ, path, modules = dict(os.environ), list(sys.path), set(sys.modules)

    def restore():
        os.environ.clear()
        os.environ.update(environ)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
                del sys.modules[name]

    def command(framework, files, *arguments):
        for name, text in files.items():
            file = tmp_path / framework.__name__ / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("FRAMEWORK", framework.__name__))
        (tmp_path / framework.__name__).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / framework.__name__)
        try:
            return CliRunner().invoke(part_of(framework, "cli").cli, arguments)
        finally:
            restore()

    return command


SHOP = "from FRAMEWORK import Flask\napp = Flask('shop')\n"


def test_a_syntax_error_ends_with_status_2_and_the_place(command):
    def ask(framework):
        result = command(framework, {"app.py": "def broken(:\n"}, "routes")
        return result.exit_code, 'app.py", line 1' in result.output

    assert both(ask) == ((1, False), (2, True))


def test_a_line_of_an_env_file_that_cannot_be_read_ends_with_status_2(command):
    def ask(framework):
        result = command(framework, {"app.py": SHOP, ".env": "A=1\nTWO WORDS\n"}, "routes")
        return result.exit_code, ".env, line 2" in result.output

    assert both(ask) == ((0, False), (2, True))


@pytest.fixture
def served(monkeypatch):
    """The options that the development server was last started with."""
    served = {}

    def run_simple(host, port, app, **options):
        served.update(options)

    monkeypatch.setattr("werkzeug.serving.run_simple", run_simple)
    for framework in (flask, microflask):
        monkeypatch.setattr(part_of(framework, "cli"), "run_simple", run_simple)
    return served


def test_the_debugger_does_not_start_by_itself_on_a_public_address(command, served):
    def ask(framework, *options):
        files = {"app.py": SHOP}
        result = command(framework, files, "--debug", "run", "--host", "0.0.0.0", *options)
        assert result.exit_code == 0, result.output
        return served["use_debugger"]

    assert both(ask) == (True, False)
    assert both(lambda framework: ask(framework, "--debugger")) == (True, True)


def test_nor_does_it_when_a_program_runs_its_app(make_app, served, monkeypatch):
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)

    def ask(framework, **options):
        make_app(framework).run("0.0.0.0", debug=True, load_dotenv=False, **options)
        return served["use_debugger"]

    assert both(ask) == (True, False)
    assert both(lambda framework: ask(framework, use_debugger=True)) == (True, True)


# Errors on the way of an error, and what a response holds


class Body:
    """A body that knows whether it was closed."""

    closed = False

    def __iter__(self):
        return iter([b"a", b"b"])

    def close(self):
        self.closed = True


def status_or_error(app, path="/", **options):
    """Return the status that a client gets, or the class of the error that leaves the app."""
    try:
        return app.test_client().get(path, **options).status_code
    except Exception as error:
        return type(error)


def test_an_error_in_the_handler_of_500_does_not_leave_the_app(make_app):
    def ask(framework):
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: 1 / 0)
        app.register_error_handler(500, lambda error: [].pop())
        return status_or_error(app)

    assert both(ask) == (IndexError, 500)


def test_an_error_in_a_receiver_does_not_leave_the_app(make_app):
    def ask(framework):
        def receive(sender, exception):
            raise IndexError

        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: 1 / 0)
        with framework.got_request_exception.connected_to(receive, app):
            return status_or_error(app)

    assert both(ask) == (IndexError, 500)


def test_a_response_that_is_not_sent_is_closed(make_app):
    def ask(framework):
        body = Body()
        app = make_app(framework)
        app.add_url_rule("/", "index", lambda: framework.Response(body))
        app.after_request(lambda response: 1 / 0)
        return status_or_error(app), body.closed

    assert both(ask) == ((500, False), (500, True))


def test_an_uploaded_file_may_be_the_response(make_app):
    def ask(framework):
        app = make_app(framework)

        @app.post("/")
        def view():
            return framework.send_file(framework.request.files["f"].stream, mimetype="text/plain")

        try:
            return app.test_client().post("/", data={"f": (io.BytesIO(b"content"), "f")}).text
        except ValueError as error:
            return str(error)

    assert both(ask) == ("I/O operation on closed file.", "content")


def test_a_stream_leaves_no_context_between_two_chunks(make_app):
    def ask(framework):
        with make_app(framework).test_request_context("/"):
            stream = framework.stream_with_context(iter("ab"))
        next(stream)
        try:
            return framework.has_request_context()
        finally:
            stream.close()

    assert both(ask) == (True, False)


def test_the_log_quotes_the_path(make_app, caplog):
    logging.disable(logging.NOTSET)

    def ask(framework):
        caplog.clear()
        app = make_app(framework)
        app.add_url_rule("/<x>", "index", lambda x: 1 / 0)
        app.test_client().get("/a%0aFAKE")
        return caplog.records[0].getMessage()

    assert both(ask) == ("Exception on /a\nFAKE [GET]", r"Exception on /a\nFAKE [GET]")


def test_automatic_options_may_be_asked_for(make_app):
    def ask(framework):
        app = make_app(framework, PROVIDE_AUTOMATIC_OPTIONS=False)
        app.add_url_rule("/", "index", lambda: "", provide_automatic_options=True)
        return app.test_client().options("/").status_code

    assert both(ask) == (405, 200)


def test_template_decorators_need_no_parentheses(make_app):
    def ask(framework):
        app = make_app(framework)

        @app.template_filter
        def shout(text):
            return text.upper()

        return "shout" in app.jinja_env.filters

    assert both(ask) == (False, True)


def test_a_request_object_is_made_when_it_is_touched(make_app):
    def ask(framework):
        made = []

        class Request(framework.Request):
            def __init__(self, *args, **kwargs):
                made.append(1)
                super().__init__(*args, **kwargs)

        app = make_app(framework)
        app.request_class = Request
        app.add_url_rule("/", "index", lambda: "")
        app.add_url_rule("/path", "path", lambda: framework.request.path)
        app.test_client().get("/")  # the first request sorts the rules
        made.clear()
        app.test_client().get("/")
        untouched = len(made)
        app.test_client().get("/path")
        return untouched, len(made) - untouched

    assert both(ask) == ((1, 1), (0, 1))
