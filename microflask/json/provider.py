"""How an app turns values into JSON and back.

``app.json`` is a provider: ``jsonify``, dicts that views return, ``request.get_json``, the test
client and the session all go through it. Another library is put in its place by a subclass of
``JSONProvider`` with ``dumps`` and ``loads``.
"""

from __future__ import annotations

import json
import weakref
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..lazy import DeferredModule

if TYPE_CHECKING:
    import dataclasses
    import datetime
    import decimal
    import uuid
    from collections.abc import Callable
    from typing import IO, AnyStr

    from werkzeug import http

    from ..sansio.app import App
    from ..wrappers import Response
else:
    dataclasses = DeferredModule("dataclasses", globals())
    datetime = DeferredModule("datetime", globals())
    decimal = DeferredModule("decimal", globals())
    http = DeferredModule("werkzeug.http", globals())
    uuid = DeferredModule("uuid", globals())

#: The two forms of a response's body, as options of ``dumps``.
_COMPACT: dict[str, Any] = {"separators": (",", ":")}
_READABLE: dict[str, Any] = {"indent": 2}


class JSONProvider:
    """Say what an app asks of a JSON library.

    Subclass it and implement ``dumps`` and ``loads``; the rest follows from these two. Then set
    ``Flask.json_provider_class`` to the class, or ``app.json`` to an instance.
    """

    def __init__(self, app: App) -> None:
        # The app holds its provider; held weakly in turn, both go as soon as the app does.
        self._app: Any = weakref.proxy(app)

    # The parameters below bear the names that they have in Flask: subclasses repeat them, and
    # programs may pass them by name.

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialize *obj* as JSON text; the keyword arguments are for the library."""
        raise NotImplementedError(f"{type(self).__name__} must implement dumps().")

    def dump(self, obj: Any, fp: IO[str], **kwargs: Any) -> None:
        """Serialize *obj* as JSON and write it to *fp*, a file that is open for text."""
        fp.write(self.dumps(obj, **kwargs))

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse JSON, text or bytes; the keyword arguments are for the library."""
        raise NotImplementedError(f"{type(self).__name__} must implement loads().")

    def load(self, fp: IO[AnyStr], **kwargs: Any) -> Any:
        """Parse the JSON that *fp* holds, a file that is open for text or bytes."""
        return self.loads(fp.read(), **kwargs)

    def _prepare_response_obj(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return the one value that the arguments of ``response`` mean.

        Providers in the field call this by its name in their own ``response``.
        """
        if not kwargs:
            if len(args) == 1:
                return args[0]
            return args or None
        if args:
            raise TypeError(
                "app.json.response() takes either args or kwargs, not both; it got"
                f" {len(args)} positional arguments and the keywords {', '.join(kwargs)}."
            )
        return kwargs

    def response(self, /, *args: Any, **kwargs: Any) -> Response:
        """Make a JSON response of one value, of several as a list, or of keywords as an object.

        Without arguments the value is ``null``. Raises TypeError for positional and keyword
        arguments at once.
        """
        text = self.dumps(self._prepare_response_obj(args, kwargs))
        response: Response = self._app.response_class(text, mimetype="application/json")
        return response


def _default(value: Any) -> Any:
    """Return something that JSON has a form for in place of *value*, for which it has none.

    A date becomes text as HTTP writes dates (RFC 9110, section 5.6.7), a Decimal or a UUID its
    digits, a dataclass an object, and whatever has ``__html__`` the markup that this returns.

    Raises TypeError for anything else.
    """
    if isinstance(value, datetime.date):
        return http.http_date(value)
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    render = getattr(value, "__html__", None)
    if render is not None:
        return str(render())
    raise TypeError(f"A value of type {type(value).__name__} is not JSON serializable.")


@lru_cache(maxsize=32)
def _get_encoder(
    default: Callable[[Any], Any], ensure_ascii: bool, sort_keys: bool, separators: Any, indent: Any
) -> json.JSONEncoder:
    """Return the encoder for these settings, one for all calls and apps that share them.

    An encoder holds nothing of what it encodes. To make one costs 0.7 us, as much as to encode
    a small dict; with options ``json.dumps`` makes one at each call.
    """
    return json.JSONEncoder(
        default=default,
        ensure_ascii=ensure_ascii,
        sort_keys=sort_keys,
        separators=separators,
        indent=indent,
    )


class DefaultJSONProvider(JSONProvider):
    """Turn values into JSON with the standard library's ``json``.

    The attributes below may be set on ``app.json`` or in a subclass at any time; they hold from
    the next call on.
    """

    #: Called for each value that JSON has no form for; returns one that it has, or raises
    #: TypeError. This one knows dates, decimals, UUIDs, dataclasses and markup.
    default: Callable[[Any], Any] = staticmethod(_default)

    #: Whether characters beyond ASCII are written as ``\u`` escapes, which every client
    #: understands. Without, the text is shorter.
    ensure_ascii = True

    #: Whether the keys of an object are sorted, so that equal values are equal texts, as a
    #: cache likes it. Keys of different types cannot be sorted: that is a TypeError.
    sort_keys = True

    #: Whether a response is written without spaces and line breaks. None: when the app is
    #: not in debug mode.
    compact: bool | None = None

    #: The mimetype of a response.
    mimetype = "application/json"

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialize *obj* as JSON text.

        The keyword arguments are those of ``json.dumps``; ``default``, ``ensure_ascii`` and
        ``sort_keys`` come from the attributes of this provider unless they are given.

        Raises TypeError for what has no form in JSON, ValueError for what contains itself.
        """
        if kwargs and kwargs != _COMPACT and kwargs != _READABLE:
            return json.dumps(obj, **{**self._options(), **kwargs})
        encoder = _get_encoder(
            self.default,
            self.ensure_ascii,
            self.sort_keys,
            kwargs.get("separators"),
            kwargs.get("indent"),
        )
        return encoder.encode(obj)

    def _options(self) -> dict[str, Any]:
        return {
            "default": self.default,
            "ensure_ascii": self.ensure_ascii,
            "sort_keys": self.sort_keys,
        }

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse JSON: text, or bytes in a UTF encoding.

        The keyword arguments are those of ``json.loads``. Raises ValueError for what is no
        JSON, and also for what is nested deeper than the interpreter can follow: both
        are a client's mistake.
        """
        try:
            return json.loads(s, **kwargs)
        except RecursionError:
            raise ValueError("The JSON is nested too deeply to be parsed.") from None

    def response(self, /, *args: Any, **kwargs: Any) -> Response:
        """Make a JSON response of one value, of several as a list, or of keywords as an object.

        Without arguments the value is ``null``. The body ends with a line break; it is indented
        where ``compact`` says so. Raises TypeError for positional and keyword arguments at
        once.
        """
        app = self._app
        compact = not app.debug if self.compact is None else self.compact
        value = self._prepare_response_obj(args, kwargs)
        text = self.dumps(value, **(_COMPACT if compact else _READABLE))
        response: Response = app.response_class(f"{text}\n", mimetype=self.mimetype)
        return response
