"""JSON as the current app speaks it.

These functions have the names of the standard library's and go through ``app.json``, the
provider of the app that is current, so that what an app sets there holds everywhere. Outside
of an app they are the standard library's, with dates, UUIDs and the like on top.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..globals import find_app_context, get_app_context
from .provider import _default

if TYPE_CHECKING:
    from typing import IO, AnyStr

    from ..wrappers import Response


# The parameters bear the names that they have in Flask: programs may pass them by name.


def dumps(obj: Any, **kwargs: Any) -> str:
    """Serialize *obj* as JSON text.

    Goes through ``app.json.dumps`` of the current app, or ``json.dumps`` where there is none;
    either takes the keyword arguments. Raises TypeError for what has no form in JSON.
    """
    context = find_app_context()
    if context is not None:
        return context.app.json.dumps(obj, **kwargs)
    return json.dumps(obj, **{"default": _default, **kwargs})


def dump(obj: Any, fp: IO[str], **kwargs: Any) -> None:
    """Serialize *obj* as JSON and write it to *fp*, a file that is open for text.

    Goes through ``app.json.dump`` of the current app, or ``json.dump`` where there is none;
    either takes the keyword arguments. Raises TypeError for what has no form in JSON.
    """
    context = find_app_context()
    if context is not None:
        context.app.json.dump(obj, fp, **kwargs)
    else:
        json.dump(obj, fp, **{"default": _default, **kwargs})


def loads(s: str | bytes, **kwargs: Any) -> Any:
    """Parse the JSON in *s*: text, or bytes in a UTF encoding.

    Goes through ``app.json.loads`` of the current app, or ``json.loads`` where there is none;
    either takes the keyword arguments. Raises ValueError for what is no JSON.
    """
    context = find_app_context()
    if context is not None:
        return context.app.json.loads(s, **kwargs)
    return json.loads(s, **kwargs)


def load(fp: IO[AnyStr], **kwargs: Any) -> Any:
    """Parse the JSON that *fp* holds, a file that is open for text or bytes.

    Goes through ``app.json.load`` of the current app, or ``json.load`` where there is none;
    either takes the keyword arguments. Raises ValueError for what is no JSON.
    """
    context = find_app_context()
    if context is not None:
        return context.app.json.load(fp, **kwargs)
    return json.load(fp, **kwargs)


def jsonify(*args: Any, **kwargs: Any) -> Response:
    """Make a JSON response of one value, of several as a list, or of keywords as an object.

    Without arguments the value is ``null``. The same as ``current_app.json.response``; a view
    may also simply return the dict or the list.

    Raises TypeError for positional and keyword arguments at once; RuntimeError where no app
    is current.
    """
    return get_app_context().app.json.response(*args, **kwargs)
