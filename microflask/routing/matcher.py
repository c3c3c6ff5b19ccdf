"""Find the rule that serves a path.

The rules of a map form a tree. The segments of a path, which is split at its slashes, lead down
through it, from the host or subdomain on::

    ""  (the domain)
    └── ""
        ├── "user"
        │   ├── "me"           /user/me ends here
        │   └── <int:id>       /user/<int:id> ends here
        └── <path:page>/edit   /<path:page>/edit ends here: a tail is all that is left of a path

If a segment leads to several nodes, the best is taken: a text before a pattern, a lighter pattern
before a heavier one. A way that ends without a rule leads back to the next best. What this costs
depends on the length of the path, and not on the number of rules.
"""

from __future__ import annotations

import re
from bisect import insort
from typing import Any

from .patterns import Pattern, weigh, write_regex
from .rules import Rule, Slot


class Redirect:
    """A rule serves another form of the path: with a slash at its end, or without double ones."""

    def __init__(self, path: str) -> None:
        self.path = path


class Miss:
    """No rule serves the path.

    *passed* are the rules that fit it but want another method, or a WebSocket, or none.
    """

    def __init__(self, passed: list[Rule]) -> None:
        self.passed = passed


#: A rule and the values of its variables; or why there is none.
Outcome = tuple[Rule, dict[str, Any]] | Redirect | Miss


class Node:
    """A place in the tree: what leads on from here, and which rules end here."""

    __slots__ = ("dynamic", "rules", "serving", "static")

    def __init__(self) -> None:
        self.static: dict[str, Node] = {}
        #: Patterns and where they lead, the lightest first.
        self.dynamic: list[tuple[Pattern, Node]] = []
        self.rules: list[Rule] = []
        #: Method -> the first rule that serves it, unless that is one for WebSockets. None stands
        #: for a rule that serves all methods; the rules after it serve none.
        self.serving: dict[str | None, Rule] = {}

    def add(self, rule: Rule) -> None:
        """Let *rule* end here."""
        self.rules.append(rule)
        if not rule.websocket and None not in self.serving:
            for method in (None,) if rule.methods is None else rule.methods:
                self.serving.setdefault(method, rule)

    def step(self, pieces: list[str | Slot], is_tail: bool = False) -> Node:
        """Return the node that *pieces* of a rule lead to; make it if there is none yet."""
        text = _text_of(pieces)
        if text is not None:
            return self.static.setdefault(text, Node())
        key = (write_regex(pieces), weigh(pieces), is_tail)
        found = next((step for step in self.dynamic if step[0].key == key), None)
        if found is None:
            found = (Pattern(pieces, is_tail), Node())
            insort(self.dynamic, found, key=lambda step: step[0].weight)
        pattern, node = found
        return node.static.setdefault("", Node()) if pattern.is_branch else node


class Matcher:
    """The tree of a map's rules."""

    def __init__(self, merge_slashes: bool) -> None:
        self.merge_slashes = merge_slashes
        self._root = Node()
        #: Domain -> path -> the node that it leads to, if there is no variable on the way.
        self._static: dict[str, dict[str, Node]] = {}

    def add(self, rule: Rule) -> None:
        """Add *rule* to the tree, below its host or subdomain."""
        domain, *segments = _segments_of(rule)
        node = self._root.step(domain)
        text, path = _text_of(domain), ""
        nodes = None if text is None else self._static.setdefault(text, {})
        for position, pieces in enumerate(segments):
            if not all(isinstance(p, str) or p.converter.part_isolating for p in pieces):
                tail = [piece for segment in segments[position:] for piece in ("/", *segment)]
                node = node.step(tail[1:], is_tail=True)
                break
            node = node.step(pieces)
            text = _text_of(pieces)
            if text is None or path == "//":  # no path begins with two slashes
                nodes = None
            elif nodes is not None:
                nodes[path + text] = node
                path += f"{text}/"
        node.add(rule)

    def find(self, domain: str, path: str, method: str, is_websocket: bool = False) -> Outcome:
        """Find the rule that serves *method* on *path* at the host or subdomain *domain*.

        ``path`` is decoded, ``"/user/7"``. Returns the rule and a new dictionary of its values,
        a Redirect, or a Miss.
        """
        nodes = self._static.get(domain) or {}
        node = nodes.get(path)
        if node is not None and not is_websocket:
            rule = node.serving.get(method) or node.serving.get(None)
            if rule is not None:  # no way is better than one without variables
                return rule, dict(rule.defaults) if rule.defaults else {}
        # Most variables are the last segment of their path: jump to the node before it.
        before, _, last = path.rpartition("/")
        if node is None and last and before in nodes and before != "/" and not is_websocket:
            for pattern, end in nodes[before].dynamic:
                match = pattern.accepts(last)
                if match:
                    rule = end.serving.get(method) or end.serving.get(None)
                    texts = match.group(*pattern.groups)[1:] if pattern.groups else (last,)
                    try:
                        if rule is not None:
                            return rule, rule.convert(texts)
                    except ValueError:
                        pass
                    break  # the walk finds out what else fits
        passed: list[Rule] = []
        path = f"/{path.lstrip('/')}" if path else ""
        found = self._walk([domain, *path.split("/")], method, is_websocket, passed)
        if found is None and self.merge_slashes and "//" in path:
            path = re.sub("/{2,}", "/", path)
            found = self._walk([domain, *path.split("/")], method, is_websocket, passed)
            if isinstance(found, tuple):
                found = Redirect(path) if found[0].merge_slashes else None
        if not isinstance(found, tuple):
            return found or Miss(passed)
        try:
            return found[0], found[0].convert(found[1])
        except ValueError:  # a converter does not accept its text
            return Miss(passed)

    def _walk(
        self, segments: list[str], method: str, is_websocket: bool, passed: list[Rule]
    ) -> tuple[Rule, tuple[str, ...]] | Redirect | None:
        """Return the best rule and the texts of its variables, or a redirect to it, or None.

        *segments* begin with the host or subdomain. Adds rules to *passed*.
        """
        end = len(segments)
        # A way may also end before the path's last slash, or after one that the path lacks.
        end_without_slash, end_with_slash = end + 1, end + 2
        # The ways that are open, the best last: a node, how many segments lead there, and the texts
        # of the variables among them.
        ways: list[tuple[Node, int, tuple[str, ...]]] = [(self._root, 0, ())]
        while ways:
            node, position, texts = ways.pop()
            while position < end:
                segment = segments[position]
                if not segment and position == end - 1:
                    ways.append((node, end_without_slash, texts))
                for pattern, following in reversed(node.dynamic):
                    text, next_position = segment, position + 1
                    if pattern.is_tail:
                        text, next_position = "/".join(segments[position:]), end
                        if pattern.is_branch and text.endswith("/"):
                            text, next_position = text[:-1], end - 1
                    match = pattern.accepts(text)
                    if match:
                        found = match.group(*pattern.groups)[1:] if pattern.groups else (text,)
                        ways.append((following, next_position, texts + found))
                if segment not in node.static:
                    break
                node, position = node.static[segment], position + 1  # the best way: go on with it
            else:
                if position == end and "" in node.static:
                    ways.append((node.static[""], end_with_slash, texts))
                for rule in node.rules:
                    if rule.strict_slashes and position == end_without_slash:
                        continue
                    if rule.websocket == is_websocket and (
                        rule.methods is None or method in rule.methods
                    ):
                        if rule.strict_slashes and position == end_with_slash:
                            return Redirect("/".join(segments[1:]) + "/")
                        return rule, texts
                    if position != end_with_slash:
                        passed.append(rule)
        return None


def _text_of(pieces: list[str | Slot]) -> str | None:
    """Return *pieces* as a text; None if there is a variable among them."""
    texts = [piece for piece in pieces if isinstance(piece, str)]
    return "".join(texts) if len(texts) == len(pieces) else None


def _segments_of(rule: Rule) -> list[list[str | Slot]]:
    """Return the pieces of *rule* by segments, the host or subdomain first."""
    segments: list[list[str | Slot]] = [list(rule._domain_pieces), []]
    for piece in rule._path_pieces:
        if piece == "/":
            segments.append([])
        else:
            segments[-1].append(piece)
    return segments
