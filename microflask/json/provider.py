"""How an app turns values into JSON and back.

``app.json`` is a provider: ``jsonify``, dicts that views return, ``request.get_json``, the test
client and the session all go through it. To use another library, subclass ``JSONProvider``
and implement ``dumps`` and ``loads``.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import weakref
from functools import lru_cache
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import IO, AnyStr

    from ..sansio.app import App
    from ..wrappers import Response

#: The two forms of a response's body, as options of ``dumps``.
_COMPACT: dict[str, Any] = {"separators": (",", ":")}
_READABLE: dict[str, Any] = {"indent": 2}

#: Makes an encoder in C. Only CPython has it.
_make_c_encoder: Callable[..., Callable[[Any, int], Iterable[str]]] | None
_make_c_encoder = getattr(json.encoder, "c_make_encoder", None)

#: Reads the JSON value that starts at a position of a text, and returns where it ends.
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class JSONProvider:
    """What an app needs from a JSON library.

    Subclass it and implement ``dumps`` and ``loads``; the other methods call these two. Then
    set ``Flask.json_provider_class`` to the class, or ``app.json`` to an instance.
    """

    def __init__(self, app: App) -> None:
        # A weak reference, since the app refers to its provider: both go when the app does.
        self._app: App = weakref.proxy(app)

    # The parameters below have the names that they have in Flask: subclasses repeat them, and
    # programs may pass them by name.

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialize *obj* as JSON text; the keyword arguments are for the library."""
        raise NotImplementedError(f"{type(self).__name__} must implement dumps().")

    def dump(self, obj: Any, fp: IO[str], **kwargs: Any) -> None:
        """Serialize *obj* as JSON and write it to *fp*, a file opened in text mode."""
        fp.write(self.dumps(obj, **kwargs))

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse JSON, text or bytes; the keyword arguments are for the library."""
        raise NotImplementedError(f"{type(self).__name__} must implement loads().")

    def load(self, fp: IO[AnyStr], **kwargs: Any) -> Any:
        """Parse the JSON in *fp*, a file opened in text or binary mode."""
        return self.loads(fp.read(), **kwargs)

    def _prepare_response_obj(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return the one value that the arguments of ``response`` stand for.

        Published providers call this name in their own ``response``.
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
        """Return a JSON response of one value, of several as a list, or of keywords as an object.

        Without arguments the value is ``null``. Raises TypeError if given both positional and
        keyword arguments.
        """
        text = self.dumps(self._prepare_response_obj(args, kwargs))
        return self._app.response_class(text, mimetype="application/json")


def _default(value: Any) -> Any:
    """Return a value that JSON can express for *value*, which it cannot.

    A date becomes text as HTTP writes dates (RFC 9110, section 5.6.7), a Decimal or a UUID its
    digits, a dataclass an object, and an object with ``__html__`` the markup that it returns.

    Raises TypeError for any other value.
    """
    if isinstance(value, datetime.date):
        from werkzeug.http import http_date

        return http_date(value)
    from decimal import Decimal
    from uuid import UUID

    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    render = getattr(value, "__html__", None)
    if render is not None:
        return str(render())
    raise TypeError(f"A value of type {type(value).__name__} is not JSON serializable.")


@lru_cache(maxsize=32)
def _make_encoder(
    default: Callable[[Any], Any], ensure_ascii: bool, sort_keys: bool, is_compact: bool
) -> Callable[[Any, int], Iterable[str]]:
    """Return an encoder for these settings, one for all calls and apps that share them.

    ``json.dumps`` makes an encoder in Python at each call, and from that one in C. Keeping the
    one in C halves the time for a small dict. Its first argument, the record of what is being
    encoded, is left out, because calls and threads would share it: circular references
    raise RecursionError instead of ValueError.
    """
    quote = encode_basestring_ascii if ensure_ascii else encode_basestring
    separators = (":", ",") if is_compact else (": ", ", ")
    assert _make_c_encoder is not None
    return _make_c_encoder(None, default, quote, None, *separators, sort_keys, False, True)


class DefaultJSONProvider(JSONProvider):
    """Turn values into JSON with the standard library's ``json``.

    The attributes below may be set on ``app.json`` or in a subclass at any time; they count
    from the next call on.
    """

    #: Called with each value that JSON cannot express; returns one that it can, or raises
    #: TypeError. This one knows dates, decimals, UUIDs, dataclasses and markup.
    default: Callable[[Any], Any] = staticmethod(_default)

    #: Whether characters beyond ASCII are written as ``\u`` escapes, which every client
    #: understands. Without them the text is shorter.
    ensure_ascii = True

    #: Whether the keys of an object are sorted, so that equal values give equal texts, which
    #: helps caches. Keys of different types cannot be sorted: they raise TypeError.
    sort_keys = True

    #: Whether a response is written without spaces and line breaks. None: unless the app is
    #: in debug mode.
    compact: bool | None = None

    #: The mimetype of a response.
    mimetype = "application/json"

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialize *obj* as JSON text.

        The keyword arguments are those of ``json.dumps``; ``default``, ``ensure_ascii`` and
        ``sort_keys`` come from the attributes of this provider unless they are given.

        Raises TypeError for a value that JSON cannot express, ValueError for circular
        references.
        """
        if _make_c_encoder is not None and (not kwargs or kwargs == _COMPACT):
            is_compact = bool(kwargs)
            encode = _make_encoder(self.default, self.ensure_ascii, self.sort_keys, is_compact)
            try:
                return "".join(encode(obj, 0))
            except RecursionError:
                pass  # the standard library tells circular references from deep nesting
        settings = {
            "default": self.default,
            "ensure_ascii": self.ensure_ascii,
            "sort_keys": self.sort_keys,
        }
        return json.dumps(obj, **{**settings, **kwargs})

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse JSON: text, or bytes in a UTF encoding.

        The keyword arguments are those of ``json.loads``. Raises ValueError unless *s* is
        valid JSON, and also if it is nested deeper than the interpreter can follow: both
        are a client's mistake.
        """
        try:
            if not kwargs and isinstance(s, (str, bytes)):
                try:  # what json.loads does with UTF-8, in half the time
                    text = (s.decode() if isinstance(s, bytes) else s).strip(" \t\n\r")
                    value, end = _scan(text, 0)
                    if end == len(text):
                        return value
                except (StopIteration, ValueError):
                    pass  # another encoding, or an error that ``json.loads`` explains
            return json.loads(s, **kwargs)
        except RecursionError:
            raise ValueError("The JSON is nested too deeply to be parsed.") from None

    def response(self, /, *args: Any, **kwargs: Any) -> Response:
        """Return a JSON response of one value, of several as a list, or of keywords as an object.

        Without arguments the value is ``null``. The body ends with a line break and is
        indented unless ``compact`` applies. Raises TypeError if given both positional and
        keyword arguments.
        """
        app = self._app
        compact = not app.debug if self.compact is None else self.compact
        is_one_value = len(args) == 1 and not kwargs
        value = args[0] if is_one_value else self._prepare_response_obj(args, kwargs)
        text = self.dumps(value, **(_COMPACT if compact else _READABLE))
        return app.response_class(f"{text}\n", mimetype=self.mimetype)
