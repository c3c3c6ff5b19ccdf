"""Programs look into the contexts, keep things on them and compare them."""

from __future__ import annotations

import gc
import weakref

import flask
import pytest
from flask import current_app, g, request, session
from flask.ctx import AppContext, RequestContext
from flask.globals import _cv_app, _cv_request, app_ctx, request_ctx
from flask.sessions import SecureCookieSession
from werkzeug.local import LocalProxy


@pytest.fixture
def app():
    app = flask.Flask(__name__)
    app.secret_key = "not a secret"
    return app


def answer(app, view):
    """Return what *view* returns within a request."""
    app.add_url_rule("/", "view", view)
    return app.test_client().get("/")


def test_the_contexts_are_proxies_with_attributes_of_the_program_s_own(app):
    def view():
        request_ctx.mine = 1
        app_ctx.theirs = 2
        return [request_ctx.mine, app_ctx.theirs, hasattr(request_ctx, "nix")]

    assert answer(app, view).json == [1, 2, False]


def test_a_program_s_own_attributes_end_with_the_request(app):
    seen = []

    def view():
        seen.append(getattr(request_ctx, "mine", None))
        request_ctx.mine = 1
        return ""

    answer(app, view)
    app.test_client().get("/")
    assert seen == [None, None]


def test_the_session_of_a_context_is_replaced(app):
    def view():
        request_ctx._session = SecureCookieSession({"name": "Ada"})
        return session["name"]

    response = answer(app, view)
    assert response.text == "Ada"


def test_the_session_of_a_context_is_looked_at_without_being_read(app):
    def view():
        return str(request_ctx._session.accessed)

    response = answer(app, view)
    assert response.text == "False"
    assert "Cookie" not in response.vary


def test_a_request_context_is_weakly_referenced_and_compared_at_teardown(app):
    seen = []

    @app.before_request
    def remember():
        g.context = weakref.ref(request_ctx._get_current_object())

    @app.teardown_request
    def compare(error):
        seen.append(g.context() is request_ctx._get_current_object())

    answer(app, lambda: "")
    assert seen == [True]


def test_a_context_is_one_object_from_push_to_pop(app):
    seen = set()

    def look(*_):
        seen.add((id(app_ctx._get_current_object()), id(request_ctx._get_current_object())))

    app.before_request(look)
    app.teardown_request(look)
    answer(app, lambda: look() or "")
    assert len(seen) == 1


def test_the_identity_of_an_app_context_is_a_key(app):
    with app.app_context():
        outer = id(app_ctx._get_current_object())
        with app.app_context():
            assert id(app_ctx._get_current_object()) != outer
        assert id(app_ctx._get_current_object()) == outer
        with app.test_request_context():
            assert id(app_ctx._get_current_object()) == outer


def test_the_app_context_is_the_same_at_its_teardown(app):
    seen = []
    app.teardown_appcontext(lambda error: seen.append(id(app_ctx._get_current_object())))
    response = answer(app, lambda: str(id(app_ctx._get_current_object())))
    assert [str(number) for number in seen] == [response.text]


def test_context_variables_are_read_with_a_default(app):
    assert _cv_app.get(None) is None
    assert _cv_request.get(None) is None
    with app.app_context() as context:
        assert _cv_app.get(None) is context
        assert _cv_request.get(None) is None
        assert _cv_app.get().app is app
    with app.test_request_context() as context:
        assert _cv_request.get(None) is context
        assert _cv_app.get(None).app is app
        assert _cv_request.get().request is request._get_current_object()
    with pytest.raises(LookupError):
        _cv_app.get()
    with pytest.raises(LookupError):
        _cv_request.get()


def test_the_old_stacks_are_not_there():
    assert not hasattr(flask, "_request_ctx_stack")
    assert not hasattr(flask.globals, "_app_ctx_stack")


def test_the_current_app_is_had_itself(app):
    with app.app_context():
        assert current_app._get_current_object() is app
        assert current_app == app
    with pytest.raises(RuntimeError, match="outside of application context"):
        current_app._get_current_object()


def test_the_proxies_are_werkzeug_s():
    for proxy in (current_app, g, request, session, app_ctx, request_ctx):
        assert isinstance(proxy, LocalProxy)
        assert not proxy


def test_a_program_makes_proxies_of_its_own(app):
    user = LocalProxy(lambda: g.user)
    with app.app_context():
        g.user = "Ada"
        assert user == "Ada"
        assert user.upper() == "ADA"


def test_contexts_are_pushed_and_popped_by_hand(app):
    context = app.test_request_context("/a")
    context.push()
    assert request.path == "/a"
    context.pop()
    assert not request
    app_context = app.app_context()
    app_context.push()
    assert current_app
    app_context.pop()
    assert not current_app


def test_contexts_are_made_from_their_classes(app):
    with AppContext(app):
        assert current_app == app
    with RequestContext(app, {"REQUEST_METHOD": "GET", "SERVER_NAME": "a", "SERVER_PORT": "80",
                              "wsgi.url_scheme": "http"}):  # fmt: skip
        assert request.host == "a"
    with app.request_context(flask.testing.EnvironBuilder(app, "/b").get_environ()) as context:
        assert isinstance(context, RequestContext)
        assert request.path == "/b"


def test_a_context_ends_with_its_request(app):
    seen = []

    def view():
        seen.append(weakref.ref(request_ctx._get_current_object()))
        return ""

    answer(app, view)
    gc.collect()
    assert seen[0]() is None


def test_what_the_contexts_hold_is_read(app):
    with app.test_request_context("/?a=1") as context:
        assert context.app is app
        assert context.request.args["a"] == "1"
        assert context.url_adapter is request_ctx.url_adapter
        assert app_ctx.g is g._get_current_object()
        assert app_ctx.app is app


@pytest.mark.parametrize("name", ["request", "session"])
def test_the_context_of_the_app_has_nothing_of_the_request(app, name):
    with app.test_request_context():
        assert not hasattr(app_ctx, name)
        assert hasattr(request_ctx, name)


def test_who_looks_for_the_context_with_the_session_finds_that_of_the_inner_request(app):
    """Flask-SocketIO does, and pytest-flask has a request around each test."""
    with app.test_request_context(), app.test_request_context():
        context = app_ctx if hasattr(app_ctx, "session") else request_ctx
        context._session = SecureCookieSession({"name": "Ada"})
        assert session["name"] == "Ada"


def test_a_function_runs_after_this_request(app):
    def view():
        @flask.after_this_request
        def mark(response):
            response.headers["X-Mark"] = "yes"
            return response

        return ""

    assert answer(app, view).headers["X-Mark"] == "yes"
