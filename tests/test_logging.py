"""app.logger: a standard logger that writes somewhere even if nobody has set it up.

These tests hold for Flask too: each runs against both, unless it says otherwise.
"""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from importlib import import_module

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from tests.reference import FRAMEWORKS


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    return import_module(request.param)


@pytest.fixture
def logging_module(framework):
    return import_module(f"{framework.__name__}.logging")


@pytest.fixture
def parent():
    """The logger above the app's, cut off from the root, where the test runner listens."""
    parent = logging.getLogger("fruit")
    root, parent.parent = parent.parent, None
    parent.setLevel(logging.WARNING)
    yield parent
    parent.handlers.clear()
    parent.parent = root


@pytest.fixture
def app(framework, parent, tmp_path):
    """Its logger is set back after the test: it would outlive the app."""
    yield framework.Flask("fruit.apples", root_path=str(tmp_path))
    logger = logging.getLogger("fruit.apples")
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)


def test_the_logger_has_the_apps_name(app):
    assert app.logger is logging.getLogger("fruit.apples")


def test_the_logger_is_set_up_once(app):
    assert app.logger is app.logger
    assert len(app.logger.handlers) == 1


def test_a_logger_that_nobody_set_up_gets_the_default_handler(app, logging_module):
    assert app.logger.handlers == [logging_module.default_handler]
    assert app.logger.level == logging.NOTSET


def test_in_debug_mode_it_lets_everything_through(app):
    app.debug = True
    assert app.logger.level == logging.DEBUG


def test_in_debug_mode_a_level_that_was_set_stays(app):
    logging.getLogger("fruit.apples").setLevel(logging.ERROR)
    app.debug = True
    assert app.logger.level == logging.ERROR


@pytest.mark.parametrize("name", ["fruit.apples", "fruit"])
def test_a_logger_that_somebody_set_up_is_left_as_it_is(app, name):
    handler = logging.StreamHandler(io.StringIO())
    logging.getLogger(name).addHandler(handler)
    assert app.logger.handlers == ([handler] if name == "fruit.apples" else [])


def test_a_handler_that_would_not_write_the_records_does_not_count(app, parent, logging_module):
    quiet = logging.StreamHandler(io.StringIO())
    quiet.setLevel(logging.CRITICAL)
    parent.addHandler(quiet)
    assert app.logger.handlers == [logging_module.default_handler]


@pytest.mark.parametrize(
    ("handler_level", "propagates", "expected"),
    [
        (logging.NOTSET, True, True),
        (logging.WARNING, True, True),
        (logging.ERROR, True, False),
        (logging.NOTSET, False, False),
    ],
)
def test_a_handler_of_a_parent_counts_if_records_get_there(
    logging_module, parent, handler_level, propagates, expected
):
    handler = logging.StreamHandler(io.StringIO())
    handler.setLevel(handler_level)
    parent.addHandler(handler)
    logger = logging.Logger("apart", logging.WARNING)
    logger.parent = parent
    logger.propagate = propagates
    assert logging_module.has_level_handler(logger) is expected


def test_the_default_handler_writes_time_level_module_and_message(app, monkeypatch):
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    app.logger.warning("%d apples", 42)
    time, _, rest = errors.getvalue().partition("] ")
    assert time.startswith("[20")
    assert rest == "WARNING in test_logging: 42 apples\n"


# Where it goes


def test_outside_of_a_request_errors_go_to_stderr(logging_module, monkeypatch):
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    logging_module.wsgi_errors_stream.write("outside")
    assert errors.getvalue() == "outside"
    assert logging_module.wsgi_errors_stream._get_current_object() is errors


def test_in_a_request_errors_go_to_the_servers_stream(app, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    errors = io.StringIO()

    @app.get("/")
    def view():
        app.logger.error("inside")
        return ""

    run_wsgi_app(app, create_environ("/", errors_stream=errors))
    assert errors.getvalue().endswith("ERROR in test_logging: inside\n")
    assert sys.stderr.getvalue() == ""


def test_an_error_in_a_view_is_logged_with_its_traceback(app):
    errors = io.StringIO()

    @app.get("/broken")
    def view():
        raise ZeroDivisionError("by zero")

    run_wsgi_app(app, create_environ("/broken", errors_stream=errors))
    assert "ERROR in app: Exception on /broken [GET]" in errors.getvalue()
    assert errors.getvalue().endswith("ZeroDivisionError: by zero\n")


def test_the_stream_can_be_named_in_a_configuration(app, framework, monkeypatch):
    from logging.config import dictConfig

    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    stream = f"ext://{framework.__name__}.logging.wsgi_errors_stream"
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"wsgi": {"class": "logging.StreamHandler", "stream": stream}},
            "loggers": {"fruit.apples": {"handlers": ["wsgi"], "level": "INFO"}},
        }
    )
    app.logger.info("configured")
    assert errors.getvalue() == "configured\n"


# microflask alone


def test_logging_is_imported_when_the_logger_is_first_used():
    program = (
        "import sys, microflask; app = microflask.Flask('an_app'); "
        "print('microflask.logging' in sys.modules); "
        "app.logger; print('microflask.logging' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "True"]
