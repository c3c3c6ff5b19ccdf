"""Read a session's cookie without the key, and write one: both can be done by anybody."""

import secrets
from datetime import datetime, timezone
from typing import NamedTuple

from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, bytes_to_int

# Whoever reads or writes a cookie needs some key to call the library, but not ours.
anybody = URLSafeTimedSerializer("not the key")


class Inside(NamedTuple):
    """A signed cookie, taken apart."""

    #: The three parts as they are sent.
    payload: str
    timestamp: str
    signature: str
    #: What the payload says, and when the cookie was signed.
    content: object
    signed_at: datetime


def look_inside(cookie):
    """Take a signed cookie apart, without the key. Return None for anything else."""
    parts = cookie.rsplit(".", 2)
    if len(parts) != 3:
        return None
    # loads_unsafe() does not insist on the signature.
    _, content = anybody.loads_unsafe(cookie)
    try:
        seconds = bytes_to_int(base64_decode(parts[1]))
        signed_at = datetime.fromtimestamp(seconds, timezone.utc)
    except Exception:  # a visitor can write anything into a cookie
        return None
    return Inside(*parts, content, signed_at)


def forge(cookie):
    """Make a cookie that is not ours: another name in it, or another id.

    Time and signature of a signed cookie are left as they are. An id has neither, so all that
    is left is to guess one.
    """
    inside = look_inside(cookie)
    if inside is None:
        return secrets.token_urlsafe(32)
    payload = anybody.dump_payload({"username": "admin"}).decode()
    return f"{payload}.{inside.timestamp}.{inside.signature}"
