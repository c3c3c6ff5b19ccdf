"""``Map.find`` and ``Map.misses``: what an app asks first, because it takes no adapter.

They answer as an adapter does, or say nothing. That they agree on random maps is tested beside the
agreement with Werkzeug.
"""

from __future__ import annotations

import pytest

from microflask.routing import Map, Rule


def map_of(*rules, **options):
    url_map = Map(rules, **options)
    url_map.update()
    return url_map


def test_a_rule_and_its_values_are_found():
    rule = Rule("/users/<int:id>", endpoint="user", methods=["GET"])
    assert map_of(rule).find("/users/7", "GET") == (rule, {"id": 7})
    assert map_of(Rule("/a", endpoint="a")).find("/a", "GET")[1] == {}


def test_the_values_are_a_new_dictionary_each_time():
    url_map = map_of(Rule("/", endpoint="e", defaults={"page": 1}))
    url_map.find("/", "GET")[1]["page"] = 2
    assert url_map.find("/", "GET")[1] == {"page": 1}


@pytest.mark.parametrize(
    ("rule", "path", "method"),
    [
        (Rule("/a"), "/b", "GET"),
        (Rule("/a", methods=["GET"]), "/a", "POST"),
        (Rule("/a/"), "/a", "GET"),
        (Rule("/a"), "/a/", "GET"),
        (Rule("/a/b"), "/a//b", "GET"),
        (Rule("/a"), "a", "GET"),
        (Rule("/a"), "//a", "GET"),
        (Rule("/a", alias=True), "/a", "GET"),
        (Rule("/a", redirect_to="b"), "/a", "GET"),
        (Rule("/a", websocket=True), "/a", "GET"),
        (Rule("/a", subdomain="docs"), "/a", "GET"),
        (Rule("/<int:v>"), "/x", "GET"),
        (Rule("/<int(max=5):v>"), "/6", "GET"),
        (Rule("/a", methods=["GET"]), "/a", "get"),
    ],
)
def test_nothing_is_said_of_what_is_not_simply_served(rule, path, method):
    assert map_of(rule.empty() if not rule.websocket else rule).find(path, method) is None


def test_a_lenient_rule_is_found_with_both_slashes():
    for string in ("/a", "/a/", "/<v>", "/<v>/", "/<path:v>/"):
        url_map = map_of(Rule(string, strict_slashes=False))
        assert url_map.find("/a", "GET") is not None
        assert url_map.find("/a/", "GET") is not None


def test_nothing_is_said_where_a_default_is_spelled_out():
    url_map = map_of(
        Rule("/all/", endpoint="all", defaults={"page": 1}),
        Rule("/all/<int:page>", endpoint="all"),
    )
    assert url_map.find("/all/", "GET")[1] == {"page": 1}
    assert url_map.find("/all/1", "GET") is None


def test_a_rule_without_methods_is_not_passed_by():
    best, other = Rule("/<int:v>"), Rule("/<v>", methods=["GET", "BREW"])
    url_map = map_of(best, other)
    for method in ("GET", "BREW", "POST"):
        assert url_map.find("/7", method)[0] is best


def test_nothing_is_said_until_all_rules_are_sorted():
    url_map = map_of(Rule("/<v>", endpoint="v"))
    assert url_map.find("/a", "GET")[1] == {"v": "a"}
    url_map.add(Rule("/a", endpoint="a"))
    assert url_map.find("/a", "GET") is None
    url_map.update()
    assert url_map.find("/a", "GET")[0].endpoint == "a"


def test_nothing_is_said_while_rules_are_being_sorted():
    """Another thread may ask at any time."""

    class Watching(Rule):
        def build_compare_key(self):
            found.append(self.map.find("/a", "GET"))
            return super().build_compare_key()

    found = []
    url_map = map_of(Watching("/<v>"))
    url_map.add(Watching("/<int:v>"))
    url_map.update()
    assert found == [None, None, None]
    assert url_map.find("/a", "GET") is not None


def test_a_map_of_hosts_has_no_short_way():
    url_map = map_of(Rule("/a", host="example.com"), Rule("/b"), host_matching=True)
    assert url_map.find("/a", "GET") is None
    assert url_map.find("/b", "GET") is None
    assert url_map.misses("/c") is False


def test_the_short_way_is_that_of_the_default_subdomain():
    url_map = map_of(Rule("/"), Rule("/", subdomain="docs"), default_subdomain="www")
    assert url_map.find("/", "GET")[0].subdomain == "www"


# Paths that nothing is served on


@pytest.mark.parametrize(
    ("rule", "path", "misses"),
    [
        ("/a", "/b", True),
        ("/a/<int:v>", "/a/b", True),
        ("/a/b", "/a", True),
        ("/a", "/a", False),
        ("/a", "/a/", False),
        ("/a/", "/a", False),
        ("/a", "//b", False),
        ("/a", "a", False),
    ],
)
def test_a_path_of_no_use_is_told_without_a_method(rule, path, misses):
    assert Map([Rule(rule, methods=["POST"])]).misses(path) is misses
