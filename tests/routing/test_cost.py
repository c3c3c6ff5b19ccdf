"""What matching costs: it is counted in steps, so that no machine is too slow for a test.

A step is one instruction that Python executes in the router. Regular expressions and other
built-in functions do not count as such: there is a test of their time below.
"""

from __future__ import annotations

import re
import sys
import time
from itertools import product
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException

import microflask.routing
from microflask.routing import Map, Rule

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
    for ask in (adapter.match, lambda path: adapter.map.find("", path, "GET")):
        assert steps_of(ask, path(1600)) <= 8.2 * steps_of(ask, path(200)) + 200


@pytest.mark.parametrize("case", LONG_PATHS)
def test_eight_kilobytes_are_matched_in_few_steps(case):
    rule, path = LONG_PATHS[case]
    most = max(n for n in range(0, 8192, 8) if len(path(n)) <= 8192)
    assert steps_of(bind(rule).match, path(most)) < 10 * 8192


def seconds_of(function, *args):
    """Return the CPU time that a call of *function* takes, the least of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        try:
            function(*args)
        except HTTPException:
            pass
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("case", LONG_PATHS)
def test_no_path_keeps_a_regex_busy(case):
    """Steps within a regular expression are not counted above: they take time."""
    rule, path = LONG_PATHS[case]
    adapter = bind(rule)
    for n in (8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024, 2048, 4096):
        assert seconds_of(adapter.match, path(n)[:8192]) < 0.005


SEVERAL_VARIABLES = {
    THREE_PATHS: ("/a/x/b/c/x/d/end", {"a": "a", "b": "b/c", "c": "d"}),
    "/<path:a>/<b>.<c>": ("/1/2/3.4.5", {"a": "1/2", "b": "3.4", "c": "5"}),
    "/<a>-<b>-<c>": ("/1-2-3-4", {"a": "1-2", "b": "3", "c": "4"}),
    "/<a><int:b>": ("/x12", {"a": "x1", "b": 2}),
    "/<int:a>-<any(x, y):b>-<c>": ("/1-x-2-3", {"c": "2-3", "a": 1, "b": "x"}),
}


@pytest.mark.parametrize("rule", SEVERAL_VARIABLES)
def test_several_variables_divide_a_text_of_usual_length(rule):
    path, values = SEVERAL_VARIABLES[rule]
    adapter = bind(rule)
    assert adapter.match(path)[1] == values
    (name, text), *_ = values.items()
    assert adapter.match(path.replace(text, text * 20, 1))[1][name] == text * 20


def test_a_number_ends_in_one_way():
    path = "/2030-12-" + "long-" * 400
    assert bind("/<int:year>-<int:month>-<title>").match(path)[1]["year"] == 2030


def test_a_text_that_can_be_divided_in_too_many_ways_is_not_found():
    adapter = bind("/<a>-<b>-<c>")
    assert adapter.test("/" + "a-" * 40 + "a")
    assert not adapter.test("/" + "a-" * 400 + "a")


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
        found = adapter.map.find("", path.format(last), "GET")
        assert isinstance(found, tuple) != path.startswith("/none")
    path_small, path_large = path.format(0), path.format(1999)
    assert steps_of(large.match, path_large) <= 1.3 * steps_of(small.match, path_small)


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
    monkeypatch.delattr(re, "compile")
    assert adapter.match("/a-1")[1] == {"a": "a", "b": 1}
    assert adapter.match("/1/x/2")[1] == {"a": "1", "b": "2"}
