"""A Sphinx extension: a block of code that is a file of the reader's program bears its name.

The page says it in a comment, ``<!-- file: hello.py -->``, by which the tests write the file.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class FileNames(SphinxTransform):
    """Put the name of a file above the block that shows it."""

    default_priority = 500

    def apply(self, **options: Any) -> None:
        for block in list(self.document.findall(nodes.literal_block)):
            position = block.parent.index(block)
            before = block.parent[position - 1] if position else None
            marker = before and re.search(r"\bfile: (\S+)", before.astext())
            if not marker or not isinstance(before, nodes.comment | nodes.raw):
                continue
            frame = nodes.container("", literal_block=True, classes=["literal-block-wrapper"])
            self.document.set_id(frame)
            block.replace_self(frame)
            frame += nodes.caption("", marker[1])
            frame += block
            # Where comments are hidden, as on a code host, a page may say the name itself.
            said = frame.parent[position - 2] if position > 1 else None
            if isinstance(said, nodes.paragraph) and said.astext() == marker[1]:
                frame.parent.remove(said)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(FileNames)
    return {"parallel_read_safe": True}
