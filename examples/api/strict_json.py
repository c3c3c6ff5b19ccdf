"""JSON as this API writes and reads it, by Python's own ``json``.

Four things are changed of the default provider. It writes dates as JSON APIs do (ISO 8601), where
the default takes the form of HTTP headers. It keeps the order of keys, which the default sorts: a
problem begins with its type, and not with its detail. It writes letters beyond ASCII as they are,
in UTF-8. And it reads only what RFC 8259 calls JSON: Python alone also takes ``NaN``, the same name
twice, and UTF-16.
"""

import datetime
from typing import Any

from microflask.json.provider import DefaultJSONProvider


def write_value(value: Any) -> Any:
    """Return a form that JSON has for *value*: dates by ISO 8601, others as the default does."""
    if isinstance(value, datetime.date):  # a datetime is a date, too
        return value.isoformat()
    return DefaultJSONProvider.default(value)


class StrictJSONProvider(DefaultJSONProvider):
    """The default provider with dates that can be read back, and a strict reader."""

    default = staticmethod(write_value)
    sort_keys = False
    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse JSON. Raises ValueError for what is none."""
        if isinstance(s, bytes):
            s = s.decode()  # else json would guess between UTF-8, -16 and -32
        kwargs.setdefault("parse_constant", refuse_constant)
        kwargs.setdefault("object_pairs_hook", object_of)
        return super().loads(s, **kwargs)


def refuse_constant(name: str) -> None:
    """Refuse NaN, Infinity and -Infinity, which JSON does not have."""
    raise ValueError(f"{name} is no number in JSON.")


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a dict of the pairs. Raises ValueError where a name comes twice.

    Which of the two counts? Each library decides otherwise, and there attackers slip through.
    """
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("A name stands twice in one object.")
    return values
