"""Import heavy modules, and compute attributes, when they are first used.

A command line tool or a small service should not wait for what it never uses. With ``.pyc``
files, ``import microflask`` takes 70 ms of CPU time. On top of that, ``werkzeug``, whose package
imports the development server, would take 50, ``jinja2`` 27 and ``click`` 10. These are imported
late, and what takes a few milliseconds is not.

A function that runs rarely has an ``import`` statement inside. What requests use is below, and
works alike everywhere: a stand-in has the name, and the first time that the name is
read, the real thing replaces it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

T = TypeVar("T")


class DeferredModule:
    """Stand for a module among the globals of another one.

    ``http = DeferredModule("werkzeug.http", globals())`` is ``from werkzeug import http``, but
    late: the first ``http.parse_date`` imports the module and sets the global ``http`` to it.
    After that, reading a name costs what it costs in any module, while an ``import``
    statement in a function costs ten times as much at each call.
    """

    def __init__(self, name: str, namespace: dict[str, Any]) -> None:
        self._name = name
        self._namespace = namespace

    def __getattr__(self, attribute: str) -> Any:
        """Import the module, set the global to it, and return its *attribute*."""
        module = import_module(self._name)
        for name, value in list(self._namespace.items()):
            if value is self:
                self._namespace[name] = module
        return getattr(module, attribute)


class _DeferredAttribute:
    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.owner = owner
        self.attribute = attribute

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        value = getattr(import_module(self.module), self.name)
        setattr(self.owner, self.attribute, value)
        return value


#: ``deferred_attribute("werkzeug.datastructures", "MultiDict")`` in a class body stands for that
#: class, which is imported when the attribute is first read, on the class or on an instance.
deferred_attribute: Any = _DeferredAttribute


def import_submodules_only(name: str) -> None:
    """Let the submodules of the package *name* be imported without running its ``__init__``.

    ``__init__`` runs when a name is read that it defines (``werkzeug.run_simple``), and a
    submodule is imported when its name is read (``werkzeug.utils``), so programs notice no
    difference. Does nothing if the package has been imported already, or is not installed.
    """
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    loader = spec.loader
    package = module_from_spec(spec)

    def read_name(attribute: str) -> Any:
        if attribute.startswith("__"):  # optional names that the import system looks for
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")
        if find_spec(f"{name}.{attribute}") is not None:
            return import_module(f"{name}.{attribute}")
        vars(package).pop("__getattr__", None)
        loader.exec_module(package)
        return getattr(package, attribute)

    vars(package)["__getattr__"] = read_name
    sys.modules[name] = package


class lazy_attribute(Generic[T]):
    """Compute an attribute of an instance when it is first read, and keep it there.

    Does what ``functools.cached_property`` does, without the lock that it takes before
    Python 3.12 and that makes the first read three times as slow. Two threads that read
    the attribute of one object at the same moment may both compute it.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> lazy_attribute[T]: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...
    def __get__(self, instance: object, owner: type | None = None) -> lazy_attribute[T] | T:
        """Compute the attribute. Once the instance has it, Python does not ask again."""
        if instance is None:
            return self
        value = self.compute(instance)
        setattr(instance, self.name, value)
        return value

    if TYPE_CHECKING:
        # At run time there is no __set__: an assignment sets the instance's attribute.
        def __set__(self, instance: object, value: T) -> None: ...
