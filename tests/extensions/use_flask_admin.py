"""Flask-Admin: pages to look after a database, out of its models."""

from __future__ import annotations

import pytest
from flask import redirect, session
from flask_admin import Admin, AdminIndexView, BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column


class Guarded(AdminIndexView):
    """The first page, for those who may see it."""

    def is_accessible(self):
        return session.get("name") == "ada"

    def inaccessible_callback(self, name, **kwargs):
        return redirect("/login")


class Report(BaseView):
    """A page of the program's own."""

    @expose("/")
    def index(self):
        return f"a report: {self.get_url('.index')}"


@pytest.fixture
def client(app):
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db = SQLAlchemy(app)

    class Book(db.Model):
        id: Mapped[int] = mapped_column(Integer, primary_key=True)
        title: Mapped[str] = mapped_column(String(100))

    @app.get("/login")
    def login():
        session["name"] = "ada"
        return "welcome"

    admin = Admin(app, name="Books", index_view=Guarded())
    admin.add_view(ModelView(Book, db))
    admin.add_view(Report(name="Report", endpoint="report"))
    with app.app_context():
        db.create_all()
    return app.test_client()


def test_the_first_page_is_guarded(client):
    assert client.get("/admin/").location == "/login"
    client.get("/login")
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "Books" in page.text


def test_a_row_is_made_changed_and_removed(client):
    response = client.post("/admin/book/new/", data={"title": "Emma"}, follow_redirects=True)
    assert response.status_code == 200
    assert "Record was successfully created." in response.text
    assert "Emma" in client.get("/admin/book/").text

    client.post("/admin/book/edit/?id=1", data={"title": "Persuasion"})
    page = client.get("/admin/book/").text
    assert "Persuasion" in page
    assert "Emma" not in page

    client.post("/admin/book/delete/", data={"id": "1"})
    assert "Persuasion" not in client.get("/admin/book/").text


def test_a_page_of_the_programs_own_is_served(client):
    assert client.get("/admin/report/").text == "a report: /admin/report/"


def test_its_static_files_are_served(client):
    response = client.get("/admin/static/admin/js/form.js")
    assert response.status_code == 200
    assert len(response.data) > 1000
