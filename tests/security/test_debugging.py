"""The debugger around an app, as ``run --debug`` puts it there: it must not become a way in."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from werkzeug.debug import DebuggedApplication

import microflask


@pytest.fixture
def debugged(monkeypatch):
    monkeypatch.setenv("WERKZEUG_DEBUG_PIN", "123-456-789")
    app = microflask.Flask("an_app")
    app.debug = True

    @app.get("/")
    def fail():
        raise RuntimeError("<script>alert(1)</script>")

    debugged = DebuggedApplication(app, evalex=True, pin_logging=False)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr("werkzeug.debug.time.sleep", lambda seconds: None, raising=False)
    return debugged


def ask_debugger(exchange, debugged, host="localhost", **query):
    more = {"QUERY_STRING": urlencode({"__debugger__": "yes", "s": debugged.secret, **query})}
    return exchange(debugged, HTTP_HOST=host, wsgi_errors=None, **more)


def test_the_page_shows_the_error_escaped(debugged, exchange):
    """CVE-2016-10516."""
    sent = exchange(debugged)
    assert sent.status == 500
    page = re.sub(rb"<!--.*-->", b"", sent.body, flags=re.DOTALL)  # it repeats the text in one
    assert b"RuntimeError: &lt;script&gt;alert(1)" in page
    assert b"<script>alert(1)" not in page


def test_the_error_does_not_end_the_comment_that_repeats_it(debugged, exchange):
    def fail():
        raise RuntimeError("--><script>alert(1)</script>")

    debugged.app.view_functions["fail"] = fail
    body = exchange(debugged).body
    assert body.count(b"-->") == body.count(b"<!--")


def test_a_foreign_host_gets_no_console(debugged, exchange):
    """CVE-2024-34069."""
    page = exchange(debugged, HTTP_HOST="evil.example")
    assert b"EVALEX = false" in page.body
    assert b"EVALEX = true" in exchange(debugged, HTTP_HOST="localhost").body
    refused = ask_debugger(
        exchange, debugged, host="evil.example", cmd="pinauth", pin="123-456-789"
    )
    assert refused.status == 400


def test_ten_wrong_pins_lock_the_console(debugged, exchange):
    for _ in range(11):
        sent = ask_debugger(exchange, debugged, cmd="pinauth", pin="000-000-000")
        assert b'"auth": false' in sent.body
    right = ask_debugger(exchange, debugged, cmd="pinauth", pin="123-456-789")
    assert b'"auth": false' in right.body
    assert b'"exhausted": true' in right.body


def test_the_right_pin_opens_it(debugged, exchange):
    sent = ask_debugger(exchange, debugged, cmd="pinauth", pin="123-456-789")
    assert b'"auth": true' in sent.body


def test_the_context_of_the_failed_request_is_kept_for_the_console(debugged, exchange):
    page = exchange(debugged).body.decode()
    [frame] = re.findall(r'id="frame-(\d+)"', page)[-1:]
    assert len(debugged.frame_contexts[int(frame)]) == 1
    assert not microflask.has_app_context()
