"""These tests hold for Flask too: each runs against both, unless it says otherwise."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.reference import FRAMEWORKS


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    """The name of the package under test, and then of the one that it should behave like."""
    return request.param


@pytest.fixture
def config_module(framework):
    return import_module(f"{framework}.config")


@pytest.fixture
def config(config_module, tmp_path):
    return config_module.Config(tmp_path, {"DEBUG": False})
