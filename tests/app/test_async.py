"""Views, hooks and handlers that are ``async def``."""

from __future__ import annotations

import asyncio
import sys

import pytest

import microflask

pytest.importorskip("asgiref")


def test_a_view_may_be_a_coroutine(app, client):
    @app.get("/<name>")
    async def hello(name):
        await asyncio.sleep(0)
        return f"Hello, {name}"

    assert client.get("/Ada").text == "Hello, Ada"


def test_a_coroutine_sees_the_contexts_of_its_request(app, client, framework):
    @app.get("/")
    async def index():
        framework.g.name = framework.request.args["name"]
        await asyncio.sleep(0)
        framework.session["seen"] = True
        return f"{framework.current_app.name} {framework.g.name} {framework.session['seen']}"

    assert client.get("/?name=Ada").text == "an_app Ada True"


def test_hooks_may_be_coroutines(app, client):
    calls = []

    @app.before_request
    async def before():
        calls.append("before")

    @app.after_request
    async def after(response):
        response.headers["X-After"] = "yes"
        return response

    @app.teardown_request
    async def teardown(error):
        calls.append("teardown")

    @app.teardown_appcontext
    async def teardown_app(error):
        calls.append("teardown app")

    @app.get("/")
    async def index():
        calls.append("view")
        return "x"

    assert client.get("/").headers["X-After"] == "yes"
    assert calls == ["before", "view", "teardown", "teardown app"]


def test_after_this_request_may_be_a_coroutine(app, client, framework):
    @app.get("/")
    def index():
        @framework.after_this_request
        async def mark(response):
            response.headers["X-After"] = "yes"
            return response

        return "x"

    assert client.get("/").headers["X-After"] == "yes"


@pytest.mark.parametrize("kind", [404, ZeroDivisionError, 500])
def test_an_error_handler_may_be_a_coroutine(app, client, framework, kind):
    @app.errorhandler(kind)
    async def handle(error):
        return "handled", 299

    @app.get("/")
    async def index():
        if kind == 404:
            framework.abort(404)
        return 1 / 0

    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.get("/")
    assert (response.status_code, response.text) == (299, "handled")


def test_an_error_in_a_coroutine_is_an_error_of_the_view(app, client):
    @app.get("/")
    async def index():
        raise LookupError("in the coroutine")

    with pytest.raises(LookupError, match="in the coroutine"):
        client.get("/")


def test_a_copied_context_may_be_for_a_coroutine(app, client, framework):
    @app.get("/")
    def index():
        @framework.copy_current_request_context
        async def ask():
            return framework.request.args["name"]

        return ask()

    assert client.get("/?name=Ada").text == "Ada"


def test_ensure_sync_leaves_ordinary_functions_alone(app):
    def view():
        return "x"

    assert app.ensure_sync(view) is view


def test_an_app_may_run_coroutines_in_its_own_way(framework):
    class Own(framework.Flask):
        def async_to_sync(self, func):
            def run(*args, **kwargs):
                return f"own {asyncio.run(func(*args, **kwargs))}"

            return run

    app = Own("an_app")

    @app.get("/")
    async def index():
        return "text"

    assert app.test_client().get("/").text == "own text"


# Without asgiref


@pytest.fixture
def without_asgiref(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "asgiref"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "asgiref", None)
    monkeypatch.setitem(sys.modules, "asgiref.sync", None)


async def coroutine_view():
    return "x"


def test_without_asgiref_the_registration_says_what_to_install(without_asgiref):
    app = microflask.Flask("an_app")
    with pytest.raises(RuntimeError, match=r"'coroutine_view'.*pip install asgiref"):
        app.get("/")(coroutine_view)


def test_without_asgiref_the_request_fails_at_the_latest(app, client, without_asgiref):
    app.add_url_rule("/", endpoint="index")
    app.view_functions["index"] = coroutine_view
    with pytest.raises(RuntimeError, match="Install .* with the 'async' extra"):
        client.get("/")


def test_an_app_that_runs_coroutines_itself_needs_no_asgiref(without_asgiref):
    class Own(microflask.Flask):
        def async_to_sync(self, func):
            return lambda *args: asyncio.run(func(*args))

    app = Own("an_app")
    app.get("/")(coroutine_view)
    assert app.test_client().get("/").text == "x"
