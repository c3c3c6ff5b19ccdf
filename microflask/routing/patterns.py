"""What one step through the tree of rules accepts: a segment of a path, or all that is left of it.

A segment is what stands between two slashes. A rule is a series of steps, one for each of its
segments. From its first converter on that accepts slashes, such as ``path``, all the rest of the
rule is one step: its tail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import count, pairwise
from math import comb, prod
from typing import Any

from .converters import AnyConverter, BaseConverter, NumberConverter, UUIDConverter
from .rules import Slot

#: Built-in functions that accept the same segments as these regular expressions, in a tenth of
#: the time.
_SHORTCUTS: dict[str, Callable[[str], Any]] = {
    r"[^/]+": len,
    r"[^/]{1,}": len,
    r"\d+": str.isdecimal,
}

#: How many steps a regular expression may take to divide a text among variables: 2 ms.
_MOST_STEPS = 200_000

#: Patterns are tried in the order of their weights: first those with the most texts, of these
#: the longest; then those with the most variables, the lightest first.
Weight = tuple[int, list[tuple[int, int]], int, list[int]]


def weigh(pieces: list[str | Slot]) -> Weight:
    """Return the weight of the pattern that consists of *pieces*."""
    texts = [piece for piece in pieces if isinstance(piece, str) and piece != "/"]
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    lengths = [(position, -len(text)) for position, text in enumerate(texts)]
    return -len(texts), lengths, -len(slots), [slot.converter.weight for slot in slots]


def write_regex(pieces: list[str | Slot]) -> str:
    """Return the regular expression for *pieces*, with a named group for each variable."""
    return "".join(
        re.escape(piece)
        if isinstance(piece, str)
        else f"(?P<_variable_{number}>{piece.converter.regex})"
        for number, piece in enumerate(pieces)
    )


class Pattern:
    """Accepts a text of a path, and finds the texts of its variables.

    ``<int:id>`` and ``<name>.<format>`` accept a segment; ``<path:name>`` and
    ``<path:page>/edit/<int:id>`` are tails.
    """

    #: Returns something true if it accepts a text; if the pattern has ``groups``, a match.
    accepts: Callable[[str], Any]

    #: The match's groups: group 0, and those of the variables. There are none if the whole text
    #: belongs to one variable.
    groups: tuple[Any, ...] = ()

    def __init__(self, pieces: list[str | Slot], is_tail: bool) -> None:
        self.is_tail = is_tail
        #: Whether the pattern ends in a slash, which the path may lack: ``<path:name>/``.
        self.is_branch = is_tail and pieces[-1] == "/"
        self.weight = weigh(pieces)
        #: What makes two patterns the same.
        self.key = (write_regex(pieces), self.weight, is_tail)
        if self.is_branch:
            pieces = pieces[:-1]
        end = r"(?<!/)\Z" if self.is_branch else r"\Z"
        self.accepts = self._match = re.compile(f"(?:{write_regex(pieces)}){end}").match
        slots = [n for n, piece in enumerate(pieces) if isinstance(piece, Slot)]
        if len(pieces) > 1:
            self.groups = (0, *(f"_variable_{n}" for n in slots))
        elif not is_tail and isinstance(pieces[0], Slot):
            self.accepts = _SHORTCUTS.get(pieces[0].converter.regex, self._match)
        # Where each variable but the last may end: at the first character of what follows.
        self._open_ends = Counter(
            "" if isinstance(after, Slot) else after[0]
            for piece, after in pairwise(pieces[: slots[-1] + 1])
            if isinstance(piece, Slot) and _is_open(piece.converter, after)
        )
        variables = self._open_ends.total()
        if variables:
            self._always_few = next(n for n in count() if comb(n + 1, variables) * n > _MOST_STEPS)
            self.accepts = self._match_if_few_ways

    def _match_if_few_ways(self, text: str) -> re.Match[str] | None:
        """Match *text*, unless it may be divided among the variables in too many ways.

        A regular expression tries every way before it gives up. Their number grows with a power
        of the length: 1.6 kB would keep ``<path:a>/x/<path:b>/x/<path:c>/end`` busy for seconds.
        """
        if len(text) >= self._always_few:
            counts = [(text.count(end), variables) for end, variables in self._open_ends.items()]
            ways = prod(comb(n, min(variables, (n + 1) // 2)) for n, variables in counts)
            if ways * len(text) > _MOST_STEPS:
                return None
        return self._match(text)


def _is_open(converter: BaseConverter, after: str | Slot) -> bool:
    """Return True if a variable may end at many places, where the piece *after* follows."""
    if isinstance(converter, NumberConverter):
        return isinstance(after, Slot) or after[0].isdecimal()
    return not isinstance(converter, (AnyConverter, UUIDConverter))
