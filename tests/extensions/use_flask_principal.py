"""Flask-Principal: what who has logged in may do."""

from __future__ import annotations

import pytest
from flask_principal import (
    AnonymousIdentity,
    Identity,
    Permission,
    PermissionDenied,
    Principal,
    RoleNeed,
    UserNeed,
    identity_changed,
    identity_loaded,
)

writing = Permission(RoleNeed("writer"))


@pytest.fixture
def client(app):
    Principal(app)

    @identity_loaded.connect_via(app)
    def give_roles(sender, identity):
        if identity.id == "ada":
            identity.provides.update([UserNeed("ada"), RoleNeed("writer")])

    @app.get("/login/<name>")
    def login(name):
        identity_changed.send(app, identity=Identity(name))
        return name

    @app.get("/logout")
    def logout():
        identity_changed.send(app, identity=AnonymousIdentity())
        return ""

    @app.get("/write")
    @writing.require(403)
    def write():
        return "written"

    @app.get("/within")
    def within():
        with writing.require():
            return "written"

    @app.errorhandler(PermissionDenied)
    def denied(error):
        return "denied", 403

    yield app.test_client()
    identity_loaded.disconnect(give_roles, app)


def test_a_stranger_may_not(client):
    assert client.get("/write").status_code == 403
    assert client.get("/within").text == "denied"


def test_who_has_the_role_may_in_later_requests_too(client):
    client.get("/login/ada")
    assert client.get("/write").text == "written"
    assert client.get("/within").text == "written"


def test_who_has_another_identity_may_not(client):
    client.get("/login/eve")
    assert client.get("/write").status_code == 403


def test_nobody_may_after_the_logout(client):
    client.get("/login/ada")
    client.get("/logout")
    assert client.get("/write").status_code == 403
