"""A map bound to a host: matching and building as one request sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload
from urllib.parse import quote, urljoin, urlunsplit

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from ..lazy import DeferredModule
from .converters import SAFE_IN_PATH
from .host import CONTROL_CHARACTERS, mount_point
from .matcher import Match, Redirect
from .rules import Rule, encode_query, iter_query_items

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from . import exceptions
    from .map import Map
else:
    exceptions = DeferredModule("microflask.routing.exceptions", globals())

QueryArgs = Mapping[str, Any] | str

#: The subdomain of a request for another site. It matches nothing, a variable neither.
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

    @overload
    def match(
        self,
        path_info: str | None = None,
        method: str | None = None,
        return_rule: Literal[False] = False,
        query_args: QueryArgs | None = None,
        websocket: bool | None = None,
    ) -> tuple[Any, dict[str, Any]]: ...

    @overload
    def match(
        self,
        path_info: str | None = None,
        method: str | None = None,
        return_rule: Literal[True] = True,
        query_args: QueryArgs | None = None,
        websocket: bool | None = None,
    ) -> tuple[Rule, dict[str, Any]]: ...

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
        What is not given is as in the request.

        Raises NotFound; MethodNotAllowed, which carries the allowed methods (RFC 9110,
        section 15.5.6); RequestRedirect where the URL has another form; WebsocketMismatch.
        """
        self.map.update()
        path = self.path_info if path_info is None else path_info
        path = f"/{path.lstrip('/')}" if path else ""
        query_args = (self.query_args or {}) if query_args is None else query_args
        method = (method or self.default_method).upper()
        websocket = self.websocket if websocket is None else websocket
        domain = self.server_name
        if not self.map.host_matching and self.subdomain is not None:
            domain = self.subdomain
        if domain == FOREIGN_HOST:
            raise NotFound()
        outcome = self.map._matcher.match(domain, path, method, websocket)
        if isinstance(outcome, Match):
            rule, values = outcome
            self._redirect_from(rule, values, method, path, query_args)
            return (rule if return_rule else rule.endpoint), values
        if isinstance(outcome, Redirect):
            new_path = quote(outcome.path, safe=SAFE_IN_PATH)
            raise exceptions.RequestRedirect(self.make_redirect_url(new_path, query_args))
        if outcome.methods:
            raise MethodNotAllowed(valid_methods=list(outcome.methods))
        if outcome.is_websocket_mismatch:
            raise exceptions.WebsocketMismatch()
        raise NotFound()

    def _redirect_from(
        self, rule: Rule, values: dict[str, Any], method: str, path: str, query_args: QueryArgs
    ) -> None:
        """Raise RequestRedirect where *rule* matched and yet is not the one to answer."""
        if self.map.redirect_defaults:
            if rule.alias:
                path = self.make_redirect_url(quote(path, safe=SAFE_IN_PATH), query_args)
                url = self.make_alias_redirect_url(path, rule.endpoint, values, method, query_args)
                raise exceptions.RequestRedirect(url)
            shorter = self.get_default_redirect(rule, method, values, query_args)
            if shorter is not None:
                raise exceptions.RequestRedirect(shorter)
        if rule.redirect_to is not None:
            host = self.get_host(None)
            base = f"{self.url_scheme or 'http'}://{host}{self.script_name}"
            target = _redirect_target(rule, rule.redirect_to, self, values)
            # urljoin drops tabs: "/<tab>/evil" would lead to another host.
            target = target.translate(CONTROL_CHARACTERS)
            raise exceptions.RequestRedirect(urljoin(base, target))

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
        """Tell whether a rule serves *method* on *path_info*, or redirects."""
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
        """Return the URL of the rule that leaves out what *values* say by default; else None."""
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
        self,
        path_info: str,
        query_args: QueryArgs | None = None,
        domain_part: str | None = None,
    ) -> str:
        """Return the full URL of *path_info*, which is encoded already, at this host."""
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
        """Return the URL of the rule that the alias stands for, which the URL *path* leads to.

        Raises AssertionError where that is *path* again: a client would be sent in circles.
        """
        url = self.build(endpoint, values, method, append_unknown=False, force_external=True)
        if query_args:
            url += f"?{self.encode_query_args(query_args)}"
        assert url != path, f"The alias {path} stands for itself: {endpoint!r} has no other rule."
        return url

    def encode_query_args(self, query_args: QueryArgs) -> str:
        """Return *query_args* as the query of a URL."""
        if isinstance(query_args, str):
            return query_args.translate(CONTROL_CHARACTERS)
        return encode_query(iter_query_items(query_args))

    def get_host(self, domain_part: str | None) -> str:
        """Return the host for a subdomain, or for a host where the map matches those.

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
        left out; None is no value. *method* chooses among the rules of the endpoint. The URL
        is a path, unless it is *force_external* or leads to another host; *url_scheme* is
        that of a full one.

        Raises BuildError where no rule fits.
        """
        self.map.update()
        given = _without_none(values) if values else {}
        found = self._build_path(endpoint, given, method, append_unknown)
        if found is None:
            raise exceptions.BuildError(endpoint, given, method, self)
        rule, domain, path = found
        here = domain == (self.server_name if self.map.host_matching else self.subdomain)
        if here and not force_external and not rule.websocket:
            return f"{self.script_name.rstrip('/')}/{path.lstrip('/')}"
        host = self.get_host(domain)
        scheme = _scheme_for(rule, self.url_scheme if url_scheme is None else url_scheme)
        return f"{scheme}//{host}{self.script_name[:-1]}/{path.lstrip('/')}"

    def _build_path(
        self, endpoint: Any, values: Mapping[str, Any], method: str | None, append_unknown: bool
    ) -> tuple[Rule, str, str] | None:
        """Return the first rule that fits, its host or subdomain and its path.

        Rules for the method of the request come first, where none is asked for; at the
        same host first, where the map matches hosts.
        """
        elsewhere = None
        for wanted in (self.default_method, None) if method is None else (method,):
            for rule in self.map._rules_by_endpoint.get(endpoint, ()):
                if not rule.suitable_for(values, wanted):
                    continue
                built = rule.build(values, append_unknown)
                if built is None:
                    continue
                if not self.map.host_matching or built[0] == self.server_name:
                    return rule, *built
                elsewhere = elsewhere or (rule, *built)
            if elsewhere is not None:
                break
        return elsewhere


def decode(tunnelled: str | None) -> str | None:
    """Return a text of the environ as it was sent: bytes in a ``str`` (PEP 3333)."""
    if tunnelled is None or tunnelled.isascii():
        return tunnelled
    return tunnelled.encode("latin-1").decode("utf-8", "replace")


def _redirect_target(
    rule: Rule, redirect_to: str | Callable[..., str], adapter: MapAdapter, values: dict[str, Any]
) -> str:
    if callable(redirect_to):
        return redirect_to(adapter, **values)

    def fill(variable: re.Match[str]) -> str:
        return rule._converters[variable[1]].to_url(values[variable[1]])

    return re.sub("<([^>]+)>", fill, redirect_to)


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are there; of a MultiDict a single one as itself."""
    lists = getattr(values, "lists", None)
    if lists is None:
        return {name: value for name, value in values.items() if value is not None}
    return {
        name: several[0] if len(several) == 1 else several for name, several in lists() if several
    }


def _scheme_for(rule: Rule, url_scheme: str) -> str:
    """Return the scheme of a full URL with its colon: browsers open WebSockets by ``ws``."""
    is_secure = url_scheme in {"https", "wss"}
    if rule.websocket:
        return "wss:" if is_secure else "ws:"
    if not url_scheme:
        return ""
    return "https:" if is_secure else "http:"
