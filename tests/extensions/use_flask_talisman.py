"""Flask-Talisman: HTTPS and the headers that browsers protect a visitor by."""

from __future__ import annotations

import re

import pytest
from flask import render_template_string
from flask_talisman import Talisman


@pytest.fixture
def client(app):
    talisman = Talisman(
        app,
        content_security_policy={"default-src": "'self'", "script-src": "'self'"},
        content_security_policy_nonce_in=["script-src"],
    )

    @app.get("/")
    def index():
        return render_template_string("<script nonce='{{ csp_nonce() }}'></script>")

    @app.get("/frame")
    @talisman(frame_options="ALLOW-FROM", frame_options_allow_from="https://a.example")
    def frame():
        return "frame"

    return app.test_client()


def test_http_leads_to_https(client):
    response = client.get("/?a=1")
    assert response.status_code == 302
    assert response.location == "https://localhost/?a=1"


def test_the_policy_has_the_nonce_of_the_page(client):
    response = client.get("/", base_url="https://localhost")
    nonce = re.search("nonce='([^']+)'", response.text)[1]
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]


def test_the_headers_are_set(client):
    headers = client.get("/", base_url="https://localhost").headers
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_view_may_have_headers_of_its_own(client):
    headers = client.get("/frame", base_url="https://localhost").headers
    assert headers["X-Frame-Options"] == "ALLOW-FROM https://a.example"
