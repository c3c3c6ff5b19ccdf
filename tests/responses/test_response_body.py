"""The body of a response: what it can be made of, read as and replaced by."""

from __future__ import annotations

import pickle
from importlib import import_module

import pytest
from markupsafe import Markup


def stream(*chunks):
    yield from chunks


# What a body is made of


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ("Hello", b"Hello"),
        ("", b""),
        ("Grüße ☃", "Grüße ☃".encode()),
        (b"\x00\xff", b"\x00\xff"),
        (bytearray(b"abc"), b"abc"),
        (Markup("<b>"), b"<b>"),
        (["a", "é"], b"a\xc3\xa9"),
        ([b"a", b"b"], b"ab"),
        (("a", b"b"), b"ab"),
        ([], b""),
        (None, b""),
    ],
)
def test_a_body_is_sent_with_its_length(Response, send, body, sent):
    answer = send(Response(body))
    assert answer.body == sent
    assert answer["Content-Length"] == str(len(sent))


def test_a_generator_is_streamed_without_a_length(Response, send):
    answer = send(Response(stream("a", b"b", "é")))
    assert "Content-Length" not in answer
    assert answer.body == b"ab\xc3\xa9"


def test_every_chunk_that_is_sent_is_bytes(ours, send):
    answer = send(ours(bytearray(b"abc")))
    assert [type(chunk) for chunk in answer.iterable] == [bytes]


def test_text_that_has_no_bytes_is_refused_at_once(Response):
    with pytest.raises(UnicodeEncodeError):
        Response("\ud800")


# Reading it


@pytest.mark.parametrize("body", ["añb", ["a", "ñ", b"b"], ("a", "ñb")])
def test_the_data_is_the_whole_body(Response, body):
    response = Response(body)
    assert response.data == response.get_data() == b"a\xc3\xb1b"
    assert response.get_data(as_text=True) == "añb"


def test_reading_the_data_of_a_stream_holds_it(Response, send):
    response = Response(stream("a", "b"))
    assert response.is_streamed
    assert response.data == b"ab"
    assert response.data == b"ab"
    assert response.response == [b"a", b"b"]
    assert response.is_sequence
    assert send(response).body == b"ab"


def test_a_stream_that_was_read_is_closed_with_the_response(Response, recorder):
    body = recorder()
    response = Response(body)
    assert response.data == b"ab"
    assert body.closed == 0
    response.close()
    assert body.closed == 1


def test_implicit_conversion_can_be_switched_off(Response):
    class Streaming(Response):
        implicit_sequence_conversion = False

    response = Streaming(stream("a"))
    with pytest.raises(RuntimeError, match=r"implicit (sequence )?conversion"):
        response.get_data()
    assert response.calculate_content_length() is None
    response.make_sequence()
    assert response.data == b"a"


def test_a_body_in_direct_passthrough_is_not_read(Response):
    response = Response(stream("a"), direct_passthrough=True)
    with pytest.raises(RuntimeError, match="direct passthrough"):
        response.get_data()
    assert response.calculate_content_length() is None
    response.direct_passthrough = False
    assert response.data == b"a"


@pytest.mark.parametrize(
    ("body", "is_sequence", "is_streamed"),
    [
        ("a", True, False),
        (["a"], True, False),
        (("a",), True, False),
        (None, True, False),
        ({"a": 1}.keys(), False, False),
        (iter("a"), False, True),
    ],
)
def test_a_response_knows_whether_its_body_is_held(Response, body, is_sequence, is_streamed):
    response = Response(body)
    assert response.is_sequence is is_sequence
    assert response.is_streamed is is_streamed


def test_the_length_can_be_calculated(Response):
    assert Response(["a", "é"]).calculate_content_length() == 3
    assert Response("é").calculate_content_length() == 2
    assert Response(stream("a", "b")).calculate_content_length() == 2


def test_iter_encoded_yields_the_pieces_as_bytes(Response):
    assert list(Response(["a", b"b"]).iter_encoded()) == [b"a", b"b"]
    assert list(Response("ab").iter_encoded()) == [b"ab"]


def test_iter_encoded_holds_on_to_the_body_it_was_asked_for(Response):
    response = Response(["a"])
    pieces = response.iter_encoded()
    response.response = [b"x", *pieces]
    assert response.data == b"xa"


def test_the_body_of_text_is_seen_as_a_list(Response):
    response = Response("ab")
    assert response.response == [b"ab"]
    assert response.response is response.response


# Replacing it


def test_setting_the_data_replaces_body_and_length(Response, send):
    response = Response("first")
    response.data = "zweitér"
    assert response.headers["Content-Length"] == "8"
    response.set_data(b"3")
    assert response.headers["Content-Length"] == "1"
    assert send(response).body == b"3"


def test_setting_the_data_before_anybody_looked_keeps_status_and_type(Response, send):
    response = Response("first", 201, mimetype="text/css")
    response.data = "other"
    answer = send(response)
    assert (answer.status, answer["Content-Type"]) == ("201 CREATED", "text/css; charset=utf-8")
    assert answer.body == b"other"


def test_setting_the_data_to_a_number_is_a_type_error(Response):
    with pytest.raises(TypeError):
        Response("x").data = 5


def test_the_body_can_be_replaced_by_a_stream(Response, send):
    response = Response(["first"])
    response.response = stream("a", "b")
    assert send(response).body == b"ab"


def test_a_class_may_leave_the_length_out(Response, send):
    class Unmeasured(Response):
        automatically_set_content_length = False

    response = Unmeasured("abc")
    assert "Content-Length" not in response.headers
    answer = send(response)
    assert "Content-Length" not in answer
    assert answer.body == b"abc"


# Writing to it


def test_the_stream_appends_to_the_body_and_drops_the_length(Response, send):
    response = Response("a")
    assert response.stream.write(b"bc") == 2
    assert response.stream.tell() == 3
    response.stream.writelines(["d", "é"])
    assert "Content-Length" not in response.headers
    answer = send(response)
    assert answer.body == b"abcd\xc3\xa9"
    assert answer["Content-Length"] == "6"


def test_the_stream_turns_a_tuple_into_a_list(Response):
    response = Response((b"a",))
    response.stream.write(b"b")
    assert response.response == [b"a", b"b"]


def test_the_stream_is_a_file(Response):
    file = Response("").stream
    assert (file.mode, file.encoding, file.isatty(), file.closed) == ("wb+", "utf-8", False, False)
    file.flush()
    file.close()
    assert file.closed
    for use in (lambda: file.write(b"x"), file.flush, file.isatty):
        with pytest.raises(ValueError, match="closed file"):
            use()


def test_the_stream_is_one_object(Response):
    response = Response("")
    assert response.stream is response.stream


# Freezing it


def test_a_frozen_stream_has_length_and_etag_and_can_be_pickled(Response, send):
    response = Response(stream("a", "b"), 201)
    response.freeze()
    assert response.response == [b"a", b"b"]
    assert response.headers["Content-Length"] == "2"
    thawed = pickle.loads(pickle.dumps(response))
    assert thawed.get_etag() == response.get_etag() != (None, None)
    answer = send(thawed)
    assert (answer.status, answer.body) == ("201 CREATED", b"ab")


def test_freezing_keeps_an_etag(Response):
    response = Response("x")
    response.set_etag("mine")
    response.freeze()
    assert response.get_etag() == ("mine", False)


def test_freezing_reads_also_what_must_not_be_converted(Response):
    response = Response(stream(b"a"), direct_passthrough=True)
    response.freeze()
    assert response.data == b"a"


def test_freezing_closes_what_it_read(ours, recorder):
    body = recorder()
    ours(body).freeze()
    assert body.closed == 1


def test_a_response_that_nobody_looked_at_can_be_pickled(Response, send):
    thawed = pickle.loads(pickle.dumps(Response("abc", 404)))
    assert (thawed.status_code, thawed.data) == (404, b"abc")


# JSON


@pytest.mark.parametrize(
    ("mimetype", "is_json"),
    [
        ("application/json", True),
        ("application/problem+json", True),
        ("application/json; charset=utf-8", True),
        ("text/json", False),
        ("application/jsonp", False),
        ("text/html", False),
        ("model/gltf+json", False),
    ],
)
def test_json_is_known_by_the_media_type(Response, mimetype, is_json):
    response = Response("[1]", content_type=mimetype)
    assert response.is_json is is_json
    assert response.json == ([1] if is_json else None)


def test_no_content_type_is_no_json(Response):
    response = Response("[1]")
    del response.headers["Content-Type"]
    assert not response.is_json
    assert response.mimetype is None


def test_json_can_be_read_whatever_the_type(Response):
    assert Response('{"a": "é"}').get_json(force=True) == {"a": "é"}


def test_broken_json_is_a_value_error_or_none(Response):
    response = Response("{", mimetype="application/json")
    with pytest.raises(ValueError):
        response.get_json()
    assert response.get_json(silent=True) is None


def test_json_is_read_by_the_provider_of_the_current_app(wrappers):
    framework = import_module(wrappers.__name__.partition(".")[0])
    app = framework.Flask("an_app")
    app.json.loads = lambda text, **options: "from the provider"
    response = wrappers.Response("[1]", mimetype="application/json")
    with app.app_context():
        assert response.json == "from the provider"
    assert response.json == [1]


def test_a_class_may_bring_its_own_json(Response):
    class Shouting(Response):
        class json_module:
            loads = staticmethod(lambda text: text.decode().upper())

    assert Shouting('"a"', mimetype="application/json").json == '"A"'


# How it is shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("héllo", "<Response 6 bytes [200 OK]>"),
        (["a", "b"], "<Response 2 bytes [200 OK]>"),
        (iter("a"), "<Response streamed [200 OK]>"),
        ({"a": 1}.keys(), "<Response likely-streamed [200 OK]>"),
    ],
)
def test_the_repr_tells_size_and_status(Response, body, shown):
    assert repr(Response(body)) == shown


def test_to_show_a_stream_does_not_read_it(Response, recorder):
    body = recorder()
    repr(Response(body))
    assert body.started == 0
