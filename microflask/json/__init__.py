"""JSON as the current app writes and reads it.

These functions have the names of the standard library's and go through ``app.json``, the
provider of the current app, so what an app sets there holds everywhere. Without an app they
are the standard library's, except that they also write dates, UUIDs and the like. Requests
and responses use this module too: it is their ``json_module``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..globals import current
from .provider import _default

if TYPE_CHECKING:
    from typing import IO, AnyStr

    from ..wrappers import Response


# The parameters have the names that they have in Flask: programs may pass them by name.


def dumps(obj: Any, **kwargs: Any) -> str:
    """Serialize *obj* as JSON text.

    Calls ``app.json.dumps`` of the current app, or ``json.dumps`` if there is none; both
    take the keyword arguments. Raises TypeError for a value that JSON cannot express.
    """
    context = current().app_context
    if context is not None:
        return context.app.json.dumps(obj, **kwargs)
    return json.dumps(obj, **{"default": _default, **kwargs})


def dump(obj: Any, fp: IO[str], **kwargs: Any) -> None:
    """Serialize *obj* as JSON and write it to *fp*, a file opened in text mode.

    Calls ``app.json.dump`` of the current app, or ``json.dump`` if there is none; both take
    the keyword arguments. Raises TypeError for a value that JSON cannot express.
    """
    context = current().app_context
    if context is not None:
        context.app.json.dump(obj, fp, **kwargs)
    else:
        json.dump(obj, fp, **{"default": _default, **kwargs})


def loads(s: str | bytes, **kwargs: Any) -> Any:
    """Parse the JSON in *s*: text, or bytes in a UTF encoding.

    Calls ``app.json.loads`` of the current app, or ``json.loads`` if there is none; both
    take the keyword arguments. Raises ValueError unless *s* is valid JSON.
    """
    context = current().app_context
    if context is not None:
        return context.app.json.loads(s, **kwargs)
    return json.loads(s, **kwargs)


def load(fp: IO[AnyStr], **kwargs: Any) -> Any:
    """Parse the JSON in *fp*, a file opened in text or binary mode.

    Calls ``app.json.load`` of the current app, or ``json.load`` if there is none; both take
    the keyword arguments. Raises ValueError unless the file holds valid JSON.
    """
    context = current().app_context
    if context is not None:
        return context.app.json.load(fp, **kwargs)
    return json.load(fp, **kwargs)


def jsonify(*args: Any, **kwargs: Any) -> Response:
    """Return a JSON response of one value, of several as a list, or of keywords as an object.

    Without arguments the value is ``null``. This is ``current_app.json.response``; a view may
    also simply return the dict or the list.

    Raises TypeError if given both positional and keyword arguments; RuntimeError without
    a current app.
    """
    return current().app.json.response(*args, **kwargs)
