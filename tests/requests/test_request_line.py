"""Method, scheme, path and URLs, the two ends of the connection, and what matched."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import BadRequest

from microflask import Request
from microflask.routing.host import decode_path
from tests.requests.environs import make_environ


def tunnel(text):
    """Return what PEP 3333 makes of *text* in the environ."""
    return text.encode().decode("latin-1")


def test_the_method_is_in_upper_case(make_request):
    assert make_request(environ={"REQUEST_METHOD": "patch"}).method == "PATCH"


def test_without_a_method_it_is_get(make_request):
    assert make_request(without=["REQUEST_METHOD"]).method == "GET"


@pytest.mark.parametrize(
    ("scheme", "is_secure"), [("http", False), ("https", True), ("ws", False), ("wss", True)]
)
def test_is_secure_says_whether_the_scheme_is(make_request, scheme, is_secure):
    assert make_request(environ={"wsgi.url_scheme": scheme}).is_secure is is_secure


@pytest.mark.parametrize(
    ("path_info", "path"),
    [
        ("/user/7", "/user/7"),
        ("", "/"),
        ("user", "/user"),
        ("//evil.example/x", "/evil.example/x"),
        (tunnel("/bücher/☃"), "/bücher/☃"),
        ("/a b", "/a b"),
        ("/\xff", "/\ufffd"),
    ],
)
def test_the_path_is_decoded_and_has_one_slash_in_front(make_request, path_info, path):
    assert make_request(environ={"PATH_INFO": path_info}).path == path


@pytest.mark.parametrize(
    ("path_info", "path"), [("/user/7", "/user/7"), ("", "/"), (tunnel("/ü"), "/ü")]
)
def test_decode_path_returns_the_path(path_info, path):
    assert decode_path({"PATH_INFO": path_info}) == path


def test_decode_path_takes_a_missing_path_for_the_root():
    assert decode_path({}) == "/"


@pytest.mark.parametrize("path_info", ["/\xff", "/\xc3", "/a/\xed\xa0\x80", "/☃"])
def test_decode_path_refuses_bytes_that_are_no_utf8(path_info):
    with pytest.raises(BadRequest):
        decode_path({"PATH_INFO": path_info})


@pytest.mark.parametrize(
    ("script_name", "root_path"), [("", ""), ("/shop/", "/shop"), (tunnel("/ü"), "/ü")]
)
def test_the_root_path_has_no_slash_at_its_end(make_request, script_name, root_path):
    request = make_request(environ={"SCRIPT_NAME": script_name})
    assert request.root_path == request.script_root == root_path


def test_the_urls_of_a_request(make_request):
    request = make_request("/cart?a=1&b=%C3%BC", base_url="https://example.org:8443/shop")
    assert request.url == "https://example.org:8443/shop/cart?a=1&b=ü"
    assert request.base_url == "https://example.org:8443/shop/cart"
    assert request.root_url == request.url_root == "https://example.org:8443/shop/"
    assert request.host_url == "https://example.org:8443/"
    assert request.full_path == "/cart?a=1&b=%C3%BC"
    assert request.query_string == b"a=1&b=%C3%BC"


def test_the_full_path_has_its_question_mark_in_any_case(make_request):
    assert make_request("/cart").full_path == "/cart?"


@pytest.mark.parametrize("path", ["@google.com", "//google.com", "\\google.com", "/a#b?c[d]"])
def test_no_path_changes_the_host_of_the_url(make_request, path):
    request = make_request(environ={"PATH_INFO": path})
    assert request.url.startswith("http://localhost/")


@pytest.mark.parametrize(
    ("script_name", "root_path"),
    [
        ("@evil.org", "/@evil.org"),
        ("//evil.org/", "/evil.org"),
        ("/\\evil.org", "/%5Cevil.org"),
        ("/\t/evil.org", "/%09/evil.org"),
    ],
)
def test_the_root_path_is_no_other_host(script_name, root_path):
    assert Request(make_environ(environ={"SCRIPT_NAME": script_name})).root_path == root_path


@pytest.mark.parametrize("root_path", ["@google.com", ".google.com", "//google.com"])
def test_no_mount_point_changes_the_host_of_the_url(root_path):
    request = Request(make_environ(environ={"SCRIPT_NAME": root_path}))
    assert request.url.startswith("http://localhost/")


def test_the_server_is_a_name_and_a_port(make_request):
    request = make_request(environ={"SERVER_NAME": "srv", "SERVER_PORT": "8000"})
    assert request.server == ("srv", 8000)


def test_a_server_may_give_its_port_as_a_number(make_request):
    """Hypercorn does, although PEP 3333 asks for a text."""
    environ = {"SERVER_NAME": "srv", "SERVER_PORT": 8000}
    request = make_request(environ=environ, without=["HTTP_HOST"])
    assert request.server == ("srv", 8000)
    assert request.url == "http://srv:8000/"


@pytest.mark.parametrize("port", [None, "", "socket"])
def test_a_unix_socket_has_no_port(make_request, port):
    request = make_request(environ={"SERVER_NAME": "/run/app.sock", "SERVER_PORT": port})
    assert request.server == ("/run/app.sock", None)


def test_the_server_may_not_be_known(make_request):
    assert make_request(without=["SERVER_NAME"]).server is None


def test_the_remote_address(make_request):
    request = make_request(environ={"REMOTE_ADDR": "10.0.0.7"})
    assert request.remote_addr == "10.0.0.7"
    assert list(request.access_route) == ["10.0.0.7"]


def test_the_remote_address_may_be_missing(make_request):
    request = make_request(without=["REMOTE_ADDR"])
    assert request.remote_addr is None
    assert list(request.access_route) == []


def test_the_access_route_is_what_proxies_forwarded(make_request):
    request = make_request(headers={"X-Forwarded-For": "192.0.2.1, 10.0.0.1"})
    assert list(request.access_route) == ["192.0.2.1", "10.0.0.1"]


def test_what_the_server_tells_of_itself(make_request):
    environ = {
        "REMOTE_USER": "ada",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    request = make_request(environ=environ)
    assert request.remote_user == "ada"
    assert (request.is_multithread, request.is_multiprocess) == (True, False)
    assert request.is_run_once is False


def test_the_remote_user_is_read_anew_each_time(make_request):
    request = make_request()
    assert request.remote_user is None
    request.environ["REMOTE_USER"] = "ada"
    assert request.remote_user == "ada"


class Rule:
    def __init__(self, endpoint):
        self.endpoint = endpoint


@pytest.mark.parametrize(
    ("endpoint", "blueprint", "blueprints"),
    [
        ("index", None, []),
        ("blog.index", "blog", ["blog"]),
        ("shop.admin.index", "shop.admin", ["shop.admin", "shop"]),
    ],
)
def test_the_endpoint_tells_the_blueprints(make_request, endpoint, blueprint, blueprints):
    request = make_request()
    request.url_rule = Rule(endpoint)
    assert request.endpoint == endpoint
    assert request.blueprint == blueprint
    assert request.blueprints == blueprints


def test_before_matching_nothing_is_known_of_the_rule(make_request):
    request = make_request()
    assert request.url_rule is request.view_args is request.routing_exception is None
    assert request.endpoint is request.blueprint is None
    assert request.blueprints == []
