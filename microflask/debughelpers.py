"""Errors that explain themselves, raised in debug mode only.

Each stands for a mistake that is easy to make and hard to see: a form without its
``enctype``, a redirect that loses a form, a template in the wrong folder. Imported when
the first of them is about to be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .globals import find_request_context

if TYPE_CHECKING:
    from jinja2 import BaseLoader

    from .sansio.app import App
    from .scaffold import Scaffold
    from .templating import Source
    from .wrappers import Request


class UnexpectedUnicodeError(AssertionError, UnicodeError):
    """Text was found where bytes were expected, or the reverse."""


class DebugFilesKeyError(KeyError, AssertionError):
    """A file was asked for that a form without ``enctype="multipart/form-data"`` named only."""

    def __init__(self, request: Request, key: str) -> None:
        self.msg = (
            f"request.files[{key!r}] does not exist, but the form has a field of that name."
            f" The body was sent as {request.mimetype!r}, which carries no files; add"
            ' enctype="multipart/form-data" to the <form> element.'
        )
        submitted = ", ".join(repr(value) for value in request.form.getlist(key))
        if submitted:
            self.msg += (
                "\n\nThe browser sent the file's name alone, and no file contents were transmitted."
                f" This was submitted: {submitted}"
            )
        super().__init__(self.msg)

    def __str__(self) -> str:
        # KeyError shows its argument's repr, which would put the text on one long line.
        return self.msg


class FormDataRoutingRedirect(AssertionError):
    """A redirect to the canonical URL would make the browser drop the method and the body.

    Browsers repeat a request as it was for status 307 and 308 alone (RFC 9110, section 15.4).
    """

    def __init__(self, request: Request) -> None:
        redirect: Any = request.routing_exception
        new_url: str = redirect.new_url
        text = f"The request to {request.url!r} was redirected to the canonical URL {new_url!r}."
        if new_url.partition("?")[0] == f"{request.base_url}/":
            text += (
                " The rule was defined with a trailing slash, so a URL without one is redirected."
            )
        super().__init__(
            f"{text} Send the form to the canonical URL, or let routing redirect with 307 or"
            " 308: after any other redirect browsers drop the form data.\n\n"
            "This error is raised in debug mode only."
        )


class _ExplainsMissingFiles(dict[str, Any]):
    """Put before the class of ``request.files``: a missing key is explained."""

    _request: Request

    def __getitem__(self, key: str) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            if key not in self._request.form:
                raise
        raise DebugFilesKeyError(self._request, key)


def attach_enctype_error_multidict(request: Request) -> None:
    """Let ``request.files`` explain a missing file whose name the form has.

    The error is a ``DebugFilesKeyError``. Any other missing key raises what it raised before.
    """
    plain = type(request.files)
    body = {"_request": request, "__module__": plain.__module__}
    request.files.__class__ = type(plain.__name__, (_ExplainsMissingFiles, plain), body)


def explain_template_loading_attempts(
    app: App,
    template: str,
    attempts: list[tuple[BaseLoader, Scaffold, Source | None]],
) -> None:
    """Log where *template* was looked for, and what each place answered.

    *attempts* lists, in the order of the search, a loader, the app or blueprint that it
    belongs to, and what it found, None for nothing.
    """
    lines = [f"Locating template {template!r}:"]
    for number, (loader, owner, found) in enumerate(attempts, start=1):
        lines.append(f"{number:5}: trying loader of {_describe_owner(app, owner)}")
        lines.extend(f"       {line}" for line in _describe_loader(loader))
        outcome = "no match" if found is None else f"found ({found[1] or '<string>'!r})"
        lines.append(f"       -> {outcome}")
    lines.extend(_judge([found for _, _, found in attempts if found is not None]))
    app.logger.info("\n".join(lines))


def _describe_owner(app: App, owner: Scaffold) -> str:
    if owner is app:
        return f"application {app.import_name!r}"
    return f"blueprint {owner.name!r} ({owner.import_name})"


def _describe_loader(loader: BaseLoader) -> Iterator[str]:
    """Yield the loader's class and those of its settings that can be read at a glance."""
    yield f"class: {type(loader).__module__}.{type(loader).__name__}"
    for name, setting in sorted(vars(loader).items()):
        if name.startswith("_"):
            continue
        if isinstance(setting, (str, int, float)):
            yield f"{name}: {setting!r}"
        elif isinstance(setting, (list, tuple)) and all(isinstance(s, str) for s in setting):
            yield f"{name}:"
            yield from (f"  - {entry}" for entry in setting)


def _judge(found: list[Source]) -> Iterator[str]:
    """Yield what is odd about a template that was found nowhere, or in several places."""
    if len(found) == 1:
        return
    if found:
        yield "Warning: multiple loaders have a template of this name; the first is used."
    else:
        yield "Error: the template could not be found."
    context = find_request_context()
    if context is not None and context.request.blueprint is not None:
        yield (
            "  The template was looked up from an endpoint that belongs to the blueprint"
            f" {context.request.blueprint!r}."
        )
        yield "  Is it in that blueprint's template_folder?"
        yield "  See https://flask.palletsprojects.com/blueprints/#templates"
