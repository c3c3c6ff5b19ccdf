"""Requests that were made up to do harm: they are a 4xx, and lead to no other host."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import BadHost, HTTPException, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.test import create_environ

import microflask.routing
from microflask.routing import Map, Rule


@pytest.mark.parametrize(
    "variable", ["int", "int(signed=True)", "int(fixed_digits=5000)", "int(min=1)"]
)
def test_a_number_of_five_thousand_digits_is_a_404(bind, variable):
    with pytest.raises(NotFound):
        bind(f"/<{variable}:v>").match("/" + "9" * 5000)


def test_a_number_of_five_thousand_digits_is_no_500_in_an_app():
    app = microflask.Flask("an_app")
    app.add_url_rule("/<int:v>", "show", lambda v: str(v))
    app.add_url_rule("/<int:v>/", "folder", lambda v: str(v))
    for path in ("/" + "9" * 5000, "/" + "9" * 5000 + "/"):
        assert app.test_client().get(path).status_code == 404


def test_a_value_error_of_a_converter_is_a_404():
    class Digits(microflask.routing.BaseConverter):
        def to_python(self, value):
            return int(value)

    url_map = microflask.routing.Map(
        [microflask.routing.Rule("/<digits:v>")], converters={"digits": Digits}
    )
    with pytest.raises(NotFound):
        url_map.bind("example.com").match("/a")


# Redirects stay at the host


@pytest.mark.parametrize(
    "path",
    [
        "//evil.com/..",
        "//evil.com/a",
        "///evil.com/a",
        "/\\evil.com/a",
        "/%2F/evil.com/a",
        "@evil.com/a",
        "http://evil.com/a",
        "//a@evil.com:80/a",
        "/evil.com\r\nX-Header: x/a",
        "/\t/evil.com/a",
        "//evil.com//a",
    ],
)
def test_a_redirect_never_leaves_the_host(bind, path):
    adapter = bind("/<v>/<w>/", "/<v>/", "/<path:p>/x/")
    with pytest.raises((RequestRedirect, NotFound)) as error:
        adapter.match(path)
    if isinstance(error.value, RequestRedirect):
        target = urlsplit(error.value.new_url)
        assert (target.scheme, target.netloc) == ("http", "example.com")
        assert not target.path.startswith("//")
        location = error.value.get_response().headers["Location"]
        assert urlsplit(location).netloc == "example.com"
        assert not set("\r\n\t\\") & set(location)


def test_a_path_without_its_slash_leaves_the_host_unchanged(routing):
    url_map = routing.Map([routing.Rule("/<v>/", endpoint="e")])
    environ = create_environ("/", "http://example.com/")
    environ["PATH_INFO"] = "@google.com"
    with pytest.raises(RequestRedirect) as redirect:
        url_map.bind_to_environ(environ).match()
    assert redirect.value.new_url == "http://example.com/@google.com/"


def test_a_script_name_leaves_the_host_unchanged(routing):
    url_map = routing.Map([routing.Rule("/a/", endpoint="e")])
    with pytest.raises(RequestRedirect) as redirect:
        url_map.bind("example.com", script_name="//evil.com").match("/a")
    assert urlsplit(redirect.value.new_url).netloc == "example.com"


@pytest.mark.parametrize(
    "script_name",
    [
        *("@evil.com", "evil.com", "//evil.com", "///evil.com/", ":80@evil.com"),
        *("/\\evil.com", "\\evil.com", "/\t/evil.com", "\t//evil.com", " //evil.com"),
    ],
)
def test_no_script_name_leads_a_link_to_another_host(script_name):
    url_map = Map([Rule("/a/", endpoint="e")])
    environ = create_environ("/", environ_overrides={"SCRIPT_NAME": script_name})
    for adapter in (
        url_map.bind("localhost", script_name=script_name),
        url_map.bind_to_environ(environ),
    ):
        path = adapter.build("e")
        assert path.startswith("/")
        assert not path.startswith(("//", "/\\", "/\t"))
        assert adapter.build("e", force_external=True) == f"http://localhost{path}"
        with pytest.raises(RequestRedirect) as redirect:
            adapter.match("/a")
        assert redirect.value.new_url == f"http://localhost{path}"


def test_a_default_that_is_spelled_out_leaves_the_host_unchanged(routing, bind):
    adapter = bind(
        routing.Rule("/<path:v>/", endpoint="e", defaults={"page": 1}),
        routing.Rule("/<path:v>/<int:page>", endpoint="e"),
    )
    with pytest.raises(RequestRedirect) as redirect:
        adapter.match("/http://evil.com/1")
    assert redirect.value.new_url == "http://example.com/http://evil.com/"


def test_a_built_path_begins_with_one_slash(bind):
    adapter = bind("/<path:v>", "/<v>")
    assert adapter.build("/<path:v>", {"v": "/evil.com"}) == "/evil.com"
    assert adapter.build("/<path:v>", {"v": "//evil.com"}) == "/evil.com"


# Hosts


@pytest.mark.parametrize(
    "host",
    ["a/?x=", "a b", "example.com:99999", "example.com:x", "é.com", "a@b", "[::1", "a\\b", "a#b"],
)
def test_a_host_that_is_none_never_reaches_a_url(routing, host):
    url_map = routing.Map([routing.Rule("/a/", endpoint="e")])
    environ = create_environ("/a")
    environ["HTTP_HOST"] = host
    assert url_map.bind_to_environ(environ).server_name == ""


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.com", ".com"])
def test_nor_does_one_with_empty_or_long_labels(routing, host):
    environ = create_environ("/")
    environ["HTTP_HOST"] = host
    if routing.__name__ == "werkzeug.routing":
        with pytest.raises(BadHost):
            routing.Map().bind_to_environ(environ)
    else:
        assert routing.Map().bind_to_environ(environ).server_name == ""


# Bytes


@pytest.mark.parametrize("path", ["/\xff", "/\xc3", "/a\x00b", "/%ff", "/\ud800"])
def test_bytes_that_are_no_text_match_or_are_a_4xx(routing, path):
    """What they match, they match as U+FFFD; the app refuses them before it asks the router."""
    url_map = routing.Map([routing.Rule("/<v>/", endpoint="e"), routing.Rule("/<int:v>")])
    environ = create_environ("/")
    environ["PATH_INFO"] = path
    if path == "/\ud800" and routing.__name__ == "werkzeug.routing":  # no byte: no server sends it
        with pytest.raises(UnicodeEncodeError):
            url_map.bind_to_environ(environ)
        return
    with pytest.raises(HTTPException) as error:
        url_map.bind_to_environ(environ).match()
    assert error.value.code in {308, 404}


def test_a_null_byte_is_percent_encoded(bind):
    adapter = bind("/<v>")
    assert adapter.match("/a\x00b")[1] == {"v": "a\x00b"}
    assert adapter.build("/<v>", {"v": "a\x00\r\nb"}) == "/a%00%0D%0Ab"
