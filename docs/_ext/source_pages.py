"""A Sphinx extension: the files of the project as pages of the site.

A page of the documentation links to ``../microflask/app.py``, as a code host understands it, and
quotes functions by ``literalinclude``. On the site

- such a link leads to a page that shows the file, ``#Flask.wsgi_app`` to that function in it;
- a link to a folder leads to a page that lists its files;
- a quotation is shown without the indentation of its class, below a link to where it stands.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.osutil import relative_uri

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "microflask"

#: What a file is shown as; another one is shown as text.
LANGUAGES = {".py": "python", ".html": "html+jinja", ".css": "css", ".js": "js", ".md": "markdown"}
LANGUAGES |= {".sh": "sh", ".sql": "sql", ".toml": "toml", ".svg": "xml", ".xml": "xml"}


# Quotations


class Quotation(LiteralInclude):
    """``literalinclude``, unindented and with a caption that leads to the file."""

    def run(self) -> list[nodes.Node]:
        target = self.arguments[0]
        _, path = self.env.relfn2path(target)
        name = self.options.get("pyobject")
        label = Path(path).resolve().relative_to(ROOT).as_posix()
        self.options.setdefault("dedent", None)
        self.options.setdefault("language", language_of(Path(path)))
        self.options.setdefault("caption", f"[{label}]({target}{f'#{name}' if name else ''})")
        return super().run()


def language_of(path: Path) -> str:
    return LANGUAGES.get(path.suffix, "text")


# Links


class LinksToSource(SphinxTransform):
    """Let links that leave docs/ lead to the pages that show what they name."""

    default_priority = 500

    def apply(self, **options: Any) -> None:
        for node in list(self.document.findall(is_link)):
            path, anchor = self.find_target(node)
            if path is None:
                continue
            page = self.page_of(path)
            uri = relative_uri(f"{self.env.docname}.html", f"{page}.html")
            link = nodes.reference("", "", internal=True, refuri=uri + anchor)
            link += node.children[0].children
            node.replace_self(link)

    def find_target(self, node: nodes.Element) -> tuple[Path | None, str]:
        """Return the file or folder that *node* links to and that is no page, and its anchor."""
        target = node["reftarget"]
        if target in self.env.found_docs:
            return None, ""
        if node.get("refdomain") == "doc":  # a Markdown file, named without its suffix
            target = f"/{target}.md"
        target, _, anchor = target.partition("#")
        anchor = node.get("reftargetid") or anchor
        _, name = self.env.relfn2path(target, self.env.docname)
        # A file that is included has links of its own, relative to its own folder.
        for path in (Path(name), Path(node.source or name).parent / target):
            path = Path(os.path.normpath(path))
            if path.exists() and path.is_relative_to(ROOT):
                return path, f"#{anchor}" if anchor else ""
        return None, ""

    def page_of(self, path: Path) -> str:
        """Return the name of the page that shows *path*, and see to it that there is one."""
        name = path.relative_to(ROOT).as_posix()
        instead: dict[str, str] = self.config.source_pages_instead
        if name in instead:
            return instead[name]
        shown_by(self.env).setdefault(self.env.docname, set()).add(path)
        return page_name(path)


def keep_anchors() -> None:
    """Let MyST keep the anchor of a link to a file that is no page: it takes it for a download."""
    render = SphinxRenderer.render_link_unknown

    def render_with_anchor(self: SphinxRenderer, token: Any) -> None:
        render(self, token)
        node = self.current_node.children[-1]
        if isinstance(node, addnodes.download_reference):
            node["reftargetid"] = urlsplit(token.attrGet("href")).fragment

    SphinxRenderer.render_link_unknown = render_with_anchor


def is_link(node: nodes.Node) -> bool:
    if isinstance(node, addnodes.download_reference):
        return True
    return isinstance(node, addnodes.pending_xref) and node.get("reftype") == "myst"


def page_name(path: Path) -> str:
    name = path.relative_to(ROOT).as_posix()
    return f"source/{name}/index" if path.is_dir() else f"source/{name}"


def shown_by(env: BuildEnvironment) -> dict[str, set[Path]]:
    """Return which files each document links to; it is kept from one build to the next."""
    if not hasattr(env, "source_pages"):
        env.source_pages = {}  # type: ignore[attr-defined]
    return env.source_pages  # type: ignore[attr-defined]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    shown_by(env).pop(docname, None)


# Pages


def source_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the package's files and whatever else is linked to, as pages."""
    shown = set(PACKAGE.rglob("*.py")).union(*shown_by(app.env).values())
    for folder in [path for path in shown if path.is_dir()]:
        shown.update(files_in(folder))
    for path in sorted(shown):
        body = folder_body(path) if path.is_dir() else file_body(app, path)
        title = path.relative_to(ROOT).as_posix()
        yield page_name(path), {"title": title, "body": body}, "page.html"


class Navigation:
    """Makes the table of contents of the site once for all source pages of the same depth.

    Nothing else in it differs, and to make it for each page took most of the time of a build.
    """

    def __init__(self) -> None:
        self.made: dict[Any, str] = {}

    def share(self, app: Sphinx, page: str, template: str, context: Any, *rest: Any) -> None:
        if not page.startswith("source/"):
            return
        make = context["toctree"]

        def toctree(**options: Any) -> str:
            key = (page.count("/"), *sorted(options.items()))
            if key not in self.made:
                self.made[key] = make(**options)
            return self.made[key]

        context["toctree"] = toctree


def files_in(folder: Path) -> list[Path]:
    """Return the source files below *folder*: not what a program has written there."""
    return sorted(path for path in folder.rglob("*") if path.suffix in LANGUAGES)


def folder_body(folder: Path) -> str:
    name = folder.relative_to(ROOT).as_posix()
    items = [
        f'<li><a href="{escape(path.relative_to(folder).as_posix())}.html">'
        f"{escape(path.relative_to(folder).as_posix())}</a></li>"
        for path in files_in(folder)
    ]
    return f"<h1>{escape(name)}/</h1><ul>{''.join(items)}</ul>"


def file_body(app: Sphinx, path: Path) -> str:
    """Return a file, highlighted, with an anchor for each line and for each definition."""
    heading = f"<h1>{escape(path.relative_to(ROOT).as_posix())}</h1>"
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return f"{heading}<p>This file is not a text.</p>"
    code: str = app.builder.highlighter.highlight_block(
        text, language_of(path), force=True, linespans="line"
    )
    for name, line in definitions(path, text):
        mark = f'<span id="line-{line}">'
        code = code.replace(mark, f'<span id="{name}"></span>{mark}')
    return f'{heading}<div class="source-page">{code}</div>'


def definitions(path: Path, text: str) -> list[tuple[str, int]]:
    """Return the functions and classes of a module with their lines; of several, the last.

    What a class is assigned, such as a method that another function makes, is among them.
    """
    found: dict[str, int] = {}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found[f"{prefix}{child.name}"] = child.lineno
                visit(child, f"{prefix}{child.name}.")
            elif isinstance(child, ast.Assign) and isinstance(node, ast.ClassDef):
                for target in [each for each in child.targets if isinstance(each, ast.Name)]:
                    found[f"{prefix}{target.id}"] = child.lineno
            else:
                visit(child, prefix)

    if path.suffix == ".py":
        visit(ast.parse(text), "")
    return list(found.items())


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("source_pages_instead", {}, "env")
    app.add_directive("literalinclude", Quotation, override=True)
    app.add_transform(LinksToSource)
    keep_anchors()
    app.connect("env-purge-doc", forget)
    app.connect("html-collect-pages", source_pages)
    app.connect("html-page-context", Navigation().share, priority=100)  # before the theme's
    return {"parallel_read_safe": False}
