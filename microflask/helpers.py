"""The functions that views call: answers, URLs, messages, files.

Each asks the current app to do the work, so that an app can do it in its own way by
overriding a method.
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
    get_app_context,
    get_request_context,
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
    """Make a response of what a view would return, to set headers or cookies on it.

    Takes a view's return value, or the parts of the tuple that a view may return::

        response = make_response(render_template("missing.html"), 404)
        response.headers["X-Parachutes"] = "cool"

    With no argument the response is empty. Raises TypeError where a view's return value would.
    """
    app = get_app_context().app
    if not args:
        return app.response_class()
    return app.make_response(args[0] if len(args) == 1 else args)


def redirect(location: str, code: int = 302, Response: type[Response] | None = None) -> Response:
    """Make a response that sends the client to *location*.

    *code* is 301, 302, 303, 307 or 308 (RFC 9110, section 15.4). *Response* is the class
    to use where no app is current; otherwise it is the app's. Raises
    InvalidRedirectTarget, a ValueError and a BadRequest, for a location that is no URL.
    """
    context = find_app_context()
    if context is not None:
        return context.app.redirect(location, code=code)
    return make_redirect(location, code, Response or wrappers.Response)


def abort(code: int | Response | WerkzeugResponse, *args: Any, **kwargs: Any) -> NoReturn:
    """Stop handling the request and raise the HTTP error *code*.

    *code* is a status code that ``app.aborter`` knows, or a response to send as it is.
    The other arguments are those of the exception; the first is its description.
    Raises LookupError for a code that is no error.
    """
    context = find_app_context()
    if context is not None:
        context.app.aborter(code, *args, **kwargs)
    _aborter_without_app(code, *args, **kwargs)


class Aborter(WerkzeugAborter):
    """Raise the HTTP error of a code: Werkzeug's, which knows none but Werkzeug's responses."""

    def __call__(self, code: Any, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise the error that ``mapping`` has for *code*, or one that answers with a response.

        Raises LookupError for a code that is no error.
        """
        if code in self.mapping:
            raise self.mapping[code](*args, **kwargs)
        if isinstance(code, wrappers.Response):
            response: Any = code  # typed for Werkzeug's own responses
            raise HTTPException(response=response)
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
    """Build the URL of *endpoint*, as the current app's ``url_for`` does it.

    *endpoint* names a view, ``"blog.index"``; ``".index"`` is the one in the blueprint of
    the current request. *values* fill the variable parts of its rule; what is left over
    becomes the query. ``_anchor`` is put after a ``#``; ``_method`` chooses among rules for
    one endpoint; ``_external`` asks for scheme and host, and is the default outside of
    a request; ``_scheme`` replaces the scheme of an external URL.

    Raises BuildError where no rule fits, RuntimeError where no app is current.
    """
    return get_app_context().app.url_for(
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

    The teardown functions run when the request ends and once more when the stream
    does. Raises RuntimeError outside of a request.
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
    # A server that closes the stream before it has read anything closes *chunks* too now.
    next(stream)
    return stream


def _take_steps(stream: Iterator[Any], context: Context) -> Iterator[Any]:
    """Yield what *stream* yields, and run each of its steps in *context*.

    What *stream* pushes is current in its own steps alone. The server's thread is left as it
    was after each chunk, and another thread may read on or close the stream.
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
    """Yield *chunks* while the contexts are pushed, after one value to be thrown away."""
    close = getattr(chunks, "close", lambda: None)
    g = app_context.g
    try:
        yield None
    except GeneratorExit:
        close()
        raise
    with app_context, request_context:
        app_context.g = g  # a request that is pushed again has a new one otherwise
        # Not ``yield from``: that closes the chunks of a broken stream a second time.
        try:
            for chunk in chunks:  # noqa: UP028
                yield chunk
        finally:
            close()


# Templates


def get_template_attribute(template_name: str, attribute: str) -> Any:
    """Return a macro or variable that the template *template_name* exports.

    ``get_template_attribute("_forms.html", "field")`` is the macro ``field``, to be called
    from Python. Raises TemplateNotFound; AttributeError where the template has no such name.
    """
    template = get_app_context().app.jinja_env.get_template(template_name)
    return getattr(template.module, attribute)


def _default_template_ctx_processor() -> dict[str, Any]:
    """Give templates ``g``, and ``request`` inside of a request.

    The objects themselves, because a template asks them often. The session stays a
    proxy: to hand it out would count as reading it, and add ``Vary: Cookie``.
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

    Any *category* will do; ``"error"``, ``"warning"`` and ``"info"`` are usual. Sends the
    signal ``message_flashed``. Raises RuntimeError where the app has no secret key.
    """
    context = get_request_context()
    session = context.session
    # Set anew, not appended in place: a session kept in a database may hand out copies.
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

    Each is seen by one request; that request may ask for them again. *with_categories* makes
    them ``(category, message)`` pairs; *category_filter* leaves those of these categories.
    """
    context = get_request_context()
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
    """Answer with the contents of a file.

    *path_or_file* is a path, relative to the app's ``root_path``, or a file opened in binary
    mode. It must not come from the client: ``send_from_directory`` is for that.

    - *mimetype*: guessed from the name where it is None.
    - *as_attachment*, *download_name*: whether the browser should save the file, and under
      which name (RFC 6266). The name may come from the client; control characters in it
      become ``_``.
    - *conditional*, *etag*, *last_modified*: whether the client may ask for what it does
      not have yet, or for a range, and what the file is recognized by (RFC 9110, section 13
      and 14). They are taken from a path's file by default.
    - *max_age*: for how many seconds the client may keep it; the default is what
      ``app.get_send_file_max_age`` says.

    Raises ValueError for a file in text mode, TypeError where the mimetype cannot be guessed.
    """
    response: Response = utils.send_file(
        **_prepare_send_file_kwargs(
            path_or_file=path_or_file,
            mimetype=mimetype,
            as_attachment=as_attachment,
            download_name=_name_to_save_as(path_or_file, download_name),
            conditional=conditional,
            etag=etag,
            last_modified=last_modified,
            max_age=max_age,
        )
    )
    return response


def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **kwargs: Any
) -> Response:
    """Answer with a file out of *directory*, which the client names.

    *directory* is relative to the app's ``root_path`` and must not come from the client;
    *path*, relative to it, may. The other arguments are those of ``send_file``. Raises
    NotFound where there is no such file inside of the directory; a name that is a device or a
    drive on Windows, and a symbolic link that leads out of the directory, count as none.
    A link is followed where the app's configuration says ``SEND_FILE_FOLLOW_LINKS``.
    """
    app = get_app_context().app
    root = os.path.join(app.root_path, directory)
    file = security.safe_join(root, os.fspath(path))
    # A path that is not there may have thousands of folders: it is not resolved link by link.
    if file is None or _means_more_on_windows(os.fspath(path)) or not os.path.isfile(file):
        raise NotFound()
    if not app.config.get("SEND_FILE_FOLLOW_LINKS") and _leads_out_of(root, file):
        raise NotFound()
    return send_file(file, **kwargs)


def _prepare_send_file_kwargs(**kwargs: Any) -> dict[str, Any]:
    """Add to what a program asks of ``send_file`` what only the app and the request know."""
    context = get_request_context()
    app = context.app
    if kwargs.get("max_age") is None:
        kwargs["max_age"] = app.get_send_file_max_age
    kwargs.update(
        environ=context.request.environ,
        use_x_sendfile=app.config["USE_X_SENDFILE"],
        response_class=app.response_class,
        _root_path=app.root_path,
    )
    return kwargs


#: What a header cannot carry: control characters, and halves of characters, as JSON may have.
_UNFIT_FOR_A_NAME = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def _name_to_save_as(path_or_file: Any, download_name: str | None) -> str | None:
    """Return the name that a browser is told for the file; None if it has none."""
    if download_name is None and isinstance(path_or_file, (str, os.PathLike)):
        download_name = os.path.basename(path_or_file)
    return download_name and _UNFIT_FOR_A_NAME.sub("_", download_name)


#: Names that mean a device in every folder on Windows, whatever their ending.
_WINDOWS_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [port + digit for port in ("COM", "LPT") for digit in "0123456789¹²³"]
)


def _means_more_on_windows(path: str) -> bool:
    """Tell whether Windows reads *path* as more than folders and a file: a device, a drive.

    Refused on every system: what a site serves should not change when it moves.
    """
    has_drive = path[:1].isalpha() and path[1:2] == ":"
    if has_drive or "\\" in path or "\0" in path:
        return True
    names = (segment.partition(":")[0].partition(".")[0] for segment in path.split("/"))
    return any(name.strip().upper() in _WINDOWS_DEVICES for name in names)


def _leads_out_of(root: str, file: str) -> bool:
    """Return True if *file* lies outside of the folder *root* when links are followed."""
    real_root = os.path.realpath(root)
    return os.path.commonpath([real_root, os.path.realpath(file)]) != real_root


# Environment variables and names


def get_debug_flag() -> bool:
    """Tell whether the environment variable ``FLASK_DEBUG`` asks for debug mode."""
    setting = os.environ.get("FLASK_DEBUG")
    return bool(setting) and str(setting).lower() not in _FALSE_WORDS


def get_load_dotenv(default: bool = True) -> bool:
    """Tell whether ``.env`` files are read: not where ``FLASK_SKIP_DOTENV`` is set.

    *default* is the answer where the environment variable is not set.
    """
    setting = os.environ.get("FLASK_SKIP_DOTENV")
    return setting.lower() in _FALSE_WORDS if setting else default


@cache
def hook_names(endpoint: str | None) -> tuple[str | None, ...]:
    """Return the names that the hooks of an endpoint are registered under, from the inside out.

    They are those of its blueprint and of the blueprint's parents, and None for the app.
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
    name: str = view_func.__name__
    return name
