"""Doing late what may never be needed: imports, and attributes that take work.

The ground that every other room stands on: it knows nothing of Flask. Werkzeug's
package imports its development server and test client as soon as any part of it is
imported, and its HTTP parsers import the standard library's HTTP client; both cost more
than all of microflask. A program that only starts, such as a command line tool, should
not wait for either.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

T = TypeVar("T")


class DeferredModule:
    """Stand in a namespace for a module, until one of its names is first read.

    ``http = DeferredModule("werkzeug.http", globals())`` is what ``import`` would be, but late:
    the first ``http.parse_date`` imports the module and puts it in the place of its stand-in.
    From then on reading a name costs what it costs in any module, where an ``import``
    statement inside of a function costs 500 ns; and who replaces a name in the module, as
    tests do that stop the clock, replaces it for us, too.
    """

    def __init__(self, name: str, namespace: dict[str, Any]) -> None:
        self._name = name
        self._namespace = namespace

    def __getattr__(self, attribute: str) -> Any:
        """Import the module, give place to it, and read its *attribute*."""
        module = import_module(self._name)
        for name, value in list(self._namespace.items()):
            if value is self:
                self._namespace[name] = module
        return getattr(module, attribute)

    def __repr__(self) -> str:
        return f"<deferred module {self._name!r}>"


class lazy_attribute(Generic[T]):
    """Compute an attribute of an instance when it is first read, and keep it there.

    Does what ``functools.cached_property`` does without the lock that it has before
    Python 3.12 (0.2 us instead of 0.6), and what Werkzeug's does without importing
    ``werkzeug.utils`` (20 ms). Two threads that read an attribute of one request at the
    same moment may compute it twice, as with Werkzeug's.
    """

    name: str

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
        """Compute the attribute. Python asks no more once the instance has it."""
        if instance is None:
            return self
        value = self.compute(instance)
        setattr(instance, self.name, value)
        return value

    if TYPE_CHECKING:
        # Without a __set__ at run time, assigning goes straight to the instance.
        def __set__(self, instance: object, value: T) -> None: ...


class _DeferredAttribute:
    """Put what a class attribute names in its place when it is first read."""

    owner: type
    attribute: str

    def __init__(self, module: str, name: str | None) -> None:
        self.module = module
        self.name = name

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.owner = owner
        self.attribute = attribute

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        module = import_module(self.module)
        value = module if self.name is None else getattr(module, self.name)
        setattr(self.owner, self.attribute, value)
        return value


def deferred_attribute(module: str, name: str | None = None) -> Any:
    """Return a class attribute that stands for *name* of *module*, or for the module.

    It is imported when a program first reads the attribute, of the class or of an instance.
    """
    return _DeferredAttribute(module, name)


def import_submodules_only(name: str) -> None:
    """Let the submodules of the package *name* be imported without running the package.

    The package's own ``__init__`` runs when a name is read that no submodule bears
    (``werkzeug.run_simple``). A submodule is imported when its name is read
    (``werkzeug.utils``), for it would be there if ``__init__`` had run. So every program sees
    the package that it knows. Does nothing where the package was imported already.
    """
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(
            f"microflask needs {name!r}, which is not installed in {sys.prefix}.", name=name
        )
    loader = spec.loader
    package = module_from_spec(spec)

    def run_the_package(attribute: str) -> Any:
        if attribute.startswith("__"):  # the import system asks for some that there may not be
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")
        if find_spec(f"{name}.{attribute}") is not None:
            return import_module(f"{name}.{attribute}")
        package.__dict__.pop("__getattr__", None)
        loader.exec_module(package)
        return getattr(package, attribute)

    package.__dict__["__getattr__"] = run_the_package
    sys.modules[name] = package
