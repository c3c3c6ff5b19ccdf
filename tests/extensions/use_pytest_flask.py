"""pytest-flask: a client, and a request around each test."""

from __future__ import annotations

import pytest
from flask import jsonify, request, session, url_for


@pytest.fixture
def app(app):
    @app.get("/tea/<name>")
    def tea(name):
        session["name"] = name
        return jsonify(name=name, kinds=request.accept_mimetypes.best)

    return app


def test_the_client_answers(client):
    response = client.get(url_for("tea", name="green"))
    assert response.json == {"name": "green", "kinds": None}
    assert response == 200


def test_a_request_is_around_the_test(app):
    assert request.path == "/"
    session["name"] = "ada"
    assert session["name"] == "ada"


def test_a_client_accepts_what_it_is_told_to(client, accept_json):
    assert client.get("/tea/green", headers=accept_json).json["kinds"] == "application/json"


@pytest.mark.options(debug=True)
def test_a_mark_sets_options(app):
    assert app.debug


def test_the_configuration_is_a_fixture(config):
    assert config["TESTING"]
