"""What the environment says before there is an app: FLASK_DEBUG, FLASK_SKIP_DOTENV."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("setting", "debug"),
    [
        (None, False),
        ("", False),
        ("0", False),
        ("false", False),
        ("No", False),
        ("1", True),
        ("true", True),
        ("yes", True),
        ("anything", True),
    ],
)
def test_flask_debug_asks_for_debug_mode(framework, monkeypatch, setting, debug):
    set_variable(monkeypatch, "FLASK_DEBUG", setting)
    assert framework.helpers.get_debug_flag() is debug


@pytest.mark.parametrize(
    ("setting", "load"),
    [
        (None, True),
        ("", True),
        ("0", True),
        ("False", True),
        ("no", True),
        ("1", False),
        ("yes", False),
    ],
)
def test_flask_skip_dotenv_asks_to_read_no_files(framework, monkeypatch, setting, load):
    set_variable(monkeypatch, "FLASK_SKIP_DOTENV", setting)
    assert framework.helpers.get_load_dotenv() is load


def test_whether_files_are_read_by_default_may_be_said(framework, monkeypatch):
    monkeypatch.delenv("FLASK_SKIP_DOTENV", raising=False)
    assert framework.helpers.get_load_dotenv(default=False) is False


def set_variable(monkeypatch, name, setting):
    if setting is None:
        monkeypatch.delenv(name, raising=False)
    else:
        monkeypatch.setenv(name, setting)
