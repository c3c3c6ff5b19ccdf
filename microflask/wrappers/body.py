"""The body of a request as a stream: all that was announced, and never more.

A WSGI server may hand over the bare connection. To read past the end of the body would
wait for a client that has nothing to say, and a client may announce one length and send
another. So a program reads what ``get_input_stream`` gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import inf
from sys import maxsize
from typing import IO, TYPE_CHECKING, cast

from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestEntityTooLarge
from werkzeug.wsgi import LimitedStream, get_content_length

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from _typeshed.wsgi import WSGIEnvironment

#: How much is read at once. What a client announces is not trusted: it may announce a
#: terabyte, and some streams make room for all that is asked of them.
CHUNK_SIZE = 64 * 1024


class BodyStream(LimitedStream):
    """Read a body of *length* bytes, or one that the server ends, of at most *max_length*.

    The latter may be longer than was announced, for example because the server decompresses
    it, but not shorter.

    Reading raises ClientDisconnected, a 400, if fewer than *length* bytes arrive or the
    connection breaks, and RequestEntityTooLarge, a 413, beyond *max_length*.
    """

    def __init__(self, source: IO[bytes], length: int, max_length: int | None = None) -> None:
        super().__init__(source, length if max_length is None else max_length)
        self._length = length
        # One byte more than there may be shows that there are too many.
        self._readable = length if max_length is None else max_length + 1

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
        chunks = []
        while chunk := self._read_by(self._stream.read, CHUNK_SIZE):
            chunks.append(chunk)
            if self._pos >= self._readable:  # nearly always at once
                break
        return b"".join(chunks)

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill *buffer* as far as one reading goes, and return how far that is."""
        chunk = self.read(memoryview(buffer).nbytes)
        memoryview(buffer).cast("B")[: len(chunk)] = chunk
        return len(chunk)

    def _read_by(self, read: Callable[[int], bytes], size: int) -> bytes:
        room = self._readable - self._pos
        if room <= 0 or size == 0:
            return b""
        try:
            chunk = read(min(size, room))
        except (OSError, ValueError) as error:
            raise ClientDisconnected from error
        self._pos += len(chunk)
        if not chunk and self._pos < self._length:
            raise ClientDisconnected
        if self._pos > self.limit:
            raise RequestEntityTooLarge
        return chunk


def get_input_stream(environ: WSGIEnvironment, max_content_length: int | None = None) -> IO[bytes]:
    """Return the body of the request as a stream that is safe to read to its end.

    Without a ``Content-Length`` it is empty, unless the server says by
    ``wsgi.input_terminated`` that it ends the stream itself.

    Raises RequestEntityTooLarge, a 413, if more than *max_content_length* bytes are
    announced, and LengthRequired, a 411, for a chunked body that the server does not end.
    """
    source: IO[bytes] = environ["wsgi.input"]
    length = get_content_length(environ)
    limit = None
    if length is not None and max_content_length is not None and length > max_content_length:
        raise RequestEntityTooLarge
    if environ.get("wsgi.input_terminated"):
        limit = maxsize if max_content_length is None else max_content_length
    elif length is None and "HTTP_TRANSFER_ENCODING" in environ:
        raise LengthRequired
    return cast("IO[bytes]", BodyStream(source, length or 0, limit))


def read_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Return an iterator over what is left of *stream*."""
    return iter(lambda: stream.read(CHUNK_SIZE), b"")


def join(chunks: Iterable[bytes], limit: float | None) -> bytes:
    """Return all *chunks* in one. Raises RequestEntityTooLarge beyond *limit* bytes."""
    room = inf if limit is None else limit
    pieces = []
    for chunk in chunks:
        room -= len(chunk)
        if room < 0:
            raise RequestEntityTooLarge
        pieces.append(chunk)
    return b"".join(pieces)
