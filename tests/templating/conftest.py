"""These tests hold for Flask too: each runs against both, unless it says otherwise."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.fixture(params=["microflask", "flask"])
def framework(request):
    """The package under test, and then the one that it should behave like."""
    return import_module(request.param)


@pytest.fixture
def app(framework, tmp_path):
    app = framework.Flask("an_app", root_path=str(tmp_path))
    app.secret_key = "not a secret"
    app.testing = True
    return app


@pytest.fixture
def client(app):
    return app.test_client()
