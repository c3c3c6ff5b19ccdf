"""Flask-Rebar: handlers that say with marshmallow what they take and give."""

from __future__ import annotations

import marshmallow
import pytest
from flask_rebar import HeaderApiKeyAuthenticator, Rebar, errors, get_validated_body


class Tea(marshmallow.Schema):
    """What is sent and what is answered."""

    name = marshmallow.fields.String(required=True, validate=marshmallow.validate.Length(2))


@pytest.fixture
def client(app):
    rebar = Rebar()
    authenticator = HeaderApiKeyAuthenticator(header="X-Key")
    authenticator.register_key(app_name="till", key="open")
    registry = rebar.create_handler_registry(prefix="/v1", default_mimetype="application/tea+json")
    stock = {1: {"name": "Assam"}}

    @registry.handles(rule="/teas/<int:number>", method="GET", response_body_schema=Tea())
    def show(number):
        if number not in stock:
            raise errors.NotFound(msg="there is no such tea")
        return stock[number]

    @registry.handles(
        rule="/teas/<int:number>",
        method="PUT",
        request_body_schema=Tea(),
        response_body_schema={201: Tea()},
        authenticators=authenticator,
    )
    def put(number):
        stock[number] = get_validated_body()
        return stock[number], 201

    @registry.handles(rule="/teas/<int:number>", method="DELETE", response_body_schema={204: None})
    def remove(number):
        del stock[number]
        return None, 204

    rebar.init_app(app)
    return app.test_client()


def test_a_tea_is_shown(client):
    response = client.get("/v1/teas/1")
    assert (response.status_code, response.json) == (200, {"name": "Assam"})
    assert response.mimetype == "application/tea+json"


def test_a_body_is_checked(client):
    key = {"X-Key": "open"}
    assert client.put("/v1/teas/2", json={"name": "Sencha"}, headers=key).status_code == 201
    refused = client.put("/v1/teas/2", json={"name": "S"}, headers=key)
    assert refused.status_code == 400
    assert "name" in refused.json["errors"]
    assert client.put("/v1/teas/2", data="no json", headers=key).status_code == 400


def test_a_key_is_asked_for(client):
    assert client.put("/v1/teas/2", json={"name": "Sencha"}).status_code == 401


def test_an_error_of_its_own_is_json(client):
    response = client.get("/v1/teas/9")
    assert (response.status_code, response.json["message"]) == (404, "there is no such tea")


def test_an_empty_answer_keeps_its_type(client):
    response = client.delete("/v1/teas/1")
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Content-Type"] == "application/tea+json"


def test_the_description_and_its_page(client):
    paths = client.get("/v1/swagger").json["paths"]
    assert set(paths["/v1/teas/{number}"]) >= {"get", "put", "delete"}
    assert client.get("/v1/swagger/ui/").status_code == 200
