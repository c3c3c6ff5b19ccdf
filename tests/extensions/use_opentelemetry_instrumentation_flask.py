"""OpenTelemetry: a span for each request, in a trace that may have begun elsewhere."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

PARENT = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def spans(app):
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    FlaskInstrumentor().instrument_app(app, tracer_provider=provider, excluded_urls="health")
    yield exporter
    FlaskInstrumentor().uninstrument_app(app)


@pytest.fixture
def client(app, spans):
    app.config["TESTING"] = False

    @app.get("/tea/<name>")
    def tea(name):
        trace.get_current_span().set_attribute("tea", name)
        if name == "broken":
            raise KeyError(name)
        return name

    @app.get("/health")
    def health():
        return "well"

    return app.test_client()


def test_a_request_is_a_span_that_is_named_by_its_rule(client, spans):
    client.get("/tea/green")
    (span,) = spans.get_finished_spans()
    assert span.name == "GET /tea/<name>"
    assert span.attributes["http.route"] == "/tea/<name>"
    assert span.attributes["http.status_code"] == 200
    assert span.attributes["tea"] == "green"


def test_an_error_marks_the_span(client, spans):
    client.get("/tea/broken")
    (span,) = spans.get_finished_spans()
    assert not span.status.is_ok


def test_a_trace_goes_on_that_began_elsewhere(client, spans):
    client.get("/tea/green", headers={"traceparent": f"00-{PARENT}-b7ad6b7169203331-01"})
    (span,) = spans.get_finished_spans()
    assert f"{span.context.trace_id:x}" == PARENT.lstrip("0")


def test_what_is_excluded_has_no_span(client, spans):
    client.get("/health")
    assert spans.get_finished_spans() == ()
