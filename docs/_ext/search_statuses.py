"""A Sphinx extension: the search of the site finds the status codes of HTTP, such as 404.

Sphinx leaves numbers out of its index, and out of what somebody asks for. So a status code goes
into both as a word, ``http404``: by Python when the site is built, by JavaScript in the browser.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

STATUSES = {str(status.value) for status in HTTPStatus}


class SearchWithStatuses(SearchEnglish):
    """English, and status codes."""

    js_splitter_code = r"""
var splitQuery = query => query
    .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
    .filter(word => word)
    .map(word => /^[1-5]\d\d$/.test(word) ? "http" + word : word);
"""

    def split(self, input: str) -> list[str]:
        """Cut a text into its words."""
        return [f"http{word}" if word in STATUSES else word for word in super().split(input)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Take this search in the place of the plain English one."""
    app.add_search_language(SearchWithStatuses)
    return {"parallel_read_safe": True}
