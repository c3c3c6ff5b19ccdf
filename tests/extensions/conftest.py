"""Each file here uses one extension, as a program that was written for Flask would."""

from __future__ import annotations

import flask
import pytest


def pytest_report_header(config):
    """Say who Flask is; nothing here would notice otherwise."""
    return f"flask is {flask.Flask.__module__}"


def pytest_sessionstart(session):
    """Refuse to run under a Flask that was not meant."""
    is_ours = flask.Flask.__module__.startswith("microflask")
    assert is_ours == session.config.pluginmanager.hasplugin("microflask.dropin")


@pytest.fixture
def app(tmp_path):
    """A Flask app, for the extension to be registered on."""
    app = flask.Flask("shop", root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))
    app.config.update(SECRET_KEY="not a secret", TESTING=True)
    return app
