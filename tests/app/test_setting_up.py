"""Setting an app up, and the mistakes that are told before the first visitor comes."""

from __future__ import annotations

import pytest

import microflask

# After the first request


@pytest.fixture
def served(app, client):
    """An app that has handled a request."""
    client.get("/")
    return app


@pytest.mark.parametrize(
    "method",
    [
        "after_request",
        "before_request",
        "context_processor",
        "shell_context_processor",
        "teardown_appcontext",
        "teardown_request",
        "url_defaults",
        "url_value_preprocessor",
    ],
)
def test_hooks_come_before_the_first_request(served, method):
    with pytest.raises(
        AssertionError, match=f"The setup method '{method}' can no longer be called"
    ):
        getattr(served, method)(lambda *args: None)


@pytest.mark.parametrize(
    "method",
    [
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "route",
        "endpoint",
        "template_filter",
        "template_test",
        "template_global",
    ],
)
def test_what_decorates_views_comes_before_the_first_request(served, method):
    with pytest.raises(AssertionError, match="can no longer be called on the application"):
        getattr(served, method)("/")(lambda: "x")


def test_rules_come_before_the_first_request(served):
    with pytest.raises(AssertionError, match="'add_url_rule' can no longer be called"):
        served.add_url_rule("/", "index", lambda: "x")


def test_error_handlers_come_before_the_first_request(served):
    with pytest.raises(AssertionError, match="'errorhandler' can no longer be called"):
        served.errorhandler(404)(lambda error: "x")
    with pytest.raises(AssertionError, match="'register_error_handler' can no longer be called"):
        served.register_error_handler(404, lambda error: "x")


def test_blueprints_come_before_the_first_request(served, framework):
    with pytest.raises(AssertionError, match="'register_blueprint' can no longer be called"):
        served.register_blueprint(framework.Blueprint("late", "late"))


@pytest.mark.parametrize("add", ["add_template_filter", "add_template_test", "add_template_global"])
def test_template_functions_come_before_the_first_request(served, add):
    with pytest.raises(AssertionError, match=f"'{add}' can no longer be called"):
        getattr(served, add)(lambda: "x", "name")


def test_the_refusal_says_what_to_do():
    app = microflask.Flask("an_app")
    app.test_client().get("/")
    with pytest.raises(AssertionError) as error:
        app.before_request(lambda: None)
    assert "it has handled its first request" in str(error.value)
    assert "before it serves" in str(error.value)


def test_a_test_request_context_is_no_first_request(app):
    with app.test_request_context("/"):
        app.before_request(lambda: None)


def test_a_failed_request_is_a_first_request_too(app, client):
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/")
    with pytest.raises(AssertionError):
        app.before_request(lambda: None)


def test_the_set_up_can_be_opened_again_by_tools_that_know_what_they_do(served, client):
    served._got_first_request = False
    served.add_url_rule("/late", "late", lambda: "late")
    assert client.get("/late").text == "late"


# Endpoints


def test_an_endpoint_belongs_to_one_function(app):
    app.add_url_rule("/a", "thing", lambda: "a")
    with pytest.raises(AssertionError, match="View function mapping is overwriting an existing"):
        app.add_url_rule("/b", "thing", lambda: "b")


def test_the_same_function_may_have_its_endpoint_twice(app, client):
    def thing():
        return "thing"

    app.add_url_rule("/a", view_func=thing)
    app.add_url_rule("/b", view_func=thing)
    assert (client.get("/a").text, client.get("/b").text) == ("thing", "thing")


def test_the_error_names_both_functions_and_where_they_stand():
    app = microflask.Flask("an_app")

    def first():
        return "first"

    def second():
        return "second"

    app.add_url_rule("/a", "thing", first)
    with pytest.raises(AssertionError) as error:
        app.add_url_rule("/b", "thing", second)
    message = str(error.value)
    assert "'thing'" in message
    for function in (first, second):
        assert (
            f"{function.__qualname__!r} ({__file__}, line {function.__code__.co_firstlineno})"
            in (message)
        )


def test_the_error_names_an_object_without_code_by_its_class():
    class Greeter:
        def __call__(self):
            return "Hello"

    app = microflask.Flask("an_app")
    app.add_url_rule("/a", "thing", Greeter())
    with pytest.raises(AssertionError, match="Greeter object at"):
        app.add_url_rule("/b", "thing", Greeter())


# Rules


@pytest.mark.parametrize("decorator", ["route", "get", "post", "put", "delete", "patch"])
@pytest.mark.parametrize("part", [microflask.Flask("an_app"), microflask.Blueprint("b", __name__)])
def test_a_decorator_without_its_rule_says_what_is_missing(part, decorator):
    def about():
        return "About"

    words = r"The decorator of 'about' needs a rule: write @app\.route\('/about'\)"
    with pytest.warns(UserWarning, match=words) as caught:
        getattr(part, decorator)(about)
    assert caught[0].filename == __file__
    assert caught[0].lineno == about.__code__.co_firstlineno


@pytest.mark.parametrize(
    ("rule", "error_class"),
    [
        ("index", ValueError),
        ("", ValueError),
        ("/<nosuch:x>", LookupError),
        ("/<x", ValueError),
        ("/<int(:x>", ValueError),
        ("/<>", ValueError),
        ("/<int(bogus=1):x>", TypeError),
    ],
)
def test_a_malformed_rule_fails_when_it_is_added(app, rule, error_class):
    with pytest.raises(error_class):
        app.add_url_rule(rule, "index", lambda **values: "x")


def test_a_variable_that_comes_twice_fails_when_it_is_added():
    with pytest.raises(ValueError, match="x"):
        microflask.Flask("an_app").add_url_rule("/<x>/<x>", "index", lambda x: x)


@pytest.mark.parametrize(
    "rule", ["index", "/<nosuch:x>", "/<x>/<x>", "/<x", "/<int(:x>", "/<>", "/<int(bogus=1):x>"]
)
def test_the_error_quotes_the_rule(rule):
    app = microflask.Flask("an_app")
    with pytest.raises((ValueError, LookupError, TypeError)) as error:
        app.add_url_rule(rule, "index", lambda **values: "x")
    assert repr(rule) in str(error.value)


# The constructor


def test_an_instance_path_is_absolute(framework):
    with pytest.raises(ValueError, match="must be absolute"):
        framework.Flask("an_app", instance_path="here")


def test_an_error_handler_is_for_a_code_of_http(app):
    with pytest.raises(ValueError, match="999"):
        app.register_error_handler(999, lambda error: "x")


def test_an_error_handler_is_for_a_class_of_exceptions(app):
    with pytest.raises(ValueError, match="^'KeyboardInterrupt' is not a subclass of Exception"):
        app.register_error_handler(KeyboardInterrupt, lambda error: "x")
    with pytest.raises(TypeError, match="is an instance, not a class"):
        app.register_error_handler(ValueError("x"), lambda error: "x")


def test_what_is_no_class_at_all_is_quoted():
    with pytest.raises(
        TypeError, match="^'404' is neither an exception class nor an HTTP error code"
    ):
        microflask.Flask("an_app").register_error_handler("404", lambda error: "x")
