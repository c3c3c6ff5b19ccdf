"""What one step through the map accepts: a segment of a path, or all that is left of it.

A segment is what stands between two slashes. A rule is a series of patterns, one for each
of its segments; from the first converter on that takes slashes, such as ``path``, all the
rest of the rule is one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .converters import PathConverter
from .rules import Slot

#: Built-in functions that give the same answer as these regular expressions when they are
#: asked about a segment, which has no slash: 20 ns instead of 250.
_SHORTCUTS: dict[str, Callable[[str], Any]] = {
    r"[^/]+": len,
    r"[^/]{1,}": len,
    r"\d+": str.isdecimal,
}

#: Patterns are tried in the order of their weights: first come those with the most
#: texts and of these the longest, then those with the most variables, the lightest first.
Weight = tuple[int, list[tuple[int, int]], int, list[int]]


def weigh(pieces: list[str | Slot]) -> Weight:
    """Return the weight of the pattern that consists of *pieces*."""
    texts = [piece for piece in pieces if isinstance(piece, str) and piece != "/"]
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    return (
        -len(texts),
        [(position, -len(text)) for position, text in enumerate(texts)],
        -len(slots),
        [slot.converter.weight for slot in slots],
    )


class SegmentPattern:
    """Accepts one segment, ``<int:id>`` or ``<name>.<format>``."""

    def __init__(self, pieces: list[str | Slot]) -> None:
        self.weight = weigh(pieces)
        self.source = _regex_source(pieces)
        #: Whether the segment is a single variable, whose text is then the segment.
        self.is_one_variable = len(pieces) == 1
        regex = re.compile(rf"{self.source}\Z")
        #: Tells by a true value that a segment is accepted.
        self.accepts: Callable[[str], Any] = regex.match
        if self.is_one_variable and isinstance(pieces[0], Slot):
            self.accepts = _SHORTCUTS.get(pieces[0].converter.regex, regex.match)

    def texts(self, segment: str) -> tuple[str, ...] | None:
        """Return the texts of the variables in *segment*; None where it is not accepted."""
        accepted = self.accepts(segment)
        if not accepted:
            return None
        return (segment,) if self.is_one_variable else _variables(accepted)


class TailPattern:
    """Accepts all that is left of a path: ``<path:name>``, ``<path:page>/edit/<int:id>``.

    ``is_branch`` says that the pattern ends in a slash, which the path may lack.
    """

    def __init__(self, pieces: list[str | Slot]) -> None:
        self.weight = weigh(pieces)
        self.source = _regex_source(pieces)
        self.is_branch = pieces[-1] == "/"
        if self.is_branch:
            pieces = pieces[:-1]
        self._texts = _leftmost_search(pieces) or re.compile(rf"{_regex_source(pieces)}\Z").match

    def texts(self, rest: str) -> tuple[str, ...] | None:
        """Return the texts of the variables in *rest*; None where it is not accepted.

        The slash at the end of a branch is left to the caller.
        """
        if self.is_branch:
            rest = rest[:-1] if rest.endswith("/") else rest
            if rest.endswith("/"):
                return None
        found = self._texts(rest)
        return found if found is None or isinstance(found, tuple) else _variables(found)


def _regex_source(pieces: list[str | Slot]) -> str:
    """Return a regular expression for *pieces*, with a named group for each variable."""
    source = ""
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            source += re.escape(piece)
        else:
            source += f"(?P<_variable_{number}>{piece.converter.regex})"
    return source


def _variables(match: re.Match[str]) -> tuple[str, ...]:
    """Return the texts of the variables, not those of groups inside of a converter's regex."""
    return tuple(text for name, text in match.groupdict().items() if name.startswith("_variable_"))


def _leftmost_search(
    pieces: list[str | Slot],
) -> Callable[[str], tuple[str, ...] | None] | None:
    r"""Return a search for the texts in a path, linear in its length; None where there is none.

    One regular expression for ``<path:a>/x/<path:b>/x/<path:c>/end`` would try every way to
    divide the path, and their number grows with its cube. But the variables take the
    shortest text that will do, and a path variable that could go on from a later place could
    as well go on from an earlier one. So each stretch between two of them is looked for once,
    from left to right, and the first place where it stands is the right one.

    That holds for variables which take any text with slashes, as ``path`` does, with a text
    between any two of them. For a foreign regular expression nothing is known: there, one
    regular expression for the whole has to do.
    """
    if not isinstance(pieces[0], str):
        pieces = ["", *pieces]
    stretches: list[list[str | Slot]] = [[]]
    for piece in pieces:
        if isinstance(piece, Slot) and not piece.converter.part_isolating:
            if piece.converter.regex != PathConverter.regex:
                return None
            stretches.append([])
        else:
            stretches[-1].append(piece)
    between = stretches[1:-1]
    if not all(
        isinstance(end, str) for stretch in between if stretch for end in (stretch[0], stretch[-1])
    ):
        return None
    if not all(between) or (stretches[-1] and isinstance(stretches[-1][0], Slot)):
        return None
    start = re.compile(_regex_source(stretches[0]) + "(?=[^/])")
    middle = [re.compile(_regex_source(stretch) + "(?=[^/])") for stretch in between]
    end = re.compile(_regex_source(stretches[-1]) + r"\Z")
    return lambda path: _search(path, start, [*middle, end])


def _search(
    path: str, start: re.Pattern[str], stretches: list[re.Pattern[str]]
) -> tuple[str, ...] | None:
    """Return the texts of all variables, with a path variable before each of *stretches*."""
    found = start.match(path)
    if found is None:
        return None
    texts = _variables(found)
    for stretch in stretches:
        begin = found.end()
        found = stretch.search(path, begin + 1)
        if found is None or "\n" in path[begin + 1 : found.start()]:
            return None
        texts = (*texts, path[begin : found.start()], *_variables(found))
    return texts
