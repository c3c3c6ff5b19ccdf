"""Exercise 5: what a view may return.

Write ``make_response(answer)``. It returns what is sent: the status code, the content type and the
body as bytes.

- A text is HTML, in UTF-8. Bytes are sent as they are, with the same type.
- A dictionary or a list is JSON.
- ``(answer, 404)`` is any of these with a status of its own; it is 200 otherwise.
- Anything else is a TypeError. A view that forgot its ``return`` must hear of it.

The check asks the real ``make_response`` for each answer, and compares.
"""

import json

from check import expect, run

from microflask import Flask

# Your part begins here.


def make_response(answer):
    """Return status code, content type and body for what a view has returned."""
    return 200, "text/html; charset=utf-8", answer.encode()


# Your part ends here.

app = Flask("sample")

CASES = [
    ("Hello", "A text is encoded."),
    ("Schön", "Text is encoded as UTF-8, which is what str.encode does."),
    (b"\x89PNG", "Bytes are a body already."),
    ({"name": "Ada"}, "json.dumps makes a text of a dictionary; the type is application/json."),
    ([1, 2, 3], "A list is JSON, too."),
    (("Made", 201), "A tuple is taken apart first: what is in it is an answer like any other."),
    (({"error": "not found"}, 404), "So make_response may call itself for the first part."),
    ("", "An empty text is a text."),
]


def readable(response):
    """Return a response with its JSON read: how it is spaced does not matter."""
    status, content_type, body = response
    return status, content_type, json.loads(body) if content_type == "application/json" else body


def real_response(answer):
    with app.test_request_context():
        response = app.make_response(answer)
    return response.status_code, response.content_type, response.get_data()


def outcome_of(answer):
    """Return what is made of *answer*, or what is raised."""
    try:
        response = make_response(answer)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    is_complete = isinstance(response, tuple) and len(response) == 3
    return readable(response) if is_complete else response


def check():
    for answer, hint in CASES:
        expected = readable(real_response(answer))
        expect(f"make_response({answer!r})", outcome_of(answer), expected, hint)
    for answer in (None, 7):
        got = str(outcome_of(answer)).partition(":")[0]
        expect(
            f"make_response({answer!r})",
            got,
            "TypeError",
            "Raise TypeError for what you do not know, and say in the message what it was.",
        )


if __name__ == "__main__":
    run(check)
