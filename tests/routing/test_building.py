"""Building URLs: from an endpoint and values, and what is said where that cannot be done."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BuildError


@pytest.fixture
def url_map(routing):
    return routing.Map(
        [
            routing.Rule("/", endpoint="index"),
            routing.Rule("/entry/<int:id>", endpoint="entry", methods=["GET"]),
            routing.Rule("/entry/<int:id>/edit", endpoint="entry", methods=["POST"]),
            routing.Rule("/<lang>/about/", endpoint="about"),
            routing.Rule("/ä b/<path:name>", endpoint="file"),
        ]
    )


@pytest.fixture
def adapter(url_map):
    return url_map.bind("example.com", "/app")


def test_a_url_is_built_below_the_script_name(url_map):
    assert url_map.bind("example.com").build("index") == "/"
    assert url_map.bind("example.com", "/app").build("index") == "/app/"
    assert url_map.bind("example.com", "/app/").build("about", {"lang": "en"}) == "/app/en/about/"


def test_texts_and_values_are_percent_encoded(adapter):
    assert adapter.build("file", {"name": "ü/a b?.txt"}) == "/app/%C3%A4%20b/%C3%BC/a%20b%3F.txt"


def test_the_characters_that_a_segment_may_have_stay(adapter):
    assert adapter.build("about", {"lang": "!$&'()*+,:;=@"}) == "/app/!$&'()*+,:;=@/about/"


def test_a_full_url_has_scheme_and_host(adapter):
    assert adapter.build("index", force_external=True) == "http://example.com/app/"
    assert (
        adapter.build("index", force_external=True, url_scheme="https")
        == "https://example.com/app/"
    )
    assert adapter.build("index", force_external=True, url_scheme="") == "//example.com/app/"


# Values that no variable takes


def test_further_values_become_the_query(adapter):
    assert adapter.build("index", {"q": "a b", "n": 1}) == "/app/?q=a+b&n=1"


def test_further_values_are_left_out_on_demand(adapter):
    assert adapter.build("index", {"q": "x"}, append_unknown=False) == "/app/"


def test_a_list_becomes_several_parameters(adapter):
    assert adapter.build("index", {"q": ["a", "b"]}) == "/app/?q=a&q=b"
    assert adapter.build("index", {"q": ("a",)}) == "/app/?q=a"
    assert adapter.build("index", {"q": []}) == "/app/"


def test_none_is_no_value(adapter):
    assert adapter.build("index", {"q": None}) == "/app/"
    assert adapter.build("index", {"q": ["a", None]}) == "/app/?q=a"
    with pytest.raises(BuildError):
        adapter.build("entry", {"id": None})


def test_a_multidict_gives_single_values_and_lists(adapter):
    values = MultiDict([("id", "7"), ("q", "a"), ("q", "b")])
    assert adapter.build("entry", values) == "/app/entry/7?q=a&q=b"


def test_the_query_is_sorted_on_demand(routing):
    rules = [routing.Rule("/", endpoint="e")]
    values = {"b": 1, "a": 2, "c": 0}
    adapter = routing.Map(rules, sort_parameters=True).bind("example.com")
    assert adapter.build("e", values) == "/?a=2&b=1&c=0"
    rules = [routing.Rule("/", endpoint="e")]
    by_value = routing.Map(rules, sort_parameters=True, sort_key=lambda item: item[1])
    assert by_value.bind("example.com").build("e", values) == "/?c=0&b=1&a=2"


def test_the_query_is_percent_encoded(adapter):
    assert adapter.build("index", {"é": "a/b?c&d=e"}) == "/app/?%C3%A9=a/b?c%26d%3De"


# Which rule of the endpoint


def test_the_method_chooses_the_rule(adapter):
    assert adapter.build("entry", {"id": 7}, method="POST") == "/app/entry/7/edit"
    assert adapter.build("entry", {"id": 7}, method="GET") == "/app/entry/7"


def test_the_method_of_the_request_is_preferred(url_map):
    posting = url_map.bind("example.com", default_method="POST")
    assert posting.build("entry", {"id": 7}) == "/entry/7/edit"
    deleting = url_map.bind("example.com", default_method="DELETE")
    assert deleting.build("entry", {"id": 7}) == "/entry/7"


def test_the_rule_with_most_of_the_values_is_taken(routing, bind):
    adapter = bind(
        routing.Rule("/", endpoint="e"),
        routing.Rule("/<a>", endpoint="e"),
        routing.Rule("/<a>/<b>", endpoint="e"),
    )
    assert adapter.build("e") == "/"
    assert adapter.build("e", {"a": 1}) == "/1"
    assert adapter.build("e", {"a": 1, "b": 2}) == "/1/2"
    assert adapter.build("e", {"b": 2}) == "/?b=2"


def test_a_rule_may_have_its_own_place_in_the_order(routing, bind):
    class First(routing.Rule):
        def build_compare_key(self):
            return (-1, 0, 0)

    adapter = bind(routing.Rule("/<a>/<b>", endpoint="e"), First("/<a>", endpoint="e"))
    assert adapter.build("e", {"a": 1, "b": 2}) == "/1?b=2"


def test_an_endpoint_may_be_any_object(routing, bind):
    endpoint = object()
    adapter = bind(routing.Rule("/a", endpoint=endpoint))
    assert adapter.build(endpoint) == "/a"
    assert adapter.match("/a")[0] is endpoint


# What is said where it cannot be done


def message_of(adapter, *args, **kwargs):
    with pytest.raises(BuildError) as error:
        adapter.build(*args, **kwargs)
    return str(error.value)


def test_a_build_error_says_what_was_asked_for(adapter):
    with pytest.raises(BuildError) as raised:
        adapter.build("entry", {"x": 1}, method="GET")
    error = raised.value
    assert (error.endpoint, error.values, error.method) == ("entry", {"x": 1}, "GET")
    assert error.adapter is adapter
    assert "endpoint 'entry'" in str(error)
    assert "('GET')" in str(error)
    assert "with values ['x']" in str(error)
    assert isinstance(error, LookupError)


def test_a_build_error_asks_for_missing_values(adapter):
    assert "Did you forget to specify values ['id']?" in message_of(adapter, "entry")


def test_a_build_error_asks_for_another_method(adapter):
    message = message_of(adapter, "entry", {"id": 7}, method="DELETE")
    assert "Did you mean to use methods ['GET', 'HEAD']?" in message


def test_a_build_error_suggests_the_endpoint_that_is_most_alike(adapter):
    assert "Did you mean 'about' instead?" in message_of(adapter, "abuot")
    with pytest.raises(BuildError) as error:
        adapter.build("fil")
    assert error.value.suggested.endpoint == "file"


def test_a_build_error_of_an_empty_map_suggests_nothing(routing):
    message = message_of(routing.Map().bind("example.com"), "index")
    assert message == "Could not build url for endpoint 'index'."
