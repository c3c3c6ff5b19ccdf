"""docs/architecture.md: its tables are the ones that imports are checked against, and what it
names exists.

The calls of a hello-world, which the page prints too, are compared in tests/test_hot_path.py.
"""

from __future__ import annotations

import builtins
import keyword
import re

from tests.docs import sources
from tests.docs.pages import ARCHITECTURE, ROOT, without_blocks


def test_the_table_of_layers_is_the_one_that_imports_are_checked_against():
    rows = sources.find_table(sources.LAYERS_MARKER)
    from_the_ground = {row[0].partition(" ")[2]: row[1] for row in reversed(rows)}
    expected = {
        layer: ", ".join(f"`{module}`" for module in modules)
        for layer, modules in sources.layers().items()
    }
    assert list(from_the_ground.items()) == list(expected.items())


def test_the_table_of_imports_upwards_is_the_one_that_imports_are_checked_against():
    rows = sources.find_table(sources.UPWARDS_MARKER)
    found = {(row[0].strip("`"), row[1].strip("`")): row[2] for row in rows}
    assert found == sources.imports_upwards()


# What the prose names

#: An identifier, with what it is an attribute of; perhaps a call.
_NAME = re.compile(r"[A-Za-z_][\w.]*(?=\(\)|$)")
_WORDS_OF_THE_SOURCE = {
    word
    for path in (ROOT / "microflask").rglob("*.py")
    for word in [*re.findall(r"\w+", path.read_text()), *path.with_suffix("").parts]
}
_KNOWN = _WORDS_OF_THE_SOURCE | set(dir(builtins)) | set(keyword.kwlist)


def names_in_prose() -> set[str]:
    spans = re.findall(r"`([^`\n]+)`", without_blocks(ARCHITECTURE))
    return {span for span in spans if _NAME.match(span) and re.fullmatch(r"[\w.]+(?:\(\))?", span)}


def test_every_name_in_the_prose_is_one_of_the_source():
    unknown = {
        name
        for name in names_in_prose()
        if not set(name.removesuffix("()").removesuffix(".py").strip(".").split(".")) <= _KNOWN
    }
    assert unknown == set()


def test_the_prose_names_much_of_the_source():
    assert {"wsgi_app", "hook_names", "RequestContext"} <= names_in_prose()


def test_every_file_that_is_named_exists():
    paths = re.findall(
        r"(?:microflask|tests|docs|examples)/[\w/.]*\w", without_blocks(ARCHITECTURE)
    )
    assert [path for path in paths if not (ROOT / path).exists()] == []
