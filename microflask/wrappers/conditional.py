"""Requests that ask for a response only if it changed, or for a part of it only.

A browser that has a copy says which one, by its ETag or its date (RFC 9110, section 13); a
player or a download that goes on says from which byte (section 14). These functions read
the request and the response's headers, and answer with a status or a range; the response
carries it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestedRangeNotSatisfiable

from ..lazy import DeferredModule
from .parsing import parse_date, parse_header
from .streams import encoded

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug import http
    from werkzeug.datastructures import Headers
else:
    http = DeferredModule("werkzeug.http", globals())


#: How many ranges of a header are looked at. A client that sends more wants to waste time.
_MOST_RANGES = 100


def check_preconditions(environ: WSGIEnvironment, headers: Headers) -> int | None:
    """Return the status that the request's conditions call for, or None where all hold.

    412 where the client insists on another version than the current one, which *headers*
    describe; 304 where it has the current one. The order is that of RFC 9110, section
    13.2.2, for GET and HEAD.
    """
    etag, weak = http.unquote_etag(headers.get("ETag"))
    modified = parse_date(headers.get("Last-Modified"))
    if not _is_wanted_version(environ, None if weak else etag, modified):
        return 412
    if _is_known_version(environ, etag, modified):
        return 304
    return None


def _is_wanted_version(
    environ: WSGIEnvironment, strong_etag: str | None, modified: datetime | None
) -> bool:
    """Say whether ``If-Match`` holds, or else ``If-Unmodified-Since`` (section 13.1.1, 13.1.4)."""
    wanted = parse_header(environ.get("HTTP_IF_MATCH"), http.parse_etags)
    if wanted:
        return wanted.star_tag or (strong_etag is not None and wanted.is_strong(strong_etag))
    unmodified_since = parse_date(environ.get("HTTP_IF_UNMODIFIED_SINCE"))
    return unmodified_since is None or modified is None or modified <= unmodified_since


def _is_known_version(
    environ: WSGIEnvironment, etag: str | None, modified: datetime | None
) -> bool:
    """Say whether ``If-None-Match`` names it, or ``If-Modified-Since`` (section 13.1.2, 13.1.3)."""
    known = parse_header(environ.get("HTTP_IF_NONE_MATCH"), http.parse_etags)
    if known:
        return known.star_tag or (etag is not None and known.contains_weak(etag))
    modified_since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    return modified_since is not None and modified is not None and modified <= modified_since


def find_range(environ: WSGIEnvironment, headers: Headers, length: int) -> tuple[int, int] | None:
    """Return the first byte that the client asks for and the first it does not, or None.

    None stands for the whole: no range is asked for, or there are several, or the client has
    a part of an older version (``If-Range``). A method other than GET has no ranges, and a
    unit other than bytes is ignored (RFC 9110, section 14.2). *length* is that of the whole.

    Raises RequestedRangeNotSatisfiable, a 416, if all ranges are broken or lie beyond the
    end. Of a long list no more than the first hundred are looked at.
    """
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" not in environ:
        return None
    unit, equals, asked = environ["HTTP_RANGE"].partition("=")
    if equals and unit.strip(" \t").lower() != "bytes":
        return None
    if not _is_same_version(environ.get("HTTP_IF_RANGE"), headers):
        return None
    parts = asked.split(",")
    ranges = [_parse_range(part, length) for part in parts[:_MOST_RANGES]]
    if not any(ranges):
        raise RequestedRangeNotSatisfiable(length)
    return ranges[0] if len(parts) == 1 else None


def _is_same_version(if_range: str | None, headers: Headers) -> bool:
    """Say whether ``If-Range`` is absent or names exactly this version (section 13.1.5)."""
    if if_range is None:
        return True
    date = parse_date(if_range)
    if date is not None:
        return date == parse_date(headers.get("Last-Modified"))
    etag, weak = http.unquote_etag(if_range)
    return bool(etag) and not weak and (etag, weak) == http.unquote_etag(headers.get("ETag"))


def _parse_range(asked: str, length: int) -> tuple[int, int] | None:
    """Return the bytes that ``0-99``, ``100-`` or ``-100`` stand for in *length* bytes.

    Returns None where that is nothing (section 14.1.2).
    """
    first, dash, last = (part.strip(" \t") for part in asked.partition("-"))
    if not dash or not _are_digits(first) or not _are_digits(last):
        return None
    try:
        if first:
            start, stop = int(first), min(int(last) + 1, length) if last else length
        else:
            start, stop = max(length - int(last), 0), length
    except ValueError:  # no number at all, or one of thousands of digits
        return None
    return (start, stop) if start < stop else None


def _are_digits(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit())


def cut(body: Iterable[str] | Iterable[bytes], start: int, stop: int) -> Iterator[bytes]:
    """Yield the bytes of *body* from *start* up to *stop*.

    A file is moved to the first of them; another body is read up to it.
    """
    position = _seek(body, start)
    for chunk in map(encoded, body):
        end = position + len(chunk)
        if end > start:
            yield chunk[max(start - position, 0) : stop - position]
        if end >= stop:
            return
        position = end


def _seek(body: object, start: int) -> int:
    """Move the file beneath *body* to *start* if it is one; return where the body is then.

    A server's ``wsgi.file_wrapper`` need not seek itself, but shows the file it wraps.
    """
    candidates: tuple[Any, ...] = (body, getattr(body, "filelike", None))
    for file in candidates:
        if hasattr(file, "seekable") and file.seekable():
            file.seek(start)
            return start
    return 0
