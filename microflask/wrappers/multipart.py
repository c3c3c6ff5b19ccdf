"""A multipart body, taken apart: its parts, one after the other, as they arrive.

RFC 2046, section 5.1, says how such a body is written, and RFC 7578 how a form is. ``form``
makes fields and files of the parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import IO, NamedTuple

from werkzeug.http import parse_options_header

from .body import CHUNK_SIZE, join, read_chunks

#: How many bytes the header of a part may have: a name, a file name and a type.
_MAX_HEADER = 4 * 1024

#: What a part may say of its text. Others are read as UTF-8: clients should send nothing
#: else, and some of Python's codecs are dangerous in the hands of a client.
_CHARSETS = frozenset({"ascii", "us-ascii", "utf-8", "iso-8859-1"})


class PartHeader(NamedTuple):
    """What the header of a part says: it is a file if it has a file name, else a field."""

    name: str
    filename: str | None
    charset: str
    fields: list[tuple[str, str]]


def read_parts(
    stream: IO[bytes], boundary: str, max_ignored: int | None
) -> Iterator[tuple[PartHeader, Iterator[bytes]]]:
    """Yield each part of a multipart body: its header, and its bytes in chunks.

    The chunks must be read before the next part is asked for. No more than one of them is
    held at a time, however long a part is.

    Raises ValueError if the body is malformed or ends too early. Raises
    RequestEntityTooLarge, a 413, if the header of a part is too long, or more than
    *max_ignored* bytes stand before the first part or after the last.
    """
    if not boundary:
        raise ValueError("A multipart body needs a boundary.")
    delimiter = b"\r\n--" + boundary.encode("ascii")
    scanner = _Scanner(stream)
    join(scanner.read_until(delimiter), max_ignored)
    while (ending := scanner.read(2)) == b"\r\n":
        header = join(scanner.read_until(b"\r\n\r\n"), _MAX_HEADER)
        # A part without a body may lack the line break before the next delimiter: it shares
        # the one that ends the header (RFC 2046, section 5.1.1).
        scanner.position -= 2
        yield _parse_header(header), scanner.read_until(delimiter, skip=2)
    if ending != b"--":
        raise ValueError(f"{ending!r} follows a boundary instead of a line break.")
    join(chain([scanner.buffer[scanner.position :]], read_chunks(stream)), max_ignored)


@lru_cache(maxsize=256)  # the fields of a form come again with each visitor
def _parse_header(header: bytes) -> PartHeader:
    """Read the *header* of a part, whose lines may be folded; raise ValueError if malformed."""
    fields = []
    for line in header.decode().replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n"):
        name, colon, value = line.partition(":")
        if not colon or "\n" in line or "\r" in line:
            raise ValueError(f"Invalid line in the header of a part: {line!r}.")
        fields.append((name.strip(" \t"), value.strip(" \t")))
    values = {name.lower(): value for name, value in reversed(fields)}
    disposition, options = parse_options_header(values.get("content-disposition"))
    if not disposition:
        raise ValueError("A part of the form has no Content-Disposition.")
    charset = parse_options_header(values.get("content-type"))[1].get("charset", "").lower()
    if charset not in _CHARSETS:
        charset = "utf-8"
    return PartHeader(options.get("name", ""), options.get("filename"), charset, fields)


class _Scanner:
    """Reads a stream from mark to mark."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.buffer = b"\r\n"  # a delimiter at the very start needs no line break before it
        self.position = 0

    def read_until(self, mark: bytes, skip: int = 0) -> Iterator[bytes]:
        """Yield what precedes *mark*, but for the first *skip* bytes, and step over the mark.

        *mark* begins with a carriage return.
        """
        start = self.position + skip
        while (end := self.buffer.find(mark, self.position)) < 0:
            # The mark may have begun at the end of the buffer.
            kept = self.buffer.find(b"\r", max(self.position, len(self.buffer) - len(mark) + 1))
            if kept < 0:
                kept = len(self.buffer)
            if start < kept:
                yield self.buffer[start:kept]
            start = max(start - kept, 0)
            self._read_on(kept)
        if start < end:
            yield self.buffer[start:end]
        self.position = end + len(mark)

    def read(self, size: int) -> bytes:
        """Return the next *size* bytes."""
        while len(self.buffer) < self.position + size:
            self._read_on(self.position)
        self.position += size
        return self.buffer[self.position - size : self.position]

    def _read_on(self, kept: int) -> None:
        """Read a chunk, and forget what is in front of *kept*."""
        chunk = self.stream.read(CHUNK_SIZE)
        if not chunk:
            raise ValueError("The multipart body ends too early.")
        self.buffer, self.position = self.buffer[kept:] + chunk, 0
