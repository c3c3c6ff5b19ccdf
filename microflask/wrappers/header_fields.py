"""The header fields of a response as attributes.

``response.last_modified`` is a datetime, ``response.cache_control`` an object with an
attribute for each directive. Each is a descriptor that reads and writes one header; the
headers are the only place where anything is kept. Werkzeug parses and writes the values.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ..lazy import DeferredModule
from .parsing import parse_date

if TYPE_CHECKING:
    from typing_extensions import Self
    from werkzeug import datastructures, http
    from werkzeug.datastructures import (
        ContentRange,
        ContentSecurityPolicy,
        Headers,
        HeaderSet,
        WWWAuthenticate,
    )
else:
    datastructures = DeferredModule("werkzeug.datastructures", globals())
    http = DeferredModule("werkzeug.http", globals())

T = TypeVar("T")


class HeaderField(Generic[T]):
    """One header as a value: read from its text, and written to it.

    Reading gives *default()*, or None, where the header is missing or its text makes no
    sense. Deleting the attribute, or setting it to None, removes the header.
    """

    def __init__(
        self,
        name: str,
        load: Callable[[str], T | None],
        dump: Callable[[Any], str] | None = None,
        default: Callable[[], T] | None = None,
        *,
        doc: str,
    ) -> None:
        self.name = name
        self._load = load
        self._dump = dump
        self._default = default
        self.__doc__ = doc

    @overload
    def __get__(self, response: None, owner: type) -> Self: ...
    @overload
    def __get__(self, response: HeaderFields, owner: type) -> T | None: ...

    def __get__(self, response: HeaderFields | None, owner: type) -> Self | T | None:
        if response is None:
            return self
        text = response.headers.get(self.name)
        if text is not None:
            try:
                return self._load(text)
            except (ValueError, TypeError, OverflowError):
                pass
        return self._default() if self._default is not None else None

    def __set__(self, response: HeaderFields, value: Any) -> None:
        if value is None:
            self.__delete__(response)
        else:
            response.headers[self.name] = value if self._dump is None else self._dump(value)

    def __delete__(self, response: HeaderFields) -> None:
        response.headers.pop(self.name, None)


class LiveField(Generic[T]):
    """One header as an object that writes the header anew whenever it is changed.

    It may be set to such an object, to the header's text, or to the items of a set; to
    None or something empty to remove the header.
    """

    def __init__(
        self, name: str, parse: Callable[[str | None, Callable[[Any], None]], T], *, doc: str
    ) -> None:
        self.name = name
        self._parse = parse
        self.__doc__ = doc

    @overload
    def __get__(self, response: None, owner: type) -> Self: ...
    @overload
    def __get__(self, response: HeaderFields, owner: type) -> T: ...

    def __get__(self, response: HeaderFields | None, owner: type) -> Self | T:
        if response is None:
            return self
        text = response.headers.get(self.name)
        return self._parse(text, lambda changed: self.__set__(response, changed))

    def __set__(self, response: HeaderFields, value: Any) -> None:
        headers = response.headers
        if not value:
            headers.pop(self.name, None)
        elif isinstance(value, str):
            headers[self.name] = value
        elif hasattr(value, "to_header"):
            headers[self.name] = value.to_header()
        else:
            headers[self.name] = http.dump_header(value)


def _text(name: str, doc: str) -> HeaderField[str]:
    return HeaderField(name, str, doc=doc)


def _number(name: str, doc: str) -> HeaderField[int]:
    return HeaderField(name, int, str, doc=doc)


def _date(name: str, doc: str) -> HeaderField[datetime]:
    return HeaderField(name, parse_date, lambda date: http.http_date(date), doc=doc)


def _names(name: str, doc: str) -> HeaderField[HeaderSet]:
    """Return a field that is a set of names, which is replaced as a whole."""
    return HeaderField(
        name,
        lambda text: http.parse_set_header(text),
        lambda names: names if isinstance(names, str) else http.dump_header(names),
        doc=doc,
    )


def _live_names(name: str, doc: str) -> LiveField[HeaderSet]:
    return LiveField(name, lambda text, write: http.parse_set_header(text, write), doc=doc)


def _live_policy(name: str, doc: str) -> LiveField[ContentSecurityPolicy]:
    return LiveField(name, lambda text, write: http.parse_csp_header(text, write), doc=doc)


def _parse_content_range(text: str | None, write: Callable[[Any], None]) -> ContentRange:
    """Return the range that *text* gives, or an empty one, which can still be set."""
    return http.parse_content_range_header(text, write) or datastructures.ContentRange(
        None, None, None, on_update=write
    )


class HeaderFields:
    """What a response says about itself and its body, beside the body."""

    @property
    def headers(self) -> Headers:
        """The headers that all of these attributes read and write."""
        raise NotImplementedError

    @headers.setter
    def headers(self, headers: Any) -> None:
        raise NotImplementedError

    # The body and its form

    content_type = _text(
        "Content-Type", "The media type of the body with its parameters (RFC 9110, section 8.3)."
    )
    content_encoding = _text(
        "Content-Encoding", "How the body is compressed, if it is (RFC 9110, section 8.4)."
    )
    content_language = _live_names(
        "Content-Language", "The languages of the body's readers (RFC 9110, section 8.5)."
    )
    content_length = _number(
        "Content-Length", "The length of the body in bytes (RFC 9110, section 8.6)."
    )
    content_location = _text(
        "Content-Location", "The URL of what the body represents (RFC 9110, section 8.7)."
    )
    content_md5 = _text("Content-MD5", "The MD5 digest of the body in base64 (RFC 1864).")

    # Time, versions and caches

    date = _date("Date", "When the response was made (RFC 9110, section 6.6.1).")
    last_modified = _date(
        "Last-Modified", "When the resource was last changed (RFC 9110, section 8.8.2)."
    )
    expires = _date("Expires", "When the response becomes stale (RFC 9111, section 5.3).")
    age = HeaderField[timedelta](
        "Age",
        lambda text: http.parse_age(text),
        lambda age: http.dump_age(age) or "0",
        doc="How long ago the origin made or validated the response (RFC 9111, section 5.1).",
    )
    vary = _live_names(
        "Vary", "The request headers that the response depends on (RFC 9110, section 12.5.5)."
    )
    cache_control = LiveField["datastructures.ResponseCacheControl"](
        "Cache-Control",
        lambda text, write: http.parse_cache_control_header(
            text, write, datastructures.ResponseCacheControl
        ),
        doc="What caches may do with the response (RFC 9111, section 5.2.2).",
    )

    # Ranges

    accept_ranges = _text(
        "Accept-Ranges", "The unit in which parts can be asked for (RFC 9110, section 14.3)."
    )
    content_range = LiveField["datastructures.ContentRange"](
        "Content-Range",
        _parse_content_range,
        doc="Which part of the whole the body is (RFC 9110, section 14.4).",
    )

    # Where to go, and what is allowed there

    location = _text(
        "Location", "Where a redirect leads, or what was made (RFC 9110, section 10.2.2)."
    )
    allow = _live_names(
        "Allow", "The methods that the resource supports (RFC 9110, section 10.2.1)."
    )

    # What scripts and documents of other origins may do

    content_security_policy = _live_policy(
        "Content-Security-Policy", "What the page may load and run (CSP level 3, section 3.1)."
    )
    content_security_policy_report_only = _live_policy(
        "Content-Security-Policy-Report-Only",
        "A policy whose violations are reported, not prevented (CSP level 3, section 3.2).",
    )
    access_control_allow_origin = _text(
        "Access-Control-Allow-Origin", "The origin, or '*', that may read the response (Fetch)."
    )
    access_control_allow_headers = _names(
        "Access-Control-Allow-Headers", "The headers that another origin may send (Fetch)."
    )
    access_control_allow_methods = _names(
        "Access-Control-Allow-Methods", "The methods that another origin may use (Fetch)."
    )
    access_control_expose_headers = _names(
        "Access-Control-Expose-Headers", "The headers that another origin may read (Fetch)."
    )
    access_control_max_age = _number(
        "Access-Control-Max-Age", "For how many seconds these permissions hold (Fetch)."
    )
    cross_origin_opener_policy = HeaderField["http.COOP"](
        "Cross-Origin-Opener-Policy",
        lambda text: http.COOP(text),
        lambda policy: policy.value,
        lambda: http.COOP.UNSAFE_NONE,
        doc="Whether the page shares a group of windows with its opener: a ``werkzeug.http.COOP``.",
    )
    cross_origin_embedder_policy = HeaderField["http.COEP"](
        "Cross-Origin-Embedder-Policy",
        lambda text: http.COEP(text),
        lambda policy: policy.value,
        lambda: http.COEP.UNSAFE_NONE,
        doc="Which documents the page may embed: a ``werkzeug.http.COEP``.",
    )

    @property
    def access_control_allow_credentials(self) -> bool:
        """Whether another origin may send credentials (Fetch); True or not, nothing else."""
        return "Access-Control-Allow-Credentials" in self.headers

    @access_control_allow_credentials.setter
    def access_control_allow_credentials(self, allowed: bool | None) -> None:
        if allowed is True:
            self.headers["Access-Control-Allow-Credentials"] = "true"
        else:
            self.headers.pop("Access-Control-Allow-Credentials", None)

    @property
    def retry_after(self) -> datetime | None:
        """When to try again (RFC 9110, section 10.2.3).

        It is set to a datetime, to a number of seconds from now, or to None.
        """
        text = self.headers.get("Retry-After")
        try:
            return datetime.now(timezone.utc) + timedelta(seconds=int(text or ""))
        except ValueError:
            return parse_date(text)
        except OverflowError:
            return None

    @retry_after.setter
    def retry_after(self, when: datetime | int | str | None) -> None:
        if when is None:
            self.headers.pop("Retry-After", None)
        else:
            text = http.http_date(when) if isinstance(when, datetime) else str(when)
            self.headers["Retry-After"] = text

    @property
    def www_authenticate(self) -> WWWAuthenticate:
        """How to authenticate (RFC 9110, section 11.6.1): the first challenge, or an empty one.

        It is set to one challenge, to a list of which the client may choose, or to None.
        A challenge that is changed changes the header.
        """
        text = self.headers.get("WWW-Authenticate")
        challenge = datastructures.WWWAuthenticate.from_header(text)
        return self._watch(challenge or datastructures.WWWAuthenticate("basic"))

    @www_authenticate.setter
    def www_authenticate(self, value: WWWAuthenticate | list[WWWAuthenticate] | None) -> None:
        challenges = value if isinstance(value, list) else [value] if value else []
        self.headers.setlist("WWW-Authenticate", [item.to_header() for item in challenges])
        if value and not isinstance(value, list):
            self._watch(value)

    @www_authenticate.deleter
    def www_authenticate(self) -> None:
        self.headers.pop("WWW-Authenticate", None)

    def _watch(self, challenge: WWWAuthenticate) -> WWWAuthenticate:
        """Have *challenge* write the header whenever it is changed, and return it."""

        def write(changed: WWWAuthenticate) -> None:
            self.www_authenticate = changed

        challenge._on_update = write
        return challenge
