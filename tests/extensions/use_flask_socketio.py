"""Flask-SocketIO: events from and to the browser, with the session of the app."""

from __future__ import annotations

import pytest
from flask import request, session
from flask_socketio import Namespace, SocketIO, emit, join_room, send


class Chat(Namespace):
    """Events as methods of a class."""

    def on_say(self, text):
        emit("said", {"text": text}, broadcast=True)


@pytest.fixture
def sockets(app):
    sockets = SocketIO(app, async_mode="threading")

    @app.get("/login/<name>")
    def login(name):
        session["name"] = name
        return name

    @sockets.on("connect")
    def connect(auth=None):
        if "name" not in session:
            return False
        emit("welcome", session["name"])
        return None

    @sockets.on("count")
    def count():
        session["count"] = session.get("count", 0) + 1
        return session["count"]

    @sockets.on("join")
    def join(room):
        join_room(room)
        send(f"{session['name']} is in {room} with {bool(request.sid)}", to=room)

    @sockets.on("break")
    def fail():
        raise KeyError("broken")

    @sockets.on_error()
    def tell(error):
        emit("error", repr(error))

    sockets.on_namespace(Chat("/chat"))
    return sockets


@pytest.fixture
def visitor(app, sockets):
    http = app.test_client()
    http.get("/login/ada")
    return sockets.test_client(app, flask_test_client=http)


def test_who_has_no_session_is_not_let_in(app, sockets):
    assert not sockets.test_client(app).is_connected()


def test_the_session_of_the_app_is_known(visitor):
    (welcome,) = visitor.get_received()
    assert (welcome["name"], welcome["args"]) == ("welcome", ["ada"])


def test_an_event_is_answered_and_has_a_session_of_its_own(visitor):
    assert [visitor.emit("count", callback=True) for _ in range(2)] == [1, 2]


def test_a_room_is_told(visitor):
    visitor.get_received()
    visitor.emit("join", "kitchen")
    assert visitor.get_received()[0]["args"] == "ada is in kitchen with True"


def test_an_error_is_handled(visitor):
    visitor.get_received()
    visitor.emit("break")
    assert visitor.get_received()[0]["args"] == ["KeyError('broken')"]


def test_a_namespace_tells_all_of_its_visitors(app, sockets, visitor):
    one, other = (sockets.test_client(app, namespace="/chat") for _ in range(2))
    one.emit("say", "tea?", namespace="/chat")
    assert other.get_received("/chat")[0]["args"] == [{"text": "tea?"}]
