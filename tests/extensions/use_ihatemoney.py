"""ihatemoney: a program that is a Flask app, with forms, translations and an API."""

from __future__ import annotations

import pytest
from ihatemoney.currency_convertor import CurrencyConverter
from ihatemoney.run import create_app, db


@pytest.fixture
def client(tmp_path):
    class Settings:
        SECRET_KEY = "not a secret"
        SQLALCHEMY_DATABASE_URI = f"sqlite:///{tmp_path / 'money.db'}"
        SESSION_COOKIE_SECURE = False
        WTF_CSRF_ENABLED = False
        TESTING = True

    CurrencyConverter().get_rates = lambda: {"XXX": 1, "EUR": 1}
    app = create_app(Settings, instance_path=str(tmp_path))
    with app.app_context():
        db.create_all()
    return app.test_client()


@pytest.fixture
def project(client):
    """Make a project, whose pages are seen from then on."""
    sent = {"name": "tea", "id": "tea", "password": "p", "contact_email": "a@example.com"}
    sent |= {"default_currency": "XXX", "project_history": True}
    response = client.post("/create", data=sent)
    assert (response.status_code, response.location) == (302, "/tea/")
    return "/tea"


def test_the_first_page_speaks_the_visitor_s_language(client):
    assert client.get("/healthcheck").text == "OK"
    french = client.get("/", headers={"Accept-Language": "fr"}).text
    assert "<html" in french
    assert french != client.get("/", headers={"Accept-Language": "en"}).text


def test_a_stranger_is_sent_to_the_login(client, project):
    client.post("/exit")
    response = client.get(f"{project}/")
    assert response.status_code == 303
    assert "/authenticate" in response.location


def test_a_project_that_is_not_there_is_a_login_too(client):
    assert client.get("/nowhere/").status_code == 303


def test_who_knows_the_password_comes_in(client, project):
    client.post("/exit")
    wrong = client.post("/authenticate", data={"id": "tea", "password": "x"})
    assert wrong.status_code == 200
    right = client.post("/authenticate", data={"id": "tea", "password": "p"})
    assert (right.status_code, right.location) == (302, "/tea/")


def test_a_bill_is_shared(client, project):
    for name in ("ada", "bob"):
        client.post(f"{project}/members/add", data={"name": name})
    sent = {"date": "2026-01-02", "what": "sencha", "payer": 1, "payed_for": [1, 2]}
    sent |= {"bill_type": "Expense", "amount": "10"}
    assert client.post(f"{project}/add", data=sent).status_code == 302
    page = client.get(f"{project}/").text
    assert "sencha" in page
    assert "5.00" in client.get(f"{project}/settle_bills").text


def test_the_api_asks_for_the_password_and_answers_json(client, project):
    assert client.get("/api/projects/tea").status_code == 401
    shown = client.get("/api/projects/tea", auth=("tea", "p"))
    assert shown.json["name"] == "tea"
    added = client.post("/api/projects/tea/members", data={"name": "ada"}, auth=("tea", "p"))
    assert (added.status_code, added.json) == (201, 1)


def test_a_page_that_is_not_there(client):
    assert client.get("/a/b/c").status_code == 404
