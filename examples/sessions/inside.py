"""Read a session's cookie without the key, and write one: both can be done by anybody."""

import json
import secrets
import zlib
from datetime import datetime, timezone
from typing import NamedTuple

from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, bytes_to_int

#: The most bytes of a cookie that are read, and of what it unpacks to. Browsers keep no more.
MAX_LENGTH = 4096
#: The most lists and objects that are one within the other.
MAX_DEPTH = 20

# Whoever writes a cookie needs some key to call the library, but not ours.
anybody = URLSafeTimedSerializer("not the key")


class Unread(Exception):
    """What a cookie holds is not read; the text says why."""


class Inside(NamedTuple):
    """A signed cookie, taken apart."""

    #: The three parts as they are sent.
    payload: str
    timestamp: str
    signature: str
    #: When the cookie was signed.
    signed_at: datetime

    def read(self, is_believed):
        """Return what the payload says. Nothing but the payload is needed, and no key.

        Raises Unread. A compressed payload is unpacked only if *is_believed*: the app has
        checked the signature. A few kilobytes of a stranger could fill the memory.
        """
        is_compressed = self.payload.startswith(".")
        if is_compressed and not is_believed:
            raise Unread(
                "It is compressed, and without the right signature nobody unpacks it here."
            )
        try:
            text = base64_decode(self.payload.removeprefix("."))
            if is_compressed:  # and even then, no more of it than is shown
                text = zlib.decompressobj().decompress(text, MAX_LENGTH + 1)
            if len(text) > MAX_LENGTH:
                raise Unread(f"It is longer than {MAX_LENGTH:,} bytes, too long to be shown.")
            content = json.loads(text)
        except Unread:
            raise
        except Exception:  # a visitor can write anything into a cookie
            raise Unread("It cannot be read.") from None
        if not is_shallow(content, MAX_DEPTH):
            raise Unread(f"It has more than {MAX_DEPTH} levels, too many to be shown.")
        return content


def look_inside(cookie):
    """Take a signed cookie apart, without the key. Return None for anything else."""
    parts = cookie.rsplit(".", 2)
    if len(parts) != 3 or len(cookie) > MAX_LENGTH:
        return None
    try:
        seconds = bytes_to_int(base64_decode(parts[1]))
        signed_at = datetime.fromtimestamp(seconds, timezone.utc)
    except Exception:  # anything, again
        return None
    return Inside(*parts, signed_at)


def is_shallow(content, levels):
    """Return True if no more than *levels* lists and objects are one within the other."""
    if not isinstance(content, (list, dict)):
        return True
    parts = content.values() if isinstance(content, dict) else content
    return levels > 0 and all(is_shallow(part, levels - 1) for part in parts)


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
