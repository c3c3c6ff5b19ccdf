"""Ways to ask an app as a server does, and to look at all that the server would see."""

from __future__ import annotations

import io
import sys

import pytest


class Exchange:
    """One request to a WSGI application, and all that it did with it."""

    def __init__(self, application, environ):
        self.started = []
        self.written = []
        self.error = None
        self.closed = 0
        self.chunks = []
        iterable = application(environ, self.start_response)
        try:
            self.chunks.extend(iterable)
        except Exception as error:
            self.error = error
        finally:
            if hasattr(iterable, "close"):
                iterable.close()

    def start_response(self, status, headers, exc_info=None):
        self.started.append((status, headers))
        return self.written.append

    @property
    def status(self):
        [(status, _)] = self.started
        return int(status[:3])

    @property
    def headers(self):
        [(_, headers)] = self.started
        return headers

    def __getitem__(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def body(self):
        return b"".join([*self.written, *self.chunks])


def make_environ(path="/", method="GET", body=b"", without=(), **more):
    """Make an environ of what PEP 3333 asks for, and no more."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    environ.update(more)
    for key in without:
        environ.pop(key, None)
    return environ


@pytest.fixture
def exchange():
    """Send a request: ``exchange(app, "/path", method="HEAD", HTTP_HOST="a")``."""

    def send(application, *args, **kwargs):
        return Exchange(application, make_environ(*args, **kwargs))

    return send
