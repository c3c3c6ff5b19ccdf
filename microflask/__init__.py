"""Flask's public API on a core of its own.

``from microflask import Flask, request, ...`` gives the names that ``from flask import``
gives. To learn how it works, read ``app`` from the top, then ``ctx`` and ``globals``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .lazy import import_submodules_only

import_submodules_only("werkzeug")  # before anything imports a part of it

from . import json as json  # noqa: E402
from .app import Flask as Flask  # noqa: E402
from .blueprints import Blueprint as Blueprint  # noqa: E402
from .config import Config as Config  # noqa: E402
from .ctx import after_this_request as after_this_request  # noqa: E402
from .ctx import copy_current_request_context as copy_current_request_context  # noqa: E402
from .ctx import has_app_context as has_app_context  # noqa: E402
from .ctx import has_request_context as has_request_context  # noqa: E402
from .helpers import abort as abort  # noqa: E402
from .helpers import flash as flash  # noqa: E402
from .helpers import get_flashed_messages as get_flashed_messages  # noqa: E402
from .helpers import get_template_attribute as get_template_attribute  # noqa: E402
from .helpers import make_response as make_response  # noqa: E402
from .helpers import redirect as redirect  # noqa: E402
from .helpers import send_file as send_file  # noqa: E402
from .helpers import send_from_directory as send_from_directory  # noqa: E402
from .helpers import stream_with_context as stream_with_context  # noqa: E402
from .helpers import url_for as url_for  # noqa: E402
from .json import jsonify as jsonify  # noqa: E402
from .signals import appcontext_popped as appcontext_popped  # noqa: E402
from .signals import appcontext_pushed as appcontext_pushed  # noqa: E402
from .signals import appcontext_tearing_down as appcontext_tearing_down  # noqa: E402
from .signals import before_render_template as before_render_template  # noqa: E402
from .signals import got_request_exception as got_request_exception  # noqa: E402
from .signals import message_flashed as message_flashed  # noqa: E402
from .signals import request_finished as request_finished  # noqa: E402
from .signals import request_started as request_started  # noqa: E402
from .signals import request_tearing_down as request_tearing_down  # noqa: E402
from .signals import template_rendered as template_rendered  # noqa: E402
from .wrappers import Request as Request  # noqa: E402
from .wrappers import Response as Response  # noqa: E402

__version__ = "0.1.0"

# Without it, ``from microflask import *`` would leave out the names that are imported late.
# fmt: off
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

if TYPE_CHECKING:
    from . import cli as cli
    from . import globals as globals
    from . import logging as logging
    from . import sansio as sansio
    from . import sessions as sessions
    from . import templating as templating
    from .globals import current_app as current_app
    from .globals import g as g
    from .globals import request as request
    from .globals import session as session
    from .templating import render_template as render_template
    from .templating import render_template_string as render_template_string
    from .templating import stream_template as stream_template
    from .templating import stream_template_string as stream_template_string

#: These names need Jinja2 or Werkzeug's proxies, which take longer to import than all of
#: microflask: each is looked up when a program first asks for it.
_IMPORTED_LATE = {
    "current_app": "globals",
    "g": "globals",
    "request": "globals",
    "session": "globals",
    "render_template": "templating",
    "render_template_string": "templating",
    "stream_template": "templating",
    "stream_template_string": "templating",
}

#: Submodules that ``import microflask`` leaves for later, and that may be read as attributes.
_SUBMODULES = {"cli", "globals", "logging", "sansio", "templating"}


if not TYPE_CHECKING:  # to a type checker, a name that is not declared above is a mistake

    def __getattr__(name: str) -> Any:
        if name in _SUBMODULES:
            return import_module(f".{name}", __name__)
        if name not in _IMPORTED_LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_IMPORTED_LATE[name]}", __name__), name)
        # The submodule of this name hides the built-in globals() here.
        vars(sys.modules[__name__])[name] = value
        return value
