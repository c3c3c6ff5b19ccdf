"""A request: the WSGI environ as an object.

To make one costs next to nothing: it keeps the environ. Everything else is worked out
when it is first read, and most of it is an attribute then, which a program may also assign.
``request_headers`` reads the headers, ``routing.host`` the address, ``body`` and ``form``
the body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import wraps
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Literal, cast, overload

from werkzeug.datastructures import (
    CombinedMultiDict,
    FileStorage,
    ImmutableList,
    ImmutableMultiDict,
    MultiDict,
    iter_multi_items,
)
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType
from werkzeug.http import parse_list_header
from werkzeug.sansio.http import parse_cookie
from werkzeug.utils import environ_property

from .. import json
from ..globals import find_app_context
from ..lazy import lazy_attribute
from ..routing.host import (
    build_url,
    check_trust,
    decode_path,
    decode_root,
    decode_text,
    get_scheme,
    get_server,
    name_host,
)
from .body import BodyStream, join, open_body, read_all, read_chunks
from .form import URLENCODED, FormDataParser, decode_query, parse_form, parse_urlencoded
from .headers import parse_header
from .request_headers import RequestHeaders

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from typing_extensions import Self

    from ..app import Flask
    from ..routing import Rule


def _limit(setting: str, without_app: int | None, doc: str) -> Any:
    """Return an attribute that a request may set for itself; else it is the app's *setting*."""

    def read(request: Request) -> int | None:
        if request._limits is not None and request._limits.get(setting) is not None:
            return request._limits[setting]
        app = request._app or request._find_app()
        return without_app if app is None else app.config[setting]

    def write(request: Request, limit: int | None) -> None:
        request._limits = {**(request._limits or {}), setting: limit}

    return property(read, write, doc=doc)


class Request(RequestHeaders):
    """A request, as views and hooks see it. ``microflask.request`` is the current one.

    *environ* is the WSGI environ (PEP 3333). It gets the request as its
    ``werkzeug.request``, for tools that look there, unless *populate_request* is false.
    A *shallow* request refuses to read its body: middleware that looks at a request in
    passing cannot take the body away from the app.

    An app uses the subclass that is its ``request_class``.
    """

    # Names of the class that read as fast as attributes of the instance alone. With defaults in
    # the class a hello takes 5 % longer, because Python 3.12 and later do not specialize them.
    __slots__ = ("routing_exception", "url_rule", "view_args")

    shallow = False

    #: The rule that the URL was matched to; None before that, or if nothing matched.
    url_rule: Rule | None
    #: The values of the rule's variables: what the view is called with.
    view_args: dict[str, Any] | None
    #: What went wrong when the URL was matched: it is raised in place of calling the view.
    routing_exception: HTTPException | None

    #: The hosts that are served: see ``TRUSTED_HOSTS``. Any, if it is None or empty.
    trusted_hosts: list[str] | None = None

    # One more than a limit is a 413. A request that sets one to None has the app's again.
    max_content_length = _limit(
        "MAX_CONTENT_LENGTH", None, "How many bytes the body may have; no limit outside of an app."
    )
    max_form_memory_size = _limit(
        "MAX_FORM_MEMORY_SIZE",
        500_000,
        "How many bytes a field of a multipart form may have, and a urlencoded form in all.",
    )
    max_form_parts = _limit("MAX_FORM_PARTS", 1_000, "How many fields and files a form may have.")

    #: What ``args``, ``form`` and ``files`` are instances of: a MultiDict. They are typed for
    #: the one that is the default, which cannot be changed.
    parameter_storage_class: type[Any] = ImmutableMultiDict
    #: What ``cookies`` is an instance of.
    dict_storage_class: type[Any] = ImmutableMultiDict
    #: What ``access_route`` is an instance of.
    list_storage_class: type[list[Any]] = ImmutableList
    #: What parses the form: a class with the constructor and the ``parse`` of this one, as
    #: Werkzeug's class of that name has them.
    form_data_parser_class: Any = FormDataParser
    #: What parses JSON: anything with ``loads``. By default the app's provider.
    json_module: Any = json

    #: The app that handles the request: its context sets it.
    _app: Flask | None = None
    #: The limits that the request has set for itself.
    _limits: dict[str, int | None] | None = None
    #: The body as a stream, once somebody has asked for it.
    _stream: IO[bytes] | None = None
    #: Whether the body was read without a stream.
    _is_read = False
    _form_is_loaded = False
    _cached_data: bytes | None = None
    #: What ``get_json`` returned: ``(not silent, silent)``. Here ``...`` is for nothing yet,
    #: because JSON may be None.
    _cached_json: tuple[Any, Any] = (..., ...)

    def __init__(
        self, environ: WSGIEnvironment, populate_request: bool = True, shallow: bool = False
    ) -> None:
        self.environ = environ
        self.url_rule = None
        self.view_args = None
        self.routing_exception = None
        self._has_files = False
        if shallow:
            self.shallow = True
        elif populate_request:
            environ["werkzeug.request"] = self

    def __repr__(self) -> str:
        try:
            place = self.url
        except HTTPException as error:
            place = f"(invalid URL: {error.description})"
        return f"<{type(self).__name__} {place!r} [{self.method}]>"

    def _find_app(self) -> Flask | None:
        """Return the app that handles this request, None outside of an app.

        A request that was made by hand belongs to the current app, and keeps it.
        """
        if self._app is None:
            context = find_app_context()
            if context is not None:
                self._app = context.app
        return self._app

    # The first line of the message, and who is on either end

    @lazy_attribute
    def method(self) -> str:
        """The method in upper case: ``"GET"``."""
        method: str = self.environ.get("REQUEST_METHOD", "GET")
        return method.upper()

    @lazy_attribute
    def scheme(self) -> str:
        """The scheme of the URL: ``"https"``."""
        return get_scheme(self.environ)

    @property
    def is_secure(self) -> bool:
        """Whether the request came encrypted."""
        return self.scheme in ("https", "wss")

    @lazy_attribute
    def server(self) -> tuple[str, int | None] | None:
        """The server's own name and port; the port is None for a Unix socket."""
        return get_server(self.environ)

    @lazy_attribute
    def remote_addr(self) -> str | None:
        """The address at the other end of the connection: the client's, or a proxy's."""
        return self.environ.get("REMOTE_ADDR")

    @lazy_attribute
    def access_route(self) -> list[str]:
        """The addresses from the client to the last proxy, by ``X-Forwarded-For``.

        Without the header it is ``remote_addr`` alone. A client may write whatever it likes
        into the header.
        """
        if "X-Forwarded-For" in self.headers:
            route = parse_list_header(self.headers["X-Forwarded-For"])
        else:
            route = [] if self.remote_addr is None else [self.remote_addr]
        return self.list_storage_class(route)

    remote_user = environ_property[str | None](
        "REMOTE_USER", doc="The user that the server has authenticated, if it does that."
    )
    is_multithread = environ_property[bool](
        "wsgi.multithread", doc="Whether the server calls the app in several threads at a time."
    )
    is_multiprocess = environ_property[bool](
        "wsgi.multiprocess", doc="Whether the server runs the app in several processes."
    )
    is_run_once = environ_property[bool](
        "wsgi.run_once", doc="Whether the server expects to call the app once in its life."
    )

    # The URL

    @lazy_attribute
    def root_path(self) -> str:
        """Where the app is mounted, without a slash at the end: ``""`` or ``"/shop"``."""
        return decode_root(self.environ)

    @property
    def script_root(self) -> str:
        """Another name for ``root_path``."""
        return self.root_path

    @lazy_attribute
    def path(self) -> str:
        """The path below ``root_path``: ``"/user/7"``.

        Bytes that are not UTF-8 are replaced by U+FFFD. An app does not serve such a path,
        but its error handlers may want to read it.
        """
        try:
            return decode_path(self.environ)
        except BadRequest:
            return "/" + decode_text(self.environ["PATH_INFO"], "replace").lstrip("/")

    @property
    def query_string(self) -> bytes:
        """What stands after the ``?``, as it came."""
        query: str = self.environ.get("QUERY_STRING", "")
        return query.encode("latin-1", "replace")

    @query_string.setter
    def query_string(self, query: bytes) -> None:
        self.environ["QUERY_STRING"] = query.decode("latin-1")

    @lazy_attribute
    def full_path(self) -> str:
        """The path with the query string: ``"/search?q=x"``; it has the ``?`` in any case."""
        return f"{self.path}?{decode_query(self.query_string)}"

    @lazy_attribute
    def host(self) -> str:
        """The host that was asked for, with its port unless that is the standard one.

        It is ``""`` if that is not known or malformed; an app serves no request whose
        host is malformed. Raises SecurityError, a 400, if ``trusted_hosts`` are set and
        it is none of them.
        """
        host = name_host(self.scheme, self.environ.get("HTTP_HOST"), self.server)
        if self.trusted_hosts:
            check_trust(host, self.trusted_hosts)
        return host

    @lazy_attribute
    def url(self) -> str:
        """The whole URL, in Unicode as people read it (RFC 3987)."""
        return build_url(self.scheme, self.host, self.root_path, self.path, self.query_string)

    @lazy_attribute
    def base_url(self) -> str:
        """The URL without its query string."""
        return build_url(self.scheme, self.host, self.root_path, self.path)

    @lazy_attribute
    def root_url(self) -> str:
        """The URL at which the app is mounted."""
        return build_url(self.scheme, self.host, self.root_path)

    @lazy_attribute
    def url_root(self) -> str:
        """Another name for ``root_url``."""
        return self.root_url

    @lazy_attribute
    def host_url(self) -> str:
        """The URL of the host: ``"https://example.org/"``."""
        return build_url(self.scheme, self.host)

    # What the URL was matched to

    @property
    def endpoint(self) -> str | None:
        """The endpoint of the rule that matched, None if none did."""
        rule = self.url_rule
        return None if rule is None else rule.endpoint

    @property
    def blueprint(self) -> str | None:
        """The name under which the endpoint's blueprint is registered, None for the app's own."""
        return (self.endpoint or "").rpartition(".")[0] or None

    @property
    def blueprints(self) -> list[str]:
        """The names of the endpoint's blueprint and of those that it is nested in."""
        names = []
        name = self.blueprint
        while name:
            names.append(name)
            name = name.rpartition(".")[0]
        return names

    # The parameters

    @lazy_attribute
    def args(self) -> MultiDict[str, str]:
        """The parameters in the query string. A missing one is a 400: ``request.args["page"]``."""
        query: str = self.environ.get("QUERY_STRING", "")
        if not query.isascii():
            query = self.query_string.decode(errors="surrogateescape")
        parameters: MultiDict[str, str] = parse_urlencoded(query, self.parameter_storage_class)
        return parameters

    @lazy_attribute
    def form(self) -> ImmutableMultiDict[str, str]:
        """The fields of the form in the body. A missing one is a 400, as in ``args``."""
        self._load_form_data()
        return self.form

    @lazy_attribute
    def files(self) -> ImmutableMultiDict[str, FileStorage]:
        """The files of the form in the body, which must be ``multipart/form-data``."""
        self._load_form_data()
        parsed: ImmutableMultiDict[str, FileStorage] | None = self.__dict__.get("files")
        return self.parameter_storage_class() if parsed is None else parsed

    @lazy_attribute
    def values(self) -> CombinedMultiDict[str, str]:
        """The parameters of ``args`` and, unless the method is GET, of ``form``.

        The body of a GET has no say, because a cache on the way would not see it.
        """
        sources = [self.args] if self.method == "GET" else [self.args, self.form]
        return CombinedMultiDict(
            source if isinstance(source, MultiDict) else MultiDict(source) for source in sources
        )

    @lazy_attribute
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies that the client sent (RFC 6265, section 5.4)."""
        header, storage_class = self.environ.get("HTTP_COOKIE"), self.dict_storage_class
        cookies: Any = parse_header(header, lambda text: parse_cookie(text, storage_class))
        return cookies  # type: ignore[no-any-return]

    # The body

    input_stream = environ_property[IO[bytes]](
        "wsgi.input", doc="The server's own stream. Reading it may never end; ``stream`` is safe."
    )

    @property
    def stream(self) -> IO[bytes]:
        """The body as a stream that ends where the body does. It can be read once.

        Reading raises RequestEntityTooLarge, a 413, beyond ``max_content_length``, and
        ClientDisconnected, a 400, if less arrives than was announced. Raises LengthRequired,
        a 411, for a chunked body that the server does not end, and RuntimeError on a shallow
        request.
        """
        if self._stream is None:
            self._stream = cast("IO[bytes]", BodyStream(*self._open_body()))
        return self._stream

    @stream.setter
    def stream(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def _open_body(self, limit: int | None = None) -> tuple[IO[bytes], int, int | None]:
        """Return what ``read_all`` and ``BodyStream`` take; *limit* is for this reading only."""
        if self.shallow:
            raise RuntimeError(
                "The body of this request cannot be read: the request was made with"
                " shallow=True, so that the body is left to whoever handles the request."
            )
        if self._is_read:
            return BytesIO(), 0, None
        most = self.max_content_length
        if most is None or (limit is not None and limit < most):
            most = limit
        return open_body(self.environ, most)

    def _read_body(self, limit: int | None = None) -> bytes:
        """Return what is left of the body; raise RequestEntityTooLarge beyond *limit* bytes.

        A stream is only made if somebody needs it, because that takes as long as to read it.
        """
        if self._stream is None and type(self).stream is Request.stream:
            body = self._open_body(limit)
            self._is_read = True
            return read_all(*body)
        return self.stream.read() if limit is None else join(read_chunks(self.stream), limit)

    @lazy_attribute
    def data(self) -> bytes:
        """The body as bytes; ``b""`` if it is a form, which is parsed instead."""
        return self.get_data(parse_form_data=True)

    @overload
    def get_data(
        self, cache: bool = True, as_text: Literal[False] = False, parse_form_data: bool = False
    ) -> bytes: ...
    @overload
    def get_data(
        self, cache: bool, as_text: Literal[True], parse_form_data: bool = False
    ) -> str: ...
    @overload
    def get_data(
        self, cache: bool = True, *, as_text: Literal[True], parse_form_data: bool = False
    ) -> str: ...
    def get_data(
        self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False
    ) -> bytes | str:
        """Return the whole body as bytes, or decoded as UTF-8 with *as_text*.

        With *cache* it is kept, so that it can be got again, or be parsed as a form or as
        JSON. With *parse_form_data* a form is parsed first, and nothing is left of it to
        return. Raises what reading ``stream`` does.
        """
        data = self._cached_data
        if data is None:
            if parse_form_data:
                self._load_form_data()
            data = self._read_body()
            if cache:
                self._cached_data = data
        return data.decode(errors="replace") if as_text else data

    # The body as a form

    @property
    def want_form_data_parsed(self) -> bool:
        """Whether the body may be a form: here, if it has any content type."""
        return bool(self.environ.get("CONTENT_TYPE"))

    def make_form_data_parser(self) -> Any:
        """Return what parses the form: a ``form_data_parser_class`` with this request's limits."""
        get_file_stream: Any = self._get_file_stream
        is_own = getattr(get_file_stream, "__func__", None) is Request._get_file_stream
        return self.form_data_parser_class(
            cls=self.parameter_storage_class,
            stream_factory=None if is_own else get_file_stream,
            max_content_length=self.max_content_length,
            max_form_parts=self.max_form_parts,
            max_form_memory_size=self.max_form_memory_size,
        )

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return a new file that takes an upload; a subclass may keep uploads elsewhere.

        *total_content_length* is that of the whole body. *content_length* is the file's
        own; browsers do not tell it. If no subclass has its own way, the parser decides.
        """
        from tempfile import SpooledTemporaryFile

        return cast("IO[bytes]", SpooledTemporaryFile(500 * 1024))

    def _load_form_data(self) -> None:
        """Parse the body as a form, once; set ``form``, ``files`` and what is left of ``stream``.

        In debug mode ``files`` explains a file that a form without ``enctype`` only named.
        """
        if self._form_is_loaded:
            return
        if not self.want_form_data_parsed:
            self._open_body()  # which may refuse
            self.form = self.parameter_storage_class()
        elif (
            self.environ["CONTENT_TYPE"] == URLENCODED
            and self.form_data_parser_class is FormDataParser
            and type(self).make_form_data_parser is Request.make_form_data_parser
        ):
            # Without a parser object, which would take as long again.
            limit, body = self.max_form_memory_size, self._cached_data
            body = self._read_body(limit) if body is None else join([body], limit)
            self.form = parse_form(body, self.max_form_parts, self.parameter_storage_class)
        else:
            self.stream, self.form, self.files = self.make_form_data_parser().parse(
                self.stream if self._cached_data is None else BytesIO(self._cached_data),
                mimetype=self.mimetype,
                options=self.mimetype_params,
                content_length=self.content_length,
            )
            self._has_files = bool(self.files)
        self._form_is_loaded = True
        app = self._app or self._find_app()
        if app is not None and app.debug and self.mimetype != "multipart/form-data":
            from ..debughelpers import attach_enctype_error_multidict

            attach_enctype_error_multidict(self)

    def close(self) -> None:
        """Close the files that were uploaded. The app does this after each request."""
        files = self.__dict__.get("files")
        if files:
            for _, file in iter_multi_items(files):
                file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # The body as JSON

    @property
    def json(self) -> Any:
        """The body as JSON: what ``get_json()`` returns, and raises."""
        return self.get_json()

    @overload
    def get_json(
        self, force: bool = False, silent: Literal[False] = False, cache: bool = True
    ) -> Any: ...

    @overload
    def get_json(
        self, force: bool = False, silent: bool = False, cache: bool = True
    ) -> Any | None: ...

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any | None:
        """Return what the body means as JSON (RFC 8259).

        With *force* the content type does not matter. With *silent* the answer is None
        if it is an error otherwise. With *cache* the answer is kept for the next call.

        Raises what ``on_json_loading_failed`` does: UnsupportedMediaType, a 415, if the
        content type is not JSON's, or BadRequest.
        """
        if cache and self._cached_json[silent] is not ...:
            return self._cached_json[silent]
        if not (force or self.is_json):
            return None if silent else self.on_json_loading_failed(None)
        data = self.get_data(cache=cache)
        try:
            value = self.json_module.loads(data)
            answers = (value, value)
        except (ValueError, RecursionError) as error:
            if isinstance(error, RecursionError):  # a parser gave up
                error = ValueError("The JSON text is nested too deeply.")
            value = None if silent else self.on_json_loading_failed(error)
            loud, quiet = self._cached_json
            answers = (loud, value) if silent else (value, quiet)
        if cache:
            self._cached_json = answers
        return value

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Decide what ``get_json`` returns for a body that is not JSON; here, raise.

        *e* is what the parser raised; None says that the content type is not JSON's. Only
        in debug mode does the client learn what was wrong with the text.
        """
        if e is None:
            raise UnsupportedMediaType(
                "The body was not read as JSON, because the request's Content-Type is"
                f" {self.content_type!r} and not 'application/json'."
            )
        app = self._find_app()
        if app is not None and app.debug:
            raise BadRequest(f"Failed to decode JSON object from the body: {e}") from e
        raise BadRequest from e

    # Making requests

    @classmethod
    def from_values(cls, *args: Any, **kwargs: Any) -> Self:
        """Return a request that is described as for ``werkzeug.test.EnvironBuilder``.

        For example ``Request.from_values("/login", method="POST", data={"user": "ada"})``.
        """
        from werkzeug.test import EnvironBuilder

        with closing(EnvironBuilder(*args, **kwargs)) as builder:
            return cls(builder.get_environ())

    @classmethod
    def application(cls, f: Callable[..., WSGIApplication]) -> WSGIApplication:
        """Make a WSGI application of a function that takes a request and returns a response.

        An HTTP exception that *f* raises is the response. *f* may also be a method. ::

            @Request.application
            def hello(request):
                return Response(f"Hello {request.args['name']}!")
        """

        @wraps(f)
        def application(*args: Any) -> Iterable[bytes]:
            *owner, environ, start_response = args
            with cls(environ) as request:
                try:
                    answer = f(*owner, request)
                except HTTPException as error:
                    answer = error  # which is an application, too
                return answer(environ, start_response)

        return application
