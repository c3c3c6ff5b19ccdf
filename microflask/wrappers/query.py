"""``name=value&name=value``: how query strings and plain HTML forms are written.

The format is the URL standard's ``application/x-www-form-urlencoded``. Nearly every
request with parameters comes through here: a query of three takes a third of what
``urllib.parse.parse_qsl`` and the constructor of the dict take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from ..lazy import DeferredModule

if TYPE_CHECKING:
    from werkzeug import datastructures
    from werkzeug.datastructures import MultiDict
else:
    datastructures = DeferredModule("werkzeug.datastructures", globals())

#: What "surrogateescape" makes of each byte that is not UTF-8, and how that byte is quoted.
#: An error handler that quotes would be called for every byte, which takes 20 times as long.
_QUOTED = {0xDC00 + byte: f"%{byte:02X}" for byte in range(0x80, 0x100)}


def parse_urlencoded(text: str, storage_class: type[MultiDict[str, Any]]) -> MultiDict[str, Any]:
    """Return the parameters in *text* as an instance of *storage_class*.

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
    if storage_class is not datastructures.ImmutableMultiDict:
        return storage_class(pairs)
    # Its constructor would take as long again.
    parameters = storage_class.__new__(storage_class)
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
