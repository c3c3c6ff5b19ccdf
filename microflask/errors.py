"""Errors: the search for the function that handles one, and the page of one that has none.

A registry of error handlers is three dictionaries deep: the name of a blueprint, or None
for the app; the HTTP status code, or None for classes that have none; the class.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import escape
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.http import HTTP_STATUS_CODES

from .wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from .typing import ErrorHandlerCallable

#: ``registry[blueprint name][status code][exception class]`` is a handler.
ErrorHandlers = dict[
    "str | None", dict["int | None", dict[type[Exception], "ErrorHandlerCallable"]]
]


def exception_class_and_code(
    class_or_code: type[Exception] | int,
) -> tuple[type[Exception], int | None]:
    """Return the class that a handler is registered for, and its status code if it has one.

    Raises ValueError unless a code is that of an HTTP error, and a class one of exceptions;
    TypeError for an instance, and for anything else.
    """
    if isinstance(class_or_code, int):
        if class_or_code not in default_exceptions:
            raise ValueError(
                f"{class_or_code!r} is not a recognized HTTP error code. Handlers are registered"
                f" for {', '.join(map(str, sorted(default_exceptions)))}. Use a subclass of"
                " HTTPException with your code instead, and register the class."
            )
        return default_exceptions[class_or_code], class_or_code
    if isinstance(class_or_code, Exception):
        raise TypeError(
            f"{class_or_code!r} is an instance, not a class. Register the handler for"
            f" {type(class_or_code).__name__} or for an HTTP error code."
        )
    if not isinstance(class_or_code, type):
        raise TypeError(
            f"{class_or_code!r} is neither an exception class nor an HTTP error code. Register the"
            " handler for a class, such as KeyError, or for a code, such as 404."
        )
    if not issubclass(class_or_code, Exception):
        raise ValueError(
            f"{class_or_code.__name__!r} is not a subclass of Exception. Handlers are registered"
            " for exception classes or for HTTP error codes."
        )
    if issubclass(class_or_code, HTTPException):
        return class_or_code, class_or_code.code
    return class_or_code, None


def find_error_handler(
    registry: ErrorHandlers, error: Exception, blueprints: Iterable[str]
) -> ErrorHandlerCallable | None:
    """Find the handler that is registered closest to *error*.

    The status code counts more than the class, the blueprint more than the app, a
    class more than the classes it inherits from. *blueprints* are the names of the
    blueprints that the request belongs to, the innermost first. Returns None if no
    handler fits.
    """
    if not registry:
        return None
    error_class, code = exception_class_and_code(type(error))
    names = (*blueprints, None)
    for wanted_code in (None,) if code is None else (code, None):
        for name in names:
            handlers = registry.get(name, {}).get(wanted_code, {})
            for ancestor in error_class.__mro__ if handlers else ():
                handler = handlers.get(ancestor)
                if handler is not None:
                    return handler
    return None


#: What an HTTP error overrides, in its class or its instance, to have a page of its own.
_PAGE_STEPS = ("get_body", "get_description", "name")


def respond_to_exception(
    error: HTTPException, response_class: type[Response], environ: WSGIEnvironment | None
) -> Response:
    """Return the response of an HTTP error that no handler answers.

    That is the error's own response if it carries one, or makes one of *environ*, as the
    redirects of the router do; else the page with its name and description, which is Werkzeug's
    to the letter. Werkzeug would make a response of its own class of it, in twice the time.
    """
    if getattr(error, "response", None) is not None or _overrides(error, "get_response"):
        return response_class.force_type(error.get_response(environ), environ)
    page: str | bytes
    if any(_overrides(error, step) for step in _PAGE_STEPS):
        page = error.get_body(environ)
    elif "description" in vars(error):
        page = _write_page(error.code, error.description)
    else:
        page = _standard_page(error.code, error.description)
    headers = error.get_headers(environ) if _overrides(error, "get_headers") else None
    response = Response(page, error.code, headers)
    # As in Flask, the __init__ of the class does not run: it may take other arguments.
    return response if response_class is Response else response_class.force_type(response)


def _overrides(error: HTTPException, step: str) -> bool:
    return step in vars(error) or getattr(type(error), step) is not getattr(HTTPException, step)


def _write_page(code: int | None, description: str | None) -> bytes:
    name = escape(HTTP_STATUS_CODES.get(code or 0, "Unknown Error"))
    # A plain str from here on: Markup would escape what it is joined with.
    text = str(escape(description or "")).replace("\n", "<br>")
    return (
        f"<!doctype html>\n<html lang=en>\n<title>{code} {name}</title>\n"
        f"<h1>{name}</h1>\n<p>{text}</p>\n"
    ).encode()


#: The page of an error whose description is that of its class.
_standard_page = lru_cache(maxsize=64, typed=True)(_write_page)
