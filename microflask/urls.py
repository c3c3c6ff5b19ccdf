"""Build URLs for endpoints, and redirect to URLs.

``routing`` builds a path from an endpoint and its values. This module adds what programs expect
of ``url_for`` and ``redirect``: endpoints relative to a blueprint, defaults, and valid targets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from werkzeug.exceptions import BadRequest, HTTPException

from .globals import find_app_context, find_request_context
from .lazy import DeferredModule
from .routing.host import CONTROL_CHARACTERS, decode_text

if TYPE_CHECKING:
    import markupsafe
    from werkzeug import routing as werkzeug_routing
    from werkzeug import urls as werkzeug_urls

    from .app import Flask
    from .ctx import RequestContext
    from .routing import MapAdapter
    from .wrappers import Response
else:
    markupsafe = DeferredModule("markupsafe", globals())
    werkzeug_routing = DeferredModule("werkzeug.routing", globals())
    werkzeug_urls = DeferredModule("werkzeug.urls", globals())

R = TypeVar("R", bound="Response")

#: What may stay unquoted after a ``#`` (the fragment of the URL standard), and ``%`` and ``#``
#: themselves, because an anchor may be quoted already.
_SAFE_IN_ANCHOR = "%#!$&'()*+,/:;=?@"


def build_url(
    app: Flask,
    endpoint: str,
    anchor: str | None,
    method: str | None,
    scheme: str | None,
    external: bool | None,
    values: dict[str, Any],
) -> str:
    """Build the URL of *endpoint*: what ``app.url_for`` does, with the same parameters.

    In a request the URL is a path by default, outside of one it has scheme and host.
    *values* may be changed.

    Raises ValueError for a scheme without a host, RuntimeError if the host is not known,
    BuildError if no rule fits and none of the ``url_build_error_handlers`` returns a URL.
    """
    context = find_request_context()
    if context is None:
        external = True if external is None else external
        adapter = _adapter_without_request(app)
    else:
        external = scheme is not None if external is None else external
        adapter = _adapter_of_request(app, context, external)
        if endpoint.startswith("."):
            endpoint = _absolute_endpoint(endpoint, context)
    if scheme is not None and not external:
        raise ValueError(
            f"A URL without a host cannot have the scheme {scheme!r}: '_external' must be True"
            " when '_scheme' is given."
        )
    app.inject_url_defaults(endpoint, values)
    try:
        url = adapter.build(
            endpoint, values, method=method, force_external=external, url_scheme=scheme
        )
    except werkzeug_routing.BuildError as error:
        values.update(_anchor=anchor, _method=method, _scheme=scheme, _external=external)
        return app.handle_url_build_error(error, endpoint, values)
    return url if anchor is None else f"{url}#{quote(anchor, safe=_SAFE_IN_ANCHOR)}"


def _absolute_endpoint(endpoint: str, context: RequestContext) -> str:
    """Return what ``".index"`` means in this request: ``"blog.index"``, or the app's own."""
    blueprint = context.request.blueprint
    return endpoint[1:] if blueprint is None else blueprint + endpoint


def _adapter_of_request(app: Flask, context: RequestContext, external: bool) -> MapAdapter:
    """Return the adapter of the request, or one without a host if the Host header is invalid.

    An error page about the Host header has links too.
    """
    try:
        adapter = context.url_adapter
    except HTTPException:
        if external:
            raise
        adapter = None
    if adapter is None:
        adapter = app.url_map.bind("", script_name=decode_text(context.script_name, "replace"))
    return adapter


def _adapter_without_request(app: Flask) -> MapAdapter:
    """Return an adapter made from the configuration, for scripts and tasks."""
    context = find_app_context()
    adapter = app.create_url_adapter(None) if context is None else context.url_adapter
    if adapter is None:
        raise RuntimeError(
            "Unable to build URLs outside an active request without 'SERVER_NAME' configured:"
            " the host is not known. Set it, and 'APPLICATION_ROOT' and 'PREFERRED_URL_SCHEME'"
            " too if they differ from '/' and 'http'."
        )
    return adapter


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
