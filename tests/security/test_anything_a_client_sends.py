"""Whatever a client sends, it gets an answer: never an exception out of the app, never a 500.

The app below reads everything that a request has. Hypothesis makes the requests, out of
parts that are right, parts that are nearly right, and noise.
"""

from __future__ import annotations

import io

import flask
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import microflask
from microflask import flash, request, session
from tests.reference import compares
from tests.security.conftest import Exchange, make_environ

#: Attributes whose reading needs arguments, or another content type than was sent: see below.
CALLED = {"application", "from_values", "json", "get_json", "close", "make_form_data_parser"}


def read_everything():
    """Read all that a request has, as a view, a template or an extension would."""
    for name in dir(type(request._get_current_object())):
        if name.startswith(("_", "on_")) or name in CALLED:
            continue
        value = getattr(request, name)
        if name != "if_range":  # Werkzeug's class reads more than it can write
            str(value).encode("utf-8", "surrogatepass")
    for parameters in (request.args, request.form, request.values, request.cookies):
        for name, value in parameters.items(multi=True):
            f"{name}={value}".encode("utf-8", "surrogatepass")
    for name, file in request.files.items(multi=True):
        str((name, file.filename, file.content_type, file.content_length, file.headers))
        file.read()
    for name, value in request.headers:
        assert request.headers[name] is not None
        assert isinstance(value, str)
    session["seen"] = session.get("seen", 0) + 1
    flash("seen")
    return repr(request)


@pytest.fixture(scope="module")
def app():
    app = make_app()
    app.errors = []
    handle_exception = app.handle_exception

    def note_and_handle(error):
        app.errors.append(error)
        return handle_exception(error)

    app.handle_exception = note_and_handle
    return app


def make_app():
    app = microflask.Flask("an_app")
    app.secret_key = "not a secret"
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    app.logger.disabled = True
    methods = ["GET", "POST", "PUT"]
    view = lambda **values: read_everything()  # noqa: E731

    app.before_request(lambda: None if request.endpoint else read_everything() and None)
    for number, rule in enumerate(
        [
            *("/", "/branch/", "/<int:number>", "/<float:number>/", "/<uuid:id>", "/text/<text>"),
            *("/files/<path:path>", "/<path:a>/x/<path:b>/end", "/<any(a, b):word>/<name>"),
        ]
    ):
        app.add_url_rule(rule, f"view{number}", view, methods=methods)
    app.add_url_rule("/json", "json", lambda: {"json": request.get_json()}, methods=methods)
    app.add_url_rule("/any-json", "any_json", read_any_json, methods=methods)
    app.add_url_rule("/data", "data", lambda: request.get_data(), methods=methods)
    app.add_url_rule("/next", "next", lambda: microflask.redirect(request.args.get("next", "/")))
    app.add_url_rule("/urls", "urls", build_urls, methods=methods)
    app.add_url_rule("/template", "template", render)
    app.add_url_rule("/part", "part", send_a_part)
    app.add_url_rule("/error", "error", lambda: microflask.abort(418))
    return app


def send_a_part():
    response = microflask.make_response("0123456789")
    response.add_etag()
    return response.make_conditional(request, accept_ranges=True, complete_length=10)


def read_any_json():
    return {"json": request.get_json(force=True, silent=True)}


def build_urls():
    values = request.args.to_dict()
    return microflask.url_for(
        "view0", _external=True, **{f"q{name}": values[name] for name in values}
    )


def render():
    source = "{{ request.url }} {{ request.args }} {{ session }} {{ get_flashed_messages() }}"
    return microflask.render_template_string(source)


# The parts of a request


def tunnelled(strategy):
    """Bytes as the environ has them: each is a character of latin-1."""
    return strategy.map(lambda raw: raw.decode("latin-1"))


noise = tunnelled(st.binary(max_size=40))
#: What no server lets through in a header.
header_noise = noise.map(lambda text: text.translate({0: None, 10: None, 13: None}))
utf8 = st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace").decode("latin-1"))


def or_noise(*examples):
    """One of these examples, perhaps with noise behind it, in front of it, or in its place."""
    known = st.sampled_from(examples)
    return st.one_of(
        known,
        known,
        header_noise,
        st.tuples(known, header_noise).map("".join),
        st.tuples(header_noise, known).map("".join),
    )


segments = st.one_of(
    st.sampled_from(
        [
            *("", ".", "..", "x", "end", "files", "text", "branch", "7", "-1", "1.5", "a", "b"),
            *("json", "data", "next", "urls", "template", "static", "@google.com", "evil.example"),
            *("12345678-1234-5678-1234-567812345678", "9" * 5000, "\\", "%2e%2e", "CON", "\xff"),
        ]
    ),
    utf8,
    noise,
)
known_paths = st.sampled_from(
    [
        *("/", "/branch", "/branch/", "/json", "/any-json", "/data", "/next", "/urls", "/template"),
        *(
            "/7",
            "/files/a/b",
            "/static/../x",
            "/part",
            "/static/a.css",
            "/error",
            "",
            "*",
            "//",
            "/a/x/b/end",
        ),
    ]
)
paths = st.one_of(
    known_paths, st.lists(segments, max_size=6).map(lambda parts: "/" + "/".join(parts)), noise
)
methods = st.one_of(
    st.sampled_from(["GET", "HEAD", "POST", "PUT"]),
    st.sampled_from(["GET", "OPTIONS", "TRACE", "BREW", "get", "Options"]),
    st.text(alphabet="!#$%&'*+-.^_`|~aZ09", min_size=1, max_size=8),
)
queries = st.one_of(
    noise,
    utf8,
    st.sampled_from(
        [
            *(
                "a=1&b=2",
                "next=http://[::1",
                "next=/%0d%0aX: y",
                "next=//evil",
                "a=%ff&%zz=%",
                "=&=",
            ),
            *("next=http://h:99999/", "next=%ED%A0%80", "&" * 2000, "a=%00", "next=http://a..b/"),
        ]
    ),
)
hosts = or_noise(
    *("localhost", "localhost:8000", "[::1]:80", "a/?x=", "xn--.com", "xn--a", "h:99999", "h:-1"),
    *("example.com.", "..", "a..b", "[::1", "user@host", "bücher.de", "\xe9\xe9", "a b", ":", "a:"),
    *("127.0.0.1", "[v1.x]", "[::ffff:1.2.3.4]:1", "a" * 300, "xn--4ca0bs", "%41", "_dmarc.a"),
)
content_types = or_noise(
    *("application/json", "application/json; charset=utf-16", "text/plain", "application/ld+json"),
    *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=nope"),
    *("multipart/form-data", "multipart/form-data; boundary=x", 'multipart/form-data; boundary=""'),
    *("multipart/form-data; boundary*=utf-8''x", "multipart/form-data; boundary=" + "x" * 300),
    *("application/json;text/plain", ";", "/", "a/b; c*0*=x''%; c*1=y", "a/b" + ';a="\\' * 50),
)
bodies = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            *(b"", b"{", b'{"a": 1}', b"[" * 5000, b"1e999", b'"\\ud800"', b"\xff\xfe{\x00}\x00"),
            *(b"NaN", b"1" * 5000, b"a=1&b=%ff", b"&" * 3000, b"\xff=\xfe", b"a" * 11_000),
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../b"\r\n\r\nc\r\n--x',
            b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n",
            b"--x\r\n\r\n\r\n--x--\r\n",
            b"--x\r\nContent-Disposition: form-data; name*=utf-9''%ff\r\n\r\nb\r\n--x--\r\n",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; '
            b"charset=nope\r\n\r\n\xff\r\n--x--\r\n",
            b'--x\r\nContent-Disposition: form-data; name="\xff"; filename="\xfe"\r\n\r\n\xff--x--',
        ]
    ),
)
lengths = st.sampled_from(
    [None] * 20 + ["0", "-1", "1_0", "٣", "5", "100000", "", " 3 ", "x", "1e2"]
)
headers = st.dictionaries(
    st.sampled_from(
        [
            *("ACCEPT", "ACCEPT_CHARSET", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "AUTHORIZATION"),
            *("CACHE_CONTROL", "COOKIE", "DATE", "IF_MATCH", "IF_MODIFIED_SINCE", "IF_NONE_MATCH"),
            *("IF_RANGE", "IF_UNMODIFIED_SINCE", "MAX_FORWARDS", "PRAGMA", "RANGE", "REFERER"),
            *("USER_AGENT", "ORIGIN", "CONTENT_ENCODING", "CONTENT_MD5", "X_FORWARDED_FOR"),
            *("ACCESS_CONTROL_REQUEST_HEADERS", "ACCESS_CONTROL_REQUEST_METHOD", "UPGRADE"),
            *("CONNECTION", "TRANSFER_ENCODING", "EXPECT", "X_HTTP_METHOD_OVERRIDE", "FOO"),
        ]
    ).map("HTTP_{}".format),
    or_noise(
        *("", "*", "*/*;q=x", "text/html;q=0.5, */*;q=nan", "Basic éé", "Basic YTpi", "Bearer x"),
        *("Digest a=b, c", 'Digest username="', "Basic \xff", "session=a.b.c", "a=b; c; =d; e=",
          "=__Host-a=b", 'a="\\377\\', "session=.eJx; session=x", "bytes=0-", "bytes=-0",
          "bytes=1-0", "bytes=" + "0-1," * 200, "bytes=a-b", '"a", W/"b", c', 'W/"',
          "max-age=x, no-cache=\"",
          "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo 9999 99:99:99 +9999", "-1", "9" * 5000,
          "websocket", "Upgrade", "chunked", "1, 2, \"", "en;q=1e400, de;q=-1", "a=" + '"' * 200),
    ),
    max_size=5,
)  # fmt: skip


@st.composite
def environs(draw):
    body = draw(bodies)
    environ = make_environ(
        draw(paths),
        draw(methods),
        QUERY_STRING=draw(queries),
        HTTP_HOST=draw(st.one_of(*[st.just("localhost")] * 4, hosts)),
        CONTENT_TYPE=draw(content_types),
        CONTENT_LENGTH=draw(lengths),
        SCRIPT_NAME=draw(st.sampled_from(["", "/shop", "/\xc3\xbc", "@evil", "/\xff"])),
        REMOTE_ADDR=draw(st.sampled_from(["127.0.0.1", "::1", ""])),
        **draw(headers),
    )
    environ["wsgi.input"] = io.BytesIO(body)
    environ["wsgi.url_scheme"] = draw(st.sampled_from(["http", "http", "https"]))
    if environ["CONTENT_LENGTH"] is None:
        environ["CONTENT_LENGTH"] = str(len(body))
    if draw(st.booleans()):
        environ["wsgi.input_terminated"] = True
    without = st.sampled_from(["HTTP_HOST", "CONTENT_TYPE", "CONTENT_LENGTH", "QUERY_STRING"])
    for key in draw(st.sets(without, max_size=2)):
        environ.pop(key)
    return environ


def check(app, environ):
    """Check that the app answers as a server may expect."""
    app.errors.clear()
    shown = {key: value for key, value in environ.items() if not key.startswith("wsgi.")}
    sent = Exchange(app, environ)
    assert app.errors == [], shown
    assert sent.error is None, shown
    assert 200 <= sent.status < 600, shown
    assert sent.status != 500, shown
    for name, value in sent.headers:
        assert not set("\r\n\0") & set(name + value), shown
        value.encode("latin-1")
    for location in sent["Location"]:
        assert location.isascii()
    assert environ["REQUEST_METHOD"].upper() != "HEAD" or sent.body == b"", shown
    assert not microflask.has_app_context()


quickly = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@quickly
@given(environs())
def test_every_request_gets_an_answer(app, environ):
    check(app, environ)


@quickly
@given(paths, hosts)
@example("/", "a/?x=")
@example("/branch", "xn--.com")
def test_every_path_and_host_get_an_answer(app, path, host):
    check(app, make_environ(path, HTTP_HOST=host))


@quickly
@given(content_types, bodies, lengths)
def test_every_body_gets_an_answer(app, content_type, body, length):
    for path in ("/", "/json", "/any-json", "/data"):
        length = str(len(body)) if length is None else length
        environ = make_environ(path, "POST", CONTENT_TYPE=content_type, CONTENT_LENGTH=length)
        environ["wsgi.input"] = io.BytesIO(body)
        check(app, environ)


@quickly
@given(headers)
def test_every_header_gets_an_answer(app, headers):
    for path in ("/", "/part"):
        check(app, make_environ(path, **headers))


@quickly
@given(queries)
@example("next=http://h::1/")
@example("next=http://[::1")
@example("\x00")
def test_every_query_gets_an_answer(app, query):
    for path in ("/", "/branch", "/next", "/urls", "/template"):
        check(app, make_environ(path, QUERY_STRING=query))


@pytest.mark.parametrize("path", ["/", "/json", "/branch", "/missing", "/next", "/error"])
def test_the_apps_page_is_really_reached(app, path):
    """What checks must see answers of all kinds, and not a wall of errors."""
    body = b'{"a": 1}'
    environ = make_environ(path, "GET", body=body, CONTENT_TYPE="application/json")
    expected = {"/branch": 308, "/missing": 404, "/next": 302, "/error": 418}
    assert Exchange(app, environ).status == expected.get(path, 200)


def test_a_500_would_be_seen(app):
    app.view_functions["error"] = lambda: 1 / 0
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        check(app, make_environ("/error"))


# The same answer whatever came before, and the same as Flask's


@pytest.fixture(scope="module")
def pair():
    return [make_routes(framework) for framework in (microflask, flask)]


def make_routes(framework):
    app = framework.Flask("an_app", static_folder=None)
    for number, rule in enumerate(
        [
            *("/", "/branch/", "/leaf", "/<int:number>", "/n/<float:number>/", "/text/<text>"),
            *("/files/<path:path>", "/a/<b>/c", "/a/<b>/c/", "/a/x/c", "/lazy/"),
        ]
    ):
        view = lambda number=number, **values: f"{number} {sorted(values.items())}"  # noqa: E731
        strict = rule != "/lazy/"
        app.add_url_rule(rule, f"view{number}", view, strict_slashes=strict)
    app.add_url_rule("/leaf", "post", lambda: "posted", methods=["POST"])
    app.add_url_rule("/<int:number>", "put", lambda number: "put", methods=["PUT"])
    return app


some_segments = st.sampled_from(
    [
        "",
        "",
        "a",
        "b",
        "c",
        "x",
        "leaf",
        "branch",
        "lazy",
        "text",
        "files",
        "n",
        "7",
        "1.5",
        ".",
        "..",
    ]
)
some_paths = st.one_of(
    st.lists(some_segments, max_size=6).map(lambda parts: "/" + "/".join(parts)),
    st.sampled_from(["", "leaf", "branch", "a//b", "//", "\xc3\xbc", "/text/\xc3\xbc", "*"]),
    utf8.map(lambda text: f"/{text}"),
)


def get_answer(app, path, method, host, script_name=""):
    environ = make_environ(path, method, HTTP_HOST=host, SCRIPT_NAME=script_name)
    sent = Exchange(app, environ)
    allowed = sorted(",".join(sent["Allow"]).replace(" ", "").split(","))
    return sent.status, sent["Location"], allowed, sent.body if sent.status == 200 else b""


@compares
@quickly
@given(
    some_paths,
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "get"]),
    st.sampled_from(["", "/shop"]),
    st.integers(0, 10**9),
)
@example("", "GET", "", 0)
@example("//evil.example/branch", "GET", "", 0)
def test_each_path_is_answered_as_by_flask_at_known_hosts_and_at_new_ones(
    pair, path, method, script_name, number
):
    host = f"h{number}.example"
    ours, again, theirs = (
        get_answer(app, path, method, host, script_name) for app in (pair[0], pair[0], pair[1])
    )
    assert ours == again
    if method != "get":
        assert ours == theirs
