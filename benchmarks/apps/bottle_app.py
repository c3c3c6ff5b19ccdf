"""The scenarios in Bottle."""

from __future__ import annotations

from bottle import Bottle, abort, request

#: Templates are compared between those that render them with Jinja.
ABSENT = {"template"}


def section(id):
    return f"section {id}"


def basic(further_routes=0):
    app = Bottle()
    add_sections(app, further_routes)

    @app.get("/")
    def hello():
        return "Hello"

    @app.get("/user/<id:int>")
    def user(id):
        return f"user {id}"

    @app.get("/order")
    def get_order():
        return {"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True}

    @app.post("/order")
    def post_order():
        order = request.json
        return f"{order['item']} in {order['colours'][0]}"

    @app.get("/search")
    def search():
        page = request.query.get("page", 1, type=int)
        return f"{request.query.q}, page {page}"

    @app.post("/contact")
    def contact():
        form = request.forms
        return f"{form.name} wrote {len(form.message)} characters"

    @app.post("/upload")
    def upload():
        content = request.files["file"].file.read()
        return f"{request.forms.title}: {len(content)}"

    @app.get("/secret")
    def secret():
        abort(403)

    return app


def add_sections(app, count):
    """Add routes that nobody asks for, before those that are asked for."""
    for number in range(count):
        app.route(f"/section{number}/<id:int>", callback=section)
