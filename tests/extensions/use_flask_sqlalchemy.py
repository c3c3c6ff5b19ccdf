"""Flask-SQLAlchemy: a database whose session lives as long as the app context."""

from __future__ import annotations

import pytest
from flask import abort, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column


@pytest.fixture
def db(app):
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    return SQLAlchemy(app)


@pytest.fixture
def Book(db):
    class Book(db.Model):
        id: Mapped[int] = mapped_column(Integer, primary_key=True)
        title: Mapped[str] = mapped_column(String(100), unique=True)

    return Book


@pytest.fixture
def client(app, db, Book):
    @app.post("/books")
    def add():
        book = Book(title=request.json["title"])
        db.session.add(book)
        db.session.commit()
        return {"id": book.id}, 201

    @app.get("/books")
    def index():
        page = db.paginate(select(Book).order_by(Book.title), per_page=2)
        return jsonify(titles=[book.title for book in page], pages=page.pages, total=page.total)

    @app.get("/books/<int:book_id>")
    def show(book_id):
        return db.get_or_404(Book, book_id).title

    @app.post("/forgotten")
    def forget():
        db.session.add(Book(title="forgotten"))
        db.session.flush()
        abort(409)

    with app.app_context():
        db.create_all()
    return app.test_client()


def test_what_one_request_commits_another_one_reads(client):
    assert client.post("/books", json={"title": "Emma"}).json == {"id": 1}
    assert client.get("/books/1").text == "Emma"


def test_a_missing_row_is_a_404(client):
    assert client.get("/books/7").status_code == 404


def test_pages_are_taken_from_the_query_string(client):
    for title in ("a", "b", "c"):
        client.post("/books", json={"title": title})
    assert client.get("/books?page=2").json == {"titles": ["c"], "pages": 2, "total": 3}
    assert client.get("/books?page=3").status_code == 404


def test_what_is_not_committed_ends_with_the_request(client):
    assert client.post("/forgotten").status_code == 409
    assert client.get("/books").json["titles"] == []


def test_each_app_context_has_a_session_of_its_own(app, client, db):
    with app.app_context():
        first = db.session()
        assert db.session() is first
        with app.app_context():
            assert db.session() is not first
        assert db.session() is first


def test_a_request_within_an_app_context_has_its_session(app, client, db):
    with app.app_context():
        outer = db.session()
        with app.test_request_context():
            assert db.session() is outer


def test_work_outside_of_a_context_is_an_error(db):
    with pytest.raises(RuntimeError, match="application context"):
        db.session.execute(select(1))
