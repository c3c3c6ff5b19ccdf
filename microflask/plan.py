"""What an app decides once, so that its requests need not.

A program registers hooks, views and settings in dictionaries and may change them at any
time. An app flattens them into a ``Plan`` when a request first needs it, and forgets
the plan when one of those dictionaries tells that it has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .routing import Rule
    from .wrappers import Request, Response

#: The lists of a hook registry that one request walks through, in their order.
HookLists = tuple[list[Callable[..., Any]], ...]


class Plan:
    """What holds for every request of an app."""

    __slots__ = ("find", "hooks", "opens_session", "request_class", "response_class", "synced")

    def __init__(
        self,
        request_class: type[Request],
        response_class: type[Response],
        find: Callable[[str, str], tuple[Rule, dict[str, Any]] | None] | None,
        opens_session: bool,
    ) -> None:
        #: What the app's requests and responses are made of. Here they are read 5 times as
        #: fast as through the app, whose class has them.
        self.request_class = request_class
        self.response_class = response_class
        #: Finds the rule and its values for a path and a method. None where more than these
        #: two decides: a host, a subdomain, an overridden step.
        self.find = find
        #: Whether each session is opened before the URL is matched, as Flask does it. Else
        #: it is opened when it is touched, if the request brings no cookie: only
        #: somebody else's session interface could tell.
        self.opens_session = opens_session
        #: For each endpoint that was asked for, what holds for its requests.
        self.hooks: dict[str | None, Hooks] = {}
        #: What ``ensure_sync`` made of each hook: to ask it again would cost 300 ns a call.
        self.synced: dict[Callable[..., Any], Callable[..., Any]] = {}


class Hooks:
    """What holds for the requests of one endpoint: its view and the hooks around it.

    The registries' own lists are held, not their contents: a hook that is appended
    later is seen.
    """

    __slots__ = (
        "after_request",
        "before_request",
        "postprocesses",
        "preprocesses",
        "teardown_request",
        "tears_down",
        "tears_down_app",
        "value_preprocessors",
        "view",
    )

    def __init__(
        self,
        view: Callable[..., Any] | None = None,
        value_preprocessors: HookLists = (),
        before_request: HookLists = (),
        after_request: HookLists = (),
        teardown_request: HookLists = (),
    ) -> None:
        self.view = view
        self.value_preprocessors = value_preprocessors
        self.before_request = before_request
        self.after_request = after_request
        self.teardown_request = teardown_request
        # A step that has nothing to do is not called.
        self.preprocesses = bool(value_preprocessors or before_request)
        self.postprocesses = bool(after_request)
        self.tears_down = bool(teardown_request)
        self.tears_down_app = False


def gather(
    registry: Mapping[str | None, list[Callable[..., Any]]], names: Iterable[str | None]
) -> HookLists:
    """Return the lists that *registry* has under *names*, None being the app's own."""
    return tuple(registry[name] for name in names if name in registry)
