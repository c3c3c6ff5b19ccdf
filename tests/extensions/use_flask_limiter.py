"""Flask-Limiter: how often a client may ask, for an app, a view or a blueprint."""

from __future__ import annotations

import pytest
from flask import Blueprint, jsonify
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address


@pytest.fixture
def client(app):
    limiter = Limiter(
        get_remote_address, app=app, default_limits=["3 per hour"], headers_enabled=True
    )
    shop = Blueprint("shop", __name__, url_prefix="/shop")

    @app.get("/")
    def index():
        return "index"

    @app.get("/slow")
    @limiter.limit("1 per hour", error_message="slowly!")
    def slow():
        return "slow"

    @app.get("/free")
    @limiter.exempt
    def free():
        return "free"

    @shop.get("/a")
    def a():
        return "a"

    @shop.get("/b")
    def b():
        return "b"

    @app.errorhandler(429)
    def too_many(error):
        return jsonify(error=error.description), 429

    app.register_blueprint(shop)
    limiter.limit("2 per hour")(shop)
    return app.test_client()


def statuses(client, path, times):
    return [client.get(path).status_code for _ in range(times)]


def test_the_limit_of_the_app_holds_for_each_view(client):
    assert statuses(client, "/", 4) == [200, 200, 200, 429]


def test_a_view_may_have_a_limit_and_a_message_of_its_own(client):
    assert statuses(client, "/slow", 1) == [200]
    assert client.get("/slow").json == {"error": "slowly!"}


def test_a_view_may_be_exempt(client):
    assert set(statuses(client, "/free", 5)) == {200}


def test_a_blueprint_may_have_a_limit(client):
    assert statuses(client, "/shop/a", 3) == [200, 200, 429]
    assert statuses(client, "/shop/b", 3) == [200, 200, 429]


def test_the_headers_say_what_is_left(client):
    response = client.get("/")
    assert response.headers["X-RateLimit-Limit"] == "3"
    assert response.headers["X-RateLimit-Remaining"] == "2"


def test_clients_are_counted_apart(client):
    assert statuses(client, "/slow", 2) == [200, 429]
    other = client.get("/slow", environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
    assert other.status_code == 200
    assert client.get("/").status_code == 200


def test_its_commands_show_the_limits(app, client):
    from flask_limiter.commands import cli

    result = app.test_cli_runner().invoke(cli, ["config"])
    assert result.exit_code == 0, result.output
