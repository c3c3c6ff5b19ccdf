"""Connexion: an API whose description says which function answers, and what it may be asked."""

from __future__ import annotations

import json

import pytest
from connexion import FlaskApp, NoContent
from flask import current_app, request

DESCRIPTION = {
    "openapi": "3.0.0",
    "info": {"title": "Teas", "version": "1"},
    "paths": {
        "/teas/{number}": {
            "parameters": [
                {
                    "name": "number",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "integer", "minimum": 1},
                }
            ],
            "get": {
                "operationId": f"{__name__}.show",
                "parameters": [
                    {"name": "most", "in": "query", "schema": {"type": "string", "enum": ["a"]}}
                ],
                "responses": {"200": {"description": "a tea"}},
            },
            "put": {
                "operationId": f"{__name__}.put",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"name": {"type": "string"}},
                            }
                        }
                    }
                },
                "responses": {"204": {"description": "done"}},
            },
        }
    },
}


def show(number, most=None):
    return {"number": number, "most": most, "app": current_app.name, "path": request.path}


def put(number, body):
    return NoContent, 204, {"X-Name": body["name"]}


@pytest.fixture
def client(tmp_path):
    (tmp_path / "openapi.json").write_text(json.dumps(DESCRIPTION))
    app = FlaskApp("shop", specification_dir=tmp_path)
    app.add_api("openapi.json", base_path="/v1")

    @app.app.get("/plain")
    def plain():
        return "beside it"

    with app.test_client() as client:
        yield client


def test_the_function_of_the_description_answers(client):
    answer = client.get("/v1/teas/3?most=a").json()
    assert answer == {"number": 3, "most": "a", "app": "shop", "path": "/v1/teas/3"}


@pytest.mark.parametrize("path", ["/v1/teas/0", "/v1/teas/1?most=b"])
def test_what_is_not_described_is_a_400(client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.json()["title"] == "Bad Request"


def test_a_body_is_checked(client):
    assert client.put("/v1/teas/1", json={"name": "green"}).headers["X-Name"] == "green"
    assert client.put("/v1/teas/1", json={"name": 7}).status_code == 400


def test_errors_are_problem_details(client):
    assert client.get("/v1/nowhere").json()["status"] == 404
    assert client.delete("/v1/teas/1").status_code == 405


def test_a_view_of_flask_is_served_beside_it(client):
    assert client.get("/plain").text == "beside it"
