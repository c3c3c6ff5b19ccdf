"""``Map.find``: what an app asks for each request, and an adapter, too.

It returns a rule and its values, a Redirect or a Miss. What it finds is compared with Werkzeug
through adapters, in ``test_agreement_with_werkzeug``.
"""

from __future__ import annotations

import pytest

from microflask.routing import Map, Rule
from microflask.routing.matcher import Miss, Redirect


def find(rule, path, method="GET", domain=""):
    return Map([rule]).find(domain, path, method)


def test_a_rule_and_its_values_are_found():
    rule = Rule("/users/<int:id>", endpoint="user", methods=["GET"])
    assert find(rule, "/users/7") == (rule, {"id": 7})
    assert find(Rule("/a", endpoint="a"), "/a")[1] == {}


def test_the_values_are_a_new_dictionary_each_time():
    url_map = Map([Rule("/", endpoint="e", defaults={"page": 1})])
    url_map.find("", "/", "GET")[1]["page"] = 2
    assert url_map.find("", "/", "GET")[1] == {"page": 1}


@pytest.mark.parametrize("rule", ["/a", "/<v>", "/a/", "/<v>/b", "/<path:v>/c"])
@pytest.mark.parametrize("slashes", ["", "//", "///"])
def test_a_path_may_begin_with_no_slash_or_several(rule, slashes):
    path = rule.replace("<v>", "x").replace("<path:v>", "x/y")[1:]
    assert find(Rule(rule, endpoint="e"), slashes + path)[0].rule == rule


@pytest.mark.parametrize("rule", ["//a", "//<v>", "//<v>/b"])
def test_no_path_begins_with_two_slashes(rule):
    path = rule.replace("<v>", "a")
    assert isinstance(find(Rule(rule, merge_slashes=False), path), Miss)


@pytest.mark.parametrize(
    ("rule", "path", "form"),
    [
        (Rule("/a/"), "/a", "/a/"),
        (Rule("/"), "", "/"),
        (Rule("/<v>/"), "/a", "/a/"),
        (Rule("/<path:v>/"), "/a/b", "/a/b/"),
        (Rule("/a/b"), "/a//b", "/a/b"),
        (Rule("/a/<int(max=5):v>"), "/a//9", "/a/9"),
    ],
)
def test_a_path_in_another_form_is_a_redirect(rule, path, form):
    found = find(rule, path)
    assert isinstance(found, Redirect)
    assert found.path == form


@pytest.mark.parametrize(
    ("rule", "path", "method"),
    [
        (Rule("/a"), "/b", "GET"),
        (Rule("/a"), "/a/", "GET"),
        (Rule("/a", subdomain="docs"), "/a", "GET"),
        (Rule("/<int:v>"), "/x", "GET"),
        (Rule("/<int(max=5):v>"), "/6", "GET"),
        (Rule("/a/", methods=["GET"]), "/a", "POST"),
    ],
)
def test_a_path_that_no_rule_fits_is_a_miss(rule, path, method):
    found = find(rule, path, method)
    assert isinstance(found, Miss)
    assert not found.passed


@pytest.mark.parametrize(
    ("rule", "path", "method"),
    [
        (Rule("/a", methods=["GET"]), "/a", "POST"),
        (Rule("/a", methods=["GET"]), "/a", "get"),
        (Rule("/<v>", methods=["GET"]), "/a", "POST"),
        (Rule("/a", websocket=True), "/a", "GET"),
    ],
)
def test_a_miss_knows_the_rules_that_it_passed(rule, path, method):
    assert find(rule, path, method).passed == [rule]


def test_a_rule_that_was_passed_counts_although_a_converter_refuses_the_best():
    passed = Rule("/<int:v>", endpoint="a", methods=["POST"])
    best = Rule("/<int(max=5):v>", endpoint="b", methods=["GET"])
    assert Map([passed, best]).find("", "/9", "GET").passed == [passed]


def test_a_slash_is_added_before_a_variable_is_tried():
    branch = Rule("/a/", endpoint="branch", methods=["POST"])
    rules = [Rule("/<v>", endpoint="v"), branch, Rule("/a", endpoint="a", methods=["GET"])]
    assert isinstance(Map(rules).find("", "/a", "POST"), Redirect)


def test_a_lenient_rule_is_found_with_both_slashes():
    for string in ("/a", "/a/", "/<v>", "/<v>/", "/<path:v>/"):
        rule = Rule(string, strict_slashes=False)
        assert find(rule.empty(), "/a")[0].rule == string
        assert find(rule.empty(), "/a/")[0].rule == string


@pytest.mark.parametrize("option", [{"alias": True}, {"redirect_to": "b"}])
def test_a_rule_that_redirects_says_so(option):
    assert find(Rule("/a", **option), "/a")[0].redirects


def test_a_rule_whose_default_has_a_rule_of_its_own_says_so():
    shorter = Rule("/all/", endpoint="all", defaults={"page": 1})
    longer = Rule("/all/<int:page>", endpoint="all")
    for rules in ([shorter.empty(), longer.empty()], [longer.empty(), shorter.empty()]):
        url_map = Map(rules)
        assert not url_map.find("", "/all/", "GET")[0].redirects
        assert url_map.find("", "/all/1", "GET")[0].redirects


def test_a_rule_without_methods_is_not_passed_by():
    best, other = Rule("/<int:v>"), Rule("/<v>", methods=["GET", "BREW"])
    same = Rule("/<int:w>", methods=["GET"], endpoint="later")
    url_map = Map([best, other, same])
    for method in ("GET", "BREW", "POST"):
        assert url_map.find("", "/7", method)[0] is best


def test_the_first_of_the_rules_that_fit_alike_is_found():
    first = Rule("/a", methods=["GET"], endpoint="first")
    second = Rule("/a", endpoint="second")
    url_map = Map([first, second])
    assert url_map.find("", "/a", "GET")[0] is first
    assert url_map.find("", "/a", "BREW")[0] is second


def test_a_rule_is_found_as_soon_as_it_is_added():
    url_map = Map([Rule("/<v>", endpoint="v")])
    assert url_map.find("", "/a", "GET")[1] == {"v": "a"}
    url_map.add(Rule("/a", endpoint="a"))
    assert url_map.find("", "/a", "GET")[0].endpoint == "a"
    url_map.add(Rule("/<int:v>", endpoint="int"))
    assert url_map.find("", "/7", "GET")[0].endpoint == "int"


def test_a_rule_belongs_to_its_domain():
    url_map = Map([Rule("/"), Rule("/", subdomain="docs")], default_subdomain="www")
    assert url_map.find("docs", "/", "GET")[0].subdomain == "docs"
    assert url_map.find("www", "/", "GET")[0].subdomain == "www"
    assert isinstance(url_map.find("", "/", "GET"), Miss)
    hosts = Map([Rule("/a", host="example.com"), Rule("/<v>", host="<h>")], host_matching=True)
    assert hosts.find("example.com", "/a", "GET")[0].host == "example.com"
    assert hosts.find("example.org", "/a", "GET")[1] == {"h": "example.org", "v": "a"}
