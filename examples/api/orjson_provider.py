"""JSON written by orjson, a library in Rust: several times as fast, and for the client the same.

Set ``JSON_PROVIDER`` to ``orjson``; the library must be installed. Each answer of this API has
the same bytes with it as with ``StrictJSONProvider``, ETags included. It reads as that one does:
orjson does not notice a name that comes twice in an object, and bodies are short here, so
strictness is worth more than speed. What differs when other things are written:

- ``1e16`` is written so, and not ``1e+16``. ``dumps`` leaves no spaces, as answers do with either.
- Whole numbers have 64 bits. A larger one cannot be written (TypeError).
- ``nan`` and ``inf`` are written as ``null``. Python writes ``NaN``, which no browser reads.
- Enums and times of day have a form. In Python's ``json`` they are a TypeError.
- A text with half a character is a TypeError here. Python notices only when it makes bytes of it.
"""

from typing import Any

import orjson

from microflask import Response

from .strict_json import StrictJSONProvider, write_value

#: Keys that are numbers become text, as json does it.
OPTIONS = orjson.OPT_NON_STR_KEYS


class OrjsonProvider(StrictJSONProvider):
    """Turn values into JSON with orjson, and back with Python's json."""

    def dumps(self, obj: Any, *, indent: int | None = None, **kwargs: Any) -> str:
        """Serialize *obj* as JSON text, indented by two spaces where *indent* is given.

        The other keyword arguments of ``json.dumps`` are taken and do nothing, for orjson cannot
        be told otherwise: what calls this may not know which library it gets.
        """
        return self._dump(obj, orjson.OPT_INDENT_2 if indent else 0).decode()

    def response(self, /, *args: Any, **kwargs: Any) -> Response:
        """Make a JSON response, compact or, in debug mode, indented.

        The bytes go into the response as they are: no text is made of them in between.
        """
        value = self._prepare_response_obj(args, kwargs)
        indent = orjson.OPT_INDENT_2 if self._app.debug else 0
        body = self._dump(value, indent | orjson.OPT_APPEND_NEWLINE)
        return self._app.response_class(body, mimetype=self.mimetype)

    def _dump(self, value: Any, options: int) -> bytes:
        # Called for what orjson has no form for: it knows dates, UUIDs and dataclasses itself.
        return orjson.dumps(value, default=write_value, option=OPTIONS | options)
