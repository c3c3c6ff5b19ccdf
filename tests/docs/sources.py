"""What docs/architecture.md quotes: pieces of the source, the calls of a request, the floors.

A quotation is the definition itself, without what is indented in common: of a function or
class with its decorators, of a name with the value that it is given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from textwrap import dedent

from tests.docs.pages import ARCHITECTURE, ROOT, Block, read_blocks

#: What follows this marker is the table of floors: its second column names the rooms.
FLOORS_MARKER = "<!-- floors -->"
#: What follows this marker is the table of the ways up.
STAIRS_MARKER = "<!-- stairs -->"


def find_source(argument: str) -> str:
    """Return the source that ``"microflask/app.py Flask.wsgi_app"`` stands for.

    Raises LookupError where there is none.
    """
    file, _, name = argument.partition(" ")
    source = (ROOT / file).read_text()
    node: ast.AST = ast.parse(source)
    for part in name.split("."):
        node = _find_definition(node, part, argument)
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    lines = source.splitlines(keepends=True)[first - 1 : node.end_lineno]
    return dedent("".join(lines))


def _find_definition(node: ast.AST, name: str, argument: str) -> ast.stmt:
    """Return the last statement directly below *node* that defines *name*."""
    found = [child for child in _statements(node) if name in _names_of(child)]
    if not found:
        raise LookupError(f"There is no {name!r} for {argument!r}.")
    return found[-1]


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    for statement in getattr(node, "body", []):
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from _statements(statement)


def _names_of(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def quotations() -> list[Block]:
    """Return the blocks of the page that are quoted from the source."""
    return [block for block in read_blocks(ARCHITECTURE) if block.kind == "source"]


def find_table(marker: str) -> list[list[str]]:
    """Return the cells of the table below *marker*, row by row, without its head."""
    match = re.search(
        re.escape(marker) + r"\n\|[^\n]*\n\|[- |]*\n((?:\|[^\n]*\n)+)", ARCHITECTURE.read_text()
    )
    if match is None:
        raise LookupError(f"docs/architecture.md has no table below {marker!r}.")
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in match[1].splitlines()]


def literal(argument: str) -> object:
    """Return the value of a name that is assigned a literal: ``"tests/test_project.py FLOORS"``."""
    statement = ast.parse(find_source(argument)).body[0]
    assert isinstance(statement, ast.Assign)
    return ast.literal_eval(statement.value)


def floors() -> dict[str, list[str]]:
    """Return the rooms of each floor of the house, from the ground up."""
    found = literal("tests/test_project.py FLOORS")
    assert isinstance(found, dict)
    return {floor: rooms.split() for floor, rooms in found.items()}


def stairs() -> dict[tuple[str, str], str]:
    """Return the ways up, and what each of them is for."""
    found = literal("tests/test_project.py STAIRS")
    assert isinstance(found, dict)
    return found


def write_rooms(rooms: list[str]) -> str:
    """Return the cell of the table that names *rooms*."""
    return ", ".join(f"`{room}`" for room in rooms)


def write_stairs() -> str:
    """Return the table of the ways up, with its head."""
    rows = [f"| `{start}` | `{end}` | {purpose} |" for (start, end), purpose in stairs().items()]
    return "\n".join(["| from | up to | what for |", "|---|---|---|", *rows]) + "\n"
