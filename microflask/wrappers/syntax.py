"""What may stand in a header: the syntax of field names and values.

A line break inside of a header begins a new header, and two of them begin a body: whoever
can place one there writes the rest of the answer. So whatever a response sends is checked
here, before it is stored where possible, so that the traceback shows the line at fault.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Control characters, except for the tab (RFC 9110, section 5.5).
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

#: These may hold an IRI: it becomes a URI, which is ASCII, when it is sent.
LOCATIONS = frozenset(("location", "content-location"))


# A program has few names for its headers: to look up one that was seen costs 40 ns.
@lru_cache(maxsize=256)
def checked_name(name: str) -> str:
    """Return the header name *name*, or refuse it.

    Raises ValueError where it is no token (RFC 9110, section 5.6.2).
    """
    if not _TOKEN.fullmatch(name):
        raise ValueError(
            f"{name!r} is no header name: a name is made of ASCII letters, digits and"
            " hyphens, without spaces, colons or newline characters."
        )
    return str.__str__(name)


def checked_value(name: str, value: str) -> str:
    """Return *value*, which is meant for the header *name*, or refuse it.

    Raises ValueError for control characters, and for characters beyond Latin-1: a server
    sends one byte for each character (RFC 9110, section 5.5; PEP 3333).
    """
    # Text that is plain ASCII, as nearly all is, passes with two questions (35 ns).
    if not (value.isascii() and value.isprintable()):
        refuse_control_characters(f"The value of the header {name!r}", value)
        if max(value) > "\xff" and name.lower() not in LOCATIONS:
            raise ValueError(
                f"The value of the header {name!r} has characters beyond Latin-1, which"
                f" cannot be sent: {value!r}. Encode it first, with urllib.parse.quote() for one."
            )
    # A server demands str itself; Markup and enumerations are subclasses of it.
    return value if value.__class__ is str else str.__str__(value)


def refuse_control_characters(subject: str, text: str) -> None:
    """Raise ValueError, which names *subject*, where *text* has control characters."""
    if _CONTROL.search(text):
        raise ValueError(
            f"{subject} must not contain newline characters or other control characters: {text!r}."
        )


def check_header_list(headers: list[tuple[str, str]]) -> None:
    """Refuse a header list that a server could not send as it stands.

    A ``Headers`` object that a program brings along has not been checked before. Text
    that is no plain ``str`` is replaced. Raises ValueError, as the functions above.
    """
    headers[:] = [(checked_name(name), checked_value(name, value)) for name, value in headers]
