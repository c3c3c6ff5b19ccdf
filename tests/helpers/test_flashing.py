"""flash and get_flashed_messages: a message for the next page, shown once."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.fixture
def app(app, framework):
    """Flashes at /flash?category=message, and lists what is to be shown at /show?filter=."""

    @app.get("/flash")
    def flash():
        for category, message in framework.request.args.items(multi=True):
            framework.flash(message, category)
        return "flashed"

    @app.get("/show")
    def show():
        categories = framework.request.args.getlist("filter")
        return [framework.get_flashed_messages(True, categories) for _ in range(2)]

    return app


def test_a_message_is_seen_by_the_next_request_once(client):
    client.get("/flash?error=no")
    assert client.get("/show").json[0] == [["error", "no"]]
    assert client.get("/show").json[0] == []


def test_messages_of_several_requests_are_kept_in_their_order(client):
    client.get("/flash?error=one&info=two")
    client.get("/flash?error=three")
    shown = client.get("/show").json[0]
    assert shown == [["error", "one"], ["info", "two"], ["error", "three"]]


def test_asking_again_in_the_same_request_gives_the_same(client):
    client.get("/flash?error=no")
    first, second = client.get("/show").json
    assert first == second == [["error", "no"]]


def test_a_filter_leaves_some_categories(client):
    client.get("/flash?error=one&info=two&warning=three")
    shown = client.get("/show?filter=error&filter=warning").json[0]
    assert shown == [["error", "one"], ["warning", "three"]]


def test_a_filter_takes_the_other_messages_too(client):
    client.get("/flash?error=one&info=two")
    client.get("/show?filter=error")
    assert client.get("/show").json[0] == []


def test_a_message_flashed_and_asked_for_in_one_request_is_seen(app, framework):
    with app.test_request_context("/"):
        framework.flash("hello")
        assert framework.get_flashed_messages() == ["hello"]


def test_a_message_flashed_after_asking_is_for_the_next_request(app, framework):
    with app.test_request_context("/"):
        assert framework.get_flashed_messages() == []
        framework.flash("late")
        assert framework.get_flashed_messages() == []
        assert framework.session["_flashes"] == [("message", "late")]


def test_categories_are_given_when_they_are_asked_for(app, framework):
    with app.test_request_context("/"):
        framework.flash("one")
        framework.flash("two", "error")
        assert framework.get_flashed_messages() == ["one", "two"]
        assert framework.get_flashed_messages(with_categories=True) == [
            ("message", "one"),
            ("error", "two"),
        ]
        assert framework.get_flashed_messages(category_filter=["error"]) == ["two"]


def test_markup_stays_markup(app, framework, client):
    markup = import_module("markupsafe").Markup("<b>bold</b>")
    app.add_url_rule("/markup", "markup", lambda: framework.flash(markup) or "flashed")
    page = "{{ get_flashed_messages()[0] }}"
    app.add_url_rule("/page", "page", lambda: framework.render_template_string(page))
    client.get("/markup")
    assert client.get("/page").text == "<b>bold</b>"


def test_asking_in_a_request_without_messages_does_not_change_the_session(app, framework):
    with app.test_request_context("/"):
        framework.get_flashed_messages()
        assert not framework.session.modified


def test_flashing_sends_a_signal(app, framework):
    heard = []

    def listen(sender, message, category, **kwargs):
        heard.append((sender, message, category))

    with framework.message_flashed.connected_to(listen, app), app.test_request_context("/"):
        framework.flash("hello", "info")
    assert heard == [(app, "hello", "info")]


def test_without_a_secret_key_there_is_no_flashing(framework):
    with framework.Flask("an_app").test_request_context("/"):
        with pytest.raises(RuntimeError, match="secret"):
            framework.flash("hello")


def test_outside_of_a_request_there_is_no_flashing(app, framework):
    with app.app_context(), pytest.raises(RuntimeError, match="request context"):
        framework.flash("hello")
    with app.app_context(), pytest.raises(RuntimeError, match="request context"):
        framework.get_flashed_messages()


def test_a_session_that_hands_out_copies_keeps_all_messages(app, framework):
    class Stored(dict):
        """Behaves as a session that reads each value anew from a database."""

        modified = accessed = new = False

        def get(self, key, default=None):
            return list(super().get(key, default))

    with app.test_request_context("/") as context:
        try:
            context.session = Stored()
        except AttributeError:  # Flask's context has no setter.
            context._session = Stored()
        framework.flash("one")
        framework.flash("two")
        assert framework.get_flashed_messages() == ["one", "two"]
