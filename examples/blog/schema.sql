-- The tables of the blog. Times are texts in UTC, "2026-03-01T09:30:00+00:00", so that the order
-- of the texts is the order of the times.

BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS account (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    -- The name in one spelling: there is no "ada" beside "Ada".
    folded_name   TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    -- What the sessions of this account hold. With another one, all of them have ended.
    session_key   TEXT NOT NULL UNIQUE
);

CREATE TABLE IF NOT EXISTS post (
    -- No number is given twice: an old link, or the Delete button of an old page, means this post
    -- or none, and a feed must name each post for good (RFC 4287, section 4.2.6).
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    changed   TEXT NOT NULL,
    -- NULL: it is a draft, which its author alone can see.
    published TEXT,
    -- Raised by each change, so that nobody overwrites a text that they have not seen.
    revision  INTEGER NOT NULL DEFAULT 1
);

CREATE INDEX IF NOT EXISTS post_by_time ON post (published);
CREATE INDEX IF NOT EXISTS post_by_author ON post (author_id);

-- Attempts to log in that have failed or are about to, of the last minutes.
CREATE TABLE IF NOT EXISTS attempt (
    time      TEXT NOT NULL,
    network   TEXT NOT NULL,
    name_hash TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS attempt_by_network ON attempt (network);
CREATE INDEX IF NOT EXISTS attempt_by_name ON attempt (name_hash);

-- db.py compares this with its own number. Raise both when a table changes.
PRAGMA user_version = 2;

COMMIT;
