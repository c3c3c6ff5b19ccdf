"""Dicts that tell when they change, which Flask does not have."""

from __future__ import annotations

import copy
import pickle
from collections import defaultdict

import pytest

from microflask.config import Config
from microflask.watched import WatchedDict, WatchedRegistry


class Watcher:
    """Count how often a dict has told of a change, and forget it by asking."""

    def __init__(self, watched):
        self._count = 0
        watched.on_change = self._note

    def _note(self):
        self._count += 1

    def has_been_told(self):
        told, self._count = self._count > 0, 0
        return told


@pytest.fixture
def watched():
    return WatchedDict({"a": 1, "b": 2})


@pytest.fixture
def watcher(watched):
    return Watcher(watched)


@pytest.fixture
def registry():
    return WatchedRegistry(list)


CHANGES = {
    "setting an item": lambda it: it.__setitem__("a", 3),
    "deleting an item": lambda it: it.__delitem__("a"),
    "updating by a mapping": lambda it: it.update({"c": 3}),
    "updating by pairs": lambda it: it.update([("c", 3)]),
    "updating by keywords": lambda it: it.update(c=3),
    "updating by |=": lambda it: it.__ior__({"c": 3}),
    "setting a default that was missing": lambda it: it.setdefault("c", 3),
    "popping a key": lambda it: it.pop("a"),
    "popping an item": lambda it: it.popitem(),
    "clearing": lambda it: it.clear(),
}

READINGS = {
    "an item": lambda it: it["a"],
    "get": lambda it: it.get("missing"),
    "in": lambda it: "a" in it,
    "len": len,
    "iteration": list,
    "items": lambda it: list(it.items()),
    "copy": lambda it: it.copy(),
    "|": lambda it: it | {"c": 3},
    "==": lambda it: it == {},
    "a default that is there": lambda it: it.setdefault("a", 3),
    "popping nothing": lambda it: it.pop("missing", None),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_told(watched, watcher, change):
    change(watched)
    assert watcher.has_been_told()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_does_what_it_does_to_a_dict(watched, change):
    plain = dict(watched)
    returned = change(watched)
    assert change(plain) == returned
    assert watched == plain


@pytest.mark.parametrize("read", READINGS.values(), ids=READINGS)
def test_reading_is_not_told(watched, watcher, read):
    read(watched)
    assert not watcher.has_been_told()


@pytest.mark.parametrize("read", ["__getitem__", "get", "__contains__", "__iter__", "items"])
def test_reading_is_the_dicts_own(read):
    assert getattr(WatchedDict, read) is getattr(dict, read)
    assert getattr(WatchedRegistry, read) is getattr(dict, read)


def test_an_update_that_fails_half_way_is_told(watched, watcher):
    with pytest.raises(TypeError):
        watched.update([("c", 3), None])
    assert watched["c"] == 3
    assert watcher.has_been_told()


def test_or_with_an_assignment_keeps_the_dict(watched, watcher):
    same = watched
    watched |= {"c": 3}
    assert watched is same
    assert watcher.has_been_told()


@pytest.mark.parametrize("change", [WatchedDict.pop, WatchedDict.__delitem__])
def test_removing_what_is_missing_is_a_key_error(watched, watcher, change):
    with pytest.raises(KeyError):
        change(watched, "missing")
    assert not watcher.has_been_told()


def test_nobody_has_to_watch(watched):
    watched["c"] = 3
    assert watched == {"a": 1, "b": 2, "c": 3}


def test_it_looks_like_a_dict(watched):
    assert repr(watched) == "{'a': 1, 'b': 2}"
    assert watched == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
)
def test_a_copy_is_not_watched(watched, watcher, duplicate):
    watched.note = "kept"
    twin = duplicate(watched)
    twin["c"] = 3
    assert type(twin) is WatchedDict
    assert twin.note == "kept"
    assert not watcher.has_been_told()


# The registries of hooks


def test_a_registry_is_a_defaultdict(registry):
    assert isinstance(registry, defaultdict)
    assert registry.default_factory is list
    registry["blog"].append(1)
    assert registry == {"blog": [1]}


def test_a_key_that_comes_by_reading_is_told(registry):
    watcher = Watcher(registry)
    registry["blog"]
    assert watcher.has_been_told()
    registry["blog"]
    assert not watcher.has_been_told()


def test_an_append_to_a_list_that_is_held_is_seen_and_not_told(registry):
    held = registry["blog"]
    watcher = Watcher(registry)
    registry["blog"].append("hook")
    assert held == ["hook"]
    assert not watcher.has_been_told()


def test_a_list_that_is_replaced_or_removed_is_told(registry):
    registry["blog"]
    watcher = Watcher(registry)
    registry["blog"] = ["another"]
    assert watcher.has_been_told()
    del registry["blog"]
    assert watcher.has_been_told()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_a_registry_is_told(registry, change):
    registry.update(a=[], b=[])
    watcher = Watcher(registry)
    change(registry)
    assert watcher.has_been_told()


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, WatchedRegistry.copy, lambda it: pickle.loads(pickle.dumps(it))],
)
def test_a_copy_of_a_registry_is_a_registry_that_is_not_watched(registry, duplicate):
    registry["blog"].append(1)
    watcher = Watcher(registry)
    twin = duplicate(registry)
    twin["shop"].append(2)
    assert twin == {"blog": [1], "shop": [2]}
    assert registry == {"blog": [1]}
    assert not watcher.has_been_told()


# The configuration


def test_each_way_to_fill_a_configuration_is_told(tmp_path, monkeypatch):
    config = Config(tmp_path)
    watcher = Watcher(config)
    (tmp_path / "settings.py").write_text("TESTING = True")
    config.from_pyfile("settings.py")
    assert watcher.has_been_told()
    config.from_mapping(TESTING=False)
    assert watcher.has_been_told()
    monkeypatch.setenv("SHOP_TESTING", "true")
    config.from_prefixed_env("SHOP")
    assert watcher.has_been_told()


def test_a_variable_that_changes_a_dict_within_is_told(tmp_path, monkeypatch):
    config = Config(tmp_path, {"DB": {}})
    watcher = Watcher(config)
    monkeypatch.setenv("SHOP_DB__PORT", "1")
    config.from_prefixed_env("SHOP")
    assert config == {"DB": {"PORT": 1}}
    assert watcher.has_been_told()
