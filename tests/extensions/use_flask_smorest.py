"""Flask-Smorest: an API whose input, output and description come from the same schemas."""

from __future__ import annotations

import pytest
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from marshmallow import Schema, fields, validate


class Tea(Schema):
    """What a tea has to tell of itself."""

    id = fields.Int(dump_only=True)
    name = fields.Str(required=True, validate=validate.Length(min=2))


class Filter(Schema):
    """What teas may be asked for by."""

    name = fields.Str()


@pytest.fixture
def client(app):
    app.config.update(API_TITLE="Teas", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    app.config.update(OPENAPI_URL_PREFIX="/", OPENAPI_JSON_PATH="openapi.json")
    stock = [{"id": number, "name": name} for number, name in enumerate(["Assam", "Sencha"], 1)]
    teas = Blueprint("teas", __name__, url_prefix="/teas", description="What there is")

    @teas.route("/")
    class Teas(MethodView):
        @teas.arguments(Filter, location="query")
        @teas.response(200, Tea(many=True))
        @teas.paginate(page_size=1)
        def get(self, wanted, pagination_parameters):
            found = [tea for tea in stock if wanted.get("name", tea["name"]) == tea["name"]]
            pagination_parameters.item_count = len(found)
            return found[pagination_parameters.first_item : pagination_parameters.last_item + 1]

        @teas.arguments(Tea)
        @teas.response(201, Tea)
        def post(self, tea):
            stock.append({"id": len(stock) + 1, **tea})
            return stock[-1]

    @teas.route("/<int:number>")
    @teas.etag
    @teas.response(200, Tea)
    def show(number):
        if number > len(stock):
            abort(404, message=f"no tea {number}")
        return stock[number - 1]

    Api(app).register_blueprint(teas)
    return app.test_client()


def test_a_tea_is_added_and_read(client):
    response = client.post("/teas/", json={"name": "Pu-erh"})
    assert (response.status_code, response.json) == (201, {"id": 3, "name": "Pu-erh"})
    assert client.get("/teas/3").json["name"] == "Pu-erh"


def test_what_does_not_fit_is_a_422_that_says_why(client):
    response = client.post("/teas/", json={"name": "P"})
    assert response.status_code == 422
    assert "Shorter than minimum length 2." in response.json["errors"]["json"]["name"]


def test_there_are_pages(client):
    response = client.get("/teas/?page=2")
    assert response.json == [{"id": 2, "name": "Sencha"}]
    assert '"total": 2' in response.headers["X-Pagination"]


def test_an_etag_answers_who_has_it_already(client):
    etag = client.get("/teas/1").headers["ETag"]
    assert client.get("/teas/1", headers={"If-None-Match": etag}).status_code == 304


def test_errors_are_json(client):
    assert client.get("/teas/9").json["message"] == "no tea 9"
    assert client.get("/nowhere").json["code"] == 404
    assert client.delete("/teas/1").json["status"] == "Method Not Allowed"


def test_the_description_tells_of_all(client):
    paths = client.get("/openapi.json").json["paths"]
    assert set(paths) == {"/teas/", "/teas/{number}"}
