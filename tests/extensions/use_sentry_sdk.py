"""Sentry's SDK: errors and transactions, with what is known of the request."""

from __future__ import annotations

import logging

import pytest
import sentry_sdk
from flask import abort
from sentry_sdk.integrations.flask import FlaskIntegration
from sentry_sdk.transport import Transport


class Kept(Transport):
    """Keeps what would be sent."""

    events: list = []

    def capture_envelope(self, envelope):
        self.events += [item.payload.json for item in envelope.items]


@pytest.fixture
def events(app):
    Kept.events = []
    sentry_sdk.init(
        "https://key@sentry.example/1",
        transport=Kept(),
        integrations=[FlaskIntegration()],
        traces_sample_rate=1,
        send_default_pii=True,
    )
    yield Kept.events
    sentry_sdk.init()


@pytest.fixture
def client(app, events):
    app.config["TESTING"] = False

    @app.post("/tea/<name>")
    def tea(name):
        if name == "broken":
            raise KeyError(name)
        if name == "log":
            logging.getLogger("shop").error("no tea")
        if name == "missing":
            abort(404)
        return name

    return app.test_client()


def of_kind(events, kind):
    return [event for event in events if event and event.get("type", "error") == kind]


def test_an_error_is_told_with_its_request(client, events):
    assert client.post("/tea/broken?a=1", data={"milk": "yes"}).status_code == 500
    (event,) = of_kind(events, "error")
    assert event["exception"]["values"][-1]["type"] == "KeyError"
    assert event["exception"]["values"][-1]["mechanism"]["type"] == "flask"
    assert event["request"]["url"] == "http://localhost/tea/broken"
    assert event["request"]["data"] == {"milk": "yes"}
    assert event["transaction"] == "tea"


def test_a_request_is_a_transaction_with_its_endpoint(client, events):
    client.post("/tea/green")
    (event,) = of_kind(events, "transaction")
    assert event["transaction"] == "tea"
    assert event["contexts"]["trace"]["op"] == "http.server"


def test_what_is_logged_is_told(client, events):
    client.post("/tea/log")
    assert of_kind(events, "error")[0]["logentry"]["message"] == "no tea"


def test_a_404_is_no_error(client, events):
    client.post("/tea/missing")
    assert of_kind(events, "error") == []
