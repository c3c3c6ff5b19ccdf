"""Flask-Mailman: mails, which a test finds in an outbox."""

from __future__ import annotations

import pytest
from flask import render_template_string
from flask_mailman import EmailMessage, EmailMultiAlternatives, Mail


@pytest.fixture
def mail(app):
    app.config.update(MAIL_DEFAULT_SENDER="shop@example.com")
    return Mail(app)


def test_a_view_sends_a_mail(app, mail):
    @app.get("/order")
    def order():
        text = render_template_string("Dear {{ name }}, tea is on its way.", name="Ada")
        EmailMessage("Your tea", text, to=["ada@example.com"]).send()
        return "sent"

    assert app.test_client().get("/order").text == "sent"
    (message,) = mail.outbox
    assert (message.from_email, message.subject) == ("shop@example.com", "Your tea")
    assert message.body == "Dear Ada, tea is on its way."


def test_a_mail_has_another_form_and_a_file(app, mail):
    with app.app_context():
        message = EmailMultiAlternatives("Tea", "plain", to=["ada@example.com"])
        message.attach_alternative("<b>html</b>", "text/html")
        message.attach("tea.txt", "green", "text/plain")
        message.send()
        parts = [part.get_content_type() for part in mail.outbox[0].message().walk()]
    assert parts == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/plain",
    ]
