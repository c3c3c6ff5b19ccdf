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
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import FileStorage, Headers, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header

from .body import BodyStream, get_content_length, join, open_body, read_chunks
from .multipart import read_parts
from .uploads import UploadStorage

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    #: ``(stream, form, files)``: what is left of the body, and what was in it.
    FormData = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]

URLENCODED = "application/x-www-form-urlencoded"

#: What a part may say of its text. Others are read as UTF-8: clients should send nothing
#: else, and some of Python's codecs are dangerous in the hands of a client.
_CHARSETS = frozenset({"ascii", "us-ascii", "utf-8", "iso-8859-1"})

#: The names of fields come again and again, and parsing one takes longer than all the rest.
_parse_options = lru_cache(maxsize=256)(parse_options_header)


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
    for pair in text.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            if "%" in pair or "+" in pair or not pair.isascii():
                name, value = _unquote(name), _unquote(value)
            pairs.append((name, value))
    if storage_class is not ImmutableMultiDict:
        return storage_class(pairs)
    # Its constructor would take as long again.
    parameters: Any = ImmutableMultiDict.__new__(ImmutableMultiDict)
    groups: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in groups:
            groups[name].append(value)
        else:
            groups[name] = [value]
    dict.update(parameters, groups)
    return parameters


def _unquote(text: str) -> str:
    """Decode a name or a value: ``"a+b%21"`` means ``"a b!"``."""
    text = text.replace("+", " ")
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
    and files; *max_content_length* is the whole body's, if this class opens it.
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
        self.cls: type[MultiDict[str, Any]] = cls or MultiDict
        self.silent = silent

    def parse_from_environ(self, environ: WSGIEnvironment) -> FormData:
        """Parse the body of the request that *environ* describes."""
        stream = cast("IO[bytes]", BodyStream(*open_body(environ, self.max_content_length)))
        mimetype, options = parse_options_header(environ.get("CONTENT_TYPE"))
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

        Raises RequestEntityTooLarge, a 413, beyond a limit; ClientDisconnected, a 400, if
        the body ends too early.
        """
        if mimetype == URLENCODED:
            body = join(read_chunks(stream), self.max_form_memory_size)
            return stream, parse_form(body, self.max_form_parts, self.cls), self.cls()
        parts = _Parts(self, content_length)
        if mimetype == "multipart/form-data":
            try:
                boundary = (options or {}).get("boundary", "")
                for part in read_parts(stream, boundary, self.max_form_memory_size):
                    parts.add(*part)
            except BaseException as error:
                parts.discard()
                if not (self.silent and isinstance(error, ValueError)):
                    raise
        return stream, self.cls(parts.fields), self.cls(parts.files)


class _Parts:
    """What has been read of a multipart form: its fields and files, each with its name."""

    def __init__(self, parser: FormDataParser, content_length: int | None) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[tuple[str, FileStorage]] = []
        self._parser = parser
        self._content_length = content_length
        self._storage = UploadStorage()

    def add(self, headers: Headers, chunks: Iterator[bytes]) -> None:
        """Add a part: a file if it has a file name, else a field.

        What cannot be decoded of a field is replaced. Raises RequestEntityTooLarge, a 413, if
        it is too large, or there are too many parts.
        """
        max_parts = self._parser.max_form_parts
        if max_parts is not None and len(self.fields) + len(self.files) >= max_parts:
            raise RequestEntityTooLarge
        disposition, options = _parse_options(headers.get("Content-Disposition"))
        if not disposition:
            raise ValueError("A part of the form has no Content-Disposition.")
        name, filename = options.get("name", ""), options.get("filename")
        if filename is not None:
            file = FileStorage(None, _quote_controls(filename), name, headers=headers)
            self.files.append((name, file))
            self._receive(file, chunks)
        else:
            charset = _parse_options(headers.get("Content-Type"))[1].get("charset", "").lower()
            text = join(chunks, self._parser.max_form_memory_size)
            encoding = charset if charset in _CHARSETS else "utf-8"
            self.fields.append((name, text.decode(encoding, "replace")))

    def _receive(self, file: FileStorage, chunks: Iterator[bytes]) -> None:
        if self._parser.stream_factory is None:
            file.stream = self._storage.store(chunks)
        else:
            file.stream = self._parser.stream_factory(
                filename=file.filename,
                content_type=file.headers.get("Content-Type"),
                content_length=file.content_length,
                total_content_length=self._content_length,
            )
            for chunk in chunks:
                file.stream.write(chunk)
        file.stream.seek(0)

    def discard(self) -> None:
        """Forget all parts, and close the files."""
        for _, file in self.files:
            file.close()
        self.fields, self.files = [], []


def _quote_controls(filename: str) -> str:
    """Percent-encode control characters, as browsers do with line breaks."""
    return re.sub(r"[\x00-\x1f\x7f]", lambda match: f"%{ord(match[0]):02X}", filename)
