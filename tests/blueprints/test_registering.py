"""Registering blueprints: names, prefixes, subdomains, defaults, and what is refused."""

from __future__ import annotations

import pytest


@pytest.fixture
def blog(framework):
    blog = framework.Blueprint("blog", "blog")
    blog.add_url_rule("/posts", "posts", lambda **values: f"posts {sorted(values.items())}")
    return blog


def test_the_views_of_a_blueprint_are_served_by_the_app(app, client, blog):
    app.register_blueprint(blog)
    assert client.get("/posts").text == "posts []"


def test_endpoints_bear_the_name_of_the_blueprint(app, blog, framework):
    app.register_blueprint(blog)
    assert "blog.posts" in app.view_functions
    with app.test_request_context():
        assert framework.url_for("blog.posts") == "/posts"


def test_the_request_tells_the_blueprint(app, client, framework):
    blueprint = framework.Blueprint("blog", "blog")
    blueprint.add_url_rule(
        "/", "index", lambda: f"{framework.request.blueprint} {framework.request.endpoint}"
    )
    app.register_blueprint(blueprint)
    assert client.get("/").text == "blog blog.index"


def test_the_app_knows_its_blueprints(app, blog, framework):
    other = framework.Blueprint("other", "other")
    app.register_blueprint(blog)
    app.register_blueprint(other, name="renamed")
    assert app.blueprints == {"blog": blog, "renamed": other}
    assert list(app.iter_blueprints()) == [blog, other]


def test_a_blueprint_shows_its_name(framework):
    assert "'blog'" in repr(framework.Blueprint("blog", "blog"))


@pytest.mark.parametrize("decorator", ["get", "post", "put", "patch", "delete"])
def test_a_blueprint_has_the_decorators_of_an_app(app, client, framework, decorator):
    blueprint = framework.Blueprint("blog", "blog")
    getattr(blueprint, decorator)("/thing")(lambda: "done")
    app.register_blueprint(blueprint)
    assert client.open("/thing", method=decorator.upper()).text == "done"
    with pytest.raises(TypeError):
        getattr(framework.Blueprint("a", "a"), decorator)("/", methods=["GET"])


def test_a_rule_may_be_added_before_its_view(app, client, framework):
    blueprint = framework.Blueprint("blog", "blog")
    blueprint.add_url_rule("/thing", endpoint="thing")
    blueprint.endpoint("blog.thing")(lambda: "thing")
    app.register_blueprint(blueprint)
    assert client.get("/thing").text == "thing"


def test_options_are_passed_on(app, client, framework):
    blueprint = framework.Blueprint("blog", "blog")
    blueprint.add_url_rule(
        "/a/", "a", lambda: "a", strict_slashes=False, provide_automatic_options=False
    )
    app.register_blueprint(blueprint)
    assert (client.get("/a").text, client.options("/a/").status_code) == ("a", 405)


# URL prefixes


@pytest.mark.parametrize(
    ("prefix", "rule", "url"),
    [
        ("/blog", "/posts", "/blog/posts"),
        ("/blog/", "/posts", "/blog/posts"),
        ("/blog", "posts", "/blog/posts"),
        ("/blog", "/", "/blog/"),
        ("/blog", "", "/blog"),
        ("/blog/", "", "/blog/"),
        ("/", "/posts", "/posts"),
        ("/", "/", "/"),
        ("", "/posts", "/posts"),
        (None, "/posts", "/posts"),
        ("/<int:year>/", "/posts", "/2024/posts"),
    ],
)
def test_a_prefix_comes_before_each_rule(app, framework, prefix, rule, url):
    blueprint = framework.Blueprint("blog", "blog", url_prefix=prefix)
    blueprint.add_url_rule(rule, "page", lambda **values: "x")
    app.register_blueprint(blueprint)
    with app.test_request_context():
        assert (
            framework.url_for("blog.page", **({"year": 2024} if "<" in str(prefix) else {})) == url
        )


@pytest.mark.parametrize(
    ("of_blueprint", "of_registration", "url"),
    [
        ("/own", None, "/own/posts"),
        ("/own", "/other", "/other/posts"),
        ("/own", "", "/posts"),
        (None, "/other", "/other/posts"),
    ],
)
def test_the_prefix_of_the_registration_counts_more(
    app, client, framework, of_blueprint, of_registration, url
):
    blueprint = framework.Blueprint("blog", "blog", url_prefix=of_blueprint)
    blueprint.add_url_rule("/posts", "posts", lambda: "posts")
    app.register_blueprint(blueprint, url_prefix=of_registration)
    assert client.get(url).text == "posts"


# Defaults and subdomains


def test_defaults_hold_for_every_rule(app, client, framework):
    blueprint = framework.Blueprint("blog", "blog", url_defaults={"a": 1, "b": 1})
    blueprint.add_url_rule("/x", "x", lambda **values: str(sorted(values.items())))
    blueprint.add_url_rule(
        "/y", "y", lambda **values: str(sorted(values.items())), defaults={"b": 3, "c": 3}
    )
    app.register_blueprint(blueprint, url_defaults={"b": 2})
    assert client.get("/x").text == "[('a', 1), ('b', 2)]"
    assert client.get("/y").text == "[('a', 1), ('b', 3), ('c', 3)]"


def test_a_blueprint_may_lie_at_a_subdomain(framework):
    app = framework.Flask("an_app", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    blueprint = framework.Blueprint("blog", "blog", subdomain="blog")
    blueprint.add_url_rule("/", "index", lambda: "blog")
    blueprint.add_url_rule("/", "elsewhere", lambda: "elsewhere", subdomain="other")
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, name="again", subdomain="again")
    client = app.test_client()
    assert client.get("/", base_url="http://blog.example.com/").text == "blog"
    assert client.get("/", base_url="http://again.example.com/").text == "blog"
    assert client.get("/", base_url="http://other.example.com/").text == "elsewhere"
    assert client.get("/", base_url="http://example.com/").status_code == 404


# Registered more than once


def test_a_blueprint_may_be_registered_under_several_names(app, client, blog, framework):
    blog.add_url_rule("/where", "where", lambda: framework.url_for(".posts"))
    app.register_blueprint(blog, url_prefix="/a")
    app.register_blueprint(blog, url_prefix="/b", name="second")
    assert (client.get("/a/where").text, client.get("/b/where").text) == ("/a/posts", "/b/posts")


def test_a_blueprint_may_be_registered_on_several_apps(framework, blog):
    for number in range(2):
        app = framework.Flask(f"app{number}")
        app.register_blueprint(blog, url_prefix=f"/{number}")
        assert app.test_client().get(f"/{number}/posts").status_code == 200


def test_a_name_is_taken_once(app, blog, framework):
    app.register_blueprint(blog)
    with pytest.raises(
        ValueError, match="The name 'blog' is already registered for this blueprint"
    ):
        app.register_blueprint(blog, url_prefix="/b")
    with pytest.raises(ValueError, match="'blog' is already registered for a different blueprint"):
        app.register_blueprint(framework.Blueprint("blog", "other"))


def test_the_refusal_says_how_to_do_it(app, blog):
    app.register_blueprint(blog)
    with pytest.raises(ValueError, match="name=.*unique name"):
        app.register_blueprint(blog)


# Names


@pytest.mark.parametrize(("name", "message"), [("", "may not be empty"), ("a.b", "dot")])
def test_a_name_is_not_empty_and_has_no_dot(framework, name, message):
    with pytest.raises(ValueError, match=message):
        framework.Blueprint(name, "a")


def test_endpoints_and_names_of_views_have_no_dots(framework):
    blueprint = framework.Blueprint("blog", "blog")
    with pytest.raises(ValueError, match="'endpoint' may not contain a dot"):
        blueprint.add_url_rule("/", endpoint="a.b")
    with pytest.raises(ValueError, match="'endpoint' may not contain a dot"):
        blueprint.route("/", endpoint="a.b")(lambda: "x")

    def view():
        return "x"

    view.__name__ = "a.b"
    with pytest.raises(ValueError, match="'view_func' name may not contain a dot"):
        blueprint.add_url_rule("/", view_func=view)


# After it was registered


@pytest.mark.parametrize(
    "method",
    [
        *("before_request", "after_request", "teardown_request", "context_processor"),
        *("url_defaults", "url_value_preprocessor", "before_app_request", "after_app_request"),
        *("teardown_app_request", "app_context_processor", "app_url_defaults"),
        *("app_url_value_preprocessor", "record", "record_once"),
    ],
)
def test_hooks_come_before_the_registration(app, blog, method):
    app.register_blueprint(blog)
    with pytest.raises(
        AssertionError, match=f"The setup method '{method}' can no longer be called"
    ):
        getattr(blog, method)(lambda *args: None)


@pytest.mark.parametrize(
    "method",
    [
        *("get", "post", "put", "patch", "delete", "route", "endpoint", "errorhandler"),
        *("app_errorhandler", "app_template_filter", "app_template_test", "app_template_global"),
    ],
)
def test_decorators_come_before_the_registration(app, blog, method):
    app.register_blueprint(blog)
    with pytest.raises(AssertionError, match="can no longer be called on the blueprint 'blog'"):
        getattr(blog, method)(404)(lambda *args: None)


def test_rules_and_nested_blueprints_come_before_the_registration(app, blog, framework):
    app.register_blueprint(blog)
    with pytest.raises(AssertionError, match="'add_url_rule' can no longer be called"):
        blog.add_url_rule("/late", "late", lambda: "x")
    with pytest.raises(AssertionError, match="'register_blueprint' can no longer be called"):
        blog.register_blueprint(framework.Blueprint("late", "late"))


# Recording


def test_a_recorded_function_takes_each_registration(app, framework):
    states = []
    blueprint = framework.Blueprint("blog", "blog", url_prefix="/blog")
    blueprint.record(states.append)
    app.register_blueprint(blueprint, flavour="sweet")
    app.register_blueprint(blueprint, name="again", url_prefix="/again")
    first, second = states
    assert (first.app, first.blueprint) == (app, blueprint)
    assert (first.name, first.url_prefix, first.subdomain) == ("blog", "/blog", None)
    assert first.options == {"flavour": "sweet"}
    assert (second.name, second.url_prefix) == ("again", "/again")
    assert (first.first_registration, second.first_registration) == (True, False)


def test_a_function_that_is_recorded_once_is_called_once_for_an_app(app, framework):
    states = []
    blueprint = framework.Blueprint("blog", "blog")
    blueprint.record_once(states.append)
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, name="again")
    framework.Flask("other").register_blueprint(blueprint)
    assert [state.app.name for state in states] == ["an_app", "other"]


def test_a_recorded_function_may_add_rules(app, client, framework):
    blueprint = framework.Blueprint("blog", "blog", url_prefix="/blog")

    @blueprint.record
    def add(state):
        state.add_url_rule("/recorded", "recorded", lambda: "recorded")

    app.register_blueprint(blueprint)
    assert client.get("/blog/recorded").text == "recorded"
    assert "blog.recorded" in app.view_functions


def test_a_subclass_may_have_a_setup_state_of_its_own(app, client, framework):
    class State(framework.blueprints.BlueprintSetupState):
        def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
            super().add_url_rule(f"/v1{rule}", endpoint, view_func, **options)

    class Versioned(framework.Blueprint):
        def make_setup_state(self, app, options, first_registration=False):
            return State(self, app, options, first_registration)

    blueprint = Versioned("blog", "blog")
    blueprint.add_url_rule("/posts", "posts", lambda: "posts")
    app.register_blueprint(blueprint)
    assert client.get("/v1/posts").text == "posts"


def test_the_state_s_own_method_may_be_replaced(app, client, framework):
    """As extensions do that add rules in their own way."""
    blueprint = framework.Blueprint("blog", "blog")

    @blueprint.record
    def replace(state):
        add_url_rule = state.add_url_rule

        def add_in_capitals(rule, endpoint=None, view_func=None, **options):
            add_url_rule(rule.upper(), endpoint, view_func, **options)

        state.add_url_rule = add_in_capitals

    blueprint.add_url_rule("/posts", "posts", lambda: "posts")
    app.register_blueprint(blueprint)
    assert client.get("/POSTS").text == "posts"


def test_a_subclass_may_register_in_its_own_way(app, client, framework):
    class Own(framework.Blueprint):
        def register(self, app, options):
            super().register(app, {**options, "url_prefix": "/own"})

    blueprint = Own("blog", "blog")
    blueprint.add_url_rule("/posts", "posts", lambda: "posts")
    app.register_blueprint(blueprint)
    assert client.get("/own/posts").text == "posts"
