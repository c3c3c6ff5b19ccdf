"""HTML forms: from the bytes of a body to fields and files.

A browser sends a form in one of two formats: as a query string is written, or, with
``enctype="multipart/form-data"``, as a sequence of parts with a header each (RFC 7578),
which files need. The package ``multipart`` takes the parts apart. Here they become what a
program sees, within the limits that were set: a form that passes one is a 413.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from typing import IO, TYPE_CHECKING, Any

from werkzeug.exceptions import RequestEntityTooLarge

from ..lazy import DeferredModule
from .body import CHUNK_SIZE, get_content_length, get_input_stream
from .query import decode_query, parse_urlencoded

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug import datastructures, http
    from werkzeug.datastructures import FileStorage, MultiDict

    #: ``(stream, form, files)``: what is left of the body, and what was in it.
    FormData = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]
else:
    datastructures = DeferredModule("werkzeug.datastructures")
    http = DeferredModule("werkzeug.http")

# This package has no type annotations that a checker would find.
multipart: Any = DeferredModule("multipart")
tempfile: Any = DeferredModule("tempfile")

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
    fits = total_content_length is not None and total_content_length <= _MEMORY_PER_BODY
    size = _MEMORY_PER_BODY if fits else _MEMORY_PER_FILE
    stream: IO[bytes] = tempfile.SpooledTemporaryFile(size)
    return stream


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
        if mimetype == "application/x-www-form-urlencoded":
            return stream, self._parse_urlencoded(stream, content_length), self.cls()
        if mimetype == "multipart/form-data":
            try:
                fields, files = self._parse_multipart(stream, content_length, options or {})
            except ValueError:
                if not self.silent:
                    raise
            else:
                return stream, self.cls(fields), self.cls(files)
        return stream, self.cls(), self.cls()

    def _parse_urlencoded(
        self, stream: IO[bytes], content_length: int | None
    ) -> MultiDict[str, str]:
        text = decode_query(self._read_within_memory(stream, content_length))
        if self.max_form_parts is not None and text.count("&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        return parse_urlencoded(text, self.cls)

    def _read_within_memory(self, stream: IO[bytes], content_length: int | None) -> bytes:
        """Return all of *stream*. Of a body that is too long, no more is read than shows it."""
        limit = self.max_form_memory_size
        if limit is None:
            return stream.read()
        if content_length is not None and content_length > limit:
            raise RequestEntityTooLarge
        chunks = []
        size = 0
        while chunk := stream.read(CHUNK_SIZE):
            size += len(chunk)
            if size > limit:
                raise RequestEntityTooLarge
            chunks.append(chunk)
        return b"".join(chunks)

    def _parse_multipart(
        self, stream: IO[bytes], content_length: int | None, options: dict[str, str]
    ) -> tuple[list[tuple[str, str]], list[tuple[str, FileStorage]]]:
        """Return the fields and the files of a multipart body, each with its name.

        Raises ValueError where the body is malformed.
        """
        fields: list[tuple[str, _Field]] = []
        files: list[tuple[str, FileStorage]] = []
        events = self._read_events(stream, options.get("boundary", ""))
        try:
            for header in events:
                write = self._open_part(header, content_length, fields, files)
                for chunk in iter(events.__next__, None):
                    write(chunk)
        except BaseException:
            for _, file in files:
                file.close()
            raise
        for _, file in files:
            file.seek(0)
        return [(name, field.text) for name, field in fields], files

    def _read_events(self, stream: IO[bytes], boundary: str) -> Iterator[Any]:
        """Yield for each part its header, then its bytes in chunks, then None."""
        most = inf if self.max_form_parts is None else self.max_form_parts
        try:
            parser = multipart.PushMultipartParser(boundary, max_segment_count=most)
            yield from parser.parse_blocking(stream.read, CHUNK_SIZE)
        except multipart.ParserLimitReached as error:
            raise RequestEntityTooLarge from error

    def _open_part(
        self,
        header: Any,
        content_length: int | None,
        fields: list[tuple[str, _Field]],
        files: list[tuple[str, FileStorage]],
    ) -> Callable[[bytes], object]:
        """Add the part that begins to *fields* or *files*; return what takes its bytes."""
        filename = _read_filename(header)
        if filename is None:
            field = _Field(header.charset, self.max_form_memory_size)
            fields.append((header.name, field))
            return field.write
        headers = datastructures.Headers(header.headerlist)
        stream = self.stream_factory(
            total_content_length=content_length,
            content_type=headers.get("Content-Type"),
            filename=filename,
            content_length=headers.get("Content-Length", 0, int),
        )
        file = datastructures.FileStorage(stream, filename, header.name, headers=headers)
        files.append((header.name, file))
        return stream.write


def _read_filename(header: Any) -> str | None:
    """Return the part's filename, None for a field.

    RFC 7578 has no ``filename*``, but some clients send it alone when a name is not ASCII.
    """
    filename: str | None = header.filename
    if filename is None and "filename*" in (disposition := header["Content-Disposition"]):
        filename = http.parse_options_header(disposition)[1].get("filename")
    return filename


class _Field:
    """Collect the bytes of a field, up to a limit."""

    __slots__ = ("_charset", "_chunks", "_room")

    def __init__(self, charset: str | None, limit: int | None) -> None:
        self._charset = charset
        self._chunks: list[bytes] = []
        self._room = inf if limit is None else limit

    def write(self, chunk: bytes) -> None:
        """Add a chunk. Raises RequestEntityTooLarge, a 413, where the field grows too large."""
        self._room -= len(chunk)
        if self._room < 0:
            raise RequestEntityTooLarge
        self._chunks.append(chunk)

    @property
    def text(self) -> str:
        """The field's text. What cannot be decoded is replaced."""
        charset = (self._charset or "").lower()
        return b"".join(self._chunks).decode(
            charset if charset in _CHARSETS else "utf-8", "replace"
        )
