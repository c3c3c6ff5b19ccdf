"""Parse the headers that a client sends, whatever is in them.

Werkzeug's parsers do the work. They are not given what would take them too long, and a
header that makes them raise counts as one that was not sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from ..lazy import DeferredModule

if TYPE_CHECKING:
    from werkzeug import http
else:
    http = DeferredModule("werkzeug.http", globals())

T = TypeVar("T")

#: No client needs that many blanks. Some parsers take a time that is quadratic in their number:
#: half a minute for 64 kB of them in the ``Cookie`` header.
_MANY_BLANKS = re.compile(r"(?<![ \t])[ \t]{32,}")


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
