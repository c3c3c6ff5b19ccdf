"""Hooks: what is called before and after each view, in which order, and with what."""

from __future__ import annotations

import pytest
from werkzeug.routing import BaseConverter


@pytest.fixture
def calls():
    return []


@pytest.fixture
def note(calls):
    """Return a hook that notes its name and returns what it is told to."""

    def make(name, returned=None):
        def hook(*args):
            calls.append(name)
            return args[0] if returned == "same" else returned

        return hook

    return make


def test_the_steps_of_a_request_have_an_order(app, client, calls, note):
    app.url_value_preprocessor(note("preprocess 1"))
    app.url_value_preprocessor(note("preprocess 2"))
    app.before_request(note("before 1"))
    app.before_request(note("before 2"))
    app.after_request(note("after 1", "same"))
    app.after_request(note("after 2", "same"))
    app.teardown_request(note("teardown 1"))
    app.teardown_request(note("teardown 2"))
    app.teardown_appcontext(note("teardown app 1"))
    app.teardown_appcontext(note("teardown app 2"))
    app.add_url_rule("/", "index", note("view", "answer"))
    assert client.get("/").text == "answer"
    assert calls == [
        *("preprocess 1", "preprocess 2", "before 1", "before 2", "view"),
        *("after 2", "after 1", "teardown 2", "teardown 1", "teardown app 2", "teardown app 1"),
    ]


def test_the_decorators_return_the_function_itself(app):
    def hook(*args):
        return None

    for name in ("before_request", "after_request", "teardown_request", "teardown_appcontext"):
        assert getattr(app, name)(hook) is hook
    for name in ("url_value_preprocessor", "url_defaults", "context_processor"):
        assert getattr(app, name)(hook) is hook


# Before


def test_a_hook_that_answers_ends_the_way_there(app, client, calls, note):
    app.before_request(note("first", "closed"))
    app.before_request(note("second"))
    app.after_request(note("after", "same"))
    app.add_url_rule("/", "index", note("view", "answer"))
    assert client.get("/").text == "closed"
    assert calls == ["first", "after"]


@pytest.mark.parametrize("returned", ["", [], {}])
def test_an_answer_may_be_empty(app, client, note, returned):
    app.before_request(note("first", returned))
    app.add_url_rule("/", "index", note("view", "answer"))
    assert client.get("/").text.strip() in {"", "[]", "{}"}


def test_hooks_run_before_a_404_too(app, client, calls, note):
    app.url_value_preprocessor(lambda endpoint, values: calls.append((endpoint, values)))
    app.before_request(note("before"))
    app.after_request(note("after", "same"))
    app.teardown_request(note("teardown"))
    assert client.get("/nowhere").status_code == 404
    assert calls == [(None, None), "before", "after", "teardown"]


def test_a_hook_may_answer_what_no_view_does(app, client, note):
    app.before_request(note("before", "found after all"))
    assert client.get("/nowhere").text == "found after all"


def test_hooks_run_before_options_are_answered(app, client, calls, note):
    app.before_request(note("before"))
    app.add_url_rule("/", "index", note("view"))
    client.options("/")
    assert calls == ["before"]


def test_a_hook_may_change_what_the_url_says(app, client, framework):
    @app.url_value_preprocessor
    def take_language(endpoint, values):
        framework.g.language = values.pop("language")

    app.add_url_rule("/<language>/<int:id>", "page", lambda id: f"{framework.g.language} {id}")
    assert client.get("/en/7").text == "en 7"


def test_an_error_in_a_hook_is_handled(app, client, calls, note):
    app.before_request(lambda: 1 / 0)
    app.before_request(note("second"))
    app.after_request(note("after", "same"))
    app.register_error_handler(ZeroDivisionError, lambda error: "handled")
    assert client.get("/").text == "handled"
    assert calls == ["after"]


# After


def test_each_hook_takes_the_response_of_the_one_before(app, client):
    @app.after_request
    def append_a(response):
        response.set_data(response.get_data() + b"a")
        return response

    @app.after_request
    def append_b(response):
        response.set_data(response.get_data() + b"b")
        return response

    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/").text == "xba"


def test_a_hook_may_return_another_response(app, client, framework):
    app.after_request(lambda response: framework.Response("another", 202))
    app.add_url_rule("/", "index", lambda: "x")
    assert (client.get("/").text, client.get("/").status_code) == ("another", 202)


def test_hooks_run_after_an_error_that_was_handled(app, client, calls, note, framework):
    app.after_request(note("after", "same"))
    app.add_url_rule("/", "index", lambda: framework.abort(403))
    assert client.get("/").status_code == 403
    assert calls == ["after"]


def test_hooks_run_after_a_500_too(app, client, calls, note):
    app.testing = False
    app.after_request(note("after", "same"))
    app.add_url_rule("/", "index", lambda: 1 / 0)
    assert client.get("/").status_code == 500
    assert calls == ["after"]


def test_hooks_do_not_run_after_an_error_that_comes_through(app, client, calls, note):
    app.after_request(note("after", "same"))
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/")
    assert calls == []


def test_an_error_in_a_hook_becomes_a_500(app, client, calls, note):
    app.testing = False
    app.after_request(note("first", "same"))
    app.after_request(lambda response: 1 / 0)
    app.teardown_request(note("teardown"))
    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/").status_code == 500
    assert calls == ["teardown"]


# After this request


def test_a_view_may_add_a_hook_for_this_request(app, client, framework):
    @app.get("/")
    def index():
        @framework.after_this_request
        def mark(response):
            response.headers["X-Mark"] = "yes"
            return response

        return "x"

    app.add_url_rule("/other", "other", lambda: "x")
    assert client.get("/").headers["X-Mark"] == "yes"
    assert "X-Mark" not in client.get("/other").headers


def test_such_hooks_run_first_in_their_order(app, client, calls, note, framework):
    @app.get("/")
    def index():
        framework.after_this_request(note("this 1", "same"))
        framework.after_this_request(note("this 2", "same"))
        return "x"

    app.after_request(note("after", "same"))
    client.get("/")
    assert calls == ["this 1", "this 2", "after"]


def test_a_hook_may_add_one(app, client, framework):
    @app.before_request
    def remember():
        @framework.after_this_request
        def set_language(response):
            response.set_cookie("language", "en")
            return response

    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/").headers["Set-Cookie"] == "language=en; Path=/"


def test_outside_of_a_request_there_is_none_to_wait_for(framework):
    with pytest.raises(RuntimeError):
        framework.after_this_request(lambda response: response)


# Teardown


def test_teardown_takes_none_after_success(app, client, calls):
    app.teardown_request(lambda error: calls.append(error))
    app.teardown_appcontext(lambda error: calls.append(error))
    app.add_url_rule("/", "index", lambda: "x")
    client.get("/")
    assert calls == [None, None]


def test_teardown_takes_the_error_that_was_not_handled(app, client, calls):
    app.testing = False
    app.teardown_request(lambda error: calls.append(type(error)))
    app.teardown_appcontext(lambda error: calls.append(type(error)))
    app.add_url_rule("/", "index", lambda: 1 / 0)
    client.get("/")
    assert calls == [ZeroDivisionError, ZeroDivisionError]


def test_teardown_takes_an_error_that_comes_through(app, client, calls):
    app.teardown_request(lambda error: calls.append(type(error)))
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/")
    assert calls == [ZeroDivisionError]


def test_an_error_that_was_handled_is_none_for_teardown(app, client, calls, framework):
    app.teardown_request(lambda error: calls.append(error))
    app.register_error_handler(ZeroDivisionError, lambda error: "handled")
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.add_url_rule("/forbidden", "forbidden", lambda: framework.abort(403))
    client.get("/")
    client.get("/forbidden")
    client.get("/nowhere")
    assert calls == [None, None, None]


def test_what_teardown_returns_is_ignored(app, client):
    app.teardown_request(lambda error: "ignored")
    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/").text == "x"


def test_an_app_may_ignore_errors_in_teardown(framework, calls):
    class Relaxed(framework.Flask):
        def should_ignore_error(self, error):
            return isinstance(error, ZeroDivisionError)

    app = Relaxed("an_app")
    app.teardown_request(lambda error: calls.append(error))
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.test_client().get("/")
    assert calls == [None]


def test_teardown_of_the_request_still_sees_it(app, client, calls, framework):
    app.teardown_request(lambda error: calls.append(framework.request.path))
    app.add_url_rule("/a", "a", lambda: "x")
    client.get("/a")
    assert calls == ["/a"]


def test_teardown_of_the_app_context_sees_g_and_no_request(app, client, calls, framework):
    @app.teardown_appcontext
    def look(error):
        calls.append((framework.g.a, framework.current_app.name, framework.has_request_context()))

    @app.get("/")
    def index():
        framework.g.a = 1
        return "x"

    client.get("/")
    assert calls == [(1, "an_app", False)]


def test_teardown_happens_before_the_body_is_read(app, client, calls):
    def generate():
        calls.append("body")
        yield "x"

    app.teardown_request(lambda error: calls.append("teardown"))
    app.add_url_rule("/", "index", generate)
    assert client.get("/").text == "x"
    assert calls == ["teardown", "body"]


# Hooks hold for a request whatever goes wrong in it, from the first line on


@pytest.fixture
def noted(app, calls):
    """What the hooks of the app note: only those that every request has."""
    app.testing = False

    @app.after_request
    def after(response):
        calls.append("after")
        return response

    app.teardown_request(lambda error: calls.append("teardown"))
    app.teardown_appcontext(lambda error: calls.append("app teardown"))
    return calls


@pytest.mark.parametrize("path", ["/row/7", "/row/\N{SNOWMAN}"])
def test_hooks_run_if_a_converter_fails(app, client, noted, path):
    class Row(BaseConverter):
        def to_python(self, value):
            raise KeyError(value)

    app.url_map.converters["row"] = Row
    app.add_url_rule("/row/<row:id>", "row", lambda id: "")
    assert client.get(path).status_code == 500
    assert noted == ["after", "teardown", "app teardown"]


def test_hooks_run_if_the_url_of_a_redirect_cannot_be_built(app, client, noted):
    class Odd(BaseConverter):
        def to_url(self, value):
            raise ZeroDivisionError

    app.url_map.converters["odd"] = Odd
    app.add_url_rule("/<odd:x>/", "page", lambda x, page: "", defaults={"page": 1})
    app.add_url_rule("/<odd:x>/<int:page>", "page")
    assert client.get("/a/1").status_code == 500
    assert noted == ["after", "teardown", "app teardown"]


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_hooks_run_if_the_url_map_cannot_be_bound(framework, calls):
    class App(framework.Flask):
        def create_url_adapter(self, request):
            raise ZeroDivisionError

    app = App("an_app")
    app.after_request(lambda response: calls.append("after") or response)
    app.teardown_request(lambda error: calls.append("teardown"))
    assert app.test_client().get("/").status_code == 500
    assert calls == ["after", "teardown"]


# A response that is not sent is closed


class _Body:
    """A body that notes when it is closed."""

    def __init__(self):
        self.closed = 0

    def __iter__(self):
        return iter([b"body"])

    def close(self):
        self.closed += 1


@pytest.fixture
def body(app, framework):
    """The body of the response at ``/``, where errors become a 500."""
    app.testing = False
    body = _Body()
    app.add_url_rule("/", "index", lambda: framework.Response(body))
    return body


def test_a_response_that_is_sent_is_closed_once(client, body):
    client.get("/").close()
    assert body.closed == 1


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_a_response_is_closed_if_an_after_request_hook_fails(app, client, body):
    app.after_request(lambda response: 1 / 0)
    assert client.get("/").status_code == 500
    assert body.closed == 1


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_a_response_is_closed_if_the_session_cannot_be_saved(app, client, body, framework):
    app.before_request(lambda: framework.session.update(x=object()))
    assert client.get("/").status_code == 500
    assert body.closed == 1


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_a_response_is_closed_if_its_status_is_none(app, client, body, framework):
    app.view_functions["index"] = lambda: (framework.Response(body), object())
    assert client.get("/").status_code == 500
    assert body.closed == 1


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_a_response_is_closed_if_teardown_fails(app, client, body):
    app.teardown_request(lambda error: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/")
    assert body.closed == 1
