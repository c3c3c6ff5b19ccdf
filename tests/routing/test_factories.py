"""Rule factories: many rules under one subdomain, path or prefix, and out of a template."""

from __future__ import annotations

import pytest


def rules_of(url_map):
    return sorted((rule.rule, rule.endpoint) for rule in url_map.iter_rules())


def test_a_submount_puts_rules_under_a_path(routing):
    rules = [routing.Rule("/", endpoint="index"), routing.Rule("/<int:id>", endpoint="entry")]
    url_map = routing.Map([routing.Submount("/blog/", rules)])
    assert rules_of(url_map) == [("/blog/", "index"), ("/blog/<int:id>", "entry")]
    assert url_map.bind("example.com").match("/blog/7") == ("entry", {"id": 7})


def test_a_subdomain_puts_rules_at_a_subdomain(routing):
    url_map = routing.Map([routing.Subdomain("docs", [routing.Rule("/", endpoint="docs")])])
    assert url_map.bind("example.com", subdomain="docs").match("/")[0] == "docs"
    assert not url_map.bind("example.com").test("/")


def test_an_endpoint_prefix_is_put_before_the_endpoints(routing):
    url_map = routing.Map([routing.EndpointPrefix("blog/", [routing.Rule("/", endpoint="index")])])
    assert rules_of(url_map) == [("/", "blog/index")]


def test_factories_are_nested(routing):
    inner = routing.Submount("/a", [routing.Rule("/<v>", endpoint="v")])
    outer = routing.Subdomain("x", [routing.EndpointPrefix("p.", [inner])])
    adapter = routing.Map([outer]).bind("example.com", subdomain="x")
    assert adapter.match("/a/b") == ("p.v", {"v": "b"})


def test_the_rules_of_a_factory_may_be_used_again(routing):
    rules = [routing.Rule("/", endpoint="index")]
    factories = [routing.Submount("/a", rules), routing.Submount("/b", rules)]
    assert rules_of(routing.Map(factories)) == [("/a/", "index"), ("/b/", "index")]


def test_a_copy_keeps_what_the_rule_says(routing):
    options = {
        "endpoint": "e",
        "defaults": {"w": 1},
        "methods": {"POST"},
        "strict_slashes": False,
        "build_only": True,
        "alias": True,
        "redirect_to": "x",
        "subdomain": "s",
        "host": "h",
    }
    rule = routing.Rule("/<v>", **options)
    copy = rule.empty()
    assert copy is not rule
    assert copy.map is None
    assert copy.rule == "/<v>"
    for name, value in options.items():
        assert getattr(copy, name) == value


def test_a_subclass_of_rule_tells_its_own_arguments_to_its_copies(routing):
    class OwnRule(routing.Rule):
        def __init__(self, string, note, **options):
            super().__init__(string, **options)
            self.note = note

        def get_empty_kwargs(self):
            return {**super().get_empty_kwargs(), "note": self.note}

    factory = routing.Submount("/a", [OwnRule("/b", "remember", endpoint="e")])
    (rule,) = routing.Map([factory]).iter_rules()
    assert (type(rule), rule.rule, rule.note) == (OwnRule, "/a/b", "remember")


def test_a_program_writes_factories_of_its_own(routing):
    class Pages(routing.RuleFactory):
        def get_rules(self, map):
            for name in ("about", "help"):
                yield routing.Rule(f"/{name}", endpoint=name)

    assert rules_of(routing.Map([Pages()])) == [("/about", "about"), ("/help", "help")]


def test_a_factory_has_to_say_its_rules(routing):
    with pytest.raises(NotImplementedError):
        routing.RuleFactory().get_rules(routing.Map())


# Templates


def test_a_template_fills_its_blanks_in(routing):
    resource = routing.RuleTemplate(
        [
            routing.Rule("/$name/", endpoint="$name.list"),
            routing.Rule("/${name}/<int:id>", endpoint="$name.show", methods=["GET"]),
        ]
    )
    url_map = routing.Map([resource(name="user"), resource(name="page")])
    assert rules_of(url_map) == [
        ("/page/", "page.list"),
        ("/page/<int:id>", "page.show"),
        ("/user/", "user.list"),
        ("/user/<int:id>", "user.show"),
    ]


def test_a_template_has_blanks_in_defaults_and_subdomains(routing):
    template = routing.RuleTemplate(
        [
            routing.Rule(
                "/",
                endpoint=("no", "text"),
                defaults={"lang": "$lang", "page": 1},
                subdomain="$lang",
            )
        ]
    )
    adapter = routing.Map([template({"lang": "en"})]).bind("example.com", subdomain="en")
    assert adapter.match("/") == (("no", "text"), {"lang": "en", "page": 1})


def test_a_blank_without_a_text_is_an_error(routing):
    template = routing.RuleTemplate([routing.Rule("/$name", endpoint="e")])
    with pytest.raises(KeyError, match="name"):
        routing.Map([template(other="x")])
