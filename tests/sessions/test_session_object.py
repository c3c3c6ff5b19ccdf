"""The session as a view sees it: a dict that knows whether it was changed."""

from __future__ import annotations

import copy
import pickle

import pytest


@pytest.fixture
def session(sessions):
    return sessions.SecureCookieSession({"a": 1, "list": []})


def test_a_session_is_a_dict(sessions, session):
    assert isinstance(session, dict)
    assert isinstance(session, sessions.SessionMixin)
    assert session == {"a": 1, "list": []}


@pytest.mark.parametrize("initial", [None, {}, []])
def test_a_session_may_start_empty(sessions, initial):
    session = sessions.SecureCookieSession(initial)
    assert session == {}
    assert not session.modified


def test_a_session_takes_defaults_by_name(session):
    assert session.pop("missing", default=7) == 7
    assert session.setdefault("b", default=2) == 2
    assert session["b"] == 2


def test_to_pop_what_is_missing_without_a_default_is_a_key_error(session):
    with pytest.raises(KeyError):
        session.pop("missing")


def test_a_session_that_was_only_made_and_read_is_not_modified(session):
    assert session["a"] == 1
    assert session.get("missing") is None
    assert "a" in session
    assert list(session) == ["a", "list"]
    assert session.setdefault("a", 2) == 1
    assert session.pop("missing", None) is None
    assert not session.modified
    assert not session.new
    assert not session.accessed


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.__setitem__("a", 1),
        lambda session: session.__delitem__("a"),
        lambda session: session.update(b=2),
        lambda session: session.__ior__({"b": 2}),
        lambda session: session.setdefault("b", 2),
        lambda session: session.pop("a"),
        lambda session: session.popitem(),
        lambda session: session.clear(),
        lambda session: setattr(session, "permanent", True),
    ],
)
def test_a_change_modifies_it(session, change):
    change(session)
    assert session.modified


def test_a_change_within_a_value_must_be_told(session):
    session["list"].append(1)
    assert not session.modified
    session.modified = True
    assert session.modified


def test_permanent_is_kept_in_the_session(session):
    assert session.permanent is False
    session.permanent = 1
    assert session["_permanent"] is True
    assert session.permanent is True
    session.permanent = False
    assert session["_permanent"] is False


def test_a_session_shows_its_class_and_its_content(session):
    assert repr(session) == "<SecureCookieSession {'a': 1, 'list': []}>"


def test_a_session_class_of_ones_own_needs_the_mixin_alone(sessions):
    class Session(dict, sessions.SessionMixin):
        pass

    session = Session()
    session.permanent = True
    assert session == {"_permanent": True}
    assert session.modified
    assert not session.new


# Without a secret key


def test_a_null_session_is_empty_and_can_be_read(sessions):
    session = sessions.NullSession()
    assert session == {}
    assert session.get("a") is None
    assert "a" not in session
    assert session.permanent is False


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.__setitem__("a", 1),
        lambda session: session.__delitem__("a"),
        lambda session: session.update(b=2),
        lambda session: session.setdefault("b", 2),
        lambda session: session.pop("a", None),
        lambda session: session.popitem(),
        lambda session: session.clear(),
        lambda session: setattr(session, "permanent", True),
    ],
)
def test_changing_a_null_session_is_a_runtime_error(sessions, change):
    with pytest.raises(RuntimeError, match=r"session is unavailable.*no secret key"):
        change(sessions.NullSession())


# microflask alone


def test_the_error_says_which_setting_is_missing_and_how_to_set_it():
    from microflask.sessions import NullSession

    with pytest.raises(RuntimeError) as caught:
        NullSession()["a"] = 1
    for hint in ("app.secret_key", "SECRET_KEY", "secrets.token_hex"):
        assert hint in str(caught.value)


def test_a_null_session_refuses_an_update_in_place():
    from microflask.sessions import NullSession

    session = NullSession()
    with pytest.raises(RuntimeError, match="unavailable"):
        session |= {"a": 1}


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
)
def test_a_session_can_be_copied_and_pickled(duplicate):
    from microflask.sessions import SecureCookieSession

    session = SecureCookieSession({"a": [1]})
    twin = duplicate(session)
    assert type(twin) is SecureCookieSession
    assert twin == session
    twin["b"] = 2
    assert session == {"a": [1]}
    assert not session.modified
