"""The page that an HTTP error answers with when no handler makes another.

``werkzeug.exceptions`` says what each error is; the responses that its errors make are
Werkzeug's, and take twenty times as long. The page here is the same, byte for byte, and
what all errors of a class have in common is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape
from werkzeug.exceptions import HTTPException

from .response import Response
from .statuses import phrase_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: What a class of errors overrides to answer with a page of its own.
_PAGE_STEPS = ("get_response", "get_body", "get_description", "name")

#: What an instance may have that its class does not, so that the kept page is not its own.
_OWN = frozenset((*_PAGE_STEPS, "get_headers", "code"))

#: For each class that was seen: its page, or None, and whether it has headers of its own.
_seen: dict[type[HTTPException], tuple[bytes | None, bool]] = {}


def respond_to_exception(
    error: HTTPException, response_class: type[Response], environ: WSGIEnvironment | None
) -> Response:
    """Turn an HTTP error into the response that says so.

    Returns a response of *response_class*: the error's own where it carries one; what its
    class makes of *environ* where it answers in its own way, as the redirects of the
    routing do; else the page with the error's name and description.
    """
    own = vars(error)
    try:
        page, has_headers = _seen[type(error)]
    except KeyError:
        page, has_headers = _seen[type(error)] = _page_of(type(error))
    if page is None or getattr(error, "response", None) is not None or not _OWN.isdisjoint(own):
        return _let_answer(error, response_class, environ)
    if "description" in own:
        page = _write_page(error.code, own["description"])
    if has_headers:
        response = Response(page, error.code, error.get_headers(environ))
    else:
        response = Response(page, error.code, mimetype="text/html")
    # As in Flask, the __init__ of the class does not run: it may take other arguments.
    return response if response_class is Response else response_class.force_type(response)


def _let_answer(
    error: HTTPException, response_class: type[Response], environ: WSGIEnvironment | None
) -> Response:
    """Let the error make its response, without Werkzeug's class where it only makes parts."""
    if _overrides(type(error), "get_response") or getattr(error, "response", None) is not None:
        return response_class.force_type(error.get_response(environ), environ)
    page, headers = error.get_body(environ), error.get_headers(environ)
    return response_class.force_type(Response(page, error.code, headers))


def _page_of(error_class: type[HTTPException]) -> tuple[bytes | None, bool]:
    """Return the page of the errors of a class, and whether the class has headers of its own.

    The page is None where a class answers in its own way, or where its description is a
    property and differs from error to error.
    """
    has_headers = _overrides(error_class, "get_headers")
    description = error_class.description
    is_fixed = description is None or isinstance(description, str)
    if not is_fixed or any(_overrides(error_class, step) for step in _PAGE_STEPS):
        return None, has_headers
    return _write_page(error_class.code, description), has_headers


def _overrides(error_class: type[HTTPException], step: str) -> bool:
    return getattr(error_class, step) is not getattr(HTTPException, step)


def _write_page(code: int | None, description: str | None) -> bytes:
    name = escape(phrase_of(code, "Unknown Error"))
    # A plain str from here on: Markup would escape what it is joined with.
    text = str(escape(description or "")).replace("\n", "<br>")
    return (
        f"<!doctype html>\n<html lang=en>\n<title>{code} {name}</title>\n"
        f"<h1>{name}</h1>\n<p>{text}</p>\n"
    ).encode()
