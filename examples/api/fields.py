"""What a client may send: each field and each parameter has a check.

A check takes what came and returns what we work with, or raises ValueError with the end of a
sentence: "must be a whole number from 1 to 5". All that is wrong is found before anything is
said, so that a client learns it in one answer.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from microflask import request

from .problems import InvalidFields, InvalidQuery
from .shop import KINDS

Check = Callable[[Any], Any]


# Checks of values in a JSON document


def text(most: int) -> Check:
    """Take a text of up to *most* characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= most:
            raise ValueError(f"must be a text of 1 to {most} characters")
        # JSON can write half of a character (a lone surrogate), which nothing can store or send.
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
            raise ValueError("must not contain control characters or halves of characters")
        return value.strip()

    return check


def cell(most: int) -> Check:
    """Take a text that begins with a letter or a digit: it becomes a cell of our CSV.

    A spreadsheet would calculate one that begins with ``=``, ``+``, ``-`` or ``@``.
    """

    def check(value: Any) -> str:
        checked = text(most)(value)
        if not checked[0].isalnum():
            raise ValueError("must begin with a letter or a digit")
        return checked

    return check


def one_of(choices: list[str]) -> Check:
    """Take one of some words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return check


def whole(least: int, most: int) -> Check:
    """Take a whole number within bounds."""

    def check(value: Any) -> int:
        # In Python True is an int, in JSON it is none.
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return check


def decimal(value: Any) -> Decimal:
    """Take an amount as text, ``"8.50"``: as a number it might be 8.4999999 on the way."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", value):
        raise ValueError('must be an amount as text, such as "8.50", below 10000')
    return Decimal(value)


def day(value: Any) -> date:
    """Take a day, ``"2026-04-01"``."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError('must be a day such as "2026-04-01"')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"must be a day of the calendar, which {value} is not") from None


# Checks of parameters: they come as text


def digits(least: int, most: int) -> Check:
    """Take a whole number within bounds, in digits."""

    def check(value: str) -> int:
        # The length first: int() of a million digits takes its time.
        if not re.fullmatch("[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return check


TEA: dict[str, Check] = {
    "name": cell(60),
    "kind": one_of(KINDS),
    "origin": cell(60),
    "price": decimal,
    "dose": decimal,
    "temperature": whole(40, 100),
    "minutes": whole(1, 15),
    "harvested": day,
    "notes": cell(300),
}
#: A tea can do without these; null stands for "none".
OPTIONAL_OF_TEA = {"harvested", "notes"}
#: What we write and nobody else. It may be sent back, so that GET, edit, PUT works.
WRITTEN_BY_US = {"slug", "updated", "links"}

REVIEW: dict[str, Check] = {"author": text(40), "stars": whole(1, 5), "text": text(500)}

PAGES: dict[str, Check] = {"page": digits(1, 100_000), "per_page": digits(1, 50)}

SORT = ["name", "-name", "price", "-price", "updated", "-updated"]

TEA_QUERY: dict[str, Check] = {
    **PAGES,
    "kind": one_of(KINDS),
    "max_price": decimal,
    "sort": one_of(SORT),
}


def read_json() -> Any:
    """Return the JSON that the client sent.

    A body of another type is a 415, one that is no JSON a 400 that says where it breaks off.
    """
    try:
        return request.get_json()
    except BadRequest as error:
        if isinstance(error.__cause__, ValueError):
            raise BadRequest(f"The body is no JSON: {error.__cause__}") from error
        raise


def check_document(
    document: Any,
    checks: Mapping[str, Check],
    optional: Container[str] = (),
    *,
    partial: bool = False,
) -> dict[str, Any]:
    """Return the checked values of a JSON object: one for each check.

    An *optional* one may be null or left out, which gives None. In a *partial* document any may
    be left out, and is then not in what is returned.

    Raises InvalidFields, a 422, with all that is wrong.
    """
    if not isinstance(document, dict):
        raise InvalidFields([{"pointer": "#", "detail": "must be an object"}])
    values, errors = {}, []
    for field, check in checks.items():
        if partial and field not in document:
            continue
        if document.get(field) is None and field in optional:
            values[field] = None
        elif field not in document:
            errors.append({"pointer": pointer(field), "detail": "is missing"})
        else:
            try:
                values[field] = check(document[field])
            except ValueError as error:
                errors.append({"pointer": pointer(field), "detail": str(error)})
    for field in document:
        if field not in checks and field not in WRITTEN_BY_US:
            errors.append({"pointer": pointer(field), "detail": "is not known here"})
    if errors:
        raise InvalidFields(errors)
    return values


def check_query(args: MultiDict[str, str], checks: Mapping[str, Check]) -> dict[str, Any]:
    """Return the checked values of the parameters that are given.

    Raises InvalidQuery, a 400, with all that is wrong: a parameter that is silently ignored, for
    a slip of the pen, gives an answer that nobody asked for.
    """
    values, errors = {}, []
    for parameter, given in args.lists():
        try:
            if parameter not in checks:
                raise ValueError(f"is not known here; there are {', '.join(sorted(checks))}")
            if len(given) > 1:
                raise ValueError("must be given only once")
            values[parameter] = checks[parameter](given[0])
        except ValueError as error:
            errors.append({"parameter": parameter, "detail": str(error)})
    if errors:
        raise InvalidQuery(errors)
    return values


def pointer(field: str) -> str:
    """Return where a field is, as a JSON Pointer in a fragment (RFC 6901, section 6)."""
    escaped = field.replace("~", "~0").replace("/", "~1")
    # A name may hold half a character too, which has no percent-encoding.
    return "#/" + quote(escaped, errors="replace")
