"""What a response's status and headers become when they are sent.

Status lines from what a program calls a status; URLs in ASCII, no header that is not the
app's to send, no body if the status forbids one, a length if it is known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from werkzeug.exceptions import BadRequest
from werkzeug.http import HTTP_STATUS_CODES, remove_entity_headers
from werkzeug.urls import iri_to_uri
from werkzeug.utils import get_content_type

from ..routing.host import (
    CONTROL_CHARACTERS,
    build_url,
    decode_path,
    decode_root,
    get_host,
    get_scheme,
)
from .headers import LOCATIONS, CheckedHeaders, checked_value

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from .response import Response

#: What each status code stands for: the status line, and the code as a plain int.
STATUSES: dict[int | str, tuple[str, int]] = {
    code: (f"{code} {phrase.upper()}", code) for code, phrase in HTTP_STATUS_CODES.items()
}

#: Responses that end after the headers, whatever the request (RFC 9110, section 6.4.1).
WITHOUT_BODY = frozenset((*range(100, 200), 204, 304))

#: They concern one connection, which is the server's to handle: an app must not send them
#: (PEP 3333; RFC 9110, section 7.6.1), and wsgiref's server dies of one.
HOP_BY_HOP = {
    *("connection", "keep-alive", "te", "trailer", "trailers", "transfer-encoding", "upgrade"),
    *("proxy-authenticate", "proxy-authorization"),
}

#: The headers that are not sent as they are.
NEEDS_CARE = HOP_BY_HOP | LOCATIONS

#: A path on this host, with a query perhaps, that is a URI already. ``url_for`` makes
#: these; to take them apart and put them together again costs ten times as much.
_URI_ON_THIS_HOST = re.compile(
    r"/(?!/)[\w.~!$&'()*+,/:;=@%-]*(?:\?[\w.~!$&'()*+,/:;=?@%-]+)?", re.A
)

#: What may stand in a URI beside letters and digits (RFC 3986, section 2.2).
_URI_PUNCTUATION = "%!#$&'()*+,/:;=?@[]~"


def parse_status(status: str | int) -> tuple[str, int]:
    """Return the status line and the code that *status* stands for.

    A code gets the phrase that belongs to it; text may bring its own. Text without a
    code is kept under the code 0, as Werkzeug does.

    Raises TypeError if it is neither; ValueError for empty text, and for control
    characters, which would end the line early (RFC 9112, section 4).
    """
    if isinstance(status, int):
        phrase = HTTP_STATUS_CODES.get(status, "Unknown")
        return f"{int(status)} {phrase.upper()}", int(status)
    if not isinstance(status, str):
        raise TypeError(
            f"A status is a code, such as 404, or a line, such as '404 Not Found'; got {status!r}."
        )
    line = checked_value("Status", status.strip())
    if not line:
        raise ValueError("Empty status: write a code such as 404, or '404 Not Found'.")
    code, space, _ = line.partition(" ")
    if not (code.isascii() and code.isdigit()):
        return f"0 {line}", 0
    return (line, int(code)) if space else parse_status(int(code))


@lru_cache(maxsize=64)
def full_content_type(mimetype: str) -> str:
    """Return *mimetype* with the charset if it is a type of text; raise ValueError if invalid."""
    return checked_value("Content-Type", get_content_type(mimetype, "utf-8"))


def headers_to_send(response: Response, environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """Return a new list of the headers that *response* sends in answer to *environ*.

    Raises ValueError if one cannot be sent.
    """
    kept = response.headers
    # What a program brings along has not been checked when it was set.
    headers = (kept if kept.__class__ is CheckedHeaders else CheckedHeaders(kept))._list[:]
    names = [name.lower() for name, _ in headers]
    if not NEEDS_CARE.isdisjoint(names):
        headers = [
            (name, _to_location(response, lowered, value, environ))
            for lowered, (name, value) in zip(names, headers, strict=True)
            if lowered not in HOP_BY_HOP
        ]
    if response.status_code in WITHOUT_BODY:
        return _without_body(response, headers)
    if (
        "content-length" not in names
        and response.automatically_set_content_length
        and response.is_sequence
    ):
        headers.append(("Content-Length", str(sum(map(len, response.iter_encoded())))))
    return headers


def _without_body(response: Response, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers without those that describe a body (RFC 9110, section 15.4.5).

    A 304 drops all of them, for the client has them with its copy. Else it is the length,
    and the content type if it is the default one, which nobody asked for.
    """
    if response.status_code == 304:
        remove_entity_headers(headers)
        return headers
    mimetype = None if response._has_own_type else response.default_mimetype
    default = None if mimetype is None else full_content_type(mimetype)
    return [
        (name, value)
        for name, value in headers
        if name.lower() != "content-length" and (name.lower() != "content-type" or value != default)
    ]


def _to_location(response: Response, name: str, value: str, environ: WSGIEnvironment) -> str:
    """Return the *value* of a header; a URL in ASCII, and absolute if the response says so."""
    if name not in LOCATIONS:
        return value
    uri = to_uri(value)
    if name == "location" and response.autocorrect_location_header:
        try:
            scheme, host = get_scheme(environ), get_host(environ)
            current = build_url(scheme, host, decode_root(environ), decode_path(environ))
            return urljoin(to_uri(current), uri)
        except (BadRequest, ValueError):  # the client wrote the host: it may be anything
            pass
    return uri


def to_uri(iri: str) -> str:
    """Return *iri* as a URI: ASCII only, all else quoted, the host in Punycode.

    What no URL can be read from, such as ``http://[::1``, is quoted as it stands: the
    response is sent, and what the target means is for the client to say.
    """
    if _URI_ON_THIS_HOST.fullmatch(iri):
        return iri
    # A parser drops tabs and what stands before the first slash: another target would be left.
    iri = iri.translate(CONTROL_CHARACTERS)
    try:
        return iri_to_uri(iri)
    except ValueError:
        return quote(iri, safe=_URI_PUNCTUATION, errors="surrogatepass")
