"""Which rule is taken where several fit: it does not depend on the order they are added in."""

from __future__ import annotations

from itertools import permutations

import pytest
from werkzeug.exceptions import NotFound


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        # The one that stands first is to be taken.
        ("/a", ["/a", "/<v>"]),
        ("/a/b", ["/a/b", "/a/<v>", "/<v>/b", "/<path:v>"]),
        ("/a/b", ["/a/<v>", "/<v>/b"]),
        ("/1", ["/<int:v>", "/<v>", "/<path:v>"]),
        ("/1.5", ["/<float:v>", "/<v>"]),
        ("/a.html", ["/<v>.html", "/<v>"]),
        ("/a-b.html", ["/<v>-<w>.html", "/<v>.html", "/<v>"]),
        ("/aa-b", ["/aa-<v>", "/a<v>", "/<v>"]),
        ("/1/edit", ["/<int:v>/edit", "/<v>/edit", "/<path:v>"]),
        # All of a path and what follows is one pattern, and one with a text is more particular.
        ("/1/edit", ["/<path:v>/edit", "/<int:v>/edit"]),
        ("/a/b/edit", ["/<path:v>/edit", "/<path:v>"]),
        ("/a/b/", ["/a/<v>/", "/<path:v>/"]),
    ],
)
def test_the_most_particular_rule_is_taken(routing, path, rules):
    for order in permutations(rules):
        url_map = routing.Map([routing.Rule(rule, endpoint=rule) for rule in order])
        assert url_map.bind("example.com").match(path)[0] == rules[0]


def test_of_equal_rules_the_first_is_taken(routing, bind):
    adapter = bind(routing.Rule("/<v>", endpoint="first"), routing.Rule("/<w>", endpoint="second"))
    assert adapter.match("/a") == ("first", {"v": "a"})


def test_a_lighter_converter_is_tried_first(routing, bind):
    class Light(routing.BaseConverter):
        weight = 10

    class Heavy(routing.BaseConverter):
        weight = 500
        regex = ".+"

    converters = {"light": Light, "heavy": Heavy}
    adapter = bind("/<heavy:v>", "/<v>", "/<light:v>", converters=converters)
    assert adapter.match("/a")[0] == "/<light:v>"
    adapter = bind("/<heavy:v>", "/<v>", converters=converters)
    assert adapter.match("/a")[0] == "/<v>"


def test_a_way_that_ends_nowhere_is_left(bind):
    adapter = bind("/a/b/c", "/<v>/b/d", "/<path:v>/e")
    assert adapter.match("/a/b/d")[0] == "/<v>/b/d"
    assert adapter.match("/a/b/e")[0] == "/<path:v>/e"
    with pytest.raises(NotFound):
        adapter.match("/a/b/f")


def test_rules_may_be_added_after_a_match(routing):
    url_map = routing.Map([routing.Rule("/<v>", endpoint="v")])
    adapter = url_map.bind("example.com")
    assert adapter.match("/a")[0] == "v"
    url_map.add(routing.Rule("/a", endpoint="a"))
    assert adapter.match("/a")[0] == "a"
    assert adapter.build("a") == "/a"
