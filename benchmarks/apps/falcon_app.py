"""The scenarios in Falcon."""

from __future__ import annotations

import falcon

#: Adding 10,000 routes one by one takes a minute.
ABSENT = {"int-10000"}


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


class Visit:
    def on_get(self, req, resp):
        resp.status = falcon.HTTP_201
        resp.content_type = falcon.MEDIA_HTML
        resp.set_header("X-Visit", "7")
        resp.set_cookie("visited", "yes", path="/", secure=False)
        resp.text = "Welcome"


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
    app.add_route("/visit", Visit())
    app.add_route("/secret", Secret())
    return app


def add_sections(app, count):
    """Add routes that are never asked for, before those that are."""
    section = Section()
    for number in range(count):
        app.add_route(f"/section{number}/{{id:int}}", section)


class Clients:
    """The hooks of the API, as Falcon has them: middleware."""

    def process_request(self, req, resp):
        kind, _, token = (req.auth or "").partition(" ")
        if kind.lower() != "bearer" or token != "teapot-7":
            raise falcon.HTTPUnauthorized
        req.context.client = {"name": "Ada", "token": token}

    def process_response(self, req, resp, resource, req_succeeded):
        resp.set_header("X-Client", req.context.client["name"])
        resp.set_header("X-Request-Id", req.get_header("X-Request-Id", default="none"))
        req.context.client.clear()


class Orders:
    def on_post(self, req, resp):
        order = req.get_media()
        resp.status = falcon.HTTP_201
        resp.media = {"id": 7, "item": order["item"], "colours": order["colours"], "paid": True}


def api():
    app = falcon.App(middleware=[Clients()])
    app.add_route("/api/orders", Orders())
    return app
