"""The JSON in the body of a response, read back: for tests, and for hooks that look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class JSONBody:
    """What a response has that reads its body as JSON.

    A class of its own, because test plug-ins look whether an app's response class defines
    ``json`` itself, and leave it alone then.
    """

    #: What reads JSON: a module or an object with ``loads``.
    json_module: Any

    if TYPE_CHECKING:

        @property
        def mimetype(self) -> str | None: ...

        def get_data(self) -> Any: ...

    @property
    def is_json(self) -> bool:
        """Whether the media type is JSON: ``application/json`` or ``application/*+json``."""
        kind, _, name = (self.mimetype or "").partition("/")
        return kind == "application" and (name == "json" or name.endswith("+json"))

    def get_json(self, force: bool = False, silent: bool = False) -> Any:
        """Return what the JSON in the body says, or None where it is another media type.

        With *force* the type does not matter. Raises ValueError where the body is no
        JSON; with *silent* it returns None instead.
        """
        if not (force or self.is_json):
            return None
        try:
            return self.json_module.loads(self.get_data())
        except ValueError:
            if silent:
                return None
            raise

    @property
    def json(self) -> Any:
        """What the JSON in the body says: ``get_json()``."""
        return self.get_json()
