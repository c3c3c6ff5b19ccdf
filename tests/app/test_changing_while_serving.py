"""Programs change an app while it serves: the very next request does what the app is now.

What is decided ahead for all requests must be decided anew. Each test here serves a
request, changes something, and asks again; all of them run against Flask too.
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy, deepcopy
from importlib import import_module
from unittest import mock

import pytest
import werkzeug.routing


@pytest.fixture
def serving(app, client):
    """An app with a blueprint and a page of each, that has handled a request of each."""
    blueprint = import_module(type(app).__module__.partition(".")[0]).Blueprint("blog", "blog")
    blueprint.add_url_rule("/blog", "page", lambda: "blog")
    app.register_blueprint(blueprint)
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    app.testing = False
    for path in ("/", "/blog", "/error", "/missing"):
        client.get(path)
    return app


# Methods that are assigned on an instance

STEPS = [
    "wsgi_app",
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "finalize_request",
    "make_response",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
    "request_context",
    "create_url_adapter",
    "should_ignore_error",
]

STEPS_OF_ERRORS = [
    "handle_user_exception",
    "handle_exception",
    "log_exception",
    "_find_error_handler",
]


def count_calls(app, name):
    """Replace a method of the app by one that counts; return the counts."""
    calls = []
    original = getattr(app, name)

    def counted(*args, **kwargs):
        calls.append(args)
        return original(*args, **kwargs)

    setattr(app, name, counted)
    return calls


@pytest.mark.parametrize("name", STEPS[:-1])
def test_a_step_that_is_replaced_is_taken(serving, client, name):
    calls = count_calls(serving, name)
    client.get("/")
    assert len(calls) == 1 or (len(calls) == 2 and name == "create_url_adapter")


@pytest.mark.parametrize("name", [*STEPS_OF_ERRORS, "should_ignore_error"])
def test_a_step_of_errors_that_is_replaced_is_taken(serving, client, name):
    serving.error_handler_spec[None][None][LookupError] = lambda error: "not this one"
    calls = count_calls(serving, name)
    assert client.get("/error").status_code == 500
    assert calls


@pytest.mark.parametrize(
    ("name", "path", "method"),
    [
        ("handle_http_exception", "/missing", "GET"),
        ("raise_routing_exception", "/missing", "GET"),
        ("trap_http_exception", "/missing", "GET"),
        ("make_default_options_response", "/", "OPTIONS"),
    ],
)
def test_a_step_of_some_requests_that_is_replaced_is_taken(serving, client, name, path, method):
    calls = count_calls(serving, name)
    client.open(path, method=method)
    assert len(calls) == 1


@pytest.mark.parametrize("name", STEPS)
def test_a_method_that_is_taken_away_again_is_not_called(serving, client, name):
    calls = count_calls(serving, name)
    client.get("/")
    before = len(calls)
    delattr(serving, name)
    assert client.get("/").text == "index"
    assert len(calls) == before


def test_ensure_sync_may_be_replaced(serving, client):
    serving.ensure_sync = lambda function: lambda *args, **values: f"{function(**values)} synced"
    assert client.get("/").text == "index synced"
    del serving.ensure_sync
    assert client.get("/").text == "index"


def test_the_call_may_be_replaced_on_the_class(serving, client):
    """Tools that watch an app do this to every app of a process."""
    kind = type(serving)
    with mock.patch.object(
        kind, "__call__", lambda app, environ, start: (_start(start), [b"w"])[1]
    ):
        assert client.get("/").text == "w"
    assert client.get("/").text == "index"


def _start(start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])


@pytest.mark.parametrize("name", STEPS[:-1])
def test_a_step_may_be_replaced_on_the_class(framework, name):
    """Tools that watch all apps of a process do this before the first of them serves."""
    calls = []
    original = getattr(framework.Flask, name)

    def counted(self, *args, **kwargs):
        calls.append(name)
        return original(self, *args, **kwargs)

    with mock.patch.object(framework.Flask, name, counted):
        app = framework.Flask("an_app")
        app.add_url_rule("/", "index", lambda: "index")
        assert app.test_client().get("/").text == "index"
    assert set(calls) == {name}


# View functions


def test_a_view_may_be_replaced(serving, client):
    serving.view_functions["index"] = lambda: "new"
    assert client.get("/").text == "new"


def test_a_view_may_be_wrapped_again_and_again(serving, client):
    for _ in range(3):
        view = serving.view_functions["index"]
        serving.view_functions["index"] = lambda view=view: f"({view()})"
        client.get("/")
    assert client.get("/").text == "(((index)))"


def test_a_view_of_a_blueprint_may_be_replaced(serving, client):
    serving.view_functions["blog.page"] = lambda: "new"
    assert client.get("/blog").text == "new"


@pytest.mark.parametrize("change", ["update", "|=", "assign", "assign a copy"])
def test_many_views_may_be_replaced_at_once(serving, client, change):
    views = {"index": lambda: "new"}
    if change == "update":
        serving.view_functions.update(views)
    elif change == "|=":
        serving.view_functions |= views
    elif change == "assign":
        serving.view_functions = views
    else:
        serving.view_functions = {**serving.view_functions, **views}
    assert client.get("/").text == "new"


def test_a_view_that_is_taken_away_is_an_error(serving, client):
    del serving.view_functions["index"]
    assert client.get("/").status_code == 500


def test_views_that_were_assigned_as_a_dict_may_change(serving, client):
    views = {"index": lambda: "first"}
    serving.view_functions = views
    assert client.get("/").text == "first"
    views["index"] = lambda: "second"
    assert client.get("/").text == "second"
    assert serving.view_functions is views
    with pytest.raises(KeyError):
        serving.view_functions["missing"]


def test_a_rule_may_be_given_another_endpoint(serving, client, framework):
    @serving.after_request_funcs.setdefault(None, []).append
    def nothing(response):
        return response

    [rule] = serving.url_map.iter_rules("index")
    rule.endpoint = "blog.page"
    assert client.get("/").text == "blog"


# Registries of hooks


class Hooks:
    """Hooks of one kind, each of which adds its letter to ``calls``."""

    def __init__(self, app, registry):
        self.app = app
        self.name = registry
        self.calls = ""

    def __call__(self, letter):
        def hook(*args):
            self.calls += letter
            return args[0] if self.name == "after_request_funcs" else None

        return hook

    @property
    def registry(self):
        return getattr(self.app, self.name)

    @registry.setter
    def registry(self, registry):
        setattr(self.app, self.name, registry)


REGISTRIES = [
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
]


@pytest.fixture(params=REGISTRIES)
def hooks(serving, request):
    return Hooks(serving, request.param)


@pytest.fixture
def called(hooks, client):
    """Return which hooks one more request calls, sorted."""

    def ask(path="/"):
        hooks.calls = ""
        assert client.get(path).status_code == 200
        return "".join(sorted(hooks.calls))

    return ask


def test_a_hook_may_be_appended(hooks, called):
    hooks.registry.setdefault(None, []).append(hooks("a"))
    assert (called(), called("/blog")) == ("a", "a")
    hooks.registry[None].append(hooks("b"))
    assert (called(), called("/blog")) == ("ab", "ab")


def test_a_hook_may_be_inserted_before_others(hooks, called):
    hooks.registry.setdefault(None, []).append(hooks("b"))
    called()
    hooks.registry[None].insert(0, hooks("a"))
    called()
    assert hooks.calls in {"ab", "ba"}
    assert (hooks.calls == "ab") is (hooks.name in {"before_request_funcs", REGISTRIES[3]})


def test_a_hook_may_be_removed(hooks, called):
    hook = hooks("a")
    hooks.registry.setdefault(None, []).append(hook)
    assert called() == "a"
    hooks.registry[None].remove(hook)
    assert called() == ""


def test_a_hook_may_be_replaced(hooks, called):
    hooks.registry.setdefault(None, []).append(hooks("a"))
    called()
    hooks.registry[None][0] = hooks("b")
    assert called() == "b"


def test_a_list_may_be_replaced(hooks, called):
    hooks.registry.setdefault(None, []).append(hooks("a"))
    called()
    hooks.registry[None] = [hooks("b"), hooks("c")]
    assert called() == "bc"


def test_a_list_may_be_emptied_and_filled(hooks, called):
    hooks.registry.setdefault(None, []).append(hooks("a"))
    called()
    hooks.registry[None].clear()
    assert called() == ""
    hooks.registry[None].append(hooks("b"))
    assert called() == "b"


@pytest.mark.parametrize("remove", ["del", "pop", "clear", "popitem"])
def test_a_list_may_be_taken_away(hooks, called, remove):
    hooks.registry[None] = [hooks("a")]
    called()
    if remove == "del":
        del hooks.registry[None]
    elif remove == "pop":
        hooks.registry.pop(None)
    elif remove == "popitem":
        while hooks.registry:
            hooks.registry.popitem()
    else:
        hooks.registry.clear()
    assert called() == ""
    hooks.registry.setdefault(None, []).append(hooks("b"))
    assert called() == "b"


def test_a_hook_of_a_blueprint_is_for_its_own_pages(hooks, called):
    hooks.registry.setdefault("blog", []).append(hooks("a"))
    assert (called(), called("/blog")) == ("", "a")
    hooks.registry["blog"].append(hooks("b"))
    assert (called(), called("/blog")) == ("", "ab")


def test_a_list_that_is_made_by_reading_it_counts(hooks, called):
    hooks.registry["blog"].append(hooks("a"))
    assert called("/blog") == "a"


@pytest.mark.parametrize("change", ["update", "|=", "setdefault"])
def test_a_registry_may_be_updated(hooks, called, change):
    more = {None: [hooks("a")], "blog": [hooks("b")]}
    called()
    if change == "update":
        hooks.registry.update(more)
    elif change == "|=":
        hooks.registry |= more
    else:
        hooks.registry.setdefault(None, more[None])
        hooks.registry.setdefault("blog", more["blog"])
    assert (called(), called("/blog")) == ("a", "ab")


@pytest.mark.parametrize("kind", [dict, lambda items: defaultdict(list, items)])
def test_a_registry_may_be_replaced(hooks, called, kind):
    hooks.registry.setdefault(None, []).append(hooks("a"))
    called()
    registry = kind({None: [hooks("b")]})
    hooks.registry = registry
    assert (called(), called("/blog")) == ("b", "b")
    assert hooks.registry is registry


@pytest.mark.parametrize("kind", [dict, lambda items: defaultdict(list, items)])
def test_a_registry_that_was_replaced_may_change(hooks, called, kind):
    registry = kind({None: [hooks("a")]})
    hooks.registry = registry
    assert called("/blog") == "a"
    registry[None] = [hooks("b")]
    registry["blog"] = [hooks("c")]
    assert (called(), called("/blog")) == ("b", "bc")
    del registry[None]
    assert (called(), called("/blog")) == ("", "c")


@pytest.mark.parametrize("make_copy", [copy, deepcopy, dict])
def test_a_registry_may_be_put_back(hooks, called, make_copy):
    hooks.registry.setdefault(None, []).append(hooks("a"))
    called()
    kept = make_copy({key: list(functions) for key, functions in hooks.registry.items()})
    hooks.registry[None].append(hooks("b"))
    assert called() == "ab"
    hooks.registry = kept
    assert called() == "a"


def test_a_registry_may_be_copied_changed_and_put_back(hooks, called):
    called()
    registry = deepcopy(hooks.registry)
    hooks.registry = registry
    called()
    registry[None].append(hooks("a"))
    assert called() == "a"
    registry[None] = [hooks("b")]
    assert called() == "b"


def test_a_hook_may_be_a_callable_object_without_a_hash(hooks, called):
    class Hook:
        __hash__ = None

        def __call__(self, *args):
            return hooks("a")(*args)

    hooks.registry.setdefault(None, []).append(Hook())
    assert (called(), called()) == ("a", "a")


def test_registries_of_a_missing_page_may_change_too(hooks, client):
    hooks.registry.setdefault(None, []).append(hooks("a"))
    client.get("/missing")
    assert hooks.calls == "a"


def test_the_registry_of_the_app_context_may_change(serving, client):
    calls = []
    serving.teardown_appcontext_funcs.append(lambda error: calls.append("a"))
    client.get("/")
    assert calls == ["a"]
    serving.teardown_appcontext_funcs = [lambda error: calls.append("b")]
    client.get("/")
    assert calls == ["a", "b"]
    serving.teardown_appcontext_funcs.clear()
    client.get("/")
    assert calls == ["a", "b"]


# In the middle of a request


@pytest.mark.parametrize("registry", ["after_request_funcs", "teardown_request_funcs"])
@pytest.mark.parametrize("name", [None, "blog"])
def test_a_hook_that_a_view_registers_is_called_for_its_own_request(
    serving, client, registry, name
):
    hooks = Hooks(serving, registry)

    def register():
        hooks.registry.setdefault(name, []).append(hooks("a"))
        return "x"

    serving.view_functions["blog.page"] = register
    assert client.get("/blog").status_code == 200
    assert hooks.calls == "a"


def test_a_context_that_is_active_notices_a_new_hook(app, framework):
    """As unit tests do: first the context, then the set-up, then a step by hand."""
    with app.test_request_context("/"):
        app.before_request(lambda: "answer")
        assert app.preprocess_request() == "answer"

        @app.after_request
        def mark(response):
            response.headers["X-Mark"] = "yes"
            return response

        assert app.process_response(framework.Response()).headers["X-Mark"] == "yes"


def test_a_context_that_is_active_notices_a_new_view(app):
    app.add_url_rule("/", "index", lambda: "old")
    with app.test_request_context("/"):
        assert app.dispatch_request() == "old"
        app.view_functions["index"] = lambda: "new"
        assert app.dispatch_request() == "new"


def test_a_step_that_a_view_replaces_is_taken_by_its_own_request(serving, client):
    calls = []

    def replace():
        process_response = serving.process_response
        serving.process_response = lambda response: calls.append(1) or process_response(response)
        return "x"

    serving.view_functions["index"] = replace
    client.get("/")
    assert calls == [1]


def test_a_step_that_a_hook_replaces_before_the_app_serves_is_taken(serving, client):
    serving.before_request_funcs.setdefault(None, []).append(
        lambda: setattr(serving, "dispatch_request", lambda: "replaced")
    )
    assert client.get("/").text == "replaced"


# Error handlers


def test_error_handlers_may_be_added(serving, client):
    handlers = serving.error_handler_spec
    handlers[None][404][import_module("werkzeug.exceptions").NotFound] = lambda error: "a"
    handlers[None][None][ZeroDivisionError] = lambda error: "b"
    assert (client.get("/missing").text, client.get("/error").text) == ("a", "b")


def test_error_handlers_may_be_replaced_and_taken_away(serving, client):
    handlers = serving.error_handler_spec[None][None]
    handlers[ZeroDivisionError] = lambda error: "a"
    client.get("/error")
    handlers[ZeroDivisionError] = lambda error: "b"
    assert client.get("/error").text == "b"
    handlers.clear()
    assert client.get("/error").status_code == 500


def test_the_registry_of_error_handlers_may_be_replaced(serving, client):
    spec = defaultdict(lambda: defaultdict(dict))
    spec[None][None][ZeroDivisionError] = lambda error: "a"
    serving.error_handler_spec = spec
    assert client.get("/error").text == "a"


# Templates and URLs


def test_context_processors_may_change(serving, client, framework):
    serving.view_functions["index"] = lambda: framework.render_template_string("{{ a }}")
    assert client.get("/").text == ""
    serving.template_context_processors[None].append(lambda: {"a": "A"})
    assert client.get("/").text == "A"
    serving.template_context_processors = {None: [lambda: {"a": "B"}]}
    assert client.get("/").text == "B"


def test_url_defaults_may_change(serving, client, framework):
    serving.view_functions["index"] = lambda: framework.url_for("blog.page")
    assert client.get("/").text == "/blog"
    serving.url_default_functions[None].append(lambda endpoint, values: values.update(a=1))
    assert client.get("/").text == "/blog?a=1"
    serving.url_default_functions["blog"].append(lambda endpoint, values: values.update(b=2))
    assert client.get("/").text == "/blog?a=1&b=2"
    serving.url_default_functions = {}
    assert client.get("/").text == "/blog"


def test_url_build_error_handlers_may_change(serving, client, framework):
    serving.view_functions["index"] = lambda: framework.url_for("elsewhere")
    assert client.get("/").status_code == 500
    serving.url_build_error_handlers.append(lambda error, endpoint, values: f"/to/{endpoint}")
    assert client.get("/").text == "/to/elsewhere"


# Rules and blueprints


def test_rules_may_be_added_late(serving, client):
    serving._got_first_request = False
    serving.add_url_rule("/late/<int:id>", "late", lambda id: f"late {id}")
    serving.add_url_rule("/missing", "found", lambda: "found")
    assert (client.get("/late/7").text, client.get("/missing").text) == ("late 7", "found")


def test_a_rule_may_be_added_to_the_map_itself(serving, client):
    [rule] = serving.url_map.iter_rules("index")
    serving.url_map.add(type(rule)("/also", endpoint="also"))
    serving.view_functions["also"] = lambda: "also"
    assert client.get("/also").text == "also"


def test_a_blueprint_may_be_registered_late(serving, client, framework):
    blueprint = framework.Blueprint("late", "late", url_prefix="/late")
    blueprint.add_url_rule("/", "page", lambda: "late")
    blueprint.before_request(lambda: calls.append("own"))
    blueprint.before_app_request(lambda: calls.append("app"))
    blueprint.app_errorhandler(404)(lambda error: "not here")
    calls = []
    serving._got_first_request = False
    serving.register_blueprint(blueprint)
    assert (client.get("/late/").text, calls) == ("late", ["app", "own"])
    assert (client.get("/missing").text, calls) == ("not here", ["app", "own", "app"])


def test_the_map_may_be_replaced(serving, client):
    serving.url_map = type(serving.url_map)()
    serving._got_first_request = False
    assert client.get("/").status_code == 404
    serving._got_first_request = False
    serving.add_url_rule("/new", "index")
    assert client.get("/new").text == "index"


def test_the_map_may_be_one_of_werkzeug_s(serving, client, framework):
    class Words(werkzeug.routing.BaseConverter):
        part_isolating = False
        regex = ".*?"

    serving.url_map = werkzeug.routing.Map()
    serving.url_map.converters["words"] = Words
    serving._got_first_request = False
    serving.add_url_rule("/w/<words:x>", "words", lambda x: x, strict_slashes=False)
    serving.add_url_rule("/things/", "things", lambda: framework.url_for("words", x="a"))
    assert client.get("/w/a/b").text == "a/b"
    assert client.get("/things/").text == "/w/a"
    assert client.get("/things").status_code == 308
    assert client.post("/things/").status_code == 405
    assert client.get("/").status_code == 404


# Settings and parts


def test_the_configuration_may_be_replaced(serving, client, framework):
    serving.config = framework.Config("/", {**serving.config, "TRUSTED_HOSTS": ["a.example"]})
    assert client.get("/").status_code == 400
    serving.config["TRUSTED_HOSTS"] = ["localhost"]
    assert client.get("/").status_code == 200


def test_the_configuration_may_be_an_ordinary_dict(serving, client):
    config = dict(serving.config)
    serving.config = config
    assert client.get("/").status_code == 200
    config["TRUSTED_HOSTS"] = ["a.example"]
    assert client.get("/").status_code == 400
    assert serving.config is config
    with pytest.raises(KeyError):
        serving.config["MISSING"]


def test_the_session_interface_may_be_replaced(serving, client, framework):
    sessions = import_module(f"{framework.__name__}.sessions")
    opened = []

    class Interface(sessions.SecureCookieSessionInterface):
        def open_session(self, app, request):
            opened.append(request.path)
            return super().open_session(app, request)

    kept = serving.session_interface
    serving.session_interface = Interface()
    client.get("/")
    assert opened == ["/"]
    serving.session_interface = kept
    client.get("/")
    assert opened == ["/"]


def test_the_response_class_may_be_replaced(serving, client, framework):
    class Own(framework.Response):
        default_mimetype = "text/own"

    with mock.patch.object(serving, "response_class", Own):
        assert client.get("/").mimetype == "text/own"
    assert client.get("/").mimetype == "text/html"


def test_a_request_class_may_be_replaced(serving, client, framework):
    class Own(framework.Request):
        colour = "red"

    serving.view_functions["index"] = lambda: getattr(framework.request, "colour", "none")
    with mock.patch.object(serving, "request_class", Own):
        assert client.get("/").text == "red"
    assert client.get("/").text == "none"


def test_subdomain_matching_may_be_switched_on(serving, client):
    serving.config["SERVER_NAME"] = "localhost"
    serving._got_first_request = False
    serving.add_url_rule("/", "at_subdomain", lambda: "subdomain", subdomain="a")
    assert client.get("/", base_url="http://a.localhost/").text == "index"
    serving.subdomain_matching = True
    assert client.get("/", base_url="http://a.localhost/").text == "subdomain"


def test_a_signal_may_be_connected_late(serving, client, framework):
    heard = []

    def hear(sender, **what):
        heard.append(sender)

    with framework.request_tearing_down.connected_to(hear, serving):
        client.get("/")
    client.get("/")
    assert heard == [serving]
