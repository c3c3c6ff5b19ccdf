"""Flask-WTF: forms that check themselves, uploads, and protection against forged posts."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import render_template_string
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.file import FileAllowed, FileField
from wtforms import StringField
from wtforms.validators import DataRequired

PAGE = "<form method=post>{{ form.hidden_tag() }}{{ form.name }}</form>{{ form.errors|tojson }}"


class OrderForm(FlaskForm):
    """What a customer fills in."""

    name = StringField(validators=[DataRequired()])
    picture = FileField(validators=[FileAllowed(["png"])])


@pytest.fixture
def client(app):
    CSRFProtect(app)

    @app.route("/order", methods=["GET", "POST"])
    def order():
        form = OrderForm()
        if form.validate_on_submit():
            size = len(form.picture.data.read()) if form.picture.data else 0
            return f"{form.name.data}, {size} bytes"
        return render_template_string(PAGE, form=form)

    @app.post("/plain")
    def plain():
        return "posted"

    return app.test_client()


@pytest.fixture
def token(client):
    page = client.get("/order").text
    return re.search('name="csrf_token" type="hidden" value="([^"]+)"', page)[1]


def test_a_form_that_is_filled_in_is_accepted(client, token):
    response = client.post("/order", data={"name": "Ada", "csrf_token": token})
    assert response.text == "Ada, 0 bytes"


def test_an_upload_reaches_its_field(client, token):
    data = {"name": "Ada", "csrf_token": token, "picture": (BytesIO(b"12345"), "a.png")}
    assert client.post("/order", data=data).text == "Ada, 5 bytes"


def test_a_file_of_the_wrong_kind_is_an_error_of_its_field(client, token):
    data = {"name": "Ada", "csrf_token": token, "picture": (BytesIO(b"12345"), "a.exe")}
    assert "File does not have an approved extension: png" in client.post("/order", data=data).text


def test_a_missing_name_is_an_error_of_its_field(client, token):
    response = client.post("/order", data={"csrf_token": token})
    assert '{"name": ["This field is required."]}' in response.text


def test_a_post_without_the_token_is_refused(client):
    response = client.post("/plain")
    assert response.status_code == 400
    assert "CSRF token is missing" in response.text


def test_a_post_with_the_token_in_a_header_is_let_through(client, token):
    assert client.post("/plain", headers={"X-CSRFToken": token}).text == "posted"


def test_the_token_of_another_session_is_refused(app, client, token):
    response = app.test_client().post("/plain", headers={"X-CSRFToken": token})
    assert response.status_code == 400
