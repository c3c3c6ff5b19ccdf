"""The pieces of a multipart body, as the library ``multipart`` finds them.

The library wants a line break in front of every boundary. A part without a body need not
have one, since the empty line after its header is one already (RFC 2046, section 5.1.1:
``body-part := MIME-part-headers [CRLF *OCTET]``). Browsers write it all the same; Werkzeug's
test client does not, for an empty file. So the bytes go to the library with that line break
put in where it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from ..lazy import DeferredModule
from .body import CHUNK_SIZE

if TYPE_CHECKING:
    import multipart
else:
    multipart = DeferredModule("multipart", globals())


def read_events(stream: IO[bytes], boundary: str, max_parts: float) -> Iterator[Any]:
    """Return an iterator over a body: for each part a ``MultipartSegment``, its chunks, None.

    It raises ``multipart.MultipartError``, a ValueError, for a body that is malformed or
    ends too early, or has more than *max_parts* parts. Raises ImportError where another
    package stands in the library's place.
    """
    parser = _find_parser_class()(boundary, max_segment_count=max_parts)
    return _feed(parser, stream, b"\r\n\r\n--" + boundary.encode())


def _feed(parser: Any, stream: IO[bytes], short: bytes) -> Iterator[Any]:
    """Give the body to *parser*, with a line break in each part that ends as *short* does."""
    event: Any = None
    held, before = b"", b""
    with parser:
        while not parser.closed:
            chunk = stream.read(CHUNK_SIZE)
            data = held + chunk if held else chunk
            held = data[_start_of_partial(data, short) :] if chunk else b""
            if held:
                data = data[: -len(held)]
            for piece in _split_after_empty_lines(data, short) if data else ():
                if piece.startswith(short[4:]) and _awaits_body(event, before):
                    yield from parser.parse(b"\r\n")
                for event in parser.parse(piece):
                    yield event
                before = (before + piece[-6:])[-6:]
            if not chunk:
                parser.close()


def _find_parser_class() -> Any:
    try:
        return multipart.PushMultipartParser
    except AttributeError as error:
        raise ImportError(
            "microflask reads uploads by the package 'multipart' 2.0.1 or newer, but 'import"
            f" multipart' finds another one in {multipart.__file__!r}. An old 'python-multipart'"
            " takes the same name: uninstall it, or upgrade it to a release that is imported as"
            " 'python_multipart', and then reinstall 'multipart'."
        ) from error


def _awaits_body(event: Any, before: bytes) -> bool:
    """Tell whether the last bytes, *before*, ended a header and nothing of a body came yet."""
    return isinstance(event, multipart.MultipartSegment) and before != b"\r\n\r\n\r\n"


def _start_of_partial(data: bytes, short: bytes) -> int:
    """Return where, at the end of *data*, the first bytes of *short* stand; else its length."""
    start = data.find(b"\r", max(0, len(data) - len(short) + 1))
    while start >= 0 and not short.startswith(data[start:]):
        start = data.find(b"\r", start + 1)
    return len(data) if start < 0 else start


def _split_after_empty_lines(data: bytes, short: bytes) -> Iterator[bytes]:
    """Yield *data* in pieces, so that one begins at each boundary right after an empty line."""
    if data.rfind(short) < 0:  # from behind, the search takes 3 us for a chunk, else 7
        yield data
        return
    begin, found = 0, data.find(short)
    while found >= 0:
        yield data[begin : found + 4]
        begin, found = found + 4, data.find(short, found + 4)
    yield data[begin:]
