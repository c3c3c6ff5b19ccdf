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
from collections.abc import Iterator
from typing import Any, NamedTuple

from .patterns import Pattern, SegmentPattern, TailPattern, identify
from .rules import Rule, Slot


class Match(NamedTuple):
    """A rule serves the path; ``values`` are those of its variables."""

    rule: Rule
    values: dict[str, Any]


class Candidate(NamedTuple):
    """A rule fits the path; ``texts`` are those of its variables."""

    rule: Rule
    texts: tuple[str, ...]


class Redirect(NamedTuple):
    """A rule serves another form of the path, with a slash more or fewer."""

    path: str


class Miss:
    """No rule serves the path.

    ``methods`` are those that would have been served there; ``is_websocket_mismatch`` says that
    a rule is there for WebSockets where this is none, or the reverse.
    """

    def __init__(self) -> None:
        self.methods: set[str] = set()
        self.is_websocket_mismatch = False


Outcome = Match | Redirect | Miss

#: Methods that a rule without a list of its own serves on the short way, and all that
#: any other rule lists. For a method that is nowhere listed there is the careful way.
_COMMON_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Node:
    """A place in the tree: what leads on from here, and which rules end here."""

    __slots__ = ("dynamic", "rules", "serving", "serving_with_slash", "static")

    def __init__(self) -> None:
        self.static: dict[str, Node] = {}
        #: Patterns and where they lead, the lightest first; sorted by ``Matcher.update``.
        self.dynamic: list[tuple[Pattern, Node]] = []
        self.rules: list[Rule] = []

        #: For the short way: which rule serves a method, where a path ends here, or here with
        #: a slash left over. None for a rule means that the answer is not simply its values.
        self.serving: dict[str, Rule | None] = {}
        self.serving_with_slash: dict[str, Rule | None] = {}

    def step(self, pieces: list[str | Slot]) -> Node:
        """Return the node that one segment leads to, made where there is none yet."""
        if all(isinstance(piece, str) for piece in pieces):
            return self.static.setdefault("".join(map(str, pieces)), Node())
        return self._step_by(SegmentPattern, pieces)[1]

    def step_to_end(self, pieces: list[str | Slot]) -> Node:
        """Return the node that the rest of a rule leads to, made where there is none yet."""
        pattern, node = self._step_by(TailPattern, pieces)
        return node.static.setdefault("", Node()) if pattern.is_branch else node

    def _step_by(self, kind: type[Pattern], pieces: list[str | Slot]) -> tuple[Pattern, Node]:
        """Return the pattern that consists of *pieces*, and the node that it leads to."""
        key = (kind, *identify(pieces))
        for pattern, node in self.dynamic:
            if pattern.key == key:
                return pattern, node
        self.dynamic.append((kind(pieces), Node()))
        return self.dynamic[-1]


class ShortWay:
    """What ``Matcher.find`` looks into; one object, so that a thread sees all of it or nothing."""

    __slots__ = ("before_last", "home", "static")

    def __init__(self, home: Node) -> None:
        #: The node of the map's own subdomain.
        self.home = home
        #: Path -> which rule serves a method there, for paths without variables.
        self.static: dict[str, dict[str, Rule | None]] = {}
        #: Path without variables -> the node that it leads to.
        self.before_last: dict[str, Node] = {}


class Matcher:
    """The tree of a map's rules."""

    def __init__(self, merge_slashes: bool) -> None:
        self.merge_slashes = merge_slashes
        self._root = Node()
        self.close_short_way()

    def add(self, rule: Rule) -> None:
        """Add *rule* to the tree, below its host or subdomain."""
        domain, *segments = _segments(rule)
        node = self._root.step(domain)
        for position, pieces in enumerate(segments):
            if not all(
                isinstance(piece, str) or piece.converter.part_isolating for piece in pieces
            ):
                node = node.step_to_end(_joined(segments[position:]))
                break
            node = node.step(pieces)
        node.rules.append(rule)
        self.close_short_way()

    # The careful way: it says what is wrong

    def match(self, domain: str, path: str, method: str, is_websocket: bool) -> Outcome:
        """Find the rule that serves *method* on *path* at the host or subdomain *domain*.

        ``path`` is the decoded path with its first slash. A path that only fits when its
        doubled slashes are merged is redirected.
        """
        miss = Miss()
        found = self._search(domain, path, method, is_websocket, miss)
        if found is None and self.merge_slashes and "//" in path:
            path = re.sub("/{2,}", "/", path)
            found = self._search(domain, path, method, is_websocket, miss)
            if isinstance(found, Candidate):
                found = Redirect(path) if found.rule.merge_slashes else None
        if isinstance(found, Candidate):
            return _convert(*found) or miss
        return found or miss

    def _search(
        self, domain: str, path: str, method: str, is_websocket: bool, miss: Miss
    ) -> Candidate | Redirect | None:
        """Return the best rule that fits; note in *miss* what others lack."""
        for node, texts, has_slash_left in _ends(self._root, [domain, *path.split("/")]):
            for rule in node.rules:
                if has_slash_left and rule.strict_slashes:
                    continue
                if not _serves(rule, method):
                    miss.methods.update(rule.methods or ())
                elif rule.websocket != is_websocket:
                    miss.is_websocket_mismatch = True
                else:
                    return Candidate(rule, texts)
            slash = None if has_slash_left else node.static.get("")
            for rule in slash.rules if slash else ():
                if rule.websocket == is_websocket and _serves(rule, method):
                    return Redirect(f"{path}/") if rule.strict_slashes else Candidate(rule, texts)
        return None

    # The short way: it finds the rule, or says nothing

    def find(self, path: str, method: str) -> tuple[Rule, dict[str, Any]] | None:
        """Find the rule that serves *method* on *path* at the map's own subdomain.

        Returns the rule and a new dictionary of its values; None for everything out
        of the ordinary, be it a miss, a redirect or a path that ``match`` alone finds.
        """
        short_way = self._short_way
        serving = short_way.static.get(path)
        if serving is not None and method in serving:
            rule = serving[method]
            if rule is None:
                return None
            return rule, dict(rule.defaults) if rule.defaults else {}
        # Most other rules end in their only variable: jump to the place before it.
        before, slash, last = path.rpartition("/")
        node = short_way.before_last.get(before)
        if node is not None and slash and last:
            for pattern, end in node.dynamic:
                if method in end.serving:
                    texts = pattern.texts(last)
                    if texts is not None:
                        rule = end.serving[method]
                        try:
                            return None if rule is None else (rule, rule.convert(texts))
                        except ValueError:
                            return None
        if path.startswith("//"):
            return None
        for end, texts, has_slash_left in _ends(short_way.home, path.split("/")):
            serving = end.serving_with_slash if has_slash_left else end.serving
            if method in serving:
                return _converted(serving[method], texts)
        return None

    def misses(self, path: str) -> bool:
        """Tell whether no rule ends where *path* ends, whatever the method or the slash at its end.

        False says nothing: ``match`` knows.
        """
        if self._root.dynamic or "//" in path or not path.startswith("/"):
            return False
        for node, _, _ in _ends(self._short_way.home, path.split("/")):
            if node.rules or "" in node.static:
                return False
        return True

    def close_short_way(self) -> None:
        """Let ``find`` find nothing, until ``update`` has seen all rules."""
        self._short_way = ShortWay(Node())

    def update(self, plain_rules: set[int]) -> None:
        """Sort the tree, and note at each node which rule serves a method there.

        *plain_rules* are the ids of the rules that answer with nothing but their values.
        """
        methods = set(_COMMON_METHODS)
        for node in _all_nodes(self._root):
            node.dynamic = sorted(node.dynamic, key=lambda step: step[0].weight)
            methods.update(*(rule.methods or () for rule in node.rules))
        for node in _all_nodes(self._root):
            slash = node.static.get("")
            here = [(rule, id(rule) in plain_rules) for rule in node.rules]
            lenient_here = [(rule, is_plain) for rule, is_plain in here if not rule.strict_slashes]
            with_slash = [
                (rule, id(rule) in plain_rules and not rule.strict_slashes)
                for rule in (slash.rules if slash else ())
            ]
            node.serving = _serving(here + with_slash, methods)
            node.serving_with_slash = _serving(lenient_here, methods)

    def open_short_way(self, subdomain: str) -> None:
        """Let ``find`` find the rules at *subdomain*, after ``update``."""
        home = self._root.static.get(subdomain, Node())
        short_way = ShortWay(home)
        pending = [("", home.static[""])] if "" in home.static else []
        while pending:
            path, node = pending.pop()
            short_way.static[path] = node.serving
            # A path never begins with two slashes: an adapter makes them one before it matches.
            if path != "/":
                if node.dynamic:
                    short_way.before_last[path] = node
                pending.extend((f"{path}/{text}", child) for text, child in node.static.items())
        self._short_way = short_way


def _all_nodes(root: Node) -> Iterator[Node]:
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.static.values())
        pending.extend(child for _, child in node.dynamic)


def _serving(rules: list[tuple[Rule, bool]], methods: set[str]) -> dict[str, Rule | None]:
    """Return which of *rules* serves a method: the first, or None if that one is not plain.

    Each comes with whether it is. One that lists no methods serves all that are known.
    """
    serving: dict[str, Rule | None] = {}
    for rule, is_plain in rules:
        if not rule.websocket:
            for method in methods if rule.methods is None else rule.methods:
                serving.setdefault(method, rule if is_plain else None)
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


def _joined(segments: list[list[str | Slot]]) -> list[str | Slot]:
    """Return the pieces of *segments* with the slashes between them."""
    first, *others = segments
    pieces = list(first)
    for segment in others:
        pieces += ["/", *segment]
    return pieces


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


def _convert(rule: Rule, texts: tuple[str, ...]) -> Match | None:
    try:
        return Match(rule, rule.convert(texts))
    except ValueError:
        return None
