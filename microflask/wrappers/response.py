"""An object as a WSGI response: a body, a status and headers.

``response_headers`` holds the headers as attributes, ``headers`` what may stand in them,
``sending`` what becomes of them, ``conditional`` what a client's conditions lead to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from werkzeug import http
from werkzeug.datastructures import Headers

from .. import json
from ..globals import find_app_context
from ..lazy import lazy_attribute
from .conditional import check_preconditions, cut, find_range
from .headers import CheckedHeaders, check_cookie
from .response_headers import ResponseHeaders
from .sending import (
    NEEDS_CARE,
    STATUSES,
    WITHOUT_BODY,
    full_content_type,
    headers_to_send,
    parse_status,
)
from .streams import ClosingIterator, call_all, close_body, encode_chunk

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from typing_extensions import Self

Callback = TypeVar("Callback", bound=Callable[[], Any])

#: What a subclass may override to change how a response is sent.
_STEPS = {
    *("get_wsgi_response", "get_wsgi_headers", "get_app_iter", "iter_encoded", "close"),
    *("set_data", "is_sequence", "headers", "status", "status_code"),
}

_TEXT = (str, bytes)


class Response(ResponseHeaders):
    """An HTTP response: a body, a status and headers.

    It is a WSGI application itself, so a server can call it.

    - ``response``: the body. Text, which becomes UTF-8, or bytes; an iterable of either is
      streamed, except for a list or a tuple, which is held; None is an empty body.
    - ``status``: a code, or a whole line such as ``"404 Not here"``; ``default_status``.
    - ``headers``: a dict, pairs of name and value, or a ``Headers`` object, which is kept.
    - ``mimetype``: the media type of the body, completed with the charset if it is
      text; ``default_mimetype`` if the headers do not name one.
    - ``content_type``: the whole ``Content-Type`` header, as it is sent.
    - ``direct_passthrough``: hand the iterable itself to the server, which may know a
      faster way for it than to iterate it (``wsgi.file_wrapper``).

    Raises ValueError for a status or header that would break out of its line.
    """

    #: The status if none is given.
    default_status: int | str = 200
    #: The media type if none is given; None sends none.
    default_mimetype: str | None = "text/html"
    #: Whether to read a stream to its end if a length, the data or an ETag is asked for.
    implicit_sequence_conversion = True
    #: Whether to make the URL in ``Location`` absolute.
    autocorrect_location_header = False
    #: Whether to send ``Content-Length`` if the length is known.
    automatically_set_content_length = True
    #: What reads JSON: a module or an object with ``dumps`` and ``loads``.
    json_module: Any = json

    #: Whether the body goes to the server as it is.
    direct_passthrough = False
    #: The body: a list of its pieces, or what they are streamed from. It can be replaced.
    response: Any

    #: Whether the class overrides no step, so that a plain answer needs none of them.
    _is_plain = True
    #: Whether the program named a content type. A status without a body has no default one.
    _has_own_type = False
    #: The headers of a text that is sent without looking at them: its type and its length.
    _pairs: list[tuple[str, str]]
    #: The headers as an object; None if nobody has asked for it.
    _headers: Headers | None
    #: What is called when the response is closed.
    _on_close: tuple[Callable[[], Any], ...] | list[Callable[[], Any]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Decide once whether the class is plain."""
        super().__init_subclass__(**options)
        overrides = any(getattr(cls, step) is not getattr(Response, step) for step in _STEPS)
        cls._is_plain = not overrides and cls.automatically_set_content_length

    def __init__(
        self,
        response: Iterable[str] | Iterable[bytes] | str | bytes | bytearray | None = None,
        status: int | str | None = None,
        headers: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        if status is None:
            status = self.default_status
        try:
            self._status, self._status_code = STATUSES[status]
        except (KeyError, TypeError):
            self._status, self._status_code = parse_status(status)
        if direct_passthrough:
            self.direct_passthrough = True
        body: Any = response
        kind = body.__class__
        if headers is None and content_type is None and self._is_plain and kind in _TEXT:
            # Nearly every response is made of this, in a fifth of the time of the general way.
            if mimetype is None:
                mimetype = self.default_mimetype
            else:
                self._has_own_type = True
            if mimetype is not None:
                body = body.encode() if kind is str else body
                length = ("Content-Length", str(len(body)))
                self._pairs = [("Content-Type", full_content_type(mimetype)), length]
                self._headers = None
                self.response = [body]
                return
        self._set_up(body, headers, mimetype, content_type)

    def _set_up(
        self, body: Any, headers: Any, mimetype: str | None, content_type: str | None
    ) -> None:
        """Keep a stream, or a body with headers of its own."""
        self.headers = headers if isinstance(headers, Headers) else CheckedHeaders(headers)
        if mimetype is not None or content_type is not None or "Content-Type" in self.headers:
            self._has_own_type = True
        else:
            mimetype = self.default_mimetype
        if content_type is None and mimetype is not None:
            content_type = full_content_type(mimetype)
        if content_type is not None:
            self.headers["Content-Type"] = content_type
        if isinstance(body, (str, bytes, bytearray)):
            self.set_data(body)
        else:
            self.response = [] if body is None else body

    # Sending

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the status and the headers to the server, and return the body (PEP 3333)."""
        if self._is_plain:
            body, headers = self.response, self._headers
            pairs = self._pairs if headers is None else _pairs_to_send(headers)
            if (
                pairs
                and body.__class__ is list
                and len(body) == 1
                and body[0].__class__ is bytes
                and self._status_code not in WITHOUT_BODY
                and environ["REQUEST_METHOD"] != "HEAD"
                and not self._on_close
            ):
                start_response(self._status, pairs[:])
                return body
        try:
            body, status, pairs = self.get_wsgi_response(environ)
            start_response(status, pairs)
        except BaseException:
            self.close()  # the server never sees the body, so nobody else would
            raise
        return body

    def get_wsgi_response(
        self, environ: WSGIEnvironment
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return the body, the status line and the headers as they answer *environ*.

        Raises ValueError if a header cannot be sent as it stands.
        """
        if type(self).get_wsgi_headers is Response.get_wsgi_headers:
            headers = headers_to_send(self, environ)
        else:
            headers = CheckedHeaders(self.get_wsgi_headers(environ))._list
        return self.get_app_iter(environ), self.status, headers

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return a copy of the headers as they are sent in answer to *environ*.

        URLs are made ASCII, and ``Location`` absolute if ``autocorrect_location_header``
        says so; the length is added if it is known; if the status forbids a body, what
        describes one goes, and so do headers that are the server's to send.
        """
        headers = CheckedHeaders()
        headers._list = headers_to_send(self, environ)
        return headers

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """Return the body as it is sent in answer to *environ*.

        It is empty for a HEAD request and if the status forbids a body: a stream is
        not even started then, but closed when the server closes what is returned here.
        """
        body: Iterable[bytes]
        if environ["REQUEST_METHOD"] == "HEAD" or self.status_code in WITHOUT_BODY:
            body = (b"",)  # Hypercorn sends no headers before the first chunk
        elif self.is_sequence or not self.direct_passthrough:
            body = self.iter_encoded()
        else:
            body = self.response
            if not self._on_close:
                return body  # a server knows its own file wrapper, but not in another one
        if self.is_sequence and self._is_plain and not self._on_close:
            return [*body] or [b""]  # there is nothing to close
        return ClosingIterator(body, self.close)

    def call_on_close(self, func: Callback) -> Callback:
        """Call *func* when the response is closed, however much of it was sent.

        Returns *func*, so it is also a decorator.
        """
        self._on_close = [*self._on_close, func]
        return func

    def close(self) -> None:
        """Close the body, if it can be closed, and call what waits for the end.

        All of it is called, also if one raises.
        """
        call_all(iter((lambda: close_body(self.response), *self._on_close)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # The status and the headers

    @property
    def headers(self) -> Headers:
        """The headers. They are set to a dict, to pairs, or to a ``Headers`` object, which is kept.

        The object is made when it is first asked for: most responses are sent without it.
        """
        if self._headers is None:
            self._headers = CheckedHeaders.__new__(CheckedHeaders)  # __init__ takes twice the time
            self._headers._list = self._pairs
        return self._headers

    @headers.setter
    def headers(self, headers: Any) -> None:
        self._headers = headers if isinstance(headers, Headers) else CheckedHeaders(headers)

    @property
    def status(self) -> str:
        """The status line: ``"404 NOT FOUND"``. It is set to a line or to a code."""
        return self._status

    @status.setter
    def status(self, status: str | int) -> None:
        try:
            self._status, self._status_code = STATUSES[status]
        except (KeyError, TypeError):
            self._status, self._status_code = parse_status(status)

    @property
    def status_code(self) -> int:
        """The status code: ``404``."""
        return self._status_code

    @status_code.setter
    def status_code(self, code: int) -> None:
        self.status = code

    @property
    def max_cookie_size(self) -> int:
        """The length from which ``set_cookie`` warns: the app's ``MAX_COOKIE_SIZE``, or 4093."""
        context = find_app_context()
        size: int = 4093 if context is None else context.app.config["MAX_COOKIE_SIZE"]
        return size

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | int | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Have the client keep a cookie (RFC 6265, section 4.1).

        - ``max_age``, ``expires``: until when, in seconds from now or as a date; without
          either, until the browser is closed.
        - ``path``, ``domain``: which URLs it is sent to; without a domain, this host alone.
        - ``secure``: over HTTPS only. ``httponly``: hidden from scripts.
        - ``samesite``: ``"Strict"``, ``"Lax"`` or ``"None"``, for requests from other sites.
        - ``partitioned``: kept apart for each site that embeds this one; makes it secure.

        Warns if it is longer than ``max_cookie_size``, because browsers drop it then.
        Raises ValueError for control characters in any part, and for an invalid name.
        """
        check_cookie(key, value, path=path, domain=domain, expires=expires, samesite=samesite)
        cookie = http.dump_cookie(
            key,
            value,
            max_age,
            expires,
            path,
            domain,
            secure,
            httponly,
            max_size=self.max_cookie_size,
            samesite=samesite,
            partitioned=partitioned,
        )
        self.headers.add("Set-Cookie", cookie)

    def delete_cookie(
        self,
        key: str,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Have the client forget a cookie.

        It is known by its name, *path* and *domain*, so these must be as it was set. A
        browser also refuses to delete a secure or partitioned cookie by one that is not.
        """
        self.set_cookie(key, "", 0, 0, path, domain, secure, httponly, samesite, partitioned)

    # The body

    @overload
    def get_data(self, as_text: Literal[False] = False) -> bytes: ...
    @overload
    def get_data(self, as_text: Literal[True]) -> str: ...

    def get_data(self, as_text: bool = False) -> bytes | str:
        """Return the whole body, as text if *as_text* is true.

        A stream is read to its end and held from then on. Raises RuntimeError if
        that is switched off (``implicit_sequence_conversion``, ``direct_passthrough``).
        """
        self._ensure_sequence()
        body = b"".join(self.iter_encoded())
        return body.decode() if as_text else body

    def set_data(self, value: bytes | bytearray | str) -> None:
        """Replace the body by bytes, or by text, which becomes UTF-8; the length follows."""
        body = value.encode() if isinstance(value, str) else bytes(memoryview(value))
        self.response = [body]
        if self.automatically_set_content_length:
            self.headers["Content-Length"] = str(len(body))

    data = property(get_data, set_data, doc="The whole body as bytes; it is set to bytes or text.")

    @property
    def is_sequence(self) -> bool:
        """Whether the body is held, as a list or a tuple."""
        return isinstance(self.response, (list, tuple))

    @property
    def is_streamed(self) -> bool:
        """Whether the body is of unknown length, as a generator is."""
        return not hasattr(self.response, "__len__")

    def make_sequence(self) -> None:
        """Read a stream to its end, and hold what came; it is closed with the response."""
        if not self.is_sequence:
            self._replace_stream([*self.iter_encoded()])

    def _replace_stream(self, body: Iterable[bytes]) -> None:
        """Send *body* in place of the stream, which is still closed with the response."""
        stream, self.response = self.response, body
        if hasattr(stream, "close"):
            self.call_on_close(stream.close)

    def _ensure_sequence(self, mutable: bool = False) -> None:
        """Hold the body, in a list if *mutable*; raise RuntimeError if that is switched off."""
        if mutable and isinstance(self.response, tuple):
            self.response = [*self.response]
        elif not self.is_sequence:
            if self.direct_passthrough or not self.implicit_sequence_conversion:
                raise RuntimeError(
                    "The body is a stream that must not be read: implicit sequence conversion is"
                    " disabled, or the response is in direct passthrough mode. Call make_sequence()"
                    " first, or set direct_passthrough to False."
                )
            self.make_sequence()

    def iter_encoded(self) -> Iterator[bytes]:
        """Return an iterator over the pieces of the body as bytes."""
        return map(encode_chunk, self.response)

    def calculate_content_length(self) -> int | None:
        """Return the length of the body; None for a stream that must not be read."""
        try:
            self._ensure_sequence()
        except RuntimeError:
            return None
        return sum(map(len, self.iter_encoded()))

    @lazy_attribute
    def stream(self) -> Any:
        """The body as a file to write to: what is written is appended, and drops the length."""
        from werkzeug.wrappers.response import ResponseStream

        return ResponseStream(self)  # type: ignore[arg-type]

    def freeze(self) -> None:
        """Read the whole body and set its length and ETag, so that the response can be pickled."""
        stream = self.response
        self.response = [*self.iter_encoded()]
        close_body(stream)
        self.headers["Content-Length"] = str(self.calculate_content_length())
        self.add_etag()

    # Versions and ranges

    def get_etag(self) -> tuple[str, bool] | tuple[None, None]:
        """Return the ETag and whether it is a weak one, or ``(None, None)``."""
        return http.unquote_etag(self.headers.get("ETag"))

    def set_etag(self, etag: str, weak: bool = False) -> None:
        """Name the version that the body is (RFC 9110, section 8.8.3)."""
        self.headers["ETag"] = http.quote_etag(etag, weak)

    def add_etag(self, overwrite: bool = False, weak: bool = False) -> None:
        """Name the version by a digest of the body, unless it has a name and not *overwrite*."""
        if overwrite or "ETag" not in self.headers:
            self.set_etag(http.generate_etag(self.get_data()), weak)

    def make_conditional(
        self,
        request_or_environ: Any,
        accept_ranges: bool | str = False,
        complete_length: int | None = None,
    ) -> Self:
        """Send no more than a GET or HEAD request asks for, and return the response.

        It becomes a 304 if the client has this version, a 412 if it insists on
        another (RFC 9110, section 13.2.2), a 206 if it asks for a part of the body
        (section 14.2). For the last, *accept_ranges* must be True and *complete_length* be
        the length of the whole; *accept_ranges* may also be the text of ``Accept-Ranges``.

        Raises RequestedRangeNotSatisfiable, a 416, for a part that is not there.
        """
        environ = getattr(request_or_environ, "environ", request_or_environ)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self
        if "Date" not in self.headers:
            self.headers["Date"] = http.http_date()
        if accept_ranges:
            self.accept_ranges = "bytes" if accept_ranges is True else accept_ranges
        self._apply_conditions(environ, complete_length if accept_ranges else None)
        if (
            self.automatically_set_content_length
            and "Content-Length" not in self.headers
            and self.is_sequence
        ):
            self.content_length = self.calculate_content_length()
        return self

    def _apply_conditions(self, environ: WSGIEnvironment, length: int | None) -> None:
        """Take the status, and the part of the body, that the request's conditions lead to."""
        if not 200 <= self.status_code < 300:
            return  # conditions are about what would succeed (RFC 9110, section 13.2.1)
        status = check_preconditions(environ, self.headers)
        if status is not None:
            self.status_code = status
        elif length and self.status_code == 200 and self.accept_ranges == "bytes":
            found = find_range(environ, self.headers, length)
            if found is None:
                return
            start, stop = found
            self.status_code = 206
            self.content_length = stop - start
            self.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{length}"
            if self.is_sequence:
                self.response = [self.get_data()[start:stop]]
            else:
                self._replace_stream(cut(self.response, start, stop))

    # Becoming a response

    @classmethod
    def force_type(cls, response: Any, environ: WSGIEnvironment | None = None) -> Response:
        """Return *response* as one of this class.

        A response is not copied: its class is changed, and ``__init__`` does not run. One of
        Werkzeug's gives its headers and its body to a new response. Any other WSGI
        application is called with *environ*.

        Raises TypeError for a WSGI application without an environ.
        """
        if not isinstance(response, Response):
            response = _convert(response, environ)
        own: Response = response
        own.__class__ = cls
        return own

    @classmethod
    def from_app(
        cls, app: WSGIApplication, environ: WSGIEnvironment, buffered: bool = False
    ) -> Self:
        """Call a WSGI application, and return its answer as a response of this class.

        With *buffered* its body is read as a whole, and the application is closed.
        """
        from werkzeug.test import run_wsgi_app

        return cls(*run_wsgi_app(app, environ, buffered))

    def __repr__(self) -> str:
        if self.is_sequence:
            body = f"{self.calculate_content_length()} bytes"
        else:
            body = "streamed" if self.is_streamed else "likely-streamed"
        return f"<{type(self).__name__} {body} [{self.status}]>"


def _convert(answer: Any, environ: WSGIEnvironment | None) -> Response:
    """Return a response of Werkzeug's, or what a WSGI application answers, as one of ours."""
    from werkzeug.wrappers import Response as WerkzeugResponse

    if isinstance(answer, WerkzeugResponse):
        response = Response.__new__(Response)
        for name, value in vars(answer).items():  # what a program added included
            setattr(response, name, value)
        return response
    if environ is None:
        raise TypeError(
            f"Cannot convert {answer!r} into a response without an environ: it is not a"
            " response, and a WSGI application must be called with one to answer."
        )
    response = Response.from_app(answer, environ)
    if not response._has_own_type:  # nobody must take the body for HTML
        response.mimetype = "text/plain"
    return response


def _pairs_to_send(headers: Headers) -> list[tuple[str, str]] | None:
    """Return the headers if they can be sent as they are, as most can."""
    if headers.__class__ is not CheckedHeaders:
        return None
    names = [name.lower() for name, _ in headers._list]
    return headers._list if "content-length" in names and NEEDS_CARE.isdisjoint(names) else None
