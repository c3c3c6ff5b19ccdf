"""These tests hold for Flask too: each runs against both, unless it says otherwise."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.reference import FRAMEWORKS


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    """The package under test, and then the one that it should behave like."""
    return import_module(request.param)


@pytest.fixture
def testing(framework):
    """The module ``testing`` of that package."""
    return import_module(f"{framework.__name__}.testing")


@pytest.fixture
def app(framework, tmp_path):
    app = framework.Flask("shop", root_path=str(tmp_path))
    app.secret_key = "not a secret"
    app.testing = True
    return app


@pytest.fixture
def client(app):
    return app.test_client()
