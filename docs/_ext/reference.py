"""A Sphinx extension: what autodoc leaves to be done for the API reference.

Each entry has a link to its source, and a value is shown where it can be read.
"""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils import nodes
from source_pages import PACKAGE, page_name
from sphinx import addnodes
from sphinx.application import Sphinx

#: A longer value, such as the settings by default, says less than its name.
LONGEST_VALUE = 60


def find_source(domain: str, info: dict[str, str]) -> str | None:
    """Return where the source of an entry of the reference is shown.

    All pages of the reference are in one folder, so one relative address serves them.
    """
    try:
        found: Any = import_module(info["module"] or "microflask")
        for part in info["fullname"].split("."):
            owner, found = found, inspect.getattr_static(found, part, None) or getattr(found, part)
    except (ImportError, AttributeError):
        return None
    found = getattr(found, "fget", None) or getattr(found, "__func__", None) or found
    found = getattr(found, "compute", None) or inspect.unwrap(found)
    name = getattr(found, "__qualname__", None)
    if inspect.isfunction(found) and (
        "<locals>" in found.__qualname__ or found.__code__.co_name != found.__name__
    ):
        # Another function has made it: show where the class has it from.
        found = next(base for base in owner.__mro__ if part in vars(base))
        name = f"{found.__qualname__}.{part}"
    module = sys.modules.get(getattr(found, "__module__", None) or "")
    file = Path(getattr(module, "__file__", None) or "/")
    if not file.is_relative_to(PACKAGE) or name is None:
        return None
    return f"../{page_name(file)}.html#{name}"


def hide_values(app: Sphinx, document: nodes.document) -> None:
    """Drop the values of attributes that are long, or that nobody could have written."""
    for note in list(document.findall(addnodes.desc_annotation)):
        text = note.astext().strip()
        if text.startswith("=") and ("<" in text or len(text) > LONGEST_VALUE):
            note.parent.remove(note)


def setup(app: Sphinx) -> dict[str, Any]:
    app.config.linkcode_resolve = find_source
    app.connect("doctree-read", hide_values)
    return {"parallel_read_safe": True}
