"""The proxies: objects that stand for whatever is current where they are used.

They are Werkzeug's, so that ``isinstance(x, LocalProxy)`` holds, with a shorter way to the
operations that every request performs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.local import LocalProxy as WerkzeugLocalProxy


class LocalProxy(WerkzeugLocalProxy[Any]):
    """Forward what is done to it to the object that is current.

    Werkzeug's proxy looks its object up through a chain of descriptors, 0.6 us each time.
    What is asked most, an attribute or an item, goes straight (0.15 us).
    """

    __slots__ = ()

    def __init__(self, get_current: Callable[[], Any]) -> None:
        """Stand for what *get_current* returns, which is asked at each use."""
        super().__init__(get_current)
        # In the place of Werkzeug's function that calls this one.
        object.__setattr__(self, "_get_current_object", get_current)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._get_current_object(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._get_current_object(), name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._get_current_object()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._get_current_object()[key] = value

    def __contains__(self, key: Any) -> bool:
        return key in self._get_current_object()


class AppContextProxy(LocalProxy):
    """Stand for the application context, which in Flask has neither a request nor a session.

    Ours may be a request's context. Where requests are nested it is the outer one's, so whoever
    asks whether it has a session, and would put another one there, must be led to ``request_ctx``.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name in ("request", "session"):
            raise AttributeError(f"The application context has no {name}. Ask request_ctx for it.")
        return super().__getattr__(name)
