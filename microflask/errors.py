"""Errors: finding the handler of one, and making the page of one without a handler.

A registry of error handlers is three dicts deep. The keys are the name of a blueprint, or None
for the app; an HTTP status code, or None for classes without one; the class.
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

    Raises ValueError for a code that is not an HTTP error, or a class that is not an exception;
    TypeError for anything else.
    """
    if isinstance(class_or_code, int):
        if class_or_code not in default_exceptions:
            raise ValueError(
                f"{class_or_code!r} is not a recognized HTTP error code. Handlers are registered"
                f" for {', '.join(map(str, sorted(default_exceptions)))}. Use a subclass of"
                " HTTPException with your code instead, and register the class."
            )
        return default_exceptions[class_or_code], class_or_code
    if not isinstance(class_or_code, type):
        raise TypeError(
            f"{class_or_code!r} is an instance, not a class. Register the handler for an exception"
            " class, such as KeyError, or for an HTTP error code, such as 404."
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
    """Find the most specific handler for *error*.

    Handlers for the status code come before those for a class, those of a blueprint before
    those of the app, those of a class before those of its bases. *blueprints* are the names of
    the request's blueprints, from the innermost out. Returns None if no handler fits.
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


#: What an HTTP error overrides, on its class or its instance, to have a page of its own.
_PAGE_STEPS = ("get_body", "get_description", "name")


def respond_to_exception(
    error: HTTPException, response_class: type[Response], environ: WSGIEnvironment | None
) -> Response:
    """Return the response of an HTTP error that has no handler.

    That is the error's own response if it has one, or makes one from *environ*, as redirects by
    routing do. Otherwise it is a page with its name and description. Werkzeug would make the
    same page, but take twice as long, for a response of its own class.
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
    # As in Flask, the __init__ of a subclass does not run: it may take other arguments.
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


#: The page of an error with the description of its class.
_standard_page = lru_cache(maxsize=64, typed=True)(_write_page)
