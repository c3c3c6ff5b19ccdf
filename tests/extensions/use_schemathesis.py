"""Schemathesis: requests that are made up from an API's description."""

from __future__ import annotations

import flask
import schemathesis
from flask import abort, request

DESCRIPTION = {
    "openapi": "3.0.3",
    "info": {"title": "Teas", "version": "1"},
    "paths": {
        "/teas/{number}": {
            "get": {
                "parameters": [
                    {
                        "name": "number",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer", "minimum": 0, "maximum": 1000},
                    },
                    {"name": "most", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "description": "a tea",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["number"],
                                    "properties": {"number": {"type": "integer"}},
                                }
                            }
                        },
                    },
                    "400": {"description": "not a number"},
                },
            },
            "post": {
                "parameters": [
                    {
                        "name": "number",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer"},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                "responses": {"default": {"description": "whatever"}},
            },
        }
    },
}


def make_app():
    app = flask.Flask("shop")

    @app.get("/openapi.json")
    def describe():
        return DESCRIPTION

    @app.get("/teas/<int:number>")
    def show(number):
        if not request.args.get("most", "0").lstrip("-").isdecimal():
            abort(400)
        return {"number": number}

    @app.post("/teas/<number>")
    def add(number):
        if not isinstance(request.get_json(), dict):
            abort(400)
        return {"added": number}

    return app


schema = schemathesis.openapi.from_wsgi("/openapi.json", make_app())


@schema.parametrize()
def test_nothing_that_is_made_up_is_a_500(case):
    response = case.call()
    assert response.status_code < 500
    if case.method == "GET" and response.status_code == 200:
        assert isinstance(response.json()["number"], int)


def test_the_description_was_read():
    assert len(list(schema.get_all_operations())) == 2
