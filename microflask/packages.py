"""Where the user's package lies: its parent folder, and what it is installed under.

Only the instance folder asks for this: a program that runs from a checkout keeps its
instance files beside its source, an installed one under the ``var`` of its environment.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path


def find_package(import_name: str) -> tuple[str | None, str]:
    """Find out under which prefix a package is installed, and from where it is imported.

    Returns the folder that holds ``lib`` and its like, or None for a package that is not
    installed, and the entry of ``sys.path`` that the package is found in: the
    current folder where nothing of that name can be imported.
    """
    location = _import_location(import_name)
    prefix = Path(sys.prefix).resolve()
    if location.is_relative_to(prefix):
        return str(prefix), str(location)
    if location.name.lower() != "site-packages":
        return None, str(location)
    library = location.parent
    if library.name.lower() == "lib":  # prefix/Lib/site-packages, as on Windows
        return str(library.parent), str(location)
    if library.parent.name.lower() == "lib":  # prefix/lib/python3.x/site-packages
        return str(library.parent.parent), str(location)
    return str(library), str(location)


def _import_location(import_name: str) -> Path:
    """Return the folder that the top-level package of *import_name* is imported from."""
    top_level = import_name.partition(".")[0]
    try:
        spec = find_spec(top_level)
    except (ImportError, ValueError):  # no valid name, or ``__main__``
        spec = None
    if spec is None:
        return Path.cwd()
    if not spec.submodule_search_locations:
        return Path(spec.origin or "").resolve().parent
    if spec.origin is None or spec.origin == "namespace":
        return _namespace_portion(spec, import_name).parent
    return Path(spec.origin).resolve().parent.parent


def _namespace_portion(namespace: ModuleSpec, import_name: str) -> Path:
    """Return which of a namespace package's folders holds *import_name*; else the first."""
    portions = [Path(folder) for folder in namespace.submodule_search_locations or ()]
    package = find_spec(import_name)
    for folder in (package and package.submodule_search_locations) or ():
        for portion in portions:
            if Path(folder).is_relative_to(portion):
                return portion
    return portions[0]
