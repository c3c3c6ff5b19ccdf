"""What ``url_for`` and ``redirect`` need besides the router.

``app`` builds URLs with the first half if there is no request, or if its host is invalid. The
second half makes redirects, for ``helpers`` and ``sansio.app``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from werkzeug.exceptions import BadRequest

from .globals import find_app_context
from .lazy import DeferredModule
from .routing.host import CONTROL_CHARACTERS, decode_text

if TYPE_CHECKING:
    import markupsafe
    from werkzeug import urls as werkzeug_urls

    from .app import Flask
    from .ctx import RequestContext
    from .routing import MapAdapter
    from .wrappers import Response
else:
    markupsafe = DeferredModule("markupsafe", globals())
    werkzeug_urls = DeferredModule("werkzeug.urls", globals())

R = TypeVar("R", bound="Response")

#: What may stay unquoted after a ``#`` (the fragment of the URL standard), and ``%`` and ``#``
#: themselves, because an anchor may be quoted already.
_SAFE_IN_ANCHOR = "%#!$&'()*+,/:;=?@"


def bind_to_path(context: RequestContext) -> MapAdapter:
    """Return what builds URLs for a request if its host is not known: paths alone.

    A page that tells the client of its bad Host header has links, too.
    """
    script_name = decode_text(context.script_name, "replace")
    return context.app.url_map.bind("", script_name=script_name)


def bind_to_config(app: Flask) -> MapAdapter:
    """Return what builds URLs without a request: scripts and tasks need it.

    Raises RuntimeError without the setting SERVER_NAME.
    """
    context = find_app_context()
    adapter = app.create_url_adapter(None) if context is None else context.url_adapter
    if adapter is None:
        raise RuntimeError(
            "Unable to build URLs outside an active request without 'SERVER_NAME' configured."
            " Set it, and 'APPLICATION_ROOT' and 'PREFERRED_URL_SCHEME' if they differ from '/'"
            " and 'http'."
        )
    return adapter


def quote_anchor(anchor: str) -> str:
    """Return *anchor* as it stands in a URL after the ``#``."""
    return quote(anchor, safe=_SAFE_IN_ANCHOR)


class InvalidRedirectTarget(BadRequest, ValueError):
    """The target of a redirect is not a valid URL.

    A ValueError because the program passed it, and a 400 because it usually comes from the
    client, as in ``redirect(request.args["next"])``.
    """


_REDIRECT_PAGE = """\
<!doctype html>
<html lang=en>
<title>Redirecting...</title>
<h1>Redirecting...</h1>
<p>You should be redirected automatically to the target URL: <a href="{0}">{0}</a>. \
If not, click the link.
"""


def make_redirect(location: str, code: int, response_class: type[R]) -> R:
    """Make a *response_class* that sends the client to *location*.

    Raises InvalidRedirectTarget if *location* is not a valid URL. It does so now, because error
    handlers do not see what is raised while a response is sent.
    """
    location = str(location)
    # A printable path is always valid, so most redirects need no parsing.
    if not location.startswith("/") or location.startswith("//") or not location.isprintable():
        # Browsers drop tabs and line breaks, so that "/<tab>/evil" is another host.
        if location.translate(CONTROL_CHARACTERS) != location:
            raise InvalidRedirectTarget(
                f"Cannot redirect to {location!r}: it has control characters."
            )
        try:
            werkzeug_urls.iri_to_uri(location)
        except ValueError as error:
            raise InvalidRedirectTarget(
                f"Cannot redirect to {location!r}, which is not a valid URL: {error}."
            ) from error
    page = _REDIRECT_PAGE.format(markupsafe.escape(location))
    response = response_class(page, code, mimetype="text/html")
    response.headers["Location"] = location
    return response
