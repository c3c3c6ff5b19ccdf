"""``request.json`` and ``get_json``: the body as JSON, and what happens if it is none."""

from __future__ import annotations

import json

import pytest
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from tests.requests.environs import body_environ


@pytest.fixture
def make_json(framework):
    def make(text, content_type="application/json"):
        body = text.encode() if isinstance(text, str) else text
        return framework.Request(body_environ(body, content_type))

    return make


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/problem+json",
        "application/vnd.api+json",
    ],
)
def test_a_json_body_is_parsed(make_json, content_type):
    request = make_json('{"name": "Ada", "tags": [1, 2.5, null, true]}', content_type)
    assert request.is_json
    assert request.json == request.get_json() == {"name": "Ada", "tags": [1, 2.5, None, True]}


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/jsonp",
        "application/x-json",
        "json",
        "text/json",
        "application/+jsonx",
        "text/plain;application/json",
        "application/x;a=+json",
    ],
)
def test_another_content_type_is_a_415(make_json, content_type):
    request = make_json("{}", content_type)
    assert not request.is_json
    with pytest.raises(UnsupportedMediaType):
        request.json  # noqa: B018
    with pytest.raises(UnsupportedMediaType):
        request.get_json()


def test_a_type_with_parameters_is_compared_by_its_name(make_json):
    assert make_json("{}", "application/json;text/plain").mimetype == "application/json"
    assert make_json("{}", "text/plain;application/json").mimetype == "text/plain"


def test_with_force_the_content_type_does_not_matter(make_json):
    assert make_json("[1]", "text/plain").get_json(force=True) == [1]


def test_with_silent_another_content_type_is_none(make_json):
    assert make_json("[1]", "text/plain").get_json(silent=True) is None


@pytest.mark.parametrize("text", ["", "{", "nope", '{"a": 1,}', "\0", b"\xff\xfe\xfd"])
def test_text_that_is_no_json_is_a_400(make_json, text):
    with pytest.raises(BadRequest):
        make_json(text).get_json()


@pytest.mark.parametrize("text", ["", "{", b"\xff"])
def test_with_silent_text_that_is_no_json_is_none(make_json, text):
    assert make_json(text).get_json(silent=True) is None


def test_a_silent_failure_does_not_hide_a_loud_one(make_json):
    request = make_json("{")
    assert request.get_json(silent=True) is None
    with pytest.raises(BadRequest):
        request.get_json()
    assert request.get_json(silent=True) is None


def test_the_result_is_kept(make_json):
    request = make_json('{"a": 1}')
    assert request.get_json() is request.get_json() is request.get_json(silent=True)
    assert request.get_data() == b'{"a": 1}'


def test_null_is_kept_like_any_other_value(make_json):
    request = make_json("null")
    assert request.get_json() is None
    request._cached_data = b"1"
    assert request.get_json() is None


def test_without_cache_nothing_is_kept(make_json):
    request = make_json('{"a": 1}')
    assert request.get_json(cache=False) == {"a": 1}
    assert request.get_data() == b""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le"])
def test_json_may_be_in_any_unicode_encoding(make_json, encoding):
    assert make_json('{"n": "ü☃"}'.encode(encoding)).json == {"n": "ü☃"}


def test_a_lone_surrogate_is_parsed(make_json):
    assert make_json(r'"\ud800"').json == "\ud800"
    assert make_json('"\ud800"'.encode("utf-8", "surrogatepass")).json == "\ud800"


def test_a_number_beyond_all_floats_is_infinite(make_json):
    assert make_json("[1e999, -1e999]").json == [float("inf"), float("-inf")]


def test_a_number_of_too_many_digits_is_a_400(make_json):
    with pytest.raises(BadRequest):
        make_json("9" * 5000).get_json()


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 10**5 + "]" * 10**5])
def test_json_that_is_nested_too_deeply_is_a_400(text):
    from microflask import Request

    request = Request(body_environ(text.encode(), "application/json"))
    assert request.get_json(silent=True) is None
    with pytest.raises(BadRequest):
        request.get_json()


def test_outside_of_debug_mode_the_client_learns_no_details(app, framework, make_json):
    with app.app_context(), pytest.raises(BadRequest) as caught:
        make_json("{secret").get_json()
    assert caught.value.description == BadRequest.description


def test_in_debug_mode_the_client_learns_what_was_wrong(app, framework, make_json):
    app.debug = True
    with app.app_context(), pytest.raises(BadRequest, match="line 1 column 2"):
        make_json("{secret").get_json()


def test_the_error_for_a_wrong_content_type_says_which_one_is_right(make_json):
    with pytest.raises(UnsupportedMediaType, match="'application/json'"):
        make_json("{}", "text/plain").get_json()


def test_a_subclass_decides_what_a_failure_means(framework):
    failures = []

    class Lenient(framework.Request):
        def on_json_loading_failed(self, e):
            failures.append(e)
            return {"empty": True}

    request = Lenient(body_environ(b"{", "application/json"))
    assert request.get_json() == request.json == {"empty": True}
    assert Lenient(body_environ(b"{}", "text/plain")).json == {"empty": True}
    assert [type(e).__mro__[-4] if e else None for e in failures] == [ValueError, None]


def test_a_subclass_learns_of_deep_nesting_as_a_value_error():
    from microflask import Request

    class Watching(Request):
        def on_json_loading_failed(self, e):
            return e

    request = Watching(body_environ(b"[" * 100_000, "application/json"))
    assert isinstance(request.get_json(), ValueError)


def test_a_subclass_may_bring_its_own_json(framework):
    class Upper:
        @staticmethod
        def loads(text):
            return text.decode().upper()

    class Special(framework.Request):
        json_module = Upper

    assert Special(body_environ(b"abc", "application/json")).json == "ABC"


def test_the_apps_provider_parses(app, framework, make_json):
    class Provider(framework.json.provider.DefaultJSONProvider):
        def loads(self, s, **kwargs):
            return {"by": "the provider", "from": json.loads(s)}

    app.json = Provider(app)
    with app.app_context():
        assert make_json("1").json == {"by": "the provider", "from": 1}


def test_json_is_parsed_without_an_app(make_json):
    assert make_json("[1]").json == [1]
