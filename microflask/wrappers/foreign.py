"""Responses that others made: the answer of any WSGI application, taken in.

A view may return a whole WSGI application, and a middleware may want to see what the app
that it wraps answers. Both call it as a server would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

from .streams import ClosingIterator

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


def run_wsgi_app(
    app: WSGIApplication, environ: WSGIEnvironment, buffered: bool = False
) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
    """Call *app* as a server does; return its body, its status and its headers.

    The body is read up to its first chunk, because only then must an application have
    started its response (PEP 3333), or as a whole where *buffered* is set; the rest is
    read from the application when the body is iterated. *environ* is copied, so that the
    application's changes to it stay with the application.

    Raises RuntimeError where the application did not start a response, and whatever it
    raises itself; it is closed then.
    """
    answer = _Answer()
    body = app(dict(environ), answer.start)
    close = getattr(body, "close", None)
    try:
        chunks = iter(body)
        for chunk in chunks:
            answer.received.append(chunk)
            if answer.has_started and not buffered:
                break
        if not answer.has_started:
            raise RuntimeError(f"The WSGI application {app!r} did not call start_response().")
    except BaseException:
        if close is not None:
            close()
        raise
    whole = chain(answer.received, chunks)
    return (ClosingIterator(whole, close) if close else whole), answer.status, answer.headers


class _Answer:
    """What an application told its server so far."""

    def __init__(self) -> None:
        self.has_started = False
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.received: list[bytes] = []

    def start(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: OptExcInfo | None = None,
        /,
    ) -> Callable[[bytes], object]:
        """Take the status and the headers, and return the function that takes pieces of body.

        An application in trouble may start anew with its *exc_info*. Once there is a
        body that is too late, and the error is raised again.
        """
        error = exc_info[1] if exc_info else None
        if error is not None and self.received:
            raise error
        if self.has_started and error is None:
            raise RuntimeError("A WSGI application called start_response() a second time.")
        self.has_started, self.status, self.headers = True, status, headers
        return self.received.append


def environ_of(request_or_environ: Any) -> WSGIEnvironment:
    """Return the WSGI environment of a request, or what is one already."""
    environ: WSGIEnvironment = getattr(request_or_environ, "environ", request_or_environ)
    return environ
