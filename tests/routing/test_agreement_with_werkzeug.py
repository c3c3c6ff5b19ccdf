"""On random maps and paths, this router answers as Werkzeug's does.

``EXAMPLES=5000 pytest tests/routing/test_agreement_with_werkzeug.py`` tries more of them, and
others each time.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import werkzeug.routing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import MethodNotAllowed, NotFound

import microflask.routing
from tests.reference import compares

thoroughly = settings(
    max_examples=int(os.environ.get("EXAMPLES", "200")),
    derandomize="EXAMPLES" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

A_UUID = "00000000-0000-4000-8000-00000000000a"

#: Converters as a rule writes them, and texts that each may be asked about.
CONVERTERS = {
    "": ["a", "1", "a-b", "é", "x.y"],
    "string:": ["a", "12", "-"],
    "string(length=2):": ["ab", "12", "a-"],
    "string(minlength=2):": ["ab", "abc", "a"],
    "string(maxlength=2):": ["a", "ab", "abc"],
    "string(minlength=0):": ["", "a"],
    "string(minlength=0,maxlength=0):": ["", "a"],
    "string(minlength=2,maxlength=3):": ["ab", "abc", "abcd"],
    "any(a,b,'x.y'):": ["a", "b", "x.y"],
    "any(a,ab):": ["a", "ab"],
    "int:": ["1", "12", "007", "x"],
    "int(fixed_digits=2):": ["01", "12", "1", "123"],
    "int(min=2,max=5):": ["1", "2", "5", "6"],
    "int(signed=True):": ["-1", "1", "-0"],
    "float:": ["1.5", "0.5", "1", "1.2.3"],
    "float(signed=True):": ["-1.5", "1.5"],
    "float(min=1,max=2.5):": ["1.0", "2.5", "2.6"],
    "uuid:": [A_UUID, A_UUID.upper()],
    "path:": ["a", "a/b", "a/a/1", "a//b", "x/a/x", "1\n2"],
    "word:": ["a", "abc", "A"],
    "words:": ["a", "a/b", "a/b/"],
    "picky:": ["a", "b"],
}

LITERALS = ["a", "a", "b", "1", "x.y", "é", "a b"]
GLUE = ["-", ".", "x", "1", ".a"]
METHODS = ["GET", "POST", "PUT", "HEAD", "BREW"]
NAMES = ["v0", "v1", "v2", "v3"]


def converters_for(routing: Any) -> dict[str, Any]:
    """Return converters of a program's own, on the classes of *routing*."""

    class Word(routing.BaseConverter):
        regex = "[a-z]+"
        weight = 75

    class Words(routing.BaseConverter):
        regex = "[a-z]+(?:/[a-z]+)*/?"

    class Picky(routing.BaseConverter):
        def to_python(self, value):
            if value == "b":
                raise werkzeug.routing.ValidationError
            return value * 2

        def to_url(self, value):
            text = str(value)
            if len(text) % 2:
                raise werkzeug.routing.ValidationError
            return super().to_url(text[: len(text) // 2])

    return {"word": Word, "words": Words, "picky": Picky}


# A random map


@dataclass
class RuleSketch:
    #: What the rule is made of: texts, and ``(converter, name)``.
    pieces: list[Any]
    options: dict[str, Any]

    @property
    def string(self):
        return "".join(
            piece if isinstance(piece, str) else "<{}{}>".format(*piece) for piece in self.pieces
        )


def names_in(pieces):
    return [piece[1] for piece in pieces if not isinstance(piece, str)]


@st.composite
def segments(draw, names):
    """A segment: a text, a variable, or several of each."""
    kind = draw(st.sampled_from(["text", "text", "variable", "variable", "mixed"]))
    if kind == "text" or not names:
        return [draw(st.sampled_from(LITERALS))]
    variable = st.sampled_from(list(CONVERTERS)).map(lambda converter: (converter, names.pop(0)))
    if kind == "variable":
        return [draw(variable)]
    pieces = [draw(st.sampled_from(GLUE))] if draw(st.booleans()) else []
    while names:
        pieces.append(draw(variable))
        if draw(st.integers(0, 4)):
            pieces.append(draw(st.sampled_from(GLUE)))
        if draw(st.booleans()):
            break
    return pieces


@st.composite
def rule_pieces(draw):
    names = list(NAMES)
    pieces = []
    for _ in range(draw(st.integers(0, 3))):
        pieces += ["/", *draw(segments(names))]
        if draw(st.integers(0, 30)) == 0:
            pieces.append("/")
    if not pieces or draw(st.booleans()):
        pieces.append("/")
    return pieces


@st.composite
def variations(draw, pieces):
    """A pattern that accepts much the same paths: a text becomes a variable, or the reverse."""
    pieces = list(pieces)
    if len(pieces) > 1 and draw(st.booleans()):
        del pieces[-1]
    elif draw(st.booleans()):
        pieces.append("/")
    changeable = [index for index, piece in enumerate(pieces) if piece != "/"]
    if changeable:
        index = draw(st.sampled_from(changeable))
        free = [
            name for name in NAMES if name not in names_in(pieces[:index] + pieces[index + 1 :])
        ]
        pieces[index] = draw(
            st.sampled_from(LITERALS)
            | st.tuples(st.sampled_from(list(CONVERTERS)), st.sampled_from(free or NAMES[:0]))
            if free
            else st.sampled_from(LITERALS)
        )
    return pieces


#: The value that one of a converter's texts stands for.
SOME_VALUES = {"int:": 1, "int(fixed_digits=2):": 1, "float:": 1.5, "picky:": "aa"}


@st.composite
def defaults_for(draw, pieces, others):
    """Values of variables that other rules have and this one, as a rule, has not."""
    candidates = {
        name: SOME_VALUES.get(converter, "a")
        for other in others
        for converter, name in (piece for piece in other.pieces if not isinstance(piece, str))
        if name not in names_in(pieces) or ("", name) in pieces
    }
    if not candidates:
        return None
    names = draw(st.lists(st.sampled_from(sorted(candidates)), max_size=2, unique=True))
    return {name: candidates[name] for name in names}


def seldom(strategy):
    return st.integers(0, 11).flatmap(lambda number: st.none() if number else strategy)


@st.composite
def sketches(draw):
    """Rules that go well together: some are variations of others."""
    drawn = []
    for _ in range(draw(st.integers(1, 6))):
        if drawn and draw(st.booleans()):
            pieces = draw(variations(draw(st.sampled_from(drawn)).pieces))
        else:
            pieces = draw(rule_pieces())
        subdomains = ["kb", "www"] if "v0" in names_in(pieces) else ["kb", "<v0>", "<any(kb):v0>"]
        websocket = draw(seldom(st.just(True)))
        options = {
            "endpoint": draw(st.sampled_from(["e", "e", "f"])),
            "subdomain": draw(seldom(st.sampled_from(subdomains))),
            "methods": None
            if websocket
            else draw(st.none() | st.sets(st.sampled_from(METHODS[:3]), min_size=1, max_size=2)),
            "strict_slashes": draw(st.sampled_from([None, None, True, False])),
            "merge_slashes": draw(seldom(st.booleans())),
            "build_only": bool(draw(seldom(st.just(True)))),
            "alias": bool(draw(seldom(st.just(True)))),
            "redirect_to": draw(seldom(st.sampled_from(["other", "/other"]))),
            "websocket": bool(websocket),
        }
        if "v0" not in (options["subdomain"] or ""):
            options["defaults"] = draw(defaults_for(pieces, drawn))
        drawn.append(RuleSketch(pieces, options))
    return drawn


@st.composite
def map_options(draw):
    return {
        "strict_slashes": draw(st.sampled_from([True, True, False])),
        "merge_slashes": draw(st.sampled_from([True, True, False])),
        "redirect_defaults": draw(st.sampled_from([True, True, False])),
        "default_subdomain": draw(st.sampled_from(["", "", "www"])),
        "sort_parameters": draw(st.booleans()),
        "host_matching": draw(st.sampled_from([False, False, False, True])),
    }


def host_of(subdomain):
    return f"{subdomain}.example.com" if subdomain else "example.com"


def make_map(routing, sketches, options):
    rules = []
    for number, sketch in enumerate(sketches):
        rule = routing.Rule(sketch.string, **sketch.options)
        rule.number = number
        if options["host_matching"]:
            rule.host = host_of(rule.subdomain)
        rules.append(rule)
    return routing.Map(rules, converters=converters_for(routing), **options)


def bind(url_map, subdomain, **binding):
    if url_map.host_matching:
        return url_map.bind(host_of(subdomain), **binding)
    return url_map.bind("example.com", subdomain=subdomain, **binding)


# A random path, which often fits


@st.composite
def paths(draw, sketches):
    if draw(st.integers(0, 6)) == 0:
        texts = [*LITERALS, *GLUE, "", "12", "1.5", "/"]
        return "/" + "/".join(draw(st.lists(st.sampled_from(texts), max_size=5)))
    path = ""
    for piece in draw(st.sampled_from(sketches)).pieces:
        path += piece if isinstance(piece, str) else draw(st.sampled_from(CONVERTERS[piece[0]]))
    change = draw(st.integers(0, 9))
    if change == 0:
        path += "/"
    elif change == 1:
        path = path.removesuffix("/")
    elif change == 2:
        path = path.replace("/", "//", draw(st.integers(1, 2)))
    elif change == 3:
        path += draw(st.sampled_from(GLUE))
    return path


# What a router answers


def answer_of(adapter, path, method):
    """Return what ``match`` returns or raises, as something that can be compared."""
    try:
        rule, values = adapter.match(path, method, return_rule=True)
    except werkzeug.routing.RequestRedirect as redirect:
        return "redirect", redirect.new_url, redirect.code
    except MethodNotAllowed as error:
        return "not allowed", sorted(error.valid_methods)
    except werkzeug.routing.WebsocketMismatch:
        return "websocket mismatch"
    except NotFound:
        return "not found"
    except AssertionError as error:
        # An alias that stands for itself: Werkzeug redirects to it for ever.
        return "redirect", re.search("The alias (.+?) redirects", str(error))[1], 308
    except (werkzeug.routing.BuildError, ValueError, TypeError) as error:
        # What the path says is no URL of the rule that it should redirect to.
        return "error", LookupError if isinstance(error, LookupError) else type(error)
    return "match", rule.number, sorted((name, repr(value)) for name, value in values.items())


@compares
@given(st.data())
@thoroughly
def test_match_answers_alike(data):
    drawn = data.draw(sketches())
    options = data.draw(map_options())
    ours = make_map(microflask.routing, drawn, options)
    theirs = make_map(werkzeug.routing, drawn, options)
    binding = {
        "subdomain": data.draw(st.sampled_from([None, None, None, "", "kb", "www", "other"])),
        "script_name": data.draw(st.sampled_from([None, "/app", "/app/"])),
        "url_scheme": data.draw(st.sampled_from(["http", "http", "https", "ws"])),
        "query_args": data.draw(st.sampled_from([None, "q=1", {"q": "é"}])),
    }
    their_adapter = bind(theirs, **binding)
    our_adapter = bind(ours, **binding)
    for _ in range(8):
        path = data.draw(paths(drawn))
        method = data.draw(st.sampled_from(METHODS))
        answer = answer_of(our_adapter, path, method)
        assert answer == answer_of(their_adapter, path, method)
        if answer[0] not in {"error", "redirect"}:
            assert our_adapter.test(path, method) == their_adapter.test(path, method)
        if answer[0] == "not allowed":
            allowed = sorted(our_adapter.allowed_methods(path))
            assert allowed == sorted(their_adapter.allowed_methods(path))


VALUES = st.sampled_from(
    ["a", "ab", "b", "a/b", "é?&", 1, 2, -1, 12, 1.5, UUID(A_UUID), None, ["a", "b"], "x.y", ""]
)


def built_by(adapter, endpoint, values, options):
    """Return what ``build`` returns, or the kind of error that it raises."""
    try:
        return adapter.build(endpoint, values, **options)
    except werkzeug.routing.BuildError:
        return werkzeug.routing.BuildError
    except (ValueError, TypeError) as error:
        return type(error)


@compares
@given(st.data())
@thoroughly
def test_build_answers_alike(data):
    drawn = data.draw(sketches())
    options = data.draw(map_options())
    theirs = make_map(werkzeug.routing, drawn, options)
    ours = make_map(microflask.routing, drawn, options)
    binding = {
        "subdomain": data.draw(st.sampled_from([None, None, "", "kb"])),
        "script_name": data.draw(st.sampled_from([None, "/app"])),
        "url_scheme": data.draw(st.sampled_from(["http", "https", "ws", ""])),
        "default_method": data.draw(st.sampled_from(["GET", "POST"])),
    }
    for _ in range(8):
        endpoint = data.draw(st.sampled_from(["e", "f", "g"]))
        values = data.draw(st.dictionaries(st.sampled_from([*NAMES, "q"]), VALUES))
        wanted = {
            "method": data.draw(st.sampled_from([None, None, "GET", "POST"])),
            "force_external": data.draw(st.booleans()),
            "append_unknown": data.draw(st.sampled_from([True, True, False])),
            "url_scheme": data.draw(st.sampled_from([None, None, "https", ""])),
        }
        assert built_by(bind(ours, **binding), endpoint, values, wanted) == built_by(
            bind(theirs, **binding), endpoint, values, wanted
        )
