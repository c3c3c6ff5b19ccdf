"""``with client:`` keeps the contexts of the last request for a look at them."""

from __future__ import annotations

import pytest


@pytest.fixture
def app(app, framework):
    @app.get("/<value>")
    def remember(value):
        framework.g.value = value
        framework.session["value"] = value
        return value

    @app.get("/forward")
    def forward():
        framework.g.value = "forward"
        return framework.redirect("/target")

    @app.get("/fail")
    def fail():
        raise ZeroDivisionError

    return app


def test_without_a_block_nothing_is_kept(client, framework):
    client.get("/a")
    assert not framework.has_request_context()
    assert not framework.has_app_context()


def test_request_session_and_g_can_be_read_in_the_block(client, framework):
    with client:
        client.get("/a?page=2")
        assert framework.request.args["page"] == "2"
        assert framework.session["value"] == "a"
        assert framework.g.value == "a"
        assert framework.url_for("remember", value="b") == "/b"


def test_after_the_block_nothing_is_kept(client, framework):
    with client:
        client.get("/a")
    assert not framework.has_request_context()
    assert not framework.has_app_context()


def test_the_block_keeps_the_last_request_only(client, framework):
    with client:
        client.get("/a")
        client.get("/b")
        assert framework.g.value == "b"
        assert framework.request.path == "/b"
    assert not framework.has_request_context()


def test_the_block_keeps_the_last_request_of_a_chain_of_redirects(client, framework):
    with client:
        client.get("/forward", follow_redirects=True)
        assert framework.request.path == "/target"
        assert framework.g.value == "target"
    assert not framework.has_request_context()


def test_a_failed_request_leaves_a_context_of_its_own(app, client, framework):
    app.testing = False
    with client:
        client.get("/a")
        assert client.get("/fail").status_code == 500
        assert framework.request.path == "/fail"
        assert "value" not in framework.g


def test_teardown_runs_when_the_block_ends_at_the_latest(app, client):
    torn_down = []
    app.teardown_request(lambda error: torn_down.append("request"))
    app.teardown_appcontext(lambda error: torn_down.append("app"))
    with client:
        client.get("/a")
    assert torn_down[-2:] == ["request", "app"]


def test_an_outer_context_is_current_again_after_the_block(app, client, framework):
    with app.test_request_context("/outer"):
        with client:
            client.get("/inner")
            assert framework.request.path == "/inner"
        assert framework.request.path == "/outer"


def test_a_streamed_response_keeps_its_context_until_it_is_closed(app, client, framework):
    @app.get("/stream/")
    def stream():
        return framework.stream_with_context(iter([framework.request.path]))

    with app.test_request_context("/outer"):
        with client:
            response = client.get("/stream/")
            assert framework.request.path == "/stream/"
        response.close()
        assert framework.request.path == "/outer"


def test_the_block_can_be_opened_again_but_not_twice_at_once(client):
    with client:
        with pytest.raises(RuntimeError, match="Cannot nest client invocations"):
            with client:
                pass
    with client:
        assert client.get("/a").text == "a"


def test_an_error_that_comes_through_leaves_nothing_for_the_next_request(client, framework):
    with client:
        with pytest.raises(ZeroDivisionError):
            client.get("/fail")
        client.get("/a")
        assert framework.request.path == "/a"
    assert not framework.has_request_context()
