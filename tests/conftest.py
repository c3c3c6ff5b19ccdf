"""Most tests hold for Flask too: what asks for ``framework`` runs against both."""

from __future__ import annotations

import logging
from importlib import import_module

import pytest

from microflask.signals import _signals
from tests.reference import FRAMEWORKS


@pytest.fixture(autouse=True)
def _nobody_listens_and_loggers_write():
    """Undo what an earlier test may have left: signals and loggers are the whole process's."""
    for signal in _signals.values():
        signal._clear_state()
    yield
    logging.getLogger("an_app").disabled = False


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    """The package under test, and then the one that it should behave like."""
    return import_module(request.param)


@pytest.fixture
def app(framework, tmp_path):
    """An app of that package, with a folder and a secret key of its own."""
    app = framework.Flask("an_app", root_path=str(tmp_path))
    app.secret_key = "not a secret"
    app.testing = True
    return app


@pytest.fixture
def client(app):
    return app.test_client()
