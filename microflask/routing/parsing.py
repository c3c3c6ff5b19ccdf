"""Reading a rule: ``"/user/<int:id>"`` as the pieces that it is made of."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator
from typing import Any, NamedTuple

_IDENTIFIER = "[a-zA-Z_][a-zA-Z0-9_]*"

_PIECE = re.compile(
    rf"""
      (?P<slash> / )
    | (?P<text> [^</]+ )
    | < (?: (?P<converter> {_IDENTIFIER} ) (?: \( (?P<arguments> .*? ) \) )? : )?
        (?P<variable> {_IDENTIFIER} )
      >
    """,
    re.VERBOSE,
)

_ARGUMENT = re.compile(
    r"""
    \s* (?: (?P<name> \w+ ) \s* = \s* )?
    (?: [urUR]? (?P<quoted> "[^"]*" | '[^']*' ) | (?P<bare> [\w.-]+ ) )
    \s* ,
    """,
    re.VERBOSE,
)


class Text(NamedTuple):
    """A piece that stands in the URL as it is. A slash is a piece of its own."""

    content: str


class Variable(NamedTuple):
    """A piece that stands for a value: ``<int(min=1):page>``."""

    name: str
    converter: str
    arguments: str


def parse_rule(rule: str) -> Iterator[Text | Variable]:
    """Yield the pieces of *rule*.

    ``"/user/<int:id>"`` is ``Text("/")``, ``Text("user")``, ``Text("/")`` and
    ``Variable("id", "int", "")``. Raises ValueError where no piece can be read.
    """
    position = 0
    while position < len(rule):
        piece = _PIECE.match(rule, position)
        if piece is None:
            raise ValueError(
                f"malformed url rule: {rule!r} cannot be read from {rule[position:]!r} on. A"
                " variable is written <name>, <converter:name> or <converter(arguments):name>."
            )
        if piece["variable"] is not None:
            yield Variable(
                piece["variable"], piece["converter"] or "default", piece["arguments"] or ""
            )
        else:
            yield Text(piece[0])
        position = piece.end()


def parse_converter_args(argstr: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the positional and the keyword arguments that *argstr* writes down.

    ``"2, max=5, name='x'"`` is ``((2,), {"max": 5, "name": "x"})``: numbers, True, False
    and None are what they look like, anything else is text. Raises ValueError where
    no argument can be read.
    """
    positional: list[Any] = []
    named: dict[str, Any] = {}
    text = argstr.rstrip(", ")
    text = f"{text}," if text else ""
    position = 0
    while position < len(text):
        argument = _ARGUMENT.match(text, position)
        if argument is None:
            raise ValueError(f"Cannot parse converter argument {argstr[position:]!r}.")
        value = argument["quoted"][1:-1] if argument["quoted"] else _value(argument["bare"])
        if argument["name"]:
            named[argument["name"]] = value
        else:
            positional.append(value)
        position = argument.end()
    return tuple(positional), named


def _value(word: str) -> Any:
    """Return the constant or the number that *word* writes, else the word itself."""
    if word in {"None", "True", "False"}:
        return literal_eval(word)
    for number_type in (int, float):
        try:
            return number_type(word)
        except ValueError:
            continue
    return word
