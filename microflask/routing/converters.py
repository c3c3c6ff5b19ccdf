"""Converters: which texts a variable of a rule accepts, and which values they stand for.

A converter belongs to one variable of one rule. Its ``regex`` describes the text, ``to_python``
makes the value that the view gets, ``to_url`` makes the text again. Programs write their own as
subclasses of ``BaseConverter``, ours or Werkzeug's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..lazy import DeferredModule

if TYPE_CHECKING:
    import decimal
    import uuid

    from werkzeug import routing as exceptions

    from .map import Map
else:
    decimal = DeferredModule("decimal", globals())
    exceptions = DeferredModule("werkzeug.routing", globals())
    uuid = DeferredModule("uuid", globals())

#: What stands unquoted in a path, by the URL standard.
_SAFE_IN_PATH = "!$&'()*+,/:;=@"


class _QuotedCharacters(dict[int, str]):
    """A character's code -> what stands for it in a path; for ``str.translate``.

    ``quote`` takes three times as long for a text.
    """

    def __missing__(self, code: int) -> str:
        return quote(chr(code), safe=_SAFE_IN_PATH)


QUOTED_IN_PATH = _QuotedCharacters(
    (code, quote(chr(code), safe=_SAFE_IN_PATH)) for code in range(128)
)


def quote_path(path: str) -> str:
    """Return *path* percent-encoded (RFC 3986, section 2.1)."""
    return path.translate(QUOTED_IN_PATH)


class BaseConverter:
    """Accept any text without a slash; the value is the text."""

    #: The text that is accepted, as a regular expression.
    regex = "[^/]+"

    #: Of two rules that fit, the one with the lighter converter is taken.
    weight = 100

    #: Whether the text never has a slash. By default it has one if the ``regex`` has one.
    part_isolating = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "regex" in vars(cls) and "part_isolating" not in vars(cls):
            cls.part_isolating = "/" not in cls.regex

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        self.map = map

    def to_python(self, value: str) -> Any:
        """Return the value that the view gets for the text *value*.

        Raises ValidationError, or any other ValueError, if the text is not accepted after all:
        then the URL is not found.
        """
        return value

    def to_url(self, value: Any) -> str:
        """Return the text, percent-encoded, that stands in the URL for *value*."""
        return str(value).translate(QUOTED_IN_PATH)


class UnicodeConverter(BaseConverter):
    """Accept text without a slash, ``<string(length=2):lang>``: the default converter.

    ``length`` is the exact number of characters, ``minlength`` and ``maxlength`` are bounds.
    """

    def __init__(
        self, map: Map, minlength: int = 1, maxlength: int | None = None, length: int | None = None
    ) -> None:
        super().__init__(map)
        if length is not None:
            self.regex = f"[^/]{{{int(length)}}}"
        else:
            upper_bound = "" if maxlength is None else int(maxlength)
            self.regex = f"[^/]{{{int(minlength)},{upper_bound}}}"


class AnyConverter(BaseConverter):
    """Accept one of some words: ``<any(about, help):page>``."""

    def __init__(self, map: Map, *items: str) -> None:
        super().__init__(map)
        self.items = set(items)
        self.regex = f"(?:{'|'.join(re.escape(item) for item in items)})"

    def to_url(self, value: Any) -> str:
        """Return *value*; raise ValueError unless it is one of the words."""
        if value not in self.items:
            words = ", ".join(repr(item) for item in sorted(self.items))
            raise ValueError(f"{value!r} is not one of {words}.")
        return str(value)


class PathConverter(BaseConverter):
    """Accept text with slashes, though not in front: ``<path:filename>``."""

    part_isolating = False
    regex = "[^/].*?"
    weight = 200


class NumberConverter(BaseConverter):
    """The base of ``int`` and ``float``.

    ``fixed_digits`` is how many characters the number has in the URL, filled up with zeros;
    ``min`` and ``max`` are bounds; ``signed`` accepts a minus sign.
    """

    weight = 50
    num_convert: Callable[[Any], Any] = int

    def __init__(
        self,
        map: Map,
        fixed_digits: int = 0,
        min: float | None = None,
        max: float | None = None,
        signed: bool = False,
    ) -> None:
        super().__init__(map)
        self.signed = signed
        if signed:
            self.regex = self.signed_regex
        self.min, self.max = min, max
        self.fixed_digits = fixed_digits

    @property
    def signed_regex(self) -> str:
        """The regex with a minus sign in front, or without."""
        return f"-?{self.regex}"

    def to_python(self, value: str) -> Any:
        """Return the number; raise ValueError if it is out of bounds, or too long for Python."""
        if self.fixed_digits and len(value) != self.fixed_digits:
            raise exceptions.ValidationError(f"{value!r} does not have {self.fixed_digits} digits.")
        number = self.num_convert(value)
        if self.min is not None and number < self.min:
            raise exceptions.ValidationError(f"{number} is less than the minimum, {self.min}.")
        if self.max is not None and number > self.max:
            raise exceptions.ValidationError(f"{number} is greater than the maximum, {self.max}.")
        return number

    def to_url(self, value: Any) -> str:
        """Return the number's digits; raise ValueError if *value* is not a number."""
        return str(self.num_convert(value)).zfill(self.fixed_digits)


class IntegerConverter(NumberConverter):
    """Accept a whole number: ``<int:id>``, ``<int(fixed_digits=4):year>``."""

    regex = r"\d+"


class FloatConverter(NumberConverter):
    """Accept a number with a decimal point: ``<float(min=0.5):ratio>``."""

    regex = r"\d+\.\d+"
    num_convert = float

    def __init__(
        self, map: Map, min: float | None = None, max: float | None = None, signed: bool = False
    ) -> None:
        super().__init__(map, min=min, max=max, signed=signed)

    def to_python(self, value: str) -> float:
        """Return the number; raise ValueError if it is out of bounds, or too large for a float."""
        return _finite(super().to_python(value))

    def to_url(self, value: Any) -> str:
        """Return the number's digits without an exponent, which the ``regex`` does not accept.

        Raises ValidationError for infinity and NaN, which have no digits.
        """
        text = str(_finite(self.num_convert(value)))
        if "e" not in text:
            return text
        text = f"{decimal.Decimal(text):f}"
        return text if "." in text else f"{text}.0"


def _finite(number: float) -> float:
    if not isfinite(number):
        raise exceptions.ValidationError(f"{number} cannot be written in a URL.")
    return number


class UUIDConverter(BaseConverter):
    """Accept a UUID in its usual form: ``<uuid:key>``."""

    regex = "[A-Fa-f0-9]{8}-" + 3 * "[A-Fa-f0-9]{4}-" + "[A-Fa-f0-9]{12}"

    def to_python(self, value: str) -> uuid.UUID:
        """Return the ``uuid.UUID``."""
        return uuid.UUID(value)

    def to_url(self, value: uuid.UUID) -> str:
        """Return the UUID's usual form."""
        return str(value)


#: The names by which rules call the converters that every map has.
DEFAULT_CONVERTERS: dict[str, type[BaseConverter]] = {
    "string": UnicodeConverter,
    "int": IntegerConverter,
    "float": FloatConverter,
    "path": PathConverter,
    "any": AnyConverter,
    "uuid": UUIDConverter,
    "default": UnicodeConverter,
}
