"""The headers of a response as attributes.

``response.last_modified`` is a datetime, ``response.cache_control`` an object with an
attribute for each directive. Each of them reads and writes one header; the headers are
the only place where anything is kept. Werkzeug parses and writes the values.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from werkzeug import http
from werkzeug.datastructures import (
    CallbackDict,
    ContentRange,
    Headers,
    ResponseCacheControl,
    WWWAuthenticate,
)
from werkzeug.utils import header_property

from .headers import MediaType, parse_date
from .sending import full_content_type


def _text(name: str, doc: str) -> header_property[str | None]:
    return header_property(name, doc=doc)


def _number(name: str, doc: str) -> header_property[int | None]:
    return header_property(name, None, int, str, doc=doc)


def _date(name: str, doc: str) -> header_property[datetime | None]:
    return header_property(name, None, parse_date, http.http_date, doc=doc)


def _names(name: str, doc: str) -> Any:
    """Return an attribute that is a set of names, which is replaced as a whole."""
    return header_property(name, None, http.parse_set_header, http.dump_header, doc=doc)


def _policy(name: str, kind: Any, doc: str) -> Any:
    return header_property(name, kind.UNSAFE_NONE, kind, lambda policy: policy.value, doc=doc)


def _live(name: str, parse: Callable[[str | None, Callable[[Any], None]], Any], doc: str) -> Any:
    """Return an attribute whose value writes the header anew whenever it is changed.

    It may be set to such a value, to the header's text, or to the items of a set; to
    None or something empty to remove the header.
    """

    def read(response: ResponseHeaders) -> Any:
        return parse(response.headers.get(name), partial(write, response))

    def write(response: ResponseHeaders, value: Any) -> None:
        if not value:
            response.headers.pop(name, None)
        elif isinstance(value, str):
            response.headers[name] = value
        elif hasattr(value, "to_header"):
            response.headers[name] = value.to_header()
        else:
            response.headers[name] = http.dump_header(value)

    return property(read, write, doc=doc)


class ResponseHeaders(MediaType):
    """What a response says about itself and its body, beside the body."""

    @property
    def headers(self) -> Headers:
        """The headers that all of these attributes read and write."""
        raise NotImplementedError

    @headers.setter
    def headers(self, headers: Any) -> None:
        raise NotImplementedError

    #: What reads JSON: a module or an object with ``loads``.
    json_module: Any
    get_data: Callable[[], Any]

    # The body and its form (RFC 9110, section 8)

    content_type = _text("Content-Type", "The media type of the body with its parameters.")
    content_encoding = _text("Content-Encoding", "How the body is compressed, if it is.")
    content_language = _live(
        "Content-Language", http.parse_set_header, "The languages of the body's readers."
    )
    content_length = _number("Content-Length", "The length of the body in bytes.")
    content_location = _text("Content-Location", "The URL of what the body represents.")
    content_md5 = _text("Content-MD5", "The MD5 digest of the body in base64 (RFC 1864).")

    # Time, versions and caches (RFC 9110, sections 6.6.1, 8.8.2 and 12.5.5; RFC 9111)

    date = _date("Date", "When the response was made.")
    last_modified = _date("Last-Modified", "When the resource was last changed.")
    expires = _date("Expires", "When the response becomes stale.")
    age: Any = header_property(
        "Age",
        None,
        http.parse_age,
        http.dump_age,  # type: ignore[arg-type]
        doc="How long ago the origin made or validated the response.",
    )
    vary = _live("Vary", http.parse_set_header, "The request headers that the response depends on.")
    cache_control = _live(
        "Cache-Control",
        partial(http.parse_cache_control_header, cls=ResponseCacheControl),
        "What caches may do with the response.",
    )

    # Ranges and redirects (RFC 9110, sections 10.2.1, 10.2.2, 14.3 and 14.4)

    accept_ranges = _text("Accept-Ranges", "The unit in which parts can be asked for.")
    content_range = _live(
        "Content-Range",
        # Without the header it is an empty range, which can still be set.
        lambda text, write: (
            http.parse_content_range_header(text, write)
            or ContentRange(None, None, None, on_update=write)
        ),
        "Which part of the whole the body is.",
    )
    location = _text("Location", "Where a redirect leads, or what was made.")
    allow = _live("Allow", http.parse_set_header, "The methods that the resource supports.")

    # What scripts and documents of other origins may do (CSP level 3, Fetch, HTML)

    content_security_policy = _live(
        "Content-Security-Policy", http.parse_csp_header, "What the page may load and run."
    )
    content_security_policy_report_only = _live(
        "Content-Security-Policy-Report-Only",
        http.parse_csp_header,
        "A policy whose violations are reported, not prevented.",
    )
    access_control_allow_origin = _text(
        "Access-Control-Allow-Origin", "The origin, or ``*``, that may read the response."
    )
    access_control_allow_headers = _names(
        "Access-Control-Allow-Headers", "The headers that another origin may send."
    )
    access_control_allow_methods = _names(
        "Access-Control-Allow-Methods", "The methods that another origin may use."
    )
    access_control_expose_headers = _names(
        "Access-Control-Expose-Headers", "The headers that another origin may read."
    )
    access_control_max_age = _number(
        "Access-Control-Max-Age", "For how many seconds these permissions hold."
    )
    cross_origin_opener_policy = _policy(
        "Cross-Origin-Opener-Policy", http.COOP, "Whether the page shares windows with its opener."
    )
    cross_origin_embedder_policy = _policy(
        "Cross-Origin-Embedder-Policy", http.COEP, "Which documents the page may embed."
    )

    @property
    def access_control_allow_credentials(self) -> bool:
        """Whether another origin may send credentials; True or not, nothing else."""
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
        except (ValueError, OverflowError):
            return parse_date(text)

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
        challenge = WWWAuthenticate.from_header(self.headers.get("WWW-Authenticate"))
        challenge = challenge or WWWAuthenticate("basic")
        challenge._on_update = partial(setattr, self, "www_authenticate")
        return challenge

    @www_authenticate.setter
    def www_authenticate(self, value: WWWAuthenticate | list[WWWAuthenticate] | None) -> None:
        challenges = value if isinstance(value, list) else [value] if value else []
        self.headers.setlist("WWW-Authenticate", [item.to_header() for item in challenges])
        if isinstance(value, WWWAuthenticate):
            value._on_update = partial(setattr, self, "www_authenticate")

    @www_authenticate.deleter
    def www_authenticate(self) -> None:
        self.headers.pop("WWW-Authenticate", None)

    # The media type, and a body of JSON

    @property
    def mimetype(self) -> str | None:
        """The media type without its parameters: ``"text/html"``. Text is set with its charset."""
        content_type = self.headers.get("Content-Type")
        return content_type.partition(";")[0].strip() if content_type else None

    @mimetype.setter
    def mimetype(self, mimetype: str) -> None:
        self.content_type = full_content_type(mimetype)

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, such as ``charset``: a dict that can be changed."""

        def write(parameters: dict[str, str]) -> None:
            self.content_type = http.dump_options_header(self.mimetype, parameters)

        return CallbackDict(http.parse_options_header(self.content_type)[1], write)

    def get_json(self, force: bool = False, silent: bool = False) -> Any:
        """Return what the JSON in the body says, or None if it is another media type.

        With *force* the type does not matter. Raises ValueError if the body is not JSON;
        with *silent* it returns None instead.
        """
        if not (force or self.is_json):
            return None
        try:
            return self.json_module.loads(self.get_data())
        except ValueError:
            if silent:
                return None
            raise

    @property
    def json(self) -> Any:
        """What the JSON in the body says: ``get_json()``."""
        return self.get_json()
