"""Checks against Werkzeug's classes hold in drop-in mode, and Werkzeug goes on to work."""

from __future__ import annotations

import pytest

APP = """
import flask, werkzeug.wrappers, werkzeug.routing
app = flask.Flask("an_app")
client = app.test_client()
"""


def test_a_request_is_an_instance_of_werkzeug_s(tell):
    out = tell(
        f"{APP}\n"
        "@app.route('/')\n"
        "def index():\n"
        "    return str(isinstance(flask.request, werkzeug.wrappers.Request))\n"
        "print(client.get('/').text)"
    )
    assert out == "True"


@pytest.mark.parametrize("base", ["werkzeug.wrappers.Response", "flask.wrappers.ResponseBase"])
def test_a_response_is_an_instance_of_werkzeug_s(tell, base):
    out = tell(
        f"{APP}\n"
        f"print(isinstance(app.make_response('x'), {base}),"
        f" issubclass(flask.Response, {base}), isinstance('x', {base}))"
    )
    assert out == "True True False"


def test_a_response_of_werkzeug_s_is_no_flask_response(tell):
    out = tell(
        f"{APP}\n"
        "theirs = werkzeug.wrappers.Response('x')\n"
        "print(isinstance(theirs, flask.wrappers.ResponseBase), isinstance(theirs, flask.Response))"
    )
    assert out == "True False"


def test_a_view_may_return_a_response_of_werkzeug_s(tell):
    out = tell(
        f"{APP}\n"
        "@app.route('/')\n"
        "def index():\n"
        "    return werkzeug.wrappers.Response('theirs', 201, {'X-A': 'b'})\n"
        "answer = client.get('/'); print(answer.text, answer.status_code, answer.headers['X-A'])"
    )
    assert out == "theirs 201 b"


def test_subclasses_made_before_and_after_are_kin(tell):
    out = tell(
        "import microflask\n"
        "class Before(microflask.Response): pass\n"
        f"{APP}\n"
        "class After(flask.Response): pass\n"
        "print(isinstance(Before(), werkzeug.wrappers.Response),"
        " isinstance(After(), werkzeug.wrappers.Response))"
    )
    assert out == "True True"


def test_every_public_attribute_is_our_own(tell):
    out = tell(
        f"{APP}\n"
        "import microflask.routing\n"
        "pairs = [(flask.Request, werkzeug.wrappers.Request),"
        " (flask.Response, werkzeug.wrappers.Response),"
        " (microflask.routing.Rule, werkzeug.routing.Rule)]\n"
        "def ours(cls, name):\n"
        "    for base in cls.__mro__:\n"
        "        if name in vars(base):\n"
        "            return base.__module__.startswith('microflask')\n"
        "print([(theirs.__name__, name) for cls, theirs in pairs for name in dir(theirs)"
        " if not name.startswith('_') and not ours(cls, name)])"
    )
    assert out == "[]"


@pytest.mark.parametrize(
    ("rule", "converter"),
    [
        ("/<x>", "UnicodeConverter"),
        ("/<any(a, b):x>", "AnyConverter"),
        ("/<path:x>", "PathConverter"),
        ("/<int:x>", "IntegerConverter"),
        ("/<float:x>", "FloatConverter"),
        ("/<uuid:x>", "UUIDConverter"),
    ],
)
def test_a_converter_has_werkzeug_s_class_among_its_bases(tell, rule, converter):
    out = tell(
        f"{APP}\n"
        f"app.add_url_rule('{rule}', 'x', str)\n"
        "(rule,) = app.url_map.iter_rules('x')\n"
        f"print(werkzeug.routing.{converter} in type(rule._converters['x']).__mro__)"
    )
    assert out == "True"


def test_maps_and_rules_are_kin(tell):
    out = tell(
        f"{APP}\n"
        "print(isinstance(app.url_map, werkzeug.routing.Map),"
        " all(isinstance(r, werkzeug.routing.Rule) for r in app.url_map.iter_rules()))"
    )
    assert out == "True True"


def test_a_map_keeps_the_very_rules_that_it_is_given(tell):
    out = tell(
        f"{APP}\n"
        "rule = app.url_rule_class('/a', endpoint='a', defaults={})\n"
        "app.url_map.add(rule); (found,) = app.url_map.iter_rules('a')\n"
        "print(found is rule, found.defaults)"
    )
    assert out == "True {}"


def test_a_redirect_and_a_build_error_are_caught_as_werkzeug_s(tell):
    out = tell(
        f"{APP}\n"
        "app.add_url_rule('/a/', 'a', str)\n"
        "with app.test_request_context('/a'):\n"
        "    try: flask.url_for('nix')\n"
        "    except werkzeug.routing.BuildError as error: print(error.endpoint)\n"
        "    print(isinstance(flask.request.routing_exception, werkzeug.routing.RequestRedirect))"
    )
    assert out.split() == ["nix", "True"]


def test_responses_of_werkzeug_alone_are_as_before(tell):
    out = tell(
        f"{APP}\n"
        "from werkzeug.test import Client\n"
        "@werkzeug.wrappers.Request.application\n"
        "def small(request): return werkzeug.wrappers.Response(request.args['a'])\n"
        "print(Client(small).get('/?a=b').text)"
    )
    assert out == "b"


def test_the_short_way_of_a_request_stays_open(tell):
    """A kindred map is bound as ours is, so an app still asks it without an adapter."""
    out = tell(
        f"{APP}\n"
        "app.add_url_rule('/', 'index', lambda: 'x')\n"
        "client.get('/'); print(app._plain_map is not None)"
    )
    assert out == "True"
