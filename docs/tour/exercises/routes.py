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
    if path in rules:
        return "view", rules[path], {}
    return ("not found",)


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
