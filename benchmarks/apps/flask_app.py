"""The scenarios in Flask. The microflask app is this very file with one import changed."""

from __future__ import annotations

from flask import Flask, abort, g, render_template, request, session


def section(id):
    return f"section {id}"


def basic(further_routes=0):
    app = Flask(__name__)
    add_sections(app, further_routes)

    @app.get("/")
    def hello():
        return "Hello"

    @app.get("/user/<int:id>")
    def user(id):
        return f"user {id}"

    @app.get("/order")
    def get_order():
        return {"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True}

    @app.post("/order")
    def post_order():
        order = request.get_json()
        return f"{order['item']} in {order['colours'][0]}"

    @app.get("/search")
    def search():
        page = request.args.get("page", 1, type=int)
        return f"{request.args['q']}, page {page}"

    @app.post("/contact")
    def contact():
        form = request.form
        return f"{form['name']} wrote {len(form['message'])} characters"

    @app.post("/upload")
    def upload():
        content = request.files["file"].read()
        return f"{request.form['title']}: {len(content)}"

    @app.get("/secret")
    def secret():
        abort(403)

    @app.get("/menu")
    def menu():
        teas = [{"name": f"Tea No. {n}", "price": 2 + n / 10} for n in range(1, 16)]
        return render_template("menu.html", title="Tea & more", teas=teas)

    return app


def add_sections(app, count):
    """Add routes that nobody asks for, before those that are asked for."""
    for number in range(count):
        app.add_url_rule(f"/section{number}/<int:id>", f"section{number}", section)


def with_session():
    app = Flask(__name__)
    app.secret_key = "a key for the benchmark alone"

    @app.get("/")
    def count():
        session["visits"] = session.get("visits", 0) + 1
        return f"visit {session['visits']}"

    return app


def with_hooks():
    app = Flask(__name__)

    @app.before_request
    def open_resource():
        g.resource = ["open"]

    @app.after_request
    def add_header(response):
        response.headers["X-Hooks"] = g.resource[0]
        return response

    @app.teardown_request
    def close_resource(error):
        g.pop("resource").clear()

    @app.get("/")
    def hello():
        return "Hello"

    return app
