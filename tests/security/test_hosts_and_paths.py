"""Hosts and paths that are made to mislead: who answers, and where redirects lead.

What each part of the framework does with them stands in its own tests; here they go
through an app from one end to the other.
"""

from __future__ import annotations

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

import microflask
from microflask import redirect, request, url_for


@pytest.fixture
def app(tmp_path):
    static = tmp_path / "static"
    static.mkdir()
    (static / "a.txt").write_text("public")
    (tmp_path / "static1.txt").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (static / "link.txt").symlink_to(tmp_path / "secret.txt")
    (static / "CON").write_text("a device on Windows")
    app = microflask.Flask("an_app", root_path=str(tmp_path))
    app.add_url_rule("/", "index", lambda: f"{request.url} {request.host} {request.path}")
    app.add_url_rule("/url", "url", lambda: url_for("index", _external=True))
    app.add_url_rule("/branch/", "branch", lambda: "x")
    app.add_url_rule("/user/<name>/", "user", lambda name: name)
    app.add_url_rule("/<int:number>", "number", lambda number: str(number))
    app.add_url_rule("/next", "next", lambda: redirect(request.args["next"]))
    app.register_error_handler(400, lambda error: (f"bad: {error.description}", 400))
    return app


# Hosts


@pytest.mark.parametrize(
    "host",
    [
        *(
            "a/?x=",
            "user@evil.example",
            "evil.example#",
            "evil.example?",
            "a b",
            "a\\b",
            "[::1",
            "::1",
        ),
        *(
            "localhost:99999",
            "localhost:0",
            "localhost:-1",
            "localhost:80x",
            "xn--.com",
            "xn--a-\xe9",
        ),
        *("%65vil.example", "a,b", "a\tb", "\xe9..a", "[v1.x]", "[::1]x", "localhost:٣"),
        *("localhost:\xb2", "\xff", "b\xfc.example", "localhost:" + "9" * 5000, "a..b"),
    ],
)
def test_a_host_that_is_none_is_a_400_that_handlers_see(app, exchange, host):
    """CVE-2026-48710, and its like. Twice: what was refused is not known the second time."""
    for _ in range(2):
        sent = exchange(app, HTTP_HOST=host)
        assert sent.status == 400
        assert sent.body.startswith(b"bad: ")


@pytest.mark.parametrize(
    "path", ["@evil.example", "@evil.example/", "evil.example", ".evil.example", ":80@evil.example"]
)
def test_a_path_without_its_slash_is_no_part_of_the_host(app, exchange, path):
    """PYSEC-2026-248."""
    app.add_url_rule("/<path:path>", "any", lambda path: f"{request.url} {request.host}")
    sent = exchange(app, path)
    assert sent.body.decode() == f"http://localhost/{path} localhost"


@pytest.mark.parametrize("script_name", ["@evil.example", ".evil.example", "evil.example"])
def test_nor_is_a_mount_point(app, exchange, script_name):
    sent = exchange(app, "/branch", SCRIPT_NAME=script_name)
    assert sent.status == 308
    assert sent["Location"] == [f"http://localhost/{script_name}/branch/"]


PREFIXES = ["@evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", ":80@evil"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_forwarded_prefix_leads_a_link_to_another_host(app, exchange, prefix):
    app.add_url_rule("/path", "path", lambda: url_for("index"))
    app.add_url_rule("/root", "root", lambda: f"{request.root_url} {request.base_url}")
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)
    path = exchange(app, "/path", HTTP_X_FORWARDED_PREFIX=prefix).body.decode()
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\", "/\t"))
    for url in ("/url", "/root", "/"):
        body = exchange(app, url, HTTP_X_FORWARDED_PREFIX=prefix).body.decode()
        assert body.startswith("http://localhost/")
    [location] = exchange(app, "/branch", HTTP_X_FORWARDED_PREFIX=prefix)["Location"]
    assert location == f"http://localhost{path}branch/"


@pytest.mark.parametrize(
    "scheme",
    ["http://evil.example/", "//evil.example", "/", "\\\\evil", "ht\ttp", "a\x7f", "\x00", "é"],
)
def test_nor_does_a_forwarded_scheme(app, exchange, scheme):
    app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1)
    for url in ("/url", "/"):
        body = exchange(app, url, HTTP_X_FORWARDED_PROTO=scheme).body.decode()
        assert body.startswith("http://localhost/")
    [location] = exchange(app, "/branch", HTTP_X_FORWARDED_PROTO=scheme)["Location"]
    assert location == "http://localhost/branch/"


@pytest.mark.parametrize("port", ["²", "٣", "9" * 5000, "-1", "0", "70000", "x", "8_0"])
@pytest.mark.parametrize("host", [{}, {"HTTP_HOST": "localhost"}])
def test_no_forwarded_port_is_a_500(app, exchange, port, host):
    app.wsgi_app = ProxyFix(app.wsgi_app, x_port=1)
    for path in ("/", "/url", "/branch"):
        assert exchange(app, path, HTTP_X_FORWARDED_PORT=port, **host).status in {200, 308, 400}
        assert exchange(app, path, SERVER_PORT=port).status in {200, 308}


def test_an_untrusted_host_is_a_400_at_every_url(app, exchange):
    app.config["TRUSTED_HOSTS"] = ["example.com"]
    for path in ("/", "/branch", "/missing", "/7", "/static/a.txt"):
        assert exchange(app, path, HTTP_HOST="evil.example").status == 400
        assert exchange(app, path, HTTP_HOST="evil.example", method="OPTIONS").status == 400
    assert exchange(app, HTTP_HOST="example.com").status == 200


def test_a_host_that_was_served_before_is_not_trusted_for_that(app, exchange):
    assert exchange(app, HTTP_HOST="evil.example").status == 200
    app.config["TRUSTED_HOSTS"] = ["example.com"]
    assert exchange(app, HTTP_HOST="evil.example").status == 400


# Redirects


@pytest.mark.parametrize(
    "path",
    [
        *(
            "//evil.example/..",
            "//evil.example/branch",
            "///evil.example",
            "/\\evil.example/branch",
        ),
        *("//evil.example%2f/branch", "//user/x", "/user//evil.example", "/user/\\\\evil.example"),
        *("//branch", "/%2f/branch", "//@evil.example/user/x"),
    ],
)
@pytest.mark.parametrize("script_name", ["", "/shop", "//evil.example"])
def test_no_redirect_of_the_router_leaves_the_host(app, exchange, path, script_name):
    """CVE-2020-28724."""
    sent = exchange(app, path, SCRIPT_NAME=script_name)
    assert sent.status in {308, 404}
    for location in sent["Location"]:
        assert location.startswith("http://localhost/")
        assert not location.startswith("http://localhost//")


@pytest.mark.parametrize("query", ["a=1&b=ü", "\x00", "\x01\x1f\x7f", "a b", '"<>', "\xff\xfe"])
def test_the_query_of_a_redirect_is_a_query_in_ascii(app, exchange, query):
    sent = exchange(app, "/branch", QUERY_STRING=query.encode().decode("latin-1"))
    [location] = sent["Location"]
    assert location.startswith("http://localhost/branch/?")
    assert location.isascii()
    assert location.isprintable()


@pytest.mark.parametrize(
    "target",
    [
        *("http://h::1/", "http://[::1", "http://h:99999/", "/a%0d%0aX-Evil: 1", "%ED%A0%80"),
        *("//a..b/", "/a%7f", "/%09/evil.example", "%01//evil.example"),
    ],
)
def test_a_redirect_to_what_is_no_url_is_an_answer(app, exchange, target):
    sent = exchange(app, "/next", QUERY_STRING=f"next={target}")
    assert sent.status in {302, 400}
    assert sent["X-Evil"] == []


# Paths


@pytest.mark.parametrize(
    "path", ["/\xff", "/\xc3", "/\xed\xa0\x80", "/user/\xff/", "/\xf5", "\xff"]
)
def test_a_path_that_is_no_utf8_is_a_400_that_handlers_see(app, exchange, path):
    """CVE-2022-31799."""
    sent = exchange(app, path)
    assert sent.status == 400
    assert sent.body.startswith(b"bad: ")


def test_a_number_of_five_thousand_digits_is_a_404(app, exchange):
    assert exchange(app, "/" + "9" * 5000).status == 404


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../static1.txt",
            "../secret.txt",
            "/etc/passwd",
            "//etc/passwd",
            "link.txt",
            "..\\secret.txt",
        ),
        *(
            "c:/windows/win.ini",
            "//srv/share",
            "\\\\srv\\share",
            "CON",
            "CON.txt.html",
            "CON . txt",
        ),
        *("b/NUL", "COM¹", "NUL:", "a.txt\0", "\0", "%2e%2e/secret.txt", "....//secret.txt", "."),
        *("./../secret.txt", "a/../../secret.txt", "~/secret.txt", "", ".."),
    ],
)
def test_a_static_file_that_should_not_be_served_is_a_404(app, exchange, name):
    """CVE-2019-14322, CVE-2023-29159, CVE-2024-49766, CVE-2025-66221, CVE-2026-21860 and on."""
    sent = exchange(app, f"/static/{name}".encode().decode("latin-1"))
    assert sent.status in {404, 308}
    assert b"secret" not in sent.body
    for location in sent["Location"]:
        assert exchange(app, location.removeprefix("http://localhost")).status == 404


def test_a_static_file_that_should_be_served_is(app, exchange):
    assert exchange(app, "/static/a.txt").body == b"public"


# What the page of an error shows


def test_what_the_client_wrote_is_escaped_on_the_page_of_an_error(exchange):
    app = microflask.Flask("an_app")
    app.add_url_rule("/", "index", lambda: microflask.abort(400, request.args["a"]))
    sent = exchange(app, QUERY_STRING="a=<script>")
    assert sent.status == 400
    assert b"<script>" not in sent.body
    for page in (exchange(app, HTTP_HOST="<script>"), exchange(app, "/<script>")):
        assert page.status in {400, 404}
        assert b"<script>" not in page.body


def test_the_page_of_a_500_tells_nothing(exchange):
    app = microflask.Flask("an_app")
    app.logger.disabled = True

    @app.get("/")
    def fail():
        raise RuntimeError("the password is <b>hunter2")

    sent = exchange(app)
    assert sent.status == 500
    assert b"hunter2" not in sent.body
    assert b"RuntimeError" not in sent.body
