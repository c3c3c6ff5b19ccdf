"""The proxies: request, session, g, current_app, and the contexts themselves."""

from __future__ import annotations

import copy
import inspect

import pytest
import werkzeug.local

PROXIES = ["request", "session", "g", "current_app"]


@pytest.fixture
def context(app):
    with app.test_request_context("/hello?a=1") as context:
        yield context


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_is_one_of_werkzeug_s(framework, name):
    assert isinstance(getattr(framework, name), werkzeug.local.LocalProxy)
    assert getattr(framework, name) is getattr(framework.globals, name)


@pytest.mark.parametrize("name", ["request_ctx", "app_ctx"])
def test_the_contexts_have_proxies_too(framework, name, context):
    assert isinstance(getattr(framework.globals, name), werkzeug.local.LocalProxy)
    assert getattr(framework.globals, name).app.name == "an_app"


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_gives_the_object_that_it_stands_for(framework, context, name):
    proxy = getattr(framework, name)
    current = proxy._get_current_object()
    assert not isinstance(current, werkzeug.local.LocalProxy)
    assert type(current) is proxy.__class__
    assert proxy == current


def test_a_proxy_looks_like_what_it_stands_for(framework, context):
    assert isinstance(framework.request, framework.Request)
    assert isinstance(framework.current_app, framework.Flask)
    assert repr(framework.request) == repr(framework.request._get_current_object())
    assert "args" in dir(framework.request)


def test_attributes_are_read_set_and_deleted(framework, context):
    framework.g.a = 1
    assert (framework.g.a, hasattr(framework.g, "a"), getattr(framework.g, "b", 2)) == (1, True, 2)
    del framework.g.a
    assert not hasattr(framework.g, "a")


def test_items_are_read_set_and_deleted(framework, context):
    framework.session["a"] = 1
    assert (framework.session["a"], "a" in framework.session, "b" in framework.session) == (
        1,
        True,
        False,
    )
    del framework.session["a"]
    assert len(framework.session) == 0
    assert not framework.session
    assert list(framework.session) == []


def test_a_proxy_can_be_called(framework, context):
    started = []
    environ = {**context.request.environ, "werkzeug.request": None}
    framework.current_app(environ, lambda status, headers, exc_info=None: started.append(status))
    assert started == ["404 NOT FOUND"]


def test_a_proxy_can_be_compared_and_hashed(framework, context, app):
    assert framework.current_app == app
    assert framework.current_app != "another"
    assert hash(framework.current_app) == hash(app)
    assert {app: 1}[framework.current_app] == 1


def test_a_copy_of_a_proxy_is_one_of_the_object(framework, context):
    framework.session["a"] = [1]
    assert type(copy.copy(framework.session)) is type(framework.session._get_current_object())
    assert copy.deepcopy(framework.session) == {"a": [1]}


@pytest.mark.parametrize("name", PROXIES)
def test_outside_of_a_context_a_proxy_is_false_and_unbound(framework, name):
    proxy = getattr(framework, name)
    assert not bool(proxy)
    assert "unbound" in repr(proxy)
    assert dir(proxy) == []
    with pytest.raises(RuntimeError):
        proxy._get_current_object()


@pytest.mark.parametrize("name", PROXIES)
def test_outside_of_a_context_hasattr_is_an_error_like_any_other_use(framework, name):
    with pytest.raises(RuntimeError, match="Working outside of"):
        hasattr(getattr(framework, name), "path")


def test_inspecting_a_module_with_proxies_does_not_fail(framework):
    """As doctest, help and test collectors do."""
    for name in PROXIES:
        proxy = getattr(framework, name)
        assert inspect.unwrap(lambda: None) is not proxy
        assert not inspect.isfunction(proxy)
        assert not inspect.isclass(proxy)


def test_a_proxy_stands_for_what_is_current_where_it_is_used(app, framework):
    with app.test_request_context("/outer"):
        request = framework.request
        with app.test_request_context("/inner"):
            assert request.path == "/inner"
        assert request.path == "/outer"


def test_programs_may_make_proxies_of_their_own(app, framework):
    from werkzeug.local import LocalProxy

    user = LocalProxy(lambda: framework.g.user)
    with app.app_context():
        framework.g.user = {"name": "ada"}
        assert user["name"] == "ada"


def test_the_messages_tell_what_to_do():
    import microflask

    with pytest.raises(RuntimeError, match="with app.test_request_context"):
        microflask.request.path  # noqa: B018
    with pytest.raises(RuntimeError, match="with app.app_context"):
        microflask.current_app.name  # noqa: B018
