"""Methods of an app that programs call or override although few pages tell of them."""

from __future__ import annotations

import flask
import pytest
from flask import request
from werkzeug.exceptions import BadRequest, NotFound


@pytest.fixture
def app():
    return flask.Flask(__name__)


def test_make_default_options_response_is_called(app):
    app.add_url_rule("/", "index", lambda: "", methods=["GET", "PUT"])
    with app.test_request_context("/"):
        allowed = set(app.make_default_options_response().allow)
        assert allowed == {"GET", "HEAD", "OPTIONS", "PUT"}


def test_make_default_options_response_is_overridden():
    class App(flask.Flask):
        def make_default_options_response(self):
            response = super().make_default_options_response()
            response.headers["X-Options"] = "mine"
            return response

    app = App(__name__)
    app.add_url_rule("/", "index", lambda: "")
    assert app.test_client().options("/").headers["X-Options"] == "mine"


def test_ensure_sync_is_called(app):
    async def view():
        return "async"

    def plain():
        return "plain"

    assert app.ensure_sync(view)() == "async"
    assert app.ensure_sync(plain)() == "plain"


def test_ensure_sync_is_overridden():
    class App(flask.Flask):
        def ensure_sync(self, func):
            seen.append(func.__name__)
            return super().ensure_sync(func)

    seen = []
    app = App(__name__)

    @app.before_request
    def hook():
        pass

    @app.route("/")
    def index():
        return "index"

    assert app.test_client().get("/").text == "index"
    assert {"hook", "index"} <= set(seen)


def test_async_to_sync_is_overridden():
    class App(flask.Flask):
        def async_to_sync(self, func):
            return lambda *args, **kwargs: "made sync"

    async def view():
        return "async"

    app = App(__name__)
    app.add_url_rule("/", "view", view)
    assert app.test_client().get("/").text == "made sync"


def test_raise_routing_exception_is_overridden():
    class App(flask.Flask):
        def raise_routing_exception(self, request):
            raise BadRequest(f"not {request.path}")

    response = App(__name__).test_client().get("/nix")
    assert response.status_code == 400
    assert "not /nix" in response.text


def test_got_first_request_is_read_and_reset(app):
    assert app._got_first_request is False
    app.test_client().get("/")
    assert app._got_first_request is True
    app._got_first_request = False
    app.add_url_rule("/late", "late", lambda: "late")
    assert app.test_client().get("/late").text == "late"


def test_log_exception_is_overridden():
    class App(flask.Flask):
        def log_exception(self, exc_info):
            seen.append(exc_info[0])

    seen = []
    app = App(__name__)
    app.add_url_rule("/", "index", lambda: 1 / 0)
    assert app.test_client().get("/").status_code == 500
    assert seen == [ZeroDivisionError]


def test_jinja_options_are_set_on_a_class_and_on_an_instance():
    class App(flask.Flask):
        jinja_options = {"trim_blocks": True}

    assert App(__name__).jinja_env.trim_blocks is True
    app = flask.Flask(__name__)
    app.jinja_options = {**app.jinja_options, "extensions": ["jinja2.ext.do"]}
    with app.app_context():
        assert flask.render_template_string("{% do [].append(1) %}x") == "x"


def test_jinja_environment_is_a_class_of_the_program_s(app):
    class Environment(flask.Flask.jinja_environment):
        """A program's own environment."""

    class App(flask.Flask):
        jinja_environment = Environment

    assert type(App(__name__).jinja_env) is Environment


def test_create_jinja_environment_is_overridden():
    class App(flask.Flask):
        def create_jinja_environment(self):
            environment = super().create_jinja_environment()
            environment.globals["answer"] = 42
            return environment

    with App(__name__).app_context():
        assert flask.render_template_string("{{ answer }}") == "42"


def test_select_jinja_autoescape_is_overridden():
    class App(flask.Flask):
        def select_jinja_autoescape(self, filename):
            return False

    with App(__name__).app_context():
        assert flask.render_template_string("{{ '<a>' }}") == "<a>"


def test_update_template_context_is_called_and_overridden():
    class App(flask.Flask):
        def update_template_context(self, context):
            super().update_template_context(context)
            context["name"] = "Ada"

    app = App(__name__)
    app.context_processor(lambda: {"other": "Bob"})
    with app.test_request_context():
        assert flask.render_template_string("{{ name }} {{ other }}") == "Ada Bob"
        context = {}
        app.update_template_context(context)
        assert context["other"] == "Bob"
        assert context["request"].path == "/"


def test_inject_url_defaults_is_called_and_overridden():
    class App(flask.Flask):
        def inject_url_defaults(self, endpoint, values):
            super().inject_url_defaults(endpoint, values)
            values.setdefault("lang", "en")

    app = App(__name__)
    app.add_url_rule("/<lang>/", "index", str)
    app.url_defaults(lambda endpoint, values: values.setdefault("q", endpoint))
    with app.test_request_context():
        assert flask.url_for("index") == "/en/?q=index"
        values = {}
        app.inject_url_defaults("index", values)
        assert values == {"q": "index", "lang": "en"}


def test_should_ignore_error_is_overridden():
    class App(flask.Flask):
        def should_ignore_error(self, error):
            return True

    seen = []
    app = App(__name__)
    app.testing = True
    app.teardown_request(seen.append)
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/")
    assert seen == [None]


def test_trap_http_exception_is_overridden():
    class App(flask.Flask):
        def trap_http_exception(self, e):
            return isinstance(e, NotFound)

    app = App(__name__)
    app.testing = True
    with pytest.raises(NotFound):
        app.test_client().get("/nix")


def test_a_request_is_dispatched_by_hand(app):
    app.add_url_rule("/<name>", "hello", lambda name: f"hello {name}")
    with app.test_request_context("/ada"):
        assert app.preprocess_request() is None
        assert app.dispatch_request() == "hello ada"
        assert app.full_dispatch_request().get_data(as_text=True) == "hello ada"
        assert app.view_functions[request.endpoint](**request.view_args) == "hello ada"
        assert app.handle_user_exception(NotFound()).code == 404
        response = app.process_response(app.make_response("x"))
        assert response.get_data(as_text=True) == "x"


def test_a_test_clients_environ_is_asked_for_without_a_request(app):
    app.add_url_rule("/", "index", lambda: "", methods=["GET"])
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    client.set_cookie("size", "small")

    made = client._request_from_builder_args(args=(), kwargs={"path": "/live?room=1"})
    client._add_cookies_to_wsgi(made.environ)

    with app.request_context(made.environ):
        assert request.path == "/live"
        assert request.args["room"] == "1"
        assert request.remote_addr == "192.0.2.7"
        assert request.cookies["size"] == "small"
