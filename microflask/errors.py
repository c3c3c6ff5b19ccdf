"""Which function handles an error: what ``errorhandler`` registers, and the search for it.

A registry of error handlers is three dictionaries deep: the name of a blueprint, or None
for the app; the HTTP status code, or None for classes that have none; the class.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException, default_exceptions

if TYPE_CHECKING:
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
    blueprints that the request belongs to, the innermost first. Returns None where no
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
