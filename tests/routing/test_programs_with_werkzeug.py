"""Programs that use Werkzeug's router by name: its converters, rules, maps and exceptions."""

from __future__ import annotations

import subprocess
import sys

import pytest
import werkzeug.routing
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

import microflask
from microflask.routing import Map, Rule, Submount


class Lists(werkzeug.routing.BaseConverter):
    """As programs write them that know Werkzeug only."""

    part_isolating = False
    regex = r"\w+(?:,\w+)*"
    weight = 30

    def to_python(self, value):
        return value.split(",")

    def to_url(self, value):
        return ",".join(super(Lists, self).to_url(item) for item in value)


def test_a_converter_of_werkzeugs_is_taken():
    url_map = Map([Rule("/<lists:v>/x", endpoint="e")], converters={"lists": Lists})
    adapter = url_map.bind("example.com")
    assert adapter.match("/a,b/x") == ("e", {"v": ["a", "b"]})
    assert adapter.build("e", {"v": ["a", "é"]}) == "/a,%C3%A9/x"
    (rule,) = url_map.iter_rules()
    assert isinstance(rule._converters["v"], werkzeug.routing.BaseConverter)
    assert rule._converters["v"].map is url_map


def test_the_weight_of_a_converter_of_werkzeugs_counts():
    rules = [Rule("/<int:v>", endpoint="int"), Rule("/<lists:v>", endpoint="lists")]
    adapter = Map(rules, converters={"lists": Lists}).bind("example.com")
    assert adapter.match("/1")[0] == "lists"


def test_a_validation_error_of_werkzeugs_is_a_404():
    class Refusing(werkzeug.routing.BaseConverter):
        def to_python(self, value):
            raise werkzeug.routing.ValidationError("no")

    adapter = Map([Rule("/<refusing:v>")], converters={"refusing": Refusing}).bind("example.com")
    with pytest.raises(NotFound):
        adapter.match("/a")


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("default", "a", "a"),
        ("string(length=2)", "ab", "ab"),
        ("int(min=2)", "7", 7),
        ("int(signed=True)", "-7", -7),
        ("float", "1.5", 1.5),
        ("any(a,b)", "b", "b"),
        ("path", "a/b", "a/b"),
    ],
)
def test_all_of_werkzeugs_converters_may_take_the_place_of_ours(variable, text, value):
    url_map = Map(
        [Rule(f"/x/<{variable}:v>", endpoint="e")],
        converters=werkzeug.routing.Map.default_converters,
    )
    adapter = url_map.bind("example.com")
    assert adapter.match(f"/x/{text}") == ("e", {"v": value})
    assert url_map.find("", f"/x/{text}", "GET")[1] == {"v": value}
    assert adapter.build("e", {"v": value}) == f"/x/{text}"


def test_a_rule_of_werkzeugs_is_added_to_our_map():
    foreign = werkzeug.routing.Rule(
        "/a//<int:v>/", endpoint="e", methods=["POST"], merge_slashes=False, strict_slashes=False
    )
    foreign.provide_automatic_options = True
    url_map = Map([foreign])
    (rule,) = url_map.iter_rules()
    assert isinstance(rule, Rule)
    assert rule.provide_automatic_options is True
    assert url_map.bind("example.com").match("/a//7", method="POST") == ("e", {"v": 7})


def test_a_factory_of_werkzeugs_is_added_to_our_map():
    foreign = werkzeug.routing.Rule("/a", endpoint="e", websocket=True)
    theirs = werkzeug.routing.Submount("/x", [foreign])
    mixed = Submount("/y", [werkzeug.routing.Rule("/a", endpoint="e")])
    adapter = Map([foreign, theirs, mixed]).bind("example.com")
    assert adapter.match("/a", websocket=True)[0] == "e"
    assert adapter.match("/x/a")[0] == "e"
    assert adapter.match("/y/a")[0] == "e"


def test_our_rule_is_added_to_a_map_of_werkzeugs():
    ours = Rule("/a/<int:v>/", endpoint="e", methods=["POST"], strict_slashes=False)
    ours.provide_automatic_options = True
    url_map = werkzeug.routing.Map([ours, Submount("/x", [ours])])
    adapter = url_map.bind("example.com")
    rule, values = adapter.match("/a/7", method="POST", return_rule=True)
    assert values == {"v": 7}
    assert rule.provide_automatic_options is True
    assert adapter.match("/x/a/7", method="POST")[0] == "e"


def test_an_app_may_have_a_map_of_werkzeugs():
    app = microflask.Flask("an_app")
    app.url_map = werkzeug.routing.Map()
    app.url_map.converters["lists"] = Lists
    app.add_url_rule(
        "/<lists:v>/", "show", lambda v: "+".join(v), methods=["GET"], strict_slashes=False
    )
    client = app.test_client()
    assert client.get("/a,b").text == "a+b"
    assert client.post("/a,b/").status_code == 405
    assert "GET" in client.options("/a,b/").allow
    assert client.get("/a-b").status_code == 404
    with app.test_request_context():
        assert microflask.url_for("show", v=["a", "b"]) == "/a,b/"


def test_an_app_takes_rules_and_converters_of_werkzeugs():
    app = microflask.Flask("an_app")
    app.url_map.converters["lists"] = Lists
    app.url_map.add(werkzeug.routing.Rule("/<lists:v>", endpoint="show"))
    app.endpoint("show")(lambda v: "+".join(v))
    assert app.test_client().get("/a,b").text == "a+b"


# Exceptions


def test_our_exceptions_are_caught_by_werkzeugs_names():
    adapter = Map([Rule("/a/", endpoint="a", methods=["GET"])]).bind("example.com")
    with pytest.raises(werkzeug.routing.RequestRedirect) as redirect:
        adapter.match("/a")
    assert redirect.value.new_url == "http://example.com/a/"
    with pytest.raises(werkzeug.routing.BuildError) as error:
        adapter.build("b")
    assert error.value.suggested.endpoint == "a"
    with pytest.raises(MethodNotAllowed) as error:
        adapter.match("/a/", method="POST")
    assert set(error.value.valid_methods) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    "name",
    ["BuildError", "RequestRedirect", "RoutingException", "ValidationError", "WebsocketMismatch"],
)
def test_each_exception_has_its_name_here(name):
    ours, theirs = getattr(microflask.routing, name), getattr(werkzeug.routing, name)
    assert issubclass(ours, theirs)


def test_what_is_no_name_of_the_router_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        microflask.routing.no_such_name  # noqa: B018


def test_a_program_may_inherit_from_a_routing_exception():
    class Moved(HTTPException, werkzeug.routing.RoutingException):
        code = 302

    app = microflask.Flask("an_app")

    @app.before_request
    def move():
        raise Moved("moved")

    assert app.test_client().get("/").status_code == 302


# The router alone


def test_the_router_is_used_alone_without_werkzeugs():
    script = (
        "import sys; from microflask.routing import Map, Rule\n"
        "adapter = Map([Rule('/<int:v>', endpoint='e')]).bind('example.com')\n"
        "assert adapter.match('/7') == ('e', {'v': 7})\n"
        "assert adapter.build('e', {'v': 7}) == '/7'\n"
        "print('werkzeug.routing' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
