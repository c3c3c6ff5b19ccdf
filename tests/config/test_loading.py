"""The ways to fill a configuration: files, the environment, objects and mappings."""

from __future__ import annotations

import json
import sys
import types

import pytest


def never_load(file):
    raise AssertionError(f"The loader was called with {file!r}, although there is no file.")


# Python files


def test_a_python_file_sets_the_names_in_capitals(config, tmp_path):
    (tmp_path / "settings.py").write_text("import os\nlower = 1\nSECRET_KEY = 'k' * 3\nMixed = 2\n")
    assert config.from_pyfile("settings.py") is True
    assert config == {"DEBUG": False, "SECRET_KEY": "kkk"}


def test_a_python_file_may_have_any_name_and_an_absolute_path(config, tmp_path):
    other = tmp_path / "elsewhere" / "production.cfg"
    other.parent.mkdir()
    other.write_bytes("# -*- coding: latin-1 -*-\nNAME = 'é'\n".encode("latin-1"))
    config.from_pyfile(other)
    assert config["NAME"] == "é"


def test_a_python_file_knows_its_own_path(config, tmp_path):
    (tmp_path / "settings.py").write_text("WHERE = __file__\nWHO = __name__")
    config.from_pyfile("settings.py")
    assert config["WHERE"] == str(tmp_path / "settings.py")
    assert config["WHO"] == "config"


def test_a_missing_python_file_is_an_error_that_names_it(config, tmp_path):
    with pytest.raises(FileNotFoundError, match="Unable to load configuration file") as caught:
        config.from_pyfile("missing.py")
    assert str(tmp_path / "missing.py") in str(caught.value)


@pytest.mark.parametrize("name", ["missing.py", ".", "file.txt/settings.py"])
def test_a_silent_python_file_may_be_missing(config, tmp_path, name):
    (tmp_path / "file.txt").write_text("")
    assert config.from_pyfile(name, silent=True) is False
    assert config == {"DEBUG": False}


def test_a_syntax_error_names_the_file_and_the_line(config, tmp_path):
    (tmp_path / "settings.py").write_text("DEBUG = True\nSECRET_KEY = 'open\n")
    with pytest.raises(SyntaxError) as caught:
        config.from_pyfile("settings.py")
    assert caught.value.filename == str(tmp_path / "settings.py")
    assert caught.value.lineno == 2
    assert config == {"DEBUG": False}


# The environment


def test_an_environment_variable_names_the_file(config, tmp_path, monkeypatch):
    (tmp_path / "settings.py").write_text("TESTING = True")
    monkeypatch.setenv("SHOP_SETTINGS", str(tmp_path / "settings.py"))
    assert config.from_envvar("SHOP_SETTINGS") is True
    assert config["TESTING"] is True


def test_a_variable_that_is_not_set_is_an_error_that_names_it(config, monkeypatch):
    monkeypatch.delenv("SHOP_SETTINGS", raising=False)
    with pytest.raises(RuntimeError, match="'SHOP_SETTINGS' is not set"):
        config.from_envvar("SHOP_SETTINGS")


def test_a_silent_variable_may_be_missing(config, monkeypatch):
    monkeypatch.delenv("SHOP_SETTINGS", raising=False)
    assert config.from_envvar("SHOP_SETTINGS", silent=True) is False


def test_a_file_that_the_variable_names_must_exist(config, monkeypatch):
    monkeypatch.setenv("SHOP_SETTINGS", "missing.py")
    with pytest.raises(FileNotFoundError, match=r"missing\.py"):
        config.from_envvar("SHOP_SETTINGS")
    assert config.from_envvar("SHOP_SETTINGS", silent=True) is False


def test_prefixed_variables_are_settings_in_json(config, monkeypatch):
    monkeypatch.setenv("FLASK_COUNT", "3")
    monkeypatch.setenv("FLASK_NAMES", '["a", null]')
    monkeypatch.setenv("FLASK_TEXT", "not json")
    monkeypatch.setenv("OTHER_COUNT", "4")
    assert config.from_prefixed_env() is True
    assert config["COUNT"] == 3
    assert config["NAMES"] == ["a", None]
    assert config["TEXT"] == "not json"


def test_prefix_and_parser_may_be_chosen(config, monkeypatch):
    monkeypatch.setenv("SHOP_COUNT", "3")
    config.from_prefixed_env("SHOP", loads=str.strip)
    assert config == {"DEBUG": False, "COUNT": "3"}


def test_double_underscores_lead_into_dicts(config, monkeypatch):
    config["DB"] = {"host": "here"}
    monkeypatch.setenv("FLASK_DB__port", "1")
    monkeypatch.setenv("FLASK_NEW__inner__deep", "true")
    config.from_prefixed_env()
    assert config["DB"] == {"host": "here", "port": 1}
    assert config["NEW"] == {"inner": {"deep": True}}


def test_a_variable_that_leads_into_no_dict_is_a_type_error(config, framework, monkeypatch):
    monkeypatch.setenv("FLASK_NAME", "shop")
    monkeypatch.setenv("FLASK_NAME__inner", "1")
    with pytest.raises(TypeError) as caught:
        config.from_prefixed_env()
    if framework == "microflask":
        assert "FLASK_NAME__inner sets an item inside of 'shop'" in str(caught.value)


# Objects


def test_an_object_sets_its_attributes_in_capitals(config):
    class Base:
        SECRET_KEY = "base"
        lower = 1

    class Production(Base):
        TESTING = False

        @property
        def SERVER_NAME(self):
            return "example.org"

    assert config.from_object(Production()) is None
    assert config == {
        "DEBUG": False,
        "SECRET_KEY": "base",
        "TESTING": False,
        "SERVER_NAME": "example.org",
    }


def test_a_string_is_the_import_path_of_the_object(config, monkeypatch):
    module = types.ModuleType("shop_settings")
    module.TESTING = True
    monkeypatch.setitem(sys.modules, "shop_settings", module)
    config.from_object("shop_settings")
    assert config["TESTING"] is True


def test_an_import_path_that_leads_nowhere_is_an_import_error(config):
    with pytest.raises(ImportError, match="no_such_settings"):
        config.from_object("no_such_settings.Production")


# Files of other formats


def test_a_file_goes_through_the_loader(config, tmp_path):
    (tmp_path / "settings.json").write_text('{"TESTING": true, "lower": 1}')
    assert config.from_file("settings.json", json.load) is True
    assert config == {"DEBUG": False, "TESTING": True}


def test_a_loader_may_read_bytes(config, tmp_path):
    (tmp_path / "settings.bin").write_bytes(b"\xff")
    config.from_file("settings.bin", lambda file: {"BYTES": file.read()}, text=False)
    assert config["BYTES"] == b"\xff"


def test_a_missing_file_is_an_error_that_names_it(config, tmp_path):
    with pytest.raises(FileNotFoundError, match="Unable to load configuration file") as caught:
        config.from_file("missing.json", never_load)
    assert str(tmp_path / "missing.json") in str(caught.value)


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_silent_file_may_be_missing(config, name):
    assert config.from_file(name, never_load, silent=True) is False


# Mappings


def test_a_mapping_and_keywords_set_the_names_in_capitals(config):
    assert config.from_mapping({"A": 1, "b": 2}, C=3, d=4) is True
    assert config == {"DEBUG": False, "A": 1, "C": 3}


def test_pairs_are_a_mapping_too(config):
    config.from_mapping([("A", 1), ("b", 2)])
    assert config == {"DEBUG": False, "A": 1}


def test_a_subclass_sees_each_setting_that_is_loaded(config_module, tmp_path):
    class Upper(config_module.Config):
        def __setitem__(self, name, value):
            super().__setitem__(name, value.upper())

    config = Upper(tmp_path)
    config.from_mapping(A="x")
    config.from_object(type("Settings", (), {"B": "y"}))
    assert config == {"A": "X", "B": "Y"}


# microflask alone: a file's own mistake is not the mistake of a missing file


def test_a_silent_file_that_misses_another_file_is_an_error(tmp_path):
    from microflask.config import Config

    (tmp_path / "settings.py").write_text("KEY = open('no_such_key_file').read()")
    with pytest.raises(FileNotFoundError) as caught:
        Config(tmp_path).from_pyfile("settings.py", silent=True)
    assert caught.value.filename == "no_such_key_file"
    assert "configuration file" not in str(caught.value)
