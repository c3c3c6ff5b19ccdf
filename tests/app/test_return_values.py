"""What a view may return, and what each kind of it becomes."""

from __future__ import annotations

import json

import pytest
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response as WerkzeugResponse


@pytest.fixture
def answer(app, client):
    """Return what a client gets where a view returns something."""

    def ask(returned, **options):
        app.add_url_rule("/", "index", lambda: returned)
        return client.get("/", **options)

    return ask


def test_text_is_a_page(answer):
    response = answer("Hellö")
    assert (response.status_code, response.data) == (200, "Hellö".encode())
    assert response.content_type == "text/html; charset=utf-8"
    assert response.content_length == 6


@pytest.mark.parametrize("returned", [b"Hello", bytearray(b"Hello")])
def test_bytes_are_a_page_too(answer, returned):
    response = answer(returned)
    assert (response.data, response.content_type) == (b"Hello", "text/html; charset=utf-8")


def test_a_subclass_of_text_is_text(answer):
    class Loud(str):
        pass

    assert answer(Loud("Hello")).data == b"Hello"


@pytest.mark.parametrize("returned", [{"a": [1, None]}, ["a", {"b": 1}], {}, []])
def test_a_dict_or_a_list_becomes_json(answer, returned):
    response = answer(returned)
    assert response.content_type == "application/json"
    assert json.loads(response.data) == returned


def test_a_subclass_of_dict_becomes_json(answer):
    class Record(dict):
        pass

    assert answer(Record(a=1)).get_json() == {"a": 1}


def test_an_iterator_is_streamed(answer):
    response = answer(part for part in ("a", "b", "ü"))
    assert response.data == "abü".encode()
    assert response.content_length is None


def test_an_iterator_may_yield_bytes(answer):
    assert answer(iter([b"a", b"b"])).data == b"ab"


def test_a_response_is_itself(answer, framework):
    assert answer(framework.Response("made", status=201)).status == "201 CREATED"


def test_a_response_of_werkzeug_s_becomes_one_of_the_app_s(answer):
    response = answer(WerkzeugResponse("made", status=202, headers={"X-A": "1"}))
    assert (response.status_code, response.text, response.headers["X-A"]) == (202, "made", "1")


def test_an_http_error_answers_as_if_it_was_raised(answer):
    response = answer(NotFound("no such page"))
    assert response.status_code == 404
    assert "no such page" in response.text


def test_a_wsgi_application_is_asked(answer):
    def application(environ, start_response):
        start_response("299 Other", [("Content-Type", "text/plain"), ("X-A", environ["PATH_INFO"])])
        return [b"from ", b"below"]

    response = answer(application)
    assert (response.status, response.text) == ("299 Other", "from below")
    assert response.headers["X-A"] == "/"


# Tuples


@pytest.mark.parametrize("status", [201, "201 Created"])
def test_a_tuple_may_have_a_status(answer, status):
    response = answer(("made", status))
    assert (response.status_code, response.text) == (201, "made")


def test_a_status_line_may_have_another_phrase(answer):
    assert answer(("made", "201 Fresh")).status == "201 Fresh"


def test_a_status_may_be_of_an_enumeration(answer):
    from http import HTTPStatus

    assert answer(("made", HTTPStatus.CREATED)).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [{"X-A": "1"}, [("X-A", "1")], (("X-A", "1"),), Headers({"X-A": "1"})],
    ids=["dict", "list", "tuple", "Headers"],
)
def test_a_tuple_may_have_headers(answer, headers):
    response = answer(("made", headers))
    assert (response.status_code, response.text, response.headers["X-A"]) == (200, "made", "1")


def test_a_tuple_may_have_a_status_and_headers(answer):
    response = answer(("made", 201, {"X-A": "1"}))
    assert (response.status_code, response.text, response.headers["X-A"]) == (201, "made", "1")


def test_a_header_may_have_several_values(answer):
    response = answer(("made", {"X-A": ["1", "2"]}))
    assert response.headers.getlist("X-A") == ["1", "2"]


def test_headers_replace_those_that_the_response_had(answer):
    response = answer(("{}", {"Content-Type": "application/json"}))
    assert response.headers.getlist("Content-Type") == ["application/json"]


@pytest.mark.parametrize(
    ("body", "text"),
    [({"a": 1}, '{"a":1}'), ([1], "[1]"), (b"x", "x"), ("", "")],
)
def test_the_body_of_a_tuple_is_of_any_kind(answer, body, text):
    response = answer((body, 202, {"X-A": "1"}))
    assert (response.status_code, response.headers["X-A"]) == (202, "1")
    assert response.text.strip().replace(" ", "").replace("\n", "") == text


def test_the_body_of_a_tuple_may_be_an_iterator(answer):
    response = answer((iter("ab"), 202))
    assert (response.status_code, response.text) == (202, "ab")


def test_the_body_of_a_tuple_may_be_a_response(answer, framework):
    made = framework.Response("made", 201, {"X-A": "1", "X-B": "1"})
    response = answer((made, 202, {"X-B": "2"}))
    assert response.status_code == 202
    assert (response.headers["X-A"], response.headers["X-B"]) == ("1", "2")


def test_the_body_of_a_tuple_may_be_an_http_error(answer):
    assert answer((Gone(), {"X-A": "1"})).headers["X-A"] == "1"


def test_a_response_in_a_tuple_keeps_its_status(answer, framework):
    assert answer((framework.Response("made", 201), {"X-A": "1"})).status_code == 201


# What no view may return


@pytest.fixture
def complaint(app, client):
    """Return what the TypeError says where a view returns something."""

    def ask(returned):
        @app.get("/")
        def careless():
            return returned

        with pytest.raises(TypeError) as error:
            client.get("/")
        return str(error.value)

    return ask


def test_none_is_an_error_that_names_the_view(complaint):
    message = complaint(None)
    assert "'careless'" in message
    assert "returned None" in message


@pytest.mark.parametrize("returned", [True, 7, object(), 1.5, {1, 2}])
def test_what_is_no_answer_is_an_error_that_names_its_type(complaint, returned):
    assert f"it was a {type(returned).__name__}" in complaint(returned)


@pytest.mark.parametrize("returned", [(), ("a",), ("a", 200, {}, "d")])
def test_a_tuple_of_another_length_is_an_error(complaint, returned):
    assert "(body, status, headers), (body, status), or (body, headers)" in complaint(returned)


def test_none_with_a_status_is_an_error(complaint):
    assert "did not return a valid response" in complaint((None, 200))


def test_a_callable_that_is_no_wsgi_application_is_an_error(complaint):
    assert "did not return a valid response" in complaint(lambda: "text")


@pytest.mark.parametrize("kind", ["view", "error handler", "before_request"])
def test_the_error_quotes_the_value_and_the_place(microflask_app, kind):
    app = microflask_app

    def answer_seven(*args):
        return 7

    if kind == "view":
        app.add_url_rule("/", "index", answer_seven)
    elif kind == "error handler":
        app.register_error_handler(404, answer_seven)
    else:
        app.add_url_rule("/", "index", lambda: "not reached")
        app.before_request(answer_seven)
    with pytest.raises(TypeError, match="int: 7") as error:
        app.test_client().get("/")
    if kind == "view":
        assert "'index'" in str(error.value)
        assert "test_return_values.py, line" in str(error.value)


@pytest.fixture
def microflask_app():
    import microflask

    app = microflask.Flask("an_app")
    app.testing = True
    return app


# The same outside of a view


def test_hooks_and_error_handlers_may_return_the_same(app, client):
    app.before_request(lambda: ({"busy": True}, 503, {"Retry-After": "1"}))
    response = client.get("/")
    assert (response.status_code, response.get_json()) == (503, {"busy": True})
    assert response.headers["Retry-After"] == "1"


def test_the_app_makes_a_response_of_them(app, framework):
    with app.test_request_context("/"):
        response = app.make_response(("made", 201))
    assert isinstance(response, framework.Response)
    assert (response.status_code, response.get_data()) == (201, b"made")


def test_a_subclass_may_take_more_kinds(framework):
    class Page:
        def __init__(self, title):
            self.title = title

    class Pages(framework.Flask):
        def make_response(self, rv):
            if isinstance(rv, Page):
                rv = f"<title>{rv.title}</title>"
            return super().make_response(rv)

    app = Pages("an_app")
    app.add_url_rule("/", "index", lambda: Page("home"))
    app.add_url_rule("/text", "text", lambda: "text")
    client = app.test_client()
    assert (client.get("/").text, client.get("/text").text) == ("<title>home</title>", "text")
