"""Flask-JWT-Extended: signed tokens in a header or a cookie say who asks."""

from __future__ import annotations

import pytest
from flask import jsonify, request
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    current_user,
    get_jwt,
    get_jwt_identity,
    jwt_required,
    set_access_cookies,
    unset_jwt_cookies,
)


@pytest.fixture
def client(app):
    app.config.update(
        JWT_SECRET_KEY="a key that is long enough for HMAC",
        JWT_TOKEN_LOCATION=["headers", "cookies"],
        TESTING=False,
    )
    tokens = JWTManager(app)
    revoked = set()
    tokens.user_lookup_loader(lambda header, payload: {"name": payload["sub"]})
    tokens.token_in_blocklist_loader(lambda header, payload: payload["jti"] in revoked)

    @app.post("/login")
    def login():
        name = request.json["name"]
        return {
            "access": create_access_token(name, additional_claims={"role": "reader"}),
            "refresh": create_refresh_token(name),
        }

    @app.post("/cookie")
    def give_cookie():
        response = jsonify(done=True)
        set_access_cookies(response, create_access_token("ada"))
        return response

    @app.post("/no-cookie")
    def take_cookie():
        response = jsonify(done=True)
        unset_jwt_cookies(response)
        return response

    @app.route("/me", methods=["GET", "POST"])
    @jwt_required()
    def me():
        return jsonify(name=current_user["name"], role=get_jwt().get("role"))

    @app.post("/refresh")
    @jwt_required(refresh=True)
    def refresh():
        return {"access": create_access_token(get_jwt_identity())}

    @app.post("/logout")
    @jwt_required()
    def logout():
        revoked.add(get_jwt()["jti"])
        return ""

    return app.test_client()


@pytest.fixture
def tokens(client):
    return client.post("/login", json={"name": "ada"}).json


def bearing(token):
    return {"Authorization": f"Bearer {token}"}


def test_a_token_says_who_asks(client, tokens):
    response = client.get("/me", headers=bearing(tokens["access"]))
    assert response.json == {"name": "ada", "role": "reader"}


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 401), (bearing("a.b.c"), 422), ({"Authorization": "x"}, 401)]
)
def test_without_a_token_there_is_an_error_as_json(client, headers, status):
    response = client.get("/me", headers=headers)
    assert response.status_code == status
    assert response.json["msg"]


def test_a_token_to_refresh_makes_another(client, tokens):
    assert client.post("/refresh", headers=bearing(tokens["access"])).status_code == 422
    fresh = client.post("/refresh", headers=bearing(tokens["refresh"])).json["access"]
    assert client.get("/me", headers=bearing(fresh)).json["name"] == "ada"


def test_a_token_that_is_revoked_is_refused(client, tokens):
    client.post("/logout", headers=bearing(tokens["access"]))
    assert client.get("/me", headers=bearing(tokens["access"])).status_code == 401


def test_a_token_in_a_cookie_needs_its_double_to_change_something(client):
    client.post("/cookie")
    assert client.get("/me").json["name"] == "ada"
    assert client.post("/me").status_code == 401
    double = client.get_cookie("csrf_access_token").value
    assert client.post("/me", headers={"X-CSRF-TOKEN": double}).json["name"] == "ada"
    client.post("/no-cookie")
    assert client.get("/me").status_code == 401
