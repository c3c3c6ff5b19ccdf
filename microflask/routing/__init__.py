"""The router: rules, the map they form, matching a path and building a URL.

It knows no app and can be used alone::

    url_map = Map([Rule("/user/<int:id>", endpoint="user")])
    adapter = url_map.bind("example.com")
    adapter.match("/user/7")          # ("user", {"id": 7})
    adapter.build("user", {"id": 7})  # "/user/7"

Read ``converters``, ``parsing``, ``rules``, ``patterns``, ``matcher``, ``map`` and ``adapter``, in
this order. ``factories`` makes rules in bulk; ``host`` checks the host of a request. The exceptions
are Werkzeug's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .adapter import MapAdapter as MapAdapter
from .converters import AnyConverter as AnyConverter
from .converters import BaseConverter as BaseConverter
from .converters import FloatConverter as FloatConverter
from .converters import IntegerConverter as IntegerConverter
from .converters import PathConverter as PathConverter
from .converters import UnicodeConverter as UnicodeConverter
from .converters import UUIDConverter as UUIDConverter
from .factories import EndpointPrefix as EndpointPrefix
from .factories import RuleTemplate as RuleTemplate
from .factories import RuleTemplateFactory as RuleTemplateFactory
from .factories import Subdomain as Subdomain
from .factories import Submount as Submount
from .map import Map as Map
from .parsing import parse_converter_args as parse_converter_args
from .rules import Rule as Rule
from .rules import RuleFactory as RuleFactory

if TYPE_CHECKING:
    from werkzeug.routing import BuildError as BuildError
    from werkzeug.routing import RequestRedirect as RequestRedirect
    from werkzeug.routing import RoutingException as RoutingException
    from werkzeug.routing import ValidationError as ValidationError
    from werkzeug.routing import WebsocketMismatch as WebsocketMismatch

_EXCEPTIONS = {
    "BuildError",
    "RequestRedirect",
    "RoutingException",
    "ValidationError",
    "WebsocketMismatch",
}


def __getattr__(name: str) -> Any:
    """Import the exceptions when one is first needed: ``werkzeug.routing`` takes 40 ms."""
    if name not in _EXCEPTIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import werkzeug.routing

    return getattr(werkzeug.routing, name)
