"""The ``Host`` header: which are served, which are trusted, and what they are called."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import SecurityError

from microflask import Request
from microflask.routing.host import check_host, get_host, is_well_formed, known_hosts
from tests.requests.environs import make_environ

WELL_FORMED = [
    "localhost",
    "example.org",
    "EXAMPLE.org:8080",
    "192.0.2.1",
    "192.0.2.1:80",
    "[::1]",
    "[2001:db8::7]:65535",
    "xn--bcher-kva.example",
    "xn--fa-hia.de",
    "my_app:8000",
    "example.org.",
]
MALFORMED = [
    "a/?x=",
    "a b",
    "a@b",
    "h::1",
    "h:0",
    "h:99999",
    "h:65536",
    "h:٣",
    "h:80:80",
    "h:",
    ":80",
    "::1",
    "[::1",
    "[:::::]",
    "[1.2.3.4]",
    "xn--.com",
    "a\\b",
    "a%41",
    "a\r\nb",
    "a\0",
    "a,b",
    "x" * 256,
    "x" * 64 + ".example",
    "a..b",
    ".example.org",
    ".",
    "\xff",
    "b\xfc.de",
    "example.com:\xb2",
    "example.com\xa0",
]


@pytest.fixture(autouse=True)
def known_hosts_are_kept():
    before = set(known_hosts)
    yield
    known_hosts.clear()
    known_hosts.update(before)


@pytest.mark.parametrize("host", WELL_FORMED)
def test_a_well_formed_host_is_served(host):
    check_host({"HTTP_HOST": host})
    assert is_well_formed(host)


@pytest.mark.parametrize("host", MALFORMED)
def test_a_malformed_host_is_a_400(host):
    with pytest.raises(SecurityError) as caught:
        check_host({"HTTP_HOST": host})
    assert caught.value.code == 400


@pytest.mark.parametrize("host", MALFORMED)
def test_a_malformed_host_leaves_the_url_without_one(host):
    request = Request(make_environ("/x", environ={"HTTP_HOST": host}))
    assert request.host == ""
    assert request.url == "http:///x"


def test_a_host_that_was_checked_is_known():
    known_hosts.discard("example.org")
    check_host({"HTTP_HOST": "example.org"})
    assert "example.org" in known_hosts


def test_a_malformed_host_is_never_known():
    with pytest.raises(SecurityError):
        check_host({"HTTP_HOST": "a b"})
    assert "a b" not in known_hosts


@pytest.mark.parametrize("environ", [{}, {"HTTP_HOST": ""}])
def test_a_request_without_a_host_is_known_from_the_start(environ):
    assert environ.get("HTTP_HOST") in known_hosts
    check_host(environ)


def test_a_flood_of_hosts_does_not_fill_the_memory():
    for number in range(5_000):
        check_host({"HTTP_HOST": f"h{number}.example"})
    assert len(known_hosts) <= 1_000
    assert {None, "", "h4999.example"} <= known_hosts


@pytest.mark.parametrize(
    ("scheme", "header", "host"),
    [
        ("http", "example.org", "example.org"),
        ("http", "example.org:80", "example.org"),
        ("http", "example.org:443", "example.org:443"),
        ("https", "example.org:443", "example.org"),
        ("https", "example.org:80", "example.org:80"),
        ("ws", "[::1]:80", "[::1]"),
    ],
)
def test_the_standard_port_is_left_out(make_request, scheme, header, host):
    request = make_request(environ={"wsgi.url_scheme": scheme, "HTTP_HOST": header})
    assert request.host == host
    assert get_host(request.environ) == host


@pytest.mark.parametrize(
    ("name", "port", "host"),
    [
        ("srv", "80", "srv"),
        ("srv", "8000", "srv:8000"),
        ("::1", "8000", "[::1]:8000"),
        ("/run/app.sock", None, ""),
        ("/run/app.sock", "", ""),
        *(("srv", port, "") for port in ("²", "x", "-1", "0", "70000", "9" * 5000)),
    ],
)
def test_without_the_header_it_is_the_servers_name(make_request, name, port, host):
    environ = {"SERVER_NAME": name, "SERVER_PORT": port}
    request = make_request(environ=environ, without=["HTTP_HOST"])
    assert request.host == host
    assert get_host(request.environ) == host


def test_an_empty_header_is_no_header():
    request = Request(make_environ(environ={"HTTP_HOST": "", "SERVER_NAME": "srv"}))
    assert request.host == get_host(request.environ) == "srv"
    request.trusted_hosts = ["srv"]
    assert request.url == "http://srv/"


def test_without_the_header_and_a_servers_name_it_is_empty(make_request):
    assert make_request(without=["HTTP_HOST", "SERVER_NAME"]).host == ""


def test_get_host_refuses_what_is_malformed():
    with pytest.raises(SecurityError):
        get_host(make_environ(environ={"HTTP_HOST": "a b"}))


TRUSTED = [
    ("example.org", ["example.org"]),
    ("example.org:8080", ["example.org"]),
    ("example.org", ["example.org:443"]),
    ("sub.example.org", [".example.org"]),
    ("example.org", [".example.org"]),
    ("xn--bcher-kva.example", ["bücher.example"]),
    ("b.example", ["a.example", "b.example"]),
]
UNTRUSTED = [
    ("evil.example", ["example.org"]),
    ("sub.example.org", ["example.org"]),
    ("notexample.org", [".example.org"]),
    ("example.org.evil.example", [".example.org"]),
    ("a b", ["a b"]),
]


@pytest.mark.parametrize(("host", "trusted"), TRUSTED)
def test_a_trusted_host_is_served(make_request, host, trusted):
    request = make_request(environ={"HTTP_HOST": host})
    request.trusted_hosts = trusted
    assert request.host == host
    assert get_host(request.environ, trusted) == host


@pytest.mark.parametrize(("host", "trusted"), UNTRUSTED)
def test_a_host_that_is_not_trusted_is_a_400(make_request, host, trusted):
    request = make_request(environ={"HTTP_HOST": host})
    request.trusted_hosts = trusted
    with pytest.raises(SecurityError):
        request.host  # noqa: B018
    with pytest.raises(SecurityError):
        get_host(request.environ, trusted)


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("Example.ORG", "example.org"),
        ("example.org", "Example.ORG"),
        ("Sub.example.org", ".Example.org"),
        ("[::1]:8000", "[::1]"),
        ("[::1]", "[::1]:8000"),
        ("my_app:8000", "my_app"),
        ("a.my_app", ".My_App:8000"),
    ],
)
def test_a_trusted_host_may_be_in_any_case_an_ipv6_address_or_a_name_with_an_underscore(
    host, trusted
):
    assert get_host(make_environ(environ={"HTTP_HOST": host}), [trusted]) == host


def test_another_ipv6_address_is_not_trusted():
    with pytest.raises(SecurityError):
        get_host(make_environ(environ={"HTTP_HOST": "[::2]"}), ["[::1]"])


def test_a_single_trusted_host_may_be_a_string(make_request):
    request = make_request(environ={"HTTP_HOST": "example.org"})
    request.trusted_hosts = "example.org"
    assert request.host == "example.org"


def test_a_subclass_may_trust_hosts(framework):
    class Choosy(framework.Request):
        trusted_hosts = ["good.example"]

    with pytest.raises(SecurityError):
        Choosy(make_environ(environ={"HTTP_HOST": "evil.example"})).url  # noqa: B018


def test_a_name_that_only_the_newer_rules_allow_stands_as_it_came():
    request = Request(make_environ("/ü?a=ü", environ={"HTTP_HOST": "xn--fa-hia.de:81"}))
    assert request.url == "http://xn--fa-hia.de:81/ü?a=ü"


def test_a_name_in_punycode_is_shown_in_unicode(make_request):
    request = make_request("/", environ={"HTTP_HOST": "xn--bcher-kva.example:81"})
    assert request.url == "http://bücher.example:81/"


@settings(deadline=None)
@given(st.text(alphabet="abx-n.:_[]019fF%@/\\ü \t", max_size=30))
def test_no_host_makes_reading_the_url_fail(host):
    request = Request(make_environ("/x", environ={"HTTP_HOST": host}))
    assert request.url.startswith("http://")
    assert request.url.endswith("/x")
    assert repr(request)


def test_a_host_that_a_program_writes_in_unicode_is_a_host():
    """No server can hand it over (PEP 3333), but a test can."""
    assert is_well_formed("\N{SNOWMAN}.example")
    assert not is_well_formed("\xfc.example")
