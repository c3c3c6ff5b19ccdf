"""Quart: a framework of its own for asynchronous views, on the base of Flask's app."""

from __future__ import annotations

import asyncio

import flask
import pytest
from flask.sansio.app import App
from quart import (
    Blueprint,
    Quart,
    ResponseReturnValue,
    abort,
    flash,
    g,
    get_flashed_messages,
    render_template,
    request,
    session,
    stream_template_string,
    url_for,
    websocket,
)
from quart.views import MethodView


class Teas(MethodView):
    """A resource with asynchronous methods."""

    async def get(self, number) -> ResponseReturnValue:
        return {"number": number, "url": url_for("shop.teas", number=number)}

    async def put(self, number) -> ResponseReturnValue:
        return {"number": number, **await request.get_json()}, 201


@pytest.fixture
def app(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "tea.css").write_text("a {}")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "tea.html").write_text(
        "{{ name|loud }} {{ user }} {{ url_for('static', filename='tea.css') }}"
    )
    app = Quart("shop", root_path=str(tmp_path))
    app.secret_key = "not a secret"
    shop = Blueprint("shop", __name__, url_prefix="/shop")
    shop.add_url_rule("/teas/<int:number>", view_func=Teas.as_view("teas"))
    app.register_blueprint(shop)
    app.add_template_filter(str.upper, "loud")
    add_views(app)
    add_hooks(app)
    return app


def add_views(app):
    @app.get("/page")
    async def page():
        return await render_template("tea.html", name="<sencha>")

    @app.post("/login")
    async def login():
        session["user"] = (await request.form)["user"]
        await flash("welcome")
        return "in"

    @app.get("/me")
    def me():
        return {"user": session.get("user"), "messages": get_flashed_messages(), "order": g.order}

    @app.get("/stream")
    async def stream():
        return await stream_template_string("{% for n in range(3) %}{{ n }}{% endfor %}")

    @app.get("/forbidden")
    async def forbidden():
        abort(403)

    @app.websocket("/echo")
    async def echo():
        await websocket.send(f"{await websocket.receive()} on {websocket.path}")


def add_hooks(app):
    @app.before_request
    async def begin():
        g.order = ["before"]

    @app.after_request
    def end(response):
        response.headers["X-Order"] = ",".join([*g.order, "after"])
        return response

    @app.context_processor
    async def names():
        return {"user": session.get("user", "nobody")}

    @app.errorhandler(403)
    async def refused(error):
        return {"error": error.name}, 403

    @app.before_serving
    async def start():
        app.config["STARTED"] = True

    @app.cli.command("hello")
    def hello():
        """Say hello."""


@pytest.fixture
def ask(app):
    """Ask for a path, and return the status, the text and the headers of the answer."""
    client = app.test_client()

    def ask(path, method="GET", **options):
        async def run():
            response = await client.open(path, method=method, **options)
            return response.status_code, await response.get_data(as_text=True), response.headers

        return asyncio.run(run())

    return ask


def test_a_quart_app_is_no_flask_app(app):
    assert isinstance(app, App)
    assert not isinstance(app, flask.Flask)


def test_a_coroutine_answers(ask):
    status, text, headers = ask("/shop/teas/7")
    assert (status, headers["X-Order"]) == (200, "before,after")
    assert '"url":"/shop/teas/7"' in text.replace(" ", "")
    assert ask("/shop/teas/x")[0] == 404
    assert ask("/shop/teas/7", "PUT", json={"name": "green"})[0] == 201
    assert set(ask("/shop/teas/7", "OPTIONS")[2]["Allow"].split(", ")) >= {"GET", "PUT"}


def test_a_template_sees_filters_and_processors(ask):
    assert ask("/page")[1] == "&lt;SENCHA&gt; nobody /static/tea.css"


def test_the_static_file_is_sent(ask):
    assert ask("/static/tea.css")[1] == "a {}"
    assert ask("/static/../templates/tea.html")[0] == 404


def test_a_session_and_its_messages(ask):
    assert ask("/login", "POST", form={"user": "ada"})[1] == "in"
    assert '"user":"ada"' in ask("/me")[1].replace(" ", "")
    assert '"messages":[]' in ask("/me")[1].replace(" ", "")


def test_an_error_has_its_handler(ask):
    status, text, _ = ask("/forbidden")
    assert status == 403
    assert "Forbidden" in text


def test_a_body_is_streamed(ask):
    assert ask("/stream")[1] == "012"


def test_a_websocket_is_answered(app):
    async def talk():
        async with app.test_client().websocket("/echo") as socket:
            await socket.send("hi")
            return await socket.receive()

    assert asyncio.run(talk()) == "hi on /echo"


def test_an_app_starts_once_and_has_commands(app):
    async def start():
        async with app.test_app():
            return app.config["STARTED"]

    assert asyncio.run(start())
    assert "hello" in app.cli.list_commands(None)


def test_a_flask_app_lives_beside_it(ask):
    flask_app = flask.Flask("beside")
    flask_app.get("/")(lambda: f"{flask.current_app.name} {flask.request.path}")
    assert flask_app.test_client().get("/").text == "beside /"
    assert ask("/me")[0] == 200
