"""An app with an empty database, and visitors who click through it."""

import os

import pytest
from webtest import TestApp
from werkzeug.security import generate_password_hash

from .. import create_app, db

PASSWORD = "four words in a row"
#: Made with little effort, so that the tests are quick: each hash says how it was made.
PASSWORD_HASH = generate_password_hash(PASSWORD, "pbkdf2:sha256:1")


class Visitor(TestApp):
    """A browser with cookies of its own, and somebody in front of it."""

    def log_in(self, name, password=PASSWORD, **options):
        """Send the login form."""
        form = form_of(self.get("/login"))
        form["name"] = name
        form["password"] = password
        return form.submit(**options)

    def change_password(self, old, new, again=None, **options):
        """Send the form for another password."""
        form = form_of(self.get("/password"))
        form["old"] = old
        form["password"] = new
        form["again"] = again or new
        return form.submit(**options)

    def write(self, title, body="Some text.", button="publish", **options):
        """Send the editor's form, and follow where it leads if it was taken."""
        answer = fill(form_of(self.get("/write")), title, body).submit(button, **options)
        return answer.follow() if answer.status_code == 303 else answer


def form_of(page):
    """Return the last form of a page. What comes before is the button that logs out."""
    return list(page.forms.values())[-1]


def fill(form, title, body):
    """Type a title and a text into the editor."""
    form["title"] = title
    form["body"] = body
    return form


def said(page):
    """Return what a page says at its top: flash messages, and why a form was refused."""
    return [" ".join(message.text.split()) for message in page.html.select(".flash")]


def complaints(page):
    """Return what is wrong, by the names of the fields."""
    wrong = page.html.select(".field.wrong")
    return {field.select_one("[name]")["name"]: field.select_one(".error").text for field in wrong}


@pytest.fixture
def make_app(tmp_path, monkeypatch):
    """Make the app with settings: ``make_app(TITLE="My blog")``."""
    for name in [name for name in os.environ if name.startswith("BLOG_")]:
        monkeypatch.delenv(name)

    def make(**settings):
        own = {"DATABASE": str(tmp_path / "blog.db"), "SECRET_KEY": "only for these tests"}
        return create_app({"TESTING": True, **own, **settings})

    return make


@pytest.fixture
def app(make_app):
    """The app, with a database that has no post and two authors: Ada and Grace."""
    app = make_app()
    with app.app_context():
        for name in ("Ada", "Grace"):
            db.add_account(name, PASSWORD_HASH)
    return app


@pytest.fixture
def visitor(app):
    """Somebody who is not logged in."""
    return Visitor(app)


@pytest.fixture
def ada(app):
    """An author, logged in."""
    visitor = Visitor(app)
    visitor.log_in("Ada")
    return visitor


@pytest.fixture
def grace(app):
    """Another author."""
    visitor = Visitor(app)
    visitor.log_in("Grace")
    return visitor
