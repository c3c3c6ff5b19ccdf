"""The app's logger: a standard one, which writes somewhere even if nobody has configured it.

``app.logger`` gets it from this module when it is first used.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, TextIO

from werkzeug.local import LocalProxy

from .globals import find_request_context

if TYPE_CHECKING:
    from .sansio.app import App


def _find_errors_stream() -> TextIO:
    context = find_request_context()
    if context is None:
        return sys.stderr
    stream: TextIO = context.request.environ["wsgi.errors"]
    return stream


#: The stream for errors: the server's ``wsgi.errors`` (PEP 3333) while a request is handled,
#: otherwise ``sys.stderr``. A logging configuration refers to it as
#: ``ext://microflask.logging.wsgi_errors_stream``.
wsgi_errors_stream: Any = LocalProxy(_find_errors_stream)

#: Writes time, level, module and message to that stream. ``create_logger`` adds it if no
#: other handler would write; ``logger.removeHandler(default_handler)`` removes it.
default_handler = logging.StreamHandler(wsgi_errors_stream)
_FORMAT = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"
default_handler.setFormatter(logging.Formatter(_FORMAT))


def has_level_handler(logger: logging.Logger) -> bool:
    """Return True if there is a handler that writes the records of *logger*.

    The handlers of its parents count too, as far up as records propagate.
    """
    level = logger.getEffectiveLevel()
    ancestor: logging.Logger | None = logger
    while ancestor is not None:
        if any(handler.level <= level for handler in ancestor.handlers):
            return True
        ancestor = ancestor.parent if ancestor.propagate else None
    return False


def create_logger(app: App) -> logging.Logger:
    """Return the logger with the app's name, and configure it if nobody has done so.

    In debug mode its level becomes ``DEBUG`` unless it has one. It gets the default handler
    if no other handler would write its records.
    """
    logger = logging.getLogger(app.name)
    if app.debug and logger.level == logging.NOTSET:
        logger.setLevel(logging.DEBUG)
    if not has_level_handler(logger):
        logger.addHandler(default_handler)
    return logger
