"""APIFlask: a subclass of Flask whose views say what they take and give."""

from __future__ import annotations

import pytest
from apiflask import APIBlueprint, APIFlask, HTTPTokenAuth, Schema, abort
from apiflask.fields import Integer, String
from apiflask.validators import Length


class TeaIn(Schema):
    """What is sent."""

    name = String(required=True, validate=Length(2))


class TeaOut(Schema):
    """What is answered."""

    id = Integer()
    name = String()


@pytest.fixture
def client():
    app = APIFlask("shop", title="Teas", version="1")
    auth = HTTPTokenAuth()
    auth.verify_token(lambda token: "ada" if token == "t0ken" else None)
    stock = [{"id": 1, "name": "Assam"}]
    teas = APIBlueprint("teas", __name__, url_prefix="/teas")

    @teas.post("/")
    @teas.input(TeaIn)
    @teas.output(TeaOut, status_code=201)
    def add(json_data):
        """Add a tea."""
        stock.append({"id": len(stock) + 1, "secret": "x", **json_data})
        return stock[-1]

    @teas.get("/<int:number>")
    @teas.output(TeaOut)
    def show(number):
        if number > len(stock):
            abort(404, f"There is no tea {number}.", detail={"number": number})
        return stock[number - 1]

    @app.get("/me")
    @app.auth_required(auth)
    def me():
        return {"name": auth.current_user}

    app.register_blueprint(teas)
    return app.test_client()


def test_a_tea_is_added_and_read(client):
    response = client.post("/teas/", json={"name": "Sencha"})
    assert (response.status_code, response.json) == (201, {"id": 2, "name": "Sencha"})
    assert client.get("/teas/2").json["name"] == "Sencha"


def test_what_does_not_fit_is_a_422_that_says_why(client):
    response = client.post("/teas/", json={"name": "S"})
    assert response.status_code == 422
    assert response.json["detail"]["json"]["name"] == ["Shorter than minimum length 2."]


def test_errors_are_json(client):
    response = client.get("/teas/9")
    assert response.json == {"message": "There is no tea 9.", "detail": {"number": 9}}
    assert client.get("/nowhere").json["message"] == "Not Found"


def test_a_token_is_asked_for(client):
    assert client.get("/me").status_code == 401
    assert client.get("/me", headers={"Authorization": "Bearer t0ken"}).json == {"name": "ada"}


def test_the_description_and_its_page(client):
    description = client.get("/openapi.json").json
    assert description["paths"]["/teas/"]["post"]["summary"] == "Add a tea."
    assert "Teas" in client.get("/docs").text
