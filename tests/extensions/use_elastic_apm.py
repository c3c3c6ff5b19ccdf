"""Elastic APM: transactions and errors, as its agent would send them."""

from __future__ import annotations

import elasticapm
import pytest
from elasticapm.contrib.flask import ElasticAPM


class Keeping(elasticapm.Client):
    """An agent that keeps what it would send."""

    def __init__(self, **settings):
        self.events = []
        super().__init__(**settings)

    def queue(self, event_type, data, flush=False):
        self.events.append((event_type, data))

    def start_threads(self):
        pass


@pytest.fixture
def events(app):
    agent = Keeping(
        service_name="shop",
        server_url="http://127.0.0.1:9",
        capture_body="all",
        central_config=False,
        metrics_interval="0ms",
        cloud_provider=False,
    )
    # The signals know it only weakly.
    apm = ElasticAPM(app, client=agent)
    yield apm.client.events
    agent.close()


@pytest.fixture
def client(app, events):
    app.config["TESTING"] = False

    @app.post("/tea/<name>")
    def tea(name):
        if name == "broken":
            raise KeyError(name)
        return name

    return app.test_client()


def of_kind(events, kind):
    return [event for event_type, event in events if event_type == kind]


def test_a_request_is_a_transaction_that_is_named_by_its_rule(client, events):
    client.post("/tea/green", data={"milk": "yes"}).close()
    (event,) = of_kind(events, "transaction")
    assert event["name"] == "POST /tea/<name>"
    assert event["result"] == "HTTP 2xx"
    assert event["context"]["request"]["body"] == {"milk": "yes"}


def test_an_error_is_told_with_its_request(client, events):
    assert client.post("/tea/broken").status_code == 500
    (event,) = of_kind(events, "error")
    assert event["exception"]["type"] == "KeyError"
    assert event["context"]["request"]["url"]["full"] == "http://localhost/tea/broken"
