"""What a program reads from a map and its rules, documented or not."""

from __future__ import annotations

import pytest


@pytest.fixture
def url_map(routing):
    return routing.Map(
        [
            routing.Rule("/", endpoint="index", defaults={"page": 1}),
            routing.Rule("/page/<int:page>", endpoint="index", methods=["GET"]),
            routing.Rule("/<lang>/x-<path:name>/", endpoint="file", subdomain="<user>.docs"),
        ]
    )


def rule_of(url_map, string):
    return next(rule for rule in url_map.iter_rules() if rule.rule == string)


def test_all_rules_are_iterated_or_those_of_one_endpoint(url_map):
    assert len(list(url_map.iter_rules())) == 3
    assert [rule.rule for rule in url_map.iter_rules("file")] == ["/<lang>/x-<path:name>/"]
    with pytest.raises(KeyError):
        url_map.iter_rules("other")


def test_an_endpoint_expects_the_variables_and_defaults_of_one_of_its_rules(url_map):
    assert url_map.is_endpoint_expecting("index", "page")
    assert url_map.is_endpoint_expecting("file", "lang", "user")
    assert not url_map.is_endpoint_expecting("index", "lang")
    assert not url_map.is_endpoint_expecting("file", "lang", "page")
    with pytest.raises(KeyError):
        url_map.is_endpoint_expecting("other", "lang")


def test_a_rule_tells_its_parts(url_map):
    rule = rule_of(url_map, "/page/<int:page>")
    assert rule.endpoint == "index"
    assert rule.arguments == {"page"}
    assert rule.methods == {"GET", "HEAD"}
    assert rule.defaults is None
    assert rule.map is url_map
    assert str(rule) == "/page/<int:page>"
    assert (rule.is_leaf, rule.is_branch) == (True, False)
    assert rule_of(url_map, "/").arguments == {"page"}
    assert "page" in rule_of(url_map, "/").defaults
    assert rule_of(url_map, "/").methods is None


def test_a_rule_takes_from_its_map_what_it_leaves_open(routing):
    rule = routing.Rule("/a", endpoint="a")
    assert (rule.strict_slashes, rule.merge_slashes, rule.subdomain) == (None, None, None)
    routing.Map([rule], strict_slashes=False, merge_slashes=False, default_subdomain="www")
    assert (rule.strict_slashes, rule.merge_slashes, rule.subdomain) == (False, False, "www")


def test_a_rule_has_the_converters_of_its_variables(routing, url_map):
    converters = rule_of(url_map, "/<lang>/x-<path:name>/")._converters
    assert list(converters) == ["user", "lang", "name"]
    assert type(converters["name"]) is routing.PathConverter
    assert converters["name"].map is url_map


def test_a_rule_has_a_trace_of_its_pattern(url_map):
    assert rule_of(url_map, "/<lang>/x-<path:name>/")._trace == [
        (True, "user"),
        (False, ".docs"),
        (False, "|"),
        (False, "/"),
        (True, "lang"),
        (False, "/"),
        (False, "x-"),
        (True, "name"),
        (False, "/"),
    ]


def test_a_converter_tells_its_bounds(routing):
    number = routing.IntegerConverter(routing.Map(), fixed_digits=2, min=3, max=40, signed=True)
    assert (number.fixed_digits, number.min, number.max, number.signed) == (2, 3, 40, True)
    assert number.regex == r"-?\d+"
    assert routing.AnyConverter(routing.Map(), "a", "b").items == {"a", "b"}


@pytest.mark.parametrize(
    ("converter", "arguments", "regex", "weight", "part_isolating"),
    [
        ("BaseConverter", {}, "[^/]+", 100, True),
        ("UnicodeConverter", {}, "[^/]{1,}", 100, True),
        ("UnicodeConverter", {"length": 2}, "[^/]{2}", 100, True),
        ("UnicodeConverter", {"minlength": 2, "maxlength": 3}, "[^/]{2,3}", 100, True),
        ("PathConverter", {}, "[^/].*?", 200, False),
        ("IntegerConverter", {}, r"\d+", 50, True),
        ("FloatConverter", {}, r"\d+\.\d+", 50, True),
    ],
)
def test_a_converter_tells_what_it_accepts(
    routing, converter, arguments, regex, weight, part_isolating
):
    made = getattr(routing, converter)(routing.Map(), **arguments)
    assert (made.regex, made.weight, made.part_isolating) == (regex, weight, part_isolating)


def test_rules_are_equal_where_their_patterns_are(routing):
    first, same, other = rules = [
        routing.Rule("/<int:a>", endpoint="x"),
        routing.Rule("/<int:a>", endpoint="y"),
        routing.Rule("/<int:b>", endpoint="x"),
    ]
    routing.Map(rules)
    assert first == same
    assert first != other
    assert first != "/<int:a>"
    with pytest.raises(TypeError):
        hash(first)


def test_rules_and_maps_describe_themselves(routing):
    rule = routing.Rule("/a/<int:b>", endpoint="e", methods=["POST"])
    assert repr(rule) == "<Rule (unbound)>"
    assert repr(routing.Map([rule])) == "Map([<Rule '/a/<b>' (POST) -> e>])"


def test_a_rule_may_be_changed_in_place_and_refreshed(routing):
    rule = routing.Rule("/a", endpoint="e")
    url_map = routing.Map([rule])
    rule.rule = "/b"
    rule.refresh()
    assert url_map.bind("example.com").build("e") == "/b"


def test_an_adapter_tells_what_it_is_bound_to(routing):
    url_map = routing.Map()
    adapter = url_map.bind("example.com", "/app", "kb", "https", "POST", "/a", "q=1")
    assert (adapter.map, adapter.server_name, adapter.script_name) == (
        url_map,
        "example.com",
        "/app/",
    )
    assert (adapter.subdomain, adapter.url_scheme) == ("kb", "https")
    assert (adapter.default_method, adapter.path_info, adapter.query_args) == ("POST", "/a", "q=1")


def test_the_rule_itself_is_returned_on_demand(url_map):
    rule, values = url_map.bind("example.com").match("/page/7", return_rule=True)
    assert rule is rule_of(url_map, "/page/<int:page>")
    assert values == {"page": 7}
