"""prometheus-flask-exporter: how many requests there were, and how long they took."""

from __future__ import annotations

import pytest
from flask import abort
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics


@pytest.fixture
def client(app):
    metrics = PrometheusMetrics(app, registry=CollectorRegistry(), group_by="endpoint")
    app.config["TESTING"] = False

    @app.get("/tea/<name>")
    @metrics.counter("teas", "teas that were asked for", labels={"kind": lambda: "tea"})
    def tea(name):
        return name

    @app.get("/missing")
    def missing():
        abort(404)

    @app.get("/broken")
    def broken():
        raise KeyError("broken")

    @app.get("/uncounted")
    @metrics.do_not_track()
    def uncounted():
        return ""

    return app.test_client()


def test_requests_are_counted_by_endpoint_and_status(client):
    for path in ("/tea/green", "/tea/black", "/missing", "/broken", "/uncounted"):
        client.get(path)
    text = client.get("/metrics").text
    for endpoint, status, number in (("tea", 200, 2), ("missing", 404, 1), ("broken", 500, 1)):
        series = f'{{endpoint="{endpoint}",method="GET",status="{status}"}} {number}.0'
        assert f"flask_http_request_duration_seconds_count{series}" in text
    assert 'teas_total{kind="tea"} 2.0' in text
    assert 'endpoint="uncounted"' not in text
