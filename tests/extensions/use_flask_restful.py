"""Flask-RESTful: resources as classes, their arguments and their fields."""

from __future__ import annotations

import pytest
from flask import Blueprint, make_response
from flask_restful import Api, Resource, abort, fields, marshal_with, reqparse, url_for

ITEM = {"name": fields.String, "price": fields.Float, "url": fields.Url("items.item")}


@pytest.fixture
def client(app):
    stock = {}
    parser = reqparse.RequestParser()
    parser.add_argument("price", type=float, required=True, help="a number")

    class Item(Resource):
        @marshal_with(ITEM)
        def get(self, name):
            if name not in stock:
                abort(404, message=f"no {name}")
            return {"name": name, "price": stock[name]}

        @marshal_with(ITEM)
        def put(self, name):
            stock[name] = parser.parse_args()["price"]
            return {"name": name, "price": stock[name]}, 201, {"X-Stock": str(len(stock))}

        def delete(self, name):
            del stock[name]
            return "", 204

    class Link(Resource):
        def get(self):
            return {"url": url_for("items.item", name="tea")}

    blueprint = Blueprint("items", __name__, url_prefix="/v1")
    api = Api(blueprint)
    api.add_resource(Item, "/items/<string:name>", endpoint="item")
    api.add_resource(Link, "/link")

    @api.representation("text/plain")
    def as_text(data, code, headers=None):
        response = make_response(str(data), code)
        response.headers.extend(headers or {})
        return response

    app.register_blueprint(blueprint)
    app.config.update(TESTING=False)
    return app.test_client()


def test_a_resource_is_put_and_read(client):
    response = client.put("/v1/items/tea", json={"price": "2.5"})
    assert response.status_code == 201
    assert response.headers["X-Stock"] == "1"
    assert client.get("/v1/items/tea").json == {
        "name": "tea",
        "price": 2.5,
        "url": "/v1/items/tea",
    }


def test_a_form_where_json_is_asked_for_is_refused(client):
    response = client.put("/v1/items/tea", data={"price": "2.5"})
    assert response.status_code == 415
    assert "application/json" in response.json["message"]


def test_a_missing_argument_is_explained(client):
    response = client.put("/v1/items/tea", json={})
    assert response.status_code == 400
    assert response.json == {"message": {"price": "a number"}}


def test_an_error_is_json(client):
    response = client.get("/v1/items/tea")
    assert response.status_code == 404
    assert response.json == {"message": "no tea"}


def test_a_method_that_is_missing_is_json_too(client):
    response = client.post("/v1/items/tea")
    assert response.status_code == 405
    assert "message" in response.json
    assert set(response.allow) >= {"GET", "PUT", "DELETE"}


def test_nothing_is_an_answer(client):
    client.put("/v1/items/tea", json={"price": 1})
    assert client.delete("/v1/items/tea").status_code == 204


def test_another_representation_is_chosen_by_the_client(client):
    response = client.get("/v1/link", headers={"Accept": "text/plain"})
    assert response.mimetype == "text/plain"
    assert response.text == "{'url': '/v1/items/tea'}"
