"""HTML forms: from the bytes of a body to fields and files.

A browser sends a form in one of two formats: as a query string is written, or, with
``enctype="multipart/form-data"``, as a sequence of parts with a header each (RFC 7578),
which files need. ``query`` takes the first apart, the library ``multipart`` the other; here
the pieces become what a program sees, within the limits that were set: a form that passes one
is a 413.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import SEEK_END, BytesIO
from math import inf
from typing import IO, TYPE_CHECKING, Any

from werkzeug.exceptions import RequestEntityTooLarge

from ..lazy import DeferredModule
from .body import CHUNK_SIZE, get_content_length, get_input_stream
from .multipart_events import read_events
from .query import parse_urlencoded

if TYPE_CHECKING:
    import tempfile

    import multipart
    from _typeshed.wsgi import WSGIEnvironment
    from multipart import MultipartSegment
    from werkzeug import datastructures, http
    from werkzeug.datastructures import FileStorage, MultiDict

    #: ``(stream, form, files)``: what is left of the body, and what was in it.
    FormData = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]
else:
    datastructures = DeferredModule("werkzeug.datastructures", globals())
    http = DeferredModule("werkzeug.http", globals())
    multipart = DeferredModule("multipart", globals())
    tempfile = DeferredModule("tempfile", globals())


URLENCODED = "application/x-www-form-urlencoded"

#: How many bytes of uploads a request may keep in memory, all of its files together. What
#: comes then goes to the disk: to write 4 MiB there takes as long as to parse them.
_MEMORY_FOR_UPLOADS = 5 * 1024 * 1024

#: What a part may say of its text. Others are read as UTF-8: clients should send nothing
#: else, and some of Python's codecs are dangerous in the hands of a client.
_CHARSETS = frozenset({"ascii", "us-ascii", "utf-8", "iso-8859-1"})


class MemoryFile(BytesIO):
    """An upload in memory, with a copy on disk for those who ask for its descriptor.

    ``tempfile.SpooledTemporaryFile`` could do that, too, but takes 2 us more for an upload.
    """

    _copy: IO[bytes] | None = None

    def read(self, size: int | None = -1) -> bytes:
        """Return at most *size* bytes, or all that are left."""
        if (size is None or size < 0) and self.tell() == 0:
            # All of it: the memory itself instead of a copy. For 4 MiB it saves 0.3 ms, and
            # 2.5 where the system has to be asked for the room.
            self.seek(0, SEEK_END)
            return self.getvalue()
        return super().read(size)

    def copy_to_disk(self) -> IO[bytes]:
        """Return a temporary file with the same bytes, at the same position."""
        copy: IO[bytes] = tempfile.TemporaryFile()
        copy.write(self.getbuffer())
        copy.seek(self.tell())
        return copy

    def move_to_disk(self) -> IO[bytes]:
        """Return a temporary file in the place of this one, which is closed."""
        with self:
            return self.copy_to_disk()

    def fileno(self) -> int:
        """Return the descriptor of a temporary file with what was uploaded."""
        if self._copy is None:
            self._copy = self.copy_to_disk()
        return self._copy.fileno()

    def close(self) -> None:
        """Release the memory, and the copy."""
        super().close()
        if self._copy is not None:
            self._copy.close()


def read_urlencoded(
    stream: IO[bytes],
    max_size: int | None,
    max_fields: int | None,
    storage_class: type[MultiDict[str, Any]],
) -> MultiDict[str, str]:
    """Return the fields of a urlencoded body as an instance of *storage_class*.

    Raises RequestEntityTooLarge, a 413, where the body is longer than *max_size* or has
    more than *max_fields*. Of a body that is too long, no more is read than shows it.
    """
    body = stream.read() if max_size is None else _read_at_most(stream, max_size)
    if max_fields is not None and body.count(b"&") >= max_fields:
        raise RequestEntityTooLarge
    return parse_urlencoded(body.decode(errors="surrogateescape"), storage_class)


def _read_at_most(stream: IO[bytes], limit: int) -> bytes:
    chunks = []
    room = limit
    while chunk := stream.read(CHUNK_SIZE):
        room -= len(chunk)
        if room < 0:
            raise RequestEntityTooLarge
        chunks.append(chunk)
    return b"".join(chunks)


class FormDataParser:
    """Parse the body of a form, in either format.

    *stream_factory* returns a new file for an upload; by default it is in memory while
    there is room, else on disk. *cls* is the class of the form and of the files,
    ``MultiDict`` by default. With *silent* a malformed body is an empty form, without it a
    ValueError.

    The limits are None for no limit. *max_form_memory_size* holds for each field of a
    multipart form, and for a urlencoded form as a whole; *max_form_parts* counts fields
    and files; *max_content_length* is the whole body's, where this class opens it.
    """

    def __init__(
        self,
        stream_factory: Callable[..., IO[bytes]] | None = None,
        max_form_memory_size: int | None = None,
        max_content_length: int | None = None,
        cls: type[MultiDict[str, Any]] | None = None,
        silent: bool = True,
        *,
        max_form_parts: int | None = None,
    ) -> None:
        self.stream_factory = stream_factory
        self.max_form_memory_size = max_form_memory_size
        self.max_content_length = max_content_length
        self.max_form_parts = max_form_parts
        self.cls: type[MultiDict[str, Any]] = cls or datastructures.MultiDict
        self.silent = silent

    def parse_from_environ(self, environ: WSGIEnvironment) -> FormData:
        """Parse the body of the request that *environ* describes."""
        stream = get_input_stream(environ, self.max_content_length)
        mimetype, options = http.parse_options_header(environ.get("CONTENT_TYPE"))
        return self.parse(stream, mimetype, get_content_length(environ), options)

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> FormData:
        """Return the stream, the fields and the files of a body.

        *stream* must be safe to read to its end. *options* are the parameters of the
        content type, of which a multipart body needs its ``boundary``. A body of another
        *mimetype* is left unread.

        Raises RequestEntityTooLarge, a 413, where a limit is passed; ClientDisconnected,
        a 400, where the body ends too early.
        """
        if mimetype == URLENCODED:
            form = read_urlencoded(stream, self.max_form_memory_size, self.max_form_parts, self.cls)
            return stream, form, self.cls()
        if mimetype == "multipart/form-data":
            boundary = (options or {}).get("boundary", "")
            parts = self._parse_multipart(stream, boundary, content_length)
            return stream, self.cls(parts.fields), self.cls(parts.files)
        return stream, self.cls(), self.cls()

    def _parse_multipart(
        self, stream: IO[bytes], boundary: str, content_length: int | None
    ) -> _Parts:
        parts = _Parts(self, content_length)
        try:
            for segment, chunks in _split_multipart(stream, boundary, self.max_form_parts):
                add = parts.add_field if segment.filename is None else parts.add_file
                add(segment, chunks)
        except BaseException as error:
            parts.discard()
            if not (self.silent and isinstance(error, ValueError)):
                raise
        return parts


def _split_multipart(
    stream: IO[bytes], boundary: str, max_parts: int | None
) -> Iterator[tuple[MultipartSegment, Iterator[bytes]]]:
    """Yield each part of a multipart body: what its header says, and its bytes in chunks.

    The chunks are to be read before the next part is asked for. No more than one of them
    is held at a time, however long a part is.

    Raises ValueError where the body is malformed or ends too early, and
    RequestEntityTooLarge, a 413, where it has too many parts, or one with too long a header.
    """
    events = read_events(stream, boundary, inf if max_parts is None else max_parts)
    try:
        for segment in events:
            _read_extended_notation(segment)
            # None comes after a part's last chunk. The limits of the parser are for what is
            # between the chunks, so they are passed here and not where those are read.
            yield segment, iter(events.__next__, None)
    except multipart.ParserLimitReached as error:
        raise RequestEntityTooLarge from error


def _read_extended_notation(segment: MultipartSegment) -> None:
    """Read a name in the notation ``filename*=utf-8''%E2%98%83.txt`` (RFC 8187, section 3.2).

    Forms should not use it (RFC 7578, section 4.2), but some clients do. Without it their
    files would be taken for fields.
    """
    disposition = segment.header("Content-Disposition") or ""
    if "*=" in disposition:
        options = http.parse_options_header(disposition)[1]
        segment.name, segment.filename = options.get("name", ""), options.get("filename")


class _Parts:
    """What has been read of a multipart form: its fields and files, each with its name."""

    def __init__(self, parser: FormDataParser, content_length: int | None) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[tuple[str, FileStorage]] = []
        self._parser = parser
        self._content_length = content_length
        self._room_in_memory = _MEMORY_FOR_UPLOADS

    def add_field(self, segment: MultipartSegment, chunks: Iterable[bytes]) -> None:
        """Add a field. What cannot be decoded of its text is replaced.

        Raises RequestEntityTooLarge, a 413, where it is too large.
        """
        limit = self._parser.max_form_memory_size
        room = inf if limit is None else limit
        pieces = []
        for chunk in chunks:
            room -= len(chunk)
            if room < 0:
                raise RequestEntityTooLarge
            pieces.append(chunk)
        text = b"".join(pieces).decode(_find_charset(segment.charset), "replace")
        self.fields.append((segment.name or "", text))

    def add_file(self, segment: MultipartSegment, chunks: Iterable[bytes]) -> None:
        """Add a file. It goes from memory to the disk when all files together grow too large."""
        file = datastructures.FileStorage(
            self._open_file(segment),
            segment.filename,
            segment.name,
            headers=datastructures.Headers(segment.headerlist),
        )
        self.files.append((segment.name or "", file))
        for chunk in chunks:
            file.stream.write(chunk)
            if isinstance(file.stream, MemoryFile):
                self._room_in_memory -= len(chunk)
                if self._room_in_memory < 0:
                    file.stream = file.stream.move_to_disk()
        file.stream.seek(0)

    def _open_file(self, segment: MultipartSegment) -> IO[bytes]:
        if self._parser.stream_factory is None:
            return MemoryFile()
        return self._parser.stream_factory(
            filename=segment.filename,
            content_type=segment.header("Content-Type"),
            content_length=int(segment.header("Content-Length") or 0),
            total_content_length=self._content_length,
        )

    def discard(self) -> None:
        """Forget all parts, and close the files."""
        for _, file in self.files:
            file.close()
        self.fields, self.files = [], []


def _find_charset(named: str | None) -> str:
    """Return the charset of a field, which is UTF-8 unless its part has *named* another."""
    charset = "utf-8" if named is None else named.lower()
    return charset if charset in _CHARSETS else "utf-8"
