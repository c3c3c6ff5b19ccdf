"""TaggedJSONSerializer: values that come back from JSON with their types."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup


@pytest.fixture
def tag_module(framework):
    return import_module(f"{framework.__name__}.json.tag")


@pytest.fixture
def serializer(tag_module):
    return tag_module.TaggedJSONSerializer()


@pytest.fixture
def tag_decimal(tag_module):
    class TagDecimal(tag_module.JSONTag):
        __slots__ = ()
        key = " n"

        def check(self, value):
            return isinstance(value, Decimal)

        def to_json(self, value):
            return str(value)

        def to_python(self, value):
            return Decimal(value)

    return TagDecimal


FORMS = {
    "text": ("a", '"a"'),
    "a number": (1.5, "1.5"),
    "nothing": (None, "null"),
    "a list": ([1, (2,)], '[1,{" t":[2]}]'),
    "a tuple": ((1, (2, "3")), '{" t":[1,{" t":[2,"3"]}]}'),
    "bytes": (b"\xff\x00", '{" b":"/wA="}'),
    "markup": (Markup("<b>"), '{" m":"<b>"}'),
    "a uuid": (UUID(int=1), '{" u":"00000000000000000000000000000001"}'),
    "a datetime": (
        datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone.utc),
        '{" d":"Tue, 03 Feb 2026 04:05:06 GMT"}',
    ),
    "a dict": ({"a": {"b": (1,)}}, '{"a":{"b":{" t":[1]}}}'),
    "a dict like a tag": ({" t": 1}, '{" di":{" t__":1}}'),
    "a dict like the tag for such dicts": ({" di": (1,)}, '{" di":{" di__":{" t":[1]}}}'),
    "a longer dict with a key like a tag": ({" t": 1, "a": 2}, '{" t":1,"a":2}'),
    "a dict with another key": ({" x": 1}, '{" x":1}'),
}


@pytest.mark.parametrize(("value", "text"), FORMS.values(), ids=FORMS)
def test_a_value_has_this_form(serializer, value, text):
    assert serializer.dumps(value) == text


@pytest.mark.parametrize(("value", "text"), FORMS.values(), ids=FORMS)
def test_a_form_gives_this_value(serializer, value, text):
    loaded = serializer.loads(text)
    assert loaded == value
    assert type(loaded) is type(value)


def test_what_gives_markup_comes_back_as_markup(serializer):
    class Rendered:
        def __html__(self):
            return "<b>"

    assert serializer.loads(serializer.dumps(Rendered())) == Markup("<b>")


def test_keys_become_text(serializer):
    assert serializer.loads(serializer.dumps({1: "a"})) == {"1": "a"}


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
KEYS = st.text(max_size=3) | st.sampled_from([" t", " di", " b", " d", " t__"])
TAGGED = PLAIN | st.binary() | st.uuids() | st.text().map(Markup)
VALUES = st.recursive(
    TAGGED,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner),
    max_leaves=10,
)


@given(value=VALUES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_microflask_and_flask_write_the_same_and_read_each_other(value):
    ours = import_module("microflask.json.tag").TaggedJSONSerializer()
    flasks = import_module("flask.json.tag").TaggedJSONSerializer()
    text = ours.dumps(value)
    assert text == flasks.dumps(value)
    assert ours.loads(text) == flasks.loads(text) == value


# Tags of one's own


def test_a_tag_of_ones_own_is_used_after_the_others(serializer, tag_decimal):
    with pytest.raises(TypeError):
        serializer.dumps([object()])
    serializer.register(tag_decimal)
    assert type(serializer.order[-1]) is tag_decimal
    assert serializer.tags[" n"] is serializer.order[-1]
    assert serializer.dumps((Decimal("1.10"),)) == '{" t":[{" n":"1.10"}]}'
    assert serializer.loads('{" n":"1.10"}') == Decimal("1.10")


def test_a_tag_may_be_put_before_the_others(serializer, tag_module):
    class TagOrder(tag_module.JSONTag):
        key = " o"

        def check(self, value):
            return type(value).__name__ == "Ordered"

        def to_json(self, value):
            return [[key, self.serializer.tag(item)] for key, item in value.items()]

        def to_python(self, value):
            return Ordered(value)

    class Ordered(dict):
        pass

    serializer.register(TagOrder, index=0)
    assert type(serializer.order[0]) is TagOrder
    loaded = serializer.loads(serializer.dumps({"a": Ordered(b=(1,), a=2)}))
    assert type(loaded["a"]) is Ordered
    assert list(loaded["a"].items()) == [("b", (1,)), ("a", 2)]


def test_an_index_may_count_from_the_end(serializer, tag_decimal):
    serializer.register(tag_decimal, index=-1)
    assert type(serializer.order[-2]) is tag_decimal


def test_a_tag_may_be_for_what_json_knows(serializer, tag_module):
    class TagText(tag_module.JSONTag):
        key = " s"

        def check(self, value):
            return isinstance(value, str)

        def to_json(self, value):
            return value[::-1]

        def to_python(self, value):
            return value[::-1]

    serializer.register(TagText)
    assert serializer.dumps(["ab", 1]) == '[{" s":"ba"},1]'
    assert serializer.loads('[{" s":"ba"},1]') == ["ab", 1]


def test_a_key_belongs_to_one_tag(serializer, tag_decimal):
    serializer.register(tag_decimal)
    with pytest.raises(KeyError, match="' n' is already registered"):
        serializer.register(tag_decimal)
    first = serializer.tags[" n"]
    serializer.register(tag_decimal, force=True, index=0)
    assert serializer.tags[" n"] is not first


def test_a_serializer_may_have_other_tags_from_the_start(tag_module, tag_decimal):
    class Serializer(tag_module.TaggedJSONSerializer):
        default_tags = [tag_decimal, tag_module.PassList]

    serializer = Serializer()
    assert list(serializer.tags) == [" n"]
    assert serializer.dumps([Decimal(1)]) == '[{" n":"1"}]'


@pytest.mark.parametrize("method", ["check", "to_json", "to_python"])
def test_a_tag_must_say_how_it_works(tag_module, serializer, method):
    with pytest.raises(NotImplementedError):
        getattr(tag_module.JSONTag(serializer), method)(None)


def test_what_a_tag_writes_may_be_read_apart(serializer):
    identity = uuid4()
    assert serializer.tag(identity) == {" u": identity.hex}
    assert serializer.untag({" u": identity.hex}) == identity
    assert serializer.untag({" u": 1, "a": 2}) == {" u": 1, "a": 2}
    assert serializer.untag({"a": 1}) == {"a": 1}
    assert serializer.untag({}) == {}
