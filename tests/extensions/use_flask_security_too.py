"""Flask-Security-Too: accounts, logins and roles, with pages of its own."""

from __future__ import annotations

import re
import uuid

import pytest
from flask_security import (
    RoleMixin,
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    auth_required,
    current_user,
    hash_password,
    roles_required,
)
from flask_sqlalchemy import SQLAlchemy


@pytest.fixture
def client(app):
    app.config.update(
        SQLALCHEMY_DATABASE_URI="sqlite://",
        SECURITY_PASSWORD_SALT="1",
        SECURITY_PASSWORD_HASH="plaintext",
        SECURITY_PASSWORD_SINGLE_HASH=["plaintext"],
        SECURITY_REGISTERABLE=True,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    )
    db = SQLAlchemy(app)
    pairs = db.Table(
        "pairs",
        db.Column("user", db.ForeignKey("user.id")),
        db.Column("role", db.ForeignKey("role.id")),
    )

    class Role(db.Model, RoleMixin):
        id = db.Column(db.Integer, primary_key=True)
        name = db.Column(db.String(80), unique=True)
        permissions = db.Column(db.String(80))

    class User(db.Model, UserMixin):
        id = db.Column(db.Integer, primary_key=True)
        email = db.Column(db.String(255), unique=True)
        password = db.Column(db.String(255))
        active = db.Column(db.Boolean)
        fs_uniquifier = db.Column(db.String(64), unique=True, default=lambda: uuid.uuid4().hex)
        roles = db.relationship("Role", secondary=pairs)

    users = SQLAlchemyUserDatastore(db, User, Role)
    Security(app, users)

    @app.get("/me")
    @auth_required()
    def me():
        return current_user.email

    @app.get("/write")
    @roles_required("writer")
    def write():
        return "written"

    with app.app_context():
        db.create_all()
        writer = users.create_role(name="writer")
        password = hash_password("a long password")
        users.create_user(email="ada@example.com", password=password, roles=[writer])
        users.create_user(email="bob@example.com", password=password)
        db.session.commit()
    return app.test_client()


def log_in(client, name, password="a long password"):
    token = re.search('name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)[1]
    form = {"email": f"{name}@example.com", "password": password, "csrf_token": token}
    return client.post("/login", data=form)


def test_a_stranger_is_sent_to_the_login(client):
    response = client.get("/me")
    assert response.status_code == 302
    assert response.location == "/login?next=/me"


def test_who_logs_in_is_known(client):
    assert log_in(client, "ada").status_code == 302
    assert client.get("/me").text == "ada@example.com"
    client.post("/logout")
    assert client.get("/me").status_code == 302


def test_a_wrong_password_is_told_on_the_page(client):
    response = log_in(client, "ada", "another one")
    assert response.status_code == 200
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bob", 403)])
def test_a_role_is_asked_for(client, name, status):
    log_in(client, name)
    assert client.get("/write").status_code == status


def test_who_asks_in_json_is_answered_in_json(client):
    response = client.get("/me", headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json["meta"] == {"code": 401}
