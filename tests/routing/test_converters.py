"""Converters: what each accepts, the value that the view gets, and the text in a URL."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from werkzeug.datastructures import ImmutableDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import BuildError, ValidationError

from microflask.routing import Map, Rule

A_UUID = "a8098c1a-f86e-11da-bd1a-00112444be1e"


def value_of(bind, variable, text):
    """Return the value that *variable* gets, or None where the text is not accepted."""
    adapter = bind(f"/<{variable}:value>")
    try:
        return adapter.match(f"/{text}")[1]["value"]
    except NotFound:
        return None


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("string", "a b-c.d", "a b-c.d"),
        ("string", "a/b", None),
        ("string", "", None),
        ("string(length=2)", "en", "en"),
        ("string(length=2)", "eng", None),
        ("string(length=2)", "e", None),
        ("string(minlength=2)", "e", None),
        ("string(minlength=2)", "english", "english"),
        ("string(minlength=2, maxlength=3)", "eng", "eng"),
        ("string(minlength=2, maxlength=3)", "engl", None),
        ("any(about, help)", "about", "about"),
        ("any(about, help)", "abouthelp", None),
        ("any(about, 'con.tact')", "con.tact", "con.tact"),
        ("any(about, 'con.tact')", "conxtact", None),
        ("int", "7", 7),
        ("int", "007", 7),
        ("int", "٣", 3),
        ("int", "-7", None),
        ("int", "7.0", None),
        ("int", "²", None),
        ("int(signed=True)", "-7", -7),
        ("int(signed=True)", "7", 7),
        ("int(fixed_digits=4)", "0007", 7),
        ("int(fixed_digits=4)", "7", None),
        ("int(fixed_digits=4)", "00007", None),
        ("int(min=2, max=5)", "1", None),
        ("int(min=2, max=5)", "2", 2),
        ("int(min=2, max=5)", "5", 5),
        ("int(min=2, max=5)", "6", None),
        ("int(min=0, max=0)", "1", None),
        ("float", "1.5", 1.5),
        ("float", "1", None),
        ("float", "-1.5", None),
        ("float", "nan", None),
        ("float(signed=True)", "-1.5", -1.5),
        ("float(min=1, max=2.5)", "2.6", None),
        ("float(min=1, max=2.5)", "2.5", 2.5),
        ("path", "a/b/c", "a/b/c"),
        ("path", "a", "a"),
        ("path", "/a", "a"),
        ("uuid", A_UUID, UUID(A_UUID)),
        ("uuid", A_UUID.upper(), UUID(A_UUID)),
        ("uuid", A_UUID.replace("-", ""), None),
        ("uuid", A_UUID[:-1] + "g", None),
    ],
)
def test_a_converter_accepts_its_own_texts(bind, variable, text, value):
    # A path with a doubled slash would be redirected: see the tests of slashes.
    found = value_of(bind, variable, text)
    assert found == value
    assert type(found) is type(value)


def test_string_is_the_converter_where_none_is_named(bind):
    assert bind("/<name>").match("/a b") == ("/<name>", {"name": "a b"})


def test_path_does_not_begin_with_a_slash(bind):
    with pytest.raises(NotFound):
        bind("/files/<path:name>", merge_slashes=False).match("/files//name")


def test_path_takes_as_little_as_will_do(bind):
    adapter = bind("/<path:first>/x/<path:second>")
    assert adapter.match("/1/x/2/x/3")[1] == {"first": "1", "second": "2/x/3"}


def test_string_takes_as_much_as_it_can(bind):
    assert bind("/<name>.<ending>").match("/a.tar.gz")[1] == {"name": "a.tar", "ending": "gz"}


def test_several_variables_share_a_segment(bind):
    adapter = bind("/<int:year>-<int:month>.<any(html, txt):format>")
    assert adapter.match("/2024-05.txt")[1] == {"year": 2024, "month": 5, "format": "txt"}


def test_many_variables_share_a_segment_in_their_order(bind):
    names = [f"v{number}" for number in range(12)]
    adapter = bind("/" + "-".join(f"<{name}>" for name in names))
    texts = [str(number) for number in range(12)]
    assert list(adapter.match("/" + "-".join(texts))[1].items()) == list(zip(names, texts))


def test_texts_of_a_rule_are_no_regular_expressions(bind):
    adapter = bind("/<name>.c+")
    assert adapter.match("/a.c+")[1] == {"name": "a"}
    with pytest.raises(NotFound):
        adapter.match("/axcc")


@pytest.mark.parametrize(
    ("variable", "value", "text"),
    [
        ("string", "a b", "a%20b"),
        ("string", "ä", "%C3%A4"),
        ("string", 7, "7"),
        ("any(about, help)", "help", "help"),
        ("int", 7, "7"),
        ("int", "7", "7"),
        ("int(fixed_digits=4)", 7, "0007"),
        ("int(fixed_digits=4, signed=True)", -7, "-007"),
        ("float", 1, "1.0"),
        ("path", "a/b c", "a/b%20c"),
        ("path", "a?b#c", "a%3Fb%23c"),
        ("uuid", UUID(A_UUID), A_UUID),
    ],
)
def test_a_value_becomes_a_text_of_the_url(bind, variable, value, text):
    rule = f"/<{variable}:value>"
    assert bind(rule).build(rule, {"value": value}) == f"/{text}"


def test_a_url_is_not_built_of_a_word_that_any_does_not_know(bind):
    adapter = bind("/<any(about, help):page>")
    with pytest.raises(ValueError, match=r"'contact' is not one of 'about', 'help'"):
        adapter.build("/<any(about, help):page>", {"page": "contact"})


def test_a_url_is_not_built_of_what_is_no_number(bind):
    with pytest.raises(ValueError, match="seven"):
        bind("/<int:number>").build("/<int:number>", {"number": "seven"})


# Converters of a program's own


def test_a_program_adds_converters_of_its_own(routing, bind):
    class Words(routing.BaseConverter):
        def to_python(self, value):
            return value.split("+")

        def to_url(self, value):
            return "+".join(super(Words, self).to_url(word) for word in value)

    adapter = bind("/<words:tags>", converters={"words": Words})
    assert adapter.match("/a+b")[1] == {"tags": ["a", "b"]}
    assert adapter.build("/<words:tags>", {"tags": ["ä", "b"]}) == "/%C3%A4+b"


def test_a_converter_gets_the_map_and_its_arguments(routing, bind):
    class Noting(routing.BaseConverter):
        def __init__(self, map, *args, **kwargs):
            super().__init__(map)
            noted.append((map, args, kwargs))

    noted = []
    adapter = bind("/<noting(1, a, x=2.5, y='b, c', z=None):v>", converters={"noting": Noting})
    assert noted == [(adapter.map, (1, "a"), {"x": 2.5, "y": "b, c", "z": None})]


def test_a_converter_may_take_the_place_of_a_built_in_one(routing, bind):
    class Upper(routing.BaseConverter):
        def to_python(self, value):
            return value.upper()

    assert bind("/<v>", converters={"default": Upper}).match("/a")[1] == {"v": "A"}
    assert bind("/<v>").match("/a")[1] == {"v": "a"}


def test_a_converter_has_a_regex_of_its_own(routing, bind):
    class Hex(routing.BaseConverter):
        regex = "[0-9a-f]+|none"

    adapter = bind("/<hex:color>", "/<hex:color>.css", converters={"hex": Hex})
    assert adapter.match("/00ff") == ("/<hex:color>", {"color": "00ff"})
    assert adapter.match("/none.css") == ("/<hex:color>.css", {"color": "none"})
    with pytest.raises(NotFound):
        adapter.match("/00fg")


def test_groups_of_a_regex_are_no_variables(routing, bind):
    class Version(routing.BaseConverter):
        regex = r"v(\d+)(?P<minor>\.\d+)?"

    adapter = bind("/<version:v>-<name>", converters={"version": Version})
    assert adapter.match("/v1.2-a")[1] == {"v": "v1.2", "name": "a"}


def test_a_regex_with_a_slash_takes_several_segments(routing, bind):
    class Pair(routing.BaseConverter):
        regex = r"\w+/\w+"

    adapter = bind("/<pair:repository>/issues", converters={"pair": Pair})
    assert adapter.match("/owner/name/issues")[1] == {"repository": "owner/name"}
    assert Pair.part_isolating is False


def test_a_converter_that_is_not_part_isolating_takes_several_segments(routing, bind):
    class Everything(routing.BaseConverter):
        part_isolating = False
        regex = ".*?"

    adapter = bind("/x<everything:v>", converters={"everything": Everything})
    assert adapter.match("/x/a/b")[1] == {"v": "/a/b"}
    assert adapter.match("/x")[1] == {"v": ""}


def test_a_validation_error_is_a_404_without_a_try_of_other_rules(routing, bind):
    class Even(routing.IntegerConverter):
        def to_python(self, value):
            number = super().to_python(value)
            if number % 2:
                raise ValidationError(f"{number} is odd")
            return number

    adapter = bind("/<even:v>", "/<v>", converters={"even": Even})
    assert adapter.match("/4") == ("/<even:v>", {"v": 4})
    with pytest.raises(NotFound):
        adapter.match("/3")


def test_a_validation_error_of_to_url_leads_to_the_next_rule(routing, bind):
    class Short(routing.BaseConverter):
        def to_url(self, value):
            if len(value) > 2:
                raise ValidationError
            return value

    rules = [
        routing.Rule("/<short:v>", endpoint="e"),
        routing.Rule("/long/<v>", endpoint="e"),
        routing.Rule("/only/<short:v>", endpoint="f"),
    ]
    adapter = bind(*rules, converters={"short": Short})
    assert adapter.build("e", {"v": "ab"}) == "/ab"
    assert adapter.build("e", {"v": "abc"}) == "/long/abc"
    with pytest.raises(BuildError):
        adapter.build("f", {"v": "abc"})


def test_other_errors_of_a_converter_are_not_hidden(routing, bind):
    class Broken(routing.BaseConverter):
        def to_python(self, value):
            raise KeyError(value)

    with pytest.raises(KeyError):
        bind("/<broken:v>", converters={"broken": Broken}).match("/a")


def test_a_number_converter_may_make_other_numbers(routing, bind):
    class DecimalConverter(routing.FloatConverter):
        num_convert = Decimal

    adapter = bind("/<decimal(min=1):v>", converters={"decimal": DecimalConverter})
    assert adapter.match("/1.10")[1] == {"v": Decimal("1.10")}
    with pytest.raises(NotFound):
        adapter.match("/0.10")


def test_a_subclass_of_map_has_converters_of_its_own(routing):
    class Upper(routing.BaseConverter):
        def to_python(self, value):
            return value.upper()

    class OwnMap(routing.Map):
        default_converters = {**routing.Map.default_converters, "upper": Upper}

    adapter = OwnMap([routing.Rule("/<upper:v>", endpoint="e")]).bind("example.com")
    assert adapter.match("/a") == ("e", {"v": "A"})


def test_the_converters_of_all_maps_cannot_be_changed(routing):
    with pytest.raises(TypeError):
        routing.Map.default_converters["own"] = routing.BaseConverter


def test_converters_are_added_to_one_map(routing):
    url_map = routing.Map()
    url_map.converters["own"] = routing.UnicodeConverter
    assert "own" not in routing.Map().converters


# Floats without an exponent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-07, "0.0000001"),
        (1.5e-10, "0.00000000015"),
        (1e16, "10000000000000000.0"),
        (1e22, "10000000000000000000000.0"),
        (-2.5e-5, "-0.000025"),
        (5e-324, "0." + "0" * 323 + "5"),
        ("1e-7", "0.0000001"),
        (0.1, "0.1"),
        (True, "1.0"),
        (Decimal("1E+22"), "10000000000000000000000.0"),
    ],
)
def test_a_float_is_written_as_its_converter_reads_it(value, text):
    adapter = Map([Rule("/<float(signed=True):v>", endpoint="e")]).bind("example.com")
    assert adapter.build("e", {"v": value}) == f"/{text}"
    assert adapter.match(f"/{text}") == ("e", {"v": float(value)})


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), "nan", "1e999"])
def test_a_float_without_digits_is_not_built(value):
    adapter = Map([Rule("/<float(signed=True):v>", endpoint="e")]).bind("example.com")
    with pytest.raises(BuildError):
        adapter.build("e", {"v": value})


@pytest.mark.parametrize("variable", ["float", "float(min=1)", "float(signed=True)"])
def test_a_float_that_is_too_large_is_not_found(variable):
    """It would be infinity, and a link to the page that is shown could not be built."""
    adapter = Map([Rule(f"/<{variable}:v>", endpoint="e")]).bind("example.com")
    assert not adapter.test("/" + "9" * 400 + ".0")


# The converters of a map


def test_the_default_converters_are_an_immutable_dict(routing):
    assert isinstance(routing.Map.default_converters, ImmutableDict)
    assert isinstance(routing.Map().default_converters, ImmutableDict)
    assert routing.Map().converters == dict(routing.Map.default_converters)


def test_a_class_whose_default_converters_are_replaced_has_them(routing, monkeypatch):
    converters = {"default": routing.PathConverter}
    monkeypatch.setattr(routing.Map, "default_converters", ImmutableDict(converters))
    assert routing.Map().converters == converters
