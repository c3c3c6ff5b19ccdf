"""Flask-Caching: views, functions and parts of templates that are computed once."""

from __future__ import annotations

import itertools

import pytest
from flask import Response, render_template_string, request
from flask_caching import Cache


@pytest.fixture
def cache(app):
    return Cache(app, config={"CACHE_TYPE": "SimpleCache"})


@pytest.fixture
def client(app, cache):
    numbers = itertools.count(1)

    @app.get("/page")
    @cache.cached(timeout=50)
    def page():
        return str(next(numbers))

    @app.get("/search")
    @cache.cached(query_string=True)
    def search():
        return f"{request.args['q']} {next(numbers)}"

    @app.get("/made")
    @cache.cached(response_filter=lambda answer: answer.status_code == 200)
    def made():
        number = next(numbers)
        return Response(str(number), status=200 if number > 1 else 500, headers={"X-Made": "yes"})

    @cache.memoize()
    def add(a, b):
        return a + b + next(numbers)

    @app.get("/add/<int:a>/<int:b>")
    def added(a, b):
        return str(add(a, b))

    @app.get("/forget")
    def forget():
        cache.delete_memoized(add, 1, 2)
        return ""

    @app.get("/part")
    def part():
        return render_template_string(
            "{% cache 50, 'part' %}{{ number() }}{% endcache %} {{ number() }}",
            number=lambda: next(numbers),
        )

    return app.test_client()


def test_a_view_is_computed_once_for_a_path(client):
    assert [client.get("/page").text for _ in range(3)] == ["1", "1", "1"]


def test_a_view_is_computed_once_for_a_query(client):
    paths = ["/search?q=a&x=1", "/search?x=1&q=a", "/search?q=b"]
    assert [client.get(path).text for path in paths] == ["a 1", "a 1", "b 2"]


def test_a_response_is_kept_with_its_headers(client):
    assert client.get("/made").status_code == 500
    assert [client.get("/made").text for _ in range(2)] == ["2", "2"]
    assert client.get("/made").headers["X-Made"] == "yes"


def test_a_function_is_computed_once_for_its_arguments(client):
    answers = [
        client.get("/add/1/2").text,
        client.get("/add/1/2").text,
        client.get("/add/2/2").text,
    ]
    assert answers == ["4", "4", "6"]


def test_what_is_kept_can_be_dropped(client):
    client.get("/add/1/2")
    client.get("/forget")
    assert client.get("/add/1/2").text == "5"


def test_a_part_of_a_template_is_rendered_once(client):
    assert [client.get("/part").text for _ in range(2)] == ["1 2", "1 3"]


def test_the_cache_is_used_in_an_app_context(app, cache):
    with app.app_context():
        cache.set("key", {"a": 1})
        assert cache.get("key") == {"a": 1}
