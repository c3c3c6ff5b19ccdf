"""The app's logger: a standard one, which writes somewhere even if nobody has set it up.

``app.logger`` asks this room for it when it is first used. Until then no program pays for
the ``logging`` package.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, TextIO

from .globals import find_request_context
from .local import LocalProxy

if TYPE_CHECKING:
    from .sansio.app import App


def _find_errors_stream() -> TextIO:
    context = find_request_context()
    if context is None:
        return sys.stderr
    stream: TextIO = context.request.environ["wsgi.errors"]
    return stream


#: Where errors go from here: the server's stream ``wsgi.errors`` (PEP 3333) while a request is
#: handled, and ``sys.stderr`` else. Handlers that are configured as text name it as
#: ``ext://microflask.logging.wsgi_errors_stream``.
wsgi_errors_stream: Any = LocalProxy(_find_errors_stream)

#: Writes to that stream: time, level, module and message. ``create_logger`` adds it where no
#: other handler would write; ``logger.removeHandler(default_handler)`` takes it away.
default_handler = logging.StreamHandler(wsgi_errors_stream)
_FORMAT = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"
default_handler.setFormatter(logging.Formatter(_FORMAT))


def has_level_handler(logger: logging.Logger) -> bool:
    """Tell whether some handler writes what *logger* lets through.

    Those of its parents count too, as far up as records are passed on.
    """
    level = logger.getEffectiveLevel()
    ancestor: logging.Logger | None = logger
    while ancestor is not None:
        if any(handler.level <= level for handler in ancestor.handlers):
            return True
        ancestor = ancestor.parent if ancestor.propagate else None
    return False


def create_logger(app: App) -> logging.Logger:
    """Return the logger that bears the app's name, set up where nobody has done it.

    In debug mode a logger without a level of its own gets ``DEBUG``. One whose records no handler
    would write gets the default handler.
    """
    logger = logging.getLogger(app.name)
    has_own_level = logger.level != logging.NOTSET
    if app.debug and not has_own_level:
        logger.setLevel(logging.DEBUG)
    is_heard = has_level_handler(logger)
    if not is_heard:
        logger.addHandler(default_handler)
    return logger
