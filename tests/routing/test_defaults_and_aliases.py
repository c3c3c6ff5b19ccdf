"""Several URLs for one endpoint: defaults that a rule leaves out, and aliases."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import BuildError, RequestRedirect


@pytest.fixture
def pages(routing):
    """The first page has a URL without its number."""
    return [
        routing.Rule("/all/", endpoint="all", defaults={"page": 1}),
        routing.Rule("/all/page/<int:page>", endpoint="all"),
    ]


def test_a_default_is_a_value_of_the_rule(bind, pages):
    assert bind(*pages).match("/all/") == ("all", {"page": 1})


def test_the_url_that_spells_a_default_out_redirects(bind, pages):
    with pytest.raises(RequestRedirect) as redirect:
        bind(*pages).match("/all/page/1", query_args="q=x")
    assert redirect.value.new_url == "http://example.com/all/?q=x"


def test_the_url_with_another_value_does_not_redirect(bind, pages):
    assert bind(*pages).match("/all/page/2") == ("all", {"page": 2})


def test_the_map_may_forgo_the_redirect(bind, pages):
    adapter = bind(*pages, redirect_defaults=False)
    assert adapter.match("/all/page/1") == ("all", {"page": 1})


def test_the_shorter_url_is_built_for_the_default(bind, pages):
    adapter = bind(*pages)
    assert adapter.build("all", {"page": 1}) == "/all/"
    assert adapter.build("all", {"page": 2}) == "/all/page/2"
    assert adapter.build("all") == "/all/"


def test_no_redirect_leads_to_a_rule_that_is_only_for_building(routing, bind):
    adapter = bind(
        routing.Rule("/all/", endpoint="all", defaults={"page": 1}, build_only=True),
        routing.Rule("/all/page/<int:page>", endpoint="all"),
    )
    assert adapter.match("/all/page/1") == ("all", {"page": 1})


def test_no_redirect_leads_to_a_rule_with_other_methods(routing, bind):
    adapter = bind(
        routing.Rule("/all/", endpoint="all", defaults={"page": 1}, methods=["GET"]),
        routing.Rule("/all/page/<int:page>", endpoint="all"),
    )
    with pytest.raises(RequestRedirect):
        adapter.match("/all/page/1")
    assert adapter.match("/all/page/1", method="POST") == ("all", {"page": 1})


def test_no_redirect_leads_to_another_endpoint(routing, bind):
    adapter = bind(
        routing.Rule("/", endpoint="index", defaults={"page": 1}),
        routing.Rule("/page/<int:page>", endpoint="all"),
    )
    assert adapter.match("/page/1") == ("all", {"page": 1})


def test_a_redirect_keeps_the_values_that_both_rules_have(routing, bind):
    adapter = bind(
        routing.Rule("/<lang>/", endpoint="all", defaults={"page": 1}),
        routing.Rule("/<lang>/<int:page>", endpoint="all"),
    )
    with pytest.raises(RequestRedirect) as redirect:
        adapter.match("/en/1")
    assert redirect.value.new_url == "http://example.com/en/"


def test_a_default_may_be_of_any_type(routing, bind):
    default = object()
    adapter = bind(routing.Rule("/", endpoint="e", defaults={"v": default}))
    assert adapter.match("/")[1]["v"] is default


def test_a_default_stands_in_for_a_variable_of_the_same_name(routing, bind):
    adapter = bind(routing.Rule("/<v>/x", endpoint="e", defaults={"v": "always"}))
    assert adapter.match("/a/x") == ("e", {"v": "always"})
    assert adapter.build("e") == "/always/x"


@pytest.mark.parametrize("path", ["/x/a/1", "/x/ü/1"])
@pytest.mark.parametrize(
    "rules",
    [
        [("/<picky:v>", {"defaults": {"n": 1}}), ("/x/<v>/<int:n>", {})],
        [("/x/<picky:v>/1", {"redirect_to": "/<v>"})],
        [("/x/<v>/1", {"redirect_to": lambda adapter, v: int("picky")})],
        [("/<picky:v>", {}), ("/x/<v>/1", {"alias": True})],
    ],
)
def test_an_error_of_another_rules_converter_is_raised(routing, rules, path):
    class Picky(routing.BaseConverter):
        def to_url(self, value):
            raise ValueError("picky")

    rules = [routing.Rule(string, endpoint="e", **options) for string, options in rules]
    adapter = routing.Map(rules, converters={"picky": Picky}).bind("example.com")
    with pytest.raises(ValueError, match="picky"):
        adapter.match(path)


@pytest.mark.parametrize(
    ("string", "options", "path", "built"),
    [
        ("/<v>/<v>", {}, "/a/b", "/always/always"),
        ("/<v>-<v>", {}, "/a-b", "/always-always"),
        ("/<v>", {"subdomain": "<v>"}, "/a", "http://always.example.com/always"),
        ("/<v>/x", {"subdomain": "<v>"}, "/a/x", "http://always.example.com/always/x"),
    ],
)
def test_a_variable_with_a_default_may_stand_in_a_rule_twice(routing, string, options, path, built):
    rule = routing.Rule(string, endpoint="e", defaults={"v": "always"}, **options)
    adapter = routing.Map([rule]).bind("example.com", subdomain="s" if options else None)
    assert adapter.match(path) == ("e", {"v": "always"})
    assert adapter.build("e") == built


def test_the_values_of_a_match_are_a_dictionary_of_its_own(routing, bind):
    adapter = bind(routing.Rule("/", endpoint="e", defaults={"v": 1}))
    adapter.match("/")[1]["v"] = 2
    assert adapter.match("/")[1] == {"v": 1}


# Aliases


@pytest.fixture
def users(routing):
    return [
        routing.Rule("/users/", endpoint="users"),
        routing.Rule("/users/index.html", endpoint="users", alias=True),
        routing.Rule("/users/<int:id>", endpoint="user"),
        routing.Rule("/users/by-id/<int:id>.html", endpoint="user", alias=True),
    ]


@pytest.mark.parametrize(
    ("path", "target"),
    [("/users/index.html", "/users/"), ("/users/by-id/7.html", "/users/7")],
)
def test_an_alias_redirects_to_the_rule_that_it_stands_for(bind, users, path, target):
    with pytest.raises(RequestRedirect) as redirect:
        bind(*users).match(path, query_args={"q": "x"})
    assert redirect.value.new_url == f"http://example.com{target}?q=x"


def test_an_alias_is_not_built(bind, users):
    adapter = bind(*reversed(users))
    assert adapter.build("users") == "/users/"
    assert adapter.build("user", {"id": 7}) == "/users/7"


def test_an_alias_answers_where_the_map_forgoes_redirects(bind, users):
    assert bind(*users, redirect_defaults=False).match("/users/index.html") == ("users", {})


def test_an_alias_needs_another_rule(routing, bind):
    adapter = bind(routing.Rule("/a/<v>", endpoint="e", alias=True))
    if routing.__name__ == "werkzeug.routing":  # sends the client in circles
        with pytest.raises(RequestRedirect) as redirect:
            adapter.match("/a/x")
        assert redirect.value.new_url == "http://example.com/a/x"
    else:
        with pytest.raises(AssertionError, match="'e' has no other rule"):
            adapter.match("/a/x")


# Rules that are only for building


def test_a_rule_that_is_only_for_building_never_matches(routing, bind):
    adapter = bind(routing.Rule("/static/<path:name>", endpoint="static", build_only=True))
    assert adapter.build("static", {"name": "a.css"}) == "/static/a.css"
    with pytest.raises(NotFound):
        adapter.match("/static/a.css")
    with pytest.raises(BuildError):
        adapter.build("static")
