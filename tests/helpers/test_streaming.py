"""stream_with_context: the request, while its answer is still being sent."""

from __future__ import annotations

import inspect
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context

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


# Nothing of a stream is left in the thread that reads it


@pytest.fixture
def stream(app, framework):
    """A stream whose chunks say whether the request is current."""
    with app.test_request_context("/path"):
        return framework.stream_with_context(framework.request.path for _ in range(3))


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_between_two_chunks_no_context_is_current(stream, framework):
    for chunk in stream:
        assert chunk == "/path"
        assert not framework.has_request_context()
        assert not framework.has_app_context()


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_a_stream_may_be_closed_by_another_thread(app, stream, framework):
    torn_down = []
    app.teardown_request(lambda error: torn_down.append(framework.request.path))
    next(stream)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(stream.close).result()
    assert torn_down == ["/path"]
    assert not framework.has_request_context()
    assert not framework.has_app_context()


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_chunks_may_be_read_by_different_threads(stream):
    with ThreadPoolExecutor(1) as pool:
        assert [next(stream), pool.submit(next, stream).result(), next(stream)] == 3 * ["/path"]
    assert list(stream) == []


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_two_streams_may_be_read_by_turns(app, framework):
    streams = []
    for path in ("/a", "/b"):
        with app.test_request_context(path):
            streams.append(framework.stream_with_context(framework.request.path for _ in "12"))
    assert ["".join(pair) for pair in zip(*streams)] == ["/a/b", "/a/b"]


def test_a_stream_sees_the_context_variables_that_its_view_has_set(app, framework):
    variable = ContextVar("variable", default="unset")

    def read():
        variable.set("set")
        with app.test_request_context("/"):
            return framework.stream_with_context(variable.get() for _ in range(2))

    stream = copy_context().run(read) if framework.__name__ == "microflask" else read()
    assert list(stream) == ["set", "set"]


def test_a_stream_may_be_closed_while_a_test_keeps_its_request(app, framework):
    context = app.test_request_context("/path")
    with context:
        stream = framework.stream_with_context(framework.request.path for _ in range(2))
    assert next(stream) == "/path"
    with context:
        stream.close()
        assert framework.request.path == "/path"
    assert not framework.has_request_context()
