"""Importing late what an app may never need.

The ground that every other room stands on: it knows nothing of Flask. Werkzeug's
package imports its development server and test client as soon as any part of it is
imported, and its HTTP parsers import the standard library's HTTP client; both cost more
than all of microflask. A program that only starts, such as a command line tool, should
not wait for either.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any


class DeferredModule:
    """Stand for a module that is imported when one of its names is first read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        """Import the module, and keep the name that was asked for.

        The next reading finds the name in the instance's own dictionary: it costs 20 ns,
        where an ``import`` statement inside of a function costs 500.
        """
        value = getattr(import_module(self._name), attribute)
        self.__dict__[attribute] = value
        return value

    def __repr__(self) -> str:
        return f"<deferred module {self._name!r}>"


class DeferredAttribute:
    """Stand for a class attribute that is imported when it is first read.

    A subclass or an instance that assigns the attribute takes its place.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        return getattr(import_module(self._module), self._name)


def import_submodules_only(name: str) -> None:
    """Let the submodules of the package *name* be imported without running the package.

    The package's own ``__init__`` runs when a name is read that no submodule bears
    (``werkzeug.run_simple``), so every program sees the package that it knows. Does
    nothing where the package was imported already.
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
        # The import system asks for a submodule by name before it imports it.
        if attribute.startswith("__") or find_spec(f"{name}.{attribute}") is not None:
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")
        package.__dict__.pop("__getattr__", None)
        loader.exec_module(package)
        return getattr(package, attribute)

    package.__dict__["__getattr__"] = run_the_package
    sys.modules[name] = package
