"""The pages of the documentation, taken apart for the tests: fenced blocks, headings, links.

A block may be preceded by a marker, an HTML comment that says what it is::

    <!-- file: templates/hello.html -->    a file of the page's program

A comment of its own says that the program begins with the files of an earlier page, which are then
as that page has left them::

    <!-- continues: first-page.md -->

A block whose language is in braces is a directive of Sphinx, such as ``{literalinclude}``, which
quotes a file: what it shows comes from elsewhere when the site is built.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DIFFERENCES = ROOT / "docs" / "differences.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]

_BLOCK = re.compile(
    r"(?:^<!-- (?P<marker>[^\n]+?) -->\n)?"
    r"^```(?:(?P<language>[\w+-]*)|\{(?P<directive>[\w-]+)\} *(?P<target>[^\n]*))\n"
    r"(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_CONTINUES = re.compile(r"^<!-- continues: (\S+) -->$", re.MULTILINE)
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+(?:\([^()]*\))?)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    #: The number of the first line of its text.
    line: int
    #: What stands behind the opening fence: ``"python"``; empty for a directive.
    language: str
    #: The name of a directive and what follows it: ``"literalinclude"``, ``"../hello.py"``.
    directive: str
    target: str
    text: str
    #: The marker before it, in two: ``"file"`` and ``"templates/hello.html"``.
    kind: str
    argument: str

    def __str__(self) -> str:
        return f"{name_of(self.page)}, line {self.line}"


def name_of(page: Path) -> str:
    """Return the path of a page within the project: ``"docs/index.md"``."""
    return page.relative_to(ROOT).as_posix()


def read_blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of *page* in their order."""
    text = page.read_text()
    return [
        Block(
            page,
            text.count("\n", 0, match.start("text")) + 1,
            match["language"] or "",
            match["directive"] or "",
            (match["target"] or "").strip(),
            match["text"],
            *split_marker(match["marker"]),
        )
        for match in _BLOCK.finditer(text)
    ]


def files_of(page: Path) -> dict[str, str]:
    """Return the texts of a program's files by their names: of the earlier page, then of *page*."""
    before = _CONTINUES.search(page.read_text())
    files = files_of(page.parent / before[1]) if before else {}
    return files | {b.argument: text_of(b) for b in read_blocks(page) if b.kind == "file"}


def text_of(block: Block) -> str:
    """Return what a block shows: its own text, or the whole file that it quotes."""
    return (block.page.parent / block.target).read_text() if block.directive else block.text


def split_marker(marker: str | None) -> tuple[str, str]:
    """Return the kind and the argument of a marker; what has no colon has no argument."""
    kind, _, argument = (marker or "").partition(":")
    return kind.strip(), argument.strip()


def without_blocks(page: Path) -> str:
    """Return the prose of *page*."""
    return _BLOCK.sub("", page.read_text())


def anchors_of(page: Path) -> set[str]:
    """Return what a link may name behind a ``#`` in *page*.

    Of headings it is what GitHub makes of them; of a Python file the site has the functions and
    classes, ``Flask.wsgi_app``.
    """
    if page.suffix == ".py":
        return set(_definitions(ast.parse(page.read_text()), ""))
    headings = _HEADING.findall(without_blocks(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _definitions(node: ast.AST, prefix: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield f"{prefix}{child.name}"
            yield from _definitions(child, f"{prefix}{child.name}.")
        else:
            yield from _definitions(child, prefix)


def toctree_of(page: Path) -> list[Path]:
    """Return the pages that the tables of contents of *page* name."""
    return [
        (page.parent / f"{name}.md").resolve()
        for block in read_blocks(page)
        if block.directive == "toctree"
        for name in re.findall(r"^(?:[^:\n].*<)?([\w/-]+)>?$", block.text, re.MULTILINE)
    ]


def links_of(page: Path) -> list[str]:
    """Return where the links in the prose of *page* lead."""
    return _LINK.findall(without_blocks(page))
