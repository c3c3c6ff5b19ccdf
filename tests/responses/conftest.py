"""Most of these tests hold for Flask too: those that take ``Response`` run against both."""

from __future__ import annotations

from importlib import import_module

import pytest
from werkzeug.test import create_environ

from tests.reference import FRAMEWORKS


@pytest.fixture(params=FRAMEWORKS)
def wrappers(request):
    """The module ``wrappers`` of the package under test, and of the one it should behave like."""
    return import_module(f"{request.param}.wrappers")


@pytest.fixture
def Response(wrappers):
    return wrappers.Response


@pytest.fixture
def ours():
    """Our own class, where Flask's does something else."""
    return import_module("microflask.wrappers").Response


@pytest.fixture
def environ():
    return create_environ()


class Answer:
    """What a server got from a WSGI application."""

    def __init__(self, application, environ):
        self.started = []
        self.iterable = application(environ, self.start)
        self.chunks = None

    def start(self, status, headers, exc_info=None):
        self.started.append((status, headers))
        return lambda chunk: None

    @property
    def status(self):
        return self.started[-1][0]

    @property
    def headers(self):
        return self.started[-1][1]

    @property
    def body(self):
        """The body, read and closed as PEP 3333 says."""
        if self.chunks is None:
            try:
                self.chunks = list(self.iterable)
            finally:
                if hasattr(self.iterable, "close"):
                    self.iterable.close()
        return b"".join(self.chunks)

    def __getitem__(self, name):
        """The value of one header; KeyError where there is not exactly one."""
        [value] = [value for key, value in self.headers if key.lower() == name.lower()] or [None]
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name):
        return name.lower() in [key.lower() for key, _ in self.headers]


@pytest.fixture
def send():
    """Send a response as a server would: ``send(response, method="HEAD")``."""

    def send(response, path="/", **options):
        return Answer(response, create_environ(path, **options))

    return send


class Recorder:
    """A body that records what happens to it."""

    def __init__(self, chunks=(b"a", b"b"), error=None):
        self.chunks = chunks
        self.error = error
        self.started = 0
        self.closed = 0

    def __iter__(self):
        self.started += 1
        yield from self.chunks
        if self.error is not None:
            raise self.error

    def close(self):
        self.closed += 1


@pytest.fixture
def recorder():
    return Recorder
