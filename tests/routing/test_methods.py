"""HTTP methods: which rule serves which, and what a client is told that asks for another."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound


@pytest.fixture
def adapter(routing, bind):
    return bind(
        routing.Rule("/entries", endpoint="list", methods=["GET"]),
        routing.Rule("/entries", endpoint="create", methods=["POST"]),
        routing.Rule("/any", endpoint="any"),
    )


def test_rules_of_one_pattern_are_told_apart_by_their_methods(adapter):
    assert adapter.match("/entries", method="GET")[0] == "list"
    assert adapter.match("/entries", method="POST")[0] == "create"


def test_a_rule_without_methods_serves_all(adapter):
    for method in ("GET", "POST", "BREW"):
        assert adapter.match("/any", method=method)[0] == "any"


def test_get_brings_head_along(routing, adapter):
    assert adapter.match("/entries", method="HEAD")[0] == "list"
    assert routing.Rule("/", methods=["GET"]).methods == {"GET", "HEAD"}
    assert routing.Rule("/", methods=["POST"]).methods == {"POST"}


def test_the_case_of_a_method_does_not_matter(routing, adapter):
    assert adapter.match("/entries", method="post")[0] == "create"
    assert routing.Rule("/", methods=["post", "Get"]).methods == {"POST", "GET", "HEAD"}


def test_a_method_that_no_rule_serves_is_a_405_with_those_that_are(adapter):
    with pytest.raises(MethodNotAllowed) as error:
        adapter.match("/entries", method="DELETE")
    assert sorted(error.value.valid_methods) == ["GET", "HEAD", "POST"]
    allow = error.value.get_response().headers["Allow"]
    assert sorted(allow.split(", ")) == ["GET", "HEAD", "POST"]


def test_a_path_that_no_rule_serves_is_a_404_for_each_method(adapter):
    with pytest.raises(NotFound):
        adapter.match("/other", method="DELETE")


def test_the_methods_of_all_patterns_that_fit_are_allowed(routing, bind):
    adapter = bind(
        routing.Rule("/a", endpoint="a", methods=["PUT"]),
        routing.Rule("/<v>", endpoint="v", methods=["POST"]),
        routing.Rule("/<int:v>", endpoint="int", methods=["DELETE"]),
    )
    with pytest.raises(MethodNotAllowed) as error:
        adapter.match("/a", method="GET")
    assert sorted(error.value.valid_methods) == ["POST", "PUT"]


def test_a_method_goes_to_a_heavier_pattern_that_serves_it(routing, bind):
    adapter = bind(
        routing.Rule("/a", endpoint="a", methods=["GET"]),
        routing.Rule("/<v>", endpoint="v", methods=["POST"]),
    )
    assert adapter.match("/a", method="POST") == ("v", {"v": "a"})


def test_allowed_methods_tells_what_is_served_on_a_path(adapter):
    assert sorted(adapter.allowed_methods("/entries")) == ["GET", "HEAD", "POST"]
    assert list(adapter.allowed_methods("/other")) == []
    assert list(adapter.allowed_methods("/any")) == []


def test_the_method_of_the_request_holds_where_none_is_given(routing):
    url_map = routing.Map([routing.Rule("/", endpoint="e", methods=["POST"])])
    assert url_map.bind("example.com", default_method="POST").match("/")[0] == "e"
    with pytest.raises(MethodNotAllowed):
        url_map.bind("example.com").match("/")


def test_methods_in_one_string_are_refused(routing):
    with pytest.raises(TypeError, match="list of strings"):
        routing.Rule("/", methods="GET")
