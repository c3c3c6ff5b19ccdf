"""These tests hold for Werkzeug's router too, whose behaviour ours is to have."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.reference import HAS_REFERENCE

ROUTERS = ["microflask.routing", "werkzeug.routing"]


@pytest.fixture(params=ROUTERS if HAS_REFERENCE else ROUTERS[:1])
def routing(request):
    """The router under test, and then the one that it should behave like."""
    return import_module(request.param)


@pytest.fixture
def bind(routing):
    """Make a map of rules, by default one to an endpoint named like itself, and bind it."""

    def bind(*rules, **options):
        rules = [
            routing.Rule(rule, endpoint=rule) if isinstance(rule, str) else rule for rule in rules
        ]
        return routing.Map(rules, **options).bind("example.com")

    return bind
