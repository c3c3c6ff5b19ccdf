"""The headers of a request as attributes.

``request.accept_mimetypes`` is a container of Werkzeug's, ``request.if_modified_since`` a
datetime. A header is parsed by Werkzeug when its attribute is first read. Whatever a
client sends, reading an attribute does not fail: a header that makes no sense reads as if
it were absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from werkzeug import http
from werkzeug.datastructures import (
    Accept,
    Authorization,
    CharsetAccept,
    EnvironHeaders,
    Headers,
    IfRange,
    LanguageAccept,
    MIMEAccept,
    RequestCacheControl,
)
from werkzeug.user_agent import UserAgent
from werkzeug.utils import environ_property

from ..lazy import lazy_attribute
from .body import get_content_length
from .headers import MediaType, parse_date, parse_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

T = TypeVar("T")
AcceptT = TypeVar("AcceptT", bound=Accept)

#: What nearly every content type with a parameter looks like. Read by this it takes a quarter
#: of the time.
_ONE_PARAMETER = re.compile(r"[^;]+; ?(?P<name>[a-zA-Z]+)=(?P<value>[a-zA-Z0-9-]+)")


def _key(name: str) -> str:
    return f"HTTP_{name.upper().replace('-', '_')}"


def _text(name: str, doc: str) -> environ_property[str | None]:
    return environ_property(_key(name), doc=doc)


def _parsed(name: str, parse: Callable[[str | None], T], doc: str) -> lazy_attribute[T]:
    """Return an attribute that is what *parse* makes of a header when it is first read."""
    key = _key(name)
    attribute = lazy_attribute[T](lambda request: parse_header(request.environ.get(key), parse))
    attribute.__doc__ = doc
    return attribute


def _accepted(name: str, kind: type[AcceptT], doc: str) -> lazy_attribute[AcceptT]:
    return _parsed(name, lambda text: http.parse_accept_header(text, kind), doc)


def _parse_if_range(text: str | None) -> IfRange:
    parsed = http.parse_if_range_header(text)
    parsed.to_header()  # raises ValueError for an ETag that cannot be one
    return parsed


class RequestHeaders(MediaType):
    """The headers in the environ of a request."""

    #: The WSGI environ that this is a view of (PEP 3333).
    environ: WSGIEnvironment

    #: What ``user_agent`` is made of. A subclass of Werkzeug's may tell browsers apart.
    user_agent_class: type[UserAgent] = UserAgent

    @lazy_attribute
    def headers(self) -> Headers:
        """All headers, as a mapping that takes names in any case and cannot be changed."""
        return EnvironHeaders(self.environ)

    # The body: its type and its length (RFC 9110, sections 8.3 to 8.6)

    @property
    def content_type(self) -> str | None:
        """The ``Content-Type`` header as it came."""
        return self.environ.get("CONTENT_TYPE")

    @property
    def mimetype(self) -> str:
        """The content type without its parameters, in lower case; ``""`` if there is none."""
        content_type: str = self.environ.get("CONTENT_TYPE", "")
        return content_type.partition(";")[0].strip().lower()

    @lazy_attribute
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the content type: ``{"charset": "utf-8"}``."""
        content_type: str = self.environ.get("CONTENT_TYPE", "")
        if ";" not in content_type:
            return {}
        simple = _ONE_PARAMETER.fullmatch(content_type)
        if simple is not None:
            return {simple["name"].lower(): simple["value"]}
        return parse_header(content_type, http.parse_options_header)[1]

    @lazy_attribute
    def content_length(self) -> int | None:
        """The announced length of the body in bytes; None if nothing or chunks are announced.

        What is not a number counts as 0.
        """
        return get_content_length(self.environ)

    content_encoding = _text(
        "Content-Encoding", "How the body is compressed: ``gzip``. Nothing here undoes it."
    )
    content_md5 = _text("Content-MD5", "The digest of the body that HTTP had once (RFC 1864).")

    # Who asks, and where from (RFC 9110, sections 10.1 and 11.6; Fetch)

    authorization = _parsed(
        "Authorization",
        Authorization.from_header,
        "The credentials of the client, None if there are none or they are malformed.",
    )

    @lazy_attribute
    def user_agent(self) -> UserAgent:
        """The client's program, by the ``User-Agent`` header: ``user_agent.string``."""
        return self.user_agent_class(self.environ.get("HTTP_USER_AGENT", ""))

    referrer = _text("Referer", "The page that the client came from.")
    origin = _text("Origin", "The origin of the page whose script asks.")
    access_control_request_headers = _parsed(
        "Access-Control-Request-Headers",
        lambda text: None if text is None else http.parse_set_header(text),
        "The headers that a script of another origin wants to send; None if it does not ask.",
    )
    access_control_request_method = _text(
        "Access-Control-Request-Method", "The method that a script of another origin wants to use."
    )

    # What kind of answer the client would like, best first (RFC 9110, section 12.5)

    accept_mimetypes = _accepted("Accept", MIMEAccept, "The media types that the client takes.")
    accept_charsets = _parsed(
        "Accept-Charset",
        # A NUL, which no header may have, makes Python's look-up of charsets raise.
        lambda text: http.parse_accept_header(text and text.replace("\0", " "), CharsetAccept),
        "The charsets that the client takes.",
    )
    accept_encodings = _accepted("Accept-Encoding", Accept, "The compressions that it takes.")
    accept_languages = _accepted(
        "Accept-Language", LanguageAccept, "The languages that the client takes."
    )

    # Copies that the client has, and parts that it wants (RFC 9110, sections 13 and 14)

    cache_control = _parsed(
        "Cache-Control",
        lambda text: http.parse_cache_control_header(text, None, RequestCacheControl),
        "What the client asks of caches on the way (RFC 9111, section 5.2.1).",
    )
    pragma = _parsed("Pragma", http.parse_set_header, "The forerunner of ``Cache-Control``.")
    if_match = _parsed(
        "If-Match",
        http.parse_etags,
        "The versions, one of which the resource must have for the request to be done.",
    )
    if_none_match = _parsed(
        "If-None-Match", http.parse_etags, "The versions that the client has a copy of."
    )
    if_modified_since = _parsed("If-Modified-Since", parse_date, "The age of the client's copy.")
    if_unmodified_since = _parsed(
        "If-Unmodified-Since",
        parse_date,
        "The time since when the resource must be unchanged for the request to be done.",
    )
    if_range = _parsed(
        "If-Range", _parse_if_range, "The version that the client has parts of: an ETag or a date."
    )
    range = _parsed(
        "Range",
        http.parse_range_header,
        "The parts that the client wants; None if it wants all, or asks for nonsense.",
    )

    # The way of the message (RFC 9110, sections 6.6.1 and 7.6.2)

    date = _parsed("Date", parse_date, "The time at which the client made the request.")

    @property
    def max_forwards(self) -> int | None:
        """How many proxies may still pass on a TRACE or OPTIONS."""
        return self.headers.get("Max-Forwards", type=int)
