"""The database: one SQLite connection for each request, and every SQL statement of the blog.

Values are always bound, by ``?`` or ``:name``, and never written into a statement: so no text
that a visitor sends can become SQL.
"""

import secrets
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from microflask import current_app, g

SCHEMA = Path(__file__).with_name("schema.sql")
#: The number that schema.sql ends with.
VERSION = 2


# The connection


def init_app(app):
    """Make the folder of the database, and close its connection after each request."""
    # Password hashes are for nobody else on this machine.
    Path(app.config["DATABASE"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.teardown_appcontext(close_db)


def get_db():
    """Return the connection of this request; open it when it is first asked for."""
    if "db" not in g:
        g.db = connect(current_app.config["DATABASE"])
    return g.db


def close_db(error=None):
    """Close the connection, if this request has opened one."""
    connection = g.pop("db", None)
    if connection is not None:
        connection.close()


def connect(path):
    """Open the database at *path*. A new one gets its tables."""
    connection = sqlite3.connect(path)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")  # SQLite has it off
        check_tables(connection, path)
    except Exception:
        connection.close()
        raise
    return connection


def check_tables(connection, path):
    """Create the tables in a new database; refuse one whose tables are not ours."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        create_tables(connection)
    elif version != VERSION:
        raise RuntimeError(
            f"The database {path} has tables of version {version}, and this program wants "
            f"version {VERSION}. Change the tables, use another file, or lose what is in this one: "
            "the command 'init-db --reset' begins anew."
        )


def create_tables(connection):
    """Create what is missing."""
    connection.execute("PRAGMA journal_mode = WAL")  # who reads does not wait for who writes
    connection.executescript(SCHEMA.read_text())


# Accounts


@dataclass(frozen=True)
class Account:
    """Somebody who can log in."""

    id: int
    name: str
    password_hash: str
    session_key: str


class NameTaken(Exception):
    """There is an account of this name already."""


def fold(name):
    """Return the spelling by which names are compared: ``"ADA"`` and ``"Ada"`` are one."""
    return unicodedata.normalize("NFKC", name).casefold()


def add_account(name, password_hash):
    """Save an account and return it. Raises NameTaken."""
    key = secrets.token_urlsafe()
    try:
        with get_db() as connection:
            cursor = connection.execute(
                """
                INSERT INTO account (name, folded_name, password_hash, session_key)
                VALUES (?, ?, ?, ?)
                """,
                (name, fold(name), password_hash, key),
            )
    except sqlite3.IntegrityError:
        raise NameTaken(name) from None
    return Account(cursor.lastrowid, name, password_hash, key)


def change_password(account_id, password_hash):
    """Save another password, end all sessions of the account, and return it as it is now."""
    key = secrets.token_urlsafe()
    with get_db() as connection:
        connection.execute(
            "UPDATE account SET password_hash = ?, session_key = ? WHERE id = ?",
            (password_hash, key, account_id),
        )
    return find_account_of_session(key)


def remove_account(account_id):
    """Remove an account, its posts and its sessions."""
    with get_db() as connection:
        connection.execute("DELETE FROM account WHERE id = ?", (account_id,))


def find_account_of_session(session_key):
    """Return the account to which a session belongs, or None: it has ended."""
    return _account("WHERE session_key = ?", session_key)


def find_account_by_name(name):
    """Return the account of a name, in whatever case it is written, or None."""
    return _account("WHERE folded_name = ?", fold(name))


def has_accounts():
    """Return whether there is any account."""
    return get_db().execute("SELECT EXISTS (SELECT 1 FROM account)").fetchone()[0] == 1


def _account(condition, value):
    select = "SELECT id, name, password_hash, session_key FROM account "
    row = get_db().execute(select + condition, (value,)).fetchone()
    return row and Account(*row)


# Attempts to log in


def add_attempt(network, name_hash, now, since, limit_by_network, limit_by_name):
    """Save an attempt, and return None. Forget those before *since*.

    Where there are too many already, return the time of the one that has to be forgotten first.
    """
    with get_db() as connection:
        # This begins a transaction: until its end no other process can count or add.
        connection.execute("DELETE FROM attempt WHERE time <= ?", (_text(since),))
        for condition, value, limit in (
            ("WHERE network = ?", network, limit_by_network),
            ("WHERE name_hash = ?", name_hash, limit_by_name),
        ):
            found = connection.execute(f"SELECT time FROM attempt {condition}", (value,))
            times = sorted(time for (time,) in found)
            if len(times) >= limit:
                return datetime.fromisoformat(times[-limit])
        connection.execute("INSERT INTO attempt VALUES (?, ?, ?)", (_text(now), network, name_hash))
    return None


def remove_attempts(network, name_hash):
    """Forget the attempts for a name that came from a network."""
    with get_db() as connection:
        connection.execute(
            "DELETE FROM attempt WHERE network = ? AND name_hash = ?", (network, name_hash)
        )


# Posts


@dataclass(frozen=True)
class Post:
    """A post, published or still a draft."""

    id: int
    author_id: int
    author: str
    title: str
    body: str
    changed: datetime
    #: None: it is a draft.
    published: datetime | None
    revision: int


_SELECT = """
    SELECT post.id, author_id, account.name AS author, title, body, changed, published, revision
    FROM post JOIN account ON account.id = author_id
"""


def count_published():
    """Return how many posts are published."""
    (count,) = get_db().execute("SELECT count(published) FROM post").fetchone()
    return count


def published_posts(limit, offset=0):
    """Return some of the published posts, the newest first."""
    return _posts(
        "WHERE published IS NOT NULL ORDER BY published DESC, post.id DESC LIMIT ? OFFSET ?",
        limit,
        offset,
    )


def posts_by(author_id):
    """Return all posts of an author: drafts first, then what was published last."""
    return _posts(
        "WHERE author_id = ? ORDER BY published IS NOT NULL, published DESC, changed DESC",
        author_id,
    )


def find_post(post_id):
    """Return the post of a number, or None."""
    return next(iter(_posts("WHERE post.id = ?", post_id)), None)


def add_post(author_id, title, body, publish, now=None):
    """Save a new post and return its number."""
    now = _text(now or datetime.now(timezone.utc))
    with get_db() as connection:
        cursor = connection.execute(
            "INSERT INTO post (author_id, title, body, changed, published) VALUES (?, ?, ?, ?, ?)",
            (author_id, title, body, now, now if publish else None),
        )
    return cursor.lastrowid


def change_post(post_id, revision, title, body, publish):
    """Save a post anew, and return whether it still was of that revision: if not, nothing changes.

    What was published before keeps its date; a draft has none.
    """
    now = _text(datetime.now(timezone.utc))
    with get_db() as connection:
        cursor = connection.execute(
            """
            UPDATE post SET title = :title, body = :body, changed = :now, revision = revision + 1,
                published = CASE WHEN :publish THEN coalesce(published, :now) END
            WHERE id = :id AND revision = :revision
            """,
            {
                "id": post_id,
                "revision": revision,
                "title": title,
                "body": body,
                "publish": publish,
                "now": now,
            },
        )
    return cursor.rowcount == 1


def remove_post(post_id):
    """Remove a post for good."""
    with get_db() as connection:
        connection.execute("DELETE FROM post WHERE id = ?", (post_id,))


def _posts(condition, *values):
    return [_post(row) for row in get_db().execute(_SELECT + condition, values)]


def _post(row):
    values = dict(row)
    for name in ("changed", "published"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    return Post(**values)


def _text(time):
    return time.isoformat(timespec="seconds")
