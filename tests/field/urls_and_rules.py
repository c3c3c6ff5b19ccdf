"""Programs bring Werkzeug's maps and converters, and read an app's rules."""

from __future__ import annotations

import flask
import pytest
import werkzeug.routing
from flask import request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter, BuildError, RoutingException


class Lists(BaseConverter):
    """A converter that takes slashes."""

    part_isolating = False
    regex = r".+"

    def to_python(self, value):
        return value.split("/")

    def to_url(self, value):
        return "/".join(value)


@pytest.fixture
def app():
    return flask.Flask(__name__)


def test_a_converter_of_werkzeug_s_is_registered(app):
    app.url_map.converters["list"] = Lists
    app.add_url_rule("/<list:words>/end", "words", lambda words: words)
    assert app.test_client().get("/a/b/c/end").json == ["a", "b", "c"]
    with app.test_request_context():
        assert url_for("words", words=["x", "y"]) == "/x/y/end"


def test_an_app_takes_a_map_of_werkzeug_s(app):
    app.url_map = werkzeug.routing.Map()
    app.url_map.converters["list"] = Lists
    app.add_url_rule("/<list:words>", "words", lambda words: words, strict_slashes=False)
    app.add_url_rule("/n/<int:number>", "number", lambda number: str(number + 1))
    client = app.test_client()
    assert client.get("/a/b").json == ["a", "b"]
    assert client.get("/n/7").text == "8"
    assert client.post("/n/7").status_code == 405
    with app.test_request_context():
        assert url_for("number", number=3) == "/n/3"
        with pytest.raises(BuildError):
            url_for("nix")


def test_a_map_of_werkzeug_s_is_set_on_an_app_that_has_served(app):
    app.add_url_rule("/old", "old", lambda: "old")
    client = app.test_client()
    assert client.get("/old").text == "old"
    app.url_map = werkzeug.routing.Map([werkzeug.routing.Rule("/new", endpoint="old")])
    for rule in app.url_map.iter_rules():
        rule.provide_automatic_options = False
    assert client.get("/new").text == "old"
    assert client.get("/old").status_code == 404


@pytest.fixture
def shop(app):
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/tea/<kind>/<int:size>", "tea", lambda **v: v, methods=["GET", "POST"])
    app.add_url_rule("/page/", "page", lambda page: str(page), defaults={"page": 1})
    app.add_url_rule("/page/<int:page>", "page", app.view_functions["page"])
    return app


def test_the_rules_are_read(shop):
    (tea,) = shop.url_map.iter_rules("tea")
    assert tea.rule == str(tea) == "/tea/<kind>/<int:size>"
    assert tea.endpoint == "tea"
    assert tea.arguments == {"kind", "size"}
    assert tea.methods == {"GET", "HEAD", "OPTIONS", "POST"}
    assert tea.defaults is None
    assert {rule.endpoint for rule in shop.url_map.iter_rules()} == {
        *("static", "index", "tea", "page"),
    }


def test_the_defaults_of_a_rule_are_asked(shop):
    rules = {rule.rule: rule for rule in shop.url_map.iter_rules("page")}
    assert "page" in rules["/page/"].defaults
    assert rules["/page/"].defaults["page"] == 1
    assert "page" in rules["/page/"].arguments


def test_a_blueprint_s_rule_has_defaults_although_there_are_none(app):
    blueprint = flask.Blueprint("shop", __name__)
    blueprint.route("/<int:size>")(str)
    app.register_blueprint(blueprint)
    (rule,) = app.url_map.iter_rules("shop.str")
    assert [name for is_variable, name in rule._trace if is_variable and name not in rule.defaults]


def test_the_converters_of_a_rule_are_known_by_their_bases(shop):
    names = {
        werkzeug.routing.IntegerConverter: "integer",
        werkzeug.routing.UnicodeConverter: "string",
        werkzeug.routing.PathConverter: "path",
    }

    def name(converter):
        return next(names[base] for base in type(converter).__mro__ if base in names)

    (tea,) = shop.url_map.iter_rules("tea")
    assert {key: name(found) for key, found in tea._converters.items()} == {
        "kind": "string",
        "size": "integer",
    }


def test_the_trace_of_a_rule_tells_its_parts(shop):
    (tea,) = shop.url_map.iter_rules("tea")
    assert [part for is_variable, part in tea._trace if is_variable] == ["kind", "size"]
    assert "".join(part for is_variable, part in tea._trace if not is_variable) == "|/tea//"


def test_the_map_is_asked(shop):
    assert shop.url_map.is_endpoint_expecting("tea", "size")
    assert not shop.url_map.is_endpoint_expecting("index", "size")
    assert shop.url_map.host_matching is False
    assert "int" in shop.url_map.converters
    assert [rule.endpoint for rule in shop.url_map._rules_by_endpoint["tea"]] == ["tea"]


def test_the_map_is_bound_by_hand(shop):
    adapter = shop.url_map.bind("shop.example")
    assert adapter.match("/tea/green/3") == ("tea", {"kind": "green", "size": 3})
    assert adapter.build("tea", {"kind": "a b", "size": 1}) == "/tea/a%20b/1"
    assert adapter.build("index", {"q": 1}, force_external=True) == "http://shop.example/?q=1"
    assert adapter.test("/tea/green/3", method="POST")
    assert set(adapter.allowed_methods("/")) == {"GET", "HEAD", "OPTIONS"}
    with pytest.raises(NotFound):
        adapter.match("/nix")


def test_an_adapter_of_the_request_matches_again(shop):
    with shop.test_request_context("/tea/green/3", method="POST"):
        adapter = shop.create_url_adapter(request)
        assert adapter.match() == ("tea", {"kind": "green", "size": 3})
        rule, values = adapter.match(method="GET", return_rule=True)
        assert (rule.endpoint, values) == ("tea", {"kind": "green", "size": 3})
        assert rule is request.url_rule
        assert adapter.match("/", method="GET") == ("index", {})


def test_a_wrong_method_says_which_are_right(shop):
    with shop.test_request_context("/tea/green/3"):
        with pytest.raises(MethodNotAllowed) as caught:
            shop.create_url_adapter(request).match(method="DELETE")
    assert set(caught.value.valid_methods) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_build_error_is_caught_as_werkzeug_s(shop):
    with shop.test_request_context():
        with pytest.raises(BuildError, match="Did you forget to specify values") as caught:
            url_for("tea", kind="green")
    assert caught.value.endpoint == "tea"
    assert caught.value.values == {"kind": "green"}
    assert caught.value.suggested.endpoint == "tea"


def test_an_error_may_be_of_routing_and_of_http(shop):
    class Moved(HTTPException, RoutingException):
        code = 410

        def get_response(self, environ=None, scope=None):
            return flask.Response("gone", 410)

    class Picky(BaseConverter):
        def to_python(self, value):
            raise Moved

    shop.url_map.converters["picky"] = Picky
    shop.add_url_rule("/picky/<picky:x>", "picky", lambda x: x)
    assert shop.test_client().get("/picky/a").text == "gone"


def test_a_rule_is_made_and_added_by_hand(shop):
    shop.url_map.add(shop.url_rule_class("/by-hand", endpoint="index", methods=["GET"]))
    with shop.test_request_context("/by-hand"):
        assert request.endpoint == "index"
        assert request.routing_exception is None


def test_a_submount_of_werkzeug_s_is_added(shop):
    rules = [werkzeug.routing.Rule("/a", endpoint="index")]
    shop.url_map.add(werkzeug.routing.Submount("/sub", rules))
    with shop.test_request_context("/sub/a"):
        assert request.endpoint == "index"
