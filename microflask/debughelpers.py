"""Explanations of mistakes that are easy to make and hard to see.

A view that returns nothing, a form without its ``enctype``, a redirect that loses a form, a
template in the wrong folder. The errors that are classes here are raised in debug mode only.
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


def describe_function(function: Any) -> str:
    """Return the name of *function* and the place of its definition, for an error message."""
    name = getattr(function, "__qualname__", repr(function))
    code = getattr(function, "__code__", None)
    if code is None:
        return f"{name!r} of {getattr(function, '__module__', '?')}"
    return f"{name!r} ({code.co_filename}, line {code.co_firstlineno})"


def explain_return_value(answer: Any) -> str:
    """Return what is wrong with *answer*, which the current view returned and no view may."""
    context = find_request_context()
    endpoint = None if context is None else context.request.endpoint
    subject = "What was called to answer"
    if context is not None and endpoint is not None:
        view = context.app.view_functions.get(endpoint)
        code = getattr(view, "__code__", None)
        place = f" ({code.co_filename}, line {code.co_firstlineno})" if code else ""
        subject = f"The view function for {endpoint!r}{place}"
    shown = repr(answer)
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    if isinstance(answer, tuple):
        return (
            f"{subject} returned a tuple of {len(answer)}: {shown}. A view's tuple must have the"
            " form (body, status, headers), (body, status), or (body, headers)."
        )
    if answer is None:
        return (
            f"{subject} did not return a valid response: it either returned None or ended"
            " without a return statement."
        )
    return (
        f"{subject} did not return a valid response. It must return a string, bytes, dict, list,"
        " iterator, tuple, Response or WSGI callable, but it was a"
        f" {type(answer).__name__}: {shown}."
    )


class UnexpectedUnicodeError(AssertionError, UnicodeError):
    """Raised for text in the place of bytes, or bytes in the place of text."""


class DebugFilesKeyError(KeyError, AssertionError):
    """Raised for a file if its form lacks ``enctype="multipart/form-data"``."""

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
        # KeyError would show the repr, which is one long line.
        return self.msg


class FormDataRoutingRedirect(AssertionError):
    """Raised for a redirect to the canonical URL that would lose the form's data.

    Browsers repeat the method and the body only for 307 and 308 (RFC 9110, section 15.4).
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
    """Mixed into the class of ``request.files`` to explain missing keys."""

    _request: Request

    def __getitem__(self, key: str) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            if key not in self._request.form:
                raise
        raise DebugFilesKeyError(self._request, key)


def attach_enctype_error_multidict(request: Request) -> None:
    """Make ``request.files`` explain why a file is missing if the form has a field of its name.

    Such a key raises DebugFilesKeyError; other missing keys raise what they raised before.
    """
    plain = type(request.files)
    body = {"_request": request, "__module__": plain.__module__}
    request.files.__class__ = type(plain.__name__, (_ExplainsMissingFiles, plain), body)


def explain_template_loading_attempts(
    app: App,
    template: str,
    attempts: list[tuple[BaseLoader, Scaffold, Source | None]],
) -> None:
    """Log where *template* was searched, and with which result.

    *attempts* has, in the order of the search, each loader, the app or blueprint that it
    belongs to, and what it found, or None.
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
    """Yield the loader's class, and its settings that are numbers or texts."""
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
    """Yield warnings if a template was not found, or found several times."""
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
