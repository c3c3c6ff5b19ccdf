"""Dividing a text among several variables, in time linear in the text's length.

One regular expression for ``<path:a>/x/<path:b>/x/<path:c>/end`` tries every way to divide
a path before it gives up, and their number grows with the cube of the length: eight
kilobytes of ``/x`` would take minutes. Here no place in the text is asked about twice for
the same variable. The result is the one that the regular expression would find.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from .converters import (
    AnyConverter,
    BaseConverter,
    FloatConverter,
    IntegerConverter,
    PathConverter,
    UUIDConverter,
)
from .rules import Slot

#: The regular expression of ``string``, with its bounds.
_ANY_SEGMENT = re.compile(
    r"\[\^/\] (?: \+ | \{(?P<exactly>\d+)\} | \{(?P<fewest>\d+),(?P<most>\d*)\} )", re.VERBOSE
)

#: What numbers look like. They end where their digits end.
_NUMBERS = {
    f"{sign}{number.regex}" for number in (IntegerConverter, FloatConverter) for sign in ("", "-?")
}


class Reading:
    """A text that is being divided, and where its slashes and newlines stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.slashes = places_of("/", text)
        self.newlines = places_of("\n", text)


class AnySegment:
    """A variable that takes text without a slash, as much as it can: ``[^/]{fewest,most}``."""

    def __init__(self, fewest: int, most: int | None) -> None:
        self.fewest = fewest
        self.most = most
        self.is_open = fewest != most

    def end(self, reading: Reading, start: int, possible: list[int]) -> int | None:
        """Return which of the *possible* ends, in ascending order, the variable takes."""
        last = len(reading.text) if self.most is None else start + self.most
        if reading.slashes:
            last = min(last, _next(reading.slashes, start, last))
        index = bisect_right(possible, last) - 1
        return possible[index] if index >= 0 and possible[index] >= start + self.fewest else None


class AnyPath:
    """A variable that takes text with slashes, as little as will do: ``[^/].*?``."""

    is_open = True

    def end(self, reading: Reading, start: int, possible: list[int]) -> int | None:
        """Return which of the *possible* ends, in ascending order, the variable takes."""
        index = bisect_right(possible, start)
        if index == len(possible) or reading.text.startswith("/", start):
            return None
        end = possible[index]
        if reading.newlines and _next(reading.newlines, start + 1, end) < end:
            return None
        return end


class Word:
    """A variable that can only end at one place, such as digits before a text without."""

    is_open = False

    def __init__(self, regex: str) -> None:
        self.match = re.compile(regex).match

    def end(self, reading: Reading, start: int, possible: list[int]) -> int | None:
        """Return the end of the word if it is one of the *possible* ends."""
        found = self.match(reading.text, start)
        if found is None:
            return None
        end = found.end()
        return end if _next(possible, end, -1) == end else None


Variable = AnySegment | AnyPath | Word


class Division:
    """A pattern as variables, and texts: one before each variable, and one after the last."""

    def __init__(self, variables: list[Variable], texts: list[str]) -> None:
        self._variables = variables
        self._texts = texts

    @property
    def open_variables(self) -> int:
        """How many variables may end at many places."""
        return sum(variable.is_open for variable in self._variables)

    def divide(self, text: str) -> tuple[str, ...] | None:
        """Return the texts of the variables; None where *text* cannot be divided.

        Each variable takes what it likes best of the ends from which all the rest fits.
        """
        if not text.startswith(self._texts[0]) or not text.endswith(self._texts[-1]):
            return None
        reading = Reading(text)
        found: list[str] = []
        start = len(self._texts[0])
        for variable, possible, after in zip(
            self._variables, self._possible_ends(reading), self._texts[1:]
        ):
            end = variable.end(reading, start, possible)
            if end is None:
                return None
            found.append(text[start:end])
            start = end + len(after)
        return tuple(found)

    def _possible_ends(self, reading: Reading) -> list[list[int]]:
        """Return for each variable where it may end, so that all that follows fits.

        The last one ends before the last text. Another may end at a place of the text that
        follows it, if from there the next variable reaches one of its own ends.
        """
        ends = [len(reading.text) - len(self._texts[-1])]
        ends_of_all = [ends]
        for variable, before in zip(self._variables[:0:-1], self._texts[-2:0:-1]):
            end, length = variable.end, len(before)
            ends = [
                place
                for place in places_of(before, reading.text)
                if end(reading, place + length, ends) is not None
            ]
            ends_of_all.append(ends)
        return ends_of_all[::-1]


def division_of(pieces: list[str | Slot]) -> Division | None:
    """Return *pieces* of a rule as a division; None where a converter's ends are not known."""
    texts = [""]
    converters: list[BaseConverter] = []
    for piece in pieces:
        if isinstance(piece, str):
            texts[-1] += piece
        else:
            converters.append(piece.converter)
            texts.append("")
    variables: list[Variable] = []
    for number, converter in enumerate(converters, 1):
        is_last = number == len(converters)
        variable = _variable_of(converter, texts[number], is_last)
        if variable is None:
            return None
        variables.append(variable)
    return Division(variables, texts)


def _variable_of(converter: BaseConverter, after: str, is_last: bool) -> Variable | None:
    """Return what *converter* takes, where the text *after* follows; None if that is not known."""
    regex = converter.regex
    if regex == PathConverter.regex:
        return AnyPath()
    segment = _ANY_SEGMENT.fullmatch(regex)
    if segment is not None:
        if segment["exactly"]:
            return AnySegment(int(segment["exactly"]), int(segment["exactly"]))
        most = int(segment["most"]) if segment["most"] else None
        return AnySegment(int(segment["fewest"] or 1), most)
    digits_end = is_last if after == "" else not after[0].isdecimal()
    if (
        (regex in _NUMBERS and digits_end)
        or regex == UUIDConverter.regex
        or (isinstance(converter, AnyConverter) and _is_prefix_free(converter.items))
    ):
        return Word(regex)
    return None


def _is_prefix_free(words: set[str]) -> bool:
    """Tell whether none of *words* begins with another."""
    in_order = sorted(words)
    return not any(longer.startswith(word) for word, longer in pairwise(in_order))


def places_of(text: str, whole: str) -> list[int]:
    """Return where *text* stands in *whole*, also where it overlaps itself."""
    if text not in whole:
        return []
    return [place.start() for place in re.finditer(f"(?={re.escape(text)})", whole)]


def _next(places: list[int], start: int, otherwise: int) -> int:
    """Return the first of *places* from *start* on."""
    index = bisect_left(places, start)
    return places[index] if index < len(places) else otherwise
