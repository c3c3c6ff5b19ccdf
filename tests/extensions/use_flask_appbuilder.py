"""Flask-AppBuilder, which Superset and Airflow stand on: views of a database, with accounts."""

from __future__ import annotations

import re

import pytest
from flask_appbuilder import AppBuilder, BaseView, Model, ModelView, expose, has_access
from flask_appbuilder.api import ModelRestApi
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import Column, Integer, String


class Tea(Model):
    """What there is."""

    __tablename__ = "tea"

    id = Column(Integer, primary_key=True)
    name = Column(String(50), unique=True, nullable=False)

    def __repr__(self):
        return self.name


class TeaView(ModelView):
    """The pages of the teas."""

    datamodel = SQLAInterface(Tea)
    list_columns = ["name"]


class TeaApi(ModelRestApi):
    """The same as an API."""

    resource_name = "teas"
    datamodel = SQLAInterface(Tea)
    allow_browser_login = True


class Report(BaseView):
    """A page of the program's own."""

    default_view = "show"

    @expose("/show/")
    @has_access
    def show(self):
        return "a report"


@pytest.fixture
def client(app):
    app.config.update(
        SQLALCHEMY_DATABASE_URI="sqlite://", WTF_CSRF_ENABLED=False, FAB_ADD_SECURITY_VIEWS=True
    )
    db = SQLA(app)
    with app.app_context():
        builder = AppBuilder(app, db.session)
        db.create_all()
        builder.add_view(TeaView, "Teas", category="Stock")
        builder.add_view(Report, "Report")
        builder.add_api(TeaApi)
        admin = builder.sm.find_role("Admin")
        builder.sm.add_user("ada", "Ada", "L", "ada@example.com", admin, password="lace")
    return app.test_client()


@pytest.fixture
def ada(client):
    response = client.post("/login/", data={"username": "ada", "password": "lace"})
    assert response.status_code == 302
    return client


def test_the_first_page_and_its_files_are_served(client):
    page = client.get("/")
    assert page.status_code == 200
    styles = re.findall(r'href="(/static/appbuilder/[^"]+\.css)"', page.text)
    assert styles
    assert {client.get(style).status_code for style in styles} == {200}


def test_a_stranger_is_sent_to_the_login(client):
    response = client.get("/teaview/list/")
    assert response.status_code == 302
    assert response.location.startswith("/login/")


def test_a_row_is_made_changed_and_removed(ada):
    ada.post("/teaview/add", data={"name": "Sencha"})
    assert "Sencha" in ada.get("/teaview/list/").text
    ada.post("/teaview/edit/1", data={"name": "Assam"})
    page = ada.get("/teaview/list/").text
    assert "Assam" in page
    assert "Sencha" not in page
    ada.post("/teaview/delete/1")
    assert "Assam" not in ada.get("/teaview/list/").text


def test_the_api_does_the_same(ada):
    assert ada.post("/api/v1/teas/", json={"name": "Sencha"}).status_code == 201
    answer = ada.get("/api/v1/teas/").json
    assert (answer["count"], answer["result"][0]["name"]) == (1, "Sencha")
    assert ada.post("/api/v1/teas/", json={}).status_code == 422


def test_a_page_of_the_programs_own_is_served(ada):
    assert ada.get("/report/show/").text == "a report"
