"""Query strings and HTML forms: from text or the bytes of a body to fields and files.

A browser sends a form in one of two formats: as a query string is written
(``name=value&name=value``, the URL standard's ``application/x-www-form-urlencoded``), or, with
``enctype="multipart/form-data"``, as a sequence of parts with a header each (RFC 7578),
which files need. ``multipart`` takes the parts apart; here they become what a program
sees. A form that passes a limit is a 413.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import FileStorage, Headers, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from .body import join, read_chunks
from .multipart import PartHeader, read_parts
from .uploads import UploadStorage

if TYPE_CHECKING:
    #: ``(stream, form, files)``: what is left of the body, and what was in it.
    FormData = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]

URLENCODED = "application/x-www-form-urlencoded"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

#: What "surrogateescape" makes of each byte that is not UTF-8, and how that byte is quoted.
#: An error handler that quotes would be called for every byte, which takes 20 times as long.
_QUOTED = {0xDC00 + byte: f"%{byte:02X}" for byte in range(0x80, 0x100)}


def parse_urlencoded(text: str, storage_class: type[Any]) -> Any:
    """Return the parameters in *text* as an instance of *storage_class*, a MultiDict.

    A parameter without a value, or without a ``=``, has the value ``""``. Only ``&``
    separates: ``a=1;b=2`` is one parameter. Bytes that are not UTF-8 stay percent-encoded;
    in *text* they may also be what "surrogateescape" makes of them.
    """
    pairs = []
    for pair in text.replace("+", " ").split("&"):
        if pair:
            name, _, value = pair.partition("=")
            if "%" in pair or not pair.isascii():
                name, value = _unquote(name), _unquote(value)
            pairs.append((name, value))
    if storage_class is not ImmutableMultiDict:
        return storage_class(pairs)
    # Its constructor would take as long again.
    parameters: Any = dict.__new__(ImmutableMultiDict)
    for name, value in pairs:
        dict.setdefault(parameters, name, []).append(value)
    return parameters


def _unquote(text: str) -> str:
    if "%" not in text and text.isascii():
        return text
    return decode_query(unquote_to_bytes(text.encode(errors="surrogateescape")))


def decode_query(query: bytes) -> str:
    """Return *query* as text. Bytes that are not UTF-8 become percent-encoded."""
    try:
        return query.decode()
    except UnicodeDecodeError:
        return query.decode(errors="surrogateescape").translate(_QUOTED)


def parse_form(body: bytes, max_fields: int | None, storage_class: type[Any]) -> Any:
    """Return the fields of a urlencoded body; raise RequestEntityTooLarge beyond *max_fields*."""
    if max_fields is not None and body.count(b"&") >= max_fields:
        raise RequestEntityTooLarge
    return parse_urlencoded(body.decode(errors="surrogateescape"), storage_class)


class FormDataParser:
    """Parse the body of a form, in either format.

    *stream_factory* returns a new file for an upload; by default it is in memory while
    there is room, else on disk. *cls* is the class of the form and of the files,
    ``MultiDict`` by default. With *silent* a malformed body is an empty form, without it a
    ValueError.

    The limits are None for no limit. *max_form_memory_size* holds for each field of a
    multipart form, and for a urlencoded form as a whole; *max_form_parts* counts fields
    and files. *max_content_length* is taken for Werkzeug's sake: the stream knows it.
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
        self.max_form_parts = max_form_parts
        self.cls: type[MultiDict[str, Any]] = cls or MultiDict
        self.silent = silent

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

        Raises RequestEntityTooLarge, a 413, beyond a limit; ClientDisconnected, a 400, if
        the body ends too early.
        """
        if mimetype == URLENCODED:
            body = join(read_chunks(stream), self.max_form_memory_size)
            return stream, parse_form(body, self.max_form_parts, self.cls), self.cls()
        fields: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        if mimetype == "multipart/form-data":
            parts = read_parts(
                stream, (options or {}).get("boundary", ""), self.max_form_memory_size
            )
            try:
                self._collect(parts, content_length, fields, files)
            except BaseException as error:
                for _, file in files:
                    file.close()
                if not (self.silent and isinstance(error, ValueError)):
                    raise
                fields, files = [], []
        return stream, self.cls(fields), self.cls(files)

    def _collect(
        self,
        parts: Iterator[tuple[PartHeader, Iterator[bytes]]],
        content_length: int | None,
        fields: list[tuple[str, str]],
        files: list[tuple[str, FileStorage]],
    ) -> None:
        """Add *parts* to *fields* and *files*. What cannot be decoded of a field is replaced."""
        storage = UploadStorage()
        for header, chunks in parts:
            if self.max_form_parts is not None and len(fields) + len(files) >= self.max_form_parts:
                raise RequestEntityTooLarge
            if header.filename is None:
                text = join(chunks, self.max_form_memory_size)
                fields.append((header.name, text.decode(header.charset, "replace")))
                continue
            # Control characters are percent-encoded, as browsers do with line breaks.
            filename = _CONTROL.sub(lambda match: f"%{ord(match[0]):02X}", header.filename)
            headers = Headers()
            headers._list.extend(header.fields)
            file = FileStorage(None, filename, header.name, headers=headers)
            files.append((header.name, file))
            if self.stream_factory is None:
                file.stream = storage.store(chunks)
            else:
                file.stream = self.stream_factory(
                    filename=filename,
                    content_type=headers.get("Content-Type"),
                    content_length=file.content_length,
                    total_content_length=content_length,
                )
                for chunk in chunks:
                    file.stream.write(chunk)
            file.stream.seek(0)
