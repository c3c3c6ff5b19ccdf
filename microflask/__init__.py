"""Flask's public API on a core of its own.

``from microflask import Flask, request, ...`` gives the names that ``from flask import``
gives. To learn how it works, read ``app`` from the top, then ``ctx`` and ``globals``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .lazy import import_submodules_only

import_submodules_only("werkzeug")  # before anything imports a part of it

# fmt: off
from . import json
from .app import Flask
from .blueprints import Blueprint
from .config import Config
from .ctx import after_this_request, copy_current_request_context
from .ctx import has_app_context, has_request_context
from .globals import current_app, g, request, session
from .helpers import abort, flash, get_flashed_messages, get_template_attribute, make_response
from .helpers import redirect, send_file, send_from_directory, stream_with_context, url_for
from .json import jsonify
from .signals import appcontext_popped, appcontext_pushed, appcontext_tearing_down
from .signals import before_render_template, got_request_exception, message_flashed
from .signals import request_finished, request_started, request_tearing_down, template_rendered
from .wrappers import Request, Response

if TYPE_CHECKING:
    from . import cli as cli, globals as globals, logging as logging
    from . import sansio as sansio, sessions as sessions, templating as templating
    from .templating import render_template, render_template_string
    from .templating import stream_template, stream_template_string

__all__ = [
    "Blueprint", "Config", "Flask", "Request", "Response", "abort", "after_this_request",
    "appcontext_popped", "appcontext_pushed", "appcontext_tearing_down",
    "before_render_template", "copy_current_request_context", "current_app", "flash", "g",
    "get_flashed_messages", "get_template_attribute", "got_request_exception",
    "has_app_context", "has_request_context", "json", "jsonify", "make_response",
    "message_flashed", "redirect", "render_template", "render_template_string", "request",
    "request_finished", "request_started", "request_tearing_down", "send_file",
    "send_from_directory", "session", "stream_template", "stream_template_string",
    "stream_with_context", "template_rendered", "url_for",
]
# fmt: on

__version__ = "0.1.0"

#: These names are imported when they are first read: Jinja takes half as long to import as all of
#: microflask.
_RENDERING = {
    "render_template", "render_template_string", "stream_template", "stream_template_string"
}  # fmt: skip

if not TYPE_CHECKING:  # a type checker must complain of names that are not declared above

    def __getattr__(name: str) -> Any:
        if name in ("cli", "logging", "sansio", "templating"):
            return import_module(f".{name}", __name__)
        if name not in _RENDERING:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(".templating", __name__), name)
