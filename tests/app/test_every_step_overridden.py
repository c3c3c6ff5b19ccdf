"""Steps that do nothing of their own change nothing, however they replace the app's.

The app skips steps that have nothing to do, and reads plain answers in a shorter way, if nothing is
overridden. Here every step is, by methods that only call the original: in a subclass, on one app,
or by a patch of the class. The same requests must be answered alike, by the same hooks in the same
order; and as Flask answers them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

import pytest

import microflask
from tests.reference import FRAMEWORKS

STEPS = [
    *("wsgi_app", "request_context", "create_url_adapter", "full_dispatch_request"),
    *("preprocess_request", "dispatch_request", "finalize_request", "make_response"),
    *("process_response", "do_teardown_request", "do_teardown_appcontext", "ensure_sync"),
    *("inject_url_defaults", "update_template_context", "handle_user_exception"),
    *("handle_http_exception", "handle_exception", "log_exception", "url_for", "redirect"),
    *("make_default_options_response", "should_ignore_error", "trap_http_exception"),
]
RESPONSE_STEPS = [
    *("get_wsgi_response", "get_wsgi_headers", "get_app_iter", "iter_encoded", "close", "set_data"),
    *("__call__", "set_cookie", "make_conditional"),
]
SESSION_STEPS = [
    *("open_session", "save_session", "should_set_cookie", "is_null_session"),
    *("get_signing_serializer", "get_cookie_name", "get_expiration_time"),
]

REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("/", {}),
    ("/", {"method": "HEAD"}),
    ("/", {"method": "OPTIONS"}),
    ("/", {"method": "POST"}),
    ("/", {"headers": {"Cookie": "other=1"}}),
    ("/", {"headers": {"Cookie": "session=forged"}}),
    ("/missing", {}),
    ("/shop/7", {}),
    ("/shop/x", {}),
    ("/shop/cart?add=tea", {}),
    ("/shop/cart?add=tea", {"repeat": 2}),
    ("/shop/folder", {}),
    ("/shop/teapot", {}),
    ("/shop/late", {}),
    ("/form", {"method": "POST", "data": {"name": "Ada"}}),
    ("/form", {"method": "POST", "data": {}}),
    ("/json", {"method": "POST", "json": {"name": "Ada"}}),
    ("/json", {"method": "POST", "data": "{", "content_type": "application/json"}),
    ("/stream", {}),
    ("/page", {}),
    ("/error", {}),
    ("/handled", {}),
    ("/closed?closed=1", {}),
    ("/away", {}),
    ("/permanent", {"repeat": 2}),
    ("/empty", {}),
    ("/part", {"headers": {"Range": "bytes=2-4"}}),
    ("/part", {"headers": {"If-None-Match": '"v1"'}}),
]


def make_app(framework: Any, flask_class: Any, log: list[str]) -> Any:
    """Return an app that has hooks of every kind, which write to *log*."""
    request, session, g = framework.request, framework.session, framework.g
    app = flask_class("an_app", static_folder=None)
    app.secret_key = "not a secret"
    app.logger.disabled = True
    shop = framework.Blueprint("shop", "an_app", url_prefix="/shop")

    for owner, name in ((app, "app"), (shop, "shop")):
        owner.before_request(partial(log.append, f"before {name}"))
        owner.after_request(lambda response, name=name: log.append(f"after {name}") or response)
        owner.teardown_request(lambda error, name=name: log.append(f"down {name} {error!r}"))
        owner.url_value_preprocessor(
            lambda endpoint, values, name=name: log.append(f"values {name} {endpoint} {values}")
        )
        owner.url_defaults(lambda endpoint, values, name=name: values.setdefault(name, endpoint))
        owner.context_processor(lambda name=name: {name: f"from {name}"})
    app.teardown_appcontext(lambda error: log.append(f"down context {error!r}"))

    @app.before_request
    def close():
        return "closed" if "closed" in request.args else None

    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/closed", "closed", lambda: "open")
    app.add_url_rule("/form", "form", lambda: request.form["name"], methods=["POST"])
    app.add_url_rule("/json", "json", lambda: request.get_json(), methods=["POST"])
    app.add_url_rule("/stream", "stream", lambda: (letter for letter in "abc"))
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    app.add_url_rule("/handled", "handled", lambda: {}["missing"])
    app.add_url_rule("/empty", "empty", lambda: ("", 204, {"Content-Type": "text/x"}))
    app.add_url_rule(
        "/away", "away", lambda: framework.redirect(framework.url_for("shop.item", number=7))
    )
    app.register_error_handler(KeyError, lambda error: (f"handled {type(error).__name__}", 418))
    app.register_error_handler(404, lambda error: (error.name, 404))

    @app.get("/page")
    def page():
        framework.flash("saved")
        return framework.render_template_string(
            "{{ app }} {{ shop }} {{ get_flashed_messages() }} {{ url_for('index') }}"
        )

    @app.get("/permanent")
    def permanent():
        session.permanent = True
        session["visits"] = session.get("visits", 0) + 1
        return [session["visits"]]

    @app.get("/part")
    def part():
        response = framework.make_response("0123456789")
        response.set_etag("v1")
        return response.make_conditional(request.environ, accept_ranges=True, complete_length=10)

    shop.add_url_rule("/<int:number>", "item", lambda number: {"number": number})
    shop.add_url_rule("/folder/", "folder", lambda: "folder")
    shop.add_url_rule("/teapot", "teapot", lambda: framework.abort(418))

    @shop.get("/cart")
    def cart():
        session.setdefault("cart", []).append(request.args["add"])
        session.modified = True
        g.cart = session["cart"]
        return f"{g.cart}", 201, {"X-Cart": str(len(g.cart))}

    @shop.get("/late")
    def late():
        @framework.after_this_request
        def add_header(response):
            response.headers["X-Late"] = "yes"
            return response

        return "late"

    app.register_blueprint(shop)
    return app


#: The names of the overridden steps that were called.
called: set[str] = set()


def pass_on(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return another function that only calls *original*."""

    def step(*args: Any, **kwargs: Any) -> Any:
        called.add(original.__name__)
        return original(*args, **kwargs)

    return step


def override(base: type, steps: list[str]) -> type:
    """Return a subclass of *base* whose *steps* only call those of *base*."""
    return type("Own", (base,), {step: pass_on(getattr(base, step)) for step in steps})


def plain(monkeypatch: pytest.MonkeyPatch, framework: Any, log: list[str]) -> Any:
    return make_app(framework, framework.Flask, log)


def in_a_subclass(monkeypatch: pytest.MonkeyPatch, framework: Any, log: list[str]) -> Any:
    base = override(framework.Flask, STEPS)
    interface = override(framework.sessions.SecureCookieSessionInterface, SESSION_STEPS)
    own: Any = type(
        "Own",
        (base,),
        {
            "request_class": override(framework.Request, ["close", "on_json_loading_failed"]),
            "response_class": override(framework.Response, RESPONSE_STEPS),
            "session_interface": interface(),
        },
    )
    return make_app(framework, own, log)


def on_one_app(monkeypatch: pytest.MonkeyPatch, framework: Any, log: list[str]) -> Any:
    app = make_app(framework, framework.Flask, log)
    for step in STEPS:
        setattr(app, step, pass_on(getattr(app, step)))
    return app


def by_a_patch(monkeypatch: pytest.MonkeyPatch, framework: Any, log: list[str]) -> Any:
    app = make_app(framework, framework.Flask, log)
    for step in STEPS:
        original = getattr(framework.Flask, step)
        assert isinstance(original, FunctionType)
        monkeypatch.setattr(framework.Flask, step, pass_on(original))
    return app


WAYS = [in_a_subclass, on_one_app, by_a_patch]


#: The signature in a session's cookie depends on the time, and so does its expiry.
UNSTABLE = re.compile(r"session=[^;]+|Expires=[^;]+")


def ask(
    app: Any, log: list[str], path: str, options: dict[str, Any]
) -> list[tuple[str, list[tuple[str, str]], bytes, list[str]]]:
    """Return what came back from each request, and what the hooks wrote."""
    options = dict(options)
    client, answers = app.test_client(), []
    for _ in range(options.pop("repeat", 1)):
        log.clear()
        response = client.open(path, **options)
        # Flask sends the methods of Allow in any order.
        headers = sorted(
            (name, ", ".join(sorted(UNSTABLE.sub("...", value).split(", "))))
            for name, value in response.headers
            if name != "Date"
        )
        answers.append((response.status, headers, response.get_data(), log[:]))
    return answers


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("package", FRAMEWORKS)
@pytest.mark.parametrize(("path", "options"), REQUESTS)
def test_every_step_overridden(monkeypatch, package, way, path, options):
    framework = pytest.importorskip(package)
    log: list[str] = []
    expected = ask(plain(monkeypatch, microflask, log), log, path, options)
    assert any(expected[-1])
    log = []
    assert ask(way(monkeypatch, framework, log), log, path, options) == expected


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_overridden_step_is_called(monkeypatch, way):
    log: list[str] = []
    app = way(monkeypatch, microflask, log)
    called.clear()
    for path, options in REQUESTS:
        ask(app, log, path, options)
    steps = [*STEPS, *RESPONSE_STEPS, *SESSION_STEPS] if way is in_a_subclass else STEPS
    assert set(steps) - called == set()
