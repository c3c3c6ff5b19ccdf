"""Parse the headers that a client sends, whatever is in them.

Werkzeug's parsers do the work. They are kept from what would take them too long, and what
makes them raise counts as a header that was not sent.
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

#: No client needs that many blanks. Parsers go over a run of them once for each blank in it:
#: 64 kB in the ``Cookie`` header would take half a minute.
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
    except (ValueError, OverflowError):  # of numbers, most of the time
        return parse(None)


def parse_date(text: str | None) -> datetime | None:
    """Return the time that *text* gives, None if it gives none."""
    return parse_header(text, http.parse_date)
