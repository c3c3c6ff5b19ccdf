"""The scenarios in Bottle."""

from __future__ import annotations

from bottle import Bottle, abort, request, response

#: Adding 10,000 routes one by one takes a minute.
ABSENT = {"int-10000"}


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

    @app.get("/visit")
    def visit():
        response.status = 201
        response.set_header("X-Visit", "7")
        response.set_cookie("visited", "yes", path="/", httponly=True)
        return "Welcome"

    @app.get("/secret")
    def secret():
        abort(403)

    return app


def add_sections(app, count):
    """Add routes that are never asked for, before those that are."""
    for number in range(count):
        app.route(f"/section{number}/<id:int>", callback=section)


def api():
    app = Bottle()

    @app.hook("before_request")
    def check_token():
        kind, _, token = request.get_header("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or token != "teapot-7":
            abort(401)
        request.client = {"name": "Ada", "token": token}

    @app.hook("after_request")
    def name_client():
        response.set_header("X-Client", request.client["name"])
        response.set_header("X-Request-Id", request.get_header("X-Request-Id", "none"))
        request.client.clear()

    @app.post("/api/orders")
    def create():
        order = request.json
        response.status = 201
        return {"id": 7, "item": order["item"], "colours": order["colours"], "paid": True}

    return app
