"""WebSockets: rules that are for them alone, and full URLs, as browsers want them."""

from __future__ import annotations

import pytest
from werkzeug.routing import RequestRedirect, WebsocketMismatch
from werkzeug.test import create_environ


@pytest.fixture
def url_map(routing):
    return routing.Map(
        [
            routing.Rule("/chat", endpoint="page"),
            routing.Rule("/chat", endpoint="socket", websocket=True),
            routing.Rule("/feed/", endpoint="feed", websocket=True),
            routing.Rule("/plain", endpoint="plain"),
        ]
    )


@pytest.mark.parametrize(
    ("scheme", "endpoint"), [("ws", "socket"), ("wss", "socket"), ("http", "page")]
)
def test_the_scheme_decides_between_two_rules(url_map, scheme, endpoint):
    assert url_map.bind("example.com", url_scheme=scheme).match("/chat")[0] == endpoint


def test_the_caller_may_decide(url_map):
    assert url_map.bind("example.com").match("/chat", websocket=True)[0] == "socket"


def test_a_request_of_the_other_kind_is_a_400(url_map):
    with pytest.raises(WebsocketMismatch) as error:
        url_map.bind("example.com").match("/feed/")
    assert error.value.code == 400
    with pytest.raises(WebsocketMismatch):
        url_map.bind("example.com", url_scheme="ws").match("/plain")


def test_a_slash_redirects_to_the_same_scheme(url_map):
    with pytest.raises(RequestRedirect) as redirect:
        url_map.bind("example.com", url_scheme="wss").match("/feed")
    assert redirect.value.new_url == "wss://example.com/feed/"


@pytest.mark.parametrize(
    ("scheme", "url"),
    [
        ("http", "ws://example.com/feed/"),
        ("https", "wss://example.com/feed/"),
        ("wss", "wss://example.com/feed/"),
    ],
)
def test_a_websocket_url_is_always_full(url_map, scheme, url):
    assert url_map.bind("example.com", url_scheme=scheme).build("feed") == url


def test_a_page_is_built_for_http_in_a_websocket(url_map):
    adapter = url_map.bind("example.com", url_scheme="wss")
    assert adapter.build("plain", force_external=True) == "https://example.com/plain"
    assert adapter.build("plain") == "/plain"


@pytest.mark.parametrize(
    ("headers", "scheme"),
    [
        ({"Connection": "Upgrade", "Upgrade": "websocket"}, "ws"),
        ({"Connection": "keep-alive, upgrade", "Upgrade": "WebSocket"}, "ws"),
        ({"Connection": "keep-alive", "Upgrade": "websocket"}, "http"),
        ({"Connection": "upgrade", "Upgrade": "h2c"}, "http"),
        ({}, "http"),
    ],
)
def test_the_headers_of_a_request_tell_that_it_is_a_websocket(url_map, headers, scheme):
    adapter = url_map.bind_to_environ(create_environ("/chat", headers=headers))
    assert adapter.url_scheme == scheme
    assert adapter.match()[0] == ("socket" if scheme == "ws" else "page")


@pytest.mark.parametrize("methods", [["GET"], ["get", "HEAD", "OPTIONS"], None])
def test_a_websocket_rule_may_have_the_methods_that_ask_for_one(routing, methods):
    assert routing.Rule("/", methods=methods, websocket=True).websocket


def test_a_websocket_rule_has_no_other_methods(routing):
    with pytest.raises(ValueError, match="WebSocket rules can only use"):
        routing.Rule("/", methods=["GET", "POST"], websocket=True)
