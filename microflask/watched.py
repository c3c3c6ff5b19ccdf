"""Dicts that tell when they are changed.

An app works out once what it needs for every request: which hooks run, how the cookie is
signed. What it worked out is wrong as soon as somebody rewrites a registry or a setting, which
programs do while the app serves. The dicts below tell of that, so that the app can drop what it
holds, and no request has to look whether it is still true.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")


#: Stands for the default that ``pop`` was not given.
_NO_DEFAULT: Any = object()


def _tell_nobody() -> None:
    """Do nothing: nobody watches this dict yet."""


class WatchedDict(dict[K, V]):
    """A dict that calls ``on_change()`` after each change of its keys or values.

    Reading is a plain dict's and costs the same. What happens inside of a value that is
    held, such as an append to a list, is not told: whoever holds that list sees it.

    Copies, by ``copy``, ``deepcopy`` or ``pickle``, start unwatched: to watch is a
    tie between two objects and no part of what the dict holds.
    """

    #: Called without arguments after every change. Assign a function to watch.
    on_change: Callable[[], None] = staticmethod(_tell_nobody)

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.on_change()

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self.on_change()

    def update(self, *other: Any, **items: V) -> None:
        """Take over all items of a mapping or of key and value pairs."""
        try:
            super().update(*other, **items)
        finally:
            # Pairs that come before a bad one are taken over, so a failure is a change too.
            self.on_change()

    def _take_over(self, other: Any) -> Any:
        self.update(other)
        return self

    # Not a ``def``: type checkers hold one against the overloads of ``dict.__or__``.
    __ior__ = _take_over

    # The next two take their default by name as well, as Flask's sessions do and no dict does.

    def setdefault(self, key: K, default: Any = None) -> Any:
        """Return the value of *key*; a key that is not there gets the default first."""
        missing = key not in self
        value = super().setdefault(key, default)
        if missing:
            self.on_change()
        return value

    def pop(self, key: K, default: Any = _NO_DEFAULT) -> Any:
        """Remove *key* and return its value, or the default where there is none.

        Raises KeyError where there is neither.
        """
        present = key in self
        value = super().pop(key) if default is _NO_DEFAULT else super().pop(key, default)
        if present:
            self.on_change()
        return value

    def popitem(self) -> tuple[K, V]:
        """Remove the item that came last and return it."""
        item = super().popitem()
        self.on_change()
        return item

    def clear(self) -> None:
        """Remove everything."""
        super().clear()
        self.on_change()

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy takes along besides the items: all attributes but the watcher."""
        state = self.__dict__.copy()
        state.pop("on_change", None)
        return state


class WatchedRegistry(WatchedDict[K, V], defaultdict[K, V]):
    """A ``defaultdict`` that calls ``on_change()`` when a key comes, goes or is replaced.

    An app keeps its hooks in such registries: ``before_request_funcs["blog"]`` is the list
    of the hooks that run before a request to the blueprint ``blog``. The app holds
    the lists themselves, so that a function which is appended later runs too; only a list that
    comes into being, is replaced or is removed must be told. A key that is made by reading
    it tells as well: ``defaultdict`` puts it there with ``__setitem__``.

    ``error_handler_spec``, which nests three levels deep, stays a plain ``defaultdict``.
    Nothing is flattened out of it: it is searched when an error was raised, and a search of
    the registry itself is always true.
    """
