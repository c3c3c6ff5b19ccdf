"""What can be passed by name in Flask can be passed by the same name here.

So that ``json.dumps(obj=...)`` works, and a subclass that repeats a method's parameters, as
typed programs must, agrees with its base.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from inspect import Parameter, Signature, signature
from typing import Any

import pytest

MODULES = (
    "app blueprints cli config ctx debughelpers globals helpers json json.provider json.tag logging"
    " sessions signals templating testing views wrappers"
)

#: Where the names differ, and why.
EXCEPTIONS = {
    "cli.FlaskGroup.get_command": "the parameter is cmd_name, as in click.Group",
    "json.provider.DefaultJSONProvider.default": "an encoder calls it, by position",
    "testing.FlaskClient": "the app that it must be given has a name; Flask's is in *args",
}


def is_public(name: str) -> bool:
    return not name.startswith("_")


def is_flasks(member: Any) -> bool:
    """Tell whether this is a function or class of Flask, and no error: those it makes itself."""
    if inspect.isclass(member) and issubclass(member, Exception):
        return False
    return callable(member) and str(getattr(member, "__module__", "")).startswith("flask")


def public_pairs() -> Iterator[tuple[str, Any, Any]]:
    """Yield each function, class and method that both have: its path, Flask's, and ours."""
    for module in MODULES.split():
        theirs, ours = import_module(f"flask.{module}"), import_module(f"microflask.{module}")
        for name, member in sorted(vars(theirs).items()):
            if is_public(name) and is_flasks(member) and hasattr(ours, name):
                yield f"{module}.{name}", member, getattr(ours, name)
                yield from methods_of(f"{module}.{name}", member, getattr(ours, name))


def methods_of(path: str, theirs: Any, ours: Any) -> Iterator[tuple[str, Any, Any]]:
    if not inspect.isclass(theirs):
        return
    for name in filter(is_public, dir(theirs)):
        method = getattr(theirs, name)
        if inspect.isfunction(method) or inspect.ismethod(method):
            yield f"{path}.{name}", method, getattr(ours, name)


PAIRS = {path: (theirs, ours) for path, theirs, ours in public_pairs()}


def calls_that_suit(signature: Signature) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield calls with all arguments by position, all by name, and none that has a default.

    The arguments are their parameters' names.
    """
    by_kind: dict[Any, list[str]] = defaultdict(list)
    for parameter in signature.parameters.values():
        by_kind[parameter.kind].append(parameter.name)
    places = by_kind[Parameter.POSITIONAL_ONLY] + by_kind[Parameter.POSITIONAL_OR_KEYWORD]
    # Even ``self`` could be passed by name, but nobody does.
    only_places = by_kind[Parameter.POSITIONAL_ONLY] or [n for n in places[:1] if n == "self"]
    names = by_kind[Parameter.KEYWORD_ONLY]
    yield places, {name: name for name in names}
    yield only_places, {name: name for name in [*places, *names] if name not in only_places}
    required = {name for name, p in signature.parameters.items() if p.default is p.empty}
    yield [name for name in places if name in required], {n: n for n in names if n in required}


def find_misfits(theirs: Signature, ours: Signature) -> Iterator[str]:
    """Yield what goes wrong when *ours* is called as suits *theirs*."""
    for arguments, keywords in calls_that_suit(theirs):
        try:
            taken = ours.bind(*arguments, **keywords).arguments
        except TypeError as error:
            yield str(error)
        else:
            for name, argument in taken.items():
                if isinstance(argument, str) and argument != name:
                    yield f"{argument!r} arrives as {name!r}"


@pytest.mark.parametrize("path", sorted(set(PAIRS) - set(EXCEPTIONS)))
def test_the_parameters_are_called_as_in_flask(path):
    theirs, ours = PAIRS[path]
    assert list(find_misfits(signature(theirs), signature(ours))) == []


@pytest.mark.parametrize("path", EXCEPTIONS)
def test_each_exception_is_one(path):
    theirs, ours = PAIRS[path]
    assert list(find_misfits(signature(theirs), signature(ours))) != []


def test_another_name_another_place_and_another_parameter_would_be_found():
    def theirs(a, b=1, *, c=2): ...
    def same(a, b=1, *rest, c=2, **more): ...
    def other_name(a, bee=1, *, c=2): ...
    def other_place(b=1, a=None, *, c=2): ...
    def one_more(a, b=1, *, c=2, d): ...
    def without_default(a, b, *, c=2): ...

    assert list(find_misfits(signature(theirs), signature(same))) == []
    for function in (other_name, other_place, one_more, without_default):
        assert list(find_misfits(signature(theirs), signature(function))) != []
