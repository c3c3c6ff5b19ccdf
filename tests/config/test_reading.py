"""The configuration as a dict, in parts, and as attributes of the app."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta

import pytest


def test_defaults_are_copied(config_module, tmp_path):
    defaults = {"DEBUG": False}
    config = config_module.Config(tmp_path, defaults)
    config["DEBUG"] = True
    assert defaults == {"DEBUG": False}


def test_without_defaults_it_is_empty(config_module):
    assert config_module.Config("/srv") == {}


def test_it_is_a_dict(config):
    assert isinstance(config, dict)
    assert type(config.copy()) is dict
    with pytest.raises(KeyError):
        config["MISSING"]


def test_it_shows_its_class_and_its_settings(config):
    assert repr(config) == "<Config {'DEBUG': False}>"


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
)
def test_a_copy_has_the_settings_and_the_root_path(config, tmp_path, duplicate):
    config["LIST"] = [1]
    twin = duplicate(config)
    assert twin == config
    assert twin.root_path == tmp_path
    twin["DEBUG"] = True
    assert config["DEBUG"] is False


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {"host": "here", "port": 1}),
        ({"lowercase": False}, {"HOST": "here", "PORT": 1}),
        ({"trim_namespace": False}, {"mail_host": "here", "mail_port": 1}),
        ({"lowercase": False, "trim_namespace": False}, {"MAIL_HOST": "here", "MAIL_PORT": 1}),
    ],
)
def test_a_namespace_is_a_dict_of_its_own(config, options, expected):
    config.update(MAIL_HOST="here", MAIL_PORT=1, MAILBOX="other")
    assert config.get_namespace("MAIL_", **options) == expected


# Settings as attributes


@pytest.fixture
def app(config_module, config):
    """Has the setting LIFETIME as two attributes: as it is, and as a timedelta."""

    def as_timedelta(seconds):
        return timedelta(seconds=seconds)

    class App:
        lifetime = config_module.ConfigAttribute("LIFETIME", get_converter=as_timedelta)
        seconds = config_module.ConfigAttribute("LIFETIME")

    app = App()
    app.config = config
    return app


def test_an_attribute_reads_the_setting(app, config):
    config["LIFETIME"] = 5
    assert app.seconds == 5


def test_an_attribute_is_converted_when_it_is_read(app, config):
    config["LIFETIME"] = 5
    assert app.lifetime == timedelta(seconds=5)


def test_setting_an_attribute_changes_the_setting(app, config):
    app.lifetime = 7
    assert config["LIFETIME"] == 7
    assert app.lifetime == timedelta(seconds=7)


def test_an_attribute_without_a_setting_is_a_key_error(app):
    with pytest.raises(KeyError, match="LIFETIME"):
        app.seconds  # noqa: B018


def test_on_the_class_the_attribute_is_itself(app, config_module):
    attribute = type(app).lifetime
    assert isinstance(attribute, config_module.ConfigAttribute)
    assert attribute.__name__ == "LIFETIME"
    assert attribute.get_converter(1) == timedelta(seconds=1)
