"""The quickstart through a real server, as the README starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            urlopen(address, timeout=5).close()
            return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"The server does not answer. It wrote:\n{log.read_text()}")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    port = free_port()
    folder = tmp_path_factory.mktemp("server")
    log = folder / "log.txt"
    command = [sys.executable, "-m", "microflask", "--app", "examples/quickstart"]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "run", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(folder)},  # for the uploads
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/hello", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


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
