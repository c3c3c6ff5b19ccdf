"""Exercise 2: a router.

Write ``answer(rules, path)``. ``rules`` is a dictionary of rules and the names of their views::

    {"/": "index", "/team/": "team", "/user/<name>": "user", "/photo/<int:id>": "photo"}

It returns one of three things:

- ``("view", "photo", {"id": 7})`` where a rule matches. ``<name>`` takes one segment that is not
  empty. ``<int:id>`` takes digits only, and its value is a number.
- ``("redirect", "/team/")`` where the path would match with one slash more at its end.
- ``("not found",)`` for everything else, such as a slash too many.
"""

from check import expect, outcome_of, run

# Your part begins here.


def answer(rules, path):
    """Return what *path* leads to."""
    for rule, view in rules.items():
        values = match(rule, path)
        if values is not None:
            return "view", view, values
    if any(match(rule, f"{path}/") is not None for rule in rules):
        return "redirect", f"{path}/"
    return ("not found",)


def match(rule, path):
    """Return the values of the variables; None where the rule does not match."""
    pieces, segments = rule.split("/"), path.split("/")
    if len(pieces) != len(segments):
        return None
    values = {}
    for piece, segment in zip(pieces, segments):
        if piece.startswith("<int:") and segment.isdecimal():
            values[piece[5:-1]] = int(segment)
        elif piece.startswith("<") and not piece.startswith("<int:") and segment:
            values[piece[1:-1]] = segment
        elif piece != segment:
            return None
    return values


# Your part ends here.

RULES = {
    "/": "index",
    "/about": "about",
    "/team/": "team",
    "/user/<name>": "user",
    "/user/<name>/photos/<int:id>": "photo",
    "/archive/<int:year>/": "archive",
}

CASES = [
    ("/", ("view", "index", {}), "A rule without variables is a look into the dictionary."),
    ("/user/ada", ("view", "user", {"name": "ada"}), "Compare rule and path segment by segment."),
    (
        "/user/ada/photos/7",
        ("view", "photo", {"name": "ada", "id": 7}),
        "The value of <int:id> is int(segment).",
    ),
    (
        "/user/ada/photos/seven",
        ("not found",),
        "<int:id> takes digits: segment.isdecimal() tells. A text that does not fit is no error.",
    ),
    ("/user/ada/photos", ("not found",), "A rule has as many segments as its path."),
    ("/user/", ("not found",), "<name> takes no empty segment."),
    ("/team/", ("view", "team", {}), "A rule with a slash at its end matches with that slash."),
    ("/team", ("redirect", "/team/"), "One slash too few: where path + '/' matches, redirect."),
    ("/archive/1815", ("redirect", "/archive/1815/"), "So do rules with variables."),
    ("/about/", ("not found",), "One slash too many is no redirect: /about/ is another URL."),
    ("/user", ("not found",), "/user/ is not found either, so there is nowhere to redirect to."),
    ("/nowhere", ("not found",), "No rule matches, with or without a slash."),
]


def check():
    for path, expected, hint in CASES:
        expect(f"answer(rules, {path!r})", outcome_of(answer, RULES, path), expected, hint)
    expect(
        "the same with the rules in the opposite order",
        [answer(dict(reversed(RULES.items())), path) for path, _, _ in CASES],
        [expected for _, expected, _ in CASES],
        "Look at all rules before you say that a path is not found, or redirect.",
    )


if __name__ == "__main__":
    run(check)
