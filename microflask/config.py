"""The settings of an app: a dict, and the ways to fill it.

Settings come from files, environment variables, modules or mappings. Only uppercase names
count, so a configuration file may use other names for itself. ``ConfigAttribute`` makes a
setting available as an attribute of the app.
"""

from __future__ import annotations

import json
import os
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import IO

    from typing_extensions import Self

    from .app import Flask

T = TypeVar("T")

#: The errors for a path that does not lead to a file.
_MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class ConfigAttribute(Generic[T]):
    """Read and write a setting as an attribute of the app.

    ``name`` is the setting. ``get_converter`` is applied whenever the attribute is read, so
    ``PERMANENT_SESSION_LIFETIME`` may be a number of seconds and still be read as a
    ``timedelta``.
    """

    def __init__(self, name: str, get_converter: Callable[[Any], T] | None = None) -> None:
        self.__name__ = name
        self.get_converter = get_converter

    @overload
    def __get__(self, app: None, owner: type[Flask] | None = None) -> Self: ...

    @overload
    def __get__(self, app: Flask, owner: type[Flask] | None = None) -> T: ...

    def __get__(self, app: Flask | None, owner: type[Flask] | None = None) -> Any:
        if app is None:
            return self
        setting = app.config[self.__name__]
        return setting if self.get_converter is None else self.get_converter(setting)

    def __set__(self, app: Flask, value: Any) -> None:
        app.config[self.__name__] = value


class Config(dict[str, Any]):
    """The settings of an app, by name: ``app.config["SECRET_KEY"]``.

    ``root_path`` is the folder that configuration files are relative to; ``defaults`` are
    the initial settings.

    A dict in every respect: a setting that is changed counts at once.
    """

    def __init__(
        self, root_path: str | os.PathLike[str], defaults: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(() if defaults is None else defaults)
        self.root_path = root_path

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """Load the Python file that an environment variable names.

        Returns True if it was loaded. Raises RuntimeError if the variable is not set or
        empty, and OSError if the file cannot be read. With ``silent`` it returns False if
        the variable or the file is missing.
        """
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise RuntimeError(
            f"The environment variable {variable_name!r} is not set, so there is no file to load"
            f" the configuration from. Set it to the path of one: {variable_name}=/path/config.py"
        )

    def from_prefixed_env(
        self, prefix: str = "FLASK", *, loads: Callable[[str], Any] = json.loads
    ) -> bool:
        """Load the environment variables whose names start with ``prefix`` and an underscore.

        The rest of the name is the setting: ``FLASK_TESTING=true`` sets ``TESTING`` to True.
        Values are parsed by ``loads``, by default as JSON; a value that cannot be parsed
        remains a string. A double underscore stands for a nested dict: ``FLASK_DB__PORT=1``
        sets ``config["DB"]["PORT"]``. Returns True.

        Raises TypeError if the outer setting of such a variable is not a dict.
        """
        start = f"{prefix}_"
        for variable in sorted(os.environ):
            if variable.startswith(start):
                value: Any = os.environ[variable]
                try:
                    value = loads(value)
                except Exception:
                    pass  # it remains a string
                self._set_nested(variable.removeprefix(start).split("__"), value, variable)
        return True

    def _set_nested(self, names: list[str], value: Any, variable: str) -> None:
        """Set the nested item at the path *names*, and make the dicts that are missing."""
        *parents, last = names
        section: Any = self
        try:
            for name in parents:
                if name not in section:
                    section[name] = {}
                section = section[name]
            section[last] = value
        except TypeError:
            raise TypeError(
                f"The environment variable {variable} sets an item inside of {section!r}, which"
                " is not a dict. Rename the variable, or make the outer setting a dict."
            ) from None

    def from_pyfile(self, filename: str | os.PathLike[str], silent: bool = False) -> bool:
        """Run a Python file and load the uppercase names that it defines.

        ``filename`` is absolute or relative to ``root_path``. Returns True if the file was
        loaded; with ``silent``, False if it is missing. Raises OSError, which names the file,
        if it cannot be read, and whatever the file itself raises.
        """
        source_file = self._open(filename, "rb", silent)
        if source_file is None:
            return False
        with source_file:
            source = source_file.read()
        module = ModuleType("config")
        module.__file__ = source_file.name
        exec(compile(source, source_file.name, "exec", dont_inherit=True), module.__dict__)
        self.from_object(module)
        return True

    def from_object(self, obj: object | str) -> None:
        """Load the uppercase attributes of an object, usually a module or a class.

        A string is the import path of the object: ``"shop.settings"`` or
        ``"shop.settings.Production"``; it raises ImportError if there is none. A class that
        has properties must be instantiated first. A dict has no such attributes: load
        it with ``from_mapping``.
        """
        if isinstance(obj, str):
            from werkzeug.utils import import_string

            obj = import_string(obj)
        for name in dir(obj):
            if name.isupper():
                self[name] = getattr(obj, name)

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[IO[Any]], Mapping[str, Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Load a file through ``load``, which takes the open file and returns a mapping.

        This works for any format: ``config.from_file("config.json", load=json.load)``, or
        ``config.from_file("config.toml", load=tomllib.load, text=False)`` if the loader reads
        bytes. Only uppercase names are loaded.

        Returns True if the file was loaded; with ``silent``, False if it is missing. Raises
        OSError, which names the file, if it cannot be read.
        """
        data_file = self._open(filename, "r" if text else "rb", silent)
        if data_file is None:
            return False
        with data_file:
            return self.from_mapping(load(data_file))

    def _open(self, filename: str | os.PathLike[str], mode: str, silent: bool) -> IO[Any] | None:
        """Open a file relative to the root path. Return None if it is missing and may be."""
        try:
            return open(os.path.join(self.root_path, filename), mode)
        except OSError as error:
            if silent and isinstance(error, _MISSING):
                return None
            error.strerror = f"Unable to load configuration file ({error.strerror})"
            raise

    def from_mapping(self, mapping: Mapping[str, Any] | None = None, **settings: Any) -> bool:
        """Load the items of a mapping, and the keyword arguments, that have uppercase names.

        Returns True.
        """
        for name, value in dict(mapping or {}, **settings).items():
            if name.isupper():
                self[name] = value
        return True

    def get_namespace(
        self, namespace: str, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, Any]:
        """Return a dict of the settings whose names start with *namespace*.

        ``get_namespace("MAIL_")`` returns ``MAIL_HOST`` and ``MAIL_PORT`` as ``{"host": ...,
        "port": ...}``: keyword arguments for a function. The names keep the namespace
        unless ``trim_namespace`` is true, and their case unless ``lowercase`` is true.
        """
        cut = len(namespace) if trim_namespace else 0
        return {
            name[cut:].lower() if lowercase else name[cut:]: value
            for name, value in self.items()
            if name.startswith(namespace)
        }

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {super().__repr__()}>"
