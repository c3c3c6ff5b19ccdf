"""Malformed rules: they are refused when they are added, and the error quotes them."""

from __future__ import annotations

import re

import pytest

import microflask.routing


def error_of(routing, string, kind=ValueError, **options):
    with pytest.raises(kind) as error:
        routing.Map([routing.Rule(string, endpoint="e", **options)])
    return str(error.value)


def test_a_rule_begins_with_a_slash(routing):
    assert "'about'" in error_of(routing, "about")


@pytest.mark.parametrize("string", ["/<", "/<a", "/a<>", "/<int:>", "/<a-b>", "/<int(:a>", "/<1>"])
def test_a_variable_that_cannot_be_read_is_quoted(routing, string):
    message = error_of(routing, string)
    assert "malformed url rule" in message
    assert repr(string) in message


def test_a_converter_that_is_not_there_is_named(routing):
    message = error_of(routing, "/<inf:n>", LookupError)
    assert "converter 'inf'" in message


def test_methods_that_are_one_string_are_quoted(routing):
    with pytest.raises(TypeError, match="should be a list of strings"):
        routing.Rule("/", methods="POST")


def test_a_rule_belongs_to_one_map(routing):
    rule = routing.Rule("/", endpoint="e")
    routing.Map([rule])
    with pytest.raises(RuntimeError, match="already bound"):
        routing.Map([rule])


def test_arguments_that_a_converter_does_not_take_are_a_type_error(routing):
    assert "max_length" in error_of(routing, "/<string(max_length=2):a>", TypeError)


def test_arguments_without_sense_are_a_value_error(routing):
    assert "'x'" in error_of(routing, "/<string(length=x):a>")


# Here the error says more than Werkzeug's does.


@pytest.mark.parametrize(
    ("string", "kind", "words"),
    [
        ("about", ValueError, "'/about'"),
        ("/a/<b", ValueError, "has an error at '<b'"),
        ("/<inf:n>", LookupError, "Known are any, default, float, int, path, string, uuid"),
        ("/<inf:n>", LookupError, "Unknown converter 'inf' for variable 'n' in rule '/<inf:n>'"),
        ("/<a>/<a>", ValueError, "'/<a>/<a>' has two variables 'a'"),
        ("/<string(length=x):a>", ValueError, "in rule '/<string(length=x):a>'"),
        ("/<string(max_length=2):a>", TypeError, "in rule '/<string(max_length=2):a>'"),
        ("/<string(2 3):a>", ValueError, "in rule '/<string(2 3):a>'"),
        ("/<any(a, *):a>", ValueError, "Cannot parse converter argument"),
    ],
)
def test_the_error_says_where_and_what_to_do(string, kind, words):
    assert words in error_of(microflask.routing, string, kind)


def test_a_converter_with_a_broken_regex_is_refused_with_its_rule():
    class Broken(microflask.routing.BaseConverter):
        regex = "[a-"

    with pytest.raises(ValueError, match=re.escape("in rule '/<broken:v>'")) as error:
        microflask.routing.Map(
            [microflask.routing.Rule("/<broken:v>")], converters={"broken": Broken}
        )
    assert "unterminated character set" in str(error.value)


def test_a_variable_may_not_stand_in_the_host_and_in_the_path():
    with pytest.raises(ValueError, match="two variables 'v'"):
        microflask.routing.Map([microflask.routing.Rule("/<v>", subdomain="<v>")])


# The arguments of converters


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", ((), {})),
        ("a", (("a",), {})),
        ("a, 'b, c', \"d\"", (("a", "b, c", "d"), {})),
        ("1, 2.5, 1e3", ((1, 2.5, 1000.0), {})),
        ("True, False, None", ((True, False, None), {})),
        ("'1', 'None'", (("1", "None"), {})),
        ("length=2, name=x", ((), {"length": 2, "name": "x"})),
        ("a, b=x,", (("a",), {"b": "x"})),
        (" a ,b = c ", (("a",), {"b": "c"})),
    ],
)
def test_arguments_are_read_as_they_are_written(routing, text, arguments):
    read = microflask.routing.parse_converter_args
    if routing.__name__ == "werkzeug.routing":
        from werkzeug.routing.rules import parse_converter_args as read
    assert read(text) == arguments
    assert [type(value) for value in read(text)[0]] == [type(value) for value in arguments[0]]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("min=-5", ((), {"min": -5})),
        ("1,2", ((1, 2), {})),
        ("a=1,", ((), {"a": 1})),
        ("-0.5", ((-0.5,), {})),
    ],
)
def test_negative_numbers_and_numbers_side_by_side_are_read(text, arguments):
    assert microflask.routing.parse_converter_args(text) == arguments


@pytest.mark.parametrize("text", ["a b", "(", "a, *", "a,,b", ",a", "x=", "'a"])
def test_arguments_that_cannot_be_read_are_an_error(text):
    with pytest.raises(ValueError, match="Cannot parse converter argument"):
        microflask.routing.parse_converter_args(text)
