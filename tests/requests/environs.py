"""Environs and bodies, byte by byte, for the tests of requests."""

from __future__ import annotations

from io import BytesIO

from werkzeug.test import EnvironBuilder

BOUNDARY = "a-boundary"


def make_environ(*args, environ=None, without=(), **kwargs):
    """Make an environ of what EnvironBuilder takes; *environ* is laid over it as it is."""
    builder = EnvironBuilder(*args, **kwargs)
    try:
        made = builder.get_environ()
    finally:
        builder.close()
    made.update(environ or {})
    for key in without:
        made.pop(key, None)
    return made


def body_environ(body, content_type="", content_length=None, **environ):
    """Make the environ of a POST whose body is *body*, byte by byte."""
    length = str(len(body)) if content_length is None else content_length
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": length,
        **environ,
    }


def multipart_body(*parts, boundary=BOUNDARY):
    """Join parts, each ``(header lines, bytes)``, to a multipart body."""
    delimiter = f"--{boundary}".encode()
    lines = []
    for headers, content in parts:
        header = "\r\n".join(headers).encode()
        lines.append(delimiter + b"\r\n" + header + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(lines) + delimiter + b"--\r\n"


def multipart_environ(body, boundary=BOUNDARY, **environ):
    return body_environ(body, f"multipart/form-data; boundary={boundary}", **environ)


def field(name, content=b"x"):
    return ([f'Content-Disposition: form-data; name="{name}"'], content)


def upload(name, filename, content=b"x", content_type="text/plain"):
    disposition = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
    return ([disposition, f"Content-Type: {content_type}"], content)


class EndlessStream:
    """A connection whose client goes on and on. Reading without a limit never returns."""

    def __init__(self, text=b"a"):
        self.text = text
        self.taken = 0

    def read(self, size=-1):
        assert size >= 0, "a body was read without a limit"
        self.taken += size
        return (self.text * (size // len(self.text) + 1))[:size]
