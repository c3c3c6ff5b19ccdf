"""The functions that views call: responses, URLs, messages, files.

Most of them call a method of the current app, so that an app can override it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context, copy_context
from functools import cache, wraps
from typing import IO, TYPE_CHECKING, Any, Literal, NoReturn, ParamSpec, TypeVar, overload

from werkzeug.exceptions import Aborter as WerkzeugAborter
from werkzeug.exceptions import HTTPException, NotFound

from .globals import (
    current,
    find_app_context,
    find_request_context,
    get_request_context,
    refuse_request,
)
from .lazy import DeferredModule
from .packages import get_root_path as get_root_path
from .signals import message_flashed
from .urls import make_redirect

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug import security
    from werkzeug.sansio.response import Response as WerkzeugResponse

    from . import wrappers
    from .ctx import AppContext, RequestContext
    from .typing import RouteCallable
    from .wrappers import Response
else:
    security = DeferredModule("werkzeug.security", globals())
    wrappers = DeferredModule("microflask.wrappers", globals())

# Untyped: Werkzeug's functions make responses of the class that they are given.
utils = DeferredModule("werkzeug.utils", globals())

T = TypeVar("T")
Parameters = ParamSpec("Parameters")

_FALSE_WORDS = frozenset({"0", "false", "no"})

# Answers


def make_response(*args: Any) -> Response:
    """Make a response from what a view would return, to set headers or cookies on it.

    Takes a view's return value, or the parts of a tuple that a view may return::

        response = make_response(render_template("missing.html"), 404)
        response.headers["X-Parachutes"] = "cool"

    Without an argument the response is empty. Raises TypeError for what no view may return.
    """
    app = current().app
    if not args:
        return app.response_class()
    return app.make_response(args[0] if len(args) == 1 else args)


def redirect(location: str, code: int = 302, Response: type[Response] | None = None) -> Response:
    """Make a response that sends the client to *location*.

    *code* is 301, 302, 303, 307 or 308 (RFC 9110, section 15.4). *Response* is the class
    to use if no app is current; otherwise it is the app's. Raises InvalidRedirectTarget,
    a ValueError and a BadRequest, if *location* is not a valid URL.
    """
    context = find_app_context()
    if context is not None:
        return context.app.redirect(location, code=code)
    return make_redirect(location, code, Response or wrappers.Response)


def abort(code: int | Response | WerkzeugResponse, *args: Any, **kwargs: Any) -> NoReturn:
    """Stop handling the request and raise the HTTP error *code*.

    *code* is a status code that ``app.aborter`` knows, or a response to send as it is.
    The other arguments are those of the exception; the first is its description.
    Raises LookupError if *code* is not an error code.
    """
    context = find_app_context()
    if context is not None:
        context.app.aborter(code, *args, **kwargs)
    _aborter_without_app(code, *args, **kwargs)


class Aborter(WerkzeugAborter):
    """Raise the HTTP error of a code. Werkzeug's own aborter takes only Werkzeug's responses."""

    def __call__(self, code: Any, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise the error that ``mapping`` has for *code*, or one that sends a response.

        Raises LookupError if *code* is not an error code.
        """
        if code in self.mapping:
            raise self.mapping[code](*args, **kwargs)
        if isinstance(code, wrappers.Response):
            raise HTTPException(response=code)  # type: ignore[arg-type]
        super().__call__(code, *args, **kwargs)


_aborter_without_app = Aborter()


def url_for(
    endpoint: str,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: Any,
) -> str:
    """Build the URL of *endpoint* with the current app's ``url_for``.

    *endpoint* names a view, ``"blog.index"``; ``".index"`` is the one in the blueprint of
    the current request. *values* fill the variable parts of its rule; what is left over
    becomes the query. ``_anchor`` is put after a ``#``; ``_method`` chooses among rules for
    one endpoint; ``_external`` asks for scheme and host, and is the default outside of
    a request; ``_scheme`` replaces the scheme of an external URL.

    Raises BuildError if no rule fits, RuntimeError if no app is current.
    """
    return current().app.url_for(
        endpoint,
        _anchor=_anchor,
        _method=_method,
        _scheme=_scheme,
        _external=_external,
        **values,
    )


# Streams


@overload
def stream_with_context(generator_or_function: Iterator[T]) -> Iterator[T]: ...


@overload
def stream_with_context(
    generator_or_function: Callable[Parameters, Iterator[T]],
) -> Callable[Parameters, Iterator[T]]: ...


def stream_with_context(
    generator_or_function: Iterator[T] | Callable[Parameters, Iterator[T]],
) -> Iterator[T] | Callable[Parameters, Iterator[T]]:
    """Keep the current request for a generator that runs after the view has returned.

    Takes a generator, or decorates a function that makes one::

        @app.get("/stream")
        def stream():
            @stream_with_context
            def generate():
                yield "Hello "
                yield request.args["name"]

            return generate()

    The teardown functions run when the request ends, and again when the stream
    ends. Raises RuntimeError outside of a request.
    """
    if isinstance(generator_or_function, Iterable):
        return _keep_context(iter(generator_or_function))

    @wraps(generator_or_function)
    def make_stream(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Iterator[T]:
        return _keep_context(iter(generator_or_function(*args, **kwargs)))

    return make_stream


def _keep_context(chunks: Iterator[T]) -> Iterator[T]:
    request_context = find_request_context()
    if request_context is None:
        raise RuntimeError(
            "'stream_with_context' keeps the current request, but no request context is"
            " active here. Call it inside of a view."
        )
    within = _stream_within(request_context.app_context, request_context, chunks)
    stream = _take_steps(within, copy_context())
    # Start the stream, so that closing it closes *chunks* even if nothing was read.
    next(stream)
    return stream


def _take_steps(stream: Iterator[Any], context: Context) -> Iterator[Any]:
    """Yield what *stream* yields, and run each of its steps in *context*.

    What *stream* pushes is current only while a step runs. Nothing of it is left in the
    server's thread between two chunks, and another thread may continue or close the stream.
    """
    end = object()
    try:
        while (chunk := context.run(next, stream, end)) is not end:
            yield chunk
    finally:
        context.run(stream.close)  # type: ignore[attr-defined]


def _stream_within(
    app_context: AppContext, request_context: RequestContext, chunks: Iterator[Any]
) -> Iterator[Any]:
    """Yield None to get started, then *chunks* while the contexts are pushed."""
    close = getattr(chunks, "close", lambda: None)
    g = app_context.g
    try:
        yield None
    except GeneratorExit:
        close()
        raise
    with app_context, request_context:
        app_context.g = g  # a context that is pushed again would have a new one
        # Not ``yield from``, which would close the chunks of a broken stream a second time.
        try:
            for chunk in chunks:  # noqa: UP028
                yield chunk
        finally:
            close()


# Templates


def get_template_attribute(template_name: str, attribute: str) -> Any:
    """Return a macro or variable that the template *template_name* exports.

    ``get_template_attribute("_forms.html", "field")`` is the macro ``field``, to be called
    from Python. Raises TemplateNotFound, or AttributeError if the template has no such name.
    """
    template = current().app.jinja_env.get_template(template_name)
    return getattr(template.module, attribute)


def _default_template_ctx_processor() -> dict[str, Any]:
    """Give templates ``g``, and ``request`` inside of a request.

    These are the objects, not the proxies, because templates read them often. The session
    stays a proxy: handing it out would count as reading it, and add ``Vary: Cookie``.
    """
    context = current()
    names: dict[str, Any] = {}
    if context.app_context is not None:
        names["g"] = context.g
    if context.request_context is not None:
        names["request"] = context.request
    return names


# Messages


def flash(message: str, category: str = "message") -> None:
    """Leave *message* in the session, for the next page that shows messages.

    *category* is any text; ``"error"``, ``"warning"`` and ``"info"`` are usual. Sends the
    signal ``message_flashed``. Raises RuntimeError if the app has no secret key.
    """
    context = get_request_context()
    session = context.session
    # Not appended in place, because a session in a database may hand out copies.
    session["_flashes"] = [*session.get("_flashes", ()), (category, message)]
    if message_flashed.receivers:
        app = context.app
        message_flashed.send(
            app, _async_wrapper=app.ensure_sync, message=message, category=category
        )


@overload
def get_flashed_messages(
    with_categories: Literal[False] = False, category_filter: Iterable[str] = ()
) -> list[str]: ...


@overload
def get_flashed_messages(
    with_categories: Literal[True], category_filter: Iterable[str] = ()
) -> list[tuple[str, str]]: ...


@overload
def get_flashed_messages(
    with_categories: bool, category_filter: Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]: ...


def get_flashed_messages(
    with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]:
    """Take the flashed messages out of the session, the oldest first.

    One request gets each message, and may ask for it again. With *with_categories* they are
    ``(category, message)`` pairs; *category_filter* selects those of some categories.
    """
    context = current().request_context or refuse_request()
    flashes = context.flashes
    if flashes is None:
        session = context.session
        flashes = context.flashes = session.pop("_flashes") if "_flashes" in session else []
    if category_filter:
        flashes = [flashed for flashed in flashes if flashed[0] in category_filter]
    if with_categories:
        return flashes
    return [message for _, message in flashes]


# Files


def send_file(
    path_or_file: os.PathLike[str] | str | IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | int | float | None = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
) -> Response:
    """Send the contents of a file.

    *path_or_file* is a path, relative to the app's ``root_path``, or a file opened in binary
    mode. It must not come from the client: ``send_from_directory`` is for that.

    - *mimetype*: by default guessed from the name.
    - *as_attachment*, *download_name*: whether the browser should save the file, and under
      which name (RFC 6266). The name may come from the client; control characters in it
      become ``_``.
    - *conditional*: whether to answer conditional and range requests (RFC 9110, sections 13
      and 14).
    - *etag*, *last_modified*: what identifies this version of the file; by default taken from
      the file, if given a path.
    - *max_age*: for how many seconds the client may cache the file; the default is what
      ``app.get_send_file_max_age`` returns.

    Raises ValueError for a file in text mode, TypeError if the mimetype cannot be guessed.
    """
    context = get_request_context()
    app = context.app
    if download_name is None and isinstance(path_or_file, (str, os.PathLike)):
        download_name = os.path.basename(path_or_file)
    response: Response = utils.send_file(
        path_or_file,
        context.request.environ,
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=download_name and _UNFIT_FOR_A_NAME.sub("_", download_name),
        conditional=conditional,
        etag=etag,
        last_modified=last_modified,
        max_age=app.get_send_file_max_age if max_age is None else max_age,
        use_x_sendfile=app.config["USE_X_SENDFILE"],
        response_class=app.response_class,
        _root_path=app.root_path,
    )
    return response


def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **kwargs: Any
) -> Response:
    """Send a file that the client names from *directory*.

    *directory* is relative to the app's ``root_path`` and must not come from the client;
    *path*, relative to it, may. The other arguments are those of ``send_file``.

    Raises NotFound if the directory contains no such file. That includes names of devices and
    drives on Windows, and symbolic links that lead out of the directory, unless
    ``SEND_FILE_FOLLOW_LINKS`` is set in the app's configuration.
    """
    app = current().app
    root = os.path.join(app.root_path, directory)
    file = security.safe_join(root, os.fspath(path))
    # A path that does not exist may name thousands of folders: resolving it would be slow.
    if file is None or _is_special_on_windows(os.fspath(path)) or not os.path.isfile(file):
        raise NotFound()
    if not app.config.get("SEND_FILE_FOLLOW_LINKS"):
        real_root = os.path.realpath(root)
        if os.path.commonpath([real_root, os.path.realpath(file)]) != real_root:
            raise NotFound()
    return send_file(file, **kwargs)


#: What a header cannot contain: control characters, and surrogates, as JSON may have.
_UNFIT_FOR_A_NAME = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

#: Names that mean a device in every folder on Windows, whatever their ending.
_WINDOWS_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [port + digit for port in ("COM", "LPT") for digit in "0123456789¹²³"]
)


def _is_special_on_windows(path: str) -> bool:
    """Return True if *path* has a drive, a backslash or the name of a device on Windows.

    Refused on every system, so that an app serves the same files wherever it runs.
    """
    has_drive = path[:1].isalpha() and path[1:2] == ":"
    if has_drive or "\\" in path or "\0" in path:
        return True
    names = (segment.partition(":")[0].partition(".")[0] for segment in path.split("/"))
    return any(name.strip().upper() in _WINDOWS_DEVICES for name in names)


# Environment variables and names


def get_debug_flag() -> bool:
    """Return True if the environment variable ``FLASK_DEBUG`` turns debug mode on."""
    setting = os.environ.get("FLASK_DEBUG")
    return bool(setting) and str(setting).lower() not in _FALSE_WORDS


def get_load_dotenv(default: bool = True) -> bool:
    """Return False if the environment variable ``FLASK_SKIP_DOTENV`` forbids ``.env`` files.

    Returns *default* if it is not set.
    """
    setting = os.environ.get("FLASK_SKIP_DOTENV")
    return setting.lower() in _FALSE_WORDS if setting else default


@cache
def hook_names(endpoint: str | None) -> tuple[str | None, ...]:
    """Return the keys of an endpoint's hooks in the registries, from the inside out.

    They are the names of its blueprint and of the blueprint's parents, and None for the app.
    """
    blueprint = (endpoint or "").rpartition(".")[0]
    return (*(_split_blueprint_path(blueprint) if blueprint else ()), None)


@cache
def _split_blueprint_path(name: str) -> list[str]:
    """Return the nested blueprint *name* and its parents: ``a.b.c``, ``a.b``, ``a``."""
    parent = name.rpartition(".")[0]
    return [name, *_split_blueprint_path(parent)] if parent else [name]


def _endpoint_from_view_func(view_func: RouteCallable | None) -> str:
    """Return the endpoint that a view has by default: the name of its function."""
    assert view_func is not None, "A rule needs a view function or an endpoint."
    return view_func.__name__
