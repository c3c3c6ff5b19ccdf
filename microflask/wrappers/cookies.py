"""The value of a ``Set-Cookie`` header, from what a program says about a cookie.

Werkzeug writes it. What could end the cookie, or the header, before its time is refused
first: a browser would take the rest for attributes, or for another cookie.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..lazy import DeferredModule
from .syntax import refuse_control_characters

if TYPE_CHECKING:
    from werkzeug import http
else:
    http = DeferredModule("werkzeug.http", globals())

#: What cannot stand in a cookie's name: a browser's or our own parser would cut it there.
_ENDS_A_NAME = re.compile(r'[\s;="]')


def dump_cookie(
    name: str,
    value: str,
    *,
    max_age: timedelta | int | None,
    expires: str | datetime | int | float | None,
    path: str | None,
    domain: str | None,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
    max_size: int,
) -> str:
    """Return the value of the ``Set-Cookie`` header for one cookie (RFC 6265, section 4.1).

    The parameters are those of ``Response.set_cookie``. Warns where the result is longer
    than *max_size*, unless that is 0.

    Raises ValueError for a name that is no name; for control characters anywhere, except
    for a tab in what is quoted; for a semicolon in an attribute; and for a *samesite* that
    is not Strict, Lax or None.
    """
    _check_name(name)
    refuse_control_characters(f"The value of the cookie {name!r}", value)
    _check_attributes(name, path=path, domain=domain, expires=expires)
    return http.dump_cookie(
        name,
        value,
        max_age=max_age,
        expires=expires,
        path=path,
        domain=domain,
        secure=secure,
        httponly=httponly,
        samesite=samesite,
        partitioned=partitioned,
        max_size=max_size,
    )


def _check_name(name: str) -> None:
    refuse_control_characters("The name of a cookie", name)
    if not name or _ENDS_A_NAME.search(name):
        raise ValueError(
            f"{name!r} is no cookie name: it must not be empty, and must not contain spaces,"
            " semicolons, equals signs or double quotes."
        )


def _check_attributes(name: str, **attributes: object) -> None:
    for attribute, text in attributes.items():
        if not isinstance(text, str):
            continue
        refuse_control_characters(f"The {attribute} of the cookie {name!r}", text)
        # The path may hold them: Werkzeug quotes it.
        if attribute != "path" and (";" in text or "\t" in text):
            raise ValueError(
                f"The {attribute} of the cookie {name!r} must not contain a tab or a semicolon,"
                f" which begins the next attribute: {text!r}."
            )
