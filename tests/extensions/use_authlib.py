"""Authlib: a login at another site, by OAuth 2."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.integrations.flask_client import OAuth
from flask import session, url_for
from requests import PreparedRequest, Response, Session


@pytest.fixture
def asked(monkeypatch):
    """The requests to the other site, which answers as it should."""
    asked = []

    def send(self, request: PreparedRequest, **kwargs):
        asked.append(request)
        is_token = request.url.endswith("/token")
        answer = {"access_token": "T", "token_type": "bearer"} if is_token else {"name": "Ada"}
        response = Response()
        response.status_code = 200
        response._content = json.dumps(answer).encode()
        response.headers["Content-Type"] = "application/json"
        response.request = request
        return response

    monkeypatch.setattr(Session, "send", send)
    return asked


@pytest.fixture
def client(app):
    oauth = OAuth(app)
    app.config.update(OTHER_CLIENT_ID="shop", OTHER_CLIENT_SECRET="not a secret", TESTING=False)
    oauth.register(
        "other",
        authorize_url="https://other.example/authorize",
        access_token_url="https://other.example/token",
        api_base_url="https://other.example/api/",
        client_kwargs={"scope": "name", "code_challenge_method": "S256"},
    )

    @app.get("/login")
    def login():
        return oauth.other.authorize_redirect(url_for("callback", _external=True))

    @app.get("/callback")
    def callback():
        oauth.other.authorize_access_token()
        session["name"] = oauth.other.get("me", token={"access_token": "T"}).json()["name"]
        return session["name"]

    return app.test_client()


def test_who_logs_in_is_sent_to_the_other_site_and_comes_back(client, asked):
    response = client.get("/login")
    sent = parse_qs(urlsplit(response.location).query)
    assert response.status_code == 302
    assert sent["redirect_uri"] == ["http://localhost/callback"]
    assert sent["code_challenge_method"] == ["S256"]

    assert client.get(f"/callback?code=c0de&state={sent['state'][0]}").text == "Ada"
    assert [request.url.rpartition("/")[2] for request in asked] == ["token", "me"]
    assert "code=c0de" in asked[0].body


def test_a_state_that_was_not_given_is_refused(client, asked):
    client.get("/login")
    assert client.get("/callback?code=c0de&state=forged").status_code == 500
    assert asked == []
