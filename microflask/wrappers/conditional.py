"""Requests that ask for a response only if it changed, or for a part of it only.

A browser that has a copy says which one, by its ETag or its date (RFC 9110, section 13); a
player or a download that goes on says from which byte (section 14). These functions read
the request and the response's headers, and answer with a status or a range; the response
carries it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_etags, unquote_etag

from .headers import parse_date, parse_header
from .streams import encode_chunk

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import Headers

#: How many ranges of a header are looked at. A client that sends more wants to waste time.
_MOST_RANGES = 100

#: ``0-99``, ``100-`` or ``-100``, with no more digits than ``int`` reads (section 14.1.2).
_RANGE = re.compile(r"[ \t]*([0-9]{0,4000})[ \t]*-[ \t]*([0-9]{0,4000})[ \t]*")


def check_preconditions(environ: WSGIEnvironment, headers: Headers) -> int | None:
    """Return the status that the request's conditions call for, or None if all hold.

    412 if the client insists on another version than the current one, which *headers*
    describe; 304 if it has the current one. The order is that of RFC 9110, section
    13.2.2, for GET and HEAD. Werkzeug's ``is_resource_modified`` has another one.
    """
    etag, is_weak = unquote_etag(headers.get("ETag"))
    modified = parse_date(headers.get("Last-Modified"))
    wanted = parse_header(environ.get("HTTP_IF_MATCH"), parse_etags)
    since = parse_date(environ.get("HTTP_IF_UNMODIFIED_SINCE"))
    if wanted:
        if not wanted.star_tag and (etag is None or is_weak or not wanted.is_strong(etag)):
            return 412
    elif since and modified and modified > since:
        return 412
    known = parse_header(environ.get("HTTP_IF_NONE_MATCH"), parse_etags)
    since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    if known:
        return 304 if known.star_tag or (etag is not None and known.contains_weak(etag)) else None
    return 304 if since and modified and modified <= since else None


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
    """Return True if ``If-Range`` is absent or names exactly this version (section 13.1.5)."""
    if if_range is None:
        return True
    date = parse_date(if_range)
    if date is not None:
        return date == parse_date(headers.get("Last-Modified"))
    etag, weak = unquote_etag(if_range)
    return bool(etag) and not weak and (etag, weak) == unquote_etag(headers.get("ETag"))


def _parse_range(asked: str, length: int) -> tuple[int, int] | None:
    """Return the bytes that *asked* stands for in *length* bytes, or None for no bytes."""
    found = _RANGE.fullmatch(asked)
    first, last = found.groups() if found else ("", "")
    if first:
        start, stop = int(first), min(int(last) + 1, length) if last else length
    else:
        start, stop = max(length - int(last or 0), 0), length
    return (start, stop) if start < stop else None


def cut(body: Iterable[str] | Iterable[bytes], start: int, stop: int) -> Iterator[bytes]:
    """Yield the bytes of *body* from *start* up to *stop*.

    A file is moved to the first of them; another body is read up to it.
    """
    position = 0
    # A server's ``wsgi.file_wrapper`` need not seek itself, but shows the file it wraps.
    candidates: tuple[Any, ...] = (body, getattr(body, "filelike", None))
    for file in candidates:
        if hasattr(file, "seekable") and file.seekable():
            file.seek(start)
            position = start
            break
    for chunk in map(encode_chunk, body):
        end = position + len(chunk)
        if end > start:
            yield chunk[max(start - position, 0) : stop - position]
        if end >= stop:
            return
        position = end
