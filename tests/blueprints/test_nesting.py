"""Blueprints in blueprints."""

from __future__ import annotations

from itertools import product

import pytest


def make(framework, name, **options):
    blueprint = framework.Blueprint(name, name, **options)
    blueprint.add_url_rule("/page", "page", lambda: framework.request.endpoint)
    return blueprint


@pytest.fixture
def family(framework):
    """A blueprint, its child and its grandchild."""
    parent = make(framework, "parent", url_prefix="/parent")
    child = make(framework, "child", url_prefix="/child")
    grandchild = make(framework, "grandchild", url_prefix="/grandchild")
    child.register_blueprint(grandchild)
    parent.register_blueprint(child)
    return parent, child, grandchild


def test_names_and_prefixes_are_joined(app, client, family):
    app.register_blueprint(family[0])
    assert client.get("/parent/page").text == "parent.page"
    assert client.get("/parent/child/page").text == "parent.child.page"
    assert client.get("/parent/child/grandchild/page").text == "parent.child.grandchild.page"
    assert list(app.blueprints) == ["parent", "parent.child", "parent.child.grandchild"]


def test_the_request_tells_all_its_blueprints(app, client, family, framework):
    family[2].add_url_rule("/names", "names", lambda: " ".join(framework.request.blueprints))
    app.register_blueprint(family[0])
    text = client.get("/parent/child/grandchild/names").text
    assert text == "parent.child.grandchild parent.child parent"


def test_a_relative_endpoint_is_of_the_innermost_blueprint(app, client, family, framework):
    family[1].add_url_rule("/url", "url", lambda: framework.url_for(".page"))
    app.register_blueprint(family[0])
    assert client.get("/parent/child/url").text == "/parent/child/page"


def test_a_blueprint_may_be_nested_under_another_name_and_prefix(app, client, framework):
    parent, child = make(framework, "parent"), make(framework, "child", url_prefix="/child")
    parent.register_blueprint(child, name="other", url_prefix="/other")
    app.register_blueprint(parent, url_prefix="/parent")
    assert client.get("/parent/other/page").text == "parent.other.page"


def test_a_blueprint_may_be_nested_twice_under_different_names(app, client, framework):
    parent, child = make(framework, "parent"), make(framework, "child")
    parent.register_blueprint(child, url_prefix="/one")
    parent.register_blueprint(child, url_prefix="/two", name="second")
    app.register_blueprint(parent)
    assert (client.get("/one/page").text, client.get("/two/page").text) == (
        "parent.child.page",
        "parent.second.page",
    )


def test_a_family_may_be_registered_under_several_names(app, client, family):
    parent = family[0]
    app.register_blueprint(parent)
    app.register_blueprint(parent, name="again", url_prefix="/again")
    assert client.get("/again/child/page").text == "again.child.page"
    assert client.get("/parent/child/page").text == "parent.child.page"


def test_a_name_is_taken_once_within_a_parent(app, framework):
    parent = make(framework, "parent")
    parent.register_blueprint(make(framework, "child"))
    parent.register_blueprint(make(framework, "child"))
    with pytest.raises(ValueError, match=r"'(parent\.)?child' is already registered"):
        app.register_blueprint(parent)


def test_equal_names_in_different_parents_do_not_meet(app, client, framework):
    for name in ("a", "b"):
        parent = make(framework, name, url_prefix=f"/{name}")
        parent.register_blueprint(make(framework, "child", url_prefix="/child"))
        app.register_blueprint(parent)
    assert client.get("/a/child/page").text == "a.child.page"
    assert client.get("/b/child/page").text == "b.child.page"


def test_a_blueprint_cannot_be_nested_in_itself(framework):
    blueprint = make(framework, "blog")
    with pytest.raises(ValueError, match="Cannot register a blueprint on itself"):
        blueprint.register_blueprint(blueprint)


def build_url(framework, app, **values):
    with app.test_request_context():
        return framework.url_for("parent.child.page", **values)


PREFIXES = [None, "", "/", "/a", "/a/"]


@pytest.mark.parametrize(("outer", "inner", "of_nesting"), [*product(PREFIXES, repeat=3)])
def test_prefixes_are_joined_as_in_flask(outer, inner, of_nesting):
    import flask

    import microflask

    def place(framework):
        app = framework.Flask("an_app")
        parent = framework.Blueprint("parent", "parent", url_prefix=outer)
        child = framework.Blueprint("child", "child", url_prefix=inner)
        child.add_url_rule("/page", "page", lambda: "x")
        child.add_url_rule("/", "root", lambda: "x")
        options = {} if of_nesting is None else {"url_prefix": of_nesting}
        parent.register_blueprint(child, **options)
        try:
            app.register_blueprint(parent)
        except ValueError as error:
            return type(error)
        return sorted(rule.rule for rule in app.url_map.iter_rules())

    assert place(microflask) == place(flask)


@pytest.mark.parametrize(
    ("outer", "inner", "of_nesting", "host"),
    [
        ("parent", "child", None, "child.parent"),
        ("parent", None, None, "parent"),
        (None, "child", None, "child"),
        ("parent", "child", "other", "other.parent"),
        (None, None, "other", "other"),
        ("parent", None, "other", "other.parent"),
    ],
)
def test_subdomains_are_joined(framework, outer, inner, of_nesting, host):
    app = framework.Flask("an_app", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    parent = framework.Blueprint("parent", "parent", subdomain=outer)
    child = make(framework, "child", subdomain=inner)
    parent.register_blueprint(child, **({} if of_nesting is None else {"subdomain": of_nesting}))
    app.register_blueprint(parent)
    response = app.test_client().get("/page", base_url=f"http://{host}.example.com/")
    assert response.text == "parent.child.page"


def test_defaults_of_the_parent_are_not_those_of_the_child(app, client, framework):
    parent = framework.Blueprint("parent", "parent", url_defaults={"a": 1})
    child = framework.Blueprint("child", "child")
    child.add_url_rule("/page", "page", lambda **values: str(values))
    parent.register_blueprint(child, url_defaults={"b": 2})
    app.register_blueprint(parent)
    assert client.get("/page").text == "{'b': 2}"


# Hooks


def test_hooks_run_from_the_outside_in_and_back(app, client, framework, family):
    calls = []

    def note(name, kind):
        def hook(*args):
            calls.append(f"{kind} {name}")
            return args[0] if kind == "after" else None

        return hook

    owners = [("app", app), *((blueprint.name, blueprint) for blueprint in family)]
    for name, owner in owners:
        owner.url_value_preprocessor(note(name, "preprocess"))
        owner.before_request(note(name, "before"))
        owner.after_request(note(name, "after"))
        owner.teardown_request(note(name, "teardown"))
    app.register_blueprint(family[0])
    client.get("/parent/child/grandchild/page")
    outside_in = ["app", "parent", "child", "grandchild"]
    assert calls == [
        *(f"preprocess {name}" for name in outside_in),
        *(f"before {name}" for name in outside_in),
        *(f"after {name}" for name in reversed(outside_in)),
        *(f"teardown {name}" for name in reversed(outside_in)),
    ]
    calls.clear()
    client.get("/parent/page")
    assert "before child" not in calls


def test_the_innermost_handler_of_an_error_is_taken(app, client, framework, family):
    app.register_error_handler(ZeroDivisionError, lambda error: "of the app")
    family[0].register_error_handler(ZeroDivisionError, lambda error: "of the parent")
    family[2].register_error_handler(ZeroDivisionError, lambda error: "of the grandchild")
    for blueprint in family:
        blueprint.add_url_rule("/error", "error", lambda: 1 / 0)
    app.register_blueprint(family[0])
    assert client.get("/parent/child/grandchild/error").text == "of the grandchild"
    assert client.get("/parent/child/error").text == "of the parent"
    assert client.get("/parent/error").text == "of the parent"


def test_url_defaults_run_from_the_outside_in(app, client, framework, family):
    app.url_defaults(lambda endpoint, values: values.update(who="app", a=1))
    family[0].url_defaults(lambda endpoint, values: values.update(who="parent", b=1))
    family[1].url_defaults(lambda endpoint, values: values.update(who="child", c=1))
    app.register_blueprint(family[0])
    assert build_url(framework, app) == "/parent/child/page?who=child&a=1&b=1&c=1"


def test_context_processors_of_all_are_asked(app, client, framework, family):
    app.context_processor(lambda: {"a": "app", "who": "app"})
    family[0].context_processor(lambda: {"b": "parent", "who": "parent"})
    family[1].context_processor(lambda: {"who": "child"})
    family[1].add_url_rule(
        "/template",
        "template",
        lambda: framework.render_template_string("{{ a }} {{ b }} {{ who }}"),
    )
    app.register_blueprint(family[0])
    assert client.get("/parent/child/template").text == "app parent child"
