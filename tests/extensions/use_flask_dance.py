"""Flask-Dance: a blueprint for the login at another site."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import redirect, url_for
from flask_dance.consumer import OAuth2ConsumerBlueprint, oauth_authorized
from requests_oauthlib import OAuth2Session


@pytest.fixture
def client(app):
    other = OAuth2ConsumerBlueprint(
        "other",
        "flask_dance.consumer.oauth2",
        client_id="shop",
        client_secret="not a secret",
        base_url="https://other.example/api/",
        token_url="https://other.example/token",
        authorization_url="https://other.example/authorize",
        redirect_to="index",
    )
    app.register_blueprint(other, url_prefix="/login")

    @app.get("/")
    def index():
        if not other.session.authorized:
            return redirect(url_for("other.login"))
        return f"token {other.token['access_token']}"

    return app.test_client()


@pytest.fixture
def exchange(monkeypatch):
    token = {"access_token": "T", "token_type": "bearer"}
    monkeypatch.setattr(OAuth2Session, "fetch_token", lambda self, *args, **kwargs: token)


def test_who_comes_back_is_authorized(client, exchange):
    heard = []

    @oauth_authorized.connect
    def hear(blueprint, token):
        heard.append((blueprint.name, token["access_token"]))

    assert client.get("/").location == "/login/other"
    response = client.get("/login/other")
    sent = parse_qs(urlsplit(response.location).query)
    assert sent["redirect_uri"] == ["http://localhost/login/other/authorized"]

    back = f"/login/other/authorized?code=c0de&state={sent['state'][0]}"
    assert client.get(back, follow_redirects=True).text == "token T"
    assert heard == [("other", "T")]


def test_who_comes_back_without_having_left_is_sent_away_again(client):
    response = client.get("/login/other/authorized?code=c0de&state=forged")
    assert response.location == "/login/other"
    assert client.get("/").location == "/login/other"
