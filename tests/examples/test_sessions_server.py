"""A session on the server, in SQLite and in Redis: what a cookie that only names it can do.

Flask-Session needs drop-in mode, which is for whole processes, and this one has the real Flask.
So the app runs behind a real server, and the tests are its visitors.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from bs4 import BeautifulSoup
from redis import Redis
from redis.exceptions import ConnectionError

from examples.sessions.storage import SQLiteStorage, choose_storage
from tests.examples.servers import ROOT, free_port

NO_REDIS = (
    "There is no redis-server: on Debian, 'apt-get install redis-server' brings the one that "
    "these tests keep sessions in."
)


@contextmanager
def run_redis(folder: Path, port: int) -> Iterator[str]:
    """Run a Redis that writes nothing to the disk, and give its URL."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(NO_REDIS)
        pytest.skip(NO_REDIS)
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    url = f"redis://127.0.0.1:{port}/0"
    with (folder / "redis.txt").open("wb") as log:
        with subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=log) as server:
            try:
                wait_for_redis(url, server)
                yield url
            finally:
                server.terminate()


def wait_for_redis(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    with Redis.from_url(url) as client:
        while time.monotonic() < deadline and server.poll() is None:
            try:
                client.ping()
                return
            except ConnectionError:
                time.sleep(0.05)
    pytest.fail(f"redis-server does not answer at {url}; it ended with {server.poll()}.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the SQLite file."""
    return tmp_path_factory.mktemp("kept") / "sessions"


@pytest.fixture(scope="module")
def sqlite_address(serve: Callable[..., str], folder: Path) -> str:
    return serve("sessions/server", SESSIONS_FOLDER=str(folder), REDIS_URL="")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_redis(tmp_path_factory.mktemp("redis"), free_port()) as url:
        yield url


@pytest.fixture(scope="module")
def redis_address(serve: Callable[..., str], redis_url: str) -> str:
    return serve("sessions/server", REDIS_URL=redis_url)


@pytest.fixture(params=["SQLite", "Redis"])
def address(request: pytest.FixtureRequest) -> str:
    """The app with each storage: what follows holds for both."""
    return request.getfixturevalue(f"{request.param.lower()}_address")


class Visitor:
    """A browser with a cookie jar of its own; ``page`` is what it was last shown."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> None:
        with self.opener.open(self.address + path, timeout=10) as answer:
            self.page = BeautifulSoup(answer.read(), "html.parser")

    def post(self, path: str, **fields: str) -> None:
        data = urlencode(fields).encode()
        with self.opener.open(self.address + path, data, timeout=10) as answer:
            self.page = BeautifulSoup(answer.read(), "html.parser")

    def text(self, selector: str) -> str:
        return " ".join(self.page.select_one(selector).text.split())

    @property
    def greeting(self) -> str:
        self.get("/")
        return self.text("h1")

    @property
    def held(self) -> str:
        """What the server holds of this visitor's session."""
        self.get("/cookie")
        return self.text("#held")

    @property
    def cookie(self) -> str:
        return next(cookie.value for cookie in self.jar if cookie.name == "session")

    @cookie.setter
    def cookie(self, value: str) -> None:
        next(cookie for cookie in self.jar if cookie.name == "session").value = value


@pytest.fixture
def visitor(address: str) -> Visitor:
    return Visitor(address)


def test_visits_are_counted_for_each_browser(visitor):
    for count in ("1", "2", "3"):
        visitor.get("/")
        assert visitor.text(".visits") == count
    other = Visitor(visitor.address)
    other.get("/")
    assert other.text(".visits") == "1"


def test_a_name_is_remembered_until_the_logout(visitor):
    visitor.get("/")
    visitor.post("/login", username="Zoë")
    assert visitor.text(".flash") == "Welcome, Zoë!"
    assert visitor.text(".visits") == "2"
    assert visitor.greeting == "Hello, Zoë!"
    visitor.post("/logout")
    assert visitor.text(".flash") == "You are logged out."
    assert visitor.greeting == "Hello, stranger!"


def test_the_cookie_is_only_an_id(visitor):
    visitor.post("/login", username="Anna")
    assert '"username": "Anna"' in visitor.held
    assert visitor.text("#sent") == visitor.cookie
    assert len(visitor.cookie) == 43
    assert visitor.text("#content").startswith("Nothing.")


def test_the_cookie_lasts_longer_for_who_wants_to_be_remembered(visitor):
    visitor.post("/login", username="Anna")
    assert [cookie.expires for cookie in visitor.jar] == [None]
    visitor.post("/login", username="Anna", remember="on")
    assert [cookie.expires is None for cookie in visitor.jar] == [False]


def test_a_login_changes_the_id_and_ends_the_old_one(visitor):
    """Who has planted the id that he knows (session fixation) is not logged in with it."""
    visitor.get("/")
    planted = visitor.cookie
    visitor.post("/login", username="Anna")
    assert visitor.cookie != planted
    visitor.cookie = planted
    assert visitor.held == "Nothing under this id."
    assert visitor.greeting == "Hello, stranger!"


def test_an_id_that_the_server_did_not_give_is_not_taken(visitor):
    visitor.get("/")
    visitor.cookie = "an-id-that-somebody-made-up"
    visitor.post("/login", username="Anna")
    assert visitor.cookie != "an-id-that-somebody-made-up"


def test_an_old_cookie_is_worth_nothing_after_the_logout(visitor):
    """The replay, which works with a session in a cookie."""
    visitor.post("/login", username="Anna")
    visitor.get("/cookie")
    visitor.post("/cookie/copy")
    visitor.post("/logout")
    visitor.post("/cookie/replay")
    assert visitor.text("#believed") == "There is no session of this id, so you are nobody."
    assert visitor.greeting == "Hello, stranger!"


def test_the_logout_deletes_the_session_on_the_server(visitor, request):
    visitor.post("/login", username="Anna")
    old = visitor.cookie
    assert '"username": "Anna"' in visitor.held
    visitor.post("/logout")
    assert visitor.cookie != old
    assert old not in kept_ids(request)
    assert visitor.cookie in kept_ids(request)


def kept_ids(request: pytest.FixtureRequest) -> set[str]:
    """Return the ids of all sessions in the storage of a test, read past the app."""
    if "redis" in request.node.name.lower():
        with Redis.from_url(request.getfixturevalue("redis_url")) as client:
            return {key.decode().partition(":")[2] for key in client.keys("session:*")}
    file = request.getfixturevalue("folder") / "sessions.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        keys = connection.execute("SELECT key FROM session").fetchall()
    return {key.partition(":")[2] for (key,) in keys}


def test_a_guessed_id_is_worth_nothing(visitor):
    visitor.post("/login", username="Anna")
    before = visitor.cookie
    visitor.post("/cookie/forge")
    assert visitor.cookie != before
    assert visitor.text("#held") == "Nothing under this id."


def test_a_person_sees_all_own_sessions_and_can_end_them(visitor):
    name = f"Bo {visitor.address}"[:40]
    phone, stranger = Visitor(visitor.address), Visitor(visitor.address)
    stranger.post("/login", username="Carl")
    phone.post("/login", username=name)
    visitor.post("/login", username=name)
    visitor.get("/")
    listed = [row.td.text for row in visitor.page.select("tbody")[0].select("tr")]
    assert sorted(listed) == ["another browser", "this browser"]
    visitor.post("/logout-everywhere")
    assert visitor.text(".flash") == "You are logged out, here and everywhere else."
    assert visitor.greeting == "Hello, stranger!"
    assert phone.greeting == "Hello, stranger!"
    assert stranger.greeting == "Hello, Carl!"


def test_who_is_not_logged_in_can_log_out_everywhere_without_harm(visitor):
    other = Visitor(visitor.address)
    other.post("/login", username="Anna")
    visitor.post("/logout-everywhere")
    assert other.greeting == "Hello, Anna!"


def test_a_name_is_no_html(visitor):
    visitor.post("/login", username="<b>Bo</b>")
    visitor.get("/cookie")
    assert visitor.page.select("#held b, #believed b") == []
    assert "<b>Bo</b>" in visitor.text("#held")


def test_what_is_not_there_is_a_page_too(visitor):
    with pytest.raises(HTTPError) as caught:
        visitor.get("/nowhere")
    with caught.value as answer:
        assert answer.status == 404
        assert b"Not Found" in answer.read()


# SQLite


def test_sqlite_is_what_is_there_without_redis(sqlite_address, folder):
    visitor = Visitor(sqlite_address)
    visitor.get("/")
    with closing(sqlite3.connect(folder / "sessions.sqlite")) as connection:
        rows = dict(connection.execute("SELECT key, content FROM session"))
    assert json.loads(rows[f"session:{visitor.cookie}"]) == {"visits": 1}


def test_nobody_else_can_look_into_the_folder(sqlite_address, folder):
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_can_look_into_is_refused(tmp_path):
    tmp_path.chmod(0o755)
    command = [sys.executable, "-m", "microflask", "--app", "examples/sessions/server", "routes"]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"SESSIONS_FOLDER": str(tmp_path), "REDIS_URL": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert f"Keep them out with 'chmod 700 {tmp_path}'" in ended.stderr


def test_an_expired_session_is_gone_and_is_thrown_away(tmp_path):
    storage = SQLiteStorage(tmp_path / "kept")
    storage.set("session:old", {"username": "Anna"}, timeout=-1)
    assert storage.get("session:old") is None
    assert storage.of("Anna") == []
    storage.set("session:new", {"username": "Anna"}, timeout=60)
    with closing(sqlite3.connect(storage.place)) as connection:
        assert connection.execute("SELECT key FROM session").fetchall() == [("session:new",)]


@pytest.mark.parametrize("problem", ["gone", "locked", "no database"])
def test_when_the_file_cannot_be_used_a_page_says_so(serve, tmp_path, problem):
    folder = tmp_path / "sessions"
    visitor = Visitor(serve("sessions/server", SESSIONS_FOLDER=str(folder), REDIS_URL=""))
    visitor.post("/login", username="Anna")
    with spoiled(folder, problem):
        page = page_without_storage(visitor)
        assert str(folder / "sessions.sqlite") in page
    assert visitor.greeting == "Hello, Anna!"


def page_without_storage(visitor: Visitor) -> str:
    """Return the page of a site that cannot reach its sessions, and says so."""
    with pytest.raises(HTTPError) as caught:
        visitor.get("/")
    with caught.value as answer:
        page = answer.read().decode()
    assert answer.status == 503
    assert "Sessions cannot be read" in page
    return page


@contextmanager
def spoiled(folder: Path, problem: str) -> Iterator[None]:
    """Keep the app from its file for a while."""
    file, elsewhere = folder / "sessions.sqlite", folder.with_name("elsewhere")
    if problem == "locked":
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
        return
    folder.rename(elsewhere)
    if problem == "no database":
        folder.mkdir(mode=0o700)
        file.write_bytes(b"This is no database." * 100)
    yield
    shutil.rmtree(folder, ignore_errors=True)
    elsewhere.rename(folder)


# Redis


def test_redis_keeps_json_and_forgets_by_itself(redis_address, redis_url):
    visitor = Visitor(redis_address)
    visitor.get("/")
    with Redis.from_url(redis_url) as client:
        key = f"session:{visitor.cookie}"
        assert json.loads(client.get(key)) == {"visits": 1}
        assert 0 < client.ttl(key) <= 7 * 24 * 60 * 60


def test_what_is_deleted_in_redis_is_no_session_any_more(redis_address, redis_url):
    visitor = Visitor(redis_address)
    visitor.post("/login", username="Anna")
    with Redis.from_url(redis_url) as client:
        assert client.delete(f"session:{visitor.cookie}") == 1
    assert visitor.greeting == "Hello, stranger!"


class Trap:
    """What is run by whoever reads it as a pickle: it makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def test_what_somebody_else_wrote_into_redis_is_no_session_and_is_not_run(
    redis_address, redis_url, tmp_path
):
    """Flask-Session alone would take what is no JSON for a pickle, which is code."""
    contents = [pickle.dumps(Trap(tmp_path / "trapped")), b"\x81\xa1a\x01", b"[1]", b"{", b"\xff"]
    with Redis.from_url(redis_url) as client:
        for content in contents:
            visitor = Visitor(redis_address)
            visitor.get("/")
            client.set(f"session:{visitor.cookie}", content)
            assert visitor.greeting == "Hello, stranger!"
            visitor.post("/login", username="Anna")
            assert visitor.greeting == "Hello, Anna!"
    assert not (tmp_path / "trapped").exists()


def test_a_url_of_something_else_is_refused(tmp_path):
    with pytest.raises(ValueError, match="REDIS_URL is not of the form redis://127") as caught:
        choose_storage("http://:secret@127.0.0.1", tmp_path)
    assert "secret" not in str(caught.value)


def test_without_redis_a_page_says_so(serve):
    port = free_port()
    visitor = Visitor(serve("sessions/server", REDIS_URL=f"redis://:secret@127.0.0.1:{port}/0"))
    page = page_without_storage(visitor)
    assert f"127.0.0.1:{port}" in page
    assert "secret" not in page


def test_a_redis_that_comes_back_is_used_again(serve, tmp_path):
    port = free_port()
    visitor = Visitor(serve("sessions/server", REDIS_URL=f"redis://127.0.0.1:{port}/0"))
    with run_redis(tmp_path, port):
        visitor.get("/")
        assert visitor.text(".visits") == "1"
    page_without_storage(visitor)
    with run_redis(tmp_path, port):
        visitor.get("/")
        assert visitor.text(".visits") == "1"
