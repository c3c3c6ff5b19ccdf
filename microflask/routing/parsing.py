"""Reading a rule: ``"/user/<int:id>"`` becomes the pieces that it is made of."""

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


class Variable(NamedTuple):
    """A piece that stands for a value: ``<int(min=1):page>``."""

    name: str
    converter: str
    arguments: str


def parse_rule(rule: str) -> Iterator[str | Variable]:
    """Yield the pieces of *rule*: texts and variables. A slash is a text of its own.

    ``"/user/<int:id>"`` is ``"/"``, ``"user"``, ``"/"`` and ``Variable("id", "int", "")``.
    Raises ValueError if the rule is malformed.
    """
    position = 0
    while position < len(rule):
        piece = _PIECE.match(rule, position)
        if piece is None:
            raise ValueError(
                f"malformed url rule: {rule!r} has an error at {rule[position:]!r}. Write a"
                " variable as <name>, <converter:name> or <converter(arguments):name>."
            )
        if piece["variable"] is not None:
            yield Variable(
                piece["variable"], piece["converter"] or "default", piece["arguments"] or ""
            )
        else:
            yield piece[0]
        position = piece.end()


def parse_converter_args(argstr: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the positional and the keyword arguments in *argstr*.

    ``"2, max=5, name='x'"`` is ``((2,), {"max": 5, "name": "x"})``: numbers, True, False
    and None are themselves, anything else is a text. Raises ValueError for a malformed argument.
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
    """Return the constant or the number that *word* is, or else the word itself."""
    if word in {"None", "True", "False"}:
        return literal_eval(word)
    for number_type in (int, float):
        try:
            return number_type(word)
        except ValueError:
            continue
    return word
