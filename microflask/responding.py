"""What a view may return, and the response that each kind of it becomes.

``Flask.make_response`` comes here for everything but text, which it knows itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from werkzeug.exceptions import HTTPException

from .globals import find_request_context
from .lazy import DeferredModule
from .wrappers.errors import respond_to_exception

if TYPE_CHECKING:
    from werkzeug import datastructures

    from .app import Flask
    from .wrappers import Response
else:
    datastructures = DeferredModule("werkzeug.datastructures", globals())


def to_response(app: Flask, answer: Any) -> Response:
    """Return the response that *answer*, what a view or a handler returned, stands for.

    Raises TypeError, which names the view, for what stands for none.
    """
    status, headers = None, None
    if isinstance(answer, tuple):
        answer, status, headers = _unpack(answer)
    response_class = app.response_class
    if isinstance(answer, response_class):
        response = answer
    elif isinstance(answer, (str, bytes, bytearray, Iterator)):
        # The class is given status and headers as well: a subclass may care.
        return response_class(cast("Any", answer), status=status, headers=headers)
    elif isinstance(answer, (dict, list)):
        response = app.json.response(answer)
    elif isinstance(answer, HTTPException):
        response = respond_to_exception(answer, response_class, _current_environ())
    elif callable(answer):
        response = _run_wsgi_application(answer, response_class)
    else:
        raise TypeError(_complain_of(answer))
    try:
        if status is not None:
            response.status = status
        if headers:
            response.headers.update(headers)
    except Exception:
        response.close()  # it will not be sent, so no server would
        raise
    return response


def _unpack(answer: tuple[Any, ...]) -> tuple[Any, Any, Any]:
    """Return body, status and headers of a tuple; None for what it leaves out."""
    if len(answer) == 3:
        return answer
    if len(answer) == 2:
        body, second = answer
        if isinstance(second, (dict, list, tuple, datastructures.Headers)):
            return body, None, second
        return body, second, None
    raise TypeError(
        f"{_who()} returned a tuple of {len(answer)}: {_shortened(answer)}. A view's tuple must"
        " have the form (body, status, headers), (body, status), or (body, headers)."
    )


def _run_wsgi_application(application: Any, response_class: type[Response]) -> Response:
    """Return the response of a WSGI application that a view returned; a response is one too."""
    try:
        return response_class.force_type(application, _current_environ())
    except TypeError as error:
        raise TypeError(f"{_complain_of(application)}\nCalled as WSGI: {error}") from error


def _current_environ() -> Any:
    context = find_request_context()
    return None if context is None else context.request.environ


def _who() -> str:
    context = find_request_context()
    endpoint = None if context is None else context.request.endpoint
    if context is None or endpoint is None:
        return "What was called to answer"
    view = context.app.view_functions.get(endpoint)
    code = getattr(view, "__code__", None)
    place = f" ({code.co_filename}, line {code.co_firstlineno})" if code else ""
    return f"The view function for {endpoint!r}{place}"


def _complain_of(answer: Any) -> str:
    """Say that *answer* is nothing that a view may return."""
    if answer is None:
        return (
            f"{_who()} did not return a valid response: it either returned None or ended"
            " without a return statement."
        )
    return (
        f"{_who()} did not return a valid response. It must return a string, bytes, dict, list,"
        " iterator, tuple, Response or WSGI callable, but it was a"
        f" {type(answer).__name__}: {_shortened(answer)}."
    )


def _shortened(answer: Any) -> str:
    text = repr(answer)
    return text if len(text) <= 80 else f"{text[:77]}..."
