"""Which handler answers an error: the search among all that are registered."""

from __future__ import annotations

import random

import flask
import pytest
from werkzeug.exceptions import (
    BadRequest,
    BadRequestKeyError,
    Conflict,
    Forbidden,
    Gone,
    HTTPException,
    InternalServerError,
    NotFound,
    RequestEntityTooLarge,
    default_exceptions,
)

import microflask


@pytest.fixture
def raising(app, client):
    """Return what a client gets where a view, of the app or of a blueprint, raises an error."""
    app.testing = False

    def ask(error, path="/"):
        def fail():
            raise error

        for endpoint in ("index", "blog.page"):
            app.view_functions[endpoint] = fail
        return client.get(path).text

    app.add_url_rule("/", "index")
    return ask


def answering(text):
    return lambda error: (text, 299)


# One handler


@pytest.mark.parametrize("key", [404, NotFound])
def test_a_handler_may_be_for_a_code_or_its_class(app, raising, key):
    app.register_error_handler(key, answering("not here"))
    assert raising(NotFound()) == "not here"


def test_a_handler_takes_the_error(app, raising):
    taken = []
    app.register_error_handler(LookupError, lambda error: taken.append(error) or "handled")
    error = KeyError("x")
    raising(error)
    assert taken == [error]


def test_a_handler_answers_with_what_a_view_may_return(app, client):
    app.register_error_handler(404, lambda error: ({"error": error.code}, 404, {"X-A": "1"}))
    response = client.get("/missing")
    assert (response.status_code, response.json, response.headers["X-A"]) == (
        404,
        {"error": 404},
        "1",
    )


def test_the_status_is_200_where_a_handler_does_not_say_another(app, client):
    app.register_error_handler(404, lambda error: "not here")
    assert client.get("/missing").status_code == 200


def test_the_decorator_returns_the_function_itself(app):
    def handle(error):
        return "handled"

    assert app.errorhandler(404)(handle) is handle


@pytest.mark.parametrize("code", sorted(default_exceptions))
def test_there_may_be_a_handler_for_every_error_code(app, client, framework, code):
    app.testing = False
    app.register_error_handler(code, lambda error: (f"handled {error.code}", error.code))
    app.add_url_rule("/", "index", lambda: framework.abort(code))
    response = client.get("/")
    assert (response.status_code, response.text) == (code, f"handled {code}")


# Classes


def test_a_handler_for_a_class_is_for_its_subclasses_too(app, raising):
    app.register_error_handler(LookupError, answering("lookup"))
    assert raising(KeyError("x")) == "lookup"
    assert raising(IndexError("x")) == "lookup"


def test_the_nearest_class_is_taken(app, raising):
    app.register_error_handler(Exception, answering("exception"))
    app.register_error_handler(LookupError, answering("lookup"))
    app.register_error_handler(KeyError, answering("key"))
    assert raising(KeyError("x")) == "key"
    assert raising(IndexError("x")) == "lookup"
    assert raising(ZeroDivisionError()) == "exception"


def test_nearness_is_the_order_of_resolution(app, raising):
    class First(Exception):
        pass

    class Second(Exception):
        pass

    class Both(First, Second):
        pass

    app.register_error_handler(Second, answering("second"))
    assert raising(Both()) == "second"
    app.error_handler_spec[None][None][First] = answering("first")
    assert raising(Both()) == "first"


def test_a_handler_for_http_exceptions_is_for_all_of_them(app, raising):
    app.register_error_handler(HTTPException, answering("http"))
    assert [raising(error) for error in (NotFound(), Forbidden(), BadRequestKeyError("x"))] == [
        "http"
    ] * 3


def test_a_handler_for_a_class_of_http_exceptions_is_not_for_its_parents(app, raising):
    app.register_error_handler(BadRequestKeyError, answering("key"))
    assert raising(BadRequestKeyError("x")) == "key"
    assert raising(BadRequest()) != "key"


def test_a_key_error_of_a_form_is_a_bad_request_and_a_key_error(app, raising):
    app.register_error_handler(KeyError, answering("key"))
    assert raising(BadRequestKeyError("x")) == "key"


def test_an_own_http_exception_has_a_handler(app, raising):
    class Teapot(HTTPException):
        code = 799

    app.register_error_handler(Teapot, answering("short and stout"))
    assert raising(Teapot()) == "short and stout"


def test_an_own_subclass_is_served_by_the_handler_of_its_code(app, raising):
    class Lost(NotFound):
        pass

    app.register_error_handler(404, answering("by code"))
    assert raising(Lost()) == "by code"


def test_a_subclass_with_another_code_is_not_served_by_the_code_of_its_parent(app, raising):
    class Moved(NotFound):
        code = 799

    app.register_error_handler(404, answering("by code"))
    app.register_error_handler(HTTPException, answering("by class"))
    assert raising(Moved()) == "by class"


def test_the_handler_that_was_registered_last_is_taken(app, raising):
    app.register_error_handler(404, answering("first"))
    app.register_error_handler(NotFound, answering("second"))
    assert raising(NotFound()) == "second"


# Codes before classes, blueprints before the app


def test_a_code_counts_more_than_a_class(app, raising):
    app.register_error_handler(HTTPException, answering("class"))
    app.register_error_handler(409, answering("code"))
    assert raising(Conflict()) == "code"


@pytest.fixture
def blog(app, framework):
    blueprint = framework.Blueprint("blog", "blog", url_prefix="/blog")
    blueprint.add_url_rule("/", endpoint="page")
    return blueprint


def test_a_blueprint_counts_more_than_the_app(app, raising, blog):
    app.register_error_handler(Gone, answering("app"))
    blog.register_error_handler(Gone, answering("blueprint"))
    app.register_blueprint(blog)
    assert raising(Gone(), "/blog/") == "blueprint"
    assert raising(Gone()) == "app"


def test_a_code_of_the_app_counts_more_than_a_class_of_a_blueprint(app, raising, blog):
    blog.register_error_handler(HTTPException, answering("class of the blueprint"))
    app.register_error_handler(404, answering("code of the app"))
    app.register_blueprint(blog)
    assert raising(NotFound(), "/blog/") == "code of the app"
    assert raising(Forbidden(), "/blog/") == "class of the blueprint"


def test_a_far_class_of_a_blueprint_counts_more_than_a_near_one_of_the_app(app, raising, blog):
    blog.register_error_handler(Exception, answering("blueprint"))
    app.register_error_handler(KeyError, answering("app"))
    app.register_blueprint(blog)
    assert raising(KeyError("x"), "/blog/") == "blueprint"


def test_an_http_exception_is_no_matter_of_a_handler_for_its_code_s_parent(app, raising):
    app.register_error_handler(Exception, answering("exception"))
    assert raising(NotFound()) == "exception"


# Any set of handlers


class Lost(NotFound):
    pass


class Own(HTTPException):
    code = 799


class Mixed(KeyError, ZeroDivisionError):
    pass


KEYS = [
    *(Exception, LookupError, KeyError, ZeroDivisionError, Mixed, HTTPException, NotFound, Lost),
    *(Own, BadRequest, BadRequestKeyError, InternalServerError, RequestEntityTooLarge),
    *(400, 404, 413, 500),
]
RAISED = [
    *(KeyError, IndexError, ZeroDivisionError, Mixed, NotFound, Lost, Own, BadRequest, Gone),
    *(BadRequestKeyError, InternalServerError, RequestEntityTooLarge),
]


@pytest.mark.parametrize("seed", range(40))
def test_the_search_is_flask_s(seed):
    """Random handlers of an app and of two blueprints, one in the other; every error asked."""
    choice = random.Random(seed)
    registered = [
        (choice.choice(["app", "outer", "inner"]), choice.choice(KEYS), f"handler {number}")
        for number in range(choice.randrange(1, 9))
    ]

    def answers(framework):
        app = framework.Flask("an_app")
        outer = framework.Blueprint("outer", "outer", url_prefix="/outer")
        inner = framework.Blueprint("inner", "inner", url_prefix="/inner")
        owners = {"app": app, "outer": outer, "inner": inner}
        for owner, key, text in registered:
            owners[owner].register_error_handler(key, answering(text))
        for owner in owners.values():
            owner.add_url_rule("/<int:number>", "page", fail)
        outer.register_blueprint(inner)
        app.register_blueprint(outer)
        app.logger.disabled = True
        client = app.test_client()
        return [
            client.get(f"{prefix}/{number}").text
            for prefix in ("", "/outer", "/outer/inner")
            for number in range(len(RAISED))
        ]

    def fail(number):
        raise RAISED[number]()

    assert answers(microflask) == answers(flask)


@pytest.mark.parametrize(
    ("key", "error"),
    [("404", TypeError), (None, TypeError), (KeyError(), TypeError), (int, ValueError)],
)
def test_a_handler_is_for_a_code_or_a_class_of_exceptions(app, key, error):
    with pytest.raises(error):
        app.register_error_handler(key, lambda error: "")
