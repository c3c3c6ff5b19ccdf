"""What an app is made of: classes that a subclass or an assignment may replace, and middleware."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

import pytest
import werkzeug.routing
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix


@pytest.fixture
def make_app(framework):
    """Make an app of a subclass that has these attributes."""

    def make(**attributes):
        app = type("Flask", (framework.Flask,), attributes)("an_app")
        app.testing = True
        return app

    return make


def test_responses_are_of_the_response_class(framework, make_app):
    class Signed(framework.Response):
        default_mimetype = "text/plain"

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.headers["X-Signed"] = "yes"

    app = make_app(response_class=Signed)
    app.add_url_rule("/", "index", lambda: "text")
    app.add_url_rule("/json", "json", lambda: {"a": 1})
    app.add_url_rule("/stream", "stream", lambda: iter("ab"))
    app.add_url_rule("/made", "made", lambda: framework.make_response("made", 201))
    client = app.test_client()
    for path in ("/", "/json", "/stream", "/made"):
        assert client.get(path).headers["X-Signed"] == "yes", path
    assert client.get("/").content_type == "text/plain; charset=utf-8"


def test_errors_and_redirects_are_of_the_response_class_too(framework, make_app):
    class Signed(framework.Response):
        def get_wsgi_headers(self, environ):
            headers = super().get_wsgi_headers(environ)
            headers["X-Signed"] = "yes"
            return headers

    app = make_app(response_class=Signed)
    app.add_url_rule("/", "index", lambda: framework.redirect("/next"))
    app.add_url_rule("/error", "error", lambda: framework.abort(403))
    client = app.test_client()
    for path in ("/", "/error", "/missing"):
        assert client.get(path).headers["X-Signed"] == "yes", path
    assert client.options("/").headers["X-Signed"] == "yes"


def test_another_response_becomes_one_of_the_response_class(framework, make_app):
    class Mine(framework.Response):
        pass

    app = make_app(response_class=Mine)
    with app.test_request_context("/"):
        assert type(app.make_response(framework.Response("x", 201))) is Mine


def test_requests_are_of_the_request_class(framework, make_app):
    class Polite(framework.Request):
        @property
        def greeting(self):
            return f"Hello, {self.args['name']}"

    app = make_app(request_class=Polite)
    app.add_url_rule("/", "index", lambda: framework.request.greeting)
    assert app.test_client().get("/?name=Ada").text == "Hello, Ada"


def test_a_request_class_may_decide_the_method(framework, make_app):
    class Overridden(framework.Request):
        def __init__(self, environ, *args, **kwargs):
            super().__init__(environ, *args, **kwargs)
            self.method = environ.get("HTTP_X_METHOD", "GET")

    app = make_app(request_class=Overridden)
    app.add_url_rule("/", "index", lambda: framework.request.method, methods=["GET", "POST"])
    client = app.test_client()
    assert client.post("/", headers={"X-Method": "PUT"}).text == "PUT"


def test_a_request_class_may_look_at_each_environ(framework, make_app):
    seen = []

    class Watching(framework.Request):
        def __init__(self, environ, populate_request=True, shallow=False):
            super().__init__(environ, populate_request, shallow)
            seen.append(environ["PATH_INFO"])

    app = make_app(request_class=Watching)
    app.test_client().get("/a")
    assert seen == ["/a"]


def test_rules_are_of_the_rule_class(framework, make_app):
    routing = _routing_of(framework)

    class Prefixed(routing.Rule):
        def __init__(self, string, *args, **kwargs):
            super().__init__(f"/v1{string}", *args, **kwargs)

    app = make_app(url_rule_class=Prefixed)
    app.add_url_rule("/thing", "thing", lambda: "thing")
    client = app.test_client()
    assert (client.get("/v1/thing").text, client.get("/thing").status_code) == ("thing", 404)
    assert {type(rule) for rule in app.url_map.iter_rules()} == {Prefixed}


def test_the_map_is_of_the_map_class(framework, make_app):
    routing = _routing_of(framework)

    class Forgiving(routing.Map):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.strict_slashes = False

    app = make_app(url_map_class=Forgiving)
    app.add_url_rule("/thing/", "thing", lambda: "thing")
    assert app.test_client().get("/thing").text == "thing"


def _routing_of(framework):
    return (
        werkzeug.routing if framework.__name__ == "flask" else import_module("microflask.routing")
    )


def test_g_is_of_the_globals_class(framework, make_app):
    class Counting(framework.ctx._AppCtxGlobals):
        count = 0

        def next(self):
            self.count += 1
            return self.count

    app = make_app(app_ctx_globals_class=Counting)
    app.add_url_rule("/", "index", lambda: f"{framework.g.next()} {framework.g.next()}")
    client = app.test_client()
    assert [client.get("/").text, client.get("/").text] == ["1 2", "1 2"]


def test_the_configuration_is_of_the_config_class(framework, make_app):
    class Config(framework.Config):
        def __getitem__(self, key):
            return super().__getitem__(key.upper())

    app = make_app(config_class=Config)
    assert app.config["testing"] is True


def test_default_settings_may_be_others(framework):
    class Own(framework.Flask):
        default_config = {**framework.Flask.default_config, "COLOUR": "red"}

    assert Own("an_app").config["COLOUR"] == "red"


def test_json_is_the_work_of_the_provider_class(framework, make_app):
    provider = import_module(f"{framework.__name__}.json.provider")

    class Sets(provider.DefaultJSONProvider):
        @staticmethod
        def default(value):
            return sorted(value)

    app = make_app(json_provider_class=Sets)
    app.add_url_rule("/", "index", lambda: {"a": {3, 1}})
    app.add_url_rule("/list", "list", lambda: framework.jsonify({2, 1}))
    client = app.test_client()
    assert (client.get("/").json, client.get("/list").json) == ({"a": [1, 3]}, [1, 2])


def test_abort_is_the_work_of_the_aborter_class(framework, make_app):
    class Teapot(HTTPException):
        code = 418
        description = "short and stout"

    class Aborter(import_module("werkzeug.exceptions").Aborter):
        def __init__(self):
            super().__init__()
            self.mapping[418] = Teapot

    app = make_app(aborter_class=Aborter)
    app.add_url_rule("/", "index", lambda: framework.abort(418))
    assert "short and stout" in app.test_client().get("/").text


def test_the_aborter_may_be_made_by_a_method(framework, make_app):
    def make_aborter(self):
        return import_module("werkzeug.exceptions").Aborter({799: HTTPException})

    app = make_app(make_aborter=make_aborter)
    with app.app_context(), pytest.raises(HTTPException):
        framework.abort(799)


def test_the_constructor_s_parts_may_be_made_by_methods(make_app, framework):
    def make_config(self, instance_relative=False):
        config = super(type(self), self).make_config(instance_relative)
        config["COLOUR"] = "red"
        return config

    def auto_find_instance_path(self):
        return "/instances/of/mine"

    app = make_app(make_config=make_config, auto_find_instance_path=auto_find_instance_path)
    assert (app.config["COLOUR"], app.instance_path) == ("red", "/instances/of/mine")


def test_converters_are_added_to_the_map(app, client, framework):
    class ListConverter(_routing_of(framework).BaseConverter):
        def to_python(self, value):
            return value.split(",")

        def to_url(self, value):
            return ",".join(super(ListConverter, self).to_url(part) for part in value)

    app.url_map.converters["list"] = ListConverter
    app.add_url_rule("/<list:names>", "names", lambda names: "|".join(names))
    assert client.get("/1,2,3").text == "1|2|3"
    with app.test_request_context():
        assert framework.url_for("names", names=["a", "b"]) == "/a,b"


def test_a_converter_of_werkzeug_s_may_be_added(app, client, framework):
    class Upper(werkzeug.routing.BaseConverter):
        def to_python(self, value):
            return value.upper()

        def to_url(self, value):
            return value.lower()

    app.url_map.converters["upper"] = Upper
    app.add_url_rule("/<upper:name>", "name", lambda name: name)
    assert client.get("/ada").text == "ADA"
    with app.test_request_context():
        assert framework.url_for("name", name="ADA") == "/ada"


@pytest.mark.parametrize("failure", ["not found", "an error"])
def test_a_converter_may_refuse_with_an_error_page(app, client, framework, failure):
    class Picky(_routing_of(framework).BaseConverter):
        def to_python(self, value):
            if failure == "not found":
                framework.abort(410)
            raise ZeroDivisionError

    app.url_map.converters["picky"] = Picky
    app.add_url_rule("/<picky:name>", "name", lambda name: name)
    if failure == "not found":
        assert client.get("/x").status_code == 410
    else:
        with pytest.raises(ZeroDivisionError):
            client.get("/x")


# Middleware


def test_middleware_wraps_the_wsgi_app(app, client):
    class Shouting:
        def __init__(self, wsgi_app):
            self.wsgi_app = wsgi_app

        def __call__(self, environ, start_response):
            environ["PATH_INFO"] = environ["PATH_INFO"].lower()
            return [part.upper() for part in self.wsgi_app(environ, start_response)]

    app.wsgi_app = Shouting(app.wsgi_app)
    app.add_url_rule("/hello", "hello", lambda: "hello")
    assert client.get("/HELLO").text == "HELLO"


def test_several_middlewares_wrap_one_another(app, client):
    def tagged(wsgi_app, tag):
        def call(environ, start_response):
            return [tag, *wsgi_app(environ, start_response)]

        return call

    app.add_url_rule("/", "index", lambda: "x")
    app.wsgi_app = tagged(app.wsgi_app, b"a")
    app.wsgi_app = tagged(app.wsgi_app, b"b")
    assert client.get("/").text == "bax"


def test_middleware_may_answer_without_the_app(app, client):
    from werkzeug.wrappers import Response

    app.wsgi_app = Response("closed", 503)
    assert (client.get("/").status_code, client.get("/").text) == (503, "closed")


def test_the_proxy_s_word_on_the_client_is_taken_from_middleware(app, client, framework):
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1, x_prefix=1)

    @app.get("/")
    def index():
        request = framework.request
        return f"{request.remote_addr} {request.url} {framework.url_for('index')}"

    headers = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "example.com",
        "X-Forwarded-Prefix": "/shop",
    }
    assert client.get("/", headers=headers).text == "1.2.3.4 https://example.com/shop/ /shop/"


def test_apps_may_be_mounted_in_one_another(framework):
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    front, back = framework.Flask("front"), framework.Flask("back")
    front.add_url_rule("/", "index", lambda: framework.current_app.name)
    back.add_url_rule("/here/", "here", lambda: framework.url_for("here"))
    front.wsgi_app = DispatcherMiddleware(front.wsgi_app, {"/back": back})
    client = front.test_client()
    assert [client.get(path).text for path in ("/", "/back/here/")] == ["front", "/back/here/"]
    assert client.get("/back/here").location == "http://localhost/back/here/"


# Names


def test_the_name_of_an_app_is_that_of_its_module(framework):
    assert framework.Flask("a_module").name == "a_module"
    assert repr(framework.Flask("a_module")) == "<Flask 'a_module'>"


def test_the_name_of_a_script_is_that_of_its_file(framework, monkeypatch):
    script = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", script)
    options = {"import_name": "__main__", "root_path": "/", "instance_path": "/"}
    assert framework.Flask(**options).name == "__main__"
    script.__file__ = "/somewhere/tool.py"
    assert framework.Flask(**options).name == "tool"
