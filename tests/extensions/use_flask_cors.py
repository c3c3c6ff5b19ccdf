"""Flask-CORS: which other sites may call the app."""

from __future__ import annotations

import pytest
from flask import Blueprint, abort
from flask_cors import CORS, cross_origin

SITE = {"Origin": "https://a.example"}


@pytest.fixture
def client(app):
    CORS(
        app,
        resources={r"/api/*": {"origins": ["https://a.example", "https://b.example"]}},
        supports_credentials=True,
    )
    files = Blueprint("files", __name__, url_prefix="/files")
    CORS(files, origins=r"https://[a-z]\.example")

    @app.route("/api/items", methods=["GET", "PUT"])
    def items():
        return {"items": []}

    @app.get("/api/missing")
    def missing():
        abort(404)

    @app.get("/api/broken")
    def broken():
        raise KeyError("broken")

    @app.get("/private")
    def private():
        return "private"

    @app.get("/one")
    @cross_origin(origins=["https://b.example"], expose_headers=["X-One"])
    def one():
        return "one"

    @files.get("/a")
    def a():
        return "a"

    app.register_blueprint(files)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    return app.test_client()


def test_a_site_that_may_call_is_told_so(client):
    response = client.get("/api/items", headers=SITE)
    assert response.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in response.vary


def test_another_site_is_not(client):
    response = client.get("/api/items", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_browser_that_asks_first_is_answered(client):
    asked = {**SITE, "Access-Control-Request-Method": "PUT"}
    response = client.options("/api/items", headers=asked)
    assert response.status_code == 200
    assert "PUT" in response.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(("path", "status"), [("/api/missing", 404), ("/api/broken", 500)])
def test_errors_have_the_headers_too(client, path, status):
    response = client.get(path, headers=SITE)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "https://a.example"


def test_other_resources_have_none(client):
    assert "Access-Control-Allow-Origin" not in client.get("/private", headers=SITE).headers


def test_a_view_may_have_its_own_rules(client):
    response = client.get("/one", headers={"Origin": "https://b.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "https://b.example"
    assert response.headers["Access-Control-Expose-Headers"] == "X-One"


def test_a_blueprint_may_have_its_own_rules(client):
    response = client.get("/files/a", headers={"Origin": "https://c.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "https://c.example"
