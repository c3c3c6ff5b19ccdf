"""before_render_template and template_rendered: who renders what."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.fixture
def heard(app, framework):
    """What the two signals told, in order: their name, the template and its context."""
    told = []

    def before(sender, template, context, **kwargs):
        told.append(("before", sender, template.name, context))

    def after(sender, template, context, **kwargs):
        told.append(("after", sender, template.name, context))

    with framework.before_render_template.connected_to(before, app):
        with framework.template_rendered.connected_to(after, app):
            yield told


@pytest.fixture
def app(app):
    app.jinja_loader = import_module("jinja2").DictLoader({"a.html": "{{ a }}{{ b }}"})
    app.context_processor(lambda: {"b": 2})
    return app


def test_both_signals_tell_the_template_and_all_its_variables(app, framework, heard):
    with app.app_context():
        framework.render_template("a.html", a=1)
        g = framework.g._get_current_object()
    assert heard == [
        ("before", app, "a.html", {"a": 1, "b": 2, "g": g}),
        ("after", app, "a.html", {"a": 1, "b": 2, "g": g}),
    ]


def test_a_listener_may_change_the_variables(app, framework):
    def change(sender, context, **kwargs):
        context["a"] = "changed"

    with framework.before_render_template.connected_to(change, app), app.app_context():
        assert framework.render_template("a.html", a=1) == "changed2"


def test_a_template_that_fails_was_not_rendered(app, framework, heard):
    with app.app_context(), pytest.raises(ZeroDivisionError):
        framework.render_template_string("{{ 1 // 0 }}")
    assert [name for name, *_ in heard] == ["before"]


def test_a_streamed_template_is_rendered_when_it_is_sent(app, framework, heard):
    with app.app_context():
        pieces = framework.stream_template("a.html", a=1)
        assert [name for name, *_ in heard] == ["before"]
        assert "".join(pieces) == "12"
    assert [name for name, *_ in heard] == ["before", "after"]


def test_a_coroutine_may_listen(app, framework):
    told = []

    async def listen(sender, **kwargs):
        told.append(sender)

    with framework.template_rendered.connected_to(listen, app), app.app_context():
        framework.render_template("a.html")
    assert told == [app]
