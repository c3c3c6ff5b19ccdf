"""Flask-Login: who is logged in, kept in the session and in a cookie that outlives it."""

from __future__ import annotations

import pytest
from flask import redirect, request, session, url_for
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    fresh_login_required,
    login_required,
    login_user,
    logout_user,
)


class User(UserMixin):
    """A user whose name is the id."""

    def __init__(self, name):
        self.id = name


@pytest.fixture
def client(app):
    logins = LoginManager(app)
    logins.login_view = logins.refresh_view = "login"
    logins.user_loader(lambda name: User(name) if name == "ada" else None)

    @app.route("/login", methods=["GET", "POST"])
    def login():
        if request.method == "POST":
            login_user(User(request.form["name"]), remember="remember" in request.form)
            return redirect(request.args.get("next") or url_for("profile"))
        return "Who are you?"

    @app.get("/profile")
    @login_required
    def profile():
        return f"{current_user.id} {session['_fresh']}"

    @app.get("/password")
    @fresh_login_required
    def password():
        return "change it"

    @app.post("/logout")
    def logout():
        logout_user()
        return "bye"

    return app.test_client()


def test_a_stranger_is_sent_to_the_login_and_back(client):
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Fprofile"

    response = client.post(response.location, data={"name": "ada"}, follow_redirects=True)
    assert response.text == "ada True"


def test_logging_out_forgets_the_user(client):
    client.post("/login", data={"name": "ada"})
    client.post("/logout")
    assert client.get("/profile").status_code == 302


def test_a_user_is_remembered_without_the_session_but_not_fresh(client):
    client.post("/login", data={"name": "ada", "remember": "on"})
    client.delete_cookie("session")
    assert client.get("/profile").text == "ada False"
    assert client.get("/password").status_code == 302


def test_the_user_is_there_outside_of_views(app, client):
    with client:
        client.post("/login", data={"name": "ada"})
        assert current_user.is_authenticated
    with app.test_request_context():
        assert not current_user.is_authenticated
