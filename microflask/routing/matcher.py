"""Finding the rule that serves a path.

The rules form a tree: one step for each segment of a path. A node knows which texts lead on
(``static``) and which patterns (``dynamic``), and which rules end there. To match is to
walk down the tree; its depth, and so the cost, is that of the path, however many rules
there are.

Of several ways the best is taken: a text before a pattern, a lighter pattern before a heavier
one. Where a way ends at no rule, the walk goes back to the next best. A node is reached
by one number of segments alone, so that no way is walked twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Union

from .patterns import SegmentPattern, TailPattern
from .rules import Rule, Slot


class Match(NamedTuple):
    """A rule serves the path; ``values`` are those of its variables."""

    rule: Rule
    values: dict[str, Any]


class Redirect(NamedTuple):
    """A rule serves another form of the path, with a slash more or fewer."""

    path: str


class Miss(NamedTuple):
    """No rule serves the path.

    ``methods`` are those that would have been served there; ``is_websocket_mismatch`` says that
    a rule is there for WebSockets where this is none, or the reverse.
    """

    methods: set[str]
    is_websocket_mismatch: bool


Outcome = Union[Match, Redirect, Miss]


class Node:
    """A place in the tree: what leads on from here, and which rules end here."""

    __slots__ = ("dynamic", "rules", "serving", "serving_with_slash", "static")

    def __init__(self) -> None:
        self.static: dict[str, Node] = {}
        #: Patterns and where they lead, the lightest first; sorted by ``Matcher.update``.
        self.dynamic: list[tuple[SegmentPattern | TailPattern, Node]] = []
        self.rules: list[Rule] = []

        #: For the short way: which rule serves a method, where a path ends here, or here with
        #: a slash left over. None for a rule means that the answer is not simply its values.
        self.serving: dict[str, Rule | None] = {}
        self.serving_with_slash: dict[str, Rule | None] = {}

    def step(self, pieces: list[str | Slot]) -> Node:
        """Return the node that one segment leads to, made where there is none yet."""
        if all(isinstance(piece, str) for piece in pieces):
            return self.static.setdefault("".join(map(str, pieces)), Node())
        return self._step_by(SegmentPattern(pieces))

    def step_to_end(self, pieces: list[str | Slot]) -> Node:
        """Return the node that the rest of a rule leads to, made where there is none yet."""
        pattern = TailPattern(pieces)
        node = self._step_by(pattern)
        return node.static.setdefault("", Node()) if pattern.is_branch else node

    def _step_by(self, pattern: SegmentPattern | TailPattern) -> Node:
        for known, node in self.dynamic:
            if (type(known), known.source, known.weight) == (
                type(pattern),
                pattern.source,
                pattern.weight,
            ):
                return node
        node = Node()
        self.dynamic.append((pattern, node))
        return node


class Matcher:
    """The tree of a map's rules."""

    def __init__(self, merge_slashes: bool) -> None:
        self.merge_slashes = merge_slashes
        self._root = Node()

        # For the short way, worked out by ``update``.
        self._home = Node()
        self._static: dict[str, dict[str, Rule | None]] = {}
        self._before_last: dict[str, Node] = {}

    def add(self, rule: Rule) -> None:
        """Add *rule* to the tree, below its host or subdomain."""
        node = self._root
        segments = _segments(rule)
        while segments:
            pieces = segments.pop(0)
            if any(
                isinstance(piece, Slot) and not piece.converter.part_isolating for piece in pieces
            ):
                for following in segments:
                    pieces = [*pieces, "/", *following]
                node = node.step_to_end(pieces)
                break
            node = node.step(pieces)
        node.rules.append(rule)

    # The careful way: it says what is wrong

    def match(self, domain: str, path: str, method: str, is_websocket: bool) -> Outcome:
        """Find the rule that serves *method* on *path* at the host or subdomain *domain*.

        ``path`` is the decoded path with its first slash. A path that only fits when its
        doubled slashes are merged is redirected.
        """
        miss = Miss(set(), False)
        outcome = self._match(domain, path, method, is_websocket, miss)
        if isinstance(outcome, Miss) and self.merge_slashes and "//" in path:
            merged = re.sub("/{2,}", "/", path)
            retried = self._match(domain, merged, method, is_websocket, outcome)
            if isinstance(retried, Match):
                return Redirect(merged) if retried.rule.merge_slashes else outcome
            return retried
        return outcome

    def _match(
        self, domain: str, path: str, method: str, is_websocket: bool, miss: Miss
    ) -> Outcome:
        methods, is_mismatch = miss
        for node, texts, has_slash_left in _ends(self._root, [domain, *path.split("/")]):
            for rule in node.rules:
                if has_slash_left and rule.strict_slashes:
                    continue
                if rule.methods is not None and method not in rule.methods:
                    methods.update(rule.methods)
                elif rule.websocket != is_websocket:
                    is_mismatch = True
                else:
                    return _convert(rule, texts, Miss(methods, is_mismatch))
            if has_slash_left:
                continue
            slash = node.static.get("")
            for rule in slash.rules if slash else ():
                if rule.websocket == is_websocket and _serves(rule, method):
                    if rule.strict_slashes:
                        return Redirect(f"{path}/")
                    return _convert(rule, texts, Miss(methods, is_mismatch))
        return Miss(methods, is_mismatch)

    # The short way: it finds the rule, or says nothing

    def find(self, path: str, method: str) -> tuple[Rule, dict[str, Any]] | None:
        """Find the rule that serves *method* on *path* at the map's own subdomain.

        Returns the rule and a new dictionary of its values; None for everything out
        of the ordinary, be it a miss, a redirect or a path that ``match`` alone finds.
        """
        serving = self._static.get(path)
        if serving is not None and method in serving:
            rule = serving[method]
            if rule is None:
                return None
            return rule, dict(rule.defaults) if rule.defaults else {}
        # Most other rules end in their only variable: jump to the place before it.
        before, _, last = path.rpartition("/")
        node = self._before_last.get(before)
        if node is not None and last:
            for pattern, end in node.dynamic:
                if method in end.serving:
                    texts = pattern.texts(last)
                    if texts is not None:
                        return _converted(end.serving[method], texts)
        for end, texts, has_slash_left in _ends(self._home, path.split("/")):
            serving = end.serving_with_slash if has_slash_left else end.serving
            if method in serving:
                return _converted(serving[method], texts)
        return None

    def update(self, subdomain: str, plain_rules: set[int]) -> None:
        """Sort the tree, and lay the short way for *subdomain*.

        *plain_rules* are the ids of the rules that answer with nothing but their values.
        """
        for node in _all_nodes(self._root):
            node.dynamic.sort(key=lambda step: step[0].weight)
            slash = node.static.get("")
            node.serving = _serving(node.rules, plain_rules)
            node.serving_with_slash = _serving(
                [rule for rule in node.rules if not rule.strict_slashes], plain_rules
            )
            for method, rule in _serving(slash.rules if slash else (), plain_rules).items():
                lenient = rule if rule is None or not rule.strict_slashes else None
                node.serving.setdefault(method, lenient)
        self._home = self._root.static.get(subdomain, Node())
        self._static = {}
        self._before_last = {}
        pending = [("", node) for text, node in self._home.static.items() if text == ""]
        while pending:
            path, node = pending.pop()
            self._static[path] = node.serving
            if node.dynamic:
                self._before_last[path] = node
            pending.extend((f"{path}/{text}", child) for text, child in node.static.items())


def _all_nodes(root: Node) -> Iterator[Node]:
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.static.values())
        pending.extend(child for _, child in node.dynamic)


def _serving(rules: Iterable[Rule], plain_rules: set[int]) -> dict[str, Rule | None]:
    """Return which of *rules* serves a method: the first, or None if that one is not plain."""
    serving: dict[str, Rule | None] = {}
    for rule in rules:
        if rule.methods is None:
            return {}  # it serves methods that nobody listed, so only ``match`` can tell
        if not rule.websocket:
            for method in rule.methods:
                serving.setdefault(method, rule if id(rule) in plain_rules else None)
    return serving


def _converted(rule: Rule | None, texts: tuple[str, ...]) -> tuple[Rule, dict[str, Any]] | None:
    if rule is None:
        return None
    try:
        return rule, rule.convert(texts)
    except ValueError:
        return None


def _segments(rule: Rule) -> list[list[str | Slot]]:
    """Return the pieces of *rule* by segments, the host or subdomain first."""
    segments: list[list[str | Slot]] = [list(rule._domain_pieces), []]
    for piece in rule._path_pieces:
        if piece == "/":
            segments.append([])
        else:
            segments[-1].append(piece)
    return segments


def _ends(start: Node, segments: list[str]) -> Iterator[tuple[Node, tuple[str, ...], bool]]:
    """Yield the nodes where *segments* may end, the best first.

    Each comes with the texts of the variables on the way, and with whether a slash at the
    end of the path is left over.
    """
    count = len(segments)
    pending: list[tuple[Node, int, tuple[str, ...]]] = [(start, 0, ())]
    while pending:
        # What is put on the pile last is taken first: the worst is put there first.
        node, position, texts = pending.pop()
        if position >= count:
            yield node, texts, position > count
            continue
        segment = segments[position]
        if segment == "" and position == count - 1:
            pending.append((node, count + 1, texts))
        for pattern, following in reversed(node.dynamic):
            if isinstance(pattern, SegmentPattern):
                found = pattern.texts(segment)
                end = position + 1
            else:
                found = pattern.texts("/".join(segments[position:]))
                end = count - 1 if pattern.is_branch and segments[-1] == "" else count
            if found is not None:
                pending.append((following, end, texts + found))
        if segment in node.static:
            pending.append((node.static[segment], position + 1, texts))


def _serves(rule: Rule, method: str) -> bool:
    return rule.methods is None or method in rule.methods


def _convert(rule: Rule, texts: tuple[str, ...], miss: Miss) -> Outcome:
    try:
        return Match(rule, rule.convert(texts))
    except ValueError:
        return miss
