"""The body: what is announced is read, and never more; what passes a limit is a 413."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper
from time import process_time

import pytest
from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestEntityTooLarge
from werkzeug.wsgi import LimitedStream

import microflask
from microflask import Request
from microflask.wrappers.form import FormDataParser
from tests.reference import compares
from tests.requests.environs import (
    BOUNDARY,
    EndlessStream,
    body_environ,
    field,
    multipart_body,
    multipart_environ,
    upload,
)

URLENCODED = "application/x-www-form-urlencoded"
LONG = 100_000  # more than is read at once


def connection(stream, length=None, **environ):
    made = body_environ(b"", **{"wsgi.input": stream, **environ})
    del made["CONTENT_LENGTH"]
    if length is not None:
        made["CONTENT_LENGTH"] = str(length)
    return made


def chunked(stream, length=None, **environ):
    """Return an environ as a server makes it that ends the stream by itself."""
    return connection(stream, length, **{"wsgi.input_terminated": True, **environ})


# Getting the body


@pytest.mark.parametrize("size", [0, 1, 1000, LONG])
def test_the_body_is_read_to_its_end(framework, size):
    body = bytes(size)
    request = framework.Request(body_environ(body))
    assert request.get_data() == request.data == body
    assert request.content_length == size


def test_the_body_as_text(framework):
    assert framework.Request(body_environ("ü☃".encode())).get_data(as_text=True) == "ü☃"
    assert framework.Request(body_environ(b"a\xff")).get_data(as_text=True) == "a\ufffd"


def test_the_body_is_kept_unless_that_is_unwanted(framework):
    request = framework.Request(body_environ(b"abc"))
    assert request.get_data(cache=False) == b"abc"
    assert request.get_data() == b""


@pytest.mark.parametrize("size", [6, LONG])
def test_the_body_as_a_stream(framework, size):
    request = framework.Request(body_environ(b"ab\ncd\n" + bytes(size - 6)))
    assert request.stream.read(1) == b"a"
    assert request.stream.readline() == b"b\n"
    assert next(iter(request.stream)) == b"cd\n"
    assert len(request.stream.read()) == size - 6
    assert request.stream.read() == request.stream.read(1) == b""


def test_a_long_body_can_be_wrapped_as_text(framework):
    text = "zeile ü\n" * 20_000
    request = framework.Request(body_environ(text.encode()))
    assert "".join(TextIOWrapper(request.stream, "utf-8")) == text


def test_the_servers_own_stream_can_be_had(framework):
    stream = BytesIO(b"abc")
    assert framework.Request(connection(stream)).input_stream is stream


def test_a_long_stream_tells_where_it_is():
    stream = Request(body_environ(bytes(LONG))).stream
    assert (stream.tell(), stream.limit, stream.is_exhausted) == (0, LONG, False)
    assert len(stream.exhaust()) == LONG
    assert (stream.tell(), stream.is_exhausted) == (LONG, True)


@pytest.mark.parametrize("size", [0, 3, LONG])
def test_the_stream_is_a_limited_stream_of_werkzeugs(framework, size):
    request = framework.Request(body_environ(bytes(size)))
    assert isinstance(request.stream, LimitedStream)
    assert request.stream.limit == size
    request.get_data()
    assert isinstance(request.stream, LimitedStream)
    assert request.stream.exhaust() == b""


@pytest.mark.parametrize("environ", [body_environ(b"abc\nde"), chunked(BytesIO(b"abc\nde"))])
def test_to_read_nothing_of_a_stream_changes_nothing(environ):
    stream = Request(environ).stream
    assert stream.read(0) == stream.readline(0) == b""
    assert stream.readinto(bytearray()) == 0
    assert stream.read() == b"abc\nde"


@pytest.mark.parametrize("read", ["stream", "data", "form", "files", "values"])
@pytest.mark.parametrize("content_type", ["", "text/plain", URLENCODED, f"{URLENCODED}; a=b"])
def test_a_shallow_request_refuses_to_read_its_body(framework, read, content_type):
    request = framework.Request(body_environ(b"abc", content_type), shallow=True)
    assert request.shallow
    with pytest.raises(RuntimeError, match="shallow"):
        getattr(request, read)
    with pytest.raises(RuntimeError, match="shallow"):
        request.get_data()


# How long it is


@pytest.mark.parametrize("size", [10, LONG])
def test_no_more_is_read_than_was_announced(framework, size):
    stream = BytesIO(b"a" * size + b"the next request")
    request = framework.Request(connection(stream, size))
    assert request.get_data() == b"a" * size
    assert request.stream.read() == b""
    assert stream.tell() == size


@pytest.mark.parametrize("size", [10, LONG])
@pytest.mark.parametrize("arrived", [0, 3])
def test_a_body_that_ends_too_early_is_a_400(framework, size, arrived):
    request = framework.Request(connection(BytesIO(b"a" * arrived), size))
    with pytest.raises(ClientDisconnected):
        request.get_data()


WAYS_TO_READ = {
    "read": lambda request: request.stream.read(),
    "read a part": lambda request: request.stream.read(5),
    "readline": lambda request: request.stream.readline(),
    "readlines": lambda request: request.stream.readlines(),
    "iterate": lambda request: list(request.stream),
    "readinto": lambda request: request.stream.readinto(bytearray(5)),
    "exhaust": lambda request: request.stream.exhaust(),
    "get_data": lambda request: request.get_data(),
    "data": lambda request: request.data,
    "json": lambda request: request.get_json(force=True),
    "silent json": lambda request: request.get_json(force=True, silent=True),
    "form": lambda request: request.form,
}


class Broken:
    def __init__(self, error):
        self.error = error

    def read(self, size=-1):
        raise self.error

    readline = read


@pytest.mark.parametrize("error", [OSError("reset"), TimeoutError(), ValueError("bad chunk")])
@pytest.mark.parametrize("read", WAYS_TO_READ.values(), ids=WAYS_TO_READ)
@pytest.mark.parametrize(
    "environ",
    [
        {"length": 10},
        {"length": LONG},
        {"length": 10, "wsgi.input_terminated": True},
        {"wsgi.input_terminated": True},
    ],
)
@pytest.mark.parametrize("limit", [None, 10**6])
@pytest.mark.parametrize("content_type", [URLENCODED, f"multipart/form-data; boundary={BOUNDARY}"])
def test_a_connection_that_breaks_is_a_400(error, read, environ, limit, content_type):
    if content_type != URLENCODED and read is WAYS_TO_READ["data"]:
        content_type = "text/plain"
    request = Request(connection(Broken(error), CONTENT_TYPE=content_type, **environ))
    request.max_content_length = limit
    with pytest.raises(ClientDisconnected):
        read(request)


@pytest.mark.parametrize("read", WAYS_TO_READ.values(), ids=WAYS_TO_READ)
@pytest.mark.parametrize("content_type", [URLENCODED, f"multipart/form-data; boundary={BOUNDARY}"])
def test_a_body_that_the_server_ends_before_its_length_is_a_400(read, content_type):
    environ = chunked(BytesIO(), length=10, CONTENT_TYPE=content_type)
    with pytest.raises(ClientDisconnected):
        read(Request(environ))


def test_what_arrives_of_a_body_that_the_server_ends_too_early_can_be_read():
    stream = Request(chunked(BytesIO(b"abc"), length=10)).stream
    assert stream.read(5) == b"abc"
    with pytest.raises(ClientDisconnected):
        stream.read(5)


def test_a_body_that_the_server_decompresses_may_be_longer_than_announced(framework):
    request = framework.Request(chunked(BytesIO(b"a" * LONG), length=10))
    assert request.get_data() == b"a" * LONG


@pytest.mark.parametrize("terminated", [{}, {"wsgi.input_terminated": True}])
def test_lines_are_read_by_the_servers_own_stream(terminated):
    """Byte by byte, as Python would read them otherwise, a long line takes 20 times as long."""

    class Counting(BytesIO):
        calls = 0

        def read(self, size=-1):
            self.calls += 1
            return super().read(size)

        def readline(self, size=-1):
            self.calls += 1
            return super().readline(size)

    source = Counting(b"a" * LONG + b"\nb\nthe next request")
    stream = Request(connection(source, LONG + 3, **terminated)).stream
    assert stream.readline(5) == b"aaaaa"
    assert [len(stream.readline()), stream.readline()] == [LONG - 4, b"b\n"]
    assert terminated or stream.readline() == b""
    assert source.calls == 3


# Werkzeug takes the codings apart; its older versions did not know the second one.
@pytest.mark.parametrize("coding", ["chunked", pytest.param("gzip, Chunked", marks=compares)])
@pytest.mark.parametrize("length", [None, 3])
@pytest.mark.parametrize("read", WAYS_TO_READ.values(), ids=WAYS_TO_READ)
def test_a_chunked_body_that_the_server_does_not_end_is_a_411(coding, length, read):
    stream = BytesIO(b"3\r\na=b\r\n0\r\n\r\n")
    environ = connection(stream, length, HTTP_TRANSFER_ENCODING=coding, CONTENT_TYPE=URLENCODED)
    with pytest.raises(LengthRequired):
        read(Request(environ))
    assert stream.tell() == 0


def test_such_a_request_is_served_unless_its_body_is_read(app, client):
    app.add_url_rule("/", "index", lambda: "Hello", methods=["POST"])
    headers = {"Transfer-Encoding": "chunked"}
    assert client.post("/", headers=headers, input_stream=BytesIO(b"0\r\n\r\n")).text == "Hello"


@pytest.mark.parametrize("size", [10, LONG])
def test_a_body_may_arrive_in_small_pieces(framework, size):
    class Dripping(BytesIO):
        readinto = None

        def read(self, size=-1):
            return super().read(min(size, 3))

    stream = Dripping(b"a" * size)
    del Dripping.readinto
    assert framework.Request(connection(stream, size)).get_data() == b"a" * size


@pytest.mark.parametrize(
    "announced", ["-1", "1_0", "٣", "+3", "0x3", "3.0", "", "three", "9" * 5000]
)
def test_a_length_that_is_no_number_is_an_empty_body(framework, announced):
    stream = BytesIO(b"abcdefghij")
    request = framework.Request(connection(stream, announced))
    assert request.content_length == 0
    assert request.get_data() == b""
    assert stream.tell() == 0


def test_spaces_around_the_length_do_not_matter(framework):
    request = framework.Request(connection(BytesIO(b"abcdef"), " 3\t"))
    assert request.content_length == 3
    assert request.get_data() == b"abc"


def test_without_a_length_the_body_is_empty(framework):
    stream = BytesIO(b"abc")
    request = framework.Request(connection(stream))
    assert request.content_length is None
    assert request.get_data() == b""
    assert stream.tell() == 0


def test_a_server_that_ends_the_stream_is_read_to_the_end(framework):
    request = framework.Request(chunked(BytesIO(b"a" * LONG)))
    assert request.get_data() == b"a" * LONG


def test_a_server_that_says_it_does_not_end_the_stream_is_believed():
    environ = connection(BytesIO(b"abc"), **{"wsgi.input_terminated": False})
    assert Request(environ).get_data() == b""


@pytest.mark.parametrize("coding", ["chunked", "gzip, Chunked"])
def test_a_chunked_body_has_no_length(framework, coding):
    environ = chunked(BytesIO(b"abc"), CONTENT_LENGTH="2", HTTP_TRANSFER_ENCODING=coding)
    request = framework.Request(environ)
    assert request.content_length is None
    assert request.get_data() == b"abc"


def test_a_client_that_announces_a_terabyte_gets_no_room_for_it():
    class Asked(BytesIO):
        most = 0

        def read(self, size=-1):
            self.most = max(self.most, size)
            return super().read(size)

    stream = Asked(b"abc")
    with pytest.raises(ClientDisconnected):
        Request(connection(stream, 10**4000)).get_data()
    assert stream.most <= 2**16


# MAX_CONTENT_LENGTH


def limited(framework, environ, **limits):
    request = framework.Request(environ)
    for name, limit in limits.items():
        setattr(request, name, limit)
    return request


@pytest.mark.parametrize("read", [lambda r: r.stream.read(), lambda r: r.get_data()])
def test_a_body_longer_than_the_limit_is_a_413_before_it_is_read(framework, read):
    stream = BytesIO(b"abcd")
    request = limited(framework, connection(stream, 4), max_content_length=3)
    with pytest.raises(RequestEntityTooLarge):
        read(request)
    assert stream.tell() == 0


@pytest.mark.parametrize("environ", [connection, chunked])
def test_a_body_as_long_as_the_limit_is_read(environ):
    made = environ(BytesIO(b"abc"))
    made["CONTENT_LENGTH"] = "3"
    assert limited(microflask, made, max_content_length=3).get_data() == b"abc"


@pytest.mark.parametrize("size", [4, LONG])
def test_a_stream_that_passes_the_limit_is_a_413(size):
    request = Request(chunked(EndlessStream()))
    request.max_content_length = size
    with pytest.raises(RequestEntityTooLarge):
        request.get_data()
    assert request.input_stream.taken <= size + 1


def test_a_stream_with_a_limit_can_be_read_in_parts(framework):
    request = limited(framework, chunked(BytesIO(b"abcdef")), max_content_length=10)
    assert request.stream.read(4) == b"abcd"
    assert request.stream.read(4) == b"ef"
    assert request.stream.read(4) == b""


def test_a_limit_holds_for_forms_and_json(framework):
    for content_type, read in (
        (URLENCODED, lambda r: r.form),
        ("multipart/form-data; boundary=b", lambda r: r.files),
        ("application/json", lambda r: r.json),
    ):
        environ = body_environ(b"a" * 11, content_type)
        with pytest.raises(RequestEntityTooLarge):
            read(limited(framework, environ, max_content_length=10))


# MAX_FORM_MEMORY_SIZE and MAX_FORM_PARTS


def test_a_field_as_large_as_the_limit_is_read():
    request = Request(multipart_environ(multipart_body(field("a", b"x" * 1000))))
    request.max_form_memory_size = 1000
    assert len(request.form["a"]) == 1000


@pytest.mark.parametrize("size", [1001, LONG * 20])
def test_a_field_larger_than_the_limit_is_a_413(framework, size):
    environ = multipart_environ(multipart_body(field("a", b"x" * size)))
    with pytest.raises(RequestEntityTooLarge):
        limited(framework, environ, max_form_memory_size=1000).form  # noqa: B018


def test_of_a_field_that_is_too_large_no_more_is_read_than_shows_it():
    start = multipart_body(field("a"))[:-20]
    stream = BytesIO(start + b"x" * 5_000_000)
    request = Request(multipart_environ(b"", CONTENT_LENGTH="5000000"))
    request.environ["wsgi.input"] = stream
    with pytest.raises(RequestEntityTooLarge):
        request.form  # noqa: B018
    assert stream.tell() < 700_000


def test_a_file_may_be_larger_than_a_field():
    environ = multipart_environ(multipart_body(upload("f", "f", b"x" * 5000)))
    with Request(environ) as request:
        request.max_form_memory_size = 1000
        assert len(request.files["f"].read()) == 5000


def test_a_form_may_have_as_many_parts_as_the_limit(framework):
    environ = multipart_environ(multipart_body(*[field("a")] * 1000))
    assert len(framework.Request(environ).form.getlist("a")) == 1000


@pytest.mark.parametrize("part", [field("a"), upload("f", "f")])
def test_one_part_more_is_a_413(part):
    with pytest.raises(RequestEntityTooLarge):
        Request(multipart_environ(multipart_body(*[part] * 1001))).form  # noqa: B018


def test_a_plain_form_may_have_as_many_fields_as_the_limit(framework):
    request = framework.Request(body_environ(b"&".join([b"a=1"] * 1000), URLENCODED))
    assert len(request.form.getlist("a")) == 1000


def test_a_plain_form_with_one_field_more_is_a_413():
    with pytest.raises(RequestEntityTooLarge):
        Request(body_environ(b"&".join([b"a=1"] * 1001), URLENCODED)).form  # noqa: B018


def test_a_plain_form_larger_than_the_limit_is_a_413_before_it_is_read():
    stream = BytesIO(b"a=" + b"x" * 5_000_000)
    environ = connection(stream, 5_000_002, CONTENT_TYPE=URLENCODED)
    with pytest.raises(RequestEntityTooLarge):
        Request(environ).form  # noqa: B018
    assert stream.tell() < 600_000


def test_a_plain_form_without_an_end_is_a_413():
    environ = chunked(EndlessStream(), CONTENT_TYPE=URLENCODED)
    with pytest.raises(RequestEntityTooLarge):
        Request(environ).form  # noqa: B018
    assert environ["wsgi.input"].taken < 600_000


@pytest.mark.parametrize("body", [b"a=" + b"x" * 600_000, b"&".join([b"a=1"] * 2000)])
def test_without_limits_a_plain_form_may_be_of_any_size(app, framework, body):
    app.config.update(MAX_FORM_MEMORY_SIZE=None, MAX_FORM_PARTS=None)
    with app.app_context():
        assert "a" in framework.Request(body_environ(body, URLENCODED)).form


def with_filler(place, filler):
    form = multipart_body(field("a"))
    return filler + form if place == "preamble" else form + filler


@pytest.mark.parametrize("place", ["preamble", "epilogue"])
def test_a_preamble_or_epilogue_is_passed_over_in_chunks(framework, place):
    class Watching(BytesIO):
        most = reads = 0

        def read(self, size=-1):
            self.most = max(self.most, size)
            self.reads += 1
            return super().read(size)

    body = with_filler(place, b"x\r\n" * 100_000)
    environ = multipart_environ(body)
    environ["wsgi.input"] = Watching(body)
    assert framework.Request(environ).form.to_dict() == {"a": "x"}
    assert environ["wsgi.input"].most <= 2**16
    assert environ["wsgi.input"].reads < len(body) / 2**16 + 5


@pytest.mark.parametrize("place", ["preamble", "epilogue"])
@pytest.mark.parametrize("filler", [b"x", b"\r", b"\r\n", b"\r\n--a-boundar"])
def test_a_preamble_or_epilogue_larger_than_a_field_may_be_is_a_413(framework, place, filler):
    body = with_filler(place, filler * (2_000_000 // len(filler)) + b"\r\n")
    stream = BytesIO(body)
    environ = multipart_environ(body)
    environ["wsgi.input"] = stream
    with pytest.raises(RequestEntityTooLarge):
        framework.Request(environ).form  # noqa: B018
    assert stream.tell() < 700_000


@pytest.mark.parametrize("size", [9_000, 100_000])
def test_a_huge_header_of_a_part_is_a_413(size):
    headers = [*field("a")[0], "X-Huge: " + "x" * size]
    stream = BytesIO(multipart_body((headers, b"x")) + b"x" * 1_000_000)
    environ = multipart_environ(b"", CONTENT_LENGTH=str(len(stream.getvalue())))
    environ["wsgi.input"] = stream
    with pytest.raises(RequestEntityTooLarge):
        Request(environ).form  # noqa: B018
    assert stream.tell() < 200_000


@pytest.mark.parametrize("filler", [b"\r", b"\n", b"\r\n", b"\r\n--", b"\r\n--a-boundar", b"x"])
def test_a_file_of_line_breaks_is_searched_once(filler):
    """What has been read goes to the file at once: nothing is kept that would be searched again."""

    class Body(BytesIO):
        most_kept = 0

        def read(self, size=-1):
            self.most_kept = max(self.most_kept, self.tell() - sum(written))
            return super().read(size)

    class File(BytesIO):
        def write(self, chunk):
            written.append(len(chunk))
            return super().write(chunk)

    written = []
    content = filler * (2_000_000 // len(filler))
    body = Body(multipart_body(upload("f", "f", content)))
    parser = FormDataParser(stream_factory=lambda **part: File())
    _, _, files = parser.parse(body, "multipart/form-data", None, {"boundary": BOUNDARY})
    assert files["f"].read() == content
    assert body.most_kept < 500


@pytest.mark.parametrize(
    "lines",
    [
        ["X-Note: x"] * 500,
        ["X-Note: x", *[" " + "x" * 100] * 50],
        ["X-Note: x", *[" "] * 2_000],
        ["X-Note: x; a*=utf-8''" + "%C3" * 2_000],
        ["X-Note: x" + "; a*0=x" * 1_000],
    ],
    ids=["many", "folded", "folded to nothing", "percent-encoded", "in pieces"],
)
def test_no_notation_makes_the_header_of_a_part_longer_than_the_limit(lines):
    headers = [*field("a")[0], *lines]
    with pytest.raises(RequestEntityTooLarge):
        Request(multipart_environ(multipart_body((headers, b"x")))).form  # noqa: B018


def test_the_header_of_a_part_may_have_many_lines(framework):
    headers = [*field("a")[0], *["X-Note: x"] * 100]
    request = framework.Request(multipart_environ(multipart_body((headers, b"x"))))
    assert request.form.to_dict() == {"a": "x"}


@pytest.mark.parametrize(
    "disposition",
    [
        'form-data; name="' + "\\\\" * 1_900 + '"',
        "form-data; name=a" + "; b*0*=''%41" * 300,
        "form-data; name=a" + '; b="' * 750,
        "form-data; name*=utf-8'" + "a'" * 1_900,
        "form-data" + ";\r\n " * 900 + "; name=a",
    ],
    ids=["escapes", "pieces", "open quotes", "quotes", "folds"],
)
def test_many_parts_with_long_headers_are_read_in_time(disposition):
    parts = [([f"Content-Disposition: {disposition}; n={n}"], b"x") for n in range(200)]
    environ = multipart_environ(multipart_body(*parts))
    start = process_time()
    Request(environ).form  # noqa: B018
    assert process_time() - start < 1


# Where limits come from


LIMITS = {
    "max_content_length": ("MAX_CONTENT_LENGTH", None, None),
    "max_form_memory_size": ("MAX_FORM_MEMORY_SIZE", 500_000, 500_000),
    "max_form_parts": ("MAX_FORM_PARTS", 1_000, 1_000),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_without_an_app(framework, name):
    assert getattr(framework.Request(body_environ(b"")), name) == LIMITS[name][2]


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_those_of_the_current_app(framework, app, name):
    setting, default, _ = LIMITS[name]
    with app.app_context():
        assert getattr(framework.Request(body_environ(b"")), name) == default
        app.config[setting] = 7
        assert getattr(framework.Request(body_environ(b"")), name) == 7


@pytest.mark.parametrize("name", LIMITS)
def test_a_request_may_have_limits_of_its_own(framework, app, name):
    with app.app_context():
        request = framework.Request(body_environ(b""))
        setattr(request, name, 5)
        assert getattr(request, name) == 5
        setattr(request, name, None)
        assert getattr(request, name) == LIMITS[name][1]


@pytest.mark.parametrize("read", ["get_data", "get_json"])
def test_a_subclass_may_have_a_stream_of_its_own(framework, read):
    class Upper(framework.Request):
        @property
        def stream(self):
            return BytesIO(b"[1]")

    request = Upper(body_environ(b"[0]", "application/json"))
    assert getattr(request, read)() in (b"[1]", [1])


@pytest.mark.parametrize("read", ["get_data", "get_json"])
def test_an_assigned_stream_is_the_body(framework, read):
    request = framework.Request(body_environ(b"[0]", "application/json"))
    request.stream = BytesIO(b"[1]")
    assert getattr(request, read)() in (b"[1]", [1])


@pytest.mark.parametrize("cache", [True, False])
def test_a_body_that_was_read_is_not_in_the_stream(framework, cache):
    source = BytesIO(b"abc, and what the next request says")
    request = framework.Request(body_environ(b"abc", **{"wsgi.input": source}))
    assert request.get_data(cache=cache) == b"abc"
    assert request.stream.read() == b""
    assert request.get_data() == (b"abc" if cache else b"")
    assert source.tell() == 3


@pytest.mark.parametrize("name", LIMITS)
def test_a_subclass_may_have_limits_of_its_own(framework, app, name):
    subclass = type("Limited", (framework.Request,), {name: 3})
    with app.app_context():
        assert getattr(subclass(body_environ(b"")), name) == 3


def test_a_limit_that_is_set_in_a_view_holds(app, client, framework):
    @app.post("/")
    def view():
        framework.request.max_content_length = 3
        return framework.request.get_data()

    assert client.post("/", data=b"abc").data == b"abc"
    assert client.post("/", data=b"abcd").status_code == 413
