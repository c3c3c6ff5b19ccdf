"""What the client's headers say, each as the kind of thing that it is.

A header is parsed when its attribute is first read, by Werkzeug's parsers, into
Werkzeug's containers. Whatever a client sends, reading an attribute does not fail: a
header that makes no sense reads as if it were absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from ..lazy import DeferredModule, deferred_attribute, lazy_attribute
from .body import get_content_length
from .parsing import parse_date, parse_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug import datastructures, http
    from werkzeug.user_agent import UserAgent
else:
    datastructures = DeferredModule("werkzeug.datastructures", globals())
    http = DeferredModule("werkzeug.http", globals())

T = TypeVar("T")

#: What nearly every content type with a parameter looks like. Read by this it takes 0.5 us,
#: by the whole grammar 2.
_ONE_PARAMETER = re.compile(r"[^;]+; ?(?P<name>[a-zA-Z]+)=(?P<value>[a-zA-Z0-9-]+)")


class RequestHeaders:
    """The headers in the environ of a request."""

    #: The WSGI environ that this is a view of (PEP 3333).
    environ: WSGIEnvironment

    #: What ``user_agent`` is made of. A subclass of Werkzeug's may tell browsers apart.
    user_agent_class: type[UserAgent] = deferred_attribute("werkzeug.user_agent", "UserAgent")

    @lazy_attribute
    def headers(self) -> datastructures.Headers:
        """All headers, as a mapping that takes names in any case and cannot be changed."""
        return datastructures.EnvironHeaders(self.environ)

    def _parse(self, name: str, parse: Callable[[str | None], T]) -> T:
        """Return what *parse* reads in the header *name*."""
        return parse_header(self.headers.get(name), parse)

    # The body: its type and its length

    @property
    def content_type(self) -> str | None:
        """The ``Content-Type`` header as it came (RFC 9110, section 8.3)."""
        return self.environ.get("CONTENT_TYPE")

    @lazy_attribute
    def mimetype(self) -> str:
        """The content type without its parameters, in lower case; ``""`` where there is none."""
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

    @property
    def is_json(self) -> bool:
        """Whether the body is said to be JSON: ``application/json``, ``application/*+json``."""
        mimetype = self.mimetype
        return mimetype == "application/json" or (
            mimetype.startswith("application/") and mimetype.endswith("+json")
        )

    @lazy_attribute
    def content_length(self) -> int | None:
        """The announced length of the body in bytes; None where nothing or chunks are announced.

        What is no number counts as 0 (RFC 9110, section 8.6).
        """
        return get_content_length(self.environ)

    @property
    def content_encoding(self) -> str | None:
        """How the body is compressed: ``gzip``. Nothing here undoes it."""
        return self.headers.get("Content-Encoding")

    @property
    def content_md5(self) -> str | None:
        """The ``Content-MD5`` header, which HTTP had once (RFC 2616, section 14.15)."""
        return self.headers.get("Content-MD5")

    # Who asks, and where from

    @lazy_attribute
    def authorization(self) -> datastructures.Authorization | None:
        """The credentials of the ``Authorization`` header, None where there are none.

        Also None where they are malformed (RFC 9110, section 11.6.2).
        """
        return self._parse("Authorization", datastructures.Authorization.from_header)

    @lazy_attribute
    def user_agent(self) -> UserAgent:
        """The client's program, by the ``User-Agent`` header: ``user_agent.string``."""
        return self.user_agent_class(self.headers.get("User-Agent", ""))

    @property
    def referrer(self) -> str | None:
        """The page that the client came from: the header ``Referer``, which is spelled so."""
        return self.headers.get("Referer")

    @property
    def origin(self) -> str | None:
        """The origin of the page whose script asks (Fetch standard, ``Origin``)."""
        return self.headers.get("Origin")

    @property
    def access_control_request_headers(self) -> datastructures.HeaderSet | None:
        """The headers that a script of another origin wants to send; None if it does not ask."""
        name = "Access-Control-Request-Headers"
        return self._parse(name, http.parse_set_header) if name in self.headers else None

    @property
    def access_control_request_method(self) -> str | None:
        """The method that a script of another origin wants to use."""
        return self.headers.get("Access-Control-Request-Method")

    # What kind of answer the client would like

    @lazy_attribute
    def accept_mimetypes(self) -> datastructures.MIMEAccept:
        """The media types that the client takes, best first (RFC 9110, section 12.5.1)."""
        kind = datastructures.MIMEAccept
        return self._parse("Accept", lambda text: http.parse_accept_header(text, kind))

    @lazy_attribute
    def accept_charsets(self) -> datastructures.CharsetAccept:
        """The charsets that the client takes, best first."""

        def parse(text: str | None) -> datastructures.CharsetAccept:
            # A NUL, which no header may have, makes Python's look-up of charsets raise.
            without_nul = text and text.replace("\0", " ")
            return http.parse_accept_header(without_nul, datastructures.CharsetAccept)

        return self._parse("Accept-Charset", parse)

    @lazy_attribute
    def accept_encodings(self) -> datastructures.Accept:
        """The compressions that the client takes, best first."""
        return self._parse("Accept-Encoding", http.parse_accept_header)

    @lazy_attribute
    def accept_languages(self) -> datastructures.LanguageAccept:
        """The languages that the client takes, best first."""
        kind = datastructures.LanguageAccept
        return self._parse("Accept-Language", lambda text: http.parse_accept_header(text, kind))

    # Copies that the client has, and parts that it wants (RFC 9110, sections 13 and 14)

    @lazy_attribute
    def cache_control(self) -> datastructures.RequestCacheControl:
        """What the client asks of caches on the way (RFC 9111, section 5.2.1)."""
        kind = datastructures.RequestCacheControl
        return self._parse(
            "Cache-Control", lambda text: http.parse_cache_control_header(text, None, kind)
        )

    @lazy_attribute
    def pragma(self) -> datastructures.HeaderSet:
        """The ``Pragma`` header, the forerunner of ``Cache-Control``."""
        return self._parse("Pragma", http.parse_set_header)

    @lazy_attribute
    def if_match(self) -> datastructures.ETags:
        """The versions, one of which the resource must have for the request to be done."""
        return self._parse("If-Match", http.parse_etags)

    @lazy_attribute
    def if_none_match(self) -> datastructures.ETags:
        """The versions that the client has a copy of."""
        return self._parse("If-None-Match", http.parse_etags)

    @lazy_attribute
    def if_modified_since(self) -> datetime | None:
        """The age of the client's copy."""
        return parse_date(self.headers.get("If-Modified-Since"))

    @lazy_attribute
    def if_unmodified_since(self) -> datetime | None:
        """The time since when the resource must be unchanged for the request to be done."""
        return parse_date(self.headers.get("If-Unmodified-Since"))

    @lazy_attribute
    def if_range(self) -> datastructures.IfRange:
        """The version that the client has parts of: an ETag or a date."""

        def parse(text: str | None) -> datastructures.IfRange:
            parsed = http.parse_if_range_header(text)
            parsed.to_header()  # raises ValueError for an ETag that cannot be one
            return parsed

        return self._parse("If-Range", parse)

    @lazy_attribute
    def range(self) -> datastructures.Range | None:
        """The parts that the client wants; None where it wants all, or asks for nonsense."""
        return self._parse("Range", http.parse_range_header)

    # The way of the message

    @property
    def date(self) -> datetime | None:
        """The time at which the client says that it made the request."""
        return parse_date(self.headers.get("Date"))

    @property
    def max_forwards(self) -> int | None:
        """How many proxies may still pass on a TRACE or OPTIONS (RFC 9110, section 7.6.2)."""
        return self.headers.get("Max-Forwards", type=int)
