"""stream_with_context: the request, while its answer is still being sent."""

from __future__ import annotations

import inspect

import pytest


@pytest.fixture
def app(app, framework):
    """Streams the argument ``name`` at /name, and notes what happens in ``app.log``."""
    app.log = []

    @app.get("/name")
    def name():
        framework.g.greeting = "Hello "

        def generate():
            try:
                yield framework.g.greeting
                yield framework.request.args["name"]
                yield framework.session.get("mark", "!")
            finally:
                app.log.append(f"closed within {framework.request.path}")

        return framework.Response(framework.stream_with_context(generate()))

    return app


def test_a_stream_reads_the_request_and_its_g(client):
    assert client.get("/name?name=World").text == "Hello World!"


def test_a_stream_reads_the_session(client):
    with client.session_transaction() as session:
        session["mark"] = "?"
    assert client.get("/name?name=World").text == "Hello World?"


def test_a_function_may_be_decorated(app, client, framework):
    @app.get("/decorated")
    def view():
        @framework.stream_with_context
        def generate(greeting, mark="!"):
            """Yield a greeting."""
            yield greeting
            yield framework.request.args["name"]
            yield mark

        assert generate.__doc__ == "Yield a greeting."
        return framework.Response(generate("Hello ", mark="?"))

    assert client.get("/decorated?name=World").text == "Hello World?"


def test_any_iterator_may_be_wrapped(app, client, framework):
    app.add_url_rule("/list", "list", lambda: framework.stream_with_context(iter(["a", "b"])))
    assert client.get("/list").text == "ab"


def test_without_a_request_there_is_nothing_to_keep(app, framework):
    with app.app_context(), pytest.raises(RuntimeError, match="stream_with_context"):
        framework.stream_with_context(iter("abc"))
    with pytest.raises(RuntimeError, match="stream_with_context"):
        framework.stream_with_context(lambda: iter("abc"))()


def test_the_stream_is_closed_within_the_request(app, client):
    client.get("/name?name=World")
    assert app.log == ["closed within /name"]


def test_teardown_runs_when_the_view_returns_and_when_the_stream_ends(app, client):
    app.teardown_request(lambda error: app.log.append("request torn down"))
    app.teardown_appcontext(lambda error: app.log.append("app torn down"))
    client.get("/name?name=World")
    assert app.log == [
        "request torn down",
        "app torn down",
        "closed within /name",
        "request torn down",
        "app torn down",
    ]


def test_nothing_of_a_stream_runs_before_it_is_read(app, framework):
    with app.test_request_context("/"):
        stream = framework.stream_with_context(app.log.append(x) or x for x in "ab")
        assert app.log == []
    assert next(stream) == "a"
    stream.close()


def test_an_error_in_a_stream_leaves_no_context_behind(app, framework):
    def fail():
        yield "a"
        raise ZeroDivisionError

    with app.test_request_context("/"):
        stream = framework.stream_with_context(fail())
    with pytest.raises(ZeroDivisionError):
        list(stream)
    assert not framework.has_request_context()
    assert not framework.has_app_context()


def test_a_stream_in_a_nested_app_context_keeps_that_one(app, framework):
    with app.app_context():
        framework.g.name = "outer"
        with app.test_request_context("/"):
            stream = framework.stream_with_context(framework.g.name for _ in range(2))
    assert "".join(stream) == "outerouter"


class Iterator:
    """An iterator of a server or a library, which must be closed."""

    def __init__(self):
        self.closed = 0
        self.chunks = iter("ab")

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.chunks)

    def close(self):
        self.closed += 1


@pytest.fixture
def wrapped(app, framework):
    """An iterator, and the stream around it."""
    iterator = Iterator()
    with app.test_request_context("/"):
        return iterator, framework.stream_with_context(iterator)


def test_an_iterator_that_was_read_to_its_end_is_closed(wrapped):
    iterator, stream = wrapped
    assert "".join(stream) == "ab"
    stream.close()
    assert iterator.closed == 1


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_an_iterator_is_closed_once_when_the_client_leaves(wrapped):
    iterator, stream = wrapped
    next(stream)
    stream.close()
    assert iterator.closed == 1


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_an_iterator_that_was_never_read_is_closed(wrapped):
    iterator, stream = wrapped
    stream.close()
    assert iterator.closed == 1


def test_a_stream_is_a_generator(wrapped):
    _, stream = wrapped
    assert inspect.isgenerator(stream)
    stream.close()
