"""Errors as JSON that programs understand: problem details (RFC 9457).

Whatever goes wrong below ``/api/``, the answer is ``application/problem+json`` with the same
five members: type, title, status, detail and instance. A type of our own may have more.
"""

from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from microflask import Flask, Response, jsonify, render_template, request, url_for

from .shop import NameTaken, ShelfIsFull


class Problem(Exception):
    """An error of this API's own. The docstring of each kind is shown on ``/problems``."""

    status: ClassVar[int]
    #: What is appended to the address of that page to name the kind.
    slug: ClassVar[str]
    #: The same for all problems of the kind; ``detail`` tells of the one at hand.
    title: ClassVar[str]

    def __init__(self, detail: str, **extensions: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extensions = extensions


class InvalidFields(Problem):
    """The JSON is fine, but not what belongs here. ``errors`` lists what is wrong with which
    field: ``pointer`` is a JSON Pointer to it (RFC 6901)."""

    status, slug, title = 422, "invalid-fields", "Some fields are not valid"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(f"Mistakes: {len(errors)}. Nothing was changed.", errors=errors)


class InvalidQuery(Problem):
    """Parameters in the query are not valid. ``errors`` lists what is wrong with which
    ``parameter``."""

    status, slug, title = 400, "invalid-query", "Some parameters are not valid"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(f"Mistakes: {len(errors)}.", errors=errors)


class NameIsTaken(Problem):
    """The address of a tea is made of its name, and another tea lives there: ``existing``."""

    status, slug, title = 409, "name-taken", "There is such a tea already"


class ConditionRequired(Problem):
    """To change or to remove a tea, say which version you know: send the ``ETag`` that came with
    it as ``If-Match``. Else you might overwrite what somebody else has just written."""

    status, slug, title = 428, "condition-required", "If-Match is required"


class ChangedMeanwhile(Problem):
    """The tea is no longer the version that ``If-Match`` names. Read it again, and decide."""

    status, slug, title = 412, "changed-meanwhile", "It has changed in the meantime"


class NoMoreRoom(Problem):
    """The shop is in memory and open to everybody, so there is a limit to what it keeps."""

    status, slug, title = 507, "no-more-room", "There is no more room"


KINDS_OF_PROBLEMS = Problem.__subclasses__()


def add_to(app: Flask) -> None:
    """Let *app* answer its errors by the functions below."""
    app.register_error_handler(Problem, answer_problem)
    app.register_error_handler(NameTaken, answer_name_taken)
    app.register_error_handler(ShelfIsFull, answer_full_shelf)
    app.register_error_handler(HTTPException, answer_http_error)


def answer_problem(problem: Problem) -> Response:
    """Answer a problem of our own, by its type."""
    kind = url_for("pages.problems", _anchor=problem.slug)
    return problem_response(
        kind, problem.title, problem.status, problem.detail, **problem.extensions
    )


def answer_name_taken(error: NameTaken) -> Response:
    """Translate an exception of the shop, which knows nothing of HTTP."""
    address = url_for("api.show_tea", slug=error.slug)
    return answer_problem(NameIsTaken(f"A tea of that name is at {address}.", existing=address))


def answer_full_shelf(error: ShelfIsFull) -> Response:
    """Translate the shop's other exception."""
    return answer_problem(NoMoreRoom("Remove something first."))


def answer_http_error(error: HTTPException) -> BaseResponse:
    """Answer every other error: 404, 405, 413, 415, and 500 for an exception of the code.

    What was raised in the code goes to the log, with its traceback. The client gets the
    description of a 500, which says nothing of it.
    """
    # An address that is nowhere belongs to no blueprint, so the path has to tell: /api does, too.
    if not f"{request.path}/".startswith("/api/"):
        page = error.get_response()
        page.data = render_template("error.html", error=error)
        return page
    detail = error.description
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        detail = f"A body may have {request.max_content_length} bytes, and this one has more."
    # No more than the status has to say: that is the type about:blank, whose title is its phrase.
    response = problem_response("about:blank", error.name, error.code, detail)
    for header, value in error.get_headers():
        if header != "Content-Type":  # the others are needed: Allow, Retry-After
            response.headers[header] = value
    if error.code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        response.headers["Accept"] = "application/json"  # RFC 9110, section 15.5.16
    return response


def problem_response(
    kind: str, title: str, status: int, detail: str | None, **extensions: Any
) -> Response:
    """Return a problem as a response.

    ``instance`` is the address where it occurred; the method and the query are the client's own.
    """
    response = jsonify(
        type=kind,
        title=title,
        status=status,
        detail=detail,
        instance=quote(request.root_path + request.path),
        **extensions,
    )
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response
