"""``request.args``: the parameters in the query string."""

from __future__ import annotations

from time import process_time
from urllib.parse import quote

import flask
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableDict, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest

from microflask import Request
from tests.requests.environs import body_environ, make_environ

URLENCODED = "application/x-www-form-urlencoded"


def args_of(request_class, query):
    return request_class({"QUERY_STRING": query, "wsgi.url_scheme": "http"}).args


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", []),
        ("a=1", [("a", "1")]),
        ("a=1&b=2&a=3", [("a", "1"), ("a", "3"), ("b", "2")]),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=b", [("", "b")]),
        ("&&a=1&", [("a", "1")]),
        ("a=1;b=2", [("a", "1;b=2")]),
        ("a=b=c", [("a", "b=c")]),
        ("a+b=c+d", [("a b", "c d")]),
        ("a%20b=c%2Bd%26", [("a b", "c+d&")]),
        ("n=%C3%BC", [("n", "ü")]),
        ("n=ü".encode().decode("latin-1"), [("n", "ü")]),
        ("a=%&b=%z1&c=%4", [("a", "%"), ("b", "%z1"), ("c", "%4")]),
        ("a=%FFb%C3%A9", [("a", "%FFbé")]),
        ("a=%00", [("a", "\0")]),
    ],
)
def test_the_parameters_of_a_query(make_request, query, pairs):
    request = make_request(environ={"QUERY_STRING": query})
    assert sorted(request.args.items(multi=True)) == pairs


def test_there_may_be_no_query_string(make_request):
    assert make_request(without=["QUERY_STRING"]).args == {}


def test_bytes_that_are_no_utf8_stay_percent_encoded():
    request = Request(make_environ(environ={"QUERY_STRING": "a=\xffb&c=d"}))
    assert request.args.to_dict() == {"a": "%FFb", "c": "d"}
    assert request.full_path == "/?a=%FFb&c=d"


def test_a_missing_parameter_is_a_bad_request_and_a_key_error(make_request):
    request = make_request("/?a=1")
    with pytest.raises(BadRequest):
        request.args["b"]
    with pytest.raises(KeyError):
        request.args["b"]


def test_the_parameters_cannot_be_changed(make_request):
    request = make_request("/?a=1")
    assert type(request.args) is ImmutableMultiDict
    with pytest.raises(TypeError):
        request.args["a"] = "2"


def test_all_that_a_multi_dict_can_do_works(make_request):
    args = make_request("/?a=1&a=2&b=3").args
    assert args["a"] == "1"
    assert args.getlist("a") == ["1", "2"]
    assert args.get("b", type=int) == 3
    assert args.copy().setlist("a", []) is None
    assert args.getlist("a") == ["1", "2"]


@pytest.mark.parametrize("storage_class", [MultiDict, ImmutableDict, dict])
def test_a_subclass_chooses_the_class_of_the_parameters(framework, storage_class):
    class Chosen(framework.Request):
        parameter_storage_class = storage_class

    request = Chosen(make_environ("/?a=1&b=%FF"))
    assert type(request.args) is storage_class
    assert request.args["b"] == "%FF"


def test_values_are_the_parameters_of_the_query_and_the_form(make_request):
    request = make_request("/?a=1", method="POST", data={"a": "2", "b": "3"})
    assert request.values.getlist("a") == ["1", "2"]
    assert request.values["b"] == "3"


def test_the_values_of_a_get_are_not_those_of_its_body(make_request):
    request = make_request("/?a=1", method="GET", data={"b": "3"})
    assert "b" not in request.values


TEXT = st.text(alphabet="ab=&;+%0Cf9\u00fc\u2603\udc80 ", max_size=30)


@settings(deadline=None)
@given(TEXT.map(lambda text: text.encode("utf-8", "replace").decode("latin-1")))
@example("%C3\u00c3\u00bc%BC")
@example("%e2%98%83&%E2%98=%83")
def test_any_query_is_read_as_flask_reads_it(query):
    ours, theirs = args_of(Request, query), args_of(flask.Request, query)
    assert list(ours.lists()) == list(theirs.lists())


@pytest.mark.parametrize(
    ("piece", "read_as"),
    [
        ("%FF", "%FF"),
        ("\xff", "%FF"),
        ("a\xff", "a%FF"),
        ("\xe2\x98+", "%E2%98 "),
        ("\xed\xa0\x80", "%ED%A0%80"),
        ("%E2%98\x83%ff", "☃%FF"),
        ("%\xff%41", "%%FFA"),
    ],
)
def test_many_bytes_that_are_not_utf8_are_read_in_time(piece, read_as):
    count = 400_000 // len(piece)
    query = "a=" + piece * count
    start = process_time()
    args = args_of(Request, query)
    form = Request(body_environ(query.encode("latin-1"), URLENCODED)).form
    assert process_time() - start < 0.5
    assert args["a"] == form["a"] == read_as * count


@given(st.binary(max_size=30))
def test_any_bytes_are_read_as_if_they_came_percent_encoded(value):
    """In a query Flask fails on them, and in a form it loses all fields."""
    quoted = args_of(flask.Request, f"a={quote(value, safe='')}")["a"]
    raw = value.translate(None, b"&+%")
    assert args_of(Request, f"a={quote(value, safe='')}")["a"] == quoted
    as_text = raw.decode(errors="werkzeug.url_quote")
    assert args_of(Request, f"a={raw.decode('latin-1')}")["a"] == as_text
