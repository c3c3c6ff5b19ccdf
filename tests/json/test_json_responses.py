"""jsonify and app.json.response: values as JSON responses."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("args", "kwargs", "body"),
    [
        ((), {}, b"null\n"),
        ((None,), {}, b"null\n"),
        (({"b": 1, "a": 2},), {}, b'{"a":2,"b":1}\n'),
        (([1, 2],), {}, b"[1,2]\n"),
        ((1, 2), {}, b"[1,2]\n"),
        ((), {"b": 1, "a": 2}, b'{"a":2,"b":1}\n'),
        (("é",), {}, b'"\\u00e9"\n'),
    ],
)
def test_arguments_become_one_value(framework, in_app, args, kwargs, body):
    response = framework.jsonify(*args, **kwargs)
    assert isinstance(response, framework.Response)
    assert response.get_data() == body
    assert response.mimetype == "application/json"
    assert response.status_code == 200


def test_positional_and_keyword_arguments_do_not_mix(framework, in_app):
    with pytest.raises(TypeError, match="takes either args or kwargs, not both"):
        framework.jsonify(1, a=2)


def test_without_an_app_it_is_a_runtime_error(framework):
    with pytest.raises(RuntimeError, match="application context"):
        framework.jsonify(1)


@pytest.mark.parametrize(
    ("debug", "compact", "body"),
    [
        (False, None, b'{"a":[1]}\n'),
        (True, None, b'{\n  "a": [\n    1\n  ]\n}\n'),
        (True, True, b'{"a":[1]}\n'),
        (False, False, b'{\n  "a": [\n    1\n  ]\n}\n'),
    ],
)
def test_a_body_is_indented_in_debug_mode_or_where_compact_says_so(
    framework, in_app, debug, compact, body
):
    in_app.debug = debug
    in_app.json.compact = compact
    assert framework.jsonify(a=[1]).get_data() == body


def test_the_provider_says_the_mimetype(framework, in_app):
    in_app.json.mimetype = "application/vnd.api+json"
    assert framework.jsonify(1).mimetype == "application/vnd.api+json"


def test_the_response_is_of_the_apps_class(framework, in_app):
    class Response(framework.Response):
        pass

    in_app.response_class = Response
    assert type(framework.jsonify(1)) is Response


def test_a_subclass_that_only_dumps_gets_the_layout_as_options(framework, in_app, provider_module):
    class Provider(provider_module.DefaultJSONProvider):
        def dumps(self, value, **options):
            return f"{value} {options}"

    in_app.json = Provider(in_app)
    assert framework.jsonify(1).get_data(as_text=True) == "1 {'separators': (',', ':')}\n"
    in_app.debug = True
    assert framework.jsonify(1).get_data(as_text=True) == "1 {'indent': 2}\n"


def test_a_provider_of_ones_own_gets_no_options_and_no_line_break(
    framework, in_app, provider_module
):
    class Provider(provider_module.JSONProvider):
        def dumps(self, value, **options):
            return f"{value} {options}"

    in_app.json = Provider(in_app)
    response = framework.jsonify(1, 2)
    assert response.get_data(as_text=True) == "(1, 2) {}"
    assert response.mimetype == "application/json"


def test_what_the_arguments_mean_is_known_to_providers_in_the_field(in_app):
    prepare = in_app.json._prepare_response_obj
    assert prepare((), {}) is None
    assert prepare(([1],), {}) == [1]
    assert prepare((1, 2), {}) == (1, 2)
    assert prepare((), {"a": 1}) == {"a": 1}


# microflask alone


def test_self_may_be_a_key():
    import microflask

    with microflask.Flask("an_app").app_context():
        assert microflask.jsonify(self=1).get_data() == b'{"self":1}\n'


def test_one_encoder_serves_all_calls_with_the_same_settings(monkeypatch):
    import microflask
    from microflask.json import provider

    made = []
    make = provider._make_c_encoder

    def counting(*settings):
        made.append(settings)
        return make(*settings)

    app = microflask.Flask("an_app")
    app.json.default = lambda value: None  # settings that no other test has
    monkeypatch.setattr(provider, "_make_c_encoder", counting)
    with app.app_context():
        for number in range(10):
            microflask.jsonify(number=number)
        assert len(made) == 1
        app.json.sort_keys = False
        microflask.jsonify(b=1, a=2)
        assert len(made) == 2


def test_without_the_encoder_in_c_the_texts_are_the_same(monkeypatch):
    import microflask
    from microflask.json import provider

    monkeypatch.setattr(provider, "_make_c_encoder", None)
    with microflask.Flask("an_app").app_context():
        assert microflask.jsonify(b="é", a=[1]).get_data() == b'{"a":[1],"b":"\\u00e9"}\n'
        assert microflask.json.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'


def test_json_that_is_nested_too_deeply_is_a_value_error():
    from microflask.json.provider import DefaultJSONProvider

    class App:
        pass

    app = App()
    provider = DefaultJSONProvider(app)
    with pytest.raises(ValueError, match="nested too deeply"):
        provider.loads("[" * 1_000_000)
