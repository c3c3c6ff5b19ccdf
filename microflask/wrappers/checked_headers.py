"""The headers of a response: Werkzeug's, which refuse what HTTP has no place for.

A room of its own, because ``werkzeug.datastructures`` takes longer to import than all of
microflask, and a response that sets no header of its own never needs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.http import dump_options_header

from .syntax import checked_name, checked_value


class CheckedHeaders(Headers):
    """Headers whose names and values are checked when they are set.

    Werkzeug refuses line breaks in values. These also refuse other control characters,
    names that are no names, and what has no bytes (RFC 9110, section 5).
    """

    @classmethod
    def of(cls, headers: Iterable[tuple[str, str]]) -> CheckedHeaders:
        """Return headers that hold *headers*, which are known to be right."""
        made = cls()
        made._list.extend(headers)
        return made

    def add(self, key: str, value: Any, /, **options: Any) -> None:
        """Add a header beside those that bear the same name.

        *options* are parameters of the value: ``filename="a.txt"``. Raises ValueError.
        """
        self._list.append((checked_name(key), _value(key, value, options)))

    def set(self, key: str, value: Any, /, **options: Any) -> None:
        """Put a header in the place of all that bear the same name; raises ValueError."""
        if key in self:
            super().set(checked_name(key), _value(key, value, options))
        else:  # most headers are set once: 0.5 us instead of 1.0
            self.add(key, value, **options)

    def __contains__(self, key: str) -> bool:
        # Werkzeug's makes an exception to say no: 0.9 us instead of 0.2.
        lowered = key.lower()
        for name, _ in self._list:  # noqa: SIM110, a generator costs as much again
            if name.lower() == lowered:
                return True
        return False

    def __setitem__(self, key: Any, value: Any) -> None:
        """Set a header by its name, or replace one or a slice by position; raises ValueError."""
        if isinstance(key, slice):
            self._list[key] = CheckedHeaders(value)._list
        elif isinstance(key, int):
            self._list[key] = CheckedHeaders([value])._list[0]
        else:
            self.set(key, value)

    def __eq__(self, other: object) -> bool:
        return Headers(self) == other if type(other) is Headers else super().__eq__(other)

    __hash__ = None


def _value(name: str, value: Any, options: dict[str, Any]) -> str:
    """Return the text of a header's value with its parameters, checked."""
    if options:
        parameters = {key.replace("_", "-"): value for key, value in options.items()}
        value = dump_options_header(value, parameters)
    return checked_value(name, value if isinstance(value, str) else str(value))
