"""Where sessions are kept on the server: a SQLite file, or Redis where REDIS_URL names one.

Flask-Session reads and writes them. What it has no way to do is done here: list the sessions
of a person, to end them all.
"""

import os
import sqlite3
import time
from contextlib import closing
from typing import NamedTuple

from cachelib import BaseCache
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# Writes what a session may hold as JSON. cachelib's own storages would write pickles, and
# whoever can change a pickle on the disk can run code in the app.
from microflask.sessions import session_json_serializer

KEY = "session:"  # what Flask-Session puts before an id


class Kept(NamedTuple):
    """A session as the server keeps it."""

    key: str
    content: dict
    #: Seconds since 1970.
    expires: float


class OnlyJSON:
    """How Flask-Session shall write a session into Redis, and what it shall read there.

    By itself it takes what is no JSON for a pickle. A pickle is code: whoever can write into
    Redis could run it in the app.
    """

    def encode(self, session):
        """Return what a session holds as JSON."""
        return session_json_serializer.dumps(dict(session)).encode()

    def decode(self, text):
        """Return what a session holds; None, as where there is none, for anything else."""
        try:
            content = session_json_serializer.loads(text.decode())
        except Exception:  # whatever it is, we have not written it
            return None
        return content if isinstance(content, dict) else None


class Storage:
    """What the two storages have in common.

    Each has ``settings`` for Flask-Session, ``read(key)``, ``delete(key)`` and ``all()``, and
    names the ``error`` that says that it cannot be reached.
    """

    def of(self, username):
        """Return all sessions in which this person is logged in.

        That looks at every session there is. With very many visitors, keep a list for each.
        """
        return [kept for kept in self.all() if kept.content.get("username") == username]


class SQLiteStorage(BaseCache, Storage):
    """Keep sessions in a SQLite file: nothing to install, and safe with several processes.

    To Flask-Session this is one more cache of cachelib. cachelib's own FileSystemCache would
    do as well, but it forgets the sessions of some when there are more than 500.
    """

    name = "SQLite"
    error = sqlite3.Error

    def __init__(self, folder):
        super().__init__()
        make_private(folder)
        self.place = folder / "sessions.sqlite"
        self.settings = {"SESSION_TYPE": "cachelib", "SESSION_CACHELIB": self}
        self._execute(
            "CREATE TABLE IF NOT EXISTS session"
            " (key TEXT PRIMARY KEY, content TEXT NOT NULL, expires REAL NOT NULL)"
        )

    # For Flask-Session:

    def get(self, key):
        """Return what a session holds; None where there is no such session, or no longer."""
        kept = self.read(key)
        return kept and kept.content

    def set(self, key, value, timeout=None):
        """Keep a session for *timeout* seconds, and throw away what is older than it may be."""
        now = time.time()
        self._execute("DELETE FROM session WHERE expires < ?", now)
        text = session_json_serializer.dumps(value)
        self._execute("REPLACE INTO session VALUES (?, ?, ?)", key, text, now + timeout)
        return True

    def delete(self, key):
        """Forget a session."""
        self._execute("DELETE FROM session WHERE key = ?", key)
        return True

    # For the pages:

    def read(self, key):
        """Return a session as it is kept, or None."""
        return next(iter(self._select("AND key = ?", key)), None)

    def all(self):
        """Return all sessions."""
        return self._select()

    def _select(self, condition="", *values):
        rows = self._execute(
            f"SELECT key, content, expires FROM session WHERE expires > ? {condition}",
            time.time(),
            *values,
        )
        return [Kept(key, session_json_serializer.loads(text), end) for key, text, end in rows]

    def _execute(self, statement, *values):
        # A connection for each statement: a request has two or three, and threads share none.
        # Who waits longer than two seconds for another process gets an error.
        with closing(sqlite3.connect(self.place, timeout=2)) as connection, connection:
            return connection.execute(statement, values).fetchall()


class RedisStorage(Storage):
    """Keep sessions in Redis, which several machines can share, and which forgets by itself."""

    name = "Redis"
    error = RedisError

    def __init__(self, url):
        try:
            # Whoever waits for a page should soon learn that Redis is not there.
            self.client = Redis.from_url(
                url, socket_connect_timeout=2, socket_timeout=2, retry=Retry(NoBackoff(), 1)
            )
        except ValueError as error:  # the URL may have a password, so it is not repeated
            raise ValueError(
                f"REDIS_URL is not of the form redis://127.0.0.1:6379/0. {error}"
            ) from None
        # For the pages, and without the password that the URL may have.
        options = self.client.get_connection_kwargs()
        self.place = options.get("path") or f"{options.get('host')}:{options.get('port')}"
        self.settings = {"SESSION_TYPE": "redis", "SESSION_REDIS": self.client}

    def read(self, key):
        """Return a session as it is kept, or None."""
        text = self.client.get(key)
        content = text and OnlyJSON().decode(text)
        return content and Kept(key, content, time.time() + self.client.ttl(key))

    def all(self):
        """Return all sessions."""
        keys = [key.decode() for key in self.client.scan_iter(f"{KEY}*")]
        return [kept for kept in map(self.read, keys) if kept]

    def delete(self, key):
        """Forget a session."""
        self.client.delete(key)


def choose_storage(redis_url, folder):
    """Return Redis if there is a URL of one, else SQLite in a folder of the app's own."""
    return RedisStorage(redis_url) if redis_url else SQLiteStorage(folder)


def make_private(folder):
    """Make the folder, for this user alone.

    Raises RuntimeError where there is one already that others can look into: whoever reads
    an id of a session can be its owner.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        raise RuntimeError(
            f"Other users can look into the folder of the sessions, {folder}. Keep them out with"
            f" 'chmod 700 {folder}', or name another folder in SESSIONS_FOLDER."
        )
