"""The keys that sign the cookies: none is published, and all examples start without one."""

from __future__ import annotations

import inspect
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from urllib.request import Request, urlopen

import pytest
from itsdangerous import URLSafeTimedSerializer

from examples.blog import settings
from examples.sessions import create_app as create_sessions
from examples.sessions import keys as keys_of_sessions
from examples.uploads import create_app as create_uploads
from examples.uploads import keys as keys_of_uploads
from microflask import Flask
from microflask.sessions import SecureCookieSessionInterface
from tests.examples.servers import ROOT

#: Each example with a session: its cookie, and a page with a text that only a session brings.
PAGES = {
    "quickstart": ("session", "/secret", "Mallory, the secret"),
    "sessions": ("session", "/", "Hello, Mallory!"),
    "uploads": ("session", "/", "Mallory"),
    "tasks/task_7": ("task_7", "/rooms/1", "Mallory"),
    "tasks/task_8": ("task_8", "/", "Mallory"),
    "tasks/task_10": ("task_10", "/", "<b>Mallory</b>"),
}


def published_keys(example: str) -> list[str]:
    """Return every text that stands in the source of an example: one of them might be its key."""
    path = ROOT / "examples" / example
    source = "".join(
        file.read_text() for file in (path.glob("*.py") if path.is_dir() else [Path(f"{path}.py")])
    )
    return sorted({text for text in source.split('"') if 0 < len(text) < 80 and "\n" not in text})


def forge(key: str) -> str:
    """Write a session, signed with *key* as the framework signs."""
    interface = SecureCookieSessionInterface
    serializer = URLSafeTimedSerializer(
        key,
        salt=interface.salt,
        serializer=interface.serializer,
        signer_kwargs={
            "key_derivation": interface.key_derivation,
            "digest_method": interface.digest_method,
        },
    )
    session = {"username": "Mallory", "name": "Mallory"}
    return serializer.dumps({**session, "_flashes": [("error", "Mallory")]})


def kept_in(folder: Path) -> dict[str, str]:
    """Return an environment without a key, in which the examples keep theirs in *folder*."""
    return {"SECRET_KEY": "", "SESSIONS_FOLDER": str(folder), "UPLOADS_FOLDER": str(folder)}


@pytest.mark.parametrize("example", PAGES)
def test_no_key_that_anybody_can_read_signs_a_session(
    serve: Callable[..., str], tmp_path: Path, example: str
) -> None:
    address = serve(example, **kept_in(tmp_path))
    cookie, path, only_in_a_session = PAGES[example]
    for key in ("development only", *published_keys(example)):
        headers = {"Cookie": f"{cookie}={forge(key)}"}
        with urlopen(Request(address + path, headers=headers)) as answer:
            page = answer.read().decode()
        assert only_in_a_session not in page, f"{example} believes what {key!r} has signed."


@pytest.mark.parametrize("example", PAGES)
def test_a_session_of_the_right_key_would_have_been_seen(
    serve: Callable[..., str], tmp_path: Path, example: str
) -> None:
    address = serve(example, **kept_in(tmp_path) | {"SECRET_KEY": "the right one"})
    cookie, path, only_in_a_session = PAGES[example]
    headers = {"Cookie": f"{cookie}={forge('the right one')}"}
    with urlopen(Request(address + path, headers=headers)) as answer:
        assert only_in_a_session in answer.read().decode()


@pytest.mark.parametrize("make_app", [create_sessions, create_uploads])
def test_a_key_is_made_at_the_first_start_and_kept(
    make_app: Callable[[], Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in kept_in(tmp_path / "instance").items():
        monkeypatch.setenv(name, value)
    first, second = make_app(), make_app()
    assert len(first.secret_key) == 64
    assert first.secret_key == second.secret_key
    assert (tmp_path / "instance" / "secret_key").read_text() == first.secret_key


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_a_web_server_can_read_the_pictures_and_not_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in kept_in(tmp_path / "instance").items():
        monkeypatch.setenv(name, value)
    usual = tmp_path / "usual"
    usual.mkdir()
    create_uploads()
    assert (tmp_path / "instance").stat().st_mode == usual.stat().st_mode
    assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("keys", [keys_of_sessions, keys_of_uploads])
def test_a_key_is_kept_as_the_blog_keeps_it(keys: ModuleType) -> None:
    """Each example can be copied as it is, so the function stands in each; the blog's tests it."""
    assert inspect.getsource(keys.kept_key) == inspect.getsource(settings.kept_key)
    assert inspect.getsource(keys) == inspect.getsource(keys_of_sessions)


@pytest.mark.parametrize("keys", [keys_of_sessions, keys_of_uploads])
def test_without_a_key_and_a_place_for_one_the_app_says_what_to_do(
    keys: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    no_folder = tmp_path / "file"
    no_folder.touch()
    with pytest.raises(RuntimeError, match="has no secret key, and cannot keep one in .*/file"):
        keys.find_key(no_folder)
    monkeypatch.setenv("SECRET_KEY", "a key")
    assert keys.find_key(no_folder) == "a key"
