"""Flask-HTTPAuth: a name and a password, or a token, in each request's ``Authorization``."""

from __future__ import annotations

import pytest
from flask import jsonify
from flask_httpauth import HTTPBasicAuth, HTTPDigestAuth, HTTPTokenAuth, MultiAuth
from werkzeug.security import check_password_hash, generate_password_hash

PASSWORDS = {"ada": generate_password_hash("lace", method="pbkdf2:sha256:1000")}


@pytest.fixture
def client(app):
    basic, token, digest = HTTPBasicAuth(), HTTPTokenAuth("Bearer"), HTTPDigestAuth()
    either = MultiAuth(basic, token)

    @basic.verify_password
    def verify(name, password):
        return name if check_password_hash(PASSWORDS.get(name, ""), password) else None

    @basic.error_handler
    def refuse(status):
        return jsonify(error="who are you?"), status

    token.verify_token(lambda value: "robot" if value == "t0ken" else None)
    basic.get_user_roles(lambda user: ["writer"])
    digest.get_password(lambda name: "lace" if name == "ada" else None)

    @app.get("/either")
    @either.login_required
    def show():
        return either.current_user()

    @app.get("/admin")
    @basic.login_required(role="admin")
    def administrate():
        return "admin"

    @app.get("/digest")
    @digest.login_required
    def show_digest():
        return digest.username()

    return app.test_client()


def test_a_name_and_its_password_are_let_in(client):
    assert client.get("/either", auth=("ada", "lace")).text == "ada"


def test_a_wrong_password_is_a_401_that_asks_for_another(client):
    response = client.get("/either", auth=("ada", "wrong"))
    assert response.status_code == 401
    assert response.json == {"error": "who are you?"}
    assert response.www_authenticate.type == "basic"


def test_a_token_is_let_in_where_either_will_do(client):
    assert client.get("/either", headers={"Authorization": "Bearer t0ken"}).text == "robot"


def test_a_role_that_is_missing_is_a_403(client):
    assert client.get("/admin", auth=("ada", "lace")).status_code == 403


def test_a_digest_is_asked_for_with_a_nonce_in_the_session(client):
    asked = client.get("/digest").www_authenticate
    assert asked.type == "digest"
    with client.session_transaction() as session:
        assert session["auth_nonce"] == asked["nonce"]
