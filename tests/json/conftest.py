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
def json(framework):
    return import_module(f"{framework.__name__}.json")


@pytest.fixture
def provider_module(framework):
    return import_module(f"{framework.__name__}.json.provider")


@pytest.fixture
def app(framework, tmp_path):
    return framework.Flask("an_app", root_path=str(tmp_path))


@pytest.fixture
def in_app(app):
    """Make the app current while the test runs."""
    with app.app_context():
        yield app
