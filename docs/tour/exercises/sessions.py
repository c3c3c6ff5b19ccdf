"""Exercise 6: read a session without its key.

Write ``read(cookie)``: it returns the session that is in a cookie, as a dictionary. You do not get
the key, and you do not need it, because the cookie is signed and not encrypted.

- The cookie is ``payload.timestamp.signature``.
- The payload is JSON, written in the URL-safe form of base64, without the ``=`` at the end that
  Python wants to have.
- A payload that begins with a dot was compressed by zlib before it was written in base64. Such a
  cookie has one dot more.
"""

from check import expect, outcome_of, run

from microflask import Flask, session

# Your part begins here.


def read(cookie):
    """Return the session that is in *cookie*."""
    return {}


# Your part ends here.

SESSIONS = [
    (
        {"user": "ada"},
        "Split at the last two dots, add '==', and base64.urlsafe_b64decode reads it.",
    ),
    ({"n": 1}, "Too much padding does no harm to Python, too little does."),
    ({"name": "Zoë", "seen": [1, 2, 3]}, "json.loads reads bytes."),
    ({"q": "?" * 20 + "~" * 20}, "It is the URL-safe alphabet, with - and _ for + and /."),
    ({"cart": ["apple"] * 40}, "A dot in front: take it off, decode, then zlib.decompress."),
]


def cookie_with(values):
    """Return the cookie that a real app sets for a session with *values*."""
    app = Flask("sample")
    app.secret_key = "You are not told."

    @app.get("/")
    def remember():
        session.update(values)
        return "Noted"

    client = app.test_client()
    client.get("/")
    return client.get_cookie("session").value


def check():
    for values, hint in SESSIONS:
        cookie = cookie_with(values)
        expect(f"read({cookie!r})", outcome_of(read, cookie), values, hint)


if __name__ == "__main__":
    run(check)
