"""JSON that keeps the types of its values.

JSON has no tuples, bytes or dates. A tag writes such a value as an object whose only key
names its type, ``{" t": [1, 2]}`` for ``(1, 2)``, and reads it back. The session cookie is
written this way, so the keys are part of its format.

A program may add a tag for a type of its own::

    class TagDecimal(JSONTag):
        key = " n"

        def check(self, value):
            return isinstance(value, Decimal)

        def to_json(self, value):
            return str(value)

        def to_python(self, value):
            return Decimal(value)

    app.session_interface.serializer.register(TagDecimal)
"""

from __future__ import annotations

import datetime
from binascii import a2b_base64, b2a_base64
from typing import Any

from markupsafe import Markup

from . import dumps, loads

#: The types that none of the tags below is for: JSON gives them back as they were.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class JSONTag:
    """Translate the values of one type to JSON and back.

    ``serializer`` is the serializer that the tag belongs to: it translates the values within
    a value.
    """

    __slots__ = ("serializer",)

    #: The key that marks the type in JSON. Empty for a type that JSON knows, whose items
    #: are translated.
    key: str = ""

    def __init__(self, serializer: TaggedJSONSerializer) -> None:
        self.serializer = serializer

    def check(self, value: Any) -> bool:
        """Return True if this tag is the one for *value*."""
        raise NotImplementedError(f"{type(self).__name__} must implement check().")

    def to_json(self, value: Any) -> Any:
        """Return *value* as something that JSON can express, without the key."""
        raise NotImplementedError(f"{type(self).__name__} must implement to_json().")

    def to_python(self, value: Any) -> Any:
        """Return the value that ``to_json`` was given; *value* is what it returned."""
        raise NotImplementedError(f"{type(self).__name__} must implement to_python().")

    def tag(self, value: Any) -> Any:
        """Return *value* in its JSON form, under this tag's key."""
        return {self.key: self.to_json(value)}


class TagDict(JSONTag):
    """Tell a dict that looks like a tagged value from one that is.

    ``{" t": 1}`` is written as ``{" di": {" t__": 1}}``.
    """

    __slots__ = ()
    key = " di"

    def check(self, value: Any) -> bool:
        if not isinstance(value, dict) or len(value) != 1:
            return False
        return next(iter(value)) in self.serializer.tags

    def to_json(self, value: Any) -> Any:
        ((key, item),) = value.items()
        return {f"{key}__": self.serializer.tag(item)}

    def to_python(self, value: Any) -> Any:
        ((key, item),) = value.items()
        return {key.removesuffix("__"): item}


class PassDict(JSONTag):
    """Translate the values in a dict. Its keys become strings, as in any JSON."""

    __slots__ = ()

    def check(self, value: Any) -> bool:
        return isinstance(value, dict)

    def tag(self, value: Any) -> Any:
        tag = self.serializer.tag
        return {key: tag(item) for key, item in value.items()}

    to_json = tag


class TagTuple(JSONTag):
    """Write a tuple as a list."""

    __slots__ = ()
    key = " t"

    def check(self, value: Any) -> bool:
        return isinstance(value, tuple)

    def to_json(self, value: Any) -> Any:
        return list(map(self.serializer.tag, value))

    def to_python(self, value: Any) -> Any:
        return tuple(value)


class PassList(JSONTag):
    """Translate the items of a list."""

    __slots__ = ()

    def check(self, value: Any) -> bool:
        return isinstance(value, list)

    def tag(self, value: Any) -> Any:
        return list(map(self.serializer.tag, value))

    to_json = tag


class TagBytes(JSONTag):
    """Write bytes in base64 (RFC 4648, section 4)."""

    __slots__ = ()
    key = " b"

    def check(self, value: Any) -> bool:
        return isinstance(value, bytes)

    def to_json(self, value: Any) -> Any:
        return b2a_base64(value, newline=False).decode()

    def to_python(self, value: Any) -> Any:
        return a2b_base64(value)


class TagMarkup(JSONTag):
    """Write an object that has ``__html__`` as its markup; it comes back as ``Markup``."""

    __slots__ = ()
    key = " m"

    def check(self, value: Any) -> bool:
        return callable(getattr(value, "__html__", None))

    def to_json(self, value: Any) -> Any:
        return str(value.__html__())

    def to_python(self, value: Any) -> Any:
        return Markup(value)


class TagUUID(JSONTag):
    """Write a UUID as its 32 digits."""

    __slots__ = ()
    key = " u"

    def check(self, value: Any) -> bool:
        from uuid import UUID

        return isinstance(value, UUID)

    def to_json(self, value: Any) -> Any:
        return value.hex

    def to_python(self, value: Any) -> Any:
        from uuid import UUID

        return UUID(value)


class TagDateTime(JSONTag):
    """Write a datetime as HTTP writes dates: to the second, in UTC (RFC 9110, section 5.6.7)."""

    __slots__ = ()
    key = " d"

    def check(self, value: Any) -> bool:
        return isinstance(value, datetime.datetime)

    def to_json(self, value: Any) -> Any:
        from werkzeug.http import http_date

        return http_date(value)

    def to_python(self, value: Any) -> Any:
        from werkzeug.http import parse_date

        return parse_date(value)


class TaggedJSONSerializer:
    """Serialize values as compact JSON from which they come back with their types.

    Besides the types of JSON, these are tuples, bytes, ``Markup``, UUIDs and datetimes, at
    any depth within dicts and lists.
    """

    __slots__ = ("_plain", "order", "tags")

    #: The tags that a new serializer starts with, in the order in which they are tried.
    default_tags: list[type[JSONTag]] = [
        TagDict,  # before PassDict, which is for any dict
        PassDict,
        TagTuple,  # a namedtuple comes back as a tuple
        PassList,
        TagBytes,
        TagMarkup,  # after the containers: one that has __html__ keeps what it contains
        TagUUID,
        TagDateTime,  # to the second: HTTP's dates are no finer
    ]

    def __init__(self) -> None:
        #: The tags by their keys, for reading.
        self.tags: dict[str, JSONTag] = {}
        #: The tags in the order in which they are tried, for writing.
        self.order: list[JSONTag] = []
        #: The types that are not compared with the tags, which would take ten times as long.
        self._plain = _PLAIN
        for tag_class in self.default_tags:
            self.register(tag_class)

    def register(
        self, tag_class: type[JSONTag], force: bool = False, index: int | None = None
    ) -> None:
        """Add a tag of the class *tag_class*.

        ``index`` is its place in the order, by default the last: a tag for a special kind of
        dict must come before the one for dicts, at 0. Raises KeyError if the key is taken,
        unless ``force`` is true: then the tag replaces the other one.
        """
        tag = tag_class(self)
        if tag.key:
            if tag.key in self.tags and not force:
                raise KeyError(
                    f"Tag {tag.key!r} is already registered, by"
                    f" {type(self.tags[tag.key]).__name__}. Give {tag_class.__name__} another"
                    " key, or pass force=True to replace that one."
                )
            self.tags[tag.key] = tag
        self.order.insert(len(self.order) if index is None else index, tag)
        if tag_class.__module__ != TaggedJSONSerializer.__module__:
            self._plain = frozenset()  # somebody else's tag may be for any of them

    def tag(self, value: Any) -> Any:
        """Return what JSON should write for *value*."""
        if type(value) in self._plain:
            return value
        for candidate in self.order:
            if candidate.check(value):
                return candidate.tag(value)
        return value

    def untag(self, value: dict[str, Any]) -> Any:
        """Return what the JSON object *value* stands for: itself, unless it has a tag."""
        if len(value) == 1:
            ((key, content),) = value.items()
            if key in self.tags:
                return self.tags[key].to_python(content)
        return value

    def _untag_all(self, value: Any) -> Any:
        """Untag *value* from the inside out."""
        untag = self._untag_all
        if isinstance(value, dict):
            return self.untag(
                {k: item if type(item) in _PLAIN else untag(item) for k, item in value.items()}
            )
        if isinstance(value, list):
            return [item if type(item) in _PLAIN else untag(item) for item in value]
        return value

    def dumps(self, value: Any) -> str:
        """Serialize *value* as tagged, compact JSON."""
        return dumps(self.tag(value), separators=(",", ":"))

    def loads(self, value: str) -> Any:
        """Parse the tagged JSON in *value*, and return the value that it was made of."""
        return self._untag_all(loads(value))
