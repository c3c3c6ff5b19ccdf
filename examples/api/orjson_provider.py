"""JSON by orjson, a library in Rust: several times as fast, and for the client the same.

Set ``JSON_PROVIDER`` to ``orjson``; the library must be installed. Each answer of this API says
the same with it as with ``StrictJSONProvider``. What differs:

- Characters beyond ASCII are written as UTF-8, and not as ``\\u`` escapes; ``1e16`` is written
  so, and not ``1e+16``. ``dumps`` leaves no spaces, as answers do with either.
- Whole numbers have 64 bits. A larger one cannot be written (TypeError), and is read as a float.
- ``nan`` and ``inf`` are written as ``null``. Python writes ``NaN``, which no browser reads.
- The same name twice in an object is not noticed: the last one counts.
- Enums and times of day have a form. In Python's ``json`` they are a TypeError.
- A text with half a character is refused when it is read, and cannot be written.
"""

from typing import Any

import orjson

from microflask import Response
from microflask.json.provider import JSONProvider

from .strict_json import write_value

#: Keys that are numbers become text, as json does it.
OPTIONS = orjson.OPT_NON_STR_KEYS


class OrjsonProvider(JSONProvider):
    """Turn values into JSON and back with orjson."""

    def dumps(self, obj: Any, *, indent: int | None = None, **kwargs: Any) -> str:
        """Serialize *obj* as JSON text, indented by two spaces where *indent* is given.

        The other keyword arguments of ``json.dumps`` are taken and do nothing, for orjson cannot
        be told otherwise: what calls this may not know which library it gets.
        """
        return self._dump(obj, orjson.OPT_INDENT_2 if indent else 0).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse JSON. Raises ValueError for what is none."""
        return orjson.loads(s)

    def response(self, /, *args: Any, **kwargs: Any) -> Response:
        """Make a JSON response, compact or, in debug mode, indented.

        The bytes go into the response as they are: no text is made of them in between.
        """
        value = self._prepare_response_obj(args, kwargs)
        indent = orjson.OPT_INDENT_2 if self._app.debug else 0
        body = self._dump(value, indent | orjson.OPT_APPEND_NEWLINE)
        return self._app.response_class(body, mimetype="application/json")

    def _dump(self, value: Any, options: int) -> bytes:
        # Called for what orjson has no form for: it knows dates, UUIDs and dataclasses itself.
        return orjson.dumps(value, default=write_value, option=OPTIONS | options)
