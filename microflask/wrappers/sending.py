"""What a response's headers become when they are sent.

The steps that change them for the server: URLs in ASCII, no header that is not the
app's to send, no body where the status forbids one, a length where it is known. And the
content types that most responses have, decided once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from werkzeug.exceptions import BadRequest

from ..lazy import DeferredModule
from ..routing.host import (
    CONTROL_CHARACTERS,
    build_url,
    decode_path,
    decode_root,
    get_host,
    get_scheme,
)
from .statuses import WITHOUT_BODY
from .syntax import LOCATIONS, check_header_list, checked_value

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug import http, urls

    from . import checked_headers
    from .response import Response
else:
    checked_headers = DeferredModule("microflask.wrappers.checked_headers", globals())
    http = DeferredModule("werkzeug.http", globals())
    urls = DeferredModule("werkzeug.urls", globals())

#: They concern one connection, which is the server's to handle: an app must not send them
#: (PEP 3333; RFC 9110, section 7.6.1), and wsgiref's server dies of one.
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "te", "trailer", "trailers", "transfer-encoding", "upgrade"}
    | {"proxy-authenticate", "proxy-authorization"}
)

_NEEDS_CARE = HOP_BY_HOP | LOCATIONS

#: A path on this host, with a query perhaps, that is a URI already. ``url_for`` makes
#: these; to take them apart and put them together again costs ten times as much.
_URI_ON_THIS_HOST = re.compile(
    r"/(?!/)[\w.~!$&'()*+,/:;=@%-]*(?:\?[\w.~!$&'()*+,/:;=?@%-]+)?", re.A
)

#: What may stand in a URI beside letters and digits (RFC 3986, section 2.2).
_URI_PUNCTUATION = "%!#$&'()*+,/:;=?@[]~"

#: The content types that are asked for most. To compose one costs 0.2 us.
CONTENT_TYPES: dict[str | None, str] = {
    "text/html": "text/html; charset=utf-8",
    "text/plain": "text/plain; charset=utf-8",
    "application/json": "application/json",
}

#: Types of text whose name does not begin with ``text/``.
_TEXT_TYPES = frozenset(
    f"application/{name}"
    for name in ("javascript", "ecmascript", "sql", "xml", "xml-dtd", "xml-external-parsed-entity")
)


def full_content_type(mimetype: str | None) -> str | None:
    """Return *mimetype* with the charset, where it is a type of text; raises ValueError."""
    if mimetype is None:
        return None
    is_text = mimetype.startswith("text/") or mimetype.endswith("+xml") or mimetype in _TEXT_TYPES
    return checked_value("Content-Type", f"{mimetype}; charset=utf-8" if is_text else mimetype)


def headers_to_send(response: Response, environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """Return a new list of the headers that *response* sends in answer to *environ*.

    Raises ValueError where one cannot be sent.
    """
    kept = response.headers
    headers = kept.to_wsgi_list()
    if kept.__class__ is not checked_headers.CheckedHeaders:
        check_header_list(headers)
    names = [name.lower() for name, _ in headers]
    if not _NEEDS_CARE.isdisjoint(names):
        headers = _with_care(response, headers, environ)
    if response.status_code in WITHOUT_BODY:
        return _without_body(response, headers)
    if (
        "content-length" not in names
        and response.automatically_set_content_length
        and response.is_sequence
    ):
        headers.append(("Content-Length", str(sum(map(len, response.iter_encoded())))))
    return headers


def _with_care(
    response: Response, headers: list[tuple[str, str]], environ: WSGIEnvironment
) -> list[tuple[str, str]]:
    """Return the headers without those of the connection, and with URLs in ASCII."""
    sent = []
    for name, value in headers:
        lowered = name.lower()
        if lowered in LOCATIONS:
            value = to_uri(value)
            if lowered == "location" and response.autocorrect_location_header:
                value = _absolute(value, environ)
        if lowered not in HOP_BY_HOP:
            sent.append((name, value))
    return sent


def _without_body(response: Response, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers without those that describe a body (RFC 9110, section 15.4.5).

    A 304 drops all of them, for the client has them with its copy. Else it is the length,
    and the content type if it is the default one, which nobody asked for.
    """
    if response.status_code == 304:
        http.remove_entity_headers(headers)
        return headers
    default = None if response._has_own_type else full_content_type(response.default_mimetype)
    return [
        (name, value)
        for name, value in headers
        if name.lower() != "content-length" and (name.lower() != "content-type" or value != default)
    ]


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
        return urls.iri_to_uri(iri)
    except ValueError:
        return quote(iri, safe=_URI_PUNCTUATION, errors="surrogatepass")


def _absolute(uri: str, environ: WSGIEnvironment) -> str:
    """Return *uri* joined to the URL of the request; as it is where either is no URL.

    The client wrote the host in the URL of the request: it may be anything.
    """
    try:
        scheme, host = get_scheme(environ), get_host(environ)
        current = build_url(scheme, host, decode_root(environ), decode_path(environ))
        return urljoin(to_uri(current), uri)
    except (BadRequest, ValueError):
        return uri
