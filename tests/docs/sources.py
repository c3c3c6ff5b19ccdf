"""What the pages quote from the source, and what docs/architecture.md copies from the tests.

A quotation is a directive that names a file and a function or class in it, or the lines where
the quoted text begins and ends::

    ```{literalinclude} ../microflask/app.py
    :pyobject: Flask.wsgi_app
    ```

So the site always shows the source as it is. What is left to the tests is that there is
something to show.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import ARCHITECTURE, PAGES, ROOT, Block, read_blocks

PROJECT_TESTS = ROOT / "tests" / "test_project.py"

#: What follows this marker is the table of floors: its second column names the rooms.
LAYERS_MARKER = "<!-- layers -->"
#: What follows this marker is the table of the ways up.
UPWARDS_MARKER = "<!-- imports upwards -->"


@dataclass(frozen=True)
class Quotation:
    """A ``literalinclude`` of a page."""

    block: Block
    file: Path
    options: dict[str, str]

    def __str__(self) -> str:
        return f"{self.block}: {self.block.target} {self.options.get('pyobject', '')}".rstrip()

    @property
    def definition(self) -> str:
        """The name of the function or class that it shows; empty where it shows lines."""
        return self.options.get("pyobject", "")


def quotations(pages: Iterable[Path] = PAGES) -> list[Quotation]:
    """Return the quotations of *pages* in their order."""
    return [
        Quotation(
            block,
            (block.page.parent / block.target).resolve(),
            dict(re.findall(r"^:([\w-]+): *(.*)$", block.text, re.MULTILINE)),
        )
        for page in pages
        for block in read_blocks(page)
        if block.directive == "literalinclude"
    ]


def find_definition(file: Path, name: str) -> ast.stmt:
    """Return the function or class *name* of a file: ``"Flask.wsgi_app"``.

    Of several, such as the parts of a property, it is the last one. Raises LookupError where
    there is none.
    """
    node: ast.AST = ast.parse(file.read_text())
    for part in name.split("."):
        found = [child for child in _definitions(node) if child.name == part]
        if not found:
            raise LookupError(f"There is no {part!r} for {name!r} in {file}.")
        node = found[-1]
    return node


def _definitions(
    node: ast.AST,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield what is defined directly below *node*, be it within an ``if`` or a ``try``."""
    for statement in getattr(node, "body", []):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement
        elif isinstance(statement, ast.If | ast.Try):
            yield from _definitions(statement)


def find_table(marker: str) -> list[list[str]]:
    """Return the cells of the table below *marker*, row by row, without its head."""
    match = re.search(
        re.escape(marker) + r"\n\|[^\n]*\n\|[- |]*\n((?:\|[^\n]*\n)+)", ARCHITECTURE.read_text()
    )
    if match is None:
        raise LookupError(f"docs/architecture.md has no table below {marker!r}.")
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in match[1].splitlines()]


def literal(file: Path, name: str) -> object:
    """Return the value of a name that is assigned a literal in a file."""
    for statement in ast.parse(file.read_text()).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return ast.literal_eval(statement.value)
    raise LookupError(f"{file} assigns nothing to {name!r}.")


def layers() -> dict[str, list[str]]:
    """Return the modules of each layer, from the lowest up."""
    found = literal(PROJECT_TESTS, "LAYERS")
    assert isinstance(found, dict)
    return {layer: modules.split() for layer, modules in found.items()}


def imports_upwards() -> dict[tuple[str, str], str]:
    """Return the imports that go up, and what each of them is for."""
    found = literal(PROJECT_TESTS, "IMPORTS_UPWARDS")
    assert isinstance(found, dict)
    return found
