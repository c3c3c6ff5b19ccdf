"""What turns the quickstart into a tour: the home page, and the source beside each page.

Not part of the lesson. It reads the sections of the app's module with ``inspect``, so what a
page shows is what runs, and it asks the app itself for the answers that a page quotes.
"""

from __future__ import annotations

import inspect
import keyword
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from microflask import abort, current_app, render_template, request, url_for

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from microflask import Flask


class Topic(NamedTuple):
    """One stop of the tour."""

    #: The heading of its section in the app's module.
    title: str
    summary: str
    endpoint: str
    #: The template of a page that only explains: its views answer with less than a page.
    page: str = ""

    @property
    def url(self) -> str:
        return url_for(self.endpoint, page=self.page or None)


class Section(NamedTuple):
    """A stretch of the app's source."""

    code: Markup
    lines: str


TOPICS = [
    Topic(
        "Hello, World", "The smallest app: a function, and the URL that calls it.", "topic", "hello"
    ),
    Topic(
        "Variable rules",
        "Parts of the URL as arguments, by five converters.",
        "topic",
        "variable-rules",
    ),
    Topic(
        "Unique URLs", "One page, one address: what the last slash does.", "topic", "unique-urls"
    ),
    Topic("URL building", "Never write an address twice: ask url_for().", "urls"),
    Topic(
        "Static files",
        "Style sheets and pictures, and how browsers keep them.",
        "topic",
        "static-files",
    ),
    Topic("Templates", "HTML with gaps, and why <script> does no harm in them.", "templates"),
    Topic("Forms", "GET shows, POST acts. And when a field is missing?", "form"),
    Topic("File uploads", "Take a file, tame its name, limit its size.", "uploads"),
    Topic("Cookies", "Set, read, and remove a note that the browser keeps.", "cookies"),
    Topic(
        "Redirects and errors",
        "Send visitors on, stop them, and say it kindly.",
        "topic",
        "redirects",
    ),
    Topic("JSON", "An API from a dict, a list, and jsonify().", "topic", "json"),
    Topic("Sessions", "Log in and out: remember who is there.", "login"),
    Topic(
        "The session's cookie",
        "Signed, not encrypted: look inside, then forge it.",
        "session_cookie",
    ),
    Topic("Flash messages", "Say something once, on the next page.", "flash_messages"),
    Topic("Logging", "A word to those who run the server.", "write_log"),
]

_HEADING = re.compile(r"^# == (.+) ==\n", re.MULTILINE)

_PYTHON = re.compile(
    r'''(?P<comment>\#.*)
      | (?P<string>f?"""[\s\S]*?"""|f?"[^"\n]*")
      | (?P<decorator>^@[\w.]+)
      | (?P<keyword>\b(?:'''
    + "|".join(keyword.kwlist)
    + r""")\b)
      | (?P<name>(?<=def\ )\w+)""",
    re.MULTILINE | re.VERBOSE,
)
_TEMPLATE = re.compile(r"(?P<comment>\{#[\s\S]*?#\})|(?P<keyword>\{[{%][\s\S]*?[%}]\})")


def add_to(app: Flask) -> None:
    """Give *app* the home page, the pages that only explain, and the names they use."""
    app.add_url_rule("/", view_func=home)
    app.add_url_rule("/topics/<page>", view_func=topic)
    app.context_processor(template_names)


def home() -> str:
    """List the topics."""
    return render_template("home.html")


def topic(page: str) -> str:
    """Explain views that answer with less than a page."""
    if page not in {stop.page for stop in TOPICS if stop.page}:
        abort(404)
    return render_template(f"{page}.html")


def template_names() -> dict[str, Any]:
    """Return what every template of the tour can use."""
    return {
        "topics": TOPICS,
        "sections": sections(current_app.import_name),
        "template_source": template_source,
        "ask": ask,
    }


@cache
def sections(module_name: str) -> dict[str, Section]:
    """Cut the source of a module at its ``# == headings ==``."""
    source = inspect.getsource(sys.modules[module_name])
    headings = list(_HEADING.finditer(source))
    ends = [heading.start() for heading in headings[1:]] + [len(source)]
    return {
        heading[1]: _cut(source, heading.end(), end)
        for heading, end in zip(headings, ends, strict=True)
    }


def _cut(source: str, start: int, end: int) -> Section:
    code = source[start:end].rstrip()
    first_line = source.count("\n", 0, start) + 1
    last_line = first_line + code.count("\n")
    return Section(highlight(code, _PYTHON), f"lines {first_line} to {last_line}")


def template_source(name: str) -> Markup:
    """Return the source of a template, for showing."""
    loader = current_app.jinja_env.loader
    assert loader is not None
    source, _, _ = loader.get_source(current_app.jinja_env, name)
    return highlight(source.strip(), _TEMPLATE)


def highlight(source: str, tokens: re.Pattern[str]) -> Markup:
    """Escape *source*, and put each token in a span whose class is the name of its group."""
    pieces, end = [], 0
    for token in tokens.finditer(source):
        span = Markup('<span class="{}">{}</span>').format(token.lastgroup, token[0])
        pieces += [escape(source[end : token.start()]), span]
        end = token.end()
    return Markup("").join([*pieces, escape(source[end:])])


def ask(path: str, **headers: str) -> TestResponse:
    """Ask this very app for *path*, as a browser without cookies does, and return its answer."""
    client = current_app.test_client(use_cookies=False)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return client.get(path, base_url=request.root_url, headers=named, buffered=True)
