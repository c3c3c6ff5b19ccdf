"""How Sphinx builds the site of the documentation: ``make docs``.

The pages are Markdown, read by MyST, and look well on a code host as they are. Nothing is fetched
while the site is built, and no page loads anything from elsewhere.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "_ext")]

import microflask  # noqa: E402

project = "microflask"
author = "the microflask authors"
version = release = microflask.__version__
project_copyright = "the microflask authors, BSD-3-Clause"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.linkcode",
    "figures",
    "file_names",
    "reference",
    "search_statuses",
    "source_pages",
]
exclude_patterns = ["_ext"]

# Pages

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
highlight_language = "python"

#: Files of the project that are pages of the site, so that links to them lead there.
source_pages_instead = {
    "README.md": "installation",
    "CHANGELOG.md": "changelog",
    "benchmarks/RESULTS.md": "benchmarks",
    **{
        f"examples/{page.stem}/README.md": f"examples/{page.stem}"
        for page in (ROOT / "docs" / "examples").glob("*.md")
    },
}

# The reference

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 76
python_display_short_literal_types = True
toc_object_entries_show_parents = "hide"

# Looks

#: What Furo paints, in the colours that _static/site.css gives for light and for dark.
COLOURS = {
    "color-foreground-primary": "var(--ink)",
    "color-foreground-secondary": "var(--muted)",
    "color-foreground-muted": "var(--muted)",
    "color-foreground-border": "var(--edge)",
    "color-background-primary": "var(--paper)",
    "color-background-secondary": "var(--sunk)",
    "color-background-hover": "var(--accent-soft)",
    "color-background-hover--transparent": "transparent",
    "color-background-border": "var(--line)",
    "color-background-item": "var(--line)",
    "color-brand-primary": "var(--accent)",
    "color-brand-content": "var(--accent)",
    "color-brand-visited": "var(--accent)",
    "color-inline-code-background": "var(--sunk)",
    "color-code-background": "var(--sunk)",
    "color-code-foreground": "var(--ink)",
    "color-highlight-on-target": "var(--second-soft)",
    "color-highlighted-background": "var(--second-soft)",
    "color-highlighted-text": "var(--ink)",
    "color-api-background": "var(--sunk)",
    "color-api-background-hover": "var(--accent-soft)",
    "color-api-overall": "var(--muted)",
    "color-api-name": "var(--accent)",
    "color-api-pre-name": "var(--muted)",
    "color-api-paren": "var(--muted)",
    "color-api-keyword": "var(--muted)",
    "color-sidebar-item-background--current": "var(--accent-soft)",
    "color-header-background": "var(--surface)",
    "color-header-border": "var(--line)",
}
FONTS = {
    "font-stack": 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
    "font-stack--monospace": 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
}

html_theme = "furo"
html_title = "microflask"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": ""})]
html_favicon = "_static/flask.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "source_colours.Light"
pygments_dark_style = "source_colours.Dark"
html_theme_options = {
    "light_logo": "flask.svg",
    "dark_logo": "flask.svg",
    "light_css_variables": COLOURS | FONTS,
    "dark_css_variables": COLOURS,
    "top_of_page_buttons": [],
}
