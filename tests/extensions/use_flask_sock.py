"""Flask-Sock: a view that talks with the browser over a WebSocket."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from flask import Blueprint, request
from flask_sock import Sock
from simple_websocket import Client, ConnectionClosed
from werkzeug.serving import make_server


@pytest.fixture
def sock_app(app):
    sock = Sock(app)
    rooms = Blueprint("rooms", __name__, url_prefix="/rooms")

    @sock.route("/echo")
    def echo(socket):
        while (text := socket.receive()) != "end":
            socket.send(f"{text} {request.args['name']}")

    @sock.route("/<name>", bp=rooms)
    def room(socket, name):
        socket.send(name)

    @app.get("/")
    def index():
        return "beside it"

    app.register_blueprint(rooms)
    return app


@contextmanager
def served(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"ws://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_is_sent_is_answered_until_the_view_ends(sock_app):
    with served(sock_app) as address:
        socket = Client.connect(f"{address}/echo?name=ada")
        socket.send("hello")
        assert socket.receive(timeout=10) == "hello ada"
        socket.send("end")
        with pytest.raises(ConnectionClosed):
            socket.receive(timeout=10)


def test_a_blueprint_may_have_sockets(sock_app):
    with served(sock_app) as address:
        assert Client.connect(f"{address}/rooms/kitchen").receive(timeout=10) == "kitchen"


def test_the_apps_own_views_stay(sock_app):
    assert sock_app.test_client().get("/").text == "beside it"
