"""Status lines: from what a program calls a status to what the server sends.

A program says ``404``, ``HTTPStatus.NOT_FOUND`` or ``"404 Not here"``; a server wants the
text. The phrases are Werkzeug's; its own table comes with parsers that a plain answer
does not need, and takes 20 ms to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import DeferredModule
from .syntax import checked_value

if TYPE_CHECKING:
    from werkzeug import http
else:
    http = DeferredModule("werkzeug.http", globals())

_REGISTERED = """
100 Continue, 101 Switching Protocols, 102 Processing, 103 Early Hints,
200 OK, 201 Created, 202 Accepted, 203 Non Authoritative Information, 204 No Content,
205 Reset Content, 206 Partial Content, 207 Multi Status, 208 Already Reported, 226 IM Used,
300 Multiple Choices, 301 Moved Permanently, 302 Found, 303 See Other, 304 Not Modified,
305 Use Proxy, 306 Switch Proxy, 307 Temporary Redirect, 308 Permanent Redirect,
400 Bad Request, 401 Unauthorized, 402 Payment Required, 403 Forbidden, 404 Not Found,
405 Method Not Allowed, 406 Not Acceptable, 407 Proxy Authentication Required,
408 Request Timeout, 409 Conflict, 410 Gone, 411 Length Required, 412 Precondition Failed,
413 Request Entity Too Large, 414 Request URI Too Long, 415 Unsupported Media Type,
416 Requested Range Not Satisfiable, 417 Expectation Failed, 418 I'm a teapot,
421 Misdirected Request, 422 Unprocessable Entity, 423 Locked, 424 Failed Dependency,
425 Too Early, 426 Upgrade Required, 428 Precondition Required, 429 Too Many Requests,
431 Request Header Fields Too Large, 449 Retry With, 451 Unavailable For Legal Reasons,
500 Internal Server Error, 501 Not Implemented, 502 Bad Gateway, 503 Service Unavailable,
504 Gateway Timeout, 505 HTTP Version Not Supported, 506 Variant Also Negotiates,
507 Insufficient Storage, 508 Loop Detected, 510 Not Extended,
511 Network Authentication Failed
"""

#: The reason phrase of each status code.
PHRASES = {
    int(code): phrase
    for code, _, phrase in (entry.strip().partition(" ") for entry in _REGISTERED.split(","))
}

#: What each status code stands for: the status line, and the code as a plain int.
STATUSES: dict[int | str, tuple[str, int]] = {
    code: (f"{code} {phrase.upper()}", code) for code, phrase in PHRASES.items()
}

#: Responses that end after the headers, whatever the request (RFC 9110, section 6.4.1).
WITHOUT_BODY = frozenset((*range(100, 200), 204, 304))


def phrase_of(code: int | None, default: str) -> str:
    """Return the reason phrase of *code*, or *default* where nobody has given it one.

    A program that adds to Werkzeug's table is heard.
    """
    if code is None:
        return default
    return PHRASES.get(code) or http.HTTP_STATUS_CODES.get(code, default)


def parse_status(status: str | int) -> tuple[str, int]:
    """Return the status line and the code that *status* stands for.

    A code gets the phrase that belongs to it; text may bring its own. Text without a
    code is kept under the code 0, as Werkzeug does.

    Raises TypeError where it is neither; ValueError for empty text, and for control
    characters, which would end the line early (RFC 9112, section 4).
    """
    if isinstance(status, str):
        return _parse_status_text(status.strip())
    if isinstance(status, int):
        code = int(status)
        return f"{code} {phrase_of(code, 'Unknown').upper()}", code
    raise TypeError(
        f"A status is a code, such as 404, or a line, such as '404 Not Found'; got {status!r}."
    )


def _parse_status_text(text: str) -> tuple[str, int]:
    if not text:
        raise ValueError("Empty status: write a code such as 404, or '404 Not Found'.")
    text = checked_value("Status", text)
    code, space, _ = text.partition(" ")
    if not (code.isascii() and code.isdigit()):
        return f"0 {text}", 0
    return (text, int(code)) if space else parse_status(int(code))
