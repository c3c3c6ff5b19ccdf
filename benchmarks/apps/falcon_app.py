"""The scenarios in Falcon."""

from __future__ import annotations

import falcon

#: Templates are compared between those that render them with Jinja.
ABSENT = {"template"}


class Hello:
    def on_get(self, req, resp):
        resp.content_type = falcon.MEDIA_HTML
        resp.text = "Hello"


class User:
    def on_get(self, req, resp, id):
        resp.content_type = falcon.MEDIA_HTML
        resp.text = f"user {id}"


class Section:
    def on_get(self, req, resp, id):
        resp.content_type = falcon.MEDIA_HTML
        resp.text = f"section {id}"


class Order:
    def on_get(self, req, resp):
        resp.media = {"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True}

    def on_post(self, req, resp):
        order = req.get_media()
        resp.content_type = falcon.MEDIA_HTML
        resp.text = f"{order['item']} in {order['colours'][0]}"


class Search:
    def on_get(self, req, resp):
        page = req.get_param_as_int("page", default=1)
        resp.content_type = falcon.MEDIA_HTML
        resp.text = f"{req.get_param('q', required=True)}, page {page}"


class Contact:
    def on_post(self, req, resp):
        form = req.get_media()
        resp.content_type = falcon.MEDIA_HTML
        resp.text = f"{form['name']} wrote {len(form['message'])} characters"


class Upload:
    def on_post(self, req, resp):
        title, content = "", b""
        for part in req.get_media():
            if part.name == "title":
                title = part.text
            elif part.name == "file":
                content = part.stream.read()
        resp.content_type = falcon.MEDIA_HTML
        resp.text = f"{title}: {len(content)}"


class Secret:
    def on_get(self, req, resp):
        raise falcon.HTTPForbidden


def basic(further_routes=0):
    app = falcon.App()
    add_sections(app, further_routes)
    app.add_route("/", Hello())
    app.add_route("/user/{id:int}", User())
    app.add_route("/order", Order())
    app.add_route("/search", Search())
    app.add_route("/contact", Contact())
    app.add_route("/upload", Upload())
    app.add_route("/secret", Secret())
    return app


def add_sections(app, count):
    """Add routes that nobody asks for, before those that are asked for."""
    section = Section()
    for number in range(count):
        app.add_route(f"/section{number}/{{id:int}}", section)
