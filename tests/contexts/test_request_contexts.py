"""Request contexts: request, session and g while a request is handled, or as if it was."""

from __future__ import annotations

import weakref
from contextvars import copy_context
from io import BytesIO
from itertools import product

import pytest
from werkzeug.test import create_environ

import microflask
from microflask.sessions import SecureCookieSession


def test_without_a_context_there_is_no_request(framework):
    assert not framework.has_request_context()
    for name in ("request", "session"):
        with pytest.raises(RuntimeError, match="Working outside of request context"):
            getattr(framework, name).get("a")


def test_a_view_sees_its_request(app, client, framework):
    app.add_url_rule("/<name>", "name", lambda name: f"{framework.request.path} {name}")
    assert client.get("/ada").text == "/ada ada"


def test_a_test_may_pretend_a_request(app, framework):
    with app.test_request_context("/hello?name=Ada", method="POST", data={"a": "1"}):
        assert framework.has_request_context()
        request = framework.request
        assert (request.path, request.method, request.args["name"]) == ("/hello", "POST", "Ada")
        assert request.form["a"] == "1"
    assert not framework.has_request_context()


def test_a_context_may_be_made_of_an_environ(app, framework):
    with app.request_context(create_environ("/hello")):
        assert framework.request.path == "/hello"


def test_pushing_matches_the_url(app, framework):
    app.add_url_rule("/<int:id>", "item", lambda id: "x")
    with app.test_request_context("/7"):
        request = framework.request
        assert (request.endpoint, request.view_args) == ("item", {"id": 7})
        assert request.url_rule.rule == "/<int:id>"
        assert request.routing_exception is None


def test_what_is_wrong_with_the_url_is_kept_for_later(app, framework):
    with app.test_request_context("/missing"):
        request = framework.request
        assert (request.endpoint, request.view_args, request.url_rule) == (None, None, None)
        assert request.routing_exception.code == 404


def test_a_request_context_is_an_app_context_too(app, framework):
    with app.test_request_context("/"):
        assert framework.has_app_context()
        assert framework.current_app._get_current_object() is app
        framework.g.a = 1
    assert not framework.has_app_context()


def test_entering_a_context_gives_the_context(app, framework):
    context = app.test_request_context("/")
    with context as entered:
        assert entered is context
        assert framework.globals.request_ctx._get_current_object() is context
        assert context.request is framework.request._get_current_object()


def test_each_request_has_a_g_of_its_own(app, client, framework):
    @app.get("/")
    def count():
        framework.g.count = framework.g.get("count", 0) + 1
        return str(framework.g.count)

    assert [client.get("/").text, client.get("/").text] == ["1", "1"]


def test_no_context_is_left_after_a_request(app, client, framework):
    app.add_url_rule("/", "index", lambda: "x")
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    client.get("/")
    client.get("/missing")
    with pytest.raises(ZeroDivisionError):
        client.get("/error")
    assert not framework.has_request_context()
    assert not framework.has_app_context()


def test_a_context_shows_its_request(app):
    with app.test_request_context("/hello") as context:
        shown = repr(context)
    assert "http://localhost/hello" in shown
    assert "[GET]" in shown
    assert "an_app" in shown


def test_a_context_can_be_pushed_again(app, framework):
    context = app.test_request_context("/hello")
    with context:
        framework.g.a = 1
        with context:
            assert (framework.request.path, framework.g.a) == ("/hello", 1)
        assert (framework.request.path, framework.g.a) == ("/hello", 1)
    assert not framework.has_request_context()


def test_steps_may_be_taken_by_hand(app, framework):
    app.before_request(lambda: setattr(framework.g, "user", "ada"))
    app.add_url_rule("/", "index", lambda: f"Hello, {framework.g.user}")
    with app.test_request_context("/"):
        assert app.preprocess_request() is None
        response = app.process_response(app.make_response(app.dispatch_request()))
        assert response.get_data() == b"Hello, ada"
        assert app.full_dispatch_request().get_data() == b"Hello, ada"


# Within other contexts


def test_a_request_within_an_app_context_shares_its_g(app, client, framework):
    app.add_url_rule("/", "index", lambda: framework.g.get("a", "none"))
    with app.app_context():
        framework.g.a = "outer"
        assert client.get("/").text == "outer"


def test_what_a_request_leaves_in_g_can_be_looked_at(app, client, framework):
    app.before_request(lambda: setattr(framework.g, "user", "ada"))
    with app.app_context():
        client.get("/")
        assert framework.g.user == "ada"


def test_a_shared_context_is_not_torn_down_by_the_request(app, client):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    with app.app_context():
        client.get("/")
        assert torn_down == []
    assert torn_down == [None]


def test_a_request_within_another_app_s_context_has_its_own(app, framework):
    other = framework.Flask("other")
    app.add_url_rule(
        "/", "index", lambda: f"{framework.current_app.name} {framework.g.get('a', 'none')}"
    )
    with other.app_context():
        framework.g.a = "outer"
        assert app.test_client().get("/").text == "an_app none"
        assert (framework.current_app.name, framework.g.a) == ("other", "outer")


def test_a_request_within_a_request_of_the_same_app(app, client, framework):
    torn_down = []
    app.teardown_appcontext(lambda error: torn_down.append("app"))
    app.teardown_request(lambda error: torn_down.append(framework.request.path))

    @app.get("/outer")
    def outer():
        framework.g.a = 1
        inner = client.get("/inner").text
        return f"{framework.request.path} {inner} {torn_down}"

    app.add_url_rule("/inner", "inner", lambda: f"{framework.request.path} {framework.g.a}")
    assert client.get("/outer").text == "/outer /inner 1 ['/inner']"
    assert torn_down == ["/inner", "/outer", "app"]


def test_a_request_within_a_request_of_another_app(app, framework):
    other = framework.Flask("other")

    @other.get("/inner")
    def inner():
        framework.g.a = 2
        return f"{framework.current_app.name} {framework.request.path}"

    @app.get("/outer")
    def outer():
        framework.g.a = 1
        text = other.test_client().get("/inner").text
        return f"{text} {framework.current_app.name} {framework.request.path} {framework.g.a}"

    text = app.test_client().get("/outer").text
    assert text == "other /inner an_app /outer 1"


def test_an_app_context_within_a_request_of_another_app(app, client, framework):
    other = framework.Flask("other")

    @app.get("/")
    def index():
        with other.app_context():
            inside = f"{framework.current_app.name} {framework.request.path}"
            with app.test_request_context("/deeper"):
                deeper = f"{framework.current_app.name} {framework.request.path}"
        return f"{inside}, {deeper}, {framework.current_app.name} {framework.request.path}"

    assert client.get("/").text == "other /, an_app /deeper, an_app /"


def test_an_app_context_of_its_own_within_a_request(app, client, framework):
    @app.get("/")
    def index():
        framework.g.a = 1
        with app.app_context():
            framework.g.a = 2
        return f"{framework.g.a} {framework.request.path}"

    assert client.get("/").text == "1 /"


@pytest.mark.parametrize("depth", range(1, 5))
def test_any_nest_of_contexts_is_undone_step_by_step(app, framework, depth):
    """Compared with a list of what should be current, for all nests of four kinds of context."""
    other = framework.Flask("other")

    def snapshot():
        current = framework.has_app_context() and framework.current_app.name
        path = framework.has_request_context() and framework.request.path
        g = framework.has_app_context() and framework.g.get("mark")
        return current, path, g

    makers = [
        app.app_context,
        other.app_context,
        lambda: app.test_request_context("/own"),
        lambda: other.test_request_context("/other"),
    ]
    for nest in product(makers, repeat=depth):
        story, contexts = [snapshot()], []
        for number, make in enumerate(nest):
            contexts.append(make())
            contexts[-1].push()
            expected_app = contexts[-1].app.name
            assert framework.current_app.name == expected_app
            if "mark" not in framework.g:
                framework.g.mark = number
            story.append(snapshot())
        while contexts:
            assert snapshot() == story.pop()
            contexts.pop().pop()
        assert snapshot() == (False, False, False)


# Teardown


def test_teardown_takes_the_error_that_ended_the_block(app):
    torn_down = []
    app.teardown_request(torn_down.append)
    error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError), app.test_request_context("/"):
        raise error
    assert torn_down == [error]


def test_teardown_runs_once_although_the_context_was_pushed_twice(app):
    torn_down = []
    app.teardown_request(torn_down.append)
    context = app.test_request_context("/")
    with context:
        with context:
            pass
        assert torn_down == []
    assert torn_down == [None]


def test_all_of_teardown_runs_although_one_fails():
    app, torn_down = microflask.Flask("an_app"), []
    app.teardown_request(lambda error: torn_down.append("request"))
    app.teardown_request(lambda error: 1 / 0)
    app.teardown_appcontext(lambda error: torn_down.append("app"))
    app.teardown_appcontext(lambda error: [].pop())
    app.teardown_appcontext(lambda error: torn_down.append("app"))
    with pytest.raises((ZeroDivisionError, IndexError)), app.test_request_context("/"):
        pass
    assert torn_down == ["request", "app", "app"]
    assert not microflask.has_app_context()


def test_no_context_is_left_although_teardown_fails(app, client, framework):
    app.teardown_request(lambda error: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/")
    assert not framework.has_request_context()
    assert not framework.has_app_context()


def test_the_app_context_is_torn_down_although_teardown_of_the_request_fails(app, client):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    app.teardown_request(lambda error: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/")
    assert len(torn_down) == 1


def test_files_that_were_sent_are_closed_at_the_end(app, client, framework):
    kept = []
    app.add_url_rule(
        "/",
        "index",
        lambda: kept.append(framework.request.files["a"].stream) or "x",
        methods=["POST"],
    )
    client.post("/", data={"a": (BytesIO(b"x"), "a.txt")})
    assert kept[0].closed


def test_an_error_while_the_context_is_pushed_is_handled(app, client, framework, monkeypatch):
    """As when a session store is away: there is a 500, and all is cleared up."""

    def fail(*args):
        raise ZeroDivisionError

    torn_down = []
    app.teardown_request(torn_down.append)
    app.session_interface = type("Away", (type(app.session_interface),), {"open_session": fail})()
    app.testing = False
    assert client.get("/").status_code == 500
    assert [type(error) for error in torn_down] == [ZeroDivisionError]
    assert not framework.has_request_context()


# Mistakes


def test_contexts_are_popped_in_the_opposite_order_of_their_pushes(app, framework):
    outer, inner = app.test_request_context("/outer"), app.test_request_context("/inner")

    def pop_the_wrong_one():
        outer.push()
        inner.push()
        with pytest.raises(AssertionError, match="Popped (the )?wrong"):
            outer.pop()

    copy_context().run(pop_the_wrong_one)  # what it leaves behind ends with it


def test_a_context_that_was_never_pushed_cannot_be_popped():
    with pytest.raises(LookupError, match="is not pushed"):
        microflask.Flask("an_app").test_request_context("/").pop()


# What programs do with contexts


def test_contexts_take_attributes_of_programs(app, client, framework):
    @app.before_request
    def connect():
        framework.globals.request_ctx.connection = "of the request"
        framework.globals.app_ctx.engine = "of the app"

    @app.get("/")
    def index():
        return f"{framework.globals.request_ctx.connection} {framework.globals.app_ctx.engine}"

    assert client.get("/").text == "of the request of the app"


def test_contexts_can_be_referenced_weakly(app, client, framework):
    references = []

    @app.before_request
    def remember():
        references.append(weakref.ref(framework.globals.request_ctx._get_current_object()))
        references.append(weakref.ref(framework.globals.app_ctx._get_current_object()))

    @app.teardown_request
    def compare(error):
        assert references[0]() is framework.globals.request_ctx._get_current_object()

    client.get("/")
    assert len(references) == 2


def test_the_context_variables_can_be_asked(app, framework):
    app_context, request_context = framework.globals._cv_app, framework.globals._cv_request
    assert (app_context.get(None), request_context.get(None)) == (None, None)
    with pytest.raises(LookupError):
        app_context.get()
    with pytest.raises(LookupError):
        request_context.get()
    with app.app_context() as outer:
        assert (app_context.get(), request_context.get(None)) == (outer, None)
    with app.test_request_context("/") as context:
        assert request_context.get() is context
        assert app_context.get().app is app
        assert app_context.get() is app_context.get(None)


def test_the_app_context_of_a_request_is_the_same_all_the_time(app, client, framework):
    """Its id is the key under which extensions keep what belongs to it."""
    ids = []

    def note(*args):
        ids.append(id(framework.globals.app_ctx._get_current_object()))

    app.before_request(note)
    app.teardown_request(note)
    app.teardown_appcontext(note)
    app.add_url_rule("/", "index", lambda: note() or "x")
    client.get("/")
    assert len(ids) == 4
    assert len(set(ids)) == 1


def test_two_app_contexts_at_a_time_have_different_ids(app, framework):
    with app.app_context() as outer, app.app_context() as inner:
        assert framework.globals.app_ctx._get_current_object() is inner
        assert outer is not inner


def test_a_program_may_set_the_session_of_a_context():
    app = microflask.Flask("an_app")
    with app.test_request_context("/") as context:
        context.session = SecureCookieSession({"user": "ada"})
        assert microflask.session["user"] == "ada"


def test_a_request_context_binds_urls(app, framework):
    app.add_url_rule("/<int:id>", "item", lambda id: "x")
    with app.test_request_context("/7") as context:
        assert context.url_adapter.match() == ("item", {"id": 7})
        assert context.url_adapter.build("item", {"id": 8}) == "/8"


def test_an_app_context_binds_urls_where_the_server_has_a_name(app):
    with app.app_context() as context:
        assert context.url_adapter is None
    app.config["SERVER_NAME"] = "example.com"
    app.add_url_rule("/<int:id>", "item", lambda id: "x")
    with app.app_context() as context:
        assert context.url_adapter.build("item", {"id": 8}, force_external=True) == (
            "http://example.com/8"
        )


def test_the_environ_does_not_keep_the_request(app):
    """The request keeps the environ; together they would be garbage for the collector."""
    context = app.test_request_context("/")
    with context:
        assert context.request.environ["werkzeug.request"] is context.request
    assert context.request.environ["werkzeug.request"] is None


def test_a_request_context_that_is_pushed_again_has_a_new_g(app, framework):
    context = app.test_request_context("/")
    with context:
        framework.g.name = "first"
    with context:
        assert "name" not in framework.g


only_here = pytest.mark.parametrize("framework", ["microflask"], indirect=True)


@pytest.fixture
def upload(app, client, framework):
    """Return what a client gets that uploads a file to a view which answers with it."""
    files = []

    def ask(answer, content):
        @app.post("/")
        def view():
            files.append(framework.request.files["f"])
            return answer(files[0])

        response = client.post("/", data={"f": (BytesIO(content), "f.txt")})
        return response, files[0]

    return ask


@only_here
@pytest.mark.parametrize("size", [10, 400_000])
def test_an_upload_may_be_the_response(upload, framework, size):
    def send(file):
        return framework.send_file(file.stream, mimetype="text/plain")

    response, file = upload(send, size * b"x")
    with response:
        assert not file.stream.closed
        assert len(response.data) == size
    assert file.stream.closed


@only_here
def test_an_upload_may_be_streamed(upload, framework):
    response, file = upload(lambda file: framework.Response(iter(file.stream)), b"a\nb\n")
    assert response.text == "a\nb\n"
    response.close()
    assert file.stream.closed


@only_here
def test_an_upload_is_closed_although_closing_the_body_fails(upload, framework):
    def answer(file):
        response = framework.Response(iter("ab"))
        response.call_on_close(lambda: 1 / 0)
        return response

    response, file = upload(answer, b"content")
    with pytest.raises(ZeroDivisionError):
        response.close()
    assert file.stream.closed
