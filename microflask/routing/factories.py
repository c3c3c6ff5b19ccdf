"""Rules in bulk: under one subdomain, one path or one prefix, or out of a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Template
from typing import TYPE_CHECKING, Any

from .rules import Rule, RuleFactory

if TYPE_CHECKING:
    from .map import Map


class Subdomain(RuleFactory):
    """Rules under one subdomain: ``Subdomain("kb", [Rule("/", endpoint="kb/index")])``."""

    def __init__(self, subdomain: str, rules: Iterable[RuleFactory]) -> None:
        self.subdomain = subdomain
        self.rules = rules

    def get_rules(self, map: Map) -> Iterator[Rule]:
        """Yield copies of the rules that match on the subdomain."""
        for factory in self.rules:
            for rule in factory.get_rules(map):
                copy = rule.empty()
                copy.subdomain = self.subdomain
                yield copy


class Submount(RuleFactory):
    """Rules under one path: ``Submount("/blog", [Rule("/", endpoint="blog/index")])``."""

    def __init__(self, path: str, rules: Iterable[RuleFactory]) -> None:
        self.path = path.rstrip("/")
        self.rules = rules

    def get_rules(self, map: Map) -> Iterator[Rule]:
        """Yield copies of the rules whose patterns begin with the path."""
        for factory in self.rules:
            for rule in factory.get_rules(map):
                copy = rule.empty()
                copy.rule = self.path + copy.rule
                yield copy


class EndpointPrefix(RuleFactory):
    """Rules whose endpoints begin alike: ``EndpointPrefix("blog/", [...])``."""

    def __init__(self, prefix: str, rules: Iterable[RuleFactory]) -> None:
        self.prefix = prefix
        self.rules = rules

    def get_rules(self, map: Map) -> Iterator[Rule]:
        """Yield copies of the rules whose endpoints begin with the prefix."""
        for factory in self.rules:
            for rule in factory.get_rules(map):
                copy = rule.empty()
                copy.endpoint = self.prefix + copy.endpoint
                yield copy


class RuleTemplate:
    """Rules with blanks, filled in when it is called.

    ``resource = RuleTemplate([Rule("/$name/", endpoint="$name.list")])`` is used as
    ``Map([resource(name="user"), resource(name="page")])``.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = list(rules)

    def __call__(self, *args: Any, **kwargs: Any) -> RuleTemplateFactory:
        return RuleTemplateFactory(self.rules, dict(*args, **kwargs))


class RuleTemplateFactory(RuleFactory):
    """The rules of a template with its blanks filled in."""

    def __init__(self, rules: Iterable[RuleFactory], context: dict[str, Any]) -> None:
        self.rules = rules
        self.context = context

    def get_rules(self, map: Map) -> Iterator[Rule]:
        """Yield the rules with every ``$blank`` in their texts filled in."""
        for factory in self.rules:
            for rule in factory.get_rules(map):
                defaults = {
                    name: self._fill(value) for name, value in (rule.defaults or {}).items()
                }
                yield Rule(
                    self._fill(rule.rule),
                    defaults or None,
                    self._fill(rule.subdomain),
                    rule.methods,
                    rule.build_only,
                    self._fill(rule.endpoint),
                    rule.strict_slashes,
                )

    def _fill(self, text: Any) -> Any:
        return Template(text).substitute(self.context) if isinstance(text, str) else text
