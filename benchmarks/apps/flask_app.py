"""The scenarios in Flask. The microflask app is this very file with one import changed."""

from __future__ import annotations

from flask import (
    Blueprint,
    Flask,
    abort,
    g,
    make_response,
    render_template,
    request,
    session,
)


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

    @app.get("/visit")
    def visit():
        response = make_response("Welcome", 201)
        response.headers["X-Visit"] = "7"
        response.set_cookie("visited", "yes", httponly=True)
        return response

    @app.get("/secret")
    def secret():
        abort(403)

    return app


def add_sections(app, count):
    """Add routes that are never asked for, before those that are."""
    for number in range(count):
        app.add_url_rule(f"/section{number}/<int:id>", f"section{number}", section)


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


def with_session():
    app = Flask(__name__)
    app.secret_key = "a key for the benchmark alone"

    @app.get("/")
    def hello():
        return "Hello"

    @app.get("/count")
    def count():
        session["visits"] = session.get("visits", 0) + 1
        return f"visit {session['visits']}"

    return app


def api():
    """Return an app with one blueprint: clients that know the token create orders."""
    app = Flask(__name__)
    orders = Blueprint("orders", __name__, url_prefix="/api")

    @orders.before_request
    def check_token():
        if not request.authorization or request.authorization.token != "teapot-7":
            abort(401)
        g.client = {"name": "Ada", "token": request.authorization.token}

    @orders.after_request
    def name_client(response):
        response.headers["X-Client"] = g.client["name"]
        response.headers["X-Request-Id"] = request.headers.get("X-Request-Id", "none")
        return response

    @orders.teardown_request
    def forget_client(error):
        g.pop("client").clear()

    @orders.post("/orders")
    def create():
        order = request.get_json()
        return {"id": 7, "item": order["item"], "colours": order["colours"], "paid": True}, 201

    app.register_blueprint(orders)
    return app


def page():
    """Return a site with a page for the visitor who has logged in."""
    app = Flask(__name__)
    app.secret_key = "a key for the benchmark alone"

    @app.before_request
    def load_user():
        g.user = {"name": session.get("user", "nobody")}

    @app.after_request
    def forbid_frames(response):
        response.headers["X-Frame-Options"] = "DENY"
        return response

    @app.teardown_request
    def forget_user(error):
        g.pop("user").clear()

    @app.context_processor
    def add_user():
        return {"user": g.user}

    @app.get("/login")
    def login():
        session["user"] = "Ada"
        return "logged in"

    @app.get("/menu")
    def menu():
        teas = [f"Tea No. {number}" for number in range(1, 16)]
        return render_template("menu.html", title="Tea & more", teas=teas)

    return app
