"""dumps, dump, loads and load: of a provider, and as functions that find the app's."""

from __future__ import annotations

import dataclasses
import gc
import io
import json as standard_json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from markupsafe import Markup


@dataclasses.dataclass
class Point:
    x: int
    when: date


class Rendered:
    def __html__(self):
        return "<b>bold</b>"


BEYOND_JSON = {
    "a date": (date(2026, 2, 3), '"Tue, 03 Feb 2026 00:00:00 GMT"'),
    "a datetime": (datetime(2026, 2, 3, 4, 5, 6), '"Tue, 03 Feb 2026 04:05:06 GMT"'),
    "a datetime elsewhere": (
        datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=2))),
        '"Tue, 03 Feb 2026 02:05:06 GMT"',
    ),
    "a decimal": (Decimal("1.10"), '"1.10"'),
    "a uuid": (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    "a dataclass": (
        Point(1, date(2026, 2, 3)),
        '{"when": "Tue, 03 Feb 2026 00:00:00 GMT", "x": 1}',
    ),
    "markup": (Markup("<i>"), '"<i>"'),
    "something with __html__": (Rendered(), '"<b>bold</b>"'),
}


@pytest.mark.parametrize(("value", "text"), BEYOND_JSON.values(), ids=BEYOND_JSON)
def test_some_types_beyond_json_have_a_form(json, in_app, value, text):
    assert json.dumps(value) == text


@pytest.mark.parametrize(("value", "text"), BEYOND_JSON.values(), ids=BEYOND_JSON)
def test_they_have_it_without_an_app_too(json, value, text):
    assert standard_json.loads(json.dumps(value)) == standard_json.loads(text)


@pytest.mark.parametrize("value", [object(), {1, 2}, 1j, Point, b"bytes"], ids=repr)
def test_anything_else_is_a_type_error(json, in_app, value):
    with pytest.raises(TypeError):
        json.dumps({"value": value})


def test_the_type_error_names_the_type(json, in_app):
    with pytest.raises(TypeError, match="type set is not JSON serializable"):
        json.dumps({1, 2})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", "é", {"b": {"a": 1}}, {}])
def test_the_rest_is_as_the_standard_library_writes_it(json, in_app, value):
    assert json.dumps(value) == standard_json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("options", [{}, {"separators": (",", ":")}, {"indent": 2}], ids=str)
def test_circular_references_are_a_value_error(json, in_app, options):
    circle = {}
    circle["again"] = [circle]
    for _ in range(2):
        with pytest.raises(ValueError, match="Circular"):
            json.dumps(circle, **options)
    in_app.json.default = lambda value: [value]
    with pytest.raises(ValueError, match="Circular"):
        json.dumps({"value": object()}, **options)


def test_a_value_may_stand_in_several_places(json, in_app):
    shared = [1]
    assert json.dumps([shared, shared, {"a": shared}]) == '[[1], [1], {"a": [1]}]'


def test_a_value_that_is_nested_too_deeply_is_a_recursion_error(json, in_app):
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(RecursionError):
        json.dumps(value)
    assert json.dumps([1]) == "[1]"


def test_an_error_while_writing_leaves_nothing_behind(json, in_app):
    value = {"a": [object()]}
    for _ in range(2):
        with pytest.raises(TypeError, match="object"):
            json.dumps(value)
    value["a"] = [1]
    assert json.dumps(value) == '{"a": [1]}'


def test_keys_are_sorted_in_an_app_and_only_there(json, app):
    assert json.dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'
    with app.app_context():
        assert json.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'


def test_keys_of_different_types_cannot_be_sorted(json, in_app):
    with pytest.raises(TypeError):
        json.dumps({1: 1, "a": 2})
    in_app.json.sort_keys = False
    assert json.dumps({1: 1, "a": 2}) == '{"1": 1, "a": 2}'


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"sort_keys": False}, '{"b": "\\u00e9", "a": null}'),
        ({"ensure_ascii": False}, '{"a": null, "b": "é"}'),
        ({"separators": (",", ":")}, '{"a":null,"b":"\\u00e9"}'),
        ({"separators": [",", ":"]}, '{"a":null,"b":"\\u00e9"}'),
        ({"indent": 2}, '{\n  "a": null,\n  "b": "\\u00e9"\n}'),
        ({"indent": 2, "ensure_ascii": False}, '{\n  "a": null,\n  "b": "é"\n}'),
        ({"indent": "\t"}, '{\n\t"a": null,\n\t"b": "\\u00e9"\n}'),
    ],
)
def test_options_are_the_standard_librarys(json, in_app, options, text):
    assert json.dumps({"b": "é", "a": None}, **options) == text


def test_an_unknown_option_is_a_type_error(json, in_app):
    with pytest.raises(TypeError, match="colour"):
        json.dumps(1, colour="red")


def test_default_may_be_given_for_one_call(json, in_app):
    assert json.dumps(object(), default=lambda value: "x") == '"x"'
    assert json.dumps(Decimal(1)) == '"1"'


def test_an_encoder_class_may_be_given_for_one_call(json, in_app):
    class Loud(standard_json.JSONEncoder):
        def encode(self, value):
            return super().encode(value).upper()

    assert json.dumps("a", cls=Loud) == '"A"'
    assert json.dumps("a") == '"a"'


@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        ("ensure_ascii", False, '{"a": 1, "b": "é"}'),
        ("sort_keys", False, '{"b": "\\u00e9", "a": 1}'),
    ],
)
def test_a_setting_of_the_provider_holds_from_the_next_call_on(json, in_app, setting, value, text):
    json.dumps({"b": "é", "a": 1})
    setattr(in_app.json, setting, value)
    assert json.dumps({"b": "é", "a": 1}) == text


def test_a_default_that_is_set_on_the_provider_is_called(json, in_app):
    json.dumps({"a": 1})
    in_app.json.default = lambda value: f"<{type(value).__name__}>"
    assert json.dumps({1, 2}) == '"<set>"'


def test_a_setting_of_the_class_holds_for_providers_that_exist(
    json, in_app, provider_module, monkeypatch
):
    json.dumps({"b": 1, "a": 2})
    monkeypatch.setattr(provider_module.DefaultJSONProvider, "sort_keys", False)
    assert json.dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'


def test_a_subclass_may_override_default_as_a_method(json, in_app, provider_module):
    class Provider(provider_module.DefaultJSONProvider):
        def default(self, value):
            if isinstance(value, set):
                return sorted(value)
            return super().default(value)

    in_app.json = Provider(in_app)
    assert json.dumps({3, 1}) == "[1, 3]"
    assert json.dumps(Decimal(1)) == '"1"'


def test_two_apps_keep_their_settings_apart(framework, json):
    sorting, other = framework.Flask("one"), framework.Flask("two")
    other.json.sort_keys = False
    for _ in range(2):
        with sorting.app_context():
            assert json.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
        with other.app_context():
            assert json.dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'


# Files and parsing


def test_dump_writes_to_a_text_file(json, in_app):
    file = io.StringIO()
    json.dump({"b": 1, "a": date(2026, 2, 3)}, file, separators=(",", ":"))
    assert file.getvalue() == '{"a":"Tue, 03 Feb 2026 00:00:00 GMT","b":1}'


def test_without_an_app_files_and_text_are_the_standard_librarys(json):
    file = io.StringIO()
    json.dump({"b": 1, "a": Decimal(2)}, file)
    assert file.getvalue() == '{"b": 1, "a": "2"}'
    file.seek(0)
    assert json.load(file, parse_int=str) == {"b": "1", "a": "2"}
    assert json.loads("1", parse_int=str) == "1"


@pytest.mark.parametrize("text", ['{"a": [1]}', b'{"a": [1]}', '{"a": [1]}'.encode("utf-16")])
def test_loads_parses_text_and_bytes(json, in_app, text):
    assert json.loads(text) == {"a": [1]}


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", ["1", '"é"', '{"a": [1, null]}', ' \t\r\n{"a": "\U0001f600"}\n'])
def test_loads_knows_the_encoding_of_bytes(json, in_app, text, encoding):
    encoded = text.encode(encoding)
    assert json.loads(encoded) == standard_json.loads(text)
    assert json.loads(bytearray(encoded)) == standard_json.loads(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "1 2", "{}x", "\ufeff1", "nul", "'a'", b"\xff", b"", "\u00a01", "[1,]"],
)
def test_an_error_is_the_one_of_the_standard_library(json, in_app, text):
    with pytest.raises(ValueError) as expected:
        standard_json.loads(text)
    with pytest.raises(ValueError) as raised:
        json.loads(text)
    assert type(raised.value) is type(expected.value)
    assert str(raised.value) == str(expected.value)


@pytest.mark.parametrize("value", [None, 1, ["[]"], memoryview(b"[]")], ids=repr)
def test_loads_of_anything_else_is_a_type_error(json, in_app, value):
    with pytest.raises(TypeError):
        json.loads(value)


def test_loads_takes_the_options_of_the_standard_library(json, in_app):
    assert json.loads("1.5", parse_float=Decimal) == Decimal("1.5")


def test_what_is_no_json_is_a_value_error(json, in_app):
    with pytest.raises(ValueError, match="line 1 column 2"):
        json.loads("{]")


@pytest.mark.parametrize("file", [io.StringIO("[1]"), io.BytesIO(b"[1]")], ids=["text", "bytes"])
def test_load_reads_text_and_binary_files(json, in_app, file):
    file.seek(0)
    assert json.load(file) == [1]


def test_all_of_them_go_through_the_provider_of_the_current_app(json, in_app, provider_module):
    class Provider(provider_module.JSONProvider):
        def dumps(self, value, **options):
            return f"dumped {value} {options}"

        def loads(self, text, **options):
            return f"loaded {text} {options}"

    in_app.json = Provider(in_app)
    file = io.StringIO()
    json.dump(1, file, b=2)
    assert json.dumps(1, a=1) == "dumped 1 {'a': 1}"
    assert file.getvalue() == "dumped 1 {'b': 2}"
    assert json.loads("x", c=3) == "loaded x {'c': 3}"
    assert json.load(io.StringIO("y"), d=4) == "loaded y {'d': 4}"


@pytest.mark.parametrize(("method", "argument"), [("dumps", {}), ("loads", "{}")])
def test_a_provider_must_implement_dumps_and_loads(provider_module, app, method, argument):
    provider = provider_module.JSONProvider(app)
    with pytest.raises(NotImplementedError):
        getattr(provider, method)(argument)


def test_a_provider_does_not_keep_its_app_alive(framework, provider_module):
    provider = provider_module.DefaultJSONProvider(framework.Flask("an_app"))
    gc.collect()
    with pytest.raises(ReferenceError):
        provider._app.debug  # noqa: B018
