"""Bodies that are made while they are sent, and how they come to their end.

PEP 3333 lets a server iterate a body as far as it likes, also not at all, and then call
its ``close``. Here is what a response hands to the server so that this is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


def encode_chunk(chunk: str | bytes) -> bytes:
    """Return a piece of a body as bytes; text becomes UTF-8."""
    return chunk.encode() if isinstance(chunk, str) else chunk


def call_all(functions: Iterator[Callable[[], object]]) -> None:
    """Call each function, those after one that raises too; then raise what it raised."""
    for function in functions:
        try:
            function()
        except BaseException:
            call_all(functions)  # the iterator goes on behind the function that failed
            raise


def close_body(body: Iterable[bytes]) -> None:
    """Close a body that no server will close, if it can be closed."""
    close = getattr(body, "close", None)
    if close is not None:
        close()


class ClosingIterator:
    """Iterate over a body, and call a function when the server closes it.

    The function is called once, however often ``close`` is.
    """

    __slots__ = ("_close", "_iterator")

    def __init__(self, body: Iterable[bytes], close: Callable[[], object]) -> None:
        self._iterator = iter(body)
        self._close: Callable[[], object] | None = close

    def __iter__(self) -> Iterator[bytes]:
        # The body's own iterator: each chunk costs no further Python call.
        return self._iterator

    def __next__(self) -> bytes:
        return next(self._iterator)

    def close(self) -> None:
        """End the body: release what it holds, and run what was registered for its end."""
        close, self._close = self._close, None
        if close is not None:
            close()
