"""make_response: a view's return value as a response, before it is returned."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def in_request(app):
    with app.test_request_context("/"):
        yield


def test_without_an_argument_the_response_is_empty(app, framework):
    response = framework.make_response()
    assert type(response) is app.response_class
    assert (response.status_code, response.get_data()) == (200, b"")


def test_one_argument_is_a_return_value(framework):
    assert framework.make_response("text").get_data() == b"text"
    assert framework.make_response({"a": 1}).mimetype == "application/json"
    assert framework.make_response(("text", 404)).status_code == 404


def test_several_arguments_are_the_parts_of_a_tuple(framework):
    response = framework.make_response("text", 404, {"X-Test": "1"})
    assert response.status_code == 404
    assert response.headers["X-Test"] == "1"


def test_a_response_stays_the_same_one(framework):
    response = framework.Response("text")
    assert framework.make_response(response) is response


def test_what_no_view_may_return_is_an_error(framework):
    with pytest.raises(TypeError):
        framework.make_response(None)
