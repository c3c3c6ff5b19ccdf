"""Making our classes kin of Werkzeug's.

Flask's ``Request`` is a subclass of Werkzeug's, and programs rely on it: they ask
``isinstance(answer, werkzeug.wrappers.Response)``, or walk the bases of a rule's converter until
they meet ``werkzeug.routing.IntegerConverter``. Our classes inherit nothing from Werkzeug, which
is what makes them fast. In drop-in mode each one gets Werkzeug's class as an additional base, the
last one: so the answer is yes, from ``isinstance``, ``issubclass`` and ``__mro__`` alike, for
subclasses that exist already too. Every public name of Werkzeug's class is found
in ours first, so ours do what they did, at the same speed.

Werkzeug itself stays as it is. Its own requests, responses and routing go on to work, and an app
takes them: a view may return a Werkzeug response, a program may set ``app.url_map`` to a
Werkzeug map. The exceptions of our routing are subclasses of Werkzeug's in any mode.
"""

from __future__ import annotations

from typing import Any

import werkzeug.routing
import werkzeug.wrappers

from .. import routing, wrappers
from ..sansio.app import App

_CONVERTERS = [
    "UnicodeConverter",
    "AnyConverter",
    "PathConverter",
    "IntegerConverter",
    "FloatConverter",
    "UUIDConverter",
]


def join_werkzeug() -> None:
    """Give our classes their counterparts in Werkzeug as additional bases, once."""
    if issubclass(wrappers.Response, werkzeug.wrappers.Response):
        return
    _add_base(wrappers.Request, werkzeug.wrappers.Request)
    _add_base(wrappers.Response, werkzeug.wrappers.Response)
    _add_base(routing.Rule, werkzeug.routing.Rule)
    for name in _CONVERTERS:
        _add_base(getattr(routing, name), getattr(werkzeug.routing, name))
    # What Flask calls so, and what a Werkzeug response is an instance of as well.
    names: dict[str, Any] = wrappers.__dict__
    names.update(RequestBase=werkzeug.wrappers.Request, ResponseBase=werkzeug.wrappers.Response)
    App.url_map_class = _make_kindred_map()


def _add_base(ours: type, base: type) -> None:
    type.__setattr__(ours, "__bases__", (*ours.__bases__, base))


def _make_kindred_map() -> Any:
    """Return a subclass of both maps: ours has no bases yet that could be added to."""
    return type("Map", (routing.Map, werkzeug.routing.Map), {})
