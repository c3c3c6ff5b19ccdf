r"""Taking a multipart body apart while it arrives (RFC 2046, section 5.1; RFC 7578).

Such a body is a sequence of parts between delimiters, which the content type names::

    --boundary\r\n
    Content-Disposition: form-data; name="title"\r\n
    \r\n
    Hello\r\n
    --boundary--\r\n

No more than a chunk of it is held at a time, however long its parts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from werkzeug.exceptions import RequestEntityTooLarge

from ..lazy import DeferredModule
from .body import CHUNK_SIZE

if TYPE_CHECKING:
    from werkzeug import http
else:
    http = DeferredModule("werkzeug.http")

#: How long the header of a part may be. Those of browsers have some 150 bytes.
_MAX_HEADER_SIZE = 8 * 1024

#: What browsers send. Read by this it takes 0.5 us, by the whole grammar 3.
_PLAIN_DISPOSITION = re.compile(
    r'form-data; name="(?P<name>[^"\\%]*)"(?:; filename="(?P<filename>[^"\\%]*)")?'
)


class MultipartReader:
    """Read the parts of a body one after the other.

    Iterate over the reader for the header of each part, as a ``PartHeader``, and over
    ``read_chunks()`` for the bytes of the part, before going on to the next.

    Raises ValueError where the body is malformed or ends too early, and
    RequestEntityTooLarge, a 413, for a header that is too long.
    """

    def __init__(self, stream: IO[bytes], boundary: str) -> None:
        if not boundary or "\r" in boundary:
            raise ValueError(f"The content type has no boundary for its parts: {boundary!r}.")
        self._stream = stream
        self._delimiter = b"\r\n--" + boundary.encode()
        # The first delimiter may be the first line, without a line break before it.
        self._buffer = b"\r\n"
        self._start = 0

    def __iter__(self) -> Iterator[PartHeader]:
        self._fill(0)
        for _ in self.read_chunks():
            pass  # a preamble, which says nothing
        while self._step_over_delimiter():
            yield PartHeader(self._read_until(b"\r\n\r\n"))
        while self._stream.read(CHUNK_SIZE):
            pass  # an epilogue, which says nothing either

    def read_chunks(self) -> Iterator[bytes]:
        """Yield the bytes up to the next delimiter, and stop behind it."""
        delimiter = self._delimiter
        while True:
            buffer = self._buffer
            start = self._start
            # Some clients let the empty line after the header be the delimiter's line break.
            end = buffer.find(delimiter, max(0, start - 2))
            if end >= 0:
                self._start = end + len(delimiter)
                if end > start:
                    yield buffer[start:end]
                return
            # The last bytes may be the beginning of a delimiter. If not, the next chunk need
            # not be joined to them, which would copy it.
            end = buffer.rfind(b"\r", max(0, len(buffer) - len(delimiter) + 1))
            if end < 0 or not delimiter.startswith(buffer[end:]):
                end = len(buffer)
            if end > start:
                yield buffer[start:end]
            self._fill(end)

    def _step_over_delimiter(self) -> bool:
        """Go to the line after the delimiter; tell whether a part begins there."""
        while len(self._buffer) < self._start + 2:
            self._fill(self._start)
        if self._buffer.startswith(b"\r\n", self._start):
            self._start += 2
            return True
        if self._buffer.startswith(b"--", self._start):
            return False
        padding = self._read_until(b"\r\n")
        if padding.strip(b" \t"):
            raise ValueError(f"A delimiter of the multipart body goes on with {padding[:20]!r}.")
        return True

    def _read_until(self, end_mark: bytes) -> bytes:
        """Return the bytes up to *end_mark*, and go behind it."""
        searched = 0
        while True:
            end = self._buffer.find(end_mark, self._start + searched)
            length = (end if end >= 0 else len(self._buffer)) - self._start
            if length > _MAX_HEADER_SIZE:
                raise RequestEntityTooLarge
            if end >= 0:
                found = self._buffer[self._start : end]
                self._start = end + len(end_mark)
                return found
            searched = max(0, length - len(end_mark) + 1)
            self._fill(self._start)

    def _fill(self, keep: int) -> None:
        """Add a chunk of the body to what the buffer has from the index *keep* on."""
        chunk = self._stream.read(CHUNK_SIZE)
        if not chunk:
            raise ValueError("The multipart body ends before its last delimiter.")
        self._buffer = self._buffer[keep:] + chunk
        self._start = max(0, self._start - keep)


class PartHeader:
    """What the header of a part says.

    ``fields`` are its lines as ``(name, value)``. ``name`` is the name of the form's field,
    ``filename`` that of the client's file: None where the part is no file. ``content_type``
    is None where the part does not tell.
    """

    __slots__ = ("content_type", "fields", "filename", "name")

    def __init__(self, block: bytes) -> None:
        self.fields = _split_header(block)
        named = {name.lower(): value for name, value in self.fields}
        disposition = named.get("content-disposition")
        if disposition is None:
            raise ValueError("A part of the multipart body has no Content-Disposition.")
        self.name, self.filename = _parse_disposition(disposition)
        self.content_type = named.get("content-type")

    @property
    def content_length(self) -> int:
        """The length that the part says it has, 0 where it does not. Nothing relies on it."""
        for name, value in self.fields:
            if name.lower() == "content-length" and value.isascii() and value.isdigit():
                return int(value)
        return 0


def _split_header(block: bytes) -> list[tuple[str, str]]:
    """Return the lines of a header as names and values; a line may be folded."""
    text = block.decode()
    if "\r\n " in text or "\r\n\t" in text:
        text = re.sub(r"\r\n[ \t]+", " ", text)
    fields = []
    for line in text.split("\r\n"):
        name, _, value = line.partition(":")
        fields.append((name.strip(), value.strip()))
    return fields


def _parse_disposition(disposition: str) -> tuple[str, str | None]:
    """Return the name and the filename that a ``Content-Disposition`` has."""
    plain = _PLAIN_DISPOSITION.fullmatch(disposition)
    if plain is not None:
        return plain["name"], plain["filename"]
    options = http.parse_options_header(disposition)[1]
    return options.get("name", ""), options.get("filename")
