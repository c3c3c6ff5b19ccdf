"""stream_template: a page that is sent while it is rendered."""

from __future__ import annotations

import jinja2
import pytest


@pytest.fixture
def app(app):
    app.jinja_loader = jinja2.DictLoader(
        {"list.html": "{% for n in numbers %}{{ n }},{% endfor %}"}
    )
    return app


def test_a_view_may_return_a_streamed_template(app, client, framework):
    app.add_url_rule("/", "list", lambda: framework.stream_template("list.html", numbers=[1, 2]))
    assert client.get("/").text == "1,2,"


def test_a_streamed_template_comes_in_pieces(app, framework):
    def numbers():
        yield 1
        raise ZeroDivisionError

    with app.test_request_context("/"):
        pieces = framework.stream_template("list.html", numbers=numbers())
    assert next(pieces) == "1"
    with pytest.raises(ZeroDivisionError):
        list(pieces)


def test_a_source_may_be_streamed(app, client, framework):
    source = "Hello, {{ name }} of {{ request.path }}!"
    app.add_url_rule("/", "x", lambda: framework.stream_template_string(source, name="World"))
    assert client.get("/").text == "Hello, World of /!"


def test_a_stream_reads_the_request_and_the_session_while_it_is_sent(app, client, framework):
    @app.get("/<name>")
    def view(name):
        framework.session["name"] = name
        return framework.stream_template_string("{{ request.path }} {{ session.name }}")

    assert client.get("/anna").text == "/anna anna"


def test_outside_of_a_request_a_template_may_be_streamed(app, framework):
    with app.app_context():
        pieces = framework.stream_template("list.html", numbers=[1, 2])
        assert "".join(pieces) == "1,2,"


def test_a_streamed_template_that_does_not_exist_is_an_error_of_the_view(app, framework):
    with app.test_request_context("/"), pytest.raises(jinja2.TemplateNotFound):
        framework.stream_template("missing.html")


def test_context_processors_are_called_before_the_first_piece(app, framework):
    called = []
    app.context_processor(lambda: called.append("processor") or {})
    with app.test_request_context("/"):
        pieces = framework.stream_template("list.html", numbers=[1])
        assert called == ["processor"]
    assert "".join(pieces) == "1,"
