"""Signals: who listens is told of each step, with the app as the sender."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module

import pytest

import microflask

NAMES = [
    *("appcontext_popped", "appcontext_pushed", "appcontext_tearing_down"),
    *("before_render_template", "got_request_exception", "message_flashed", "request_finished"),
    *("request_started", "request_tearing_down", "template_rendered"),
]


@pytest.fixture
def listening(framework, app):
    """Note what signals tell while the block runs: ``(name, what is told)``."""

    @contextmanager
    def listen(*names):
        told, receivers = [], []
        for name in names:

            def receive(sender, name=name, **what):
                assert sender is app
                told.append((name, what))

            receivers.append(receive)
            getattr(framework, name).connect(receive)
        try:
            yield told
        finally:
            for name, receiver in zip(names, receivers, strict=True):
                getattr(framework, name).disconnect(receiver)

    return listen


@pytest.mark.parametrize("name", NAMES)
def test_each_signal_is_a_name_of_the_package(framework, name):
    signals = import_module(f"{framework.__name__}.signals")
    assert getattr(framework, name) is getattr(signals, name)
    assert getattr(framework, name).name == name.replace("_", "-")


def test_the_signals_of_a_request_have_an_order(app, client, listening):
    app.add_url_rule("/", "index", lambda: "x")
    app.before_request(lambda: calls.append(("before", {})))
    app.after_request(lambda response: calls.append(("after", {})) or response)
    app.teardown_request(lambda error: calls.append(("teardown", {})))
    with listening(*NAMES) as calls:
        client.get("/")
    assert [name for name, _ in calls] == [
        *("appcontext_pushed", "request_started", "before", "after", "request_finished"),
        *("teardown", "request_tearing_down", "appcontext_tearing_down", "appcontext_popped"),
    ]


def test_request_finished_tells_the_response(app, client, listening):
    app.add_url_rule("/", "index", lambda: "x")
    with listening("request_finished") as told:
        client.get("/")
    [(_, what)] = told
    assert what["response"].get_data() == b"x"


def test_request_finished_is_sent_for_errors_too(app, client, listening):
    app.testing = False
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with listening("request_finished") as told:
        client.get("/")
        client.get("/nowhere")
    assert [what["response"].status_code for _, what in told] == [500, 404]


def test_got_request_exception_tells_an_error_that_nobody_handled(app, client, listening):
    app.testing = False
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with listening("got_request_exception") as told:
        client.get("/")
    [(_, what)] = told
    assert isinstance(what["exception"], ZeroDivisionError)


def test_got_request_exception_is_sent_where_the_error_comes_through(app, client, listening):
    app.add_url_rule("/", "index", lambda: 1 / 0)
    with listening("got_request_exception") as told, pytest.raises(ZeroDivisionError):
        client.get("/")
    assert len(told) == 1


def test_an_error_that_was_handled_is_no_news(app, client, listening, framework):
    app.register_error_handler(ZeroDivisionError, lambda error: "handled")
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.add_url_rule("/forbidden", "forbidden", lambda: framework.abort(403))
    with listening("got_request_exception") as told:
        client.get("/")
        client.get("/forbidden")
    assert told == []


def test_the_teardown_signals_tell_the_error(app, client, listening):
    app.testing = False
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.add_url_rule("/good", "good", lambda: "x")
    with listening("request_tearing_down", "appcontext_tearing_down") as told:
        client.get("/good")
        client.get("/")
    assert [type(what["exc"]) for _, what in told] == [type(None)] * 2 + [ZeroDivisionError] * 2


def test_the_signals_of_an_app_context(app, listening):
    names = ["appcontext_pushed", "appcontext_tearing_down", "appcontext_popped"]
    with listening(*names) as told:
        with app.app_context():
            assert [name for name, _ in told] == ["appcontext_pushed"]
    assert [name for name, _ in told] == names


def test_a_request_within_an_app_context_pushes_none_of_its_own(app, client, listening):
    with app.app_context(), listening(*NAMES) as told:
        client.get("/")
    assert [name for name, _ in told] == [
        "request_started",
        "request_finished",
        "request_tearing_down",
    ]


def test_templates_tell_before_and_after(app, client, listening, framework):
    app.add_url_rule("/", "index", lambda: framework.render_template_string("{{ a }}", a=1))
    with listening("before_render_template", "template_rendered") as told:
        client.get("/")
    assert [name for name, _ in told] == ["before_render_template", "template_rendered"]
    for _, what in told:
        assert what["context"]["a"] == 1
        assert what["template"].name is None


def test_message_flashed_tells_message_and_category(app, client, listening, framework):
    @app.get("/")
    def index():
        framework.flash("saved", "info")
        return "x"

    with listening("message_flashed") as told:
        client.get("/")
    assert [(what["message"], what["category"]) for _, what in told] == [("saved", "info")]


def test_the_request_can_be_asked_while_signals_tell_of_it(app, client, framework):
    seen = []
    signals = [
        framework.request_started,
        framework.request_finished,
        framework.request_tearing_down,
    ]

    def look(sender, **what):
        seen.append(framework.request.path)

    for signal in signals:
        signal.connect(look, app)
    app.add_url_rule("/a", "a", lambda: "x")
    client.get("/a")
    assert seen == ["/a"] * 3


def test_an_app_may_be_listened_to_alone(app, client, framework):
    other = framework.Flask("other")
    heard = []

    def hear(sender, **what):
        heard.append(sender)

    with framework.request_started.connected_to(hear, app):
        other.test_client().get("/")
        client.get("/")
    assert heard == [app]


def test_a_receiver_may_be_a_coroutine(app, client, framework):
    pytest.importorskip("asgiref")
    heard = []

    async def hear(sender, **what):
        heard.append(sender)

    app.add_url_rule("/", "index", lambda: "x")
    with framework.request_started.connected_to(hear, app):
        client.get("/")
    assert heard == [app]


def test_an_error_in_a_receiver_is_an_error_of_the_request(app, client, framework):
    def fail(sender, **what):
        raise ZeroDivisionError

    app.register_error_handler(ZeroDivisionError, lambda error: "handled")
    app.add_url_rule("/", "index", lambda: "x")
    with framework.request_started.connected_to(fail, app):
        assert client.get("/").text == "handled"


def test_where_nobody_listens_nothing_is_sent(monkeypatch):
    sent = []
    signals = import_module("microflask.signals")
    kind = type(signals.request_started)
    monkeypatch.setattr(kind, "send", lambda signal, *args, **what: sent.append(signal.name))
    app = microflask.Flask("an_app")
    app.add_url_rule("/", "index", lambda: "x")
    assert app.test_client().get("/").text == "x"
    with app.app_context():
        pass
    assert sent == []


def test_who_listens_from_now_on_hears_the_next_request(app, client, listening):
    app.add_url_rule("/", "index", lambda: "x")
    client.get("/")
    with listening(*NAMES) as told:
        client.get("/")
    client.get("/")
    assert len(told) == 6
