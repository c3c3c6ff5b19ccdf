"""The body of a request: all that was announced, and never more.

A WSGI server may hand over the bare connection. To read past the end of the body would
wait for a client that has nothing to say, and a client may announce one length and send
another. So a program reads by ``read_all`` or from a ``BodyStream``, never from the server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import inf
from sys import maxsize
from typing import IO, TYPE_CHECKING

from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestEntityTooLarge
from werkzeug.sansio import utils
from werkzeug.wsgi import LimitedStream

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from _typeshed.wsgi import WSGIEnvironment

#: How much is read at once. What a client announces is not trusted: it may announce a
#: terabyte, and some streams make room for all that is asked of them.
CHUNK_SIZE = 64 * 1024

#: Most bodies are short, so the lengths come again: to look one up takes 1/20 of the time.
_parse_length = lru_cache(maxsize=1024)(utils.get_content_length)


def get_content_length(environ: WSGIEnvironment) -> int | None:
    """Return the announced length of the body; None if nothing or chunks are announced."""
    return _parse_length(environ.get("CONTENT_LENGTH"), environ.get("HTTP_TRANSFER_ENCODING"))


def open_body(
    environ: WSGIEnvironment, max_content_length: int | None = None
) -> tuple[IO[bytes], int, int | None]:
    """Return the server's stream, how many bytes there must be, and how many there may be.

    Without a ``Content-Length`` the body is empty, unless the server says by
    ``wsgi.input_terminated`` that it ends the stream itself. Then it may be longer than was
    announced, for example because the server decompresses it; else the third item is None.

    Raises RequestEntityTooLarge, a 413, if more than *max_content_length* bytes are
    announced, and LengthRequired, a 411, for a chunked body that the server does not end.
    """
    length = _parse_length(environ.get("CONTENT_LENGTH"), environ.get("HTTP_TRANSFER_ENCODING"))
    if length is not None and max_content_length is not None and length > max_content_length:
        raise RequestEntityTooLarge
    if environ.get("wsgi.input_terminated"):
        most = maxsize if max_content_length is None else max_content_length
        return environ["wsgi.input"], length or 0, most
    if length is None and "HTTP_TRANSFER_ENCODING" in environ:
        raise LengthRequired
    return environ["wsgi.input"], length or 0, None


def read_all(source: IO[bytes], length: int, max_length: int | None = None) -> bytes:
    """Read a body of *length* bytes, or one that the server ends, of at most *max_length*.

    Raises ClientDisconnected, a 400, if fewer than *length* bytes arrive or the connection
    breaks, and RequestEntityTooLarge, a 413, beyond *max_length*.
    """
    # One byte more than there may be shows that there are too many.
    left = length if max_length is None else max_length + 1
    missing = length
    chunks = []
    while left > 0:
        try:
            chunk = source.read(min(CHUNK_SIZE, left))
        except (OSError, ValueError) as error:
            raise ClientDisconnected from error
        if not chunk:
            break
        chunks.append(chunk)
        left -= len(chunk)
        missing -= len(chunk)
    if missing > 0:
        raise ClientDisconnected
    if left <= 0 and max_length is not None:
        raise RequestEntityTooLarge
    return b"".join(chunks)


class BodyStream(LimitedStream):
    """A body as a stream, which ends where the body does.

    Takes what ``open_body`` returns; reading raises what ``read_all`` does.
    """

    def __init__(self, source: IO[bytes], length: int, max_length: int | None = None) -> None:
        super().__init__(source, length if max_length is None else max_length)
        self._length = length
        self._max_length = max_length

    def read(self, size: int | None = -1) -> bytes:
        """Return at most *size* bytes; all that are left if it is negative or None.

        As with any unbuffered stream it may be fewer, and none means the end.
        """
        if size is None or size < 0:
            return self.readall()
        return self._read_by(self._stream.read, size)

    def readline(self, size: int | None = -1) -> bytes:
        """Return what is left of the line, at most *size* bytes of it."""
        return self._read_by(self._stream.readline, maxsize if size is None or size < 0 else size)

    def readall(self) -> bytes:
        """Return all bytes that are left."""
        position, self._pos = self._pos, maxsize  # if this fails, nothing is left
        most = None if self._max_length is None else self._max_length - position
        body = read_all(self._stream, self._length - position, most)
        self._pos = position + len(body)
        return body

    def readinto(self, b: WriteableBuffer) -> int:
        """Fill the buffer *b* as far as one reading goes, and return how far that is."""
        chunk = self.read(memoryview(b).nbytes)
        memoryview(b).cast("B")[: len(chunk)] = chunk
        return len(chunk)

    def _read_by(self, read: Callable[[int], bytes], size: int) -> bytes:
        left = self.limit - self._pos + (self._max_length is not None)
        if left <= 0 or size == 0:
            return b""
        try:
            chunk = read(min(size, left))
        except (OSError, ValueError) as error:
            raise ClientDisconnected from error
        self._pos += len(chunk)
        if not chunk and self._pos < self._length:
            raise ClientDisconnected
        if self._pos > self.limit:
            raise RequestEntityTooLarge
        return chunk


def read_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Return an iterator over what is left of *stream*."""
    return iter(lambda: stream.read(CHUNK_SIZE), b"")


def join(chunks: Iterable[bytes], limit: float | None) -> bytes:
    """Return all *chunks* in one. Raises RequestEntityTooLarge beyond *limit* bytes."""
    left = inf if limit is None else limit
    pieces = []
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise RequestEntityTooLarge
        pieces.append(chunk)
    return b"".join(pieces)
