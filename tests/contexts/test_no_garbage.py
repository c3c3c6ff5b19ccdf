"""A request leaves nothing behind that only the garbage collector could take away.

Programs switch the collector off, or freeze what they have imported. And where an object
goes at once, so does what it holds: files, connections, bodies.
"""

from __future__ import annotations

import gc
import logging
import weakref
from collections import Counter

import pytest
from werkzeug.test import create_environ, run_wsgi_app

import microflask
from microflask import abort, flash, g, request, session


@pytest.fixture(scope="module")
def app():
    app = microflask.Flask("an_app")
    app.secret_key = "not a secret"

    @app.route("/touch", methods=["GET", "POST"])
    def touch_everything():
        session["a"] = 1
        flash("a message")
        g.a = request
        names = ["args", "form", "files", "values", "cookies", "headers", "url", "blueprints"]
        return "".join(str(getattr(request, name)) for name in names)

    @app.get("/after")
    def after():
        @microflask.after_this_request
        def mark(response):
            response.set_cookie("a", "b")
            return response

        return microflask.redirect(microflask.url_for("touch_everything"))

    app.add_url_rule("/", "index", lambda: "x")
    app.add_url_rule("/branch/", "branch", lambda: "x")
    app.add_url_rule("/json", "json", lambda: {"a": 1})
    app.add_url_rule("/stream", "stream", lambda: microflask.stream_with_context(iter("ab")))
    app.add_url_rule("/<int:number>", "number", lambda number: str(number))
    app.add_url_rule("/forbidden", "forbidden", lambda: abort(403))
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    app.add_url_rule("/handled", "handled", lambda: {}["x"])
    app.add_url_rule("/key", "key", lambda: request.form["x"], methods=["POST"])
    app.add_url_rule("/body", "body", lambda: request.get_json(), methods=["POST"])
    app.register_error_handler(KeyError, lambda error: ("handled", 400))
    app.register_error_handler(410, lambda error: ("gone", 410))
    app.before_request(lambda: None)
    app.after_request(lambda response: response)
    app.teardown_request(lambda error: None)
    app.teardown_appcontext(lambda error: None)
    return app


REQUESTS = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("OPTIONS", "/"),
    ("POST", "/"),
    ("GET", "/7"),
    ("GET", "/seven"),
    ("GET", "/json"),
    ("GET", "/touch?a=1"),
    ("POST", "/touch"),
    ("GET", "/after"),
    ("GET", "/stream"),
    ("GET", "/branch"),
    ("GET", "/missing"),
    ("GET", "/forbidden"),
    ("GET", "/handled"),
    ("GET", "/error"),
    ("POST", "/key"),
    ("POST", "/body"),
    ("GET", "/é".encode().decode("latin-1")),
]


def ask(app, method, path, **options):
    path_info, _, query = path.partition("?")
    environ = create_environ("/", method=method, query_string=query, **options)
    environ["PATH_INFO"] = path_info
    chunks, _, _ = run_wsgi_app(app, environ)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return body


def count_garbage(work):
    """Return what the collector finds after *work*, by class."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        work()
        gc.collect()
        return Counter(type(found).__name__ for found in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_a_request_leaves_no_garbage(app, method, path):
    for _ in range(2):  # what is made once for all requests is made here
        ask(app, method, path)
    assert count_garbage(lambda: ask(app, method, path)) == {}


def test_a_refused_host_leaves_no_garbage(app):
    headers = {"Host": "no host at all"}
    ask(app, "GET", "/", headers=headers)
    assert count_garbage(lambda: ask(app, "GET", "/", headers=headers)) == {}


def test_garbage_would_be_found():
    def make_garbage():
        circle = []
        circle.append(circle)

    assert count_garbage(make_garbage) == {"list": 1}


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_the_context_is_gone_when_the_response_is_sent(app, method, path, monkeypatch):
    references = []
    request_context = app.request_context

    def remember(environ):
        context = request_context(environ)
        references.append(weakref.ref(context))
        references.append(weakref.ref(context.request))
        return context

    monkeypatch.setattr(app, "request_context", remember)
    gc.disable()
    try:
        ask(app, method, path)
        assert [reference() for reference in references] == [None, None]
    finally:
        gc.enable()


def test_an_app_that_is_not_used_any_more_is_gone():
    gc.collect()
    gc.disable()
    try:
        app = microflask.Flask("an_app")
        app.add_url_rule("/", "index", lambda: "x")
        app.before_request(lambda: None)
        ask(app, "GET", "/")
        reference = weakref.ref(app)
        del app
        assert reference() is None
    finally:
        gc.enable()


def test_many_requests_do_not_fill_the_memory(app):
    """Not even with different paths, hosts and cookies: what is kept has a bound."""

    def count_objects():
        gc.collect()
        return len(gc.get_objects())

    def flood(start):
        for number in range(start, start + 300):
            headers = {"Host": f"{number}.example", "Cookie": f"session={number}"}
            ask(app, "GET", f"/no-such-page-{number}", headers=headers)
            ask(app, "GET", f"/{number}", headers={"Host": "localhost"})

    flood(0)
    before = count_objects()
    flood(1000)
    assert count_objects() - before < 100
