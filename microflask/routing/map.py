"""The map: all rules of an app, by what they match and by what they are built from."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pprint import pformat
from typing import TYPE_CHECKING, Any
from warnings import warn

from werkzeug.datastructures import ImmutableDict
from werkzeug.exceptions import BadHost

from .adapter import FOREIGN_HOST, MapAdapter
from .converters import DEFAULT_CONVERTERS, BaseConverter
from .host import STANDARD_PORTS, decode_text, get_server, name_host, valid_scheme
from .matcher import Matcher
from .rules import Rule, RuleFactory, copy_rule

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Map:
    """All rules of an app, and their defaults.

    ``default_subdomain``, ``strict_slashes`` and ``merge_slashes`` hold for rules that do not set
    them. With ``redirect_defaults`` a URL that spells out a default value redirects to the rule
    without it. ``converters`` are added to the built-in ones. ``sort_parameters`` sorts the query
    of built URLs, by ``sort_key``. With ``host_matching`` rules match by their ``host`` and not
    by a subdomain.
    """

    #: The converters that a new map has.
    default_converters: Mapping[str, type[BaseConverter]] = ImmutableDict(DEFAULT_CONVERTERS)

    def __init__(
        self,
        rules: Iterable[RuleFactory] | None = None,
        default_subdomain: str = "",
        strict_slashes: bool = True,
        merge_slashes: bool = True,
        redirect_defaults: bool = True,
        converters: Mapping[str, type[BaseConverter]] | None = None,
        sort_parameters: bool = False,
        sort_key: Callable[[Any], Any] | None = None,
        host_matching: bool = False,
    ) -> None:
        self._matcher = Matcher(merge_slashes)
        #: ``Matcher.find``, without a detour: every request asks it.
        self.find = self._matcher.find
        #: Endpoint -> its rules, in the order in which ``MapAdapter.build`` tries them.
        self._rules_by_endpoint: dict[Any, list[Rule]] = {}
        self.host_matching = host_matching
        self.default_subdomain = default_subdomain
        self.strict_slashes = strict_slashes
        self.redirect_defaults = redirect_defaults
        self.converters = {**self.default_converters, **(converters or {})}
        self.sort_parameters = sort_parameters
        self.sort_key = sort_key
        for factory in rules or ():
            self.add(factory)

    @property
    def merge_slashes(self) -> bool:
        """Whether a path with doubled slashes is redirected to the rule without them."""
        return self._matcher.merge_slashes

    @merge_slashes.setter
    def merge_slashes(self, value: bool) -> None:
        self._matcher.merge_slashes = value

    def add(self, rulefactory: RuleFactory) -> None:
        """Add a rule, or the rules that a factory makes.

        Raises ValueError or LookupError for a malformed rule, RuntimeError for a rule that belongs
        to another map.
        """
        for rule in rulefactory.get_rules(self):
            if not isinstance(rule, Rule):
                rule = copy_rule(rule, Rule)
            rule.bind(self)
            if not rule.build_only:
                self._matcher.add(rule)
            siblings = self._rules_by_endpoint.setdefault(rule.endpoint, [])
            if rule.defaults or any(sibling.defaults for sibling in siblings):
                for sibling in siblings:
                    sibling.redirects |= rule.provides_defaults_for(sibling)
                    rule.redirects |= sibling.provides_defaults_for(rule)
            insort(siblings, rule, key=lambda rule: rule.build_compare_key())

    def update(self) -> None:
        """Do nothing: the rules are sorted when they are added. Programs for Werkzeug call it."""

    def iter_rules(self, endpoint: Any | None = None) -> Iterator[Rule]:
        """Iterate over all rules, or over those of *endpoint*; raise KeyError if it has none."""
        return iter(self._rules if endpoint is None else self._rules_by_endpoint[endpoint])

    @property
    def _rules(self) -> list[Rule]:
        return [rule for rules in self._rules_by_endpoint.values() for rule in rules]

    def is_endpoint_expecting(self, endpoint: Any, *arguments: str) -> bool:
        """Return True if a rule of *endpoint* has all of *arguments*, variables or defaults.

        Raises KeyError for an endpoint without rules.
        """
        return any(
            rule.arguments.issuperset(arguments) for rule in self._rules_by_endpoint[endpoint]
        )

    def bind(
        self,
        server_name: str,
        script_name: str | None = None,
        subdomain: str | None = None,
        url_scheme: str = "http",
        default_method: str = "GET",
        path_info: str | None = None,
        query_args: Mapping[str, Any] | str | None = None,
    ) -> MapAdapter:
        """Return an adapter that matches and builds URLs for one host.

        ``script_name`` is the path below which the app is mounted; the other arguments are the
        defaults of the adapter's ``match`` and ``build``.

        Raises BadHost, a 400, for an invalid name; RuntimeError for a subdomain if the map matches
        hosts.
        """
        if subdomain is None and not self.host_matching:
            subdomain = self.default_subdomain
        return MapAdapter(
            self,
            _encode_host(server_name),
            script_name or "",
            subdomain,
            url_scheme,
            "/" if path_info is None else path_info,
            default_method,
            query_args,
        )

    def bind_to_environ(
        self,
        environ: WSGIEnvironment | Any,
        server_name: str | None = None,
        subdomain: str | None = None,
    ) -> MapAdapter:
        """Return an adapter for the request of *environ*, which may be a request object.

        ``server_name`` is the name of the site. What the host has in front of it is the
        subdomain, unless one is given. Raises like ``bind``.
        """
        environ = getattr(environ, "environ", environ)
        scheme = valid_scheme(environ.get("wsgi.url_scheme", "http"))
        host = ""
        if server_name is None or (subdomain is None and not self.host_matching):
            host = name_host(scheme, environ.get("HTTP_HOST"), get_server(environ)).lower()
        if "HTTP_UPGRADE" in environ and _is_websocket(environ):
            scheme = "wss" if scheme == "https" else "ws"
        site = host if server_name is None else server_name.lower()
        site = site.removesuffix(STANDARD_PORTS.get(scheme, ""))
        if subdomain is None and not self.host_matching:
            subdomain = _subdomain_of(host, site)
        script_name, path_info, query = [
            text if text is None or text.isascii() else decode_text(text, "replace")
            for text in map(environ.get, ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"))
        ]
        return MapAdapter(
            self,
            _encode_host(site),
            script_name or "",
            subdomain,
            scheme,
            "/" if path_info is None else path_info,
            environ["REQUEST_METHOD"],
            query,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({pformat(list(self.iter_rules()))})"


@lru_cache(100)
def _encode_host(server_name: str) -> str:
    """Return *server_name* in lower case, with names of other scripts in their ASCII form."""
    name, colon, port = server_name.lower().partition(":")
    has_empty_label = name.startswith(".") or ".." in name
    if name.isascii() and not has_empty_label and "xn--" not in name and len(name) < 64:
        return f"{name}{colon}{port}"
    try:
        return f"{name.encode('idna').decode('ascii')}{colon}{port}"
    except UnicodeError as error:
        raise BadHost() from error


def _is_websocket(environ: WSGIEnvironment) -> bool:
    """Return True if the client asks for a WebSocket (RFC 6455, section 4.2.1)."""
    if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
        return False
    connection = environ.get("HTTP_CONNECTION", "").lower().split(",")
    return any(option.strip(" \t") == "upgrade" for option in connection)


def _subdomain_of(host: str, site: str) -> str:
    """Return what *host* has in front of *site*; FOREIGN_HOST if it has not."""
    if host == site:
        return ""
    if host.endswith(f".{site}"):
        return host[: -len(site) - 1]
    warn(
        f"Current server name {host!r} doesn't match configured server name {site!r}", stacklevel=3
    )
    return FOREIGN_HOST
