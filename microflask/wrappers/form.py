"""HTML forms: from the bytes of a body to fields and files.

A browser sends a form in one of two formats: as a query string is written, or, with
``enctype="multipart/form-data"``, as a sequence of parts with a header each (RFC 7578),
which files need. The package ``multipart`` takes the parts apart. Here they become what a
program sees, within the limits that were set: a form that passes one is a 413.
"""

from __future__ import annotations

from collections.abc import Callable
from io import SEEK_END, BytesIO
from math import inf
from typing import IO, TYPE_CHECKING, Any, cast

from werkzeug.exceptions import RequestEntityTooLarge

from ..lazy import DeferredModule
from .body import CHUNK_SIZE, get_content_length, get_input_stream
from .multipart import MultipartReader, PartHeader
from .query import decode_query, parse_urlencoded

if TYPE_CHECKING:
    import tempfile

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug import datastructures, http
    from werkzeug.datastructures import FileStorage, MultiDict

    #: ``(stream, form, files)``: what is left of the body, and what was in it.
    FormData = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]
else:
    datastructures = DeferredModule("werkzeug.datastructures")
    http = DeferredModule("werkzeug.http")
    tempfile = DeferredModule("tempfile")


URLENCODED = "application/x-www-form-urlencoded"

#: A whole body of up to this size may stay in memory: to write 4 MiB to a disk and read them
#: back takes as long as all of the parsing. Of a longer body, or one of unknown length, each
#: file may have ``_MEMORY_PER_FILE``, and goes to a temporary file when it grows beyond.
_MEMORY_PER_BODY = 8 * 1024 * 1024
_MEMORY_PER_FILE = 500 * 1024

#: What a part may say of its text. Others are read as UTF-8: clients should send nothing
#: else, and some of Python's codecs are dangerous in the hands of a client.
_CHARSETS = frozenset({"ascii", "us-ascii", "utf-8", "iso-8859-1"})


def default_stream_factory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    """Return a file for an upload: one that is kept in memory while it is small."""
    if total_content_length is not None and total_content_length <= _MEMORY_PER_BODY:
        return MemoryFile()
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(_MEMORY_PER_FILE))


class MemoryFile(BytesIO):
    """An upload in memory, with a copy on disk for those who ask for its descriptor.

    ``tempfile.SpooledTemporaryFile`` could do that, too, but takes 3 us more for an upload.
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

    def fileno(self) -> int:
        """Return the descriptor of a temporary file with what was uploaded."""
        if self._copy is None:
            self._copy = tempfile.TemporaryFile()
            self._copy.write(self.getvalue())
            self._copy.seek(self.tell())
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
    return parse_urlencoded(decode_query(body), storage_class)


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

    *stream_factory* returns a new file for an upload. *cls* is the class of the form and
    of the files, ``MultiDict`` by default. With *silent* a malformed body is an empty form,
    without it a ValueError.

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
        self.stream_factory = stream_factory or default_stream_factory
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
            try:
                fields, files = self._parse_multipart(stream, content_length, options or {})
                return stream, self.cls(fields), self.cls(files)
            except ValueError:
                if not self.silent:
                    raise
        return stream, self.cls(), self.cls()

    def _parse_multipart(
        self, stream: IO[bytes], content_length: int | None, options: dict[str, str]
    ) -> tuple[list[tuple[str, str]], list[tuple[str, FileStorage]]]:
        """Return the fields and the files of a multipart body, each with its name.

        Raises ValueError where the body is malformed.
        """
        reader = MultipartReader(stream, options.get("boundary", ""))
        fields: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        try:
            for number, header in enumerate(reader):
                if number == self.max_form_parts:
                    raise RequestEntityTooLarge
                if header.filename is None:
                    fields.append((header.name, self._read_field(header, reader)))
                else:
                    file = self._open_file(header, content_length)
                    files.append((header.name, file))
                    for chunk in reader.read_chunks():
                        file.stream.write(chunk)
                    file.stream.seek(0)
        except BaseException:
            for _, file in files:
                file.close()
            raise
        return fields, files

    def _read_field(self, header: PartHeader, reader: MultipartReader) -> str:
        """Return the text of a field. What cannot be decoded is replaced."""
        room = inf if self.max_form_memory_size is None else self.max_form_memory_size
        chunks = []
        for chunk in reader.read_chunks():
            room -= len(chunk)
            if room < 0:
                raise RequestEntityTooLarge
            chunks.append(chunk)
        return b"".join(chunks).decode(_find_charset(header.content_type), "replace")

    def _open_file(self, header: PartHeader, content_length: int | None) -> FileStorage:
        stream = self.stream_factory(
            total_content_length=content_length,
            content_type=header.content_type,
            filename=header.filename,
            content_length=header.content_length,
        )
        headers = datastructures.Headers(header.fields)
        return datastructures.FileStorage(stream, header.filename, header.name, headers=headers)


def _find_charset(content_type: str | None) -> str:
    """Return the charset of a field, which is UTF-8 unless the part says otherwise."""
    if content_type is None:
        return "utf-8"
    charset = http.parse_options_header(content_type)[1].get("charset", "").lower()
    return charset if charset in _CHARSETS else "utf-8"
