"""Requests for a part of a body: RFC 9110, section 14."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from wsgiref.util import FileWrapper as ServerFileWrapper

import pytest
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.test import create_environ
from werkzeug.wsgi import FileWrapper

DIGITS = b"0123456789"
CHANGED = "Sun, 06 Nov 1994 08:49:37 GMT"


def ask(response, asked, accept_ranges=True, length=10, method="GET", **conditions):
    headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    environ = create_environ(method=method, headers={"Range": asked, **headers})
    return response.make_conditional(environ, accept_ranges, length)


def digits(response_class, body=DIGITS):
    return response_class(body, headers={"ETag": '"x"', "Last-Modified": CHANGED})


# One range


@pytest.mark.parametrize(
    ("asked", "part", "content_range"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-10", DIGITS, "bytes 0-9/10"),
        ("bytes=8-100", b"89", "bytes 8-9/10"),
        ("bytes=8-" + "9" * 400, b"89", "bytes 8-9/10"),
        ("BYTES=0-1", b"01", "bytes 0-1/10"),
        ("bytes= 0 - 1 ", b"01", "bytes 0-1/10"),
    ],
)
@pytest.mark.parametrize("kind", ["text", "list", "file", "stream"])
def test_a_part_of_the_body_is_sent(Response, send, asked, part, content_range, kind):
    body = {
        "text": DIGITS,
        "list": [b"012", b"3", b"456789"],
        "file": FileWrapper(io.BytesIO(DIGITS), 3),
        "stream": (DIGITS[i : i + 4] for i in (0, 4, 8)),
    }[kind]
    response = ask(digits(Response, body), asked)
    assert response.headers["Content-Range"] == content_range
    assert response.headers["Accept-Ranges"] == "bytes"
    answer = send(response)
    assert answer.status == "206 PARTIAL CONTENT"
    assert answer["Content-Length"] == str(len(part))
    assert answer.body == part


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=-0",
        "bytes=10-",
        "bytes=10-12",
        "bytes=5-2",
        "bytes=",
        "bytes=-",
        "bytes=--5",
        "bytes=a-b",
        "bytes=1_0-",
        "bytes=٣-",
        "bytes=+1-2",
        "bytes=1-2-3",
        "bytes=10-,20-30",
        "bytes=5-2,-0,a",
        "bytes=,",
        "bytes=" + "9" * 5000 + "-",
        "junk",
        "",
    ],
)
def test_a_range_that_is_broken_or_beyond_the_end_is_a_416(Response, asked):
    environ = create_environ()
    environ["HTTP_RANGE"] = asked
    with pytest.raises(RequestedRangeNotSatisfiable) as error:
        digits(Response).make_conditional(environ, True, 10)
    assert ("Content-Range", "bytes */10") in error.value.get_headers()


# The whole instead


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_other_methods_have_no_ranges(Response, method):
    response = ask(digits(Response), "bytes=0-3", method=method)
    assert response.status_code == 200
    assert "Accept-Ranges" not in response.headers


@pytest.mark.parametrize("length", [None, 0])
def test_without_a_length_there_are_no_ranges(Response, length):
    response = ask(digits(Response), "bytes=0-3", length=length)
    assert response.status_code == 200


def test_where_ranges_are_not_accepted_there_are_none(Response):
    response = ask(digits(Response), "bytes=0-3", accept_ranges=False)
    assert response.status_code == 200
    assert "Accept-Ranges" not in response.headers


def test_a_unit_other_than_bytes_is_ignored(ours):
    assert ask(digits(ours), "items=0-3").status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "bytes=0-1, 0-1",
        "bytes=-1,-2",
        "bytes=50-60,0-1",
        "bytes=a,0-1",
    ],
)
def test_who_asks_for_several_parts_gets_the_whole(ours, send, asked):
    answer = send(ask(digits(ours), asked))
    assert (answer.status, answer.body) == ("200 OK", DIGITS)
    assert "Content-Range" not in answer


@pytest.mark.parametrize("asked", ["bytes=0-3", "bytes=50-", "bytes=-0"])
def test_head_has_the_headers_of_the_whole(ours, send, asked):
    answer = send(ask(digits(ours), asked, method="HEAD"), method="HEAD")
    assert (answer.status, answer["Content-Length"], answer.body) == ("200 OK", "10", b"")
    assert answer["Accept-Ranges"] == "bytes"


def test_where_the_header_says_none_there_are_no_ranges(ours):
    response = ask(digits(ours), "bytes=0-3", accept_ranges="none")
    assert (response.status_code, response.accept_ranges) == (200, "none")


def test_what_is_not_200_has_no_ranges(ours):
    assert ask(ours(DIGITS, 404), "bytes=0-3").status_code == 404


def test_a_suffix_longer_than_the_whole_is_the_whole(ours):
    response = ask(digits(ours), "bytes=-100")
    assert (response.status_code, response.data) == (206, DIGITS)


# Only if it is the same version


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        ('"x"', 206),
        ("x", 206),
        ('"y"', 200),
        ("", 200),
        (CHANGED, 206),
        ("Sat, 05 Nov 1994 08:49:37 GMT", 200),
    ],
)
def test_if_range_asks_for_the_whole_if_it_changed(Response, if_range, status):
    assert ask(digits(Response), "bytes=0-3", If_Range=if_range).status_code == status


@pytest.mark.parametrize("if_range", ['W/"x"', "Mon, 07 Nov 1994 08:49:37 GMT"])
def test_if_range_must_match_exactly(ours, if_range):
    assert ask(digits(ours), "bytes=0-3", If_Range=if_range).status_code == 200


def test_without_versions_nothing_matches_if_range(ours):
    assert ask(ours(DIGITS), "bytes=0-3", If_Range="").status_code == 200
    assert ask(ours(DIGITS), "bytes=0-3", If_Range='"x"').status_code == 200
    assert ask(ours(DIGITS), "bytes=0-3", If_Range=CHANGED).status_code == 200


def test_who_has_the_whole_gets_no_part(ours):
    assert ask(digits(ours), "bytes=0-3", If_None_Match='"x"').status_code == 304
    assert ask(digits(ours), "bytes=50-", If_None_Match='"x"').status_code == 304
    assert ask(digits(ours), "bytes=0-3", If_Match='"y"').status_code == 412


# Files


class Disk(io.BytesIO):
    """A file that counts what is read of it, and has no ``fileno``."""

    bytes_read = 0

    def read(self, size=-1):
        chunk = super().read(size)
        self.bytes_read += len(chunk)
        return chunk


@pytest.mark.parametrize("wrapper", [FileWrapper, ServerFileWrapper])
def test_a_part_of_a_file_is_found_without_reading_what_is_before(ours, send, wrapper):
    disk = Disk(bytes(100_000) + DIGITS)
    response = ours(wrapper(disk, 1000), direct_passthrough=True)
    response = ask(response, "bytes=-10", length=100_010)
    answer = send(response)
    assert answer.body == DIGITS
    assert disk.bytes_read == 10
    assert disk.closed


def test_no_more_of_a_file_is_read_than_the_part_needs(Response, send):
    disk = Disk(bytes(100_000))
    response = Response(FileWrapper(disk, 1000), direct_passthrough=True)
    answer = send(ask(response, "bytes=0-1499", length=100_000))
    assert len(answer.body) == 1500
    assert disk.bytes_read == 2000


@pytest.mark.parametrize("passthrough", [True, False])
def test_a_stream_that_cannot_seek_is_closed_after_its_part(ours, send, recorder, passthrough):
    body = recorder([b"012", b"", b"345", b"6789"])
    response = ours(body, direct_passthrough=passthrough)
    answer = send(ask(response, "bytes=2-4"))
    assert answer.body == b"234"
    assert (body.started, body.closed) == (1, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_part_that_nobody_reads_is_closed(ours, send, recorder, method):
    body = recorder()
    response = ours(body, direct_passthrough=True)
    answer = send(ask(response, "bytes=1-1", length=2), method=method)
    answer.iterable.close()
    assert (body.started, body.closed) == (0, 1)


# Hostile input


def steps(call):
    """Return how many lines of Python *call* runs."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(None)
    return count


#: The garbage collector may call something while steps are counted. One step for each of 50,000
#: characters would be far more.
OTHER_STEPS = 100


@pytest.mark.parametrize("satisfiable", ["0-1", "50-60"])
def test_thousands_of_ranges_cost_no_more_steps_than_a_hundred(ours, satisfiable):
    def ask_for(count):
        with suppress(RequestedRangeNotSatisfiable):
            ask(digits(ours), "bytes=" + ",".join([satisfiable] * count))

    ask_for(100)
    few = steps(lambda: ask_for(100))
    assert steps(lambda: ask_for(50_000)) <= few + OTHER_STEPS


@pytest.mark.parametrize("filler", [" ", "\t", "-", "0"])
def test_a_long_range_costs_no_more_steps_than_a_short_one(ours, filler):
    def ask_for(asked):
        with pytest.raises(RequestedRangeNotSatisfiable):
            ask(digits(ours), asked)

    ask_for(f"bytes=x{filler}x")
    short = steps(lambda: ask_for(f"bytes=x{filler * 10}x"))
    assert steps(lambda: ask_for(f"bytes=x{filler * 50_000}x")) <= short + OTHER_STEPS
