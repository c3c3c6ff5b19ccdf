"""Exercise 1: an application that answers.

Write a WSGI application that says where the visitor is.

- ``GET /about`` is answered by ``200 OK`` and the text ``You are at /about.`` with a line feed at
  its end. The type is ``text/plain; charset=utf-8``, and ``Content-Length`` says how many bytes the
  body has.
- The text is in UTF-8, also for ``/café``. Remember how such a path stands in ``environ``: each
  character is one byte.
- ``HEAD`` is answered with the headers that ``GET`` has, and without a body.
- Any other method is answered by ``405 Method Not Allowed``, with ``Allow: GET, HEAD``.
"""

from wsgiref.util import setup_testing_defaults

from check import expect, run

# Your part begins here.


def application(environ, start_response):
    """Answer a request; ``environ`` has REQUEST_METHOD and PATH_INFO."""
    return []


# Your part ends here.


def ask(path, method="GET"):
    environ = {"PATH_INFO": path.encode().decode("latin-1"), "REQUEST_METHOD": method}
    setup_testing_defaults(environ)
    started = []
    body = application(environ, lambda *answer: started.append(answer))
    expect(
        f"{method} {path}: what is returned",
        "one text" if isinstance(body, str | bytes) else "nothing" if body is None else "pieces",
        "pieces",
        "Return a list, [body]: a server sends what it gets piece by piece.",
    )
    # Now, because a generator does nothing before its first piece is asked for.
    pieces = list(body)
    expect(
        f"{method} {path}: how often start_response was called",
        len(started),
        1,
        "Call start_response(status, headers) before you return the body.",
    )
    for piece in pieces:
        expect(
            f"{method} {path}: the type of a piece of the body",
            type(piece),
            bytes,
            "A connection carries bytes: encode the text.",
        )
    status, headers = started[0][:2]
    expect(f"{method} {path}: the type of the headers", type(headers), list, HINT_FOR_HEADERS)
    return status, dict(headers), b"".join(pieces)


HINT_FOR_HEADERS = "Headers are a list of pairs: name and value, both str."


def check():
    for path in ("/about", "/café"):
        text = f"You are at {path}.\n".encode()
        status, headers, body = ask(path)
        expect(f"GET {path}: the status", status, "200 OK", "A status is a code and its phrase.")
        expect(
            f"GET {path}: the body",
            body,
            text,
            'environ["PATH_INFO"].encode("latin-1").decode() is the path as it was meant.',
        )
        expect(
            f"GET {path}: Content-Type",
            headers.get("Content-Type"),
            "text/plain; charset=utf-8",
            HINT_FOR_HEADERS,
        )
        expect(
            f"GET {path}: Content-Length",
            headers.get("Content-Length"),
            str(len(text)),
            "Count the bytes and not the characters; the value of a header is a str.",
        )
        expect(
            f"HEAD {path}: status, headers and body",
            ask(path, "HEAD"),
            (status, headers, b""),
            "Look at REQUEST_METHOD when you return: the headers stay as they are.",
        )
    status, headers, body = ask("/about", "POST")
    expect(
        "POST /about: the status",
        status,
        "405 Method Not Allowed",
        "Ask for the method first, before you make the body.",
    )
    expect(
        "POST /about: Allow",
        headers.get("Allow"),
        "GET, HEAD",
        "A 405 says which methods would have been right.",
    )


if __name__ == "__main__":
    run(check)
