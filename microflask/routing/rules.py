"""A rule: a pattern of URLs and the endpoint that serves them.

A rule is bound to one map. Then it knows its converters and can do two things by itself:
turn the texts that its variables matched into values, and fill values in to build a URL.
Finding the rule for a path is the matcher's work.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import iter_multi_items

from ..lazy import DeferredModule
from .converters import QUOTED_IN_PATH, BaseConverter, NumberConverter, quote_path
from .parsing import Variable, parse_converter_args, parse_rule

if TYPE_CHECKING:
    from werkzeug import routing as exceptions

    from .map import Map
else:
    exceptions = DeferredModule("werkzeug.routing", globals())

#: What stands unquoted in a query, by the URL standard.
_SAFE_IN_QUERY = "!$'()*,/:;?@"

#: What ends the host of a URL, or what comes before it (RFC 3986, section 3.2).
_ENDS_A_HOST = re.compile(r"[/\\?#@]")


class Slot(NamedTuple):
    """A piece of a bound rule that stands for a value. The other pieces are texts."""

    name: str
    converter: BaseConverter


#: A piece of a URL to be: a text; or a name and what makes a text of its value, None if that
#: is only quoted.
Filling = str | tuple[str, Callable[[Any], str] | None]


class RuleFactory:
    """Makes rules for a map; a rule is a factory of itself."""

    def get_rules(self, map: Map) -> Iterable[Rule]:
        """Return the rules to be added to *map*."""
        raise NotImplementedError


class Rule(RuleFactory):
    """A pattern of URLs, and the endpoint that serves them.

    ``string`` is the pattern, ``"/user/<int:id>"``; it begins with a slash. A rule that ends
    in one is a branch: the URL without the slash redirects to it, unless ``strict_slashes`` is
    False. ``defaults`` are values of variables that the pattern lacks. ``subdomain`` is a
    pattern too, as ``host`` is if the map matches hosts. ``methods`` are the HTTP methods,
    None for all; GET brings HEAD along. ``build_only`` rules never match. ``redirect_to``, a
    pattern or a function, sends the client elsewhere; ``alias`` sends it to another rule of
    the endpoint; ``merge_slashes`` redirects from doubled slashes; ``websocket`` rules
    match WebSockets alone. None means what the map says.

    Raises ValueError for a string that does not begin with a slash, TypeError for methods
    that are one string.
    """

    #: Whether a web framework answers OPTIONS for this rule by itself.
    provide_automatic_options = False

    #: The map that the rule is bound to.
    map: Map | None = None

    def __init__(
        self,
        string: str,
        defaults: Mapping[str, Any] | None = None,
        subdomain: str | None = None,
        methods: Iterable[str] | None = None,
        build_only: bool = False,
        endpoint: Any | None = None,
        strict_slashes: bool | None = None,
        merge_slashes: bool | None = None,
        redirect_to: str | Callable[..., str] | None = None,
        alias: bool = False,
        host: str | None = None,
        websocket: bool = False,
    ) -> None:
        if not string.startswith("/"):
            raise ValueError(f"URL rule {string!r} must start with a slash: '/{string}'.")
        self.rule = string
        self.is_branch = string.endswith("/")
        self.is_leaf = not self.is_branch
        self.defaults = defaults
        self.subdomain = subdomain
        self.methods = _complete_methods(string, methods, websocket)
        self.build_only = build_only
        self.endpoint: Any = endpoint
        self.strict_slashes = strict_slashes
        self.merge_slashes = merge_slashes
        self.redirect_to = redirect_to
        self.alias = alias
        self.host = host
        self.websocket = websocket
        #: Whether a request that matches may be redirected, which an adapter knows.
        self.redirects = alias or redirect_to is not None

        #: The names of all values that belong to the rule.
        self.arguments: set[str] = set(defaults or ())

        #: Variable -> converter, in the order of the pattern, that of the host first.
        self._converters: dict[str, BaseConverter] = {}

        #: ``(True, variable)`` and ``(False, text)`` as the pattern has them; ``(False, "|")``
        #: stands between host and path.
        self._trace: list[tuple[bool, str]] = []

    def get_rules(self, map: Map) -> Iterator[Rule]:
        """Yield the rule itself; for a map of Werkzeug's, a copy that is Werkzeug's too."""
        foreign = sys.modules.get("werkzeug.routing.map")
        is_ours = hasattr(map, "find")  # and may be Werkzeug's besides, in drop-in mode
        if foreign is not None and not is_ours and isinstance(map, foreign.Map):
            yield copy_rule(self, foreign.Rule)
        else:
            yield self

    def empty(self) -> Rule:
        """Return a copy that is not bound to a map."""
        return type(self)(self.rule, **self.get_empty_kwargs())

    def get_empty_kwargs(self) -> dict[str, Any]:
        """Return the arguments that make a copy; a subclass with more of its own adds them."""
        return {
            "defaults": dict(self.defaults) if self.defaults else None,
            "subdomain": self.subdomain,
            "methods": self.methods,
            "build_only": self.build_only,
            "endpoint": self.endpoint,
            "strict_slashes": self.strict_slashes,
            "redirect_to": self.redirect_to,
            "alias": self.alias,
            "host": self.host,
        }

    # Binding

    def bind(self, map: Map, rebind: bool = False) -> None:
        """Read the pattern with the converters of *map*, and take over its defaults.

        Raises ValueError or LookupError, which quote the rule, for a malformed pattern;
        RuntimeError if the rule is bound already, unless *rebind*.
        """
        if self.map is not None and not rebind:
            raise RuntimeError(f"The URL rule {self!r} is already bound to {self.map!r}.")
        self.map = map
        self.strict_slashes = _or_default(self.strict_slashes, map.strict_slashes)
        self.merge_slashes = _or_default(self.merge_slashes, map.merge_slashes)
        self.subdomain = _or_default(self.subdomain, map.default_subdomain)
        self.compile()

    def refresh(self) -> None:
        """Read the pattern again, after the rule was changed in place."""
        assert self.map is not None, "Only a bound rule can be refreshed."
        self.bind(self.map, rebind=True)

    def compile(self) -> None:
        """Read the patterns of host and path into pieces and converters."""
        assert self.map is not None, "A rule is bound before it is compiled."
        self._converters = {}
        domain = (self.host if self.map.host_matching else self.subdomain) or ""
        path = re.sub("/{2,}", "/", self.rule) if self.merge_slashes else self.rule
        self._domain_pieces, self._path_pieces = [
            [self._add_variable(p) if isinstance(p, Variable) else p for p in parse_rule(pattern)]
            for pattern in (domain, path)
        ]
        self._trace = [
            (True, piece.name) if isinstance(piece, Slot) else (False, piece)
            for piece in (*self._domain_pieces, "|", *self._path_pieces)
        ]
        self._conversions = [
            (name, _conversion(converter)) for name, converter in self._converters.items()
        ]
        self._fillings = [self._fill_in(self._domain_pieces), self._fill_in(self._path_pieces)]

    def _add_variable(self, variable: Variable) -> Slot:
        """Make the converter of *variable*; raise an error that quotes the rule."""
        name, converter_name, arguments = variable
        if name in self._converters and name not in (self.defaults or ()):
            raise ValueError(f"malformed url rule: {self.rule!r} has two variables {name!r}.")
        try:
            positional, named = parse_converter_args(arguments)
            converter = self.get_converter(name, converter_name, positional, named)
            re.compile(converter.regex)
        except (TypeError, ValueError, re.error) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            variable_text = f"<{converter_name}({arguments}):{name}>"
            raise kind(f"{error} ({variable_text} in rule {self.rule!r})") from error
        self._converters[name] = converter
        self.arguments.add(name)
        return Slot(name, converter)

    def get_converter(
        self,
        variable_name: str,
        converter_name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> BaseConverter:
        """Return a converter for one variable of the rule.

        Raises LookupError if the map has no converter of that name.
        """
        assert self.map is not None, "A rule is bound before its converters are made."
        converters = self.map.converters
        if converter_name not in converters:
            raise LookupError(
                f"Unknown converter {converter_name!r} for variable {variable_name!r} in rule"
                f" {self.rule!r}. Known are {', '.join(sorted(converters))}. Add your own to"
                " 'url_map.converters' before the rule."
            )
        return converters[converter_name](self.map, *args, **kwargs)

    # Matching: the texts that were found become values

    def convert(self, texts: Sequence[str]) -> dict[str, Any]:
        """Return the values of the variables for the *texts* that they matched.

        Raises ValueError if a converter does not accept its text.
        """
        values = {}
        for (name, to_python), text in zip(self._conversions, texts):
            values[name] = text if to_python is None else to_python(text)
        if self.defaults:
            values.update(self.defaults)
        return values

    # Building: values become a URL

    def build(
        self, values: Mapping[str, Any], append_unknown: bool = True
    ) -> tuple[str, str] | None:
        """Return the host or subdomain and the path for *values*.

        Values that the rule does not know become the query, or with *append_unknown* False
        are left out. Returns None if a converter does not accept its value, or if a value would
        end the host: with the subdomain "evil.org/", the URL would lead to evil.org.
        """
        urls = []
        try:
            for filling in self._fillings:
                url = ""
                for piece in filling:
                    if isinstance(piece, str):
                        url += piece
                    elif piece[1] is None:
                        url += str(values[piece[0]]).translate(QUOTED_IN_PATH)
                    else:
                        url += piece[1](values[piece[0]])
                urls.append(url)
        except ValueError as error:
            if isinstance(error, exceptions.ValidationError):
                return None
            raise
        domain, path = urls
        if domain and _ENDS_A_HOST.search(domain):
            return None
        if append_unknown and not values.keys() <= self.arguments:
            unknown = {name: value for name, value in values.items() if name not in self.arguments}
            assert self.map is not None, "A rule is bound before a URL is built."
            query = encode_query(unknown, self.map.sort_parameters, self.map.sort_key)
            if query:
                path = f"{path}?{query}"
        return domain, path

    def _fill_in(self, pieces: list[str | Slot]) -> list[Filling]:
        """Return *pieces* with all texts quoted, and with the defaults filled in."""
        filling: list[Filling] = []
        for piece in pieces:
            if isinstance(piece, str):
                text = quote_path(piece)
            elif self.defaults and piece.name in self.defaults:
                text = piece.converter.to_url(self.defaults[piece.name])
            else:
                is_plain = type(piece.converter).to_url is BaseConverter.to_url
                filling.append((piece.name, None if is_plain else piece.converter.to_url))
                continue
            if filling and isinstance(filling[-1], str):
                filling[-1] += text
            else:
                filling.append(text)
        return filling

    def provides_defaults_for(self, rule: Rule) -> bool:
        """Return True if this rule is the shorter form of *rule*, for its default values."""
        if self.build_only or not self.defaults or self == rule:
            return False
        return self.endpoint == rule.endpoint and self.arguments == rule.arguments

    def suitable_for(self, values: Mapping[str, Any], method: str | None = None) -> bool:
        """Return True if *values* are complete, and none of them contradicts a default."""
        if method is not None and self.methods is not None and method not in self.methods:
            return False
        if not self.defaults:
            return self.arguments <= values.keys()
        if any(
            name in values and values[name] != default for name, default in self.defaults.items()
        ):
            return False
        return self.arguments <= values.keys() | self.defaults.keys()

    def build_compare_key(self) -> tuple[int, int, int]:
        """Return what the rules of an endpoint are sorted by: which is tried first."""
        return (1 if self.alias else 0, -len(self.arguments), -len(self.defaults or ()))

    # Rules are equal if their patterns are.

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self._trace == other._trace

    def __repr__(self) -> str:
        kind = type(self).__name__
        if self.map is None:
            return f"<{kind} (unbound)>"
        pattern = "".join(f"<{text}>" if is_variable else text for is_variable, text in self._trace)
        methods = "" if self.methods is None else f" ({', '.join(self.methods)})"
        return f"<{kind} {pattern.lstrip('|')!r}{methods} -> {self.endpoint}>"

    def __str__(self) -> str:
        return self.rule


def _or_default(own: Any, default: Any) -> Any:
    return default if own is None else own


def copy_rule(rule: Any, rule_class: Callable[..., Any]) -> Any:
    """Return a rule of *rule_class*, Werkzeug's or ours, that does what *rule* does."""
    copy = rule_class(
        rule.rule,
        **rule.get_empty_kwargs(),
        merge_slashes=rule.merge_slashes,
        websocket=rule.websocket,
    )
    copy.provide_automatic_options = getattr(rule, "provide_automatic_options", False)
    return copy


def _complete_methods(
    string: str, methods: Iterable[str] | None, websocket: bool
) -> set[str] | None:
    if methods is None:
        return None
    if isinstance(methods, str):
        raise TypeError(
            f"'methods' should be a list of strings, but for the rule {string!r} it is the"
            f" string {methods!r}."
        )
    complete = {method.upper() for method in methods}
    if "GET" in complete:
        complete.add("HEAD")
    if websocket and not complete <= {"GET", "HEAD", "OPTIONS"}:
        raise ValueError(
            "WebSocket rules can only use 'GET', 'HEAD', and 'OPTIONS' methods, but the rule"
            f" {string!r} has {sorted(complete)}."
        )
    return complete


def _conversion(converter: BaseConverter) -> Callable[[str], Any] | None:
    """Return what makes a value of a text: None if it is the text itself.

    ``int`` or ``float`` reads a number without bounds: that takes half the time.
    """
    if type(converter).to_python is BaseConverter.to_python:
        return None
    if (
        isinstance(converter, NumberConverter)
        and type(converter).to_python is NumberConverter.to_python
        and not converter.fixed_digits
        and converter.min is None
        and converter.max is None
    ):
        return converter.num_convert
    return converter.to_python


def encode_query(values: Mapping[str, Any], sort: bool = False, key: Any = None) -> str:
    """Return *values* as the query of a URL. A list gives its name several times, None never."""
    items = [(name, value) for name, value in iter_multi_items(values) if value is not None]
    return urlencode(sorted(items, key=key) if sort else items, safe=_SAFE_IN_QUERY)
