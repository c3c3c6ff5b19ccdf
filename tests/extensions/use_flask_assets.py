"""Flask-Assets: style sheets and scripts that are joined into one file."""

from __future__ import annotations

import pytest
from flask import Blueprint, render_template_string
from flask_assets import Bundle, Environment


@pytest.fixture
def client(app, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.css").write_text("a { color: red }")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "b.css").write_text("b { color: blue }")
    parts = Blueprint("parts", __name__, static_folder=tmp_path / "parts", static_url_path="/p")
    app.register_blueprint(parts)
    assets = Environment(app)
    assets.register("all", Bundle("a.css", "parts/b.css", output="all.css"))

    @app.get("/")
    def index():
        return render_template_string(
            "{% assets 'all' %}<link rel=stylesheet href='{{ ASSET_URL }}'>{% endassets %}"
        )

    return app.test_client()


def test_a_page_leads_to_the_joined_file(client):
    page = client.get("/").text
    address = page.split("'")[1]
    assert address.startswith("/static/all.css?")
    assert client.get(address).text == "a { color: red }\nb { color: blue }"


def test_in_development_each_file_is_named(app, client):
    app.jinja_env.assets_environment.debug = True
    page = client.get("/").text
    addresses = [part.split("?")[0].split("'")[0] for part in page.split("href='")[1:]]
    assert addresses == ["/static/a.css", "/p/b.css"]
