"""What matching costs: it is counted in steps, so that no machine is too slow for a test.

A step is one instruction that Python executes in the router. Regular expressions and other
built-in functions do not show up as such: of them there is a test of their own below.
"""

from __future__ import annotations

import re
import sys
from itertools import product
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException

import microflask.routing
from microflask.routing import Map, Rule
from microflask.routing.patterns import Reader

ROUTER = str(Path(microflask.routing.__file__).parent)


def steps_of(function, *args):
    """Call *function*, and count the instructions that are executed in the router."""
    count = 0

    def trace(frame, event, arg):
        nonlocal count
        if not frame.f_code.co_filename.startswith(ROUTER):
            return None
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*args)
    except HTTPException:
        pass
    finally:
        sys.settrace(before)
    return count


def bind(*rules):
    url_map = Map([Rule(rule, endpoint=rule, methods=["GET"]) for rule in rules])
    url_map.update()
    return url_map.bind("example.com")


def test_steps_are_counted():
    adapter = bind("/<int:v>")
    assert steps_of(adapter.match, "/7") > 50
    assert steps_of(len, "/7") == 0


# The length of the path

THREE_PATHS = "/<path:a>/x/<path:b>/x/<path:c>/end"

#: Rules, and paths of about *n* segments or characters that make the most of them.
LONG_PATHS = {
    "a hit": (THREE_PATHS, lambda n: "/x" * n + "/end"),
    "a miss at the end": (THREE_PATHS, lambda n: "/x" * n),
    "a miss in the middle": (
        THREE_PATHS,
        lambda n: "/x" * (n // 2) + "\n" + "/x" * (n // 2) + "/end",
    ),
    "a branch": ("/<path:a>/x/<path:b>/", lambda n: "/x" * n),
    "a file in a folder": ("/<path:a>/<b>.<c>", lambda n: "/x." * n + "/"),
    "one segment": ("/<a>-<b>-<c>-<d>.zip", lambda n: "/" + "-" * n),
    "one segment that fits": ("/<a>-<b>-<c>-<d>.zip", lambda n: "/" + "-" * n + ".zip"),
    "numbers": ("/<a>-<int:b>-<c>.zip", lambda n: "/" + "-1" * n + ".zip"),
    "texts with bounds": (
        "/<string(minlength=2, maxlength=9):a>-<b>-<c>.zip",
        lambda n: "/" + "-" * n + ".zip",
    ),
    "many segments": ("/<a>/<b>/<c>/<d>", lambda n: "/x" * n),
    "slashes": (THREE_PATHS, lambda n: "/x" + "/" * n + "/end"),
}


@pytest.mark.parametrize("case", LONG_PATHS)
def test_steps_grow_with_the_length_of_the_path_and_no_faster(case):
    rule, path = LONG_PATHS[case]
    adapter = bind(rule)
    for ask in (adapter.match, lambda path: adapter.map.find(path, "GET")):
        # The longer paths are all read in the same manner: see ``Reader``.
        assert steps_of(ask, path(1600)) <= 8.2 * steps_of(ask, path(200)) + 200


@pytest.mark.parametrize("case", LONG_PATHS)
def test_eight_kilobytes_are_matched_in_few_steps(case):
    rule, path = LONG_PATHS[case]
    most = max(n for n in range(0, 8192, 8) if len(path(n)) <= 8192)
    # Three variables that take anything, in a path of their separators, cost most: 185 a character.
    assert steps_of(bind(rule).match, path(most)) < 250 * 8192


class NeverAsked:
    def match(self, text):
        raise AssertionError(f"a regular expression was asked about {text!r}")


@pytest.mark.parametrize(
    "rule",
    [
        THREE_PATHS,
        "/<path:a>/<b>.<c>",
        "/<a>-<b>-<c>",
        "/<string(minlength=2):a>-<b>",
        "/<string(maxlength=2):a>-<b>",
        "/<a>-<int:b>.<c>",
        "/<a>-<float(signed=True):b>-<c>",
        "/<a>-<any(b, c):d>-<e>",
        "/<a>-<uuid:b>-<c>",
    ],
)
def test_several_open_variables_are_not_left_to_a_regex(rule, monkeypatch):
    """A regular expression would try every way to divide the text among them."""
    url_map = Map([Rule(rule)])
    (bound,) = url_map.iter_rules()
    reader = Reader(bound._path_pieces[1:])
    monkeypatch.setattr(reader, "_regex", NeverAsked())
    reader.texts("-" * 8192)
    with pytest.raises(AssertionError):
        reader.texts("-" * 8)


def test_a_converter_with_a_regex_of_its_own_is_left_to_it():
    class Word(microflask.routing.BaseConverter):
        regex = "[a-z]+"

    adapter = Map([Rule("/<word:a>-<b>-<c>", endpoint="e")], converters={"word": Word}).bind("")
    assert adapter.match("/a-" + "b" * 8192 + "-c")[1]["b"] == "b" * 8192


# The number of rules


def site_with(number):
    """Rules of a large site, each kind *number* times, and a path to one of each kind."""
    rules = []
    for n in range(number):
        rules += [
            f"/static{n}/page",
            f"/users{n}/<int:id>",
            f"/teams{n}/<name>/members/<int:id>",
            f"/files{n}/<path:name>",
            f"/users/<int:id>/part{n}",
        ]
    return bind(*rules)


@pytest.mark.parametrize(
    "path",
    [
        "/static{}/page",
        "/users{}/7",
        "/teams{}/a/members/7",
        "/files{}/a/b",
        "/users/7/part{}",
        "/none{}/7",
    ],
)
def test_steps_do_not_grow_with_the_number_of_rules(path, small_and_large_site):
    small, large = small_and_large_site
    for last, adapter in ((0, small), (1999, large)):
        found = adapter.map.find(path.format(last), "GET")
        assert (found is None) == path.startswith("/none")
    path_small, path_large = path.format(0), path.format(1999)
    assert steps_of(large.match, path_large) <= 1.3 * steps_of(small.match, path_small)
    assert steps_of(large.map.find, path_large, "GET") <= 1.3 * steps_of(
        small.map.find, path_small, "GET"
    )


@pytest.fixture(scope="module")
def small_and_large_site():
    small, large = site_with(2), site_with(2000)
    assert (len(list(small.map.iter_rules())), len(list(large.map.iter_rules()))) == (10, 10_000)
    return small, large


def test_steps_to_make_a_map_grow_with_its_rules_and_no_faster():
    assert steps_of(site_with, 200) <= 4.2 * steps_of(site_with, 50)


# Rules that resemble each other


def alternatives(depth):
    """All rules of so many segments, each a number or a text, that end in a text of their own."""
    return [
        "".join(f"/<{kind}:v{n}>" for n, kind in enumerate(kinds)) + f"/end{number}"
        for number, kinds in enumerate(product(["int", "string"], repeat=depth))
    ]


def test_ways_that_end_nowhere_are_walked_once_each():
    """Every segment fits both converters: all rules are asked, but none of them twice."""
    few, many = alternatives(5), alternatives(8)
    assert (len(few), len(many)) == (32, 256)
    steps_of_few = steps_of(bind(*few).match, "/1" * 5 + "/x")
    steps_of_many = steps_of(bind(*many).match, "/1" * 8 + "/x")
    # Eight times the rules; a way is eight segments long and not five.
    assert steps_of_many <= 8 * 8 / 5 * steps_of_few


def test_a_path_longer_than_all_rules_is_given_up_soon():
    adapter = bind(*alternatives(5))
    assert steps_of(adapter.match, "/1" * 4000) <= 1.1 * steps_of(adapter.match, "/1" * 40)


def test_recursion_is_not_the_limit():
    depth = sys.getrecursionlimit() * 2
    rule = "".join(f"/<v{n}>" for n in range(depth))
    assert len(bind(rule).match("/x" * depth)[1]) == depth


# What no rule should cost more than once


def test_a_regex_is_compiled_when_its_rule_is_added(monkeypatch):
    adapter = bind("/<a>-<int:b>", "/<path:a>/x/<path:b>")
    monkeypatch.setattr(re, "compile", NeverAsked.match)
    assert adapter.match("/a-1")[1] == {"a": "a", "b": 1}
    assert adapter.match("/1/x/2")[1] == {"a": "1", "b": "2"}
