"""The quickstart through a real server, as the README starts it."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from tests.examples.servers import ROOT


@pytest.fixture(scope="module")
def address(serve: Callable[..., str]) -> str:
    """The address of a running server."""
    return serve("quickstart")


def test_the_server_sends_a_page(address: str) -> None:
    with urlopen(f"{address}/hello", timeout=10) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.read() == b"<p>Hello, World!</p>"


def test_the_server_sends_the_home_page_and_its_style_sheet(address: str) -> None:
    with urlopen(address, timeout=10) as page:
        assert b'href="/static/style.css"' in page.read()
    with urlopen(f"{address}/static/style.css", timeout=10) as style:
        assert style.headers["Content-Type"] == "text/css; charset=utf-8"
        content = style.read()
    source = ROOT / "examples/quickstart/static/style.css"
    assert content == source.read_bytes()


def test_the_server_redirects_to_the_slash(address: str) -> None:
    # Not by urlopen(), which follows a 308 from Python 3.11 on only.
    connection = HTTPConnection(address.removeprefix("http://"), timeout=10)
    connection.request("GET", "/projects")
    with connection.getresponse() as answer:
        assert answer.status == 308
        assert answer.headers["Location"] == f"{address}/projects/"
    connection.close()


def test_the_server_sends_our_own_404_page(address: str) -> None:
    with pytest.raises(HTTPError) as error:
        urlopen(f"{address}/about/", timeout=10)
    with error.value as answer:
        assert answer.code == 404
        assert b"Nothing is here" in answer.read()


def test_a_session_lasts_from_request_to_request(address: str) -> None:
    browser = build_opener(HTTPCookieProcessor())
    with browser.open(f"{address}/login", b"username=Anna", timeout=10) as page:
        assert b"Welcome, Anna!" in page.read()
    with browser.open(f"{address}/api/me", timeout=10) as answer:
        assert answer.read().split() == b'{"logged_in":true,"name":"Anna"}'.split()


def test_a_large_upload_is_answered_not_cut_off(address: str) -> None:
    form = Request(
        f"{address}/uploads",
        b"--x\r\nContent-Disposition: form-data; name=file; filename=big\r\n\r\n"
        + bytes(4 * 1024 * 1024)
        + b"\r\n--x--\r\n",
        {"Content-Type": "multipart/form-data; boundary=x"},
    )
    with pytest.raises(HTTPError) as error:
        urlopen(form, timeout=10)
    with error.value as answer:
        assert answer.code == 413
        assert b"That file is too large" in answer.read()
