"""Headers and cookies: what may stand in them, and how to read them whatever they hold.

A line break inside a header begins a new header, and two of them begin a body: whoever can
place one there writes the rest of the response. So names and values are checked when they
are set, and the traceback shows the line at fault. Werkzeug parses and writes the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from werkzeug import http
from werkzeug.datastructures import Headers

T = TypeVar("T")

#: Control characters, except for the tab (RFC 9110, section 5.5).
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

#: What cannot stand in a cookie's name: a browser's or our own parser would cut it there.
_ENDS_A_NAME = re.compile(r'[\s;="]')

#: No client needs that many blanks. Some parsers take a time that is quadratic in their number:
#: half a minute for 64 kB of them in the ``Cookie`` header.
_MANY_BLANKS = re.compile(r"(?<![ \t])[ \t]{32,}")

#: These may hold an IRI: it becomes a URI, which is ASCII, when it is sent.
LOCATIONS = frozenset(("location", "content-location"))


class CheckedHeaders(Headers):
    """Headers whose names and values are checked when they are set (RFC 9110, section 5).

    Werkzeug refuses line breaks in values. These also refuse other control characters,
    characters that no server can send, and invalid names.
    """

    def add(self, key: str, value: Any, /, **options: Any) -> None:
        """Add a header, beside others of the same name; raise ValueError if it is invalid.

        *options* are parameters of the value: ``filename="a.txt"``.
        """
        if options:
            parameters = {name.replace("_", "-"): option for name, option in options.items()}
            value = http.dump_options_header(value, parameters)
        self._list.append((checked_name(key), checked_value(key, value)))

    def set(self, key: str, value: Any, /, **options: Any) -> None:
        """Replace all headers of the same name by one; raise ValueError if it is invalid."""
        new = CheckedHeaders()
        new.add(key, value, **options)
        super().set(*new._list[0])

    def __setitem__(self, key: Any, value: Any) -> None:
        """Set a header by its name, or replace one or a slice by position; raise ValueError."""
        if isinstance(key, slice):
            self._list[key] = CheckedHeaders(value)._list
        elif isinstance(key, int):
            self._list[key] = CheckedHeaders([value])._list[0]
        elif key.lower() in [name.lower() for name, _ in self._list]:
            self.set(key, value)
        else:  # most headers are set once, and this takes half the time
            self._list.append((checked_name(key), checked_value(key, value)))

    def __contains__(self, key: str) -> bool:
        # Werkzeug's raises and catches a KeyError to say no, which takes four times as long.
        return key.lower() in [name.lower() for name, _ in self._list]

    def __eq__(self, other: object) -> bool:
        return Headers(self) == other if type(other) is Headers else super().__eq__(other)

    __hash__ = None


@lru_cache(maxsize=256)  # a program has few names for its headers
def checked_name(name: str) -> str:
    """Return the header name *name*; raise ValueError unless it is a token (section 5.6.2)."""
    if not _TOKEN.fullmatch(name):
        raise ValueError(
            f"Invalid header name {name!r}: a name consists of ASCII letters, digits and"
            " hyphens, without spaces, colons or newline characters."
        )
    return str.__str__(name)


def checked_value(name: str, value: Any) -> str:
    """Return *value* as text that can be sent as the header *name*.

    Raises ValueError for control characters, and for characters beyond Latin-1: a server
    sends one byte for each character (RFC 9110, section 5.5; PEP 3333).
    """
    text = value if isinstance(value, str) else str(value)
    # Printable ASCII, as nearly all is, passes with two questions.
    if not (text.isascii() and text.isprintable()):
        _refuse_control_characters(f"The value of the header {name!r}", text)
        if max(text) > "\xff" and name.lower() not in LOCATIONS:
            raise ValueError(
                f"The value of the header {name!r} has characters beyond Latin-1, which cannot"
                f" be sent: {text!r}. Encode it first, for example by urllib.parse.quote()."
            )
    # A server demands str itself; Markup and enumerations are subclasses of it.
    return text if text.__class__ is str else str.__str__(text)


def check_cookie(name: str, value: str, **attributes: object) -> None:
    """Raise ValueError for what would end a cookie, its name or an attribute early.

    A browser would take the rest for attributes, or for another cookie.
    """
    for part, text in {"name": name, "value": value, **attributes}.items():
        if not isinstance(text, str):
            continue
        if not text.isprintable():
            _refuse_control_characters(f"The {part} of the cookie {name!r}", text)
        # Werkzeug quotes values and paths.
        if part not in ("name", "value", "path") and (";" in text or "\t" in text):
            raise ValueError(
                f"The {part} of the cookie {name!r} must not contain a tab or a semicolon,"
                f" which begins the next attribute: {text!r}."
            )
    if not name or _ENDS_A_NAME.search(name):
        raise ValueError(
            f"Invalid cookie name {name!r}: it must not be empty, and must not contain spaces,"
            " semicolons, equals signs or double quotes."
        )


def _refuse_control_characters(subject: str, text: str) -> None:
    if _CONTROL.search(text):
        raise ValueError(
            f"{subject} must not contain newline characters or other control characters: {text!r}."
        )


def parse_header(text: str | None, parse: Callable[[str | None], T]) -> T:
    """Return what ``parse(text)`` returns; if it raises, ``parse(None)``.

    *text* is the value of a header, None if it was not sent. A long run of blanks in it
    counts as one blank.
    """
    # Most headers have no run of blanks. To ask first takes 1/20 of the time.
    if text and ("  " in text or "\t" in text):
        text = _MANY_BLANKS.sub(" ", text)
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return parse(None)


def parse_date(text: str | None) -> datetime | None:
    """Return the time that *text* gives, None if it gives none."""
    return parse_header(text, http.parse_date)


class MediaType:
    """What a request and a response know of their body by its media type."""

    #: The media type without its parameters, None or ``""`` if there is none.
    mimetype: Any

    @property
    def is_json(self) -> bool:
        """Whether the media type is JSON: ``application/json`` or ``application/*+json``."""
        kind, _, name = (self.mimetype or "").partition("/")
        return kind == "application" and (name == "json" or name.endswith("+json"))
