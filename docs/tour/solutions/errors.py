"""Exercise 9: errors in JSON.

The app below has an API, the blueprint ``api`` with the prefix ``/api``, and pages for people.
Register handlers, so that every error below ``/api/`` is answered in JSON, by the name of the error
and with its status: ``{"error": "Not Found"}`` with 404.

- This holds for ``abort`` in a view, for a URL that no rule matches, for a wrong method, and for a
  mistake in a view, which is a 500 that says nothing of what happened.
- A 405 keeps its ``Allow`` header.
- Errors of other pages stay as they are, and so do redirects.
"""

import json

from check import expect, run
from werkzeug.exceptions import HTTPException

from microflask import Blueprint, Flask, abort, request

# Your part begins here.


def add_handlers(app, api):
    """Register handlers on the app, on the blueprint, or on both."""

    @app.errorhandler(HTTPException)
    def answer(error):
        if not request.path.startswith("/api/"):
            return error
        response = error.get_response()
        response.data = json.dumps({"error": error.name})
        response.content_type = "application/json"
        return response


# Your part ends here.


def make_client():
    app = Flask("sample")
    app.logger.disabled = True
    api = Blueprint("api", __name__, url_prefix="/api")

    @api.get("/items/<int:id>")
    def item(id):
        abort(404)

    @api.get("/broken")
    def broken():
        raise RuntimeError("the password is 1234")

    @api.get("/list/")
    def items():
        return [request.path]

    add_handlers(app, api)
    app.register_blueprint(api)
    return app.test_client()


CASES = [
    ("GET", "/api/items/7", 404, "Not Found", "@api.errorhandler(404) is one way."),
    (
        "GET",
        "/api/nothing",
        404,
        "Not Found",
        "A URL that matches no rule belongs to no blueprint: let the app look at request.path.",
    ),
    (
        "POST",
        "/api/items/7",
        405,
        "Method Not Allowed",
        "One handler for HTTPException, of werkzeug.exceptions, is asked for all of them.",
    ),
    (
        "GET",
        "/api/broken",
        500,
        "Internal Server Error",
        "A mistake comes to the handlers as InternalServerError, which is an HTTPException.",
    ),
]


def check():
    client = make_client()
    for method, path, status, name, hint in CASES:
        response = client.open(path, method=method)
        got = response.status_code, response.mimetype, response.get_json(silent=True)
        expect(f"{method} {path}", got, (status, "application/json", {"error": name}), hint)
    allow = client.post("/api/items/7").headers.get("Allow", "")
    expect(
        "POST /api/items/7: the methods in Allow",
        sorted(part.strip() for part in allow.split(",")),
        ["GET", "HEAD", "OPTIONS"],
        "error.get_response() has the headers of the error; set its data and content_type.",
    )
    expect(
        "GET /nothing",
        (client.get("/nothing").status_code, client.get("/nothing").mimetype),
        (404, "text/html"),
        "A handler may return the error itself, and then it is answered as without one.",
    )
    expect(
        "GET /api/list",
        client.get("/api/list").status_code,
        308,
        "Handlers for HTTP errors are not asked for redirects: leave them as they are.",
    )


if __name__ == "__main__":
    run(check)
