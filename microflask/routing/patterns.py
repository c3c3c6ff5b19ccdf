"""What one step through the map accepts: a segment of a path, or all that is left of it.

A segment is what stands between two slashes. A rule is a series of patterns, one for each
of its segments; from the first converter on that takes slashes, such as ``path``, all the
rest of the rule is one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from math import comb
from sys import maxsize
from typing import Any

from .division import division_of
from .rules import Slot

#: Built-in functions that give the same answer as these regular expressions when they are
#: asked about a segment, which has no slash: 20 ns instead of 250.
_SHORTCUTS: dict[str, Callable[[str], Any]] = {
    r"[^/]+": len,
    r"[^/]{1,}": len,
    r"\d+": str.isdecimal,
}

#: In how many ways a regular expression may divide a text: all of them take 20 us, to fail.
_FEW_WAYS = 5_000

#: Patterns are tried in the order of their weights: first come those with the most
#: texts and of these the longest, then those with the most variables, the lightest first.
Weight = tuple[int, list[tuple[int, int]], int, list[int]]


def identify(pieces: list[str | Slot]) -> tuple[str, Weight]:
    """Return what makes two patterns the same: what they accept, and when they are tried."""
    texts = [piece for piece in pieces if isinstance(piece, str) and piece != "/"]
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    weight = (
        -len(texts),
        [(position, -len(text)) for position, text in enumerate(texts)],
        -len(slots),
        [slot.converter.weight for slot in slots],
    )
    return _regex_source(pieces), weight


class Pattern:
    """Accepts a text of a path, and finds the texts of its variables."""

    #: Whether the pattern ends in a slash, which the path may lack.
    is_branch = False

    #: Returns the texts of the variables in a text; None where it is not accepted.
    texts: Callable[[str], tuple[str, ...] | None]

    def __init__(self, pieces: list[str | Slot]) -> None:
        source, self.weight = identify(pieces)
        self.key = (type(self), source, self.weight)


class SegmentPattern(Pattern):
    """Accepts one segment, ``<int:id>`` or ``<name>.<format>``."""

    def __init__(self, pieces: list[str | Slot]) -> None:
        super().__init__(pieces)
        if len(pieces) == 1 and isinstance(pieces[0], Slot):
            self.texts = _read_one_variable(pieces[0].converter.regex)
        else:
            self.texts = Reader(pieces).texts


class TailPattern(Pattern):
    """Accepts all that is left of a path: ``<path:name>``, ``<path:page>/edit/<int:id>``."""

    def __init__(self, pieces: list[str | Slot]) -> None:
        super().__init__(pieces)
        self.is_branch = pieces[-1] == "/"
        self._reader = Reader(pieces[:-1] if self.is_branch else pieces)
        self.texts = self._texts_of_branch if self.is_branch else self._reader.texts

    def _texts_of_branch(self, rest: str) -> tuple[str, ...] | None:
        """Return the texts of the variables; the slash at the end is left to the caller."""
        rest = rest.removesuffix("/")
        return None if rest.endswith("/") else self._reader.texts(rest)


def _read_one_variable(regex: str) -> Callable[[str], tuple[str] | None]:
    """Return what reads a segment that is the text of a single variable."""
    accepts = _SHORTCUTS.get(regex) or re.compile(rf"(?:{regex})\Z").match
    return lambda segment: (segment,) if accepts(segment) else None


class Reader:
    """Reads the texts of variables, by a regular expression or by a ``Division``.

    The regular expression is quicker, but where several variables take any text its time
    grows with a power of the length: a long text is divided. Of a converter with a regular
    expression of its own nothing is known, so a pattern with one is read by no other means.
    """

    def __init__(self, pieces: list[str | Slot]) -> None:
        self._regex = re.compile(rf"{_regex_source(pieces)}\Z")
        # A converter's own regular expression may have groups, too.
        self._groups = [
            number
            for name, number in self._regex.groupindex.items()
            if name.startswith("_variable_")
        ]
        self._division = division_of(pieces)
        self._longest_for_regex = maxsize
        if self._division is not None and self._division.open_variables > 1:
            self._longest_for_regex = _length_with_few_ways(self._division.open_variables)

    def texts(self, text: str) -> tuple[str, ...] | None:
        """Return the texts of the variables in *text*; None where it is not accepted."""
        if self._division is not None and len(text) > self._longest_for_regex:
            return self._division.divide(text)
        found = self._regex.match(text)
        return None if found is None else tuple(found[number] for number in self._groups)


def _length_with_few_ways(open_variables: int) -> int:
    """Return up to which length a text can be divided in few ways only."""
    return next(length for length in count() if comb(length + 1, open_variables) > _FEW_WAYS)


def _regex_source(pieces: list[str | Slot]) -> str:
    """Return a regular expression for *pieces*, with a named group for each variable."""
    source = ""
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            source += re.escape(piece)
        else:
            source += f"(?P<_variable_{number}>{piece.converter.regex})"
    return source
