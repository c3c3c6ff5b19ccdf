"""The map: all rules of an app, by what they match and by what they are built from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pprint import pformat
from threading import Lock
from typing import TYPE_CHECKING, Any, cast
from warnings import warn

from werkzeug.exceptions import BadHost

from .adapter import FOREIGN_HOST, MapAdapter, decode
from .converters import DEFAULT_CONVERTERS, BaseConverter
from .host import decode_root, get_scheme, get_server, name_host
from .matcher import Matcher
from .rules import Rule, RuleFactory, copy_rule

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class _DeferredConverters:
    """Stand for ``Map.default_converters`` until a program reads it: few do.

    Werkzeug's ``datastructures`` take longer to import than the router.
    """

    def __get__(self, instance: object, owner: type) -> Mapping[str, type[BaseConverter]]:
        """Make them, and give place to them."""
        from werkzeug.datastructures import ImmutableDict

        Map.default_converters = ImmutableDict(DEFAULT_CONVERTERS)
        return Map.default_converters


def _default_converters(map_class: type[Map]) -> Mapping[str, type[BaseConverter]]:
    """Return the ``default_converters`` of *map_class* without making Werkzeug's of ours."""
    name = "default_converters"
    own = next(vars(base)[name] for base in map_class.__mro__ if name in vars(base))
    return DEFAULT_CONVERTERS if isinstance(own, _DeferredConverters) else own


class Map:
    """All rules, and what holds for those that do not say otherwise.

    ``default_subdomain`` is that of rules without one. ``strict_slashes``, ``merge_slashes`` are as
    in ``Rule``. With ``redirect_defaults`` a URL that spells out a default value redirects to the
    rule without it. ``converters`` are added to the built-in ones. ``sort_parameters`` sorts
    the query of built URLs, by ``sort_key``. With ``host_matching`` rules match by their ``host``
    and not by a subdomain.
    """

    #: The converters that a new map has: an ImmutableDict of Werkzeug's.
    default_converters = cast("Mapping[str, type[BaseConverter]]", _DeferredConverters())

    #: What guards the map while it is being sorted.
    lock_class = Lock

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
        #: Finds the rule that serves a method on a path, ``find(path, method)``, the short way: a
        #: framework asks here first, and an adapter where the answer is None.
        self.find = self._matcher.find
        self._rules_by_endpoint: dict[Any, list[Rule]] = {}
        self._is_sorted = False
        self._lock = self.lock_class()
        self.host_matching = host_matching
        self.default_subdomain = default_subdomain
        self.strict_slashes = strict_slashes
        self.redirect_defaults = redirect_defaults
        self.converters = {**_default_converters(type(self)), **(converters or {})}
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

        Raises ValueError or LookupError for a rule that cannot be read, RuntimeError for one that
        belongs to another map.
        """
        for rule in rulefactory.get_rules(self):
            if not isinstance(rule, Rule):
                rule = copy_rule(rule, Rule)
            rule.bind(self)
            siblings = self._rules_by_endpoint.setdefault(rule.endpoint, [])
            if not rule.build_only:
                self._matcher.add(rule)
            siblings.append(rule)
        self._is_sorted = False

    def update(self) -> None:
        """Sort the rules, if some came since the last time."""
        if self._is_sorted:
            return
        with self._lock:
            if self._is_sorted:
                return
            plain_rules: set[int] = set()
            for rules in self._rules_by_endpoint.values():
                rules.sort(key=lambda rule: rule.build_compare_key())
                plain_rules.update(_ids_of_plain_rules(rules))
            self._matcher.update(plain_rules)
            if not self.host_matching:
                self._matcher.open_short_way(self.default_subdomain)
            self._is_sorted = True

    def misses(self, path: str) -> bool:
        """Tell whether *path* is of no use at the map's own subdomain, whatever the method.

        An adapter would raise NotFound. False says nothing.
        """
        self.update()
        return not self.host_matching and self._matcher.misses(path)

    def iter_rules(self, endpoint: Any | None = None) -> Iterator[Rule]:
        """Iterate over all rules, or over those of *endpoint*; raise KeyError if it has none."""
        self.update()
        return iter(self._rules if endpoint is None else self._rules_by_endpoint[endpoint])

    @property
    def _rules(self) -> list[Rule]:
        return [rule for rules in self._rules_by_endpoint.values() for rule in rules]

    def is_endpoint_expecting(self, endpoint: Any, *arguments: str) -> bool:
        """Tell whether a rule of *endpoint* has all of *arguments*, variables or defaults.

        Raises KeyError for an endpoint without rules.
        """
        self.update()
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
        """Return an adapter that matches and builds for one host.

        ``script_name`` is the path below which the app lies; the rest is what ``match`` and
        ``build`` take when they are not told otherwise.

        Raises BadHost, a 400, for a name that is none; RuntimeError for a subdomain where
        the map matches hosts.
        """
        if self.host_matching and subdomain is not None:
            raise RuntimeError(
                f"The map matches hosts, and so it has no subdomains: {subdomain!r} was given."
            )
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
        """Return an adapter for the request that *environ* describes; a request object serves too.

        ``server_name`` is the name of the site: what the host has in front of it is the
        subdomain, unless one is given. Raises a 400 for a host that is none.
        """
        environ = getattr(environ, "environ", environ)
        scheme = get_scheme(environ)
        host = name_host(scheme, environ.get("HTTP_HOST"), get_server(environ)).lower()
        if _is_websocket(environ):
            scheme = "wss" if scheme == "https" else "ws"
        site = host if server_name is None else _without_standard_port(server_name.lower(), scheme)
        if subdomain is None and not self.host_matching:
            subdomain = _subdomain_of(host, site)
        return Map.bind(
            self,
            site,
            decode_root(environ),
            subdomain,
            scheme,
            environ["REQUEST_METHOD"],
            decode(environ.get("PATH_INFO")),
            decode(environ.get("QUERY_STRING")),
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({pformat(list(self.iter_rules()))})"


def _ids_of_plain_rules(rules: list[Rule]) -> Iterator[int]:
    """Yield the ids of those *rules* of one endpoint that never redirect."""
    with_defaults = [rule for rule in rules if rule.defaults]
    for rule in rules:
        if rule.alias or rule.redirect_to is not None:
            continue
        if not any(shorter.provides_defaults_for(rule) for shorter in with_defaults):
            yield id(rule)


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
    """Tell whether the client asks for a WebSocket (RFC 6455, section 4.2.1)."""
    if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
        return False
    connection = environ.get("HTTP_CONNECTION", "").lower().split(",")
    return any(option.strip(" \t") == "upgrade" for option in connection)


def _without_standard_port(server_name: str, scheme: str) -> str:
    port = ":443" if scheme in {"https", "wss"} else ":80"
    return server_name.removesuffix(port)


def _subdomain_of(host: str, site: str) -> str:
    """Return what *host* has in front of *site*; FOREIGN_HOST if it is elsewhere."""
    if host == site:
        return ""
    if host.endswith(f".{site}"):
        return host[: -len(site) - 1]
    warn(
        f"Current server name {host!r} doesn't match configured server name {site!r}",
        stacklevel=3,
    )
    return FOREIGN_HOST
