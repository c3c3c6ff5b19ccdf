"""Flask-OpenAPI3: pydantic models for path, query and body."""

from __future__ import annotations

import pytest
from flask_openapi3 import APIBlueprint, Info, OpenAPI, Tag
from pydantic import BaseModel, Field


class Number(BaseModel):
    """What stands in the path."""

    number: int = Field(ge=1)


class Wanted(BaseModel):
    """What stands in the query."""

    most: int = 10


class NewTea(BaseModel):
    """What is sent as JSON."""

    name: str = Field(min_length=2)


@pytest.fixture
def client():
    app = OpenAPI("shop", info=Info(title="Teas", version="1"))
    teas = APIBlueprint("teas", __name__, url_prefix="/teas", abp_tags=[Tag(name="tea")])
    stock = ["Assam", "Sencha"]

    @teas.get("/")
    def index(query: Wanted):
        return stock[: query.most]

    @teas.post("/", responses={201: Number})
    def add(body: NewTea):
        stock.append(body.name)
        return {"number": len(stock)}, 201

    @teas.get("/<int:number>")
    def show(path: Number):
        return {"name": stock[path.number - 1]}

    app.register_api(teas)
    return app.test_client()


def test_a_tea_is_added_and_read(client):
    assert client.post("/teas/", json={"name": "Pu-erh"}).json == {"number": 3}
    assert client.get("/teas/3").json == {"name": "Pu-erh"}
    assert client.get("/teas/?most=1").json == ["Assam"]


def test_what_does_not_fit_is_a_422_that_says_where(client):
    response = client.post("/teas/", json={"name": "P"})
    assert response.status_code == 422
    assert response.json[0]["loc"] == ["name"]
    assert client.get("/teas/?most=x").status_code == 422


def test_the_description_tells_of_all(client):
    description = client.get("/openapi/openapi.json").json
    assert set(description["paths"]) == {"/teas/", "/teas/{number}"}
