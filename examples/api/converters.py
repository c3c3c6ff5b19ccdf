"""A part of a URL that is a kind of its own."""

from microflask.routing import BaseConverter


class SlugConverter(BaseConverter):
    """Accept words in small letters and digits, joined by dashes: ``<slug:tea>``.

    What does not look so is a 404 before any view is asked.
    """

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"
