"""App contexts: which app is current, and its g."""

from __future__ import annotations

from contextvars import copy_context

import pytest


def test_without_a_context_no_app_is_current(framework):
    assert not framework.has_app_context()
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        framework.current_app.name  # noqa: B018
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        framework.g.user  # noqa: B018


def test_a_context_makes_its_app_current(app, framework):
    with app.app_context():
        assert framework.has_app_context()
        assert framework.current_app._get_current_object() is app
    assert not framework.has_app_context()


def test_entering_a_context_gives_the_context(app, framework):
    context = app.app_context()
    with context as entered:
        assert entered is context
        assert framework.globals.app_ctx._get_current_object() is context


def test_a_context_may_be_pushed_and_popped_by_hand(app, framework):
    context = app.app_context()
    context.push()
    assert framework.current_app.name == "an_app"
    context.pop()
    assert not framework.has_app_context()


def test_an_app_context_has_no_request(app, framework):
    with app.app_context():
        assert not framework.has_request_context()
        with pytest.raises(RuntimeError, match="Working outside of request context"):
            framework.request.path  # noqa: B018


def test_the_context_of_another_app_comes_on_top(app, framework):
    other = framework.Flask("other")
    with app.app_context():
        with other.app_context():
            assert framework.current_app.name == "other"
        assert framework.current_app.name == "an_app"


def test_two_contexts_of_one_app_have_a_g_each(app, framework):
    with app.app_context():
        framework.g.a = 1
        with app.app_context():
            assert "a" not in framework.g
        assert framework.g.a == 1


def test_a_context_that_is_pushed_again_keeps_its_g(app, framework):
    context = app.app_context()
    with context:
        framework.g.a = 1
        with context:
            assert framework.g.a == 1
        assert framework.has_app_context()
    assert not framework.has_app_context()


def test_a_context_may_be_used_again(app, framework):
    context = app.app_context()
    for _ in range(2):
        with context:
            assert framework.current_app.name == "an_app"
        assert not framework.has_app_context()


# Teardown


def test_teardown_runs_when_the_context_ends(app):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    with app.app_context():
        assert torn_down == []
    assert torn_down == [None]


def test_teardown_sees_the_context(app, framework):
    seen = []
    app.teardown_appcontext(lambda error: seen.append(framework.g.a))
    with app.app_context():
        framework.g.a = 1
    assert seen == [1]


def test_teardown_takes_the_error_that_ended_the_block(app):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError), app.app_context():
        raise error
    assert torn_down == [error]


def test_teardown_takes_the_error_that_pop_is_given(app):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    error = ZeroDivisionError()
    context = app.app_context()
    context.push()
    context.pop(error)
    assert torn_down == [error]


def test_pop_takes_the_error_that_is_being_handled_where_it_is_given_none(app):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    error = ZeroDivisionError()
    context = app.app_context()
    context.push()
    try:
        raise error
    except ZeroDivisionError:
        context.pop()
    assert torn_down == [error]


def test_pop_can_be_told_that_there_was_no_error(app):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    context = app.app_context()
    context.push()
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        context.pop(None)
    assert torn_down == [None]


def test_teardown_runs_once_although_the_context_was_pushed_twice(app):
    torn_down = []
    app.teardown_appcontext(torn_down.append)
    context = app.app_context()
    with context:
        with context:
            pass
        assert torn_down == []
    assert torn_down == [None]


def test_the_last_registered_is_torn_down_first(app):
    torn_down = []
    app.teardown_appcontext(lambda error: torn_down.append("first"))
    app.teardown_appcontext(lambda error: torn_down.append("second"))
    with app.app_context():
        pass
    assert torn_down == ["second", "first"]


def test_the_context_is_gone_although_teardown_failed(app, framework):
    app.teardown_appcontext(lambda error: 1 / 0)
    with pytest.raises(ZeroDivisionError), app.app_context():
        pass
    assert not framework.has_app_context()


# Mistakes


def test_contexts_are_popped_in_the_opposite_order_of_their_pushes(app, framework):
    outer, inner = app.app_context(), framework.Flask("other").app_context()

    def pop_the_wrong_one():
        outer.push()
        inner.push()
        with pytest.raises(AssertionError, match="Popped (the )?wrong"):
            outer.pop()

    copy_context().run(pop_the_wrong_one)  # what it leaves behind ends with it


def test_a_context_that_was_never_pushed_cannot_be_popped(app):
    with pytest.raises(LookupError):
        app.app_context().pop()


def test_the_message_says_which_context():
    import microflask

    with pytest.raises(LookupError, match="AppContext of 'an_app'.* is not pushed"):
        microflask.Flask("an_app").app_context().pop()


# g


@pytest.fixture
def g(app, framework):
    with app.app_context():
        yield framework.g


def test_g_holds_what_is_set(g):
    g.user = "ada"
    assert g.user == "ada"


def test_g_lacks_what_was_never_set(g):
    with pytest.raises(AttributeError, match="user"):
        g.user  # noqa: B018


def test_g_gets_a_default(g):
    assert (g.get("user"), g.get("user", "nobody")) == (None, "nobody")
    g.user = "ada"
    assert g.get("user") == "ada"


def test_g_pops(g):
    g.user = "ada"
    assert (g.pop("user"), g.pop("user", None)) == ("ada", None)
    with pytest.raises(KeyError, match="user"):
        g.pop("user")


def test_g_sets_a_default(g):
    assert g.setdefault("user", "ada") == "ada"
    assert g.setdefault("user", "bob") == "ada"
    assert g.setdefault("other") is None


def test_g_tells_what_it_has(g):
    g.user = "ada"
    assert "user" in g
    assert "other" not in g
    assert list(g) == ["user"]


def test_g_lets_go(g):
    g.user = "ada"
    del g.user
    assert "user" not in g
    with pytest.raises(AttributeError):
        del g.user


def test_g_shows_whose_it_is(g):
    assert repr(g) == "<flask.g of 'an_app'>"


def test_g_may_be_replaced(app, framework):
    context = app.app_context()
    context.g = framework.ctx._AppCtxGlobals()
    context.g.user = "ada"
    with context:
        assert framework.g.user == "ada"
