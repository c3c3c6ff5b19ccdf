"""Bodies that are made while they are sent, and how they come to their end.

PEP 3333 lets a server iterate a body as far as it likes, also not at all, and then call
its ``close``. Here is what a response hands to the server so that this is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .response import Response


def encoded(chunk: str | bytes) -> bytes:
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


class ResponseStream:
    """A response's body as a file that can be written to.

    What is written is appended to the body; a length that was set is dropped, because it
    no longer holds.
    """

    mode = "wb+"
    encoding = "utf-8"

    def __init__(self, response: Response) -> None:
        self.response = response
        self.closed = False

    def write(self, value: bytes) -> int:
        """Append *value* to the body and return its length; raises ValueError once closed."""
        self._check_open()
        self.response._ensure_sequence(mutable=True)
        self.response.response.append(value)
        self.response.headers.pop("Content-Length", None)
        return len(value)

    def writelines(self, seq: Iterable[bytes]) -> None:
        """Append each of several pieces to the body."""
        for chunk in seq:
            self.write(chunk)

    def tell(self) -> int:
        """Return the length of what the body holds, which is where the next write goes."""
        self.response._ensure_sequence()
        return sum(map(len, self.response.iter_encoded()))

    def flush(self) -> None:
        """Do nothing, as nothing is held back; raises ValueError once closed."""
        self._check_open()

    def isatty(self) -> bool:
        """Return False; raises ValueError once closed."""
        self._check_open()
        return False

    def close(self) -> None:
        """Refuse to be written to from now on."""
        self.closed = True

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file: the response's stream was closed.")
