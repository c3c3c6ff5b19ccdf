"""A subclass of the app may do each step of a request in its own way."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import HTTPException, NotFound


@pytest.fixture
def make_app(framework):
    """Make an app of a subclass with these methods, a page, and a page that fails."""

    def make(**methods):
        app = type("Own", (framework.Flask,), methods)("an_app")
        app.add_url_rule("/", "index", lambda: "index")
        app.add_url_rule("/<int:number>", "number", lambda number: f"number {number}")
        app.add_url_rule("/error", "error", lambda: 1 / 0)
        return app

    return make


def get(app, path="/", **options):
    return app.test_client().get(path, **options).text


def test_call(make_app, framework):
    def __call__(self, environ, start_response):
        environ["PATH_INFO"] = "/7"
        return framework.Flask.__call__(self, environ, start_response)

    assert get(make_app(__call__=__call__)) == "number 7"


def test_wsgi_app(make_app, framework):
    def wsgi_app(self, environ, start_response):
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/v1")
        return framework.Flask.wsgi_app(self, environ, start_response)

    assert get(make_app(wsgi_app=wsgi_app), "/v1/7") == "number 7"


def test_request_context(make_app, framework):
    def request_context(self, environ):
        context = framework.Flask.request_context(self, environ)
        context.note = "noted"
        return context

    app = make_app(request_context=request_context)
    app.view_functions["index"] = lambda: framework.globals.request_ctx.note
    assert get(app) == "noted"


def test_a_request_context_of_an_own_class(make_app, framework):
    class Context(framework.ctx.RequestContext):
        def match_request(self):
            super().match_request()
            if self.request.view_args:
                self.request.view_args["number"] += 1

    app = make_app(request_context=lambda self, environ: Context(self, environ))
    assert (get(app), get(app, "/7")) == ("index", "number 8")


def test_create_url_adapter(make_app, framework):
    def create_url_adapter(self, request):
        adapter = framework.Flask.create_url_adapter(self, request)
        if request is not None and "X-Path" in request.headers:
            adapter.path_info = request.headers["X-Path"]
        return adapter

    app = make_app(create_url_adapter=create_url_adapter)
    assert get(app, headers={"X-Path": "/7"}) == "number 7"


def test_full_dispatch_request(make_app, framework):
    def full_dispatch_request(self):
        response = framework.Flask.full_dispatch_request(self)
        response.set_data(response.get_data() + b"!")
        return response

    assert get(make_app(full_dispatch_request=full_dispatch_request)) == "index!"


def test_preprocess_request(make_app, framework):
    def preprocess_request(self):
        answer = framework.Flask.preprocess_request(self)
        return answer or ("closed" if framework.request.path == "/" else None)

    app = make_app(preprocess_request=preprocess_request)
    assert (get(app), get(app, "/7")) == ("closed", "number 7")


def test_dispatch_request(make_app, framework):
    """As extensions do that hand the view more than the URL says."""

    def dispatch_request(self):
        request = framework.request
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        view = self.ensure_sync(self.view_functions[request.url_rule.endpoint])
        return f"({view(**request.view_args)})"

    app = make_app(dispatch_request=dispatch_request)
    assert (get(app), get(app, "/7")) == ("(index)", "(number 7)")
    assert app.test_client().get("/missing").status_code == 404


def test_finalize_request(make_app, framework):
    def finalize_request(self, rv, from_error_handler=False):
        response = framework.Flask.finalize_request(self, rv, from_error_handler)
        response.headers["X-Error"] = str(from_error_handler)
        return response

    client = make_app(finalize_request=finalize_request).test_client()
    assert client.get("/").headers["X-Error"] == "False"
    assert client.get("/error").headers["X-Error"] == "True"


def test_process_response(make_app, framework):
    def process_response(self, response):
        response = framework.Flask.process_response(self, response)
        response.headers["X-Own"] = "yes"
        return response

    client = make_app(process_response=process_response).test_client()
    for path in ("/", "/error", "/missing"):
        assert client.get(path).headers["X-Own"] == "yes"


def test_do_teardown_request(make_app, framework):
    torn_down = []

    def do_teardown_request(self, exc=None):
        torn_down.append(exc)
        framework.Flask.do_teardown_request(self, exc)

    app = make_app(do_teardown_request=do_teardown_request)
    get(app)
    get(app, "/error")
    assert [type(error) for error in torn_down] == [type(None), ZeroDivisionError]


def test_do_teardown_appcontext(make_app, framework):
    torn_down = []

    def do_teardown_appcontext(self, exc=None):
        torn_down.append(framework.has_request_context())
        framework.Flask.do_teardown_appcontext(self, exc)

    app = make_app(do_teardown_appcontext=do_teardown_appcontext)
    get(app)
    assert torn_down == [False]


def test_handle_exception(make_app):
    def handle_exception(self, e):
        return self.make_response((f"sorry, {type(e).__name__}", 503))

    assert get(make_app(handle_exception=handle_exception), "/error") == "sorry, ZeroDivisionError"


def test_handle_user_exception(make_app, framework):
    def handle_user_exception(self, e):
        if isinstance(e, HTTPException):
            return framework.Flask.handle_user_exception(self, e)
        return f"caught {type(e).__name__}"

    app = make_app(handle_user_exception=handle_user_exception)
    assert get(app, "/error") == "caught ZeroDivisionError"
    assert app.test_client().get("/missing").status_code == 404


def test_handle_http_exception(make_app):
    app = make_app(handle_http_exception=lambda self, e: (f"code {e.code}", e.code))
    assert get(app, "/missing") == "code 404"


def test_trap_http_exception(make_app):
    app = make_app(trap_http_exception=lambda self, e: isinstance(e, NotFound))
    app.register_error_handler(NotFound, lambda error: "trapped")
    assert get(app, "/missing") == "trapped"


def test_raise_routing_exception(make_app):
    def raise_routing_exception(self, request):
        raise ZeroDivisionError(f"no {request.path}")

    app = make_app(raise_routing_exception=raise_routing_exception)
    app.register_error_handler(ZeroDivisionError, lambda error: str(error))
    assert get(app, "/missing") == "no /missing"


def test_log_exception(make_app):
    logged = []
    app = make_app(log_exception=lambda self, exc_info: logged.append(exc_info[0]))
    assert app.test_client().get("/error").status_code == 500
    assert logged == [ZeroDivisionError]


def test_ensure_sync(make_app):
    def ensure_sync(self, func):
        return lambda *args, **kwargs: f"[{func(*args, **kwargs)}]"

    assert get(make_app(ensure_sync=ensure_sync)) == "[index]"


def test_app_context(make_app, framework):
    entered = []

    def app_context(self):
        entered.append(self)
        return framework.Flask.app_context(self)

    app = make_app(app_context=app_context)
    with app.app_context():
        assert entered == [app]


def test_add_url_rule(make_app, framework):
    def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
        framework.Flask.add_url_rule(self, rule, endpoint, view_func, **options)
        if endpoint == "index":
            framework.Flask.add_url_rule(self, "/home", endpoint, view_func, **options)

    assert get(make_app(add_url_rule=add_url_rule), "/home") == "index"


def test_the_routes_go_through_add_url_rule(make_app, framework):
    added = []

    def add_url_rule(self, rule, *args, **options):
        added.append(rule)
        framework.Flask.add_url_rule(self, rule, *args, **options)

    app = make_app(add_url_rule=add_url_rule)
    app.route("/route")(lambda: "x")
    app.get("/get", endpoint="get")(lambda: "x")
    blueprint = framework.Blueprint("blog", "blog", url_prefix="/blog")
    blueprint.route("/page")(lambda: "x")
    app.register_blueprint(blueprint)
    assert added[-3:] == ["/route", "/get", "/blog/page"]


def test_the_decorators_may_be_overridden(make_app, framework):
    def route(self, rule, **options):
        return framework.Flask.route(self, f"/v1{rule}", **options)

    app = make_app(route=route)
    app.get("/thing")(lambda: "thing")
    assert get(app, "/v1/thing") == "thing"


def test_inject_url_defaults(make_app, framework):
    def inject_url_defaults(self, endpoint, values):
        values["language"] = "en"

    app = make_app(inject_url_defaults=inject_url_defaults)
    app.view_functions["index"] = lambda: framework.url_for("number", number=1)
    assert get(app) == "/1?language=en"


def test_handle_url_build_error(make_app, framework):
    def handle_url_build_error(self, error, endpoint, values):
        return f"/elsewhere/{endpoint}"

    app = make_app(handle_url_build_error=handle_url_build_error)
    app.view_functions["index"] = lambda: framework.url_for("missing")
    assert get(app) == "/elsewhere/missing"


def test_register_blueprint(make_app, framework):
    def register_blueprint(self, blueprint, **options):
        framework.Flask.register_blueprint(self, blueprint, **{"url_prefix": "/own", **options})

    app = make_app(register_blueprint=register_blueprint)
    blueprint = framework.Blueprint("blog", "blog")
    blueprint.route("/page")(lambda: "page")
    app.register_blueprint(blueprint)
    assert get(app, "/own/page") == "page"


def test_every_method_of_flask_s_app_is_there():
    import flask

    import microflask

    theirs = {name for name in dir(flask.Flask) if not name.startswith("_")}
    assert theirs - set(dir(microflask.Flask)) == set()


@pytest.mark.parametrize("kind", ["Flask", "Blueprint"])
def test_the_methods_have_flask_s_parameters(kind):
    import inspect

    import flask

    import microflask

    own, theirs = getattr(microflask, kind), getattr(flask, kind)
    different = {}
    for name, _ in inspect.getmembers(theirs, inspect.isfunction):
        if name.startswith("_") and name != "__init__":
            continue
        parameters = [list(inspect.signature(getattr(c, name)).parameters) for c in (own, theirs)]
        if parameters[0] != parameters[1]:
            different[name] = parameters
    assert different == {}
