"""Flask-RESTX: resources with models, and a page that lets one try them."""

from __future__ import annotations

import pytest
from flask import Blueprint
from flask_restx import Api, Resource, fields, reqparse


class NoTea(Exception):
    """There is no such tea."""


@pytest.fixture
def client(app):
    stock = {1: "Assam"}
    blueprint = Blueprint("api", __name__, url_prefix="/api")
    api = Api(blueprint, title="Teas", version="1", doc="/doc/")
    teas = api.namespace("teas", description="What there is")
    model = api.model("Tea", {"name": fields.String(required=True, min_length=2)})
    shown = api.inherit(
        "Shown", model, {"id": fields.Integer, "url": fields.Url("api.teas_tea", absolute=True)}
    )
    query = reqparse.RequestParser()
    query.add_argument("most", type=int, default=10, location="args")

    @api.errorhandler(NoTea)
    def no_tea(error):
        return {"message": "there is no such tea"}, 404

    @teas.route("/")
    class Teas(Resource):
        @teas.marshal_list_with(shown)
        @teas.expect(query)
        def get(self):
            rows = [{"id": number, "number": number, "name": stock[number]} for number in stock]
            return rows[: query.parse_args()["most"]]

        @teas.expect(model, validate=True)
        @teas.marshal_with(shown, code=201)
        def post(self):
            stock[len(stock) + 1] = api.payload["name"]
            return {"id": len(stock), "number": len(stock), "name": stock[len(stock)]}, 201

    @teas.route("/<int:number>", endpoint="teas_tea")
    class Tea(Resource):
        @teas.marshal_with(shown)
        def get(self, number):
            if number not in stock:
                raise NoTea
            return {"id": number, "number": number, "name": stock[number]}

    app.register_blueprint(blueprint)
    app.config.update(TESTING=False, RESTX_MASK_SWAGGER=False)
    return app.test_client()


def test_a_tea_is_added_and_read(client):
    response = client.post("/api/teas/", json={"name": "Sencha"})
    assert response.status_code == 201
    assert response.json == {"id": 2, "name": "Sencha", "url": "http://localhost/api/teas/2"}
    assert client.get(response.json["url"]).json["name"] == "Sencha"


def test_what_does_not_fit_the_model_is_a_400_that_says_why(client):
    response = client.post("/api/teas/", json={})
    assert response.status_code == 400
    assert "'name' is a required property" in response.json["errors"]["name"]


def test_a_malformed_argument_is_a_400(client):
    assert client.get("/api/teas/?most=x").status_code == 400
    assert client.get("/api/teas/?most=0").json == []


def test_errors_are_json(client):
    assert client.get("/api/teas/9").json["message"].startswith("there is no such tea")
    assert client.delete("/api/teas/1").status_code == 405


def test_a_client_chooses_fields_by_a_mask(client):
    response = client.get("/api/teas/1", headers={"X-Fields": "name"})
    assert response.json == {"name": "Assam"}


def test_there_is_a_description_and_a_page_for_it(client):
    assert "/teas/{number}" in client.get("/api/swagger.json").json["paths"]
    page = client.get("/api/doc/")
    assert "swagger-ui" in page.text
    assert client.get("/swaggerui/swagger-ui.css").status_code == 200
