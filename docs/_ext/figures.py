"""A Sphinx extension: the drawings in docs/figures/ become part of the page that shows them.

As pictures they could not see whether the reader has chosen light or dark. Their names and
descriptions, which screen readers read, come with them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

FIGURES = Path(__file__).parents[1] / "figures"


class DrawnFigures(SphinxTransform):
    """Put the text of a drawing where an image refers to it."""

    default_priority = 500

    def apply(self, **options: Any) -> None:
        for image in list(self.document.findall(nodes.image)):
            relative, path = self.env.relfn2path(image["uri"], self.env.docname)
            if Path(path).parent.resolve() != FIGURES:
                continue
            self.env.note_dependency(relative)
            drawing = f'<div class="figure">{Path(path).read_text()}</div>'
            alone = isinstance(image.parent, nodes.paragraph) and len(image.parent) == 1
            place = image.parent if alone else image
            place.replace_self(nodes.raw("", drawing, format="html"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(DrawnFigures)
    return {"parallel_read_safe": True}
