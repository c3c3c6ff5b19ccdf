"""An object as a WSGI answer.

A view's text goes through here twice: ``Response(text)`` keeps it, and the server's call
of the response sends it. What a plain answer does not need, such as a header object, is
made when somebody asks for it. The rooms beside this one hold the parts: ``header_fields``
(headers as attributes), ``sending``, ``conditional``, ``cookies``, ``streams``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from ..globals import find_app_context
from ..lazy import DeferredModule, lazy_attribute
from . import app_json
from .conditional import check_preconditions, cut, find_range
from .cookies import dump_cookie
from .foreign import environ_of, run_wsgi_app
from .header_fields import HeaderFields
from .json_body import JSONBody
from .sending import CONTENT_TYPES, full_content_type, headers_to_send
from .statuses import STATUSES, WITHOUT_BODY, parse_status
from .streams import ClosingIterator, ResponseStream, call_all, encoded
from .syntax import check_header_list, checked_value

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from typing_extensions import Self
    from werkzeug import datastructures, http
    from werkzeug.datastructures import Headers
    from werkzeug.wrappers import response as werkzeug_response

    from . import checked_headers
else:
    checked_headers = DeferredModule("microflask.wrappers.checked_headers", globals())
    datastructures = DeferredModule("werkzeug.datastructures", globals())
    http = DeferredModule("werkzeug.http", globals())
    werkzeug_response = DeferredModule("werkzeug.wrappers.response", globals())

Callback = TypeVar("Callback", bound=Callable[[], Any])

#: What a subclass may override to change how a response is kept or sent.
_STEPS = {"get_wsgi_response", "get_wsgi_headers", "get_app_iter", "iter_encoded", "close"} | {
    "get_data",
    "set_data",
    "is_sequence",
    "response",
    "headers",
    "status",
    "status_code",
}


class Response(HeaderFields, JSONBody):
    """An HTTP response: a body, a status and headers.

    It is a WSGI application itself, so a server can call it.

    - ``response``: the body. Text, which becomes UTF-8, or bytes; an iterable of either is
      streamed, except for a list or a tuple, which is held; None is an empty body.
    - ``status``: a code, or a whole line such as ``"404 Not here"``; ``default_status``.
    - ``headers``: a dict, pairs of name and value, or a ``Headers`` object, which is kept.
    - ``mimetype``: the media type of the body, completed with the charset where it is
      text; ``default_mimetype`` where the headers do not name one.
    - ``content_type``: the whole ``Content-Type`` header, as it is sent.
    - ``direct_passthrough``: hand the iterable itself to the server, which may know a
      faster way for it than to iterate it (``wsgi.file_wrapper``).

    Raises ValueError for a status or header that would break out of its line.

    A response is *folded* while nobody has looked at its headers or its body but the
    server: it is a text, a status and a content type, no more. This is what most
    responses are from beginning to end, and it makes them five times as fast. The first
    look unfolds it: there is a header object then, and a list that holds the body.
    """

    #: The status where none is given.
    default_status: int | str = 200
    #: The media type where none is given; None sends none.
    default_mimetype: str | None = "text/html"
    #: Whether to read a stream to its end where a length, the data or an ETag is asked for.
    implicit_sequence_conversion = True
    #: Whether to make the URL in ``Location`` absolute.
    autocorrect_location_header = False
    #: Whether to send ``Content-Length`` where the length is known.
    automatically_set_content_length = True
    #: What reads JSON: a module or an object with ``dumps`` and ``loads``.
    json_module: Any = app_json

    #: Whether the body goes to the server as it is.
    direct_passthrough = False

    _is_plain = True
    #: Whether the program named a content type. A status without a body has no default one.
    _has_own_type = False
    _status: str
    _status_code: int
    #: Folded: the body; None when unfolded.
    _body: bytes | None
    #: Folded: the value of ``Content-Type``.
    _content_type: str
    #: Unfolded: the body.
    _iterable: Any
    #: Unfolded: the headers.
    _headers: Headers
    _on_close: tuple[Callable[[], Any], ...] | list[Callable[[], Any]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Decide once whether the class is plain: its responses can be folded."""
        super().__init_subclass__(**options)
        overrides = any(getattr(cls, step) is not getattr(Response, step) for step in _STEPS)
        cls._is_plain = not overrides and cls.automatically_set_content_length
        if not cls._is_plain:
            cls._body = None  # never folded, whoever makes its instances

    def __init__(
        self,
        response: Iterable[str] | Iterable[bytes] | str | bytes | bytearray | None = None,
        status: int | str | None = None,
        headers: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        """Keep the body, the status and the content type, and put off the rest."""
        if status is None:
            status = self.default_status
        try:
            self._status, self._status_code = STATUSES[status]
        except (KeyError, TypeError):
            self._status, self._status_code = parse_status(status)
        if direct_passthrough:
            self.direct_passthrough = True
        if mimetype is not None or content_type is not None:
            self._has_own_type = True
        if headers is None:
            if content_type is None:
                if mimetype is None:
                    mimetype = self.default_mimetype
                try:
                    content_type = CONTENT_TYPES[mimetype]
                except KeyError:
                    content_type = full_content_type(mimetype)
            else:
                content_type = checked_value("Content-Type", content_type)
            if content_type and self._is_plain:
                self._content_type = content_type
                if isinstance(response, str):
                    self._body = response.encode()
                    return
                if isinstance(response, bytes):
                    self._body = response
                    return
        self._set_up(response, headers, mimetype, content_type)

    def _set_up(
        self, response: Any, headers: Any, mimetype: str | None, content_type: str | None
    ) -> None:
        """Make a response that is unfolded from the start: a stream, or one with headers."""
        self._body = None
        self.headers = () if headers is None else headers
        if content_type is None and headers is not None:
            if "Content-Type" in self.headers:
                self._has_own_type = True
            elif mimetype is None:
                mimetype = self.default_mimetype
            content_type = full_content_type(mimetype)
        if content_type is not None:
            self.headers["Content-Type"] = content_type
        if isinstance(response, (str, bytes, bytearray)):
            self.set_data(response)
        else:
            self.response = [] if response is None else response

    def _unfold(self) -> None:
        """Make the header object and the list for the body that somebody asks for."""
        body = self._body
        if body is None:
            return  # it is unfolded
        self._headers = checked_headers.CheckedHeaders.of(
            [("Content-Type", self._content_type), ("Content-Length", str(len(body)))]
        )
        self._iterable = [body]
        self._body = None

    # Sending

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the status and the headers to the server, and return the body (PEP 3333)."""
        body = self._body
        if body is None or self._status_code in WITHOUT_BODY:
            return self._send(environ, start_response)
        start_response(
            self._status,
            [("Content-Type", self._content_type), ("Content-Length", str(len(body)))],
        )
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _send(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send a response that is unfolded, or whose status needs care."""
        try:
            body, status, headers = self.get_wsgi_response(environ)
            start_response(status, headers)
        except BaseException:
            # The server never sees the body, so nobody else would close it.
            self.close()
            raise
        return body

    def get_wsgi_response(
        self, environ: WSGIEnvironment
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return the body, the status line and the headers as they answer *environ*.

        Raises ValueError where a header cannot be sent as it stands.
        """
        if self._is_plain:
            headers = headers_to_send(self, environ)
        else:
            headers = self.get_wsgi_headers(environ).to_wsgi_list()
            check_header_list(headers)
        return self.get_app_iter(environ), self.status, headers

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return a copy of the headers as they are sent in answer to *environ*.

        URLs are made ASCII, and ``Location`` absolute if ``autocorrect_location_header``
        says so; the length is added where it is known; where the status forbids a body,
        what describes one goes, and so do headers that are the server's to send.
        """
        return checked_headers.CheckedHeaders.of(headers_to_send(self, environ))

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """Return the body as it is sent in answer to *environ*.

        It is empty for a HEAD request and where the status forbids a body: a stream is
        not even started then, but closed when the server closes what is returned here.
        """
        body: Iterable[bytes]
        if environ["REQUEST_METHOD"] == "HEAD" or self.status_code in WITHOUT_BODY:
            body = ()
        elif self.is_sequence or not self.direct_passthrough:
            body = self.iter_encoded()
        else:
            body = self.response
            if not self._on_close:
                return body  # a server knows its own file wrapper, but not in another one
        if self.is_sequence and self._is_plain and not self._on_close:
            return [*body]  # there is nothing to close
        return ClosingIterator(body, self.close)

    def call_on_close(self, func: Callback) -> Callback:
        """Call *func* when the response is closed, however much of it was sent.

        Returns *func*, so it is also a decorator.
        """
        self._unfold()
        self._on_close = [*self._on_close, func]
        return func

    def close(self) -> None:
        """Close the body, if it can be closed, and call what waits for the end.

        All of it is called, also where one raises.
        """
        if self._body is not None:
            return
        close_body = getattr(self.response, "close", None)
        call_all(iter((close_body, *self._on_close) if close_body else self._on_close))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # The status and the headers

    @property
    def status(self) -> str:
        """The status line: ``"404 NOT FOUND"``. It is set to a line or to a code."""
        return self._status

    @status.setter
    def status(self, status: str | int) -> None:
        self._status, self._status_code = parse_status(status)

    @property
    def status_code(self) -> int:
        """The status code: ``404``."""
        return self._status_code

    @status_code.setter
    def status_code(self, code: int) -> None:
        self.status = code

    @property
    def headers(self) -> Headers:
        """The headers. They are set to a dict, to pairs, or to a ``Headers`` object, which is kept.

        Names and values are checked when they are set: ValueError where they cannot be sent.
        """
        if self._body is not None:
            self._unfold()
        return self._headers

    @headers.setter
    def headers(self, headers: Any) -> None:
        self._unfold()
        if isinstance(headers, datastructures.Headers):
            check_header_list(headers.to_wsgi_list())
            self._headers = headers
        else:
            self._headers = checked_headers.CheckedHeaders(headers)

    @property
    def mimetype(self) -> str | None:
        """The media type without its parameters: ``"text/html"``. Text is set with its charset."""
        content_type = self.content_type
        return content_type.partition(";")[0].strip() if content_type else None

    @mimetype.setter
    def mimetype(self, mimetype: str) -> None:
        self.content_type = full_content_type(mimetype)

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, such as ``charset``: a dict that can be changed."""

        def write(parameters: dict[str, str]) -> None:
            self.content_type = http.dump_options_header(self.mimetype, parameters)

        parameters = http.parse_options_header(self.content_type)[1]
        return datastructures.CallbackDict(parameters, write)

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

        Warns where it is longer than ``max_cookie_size``, because browsers drop it then.
        Raises ValueError for control characters in any part, and for a name that is none.
        """
        cookie = dump_cookie(
            key,
            value,
            max_age=max_age,
            expires=expires,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
            max_size=self.max_cookie_size,
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
        self.set_cookie(
            key,
            max_age=0,
            expires=0,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )

    # The body

    @property
    def response(self) -> Any:
        """The body: a list of its pieces, or what they are streamed from. It can be replaced."""
        if self._body is not None:
            self._unfold()
        return self._iterable

    @response.setter
    def response(self, body: Iterable[str] | Iterable[bytes]) -> None:
        self._unfold()
        self._iterable = body

    @overload
    def get_data(self, as_text: Literal[False] = False) -> bytes: ...
    @overload
    def get_data(self, as_text: Literal[True]) -> str: ...

    def get_data(self, as_text: bool = False) -> bytes | str:
        """Return the whole body, as text where *as_text* is true.

        A stream is read to its end and held from then on. Raises RuntimeError where
        that is switched off (``implicit_sequence_conversion``, ``direct_passthrough``).
        """
        body = self._body
        if body is None:
            self._ensure_sequence()
            body = b"".join(self.iter_encoded())
        return body.decode() if as_text else body

    def set_data(self, value: bytes | bytearray | str) -> None:
        """Replace the body by bytes, or by text, which becomes UTF-8; the length follows."""
        body = value.encode() if isinstance(value, str) else bytes(memoryview(value))
        if self._body is not None:
            self._body = body
            return
        self.response = [body]
        if self.automatically_set_content_length:
            self.headers["Content-Length"] = str(len(body))

    data = property(get_data, set_data, doc="The whole body as bytes; it is set to bytes or text.")

    @property
    def is_sequence(self) -> bool:
        """Whether the body is held, as a list or a tuple."""
        return self._body is not None or isinstance(self._iterable, (list, tuple))

    @property
    def is_streamed(self) -> bool:
        """Whether the body is of unknown length, as a generator is."""
        return self._body is None and not hasattr(self.response, "__len__")

    def make_sequence(self) -> None:
        """Read a stream to its end, and hold what came; it is closed with the response."""
        if self.is_sequence:
            return
        stream = self.response
        self.response = [*self.iter_encoded()]
        if hasattr(stream, "close"):
            self.call_on_close(stream.close)

    def _ensure_sequence(self, mutable: bool = False) -> None:
        """Hold the body, in a list if *mutable*; raise RuntimeError where that is switched off."""
        if not self.is_sequence:
            self._check_conversion()
            self.make_sequence()
        elif mutable and not isinstance(self.response, list):
            self.response = [*self.response]

    def _check_conversion(self) -> None:
        if self.direct_passthrough:
            raise RuntimeError(
                "The response is in direct passthrough mode, so its body goes to the server"
                " unread: no implicit sequence conversion is done to look at it. Set"
                " direct_passthrough to False first."
            )
        if not self.implicit_sequence_conversion:
            raise RuntimeError(
                "The response is a stream, and implicit sequence conversion is disabled by"
                " implicit_sequence_conversion. Call make_sequence() first to read all of it."
            )

    def iter_encoded(self) -> Iterator[bytes]:
        """Return an iterator over the pieces of the body as bytes."""
        return map(encoded, self.response)

    def calculate_content_length(self) -> int | None:
        """Return the length of the body; None for a stream that must not be read."""
        try:
            self._ensure_sequence()
        except RuntimeError:
            return None
        return sum(map(len, self.iter_encoded()))

    @lazy_attribute
    def stream(self) -> ResponseStream:
        """The body as a file to write to."""
        return ResponseStream(self)

    def freeze(self) -> None:
        """Read the whole body and set its length and ETag, so that the response can be pickled."""
        stream = self.response
        self.response = [*self.iter_encoded()]
        if hasattr(stream, "close"):
            stream.close()
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

        It becomes a 304 where the client has this version, a 412 where it insists on
        another (RFC 9110, section 13.2.2), a 206 where it asks for a part of the body
        (section 14.2). For the last, *accept_ranges* must be True and *complete_length* be
        the length of the whole; *accept_ranges* may also be the text of ``Accept-Ranges``.

        Raises RequestedRangeNotSatisfiable, a 416, for a part that is not there.
        """
        environ = environ_of(request_or_environ)
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
            if found is not None:
                self._cut(*found, length)

    def _cut(self, start: int, stop: int, length: int) -> None:
        """Leave the bytes from *start* up to *stop* of a body of *length* bytes."""
        self.status_code = 206
        self.content_length = stop - start
        self.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{length}"
        if self.is_sequence:
            self.response = [self.get_data()[start:stop]]
            return
        stream = self.response
        self.response = cut(stream, start, stop)
        if hasattr(stream, "close"):
            self.call_on_close(stream.close)

    # Becoming a response

    @classmethod
    def force_type(cls, response: Any, environ: WSGIEnvironment | None = None) -> Response:
        """Return *response* as one of this class.

        A response is not copied: its class is changed, and ``__init__`` does not run. One of
        Werkzeug's gives its headers and its body to a new response. Any other WSGI
        application is called with *environ*.

        Raises TypeError for a WSGI application where there is no environ.
        """
        if isinstance(response, Response):
            own = response
        elif isinstance(response, werkzeug_response.Response):
            own = _adopt(response)
        else:
            own = _answer_of(response, environ)
        if not cls._is_plain:
            own._unfold()
        own.__class__ = cls
        return own

    @classmethod
    def from_app(
        cls, app: WSGIApplication, environ: WSGIEnvironment, buffered: bool = False
    ) -> Self:
        """Call a WSGI application, and return its answer as a response of this class.

        With *buffered* its body is read as a whole, which is needed for an application
        that goes on to ``write`` after its body began.
        """
        return cls(*run_wsgi_app(app, environ_of(environ), buffered))

    def __repr__(self) -> str:
        if self.is_sequence:
            body = f"{self.calculate_content_length()} bytes"
        else:
            body = "streamed" if self.is_streamed else "likely-streamed"
        return f"<{type(self).__name__} {body} [{self.status}]>"


def _adopt(foreign: werkzeug_response.Response) -> Response:
    """Return a response with all that one of Werkzeug's holds, what a program added included."""
    response = Response.__new__(Response)
    response._body = None
    for name, value in vars(foreign).items():
        setattr(response, name, value)
    return response


def _answer_of(app: Any, environ: WSGIEnvironment | None) -> Response:
    """Return the answer of a WSGI application."""
    if environ is None:
        raise TypeError(
            f"cannot convert {app!r} into a response without an environ: it is no response"
            " object, and a WSGI application must be called with one to answer."
        )
    body, status, pairs = run_wsgi_app(app, environ_of(environ))
    headers = checked_headers.CheckedHeaders(pairs)
    # Who names no type must not have the body taken for HTML.
    headers.setdefault("Content-Type", "text/plain; charset=utf-8")
    return Response(body, status, headers)
