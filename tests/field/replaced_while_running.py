"""Programs replace methods, views and hooks of an app that has served already."""

from __future__ import annotations

import flask
import pytest
from flask import Blueprint, Flask, g
from werkzeug.exceptions import NotFound


@pytest.fixture
def app():
    app = Flask(__name__)

    @app.route("/")
    def index():
        return "index"

    @app.route("/broken")
    def broken():
        raise KeyError("broken")

    return app


@pytest.fixture(params=["a new app", "an app that has served"])
def client(request, app):
    """A client of the app, which may have planned its requests already."""
    client = app.test_client()
    if request.param == "an app that has served":
        assert client.get("/").text == "index"
        client.get("/missing")
    return client


def test_wsgi_app_is_assigned_on_an_instance(app, client):
    inner = app.wsgi_app

    def shouting(environ, start_response):
        return [chunk.upper() for chunk in inner(environ, start_response)]

    app.wsgi_app = shouting
    assert client.get("/").text == "INDEX"


def test_dispatch_request_is_assigned_on_an_instance(app, client):
    original = app.dispatch_request
    app.dispatch_request = lambda: f"<{original()}>"
    assert client.get("/").text == "<index>"


def test_handle_exception_is_assigned_on_an_instance(app, client):
    app.handle_exception = lambda error: app.make_response(f"handled {error!r}")
    assert client.get("/broken").text == "handled KeyError('broken')"


def test_handle_user_exception_is_assigned_on_an_instance(app, client):
    original = app.handle_user_exception

    def handle(error):
        return ("mine", 418) if isinstance(error, KeyError) else original(error)

    app.handle_user_exception = handle
    assert client.get("/broken").status_code == 418
    assert client.get("/missing").status_code == 404


@pytest.mark.parametrize("name", ["full_dispatch_request", "preprocess_request"])
def test_steps_between_are_assigned_on_an_instance(app, client, name):
    calls = []
    original = getattr(app, name)
    setattr(app, name, lambda *args: calls.append(name) or original(*args))
    app.before_request_funcs.setdefault(None, [])
    assert client.get("/").text == "index"
    assert calls == [name]


@pytest.mark.parametrize("name", ["process_response", "finalize_request", "make_response"])
def test_steps_after_the_view_are_assigned_on_an_instance(app, client, name):
    calls = []
    original = getattr(app, name)
    setattr(app, name, lambda *args, **more: calls.append(name) or original(*args, **more))
    assert client.get("/").text == "index"
    assert calls == [name]


class Counting:
    """Wrap a method as tools do that measure programs: it looks like the method itself."""

    def __init__(self, wrapped, calls):
        self.wrapped, self.calls = wrapped, calls

    def __get__(self, instance, owner=None):
        return type(self)(self.wrapped.__get__(instance, owner), self.calls)

    def __call__(self, *args, **kwargs):
        self.calls.append(self.wrapped.__name__)
        return self.wrapped(*args, **kwargs)

    def __getattr__(self, name):
        return getattr(self.wrapped, name)


STEPS = ["preprocess_request", "process_response", "do_teardown_request", "do_teardown_appcontext"]


@pytest.mark.parametrize("name", [*STEPS, "create_url_adapter", "request_context"])
def test_a_step_is_wrapped_on_the_class_by_what_looks_like_it(app, monkeypatch, name):
    calls = []
    monkeypatch.setattr(Flask, name, Counting(vars(Flask)[name], calls))
    assert app.test_client().get("/").text == "index"
    assert name in calls


@pytest.mark.parametrize("name", [*STEPS, "create_url_adapter", "request_context"])
def test_a_step_is_wrapped_on_an_instance_by_what_looks_like_it(app, client, name):
    calls = []
    setattr(app, name, Counting(getattr(app, name), calls))
    assert client.get("/").text == "index"
    assert name in calls


def test_call_is_replaced_on_the_class(app, client, monkeypatch):
    original = Flask.__call__
    seen = []

    def call(self, environ, start_response):
        seen.append(environ["PATH_INFO"])
        return original(self, environ, start_response)

    monkeypatch.setattr(Flask, "__call__", call)
    client.get("/")
    assert seen == ["/"]


def test_a_subclass_is_put_in_the_place_of_flask(monkeypatch):
    class Traced(flask.Flask):
        def full_dispatch_request(self):
            return self.make_response("traced")

    monkeypatch.setattr(flask, "Flask", Traced)
    from flask import Flask as Found

    app = Found(__name__)
    app.route("/")(lambda: "index")
    assert app.test_client().get("/").text == "traced"


def test_the_renderer_is_replaced_in_the_module(app, monkeypatch):
    original = flask.templating._render
    seen = []

    def render(*args, **kwargs):
        seen.append([type(argument).__name__ for argument in args])
        return original(*args, **kwargs)

    monkeypatch.setattr(flask.templating, "_render", render)
    with app.test_request_context():
        assert flask.render_template_string("{{ 1 + 1 }}") == "2"
    assert seen == [["Flask", "Template", "dict"]]


def test_a_view_is_rewritten(app, client):
    inner = app.view_functions["index"]
    app.view_functions["index"] = lambda: f"({inner()})"
    assert client.get("/").text == "(index)"


def test_all_views_are_rewritten(app, client):
    app.view_functions = {name: lambda **_: "replaced" for name in app.view_functions}
    assert client.get("/").text == "replaced"


def test_add_url_rule_is_replaced_on_a_blueprint_s_setup_state(app):
    blueprint = Blueprint("shop", __name__, url_prefix="/shop")
    blueprint.route("/tea")(lambda: "tea")

    def prefix(state):
        original = state.add_url_rule

        def add_url_rule(rule, *args, **kwargs):
            original(f"/v2{rule}", *args, **kwargs)

        state.add_url_rule = add_url_rule

    blueprint.deferred_functions.insert(0, prefix)
    app.register_blueprint(blueprint)
    assert app.test_client().get("/shop/v2/tea").text == "tea"


def append(registry, function):
    registry.setdefault(None, []).append(function)


def replace(registry, function):
    registry[None] = [function]


@pytest.mark.parametrize("change", [append, replace])
def test_before_request_hooks_are_changed_in_their_registry(app, client, change):
    change(app.before_request_funcs, lambda: "stopped")
    assert client.get("/").text == "stopped"


@pytest.mark.parametrize("change", [append, replace])
def test_after_request_hooks_are_changed_in_their_registry(app, client, change):
    def mark(response):
        response.headers["X-Mark"] = "yes"
        return response

    change(app.after_request_funcs, mark)
    assert client.get("/").headers["X-Mark"] == "yes"


@pytest.mark.parametrize("change", [append, replace])
def test_teardown_hooks_are_changed_in_their_registry(app, client, change):
    seen = []
    change(app.teardown_request_funcs, seen.append)
    client.get("/")
    assert seen == [None]


def test_hooks_are_removed_from_their_registry(app, client):
    app.before_request_funcs.setdefault(None, []).append(lambda: "stopped")
    assert client.get("/").text == "stopped"
    app.before_request_funcs[None].clear()
    assert client.get("/").text == "index"
    app.before_request_funcs[None].append(lambda: "again")
    assert client.get("/").text == "again"
    del app.before_request_funcs[None]
    assert client.get("/").text == "index"


def test_a_hook_goes_before_those_that_are_there(app, client):
    app.before_request_funcs.setdefault(None, []).append(lambda: "second")
    app.before_request_funcs[None].insert(0, lambda: "first")
    assert client.get("/").text == "first"


def test_a_registry_is_replaced_as_a_whole(app, client):
    app.before_request_funcs = {None: [lambda: "stopped"]}
    assert client.get("/").text == "stopped"


def test_teardowns_of_the_app_context_are_changed_in_their_list(app, client):
    seen = []
    app.teardown_appcontext_funcs.append(seen.append)
    client.get("/")
    app.teardown_appcontext_funcs.remove(seen.append)
    client.get("/")
    assert seen == [None]


def test_context_processors_are_changed_in_their_registry(app, client):
    app.template_context_processors[None].append(lambda: {"name": "Ada"})
    app.view_functions["index"] = lambda: flask.render_template_string("{{ name }}")
    assert client.get("/").text == "Ada"


def test_error_handlers_are_changed_in_their_registry(app, client):
    app.error_handler_spec[None][404][NotFound] = lambda error: ("nothing here", 404)
    assert client.get("/missing").text == "nothing here"
    del app.error_handler_spec[None][404][NotFound]
    assert "nothing here" not in client.get("/missing").text


def test_error_handlers_of_all_codes_are_read(app):
    app.errorhandler(404)(str)
    assert [code for code in app.error_handler_spec[None] if code] == [404]
    assert app.error_handler_spec["no such blueprint"] == {}


def test_handlers_of_build_errors_are_changed_in_their_list(app, client):
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"/built/{endpoint}")
    with app.test_request_context():
        assert flask.url_for("nowhere") == "/built/nowhere"


def test_url_defaults_are_changed_in_their_registry(app, client):
    def add_language(endpoint, values):
        values.setdefault("lang", "en")

    app.url_default_functions[None].append(add_language)
    with app.test_request_context():
        assert flask.url_for("index") == "/?lang=en"


def test_value_preprocessors_are_changed_in_their_registry(app, client):
    app.url_value_preprocessors[None].append(lambda endpoint, values: setattr(g, "seen", endpoint))
    app.view_functions["index"] = lambda: g.seen
    assert client.get("/").text == "index"


def test_blueprints_and_extensions_are_read_and_written(app):
    blueprint = Blueprint("shop", __name__)
    app.register_blueprint(blueprint)
    app.extensions["mine"] = 1
    assert app.blueprints["shop"] is blueprint
    assert app.blueprints == {"shop": blueprint}
    assert app.extensions == {"mine": 1}
