"""Headers of the greatest length that servers let through, made to be slow to parse or to fail."""

from __future__ import annotations

from itertools import product
from time import process_time

import pytest

from microflask import Flask, Request, send_file
from tests.security.conftest import make_environ

#: Many servers let through 64 kB. This is enough to tell the parsers that go over a header once
#: (2 to 12 ms) from those that go over it for each of its characters (half a second or more).
LENGTH = 16_000
SECONDS = 0.15

ATTRIBUTES = {
    "CONTENT_TYPE": ["mimetype", "mimetype_params", "is_json"],
    "CONTENT_LENGTH": ["content_length"],
    "HTTP_ACCEPT": ["accept_mimetypes"],
    "HTTP_ACCEPT_CHARSET": ["accept_charsets"],
    "HTTP_ACCEPT_ENCODING": ["accept_encodings"],
    "HTTP_ACCEPT_LANGUAGE": ["accept_languages"],
    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": ["access_control_request_headers"],
    "HTTP_AUTHORIZATION": ["authorization"],
    "HTTP_CACHE_CONTROL": ["cache_control"],
    "HTTP_COOKIE": ["cookies"],
    "HTTP_DATE": ["date"],
    "HTTP_IF_MATCH": ["if_match"],
    "HTTP_IF_MODIFIED_SINCE": ["if_modified_since"],
    "HTTP_IF_NONE_MATCH": ["if_none_match"],
    "HTTP_IF_RANGE": ["if_range"],
    "HTTP_IF_UNMODIFIED_SINCE": ["if_unmodified_since"],
    "HTTP_MAX_FORWARDS": ["max_forwards"],
    "HTTP_PRAGMA": ["pragma"],
    "HTTP_RANGE": ["range"],
    "HTTP_USER_AGENT": ["user_agent"],
    "HTTP_X_FORWARDED_FOR": ["access_route"],
}
READINGS = [(key, name) for key, names in ATTRIBUTES.items() for name in names]

AROUND = [("", ""), ("a=", '"'), ('a="', "b"), ("a; b*=", ";"), ("Digest a", "b"), ("bytes=", "")]
BLANK_FILLERS = [" ", "\t", " \t", " " * 32 + "x", f'a={" " * 32}";']
FILLERS = [*',;="\\%\xffa9', '\\"', "*=", "a*0=", "1-2,", "a,", "a=b,", "a;q=1,", ';a="b"', '"a",']


def seconds_to_read(attribute, key, header):
    request = Request(make_environ(**{key: header}))
    start = process_time()
    getattr(request, attribute)
    return process_time() - start


@pytest.mark.parametrize(("key", "attribute"), READINGS)
def test_a_long_header_is_read_in_time(key, attribute):
    for filler, (beginning, ending) in product(BLANK_FILLERS + FILLERS, AROUND):
        header = beginning + filler * (LENGTH // len(filler)) + ending
        # Now and then the garbage collector takes its time, too.
        tries = (seconds_to_read(attribute, key, header) for _ in range(3))
        assert any(seconds < SECONDS for seconds in tries), (filler, beginning, ending)


BLANKS = " " * 60_000


@pytest.mark.parametrize(
    ("key", "header", "read"),
    [
        ("HTTP_ACCEPT", f"a/b{BLANKS};{BLANKS}c=d", lambda r: r.accept_mimetypes.best),
        ("HTTP_COOKIE", f'a={BLANKS}"b"', lambda r: r.cookies["a"]),
        ("CONTENT_TYPE", f"a/b;{BLANKS}c=d", lambda r: r.mimetype_params["c"]),
        ("HTTP_CACHE_CONTROL", f"a{BLANKS}={BLANKS}b", lambda r: r.cache_control["a"]),
    ],
)
def test_a_long_header_means_what_it_means_without_its_blanks(key, header, read):
    short = Request(make_environ(**{key: header.replace(BLANKS, " ")}))
    assert read(Request(make_environ(**{key: header}))) == read(short)


#: What the headers with a date may say. The first ones raise OverflowError in the parser.
DATES = [
    "Mon, 01 Jan 9999999999 00:00:00 GMT",
    "Mon, 99999999999 Jan 2024 00:00:00 GMT",
    "Mon, 01 Jan 2024 00:00:00 +99999999999999",
    "Mon, 01 Jan " + "9" * 5000 + " 00:00:00 GMT",
    "Mon, 01 Jan 2024 99:99:99 GMT",
]


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("attribute", ["date", "if_modified_since", "if_unmodified_since"])
def test_a_date_that_cannot_be_read_counts_as_not_sent(attribute, date):
    key = "HTTP_" + attribute.upper()
    assert getattr(Request(make_environ(**{key: date})), attribute) is None


@pytest.mark.parametrize("date", DATES)
def test_if_range_names_no_version_by_such_a_date(date):
    assert Request(make_environ(HTTP_IF_RANGE=date)).if_range.date is None


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize(
    ("key", "status"),
    [("HTTP_IF_MODIFIED_SINCE", 206), ("HTTP_IF_UNMODIFIED_SINCE", 206), ("HTTP_IF_RANGE", 200)],
)
def test_a_file_is_sent_whatever_date_the_client_names(exchange, key, status, date):
    app = Flask("an_app")
    app.get("/")(lambda: send_file(__file__))
    assert exchange(app, HTTP_RANGE="bytes=0-9", **{key: date}).status == status
