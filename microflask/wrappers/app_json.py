"""JSON as the current app speaks it; as the standard library does where no app is current.

This module is what ``json_module`` is on a request and a response: it has the functions
``dumps`` and ``loads`` of the standard library's ``json``.
"""

from __future__ import annotations

import json
from typing import Any

from ..globals import find_app_context


def dumps(value: Any, **options: Any) -> str:
    """Return *value* as JSON text.

    *options* are those of ``json.dumps``, as far as the app's provider takes them.
    """
    context = find_app_context()
    text: str = (json if context is None else context.app.json).dumps(value, **options)
    return text


def loads(text: str | bytes, **options: Any) -> Any:
    """Return the value that the JSON *text* describes.

    *options* are those of ``json.loads``, as far as the app's provider takes them. Raises
    ValueError where the text is no JSON.
    """
    context = find_app_context()
    return (json if context is None else context.app.json).loads(text, **options)
