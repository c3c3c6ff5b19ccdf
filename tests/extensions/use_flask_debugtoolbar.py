"""Flask-DebugToolbar: what has happened in a request, in a bar beside the page."""

from __future__ import annotations

import pytest
from flask import redirect, render_template_string
from flask_debugtoolbar import DebugToolbarExtension


@pytest.fixture
def client(app):
    app.debug = True
    app.config["DEBUG_TB_INTERCEPT_REDIRECTS"] = True
    DebugToolbarExtension(app)

    @app.get("/")
    def index():
        return render_template_string("<html><body>{{ tea }}</body></html>", tea="green tea")

    @app.get("/away")
    def away():
        return redirect("/")

    @app.get("/json")
    def json():
        return {"tea": "green"}

    return app.test_client()


def test_a_page_gets_the_bar(client):
    page = client.get("/").text
    assert page.startswith("<html><body>green tea")
    for panel in (
        "HeaderDebugPanel",
        "RequestVars",
        "ConfigVars",
        "Template",
        "Logging",
        "RouteList",
    ):
        assert panel in page


def test_a_redirect_is_shown_before_it_is_followed(client):
    response = client.get("/away")
    assert response.status_code == 200
    assert "Redirect" in response.text


def test_other_answers_are_left_alone(client):
    assert client.get("/json").json == {"tea": "green"}


def test_its_files_are_served(client):
    assert client.get("/_debug_toolbar/static/css/toolbar.css").status_code == 200
