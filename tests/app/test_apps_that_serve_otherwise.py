"""``sansio.app.App``: what a framework that serves in its own way builds on, as Quart does."""

from __future__ import annotations

import sys
from importlib import import_module

import jinja2
import pytest


@pytest.fixture
def sansio_app(framework):
    """The class that such a framework derives its app from."""
    return import_module(f"{framework.__name__}.sansio.app").App


@pytest.fixture
def make_app(framework, sansio_app, tmp_path):
    """Make an app of a small framework with asynchronous views."""

    class Async(sansio_app):
        default_config = framework.Flask.default_config

        def __init__(self, name, **options):
            super().__init__(name, root_path=str(tmp_path), **options)
            if self.has_static_folder:
                self.add_url_rule("/static/<path:filename>", "static", self.send_static_file)

        async def send_static_file(self, filename):
            return f"file {filename}"

        def create_jinja_environment(self):
            environment = jinja2.Environment(loader=self.create_global_jinja_loader())
            environment.globals["where"] = "here"
            return environment

    return Async


def test_an_app_of_flask_is_one_and_not_the_other_way_around(app, framework, sansio_app, make_app):
    assert isinstance(app, sansio_app)
    assert not isinstance(make_app("shop"), framework.Flask)


def test_it_has_no_route_of_its_own(make_app):
    app = make_app("shop", static_folder="static", static_host="a.example", host_matching=False)
    assert [rule.endpoint for rule in app.url_map.iter_rules()] == ["static"]
    assert app.view_functions["static"] == app.send_static_file


def test_coroutines_are_views_without_asgiref(make_app, monkeypatch):
    for name in ("asgiref", "asgiref.sync"):
        monkeypatch.setitem(sys.modules, name, None)
    app = make_app("shop")

    @app.get("/")
    async def index(): ...

    assert app.view_functions["index"] is index


def test_an_endpoint_has_one_view_here_too(make_app):
    app = make_app("shop")
    app.add_url_rule("/a", "a", lambda: "a")
    with pytest.raises(AssertionError, match="overwriting an existing endpoint function"):
        app.add_url_rule("/b", "a", lambda: "b")


def test_it_has_nothing_that_serves(sansio_app):
    serving = ["wsgi_app", "full_dispatch_request", "make_response", "request_context", "run"]
    assert [name for name in serving if hasattr(sansio_app, name)] == []


def test_what_is_set_up_is_known(make_app, framework):
    app = make_app("shop")
    blueprint = framework.Blueprint("blog", "blog", url_prefix="/blog")
    blueprint.route("/<int:number>")(lambda number: "x")
    blueprint.app_template_filter("loud")(str.upper)
    blueprint.errorhandler(404)(print)
    app.register_blueprint(blueprint)
    rule = next(rule for rule in app.url_map.iter_rules() if "blog" in rule.rule)
    assert (rule.endpoint, rule.rule) == ("blog.<lambda>", "/blog/<int:number>")
    assert app.jinja_env.from_string("{{ where|loud }}").render() == "HERE"
    assert app.config["SESSION_COOKIE_NAME"] == "session"
    not_found = import_module("werkzeug.exceptions").NotFound()
    assert app._find_error_handler(not_found, ["blog"]) is print


def test_after_its_first_request_nothing_is_added(make_app):
    app = make_app("shop")
    app._got_first_request = True
    with pytest.raises(AssertionError, match="The setup method 'route' can no longer be called"):
        app.route("/late")


def test_the_templates_are_the_frameworks_own(sansio_app, framework):
    class Bare(sansio_app):
        default_config = framework.Flask.default_config

    with pytest.raises(NotImplementedError):
        Bare("shop").create_jinja_environment()
