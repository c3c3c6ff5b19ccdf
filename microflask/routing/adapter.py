"""A map bound to a host: it matches and builds URLs as one request sees them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlunsplit

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from ..lazy import DeferredModule
from .converters import quote_path
from .host import CONTROL_CHARACTERS, mount_point
from .matcher import Miss, Redirect
from .rules import Rule, encode_query

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from werkzeug import routing as exceptions

    from .map import Map
else:
    exceptions = DeferredModule("werkzeug.routing", globals())

QueryArgs = Mapping[str, Any] | str

#: The subdomain of a request for another site. It matches nothing, not even a variable.
FOREIGN_HOST = "<invalid>"


class MapAdapter:
    """Matches and builds URLs for one host, scheme and ``script_name``.

    Made by ``Map.bind`` and ``Map.bind_to_environ``. ``path_info``, ``default_method`` and
    ``query_args`` are those of the request.
    """

    def __init__(
        self,
        map: Map,
        server_name: str,
        script_name: str,
        subdomain: str | None,
        url_scheme: str,
        path_info: str,
        default_method: str,
        query_args: QueryArgs | None = None,
    ) -> None:
        if map.host_matching and subdomain is not None:
            raise RuntimeError(
                f"A map with host_matching has no subdomains, but {subdomain!r} was given."
            )
        self.map = map
        self.server_name = server_name
        self.subdomain = subdomain
        self.url_scheme = url_scheme
        self.websocket = url_scheme in {"ws", "wss"}
        self.script_name = f"{mount_point(script_name)}/"
        self.path_info = path_info
        self.query_args = query_args
        self.default_method = default_method

    # Matching

    def match(
        self,
        path_info: str | None = None,
        method: str | None = None,
        return_rule: bool = False,
        query_args: QueryArgs | None = None,
        websocket: bool | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Find the rule that serves *method* on *path_info*.

        Returns the endpoint, or with *return_rule* the rule, and the values of its variables.
        The arguments that are not given are those of the request.

        Raises NotFound; MethodNotAllowed, which carries the allowed methods (RFC 9110,
        section 15.5.6); RequestRedirect if the URL has another form; WebsocketMismatch.
        """
        path = self.path_info if path_info is None else path_info
        query_args = (self.query_args or {}) if query_args is None else query_args
        method = (method or self.default_method).upper()
        websocket = self.websocket if websocket is None else websocket
        domain = self.subdomain
        if self.map.host_matching or domain is None:
            domain = self.server_name
        if domain == FOREIGN_HOST:
            raise NotFound()
        found = self.map.find(domain, path, method, websocket)
        if isinstance(found, Redirect):
            raise exceptions.RequestRedirect(
                self.make_redirect_url(quote_path(found.path), query_args)
            )
        if isinstance(found, Miss):
            raise _error_for(found, method)
        rule, values = found
        if rule.redirects:
            self._redirect_from(rule, values, method, path, query_args)
        return (rule if return_rule else rule.endpoint), values

    def _redirect_from(
        self, rule: Rule, values: dict[str, Any], method: str, path: str, query_args: QueryArgs
    ) -> None:
        """Raise RequestRedirect if *rule* only sends the client to another URL."""
        if self.map.redirect_defaults:
            if rule.alias:
                path = self.make_redirect_url(quote_path(path), query_args)
                url = self.make_alias_redirect_url(path, rule.endpoint, values, method, query_args)
                raise exceptions.RequestRedirect(url)
            shorter = self.get_default_redirect(rule, method, values, query_args)
            if shorter is not None:
                raise exceptions.RequestRedirect(shorter)
        target = rule.redirect_to
        if target is None:
            return
        if callable(target):
            target = target(self, **values)
        else:
            target = re.sub(
                "<([^>]+)>", lambda name: rule._converters[name[1]].to_url(values[name[1]]), target
            )
        base = f"{self.url_scheme or 'http'}://{self.get_host(None)}{self.script_name}"
        # urljoin drops tabs: "/<tab>/evil" would lead to another host.
        raise exceptions.RequestRedirect(urljoin(base, target.translate(CONTROL_CHARACTERS)))

    def dispatch(
        self,
        view_func: Callable[[str, Mapping[str, Any]], WSGIApplication],
        path_info: str | None = None,
        method: str | None = None,
        catch_http_exceptions: bool = False,
    ) -> WSGIApplication:
        """Match, and call *view_func* with the endpoint and its values.

        Returns what it returns, or a redirect that was raised; other HTTP errors are
        returned too with *catch_http_exceptions*, else raised.
        """
        try:
            try:
                endpoint, values = self.match(path_info, method)
            except exceptions.RequestRedirect as redirect:
                return redirect
            return view_func(endpoint, values)
        except HTTPException as error:
            if catch_http_exceptions:
                return error
            raise

    def test(self, path_info: str | None = None, method: str | None = None) -> bool:
        """Return True if a rule serves *method* on *path_info*, or redirects."""
        try:
            self.match(path_info, method)
        except HTTPException as error:
            return isinstance(error, exceptions.RequestRedirect)
        return True

    def allowed_methods(self, path_info: str | None = None) -> Iterable[str]:
        """Return the methods that are served on *path_info*."""
        try:
            self.match(path_info, method="--")
        except MethodNotAllowed as error:
            return error.valid_methods or []
        except HTTPException:
            pass
        return []

    # Redirecting

    def get_default_redirect(
        self, rule: Rule, method: str, values: dict[str, Any], query_args: QueryArgs
    ) -> str | None:
        """Return the URL of the rule that has some of *values* as defaults; None without one."""
        for shorter in self.map._rules_by_endpoint[rule.endpoint]:
            if shorter is rule:
                break
            if shorter.provides_defaults_for(rule) and shorter.suitable_for(values, method):
                values.update(shorter.defaults or {})
                built = shorter.build(values)
                if built is not None:
                    return self.make_redirect_url(built[1], query_args, domain_part=built[0])
        return None

    def make_redirect_url(
        self, path_info: str, query_args: QueryArgs | None = None, domain_part: str | None = None
    ) -> str:
        """Return the full URL of *path_info*, which is quoted already, at this host."""
        query_args = self.query_args if query_args is None else query_args
        query = self.encode_query_args(query_args) if query_args else ""
        path = f"{self.script_name.strip('/')}/{path_info.lstrip('/')}"
        scheme = self.url_scheme or "http"
        return urlunsplit((scheme, self.get_host(domain_part), path, query, ""))

    def make_alias_redirect_url(
        self,
        path: str,
        endpoint: Any,
        values: Mapping[str, Any],
        method: str,
        query_args: QueryArgs,
    ) -> str:
        """Return the URL that the alias at the URL *path* redirects to.

        Raises AssertionError if that is *path* again: a client would be sent in circles.
        """
        url = self.build(endpoint, values, method, append_unknown=False, force_external=True)
        if query_args:
            url += f"?{self.encode_query_args(query_args)}"
        assert url != path, f"The alias {path} redirects to itself: {endpoint!r} has no other rule."
        return url

    def encode_query_args(self, query_args: QueryArgs) -> str:
        """Return *query_args* as the query of a URL."""
        if isinstance(query_args, str):
            return query_args.translate(CONTROL_CHARACTERS)
        return encode_query(query_args)

    def get_host(self, domain_part: str | None) -> str:
        """Return the host of a subdomain, or *domain_part* itself if the map matches hosts.

        None stands for that of the request.
        """
        if self.map.host_matching:
            return self.server_name if domain_part is None else domain_part
        subdomain = self.subdomain if domain_part is None else domain_part
        return f"{subdomain}.{self.server_name}" if subdomain else self.server_name

    # Building

    def build(
        self,
        endpoint: Any,
        values: Mapping[str, Any] | None = None,
        method: str | None = None,
        force_external: bool = False,
        append_unknown: bool = True,
        url_scheme: str | None = None,
    ) -> str:
        """Build the URL of *endpoint* for *values*.

        Values that no variable takes become the query, or with *append_unknown* False are
        left out, as those that are None. *method* chooses among the rules of the endpoint: by
        default rules for the method of the request come first. If the map matches hosts, so do
        rules for the same host. The URL is a path, unless it is *force_external* or leads to
        another host; *url_scheme* is that of a full one.

        Raises BuildError if no rule fits.
        """
        given: Any = values or {}
        if hasattr(given, "lists"):  # a MultiDict: of several values all are meant
            given = {name: v[0] if len(v) == 1 else v for name, v in given.lists() if v}
        else:
            given = {name: value for name, value in given.items() if value is not None}
        here = self.server_name if self.map.host_matching else self.subdomain
        rule: Rule | None = None
        domain = path = ""
        for wanted in (self.default_method, None) if method is None else (method,):
            for candidate in self.map._rules_by_endpoint.get(endpoint, ()):
                if not candidate.suitable_for(given, wanted):
                    continue
                built = candidate.build(given, append_unknown)
                if built is None or (rule is not None and built[0] != here):
                    continue
                rule, (domain, path) = candidate, built
                if domain == here or not self.map.host_matching:
                    break
            if rule is not None:
                break
        else:
            raise exceptions.BuildError(endpoint, given, method, cast("Any", self))
        if domain == here and not force_external and not rule.websocket:
            return f"{self.script_name}{path.lstrip('/')}"
        scheme = _scheme_for(rule, self.url_scheme if url_scheme is None else url_scheme)
        return f"{scheme}//{self.get_host(domain)}{self.script_name}{path.lstrip('/')}"


def _error_for(miss: Miss, method: str) -> HTTPException:
    """Return what is wrong with a request for *method*: what the rules want that it passed."""
    methods = {
        allowed
        for rule in miss.passed
        if rule.methods is not None and method not in rule.methods
        for allowed in rule.methods
    }
    if methods:
        return MethodNotAllowed(valid_methods=list(methods))
    return exceptions.WebsocketMismatch() if miss.passed else NotFound()


def _scheme_for(rule: Rule, url_scheme: str) -> str:
    """Return the scheme of a full URL with its colon: browsers open WebSockets by ``ws``."""
    is_secure = url_scheme in {"https", "wss"}
    if rule.websocket:
        return "wss:" if is_secure else "ws:"
    if not url_scheme:
        return ""
    return "https:" if is_secure else "http:"
