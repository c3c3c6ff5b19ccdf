"""What may go wrong when a URL is matched or built.

These are subclasses of Werkzeug's, so that programs which catch those catch these. The
room is imported when something first goes wrong: ``werkzeug.routing`` takes 40 ms.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from werkzeug.routing import BuildError as WerkzeugBuildError
from werkzeug.routing import RequestRedirect as WerkzeugRequestRedirect
from werkzeug.routing import RoutingException as RoutingException
from werkzeug.routing import ValidationError as ValidationError
from werkzeug.routing import WebsocketMismatch as WebsocketMismatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .adapter import MapAdapter
    from .rules import Rule


class RequestRedirect(WerkzeugRequestRedirect):
    """The URL has another form, and the client is sent there: ``new_url``.

    The status is 308, which keeps the method and the body (RFC 9110, section 15.4.9).
    """


class BuildError(WerkzeugBuildError):
    """No rule of the endpoint can be built from these values.

    ``suggested`` is the rule that was meant, most likely: what ``closest_rule`` returns.
    """

    def __init__(
        self,
        endpoint: Any,
        values: Mapping[str, Any],
        method: str | None,
        adapter: MapAdapter | None = None,
    ) -> None:
        LookupError.__init__(self, endpoint, values, method)
        self.endpoint = endpoint
        self.values = values
        self.method = method
        self.adapter: Any = adapter

    def closest_rule(self, adapter: Any) -> Any:
        """Return the rule of the adapter's map that is nearest to what was asked for.

        The endpoint's name counts most; of equal names the one whose arguments and
        methods fit.
        """
        if adapter is None:
            return None
        return max(adapter.map.iter_rules(), key=self._likeness, default=None)

    def _likeness(self, rule: Rule) -> tuple[float, bool, bool]:
        return (
            SequenceMatcher(None, str(rule.endpoint), str(self.endpoint)).ratio(),
            set(self.values or ()) <= rule.arguments,
            bool(rule.methods and self.method in rule.methods),
        )

    def __str__(self) -> str:
        method = f" ({self.method!r})" if self.method else ""
        values = f" with values {sorted(self.values)!r}" if self.values else ""
        return f"Could not build url for endpoint {self.endpoint!r}{method}{values}.{self._hint()}"

    def _hint(self) -> str:
        rule = self.suggested
        if rule is None:
            return ""
        if rule.endpoint != self.endpoint:
            return f" Did you mean {rule.endpoint!r} instead?"
        hint = ""
        if self.method and rule.methods is not None and self.method not in rule.methods:
            hint = f" Did you mean to use methods {sorted(rule.methods)!r}?"
        missing = (rule.arguments | set(rule.defaults or ())) - set(self.values)
        if missing:
            hint += f" Did you forget to specify values {sorted(missing)!r}?"
        return hint
