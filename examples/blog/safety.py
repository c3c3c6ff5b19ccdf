"""What keeps visitors safe, beside the tokens in the forms.

Headers tell browsers what a page of ours never does, and redirects stay on this site.
"""

import re

#: This site alone: no scripts at all, its own style sheet and pictures, no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    # Pages name who is logged in: no proxy may keep them, and browsers ask again. "no-store" would
    # also hide them from Back after logging out, but some browsers then forget what was typed.
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def init_app(app):
    """Send the headers with each answer, error pages included."""
    app.after_request(add_headers)


def add_headers(response):
    """Add the headers; a view may have set one of them otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def is_local(target):
    r"""Return whether *target* is a path of this site: ``"/desk"``.

    Browsers take ``//evil.example`` and ``/\evil.example`` for another site, and leave out tabs
    and line breaks before they look.
    """
    return re.fullmatch(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*", target) is not None
