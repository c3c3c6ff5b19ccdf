"""Dash: pages out of Python components, which call back to Python."""

from __future__ import annotations

import pytest
from dash import Dash, Input, Output, dcc, html


@pytest.fixture
def dash(app):
    dash = Dash("shop", server=app, url_base_pathname="/board/", assets_folder=app.root_path)
    dash.layout = html.Div([dcc.Input(id="name", value="Ada"), html.P(id="greeting")])

    @dash.callback(Output("greeting", "children"), Input("name", "value"))
    def greet(name):
        return f"Hello, {name}"

    @app.get("/")
    def index():
        return "beside it"

    return dash


@pytest.fixture
def client(app, dash):
    return app.test_client()


def test_the_page_loads_its_scripts(client):
    page = client.get("/board/")
    assert page.status_code == 200
    assert "/board/_dash-component-suites/dash/deps/" in page.text


def test_the_layout_and_the_callbacks_are_told_as_json(client):
    children = client.get("/board/_dash-layout").json["props"]["children"]
    assert children[0]["props"] == {"id": "name", "value": "Ada"}
    assert client.get("/board/_dash-dependencies").json[0]["output"] == "greeting.children"


def test_a_callback_is_called(client):
    asked = {
        "output": "greeting.children",
        "outputs": {"id": "greeting", "property": "children"},
        "inputs": [{"id": "name", "property": "value", "value": "Bob"}],
        "changedPropIds": ["name.value"],
    }
    answer = client.post("/board/_dash-update-component", json=asked)
    assert answer.json["response"] == {"greeting": {"children": "Hello, Bob"}}


def test_a_script_of_a_component_is_served(client):
    page = client.get("/board/").text
    paths = [part.split('"')[0] for part in page.split('src="')[1:]]
    assert paths
    assert {client.get(path).status_code for path in paths} == {200}


def test_the_apps_own_views_stay(client):
    assert client.get("/").text == "beside it"
