"""Where a program's own package is: its folder, and the environment it is installed in.

Templates and static files are found relative to the folder of the app's module. The
instance folder is beside the package if that runs from a checkout, and in the environment's
``var`` if it is installed.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def get_root_path(import_name: str) -> str:
    """Return the folder that holds the module or package *import_name*.

    That is the current folder for a name that cannot be found, such as the ``__main__`` of
    an interactive session. Raises RuntimeError for a package in several folders.
    """
    module_file = getattr(sys.modules.get(import_name), "__file__", None)
    if module_file is None:
        spec = _find_spec(import_name)
        loader: Any = spec and spec.loader
        if loader is None:
            return os.getcwd()
        if hasattr(loader, "get_filename"):
            module_file = loader.get_filename(import_name)
        else:
            __import__(import_name)
            module_file = getattr(sys.modules[import_name], "__file__", None)
    if module_file is None:
        raise RuntimeError(
            f"No root path can be found for {import_name!r}: its import names no single file,"
            " as with a namespace package. Pass root_path to the app or blueprint explicitly."
        )
    return os.path.dirname(os.path.abspath(str(module_file)))


def find_package(import_name: str) -> tuple[str | None, str]:
    """Find the prefix that a package is installed under, and the folder it is imported from.

    The prefix is the folder that holds ``lib`` and the like, or None for a package that is
    not installed. The second is an entry of ``sys.path``, or the current folder if nothing
    of that name can be imported.
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
    spec = _find_spec(import_name.partition(".")[0])
    if spec is None:
        return Path.cwd()
    if not spec.submodule_search_locations:
        return Path(spec.origin or "").resolve().parent
    if spec.origin is not None and spec.origin != "namespace":
        return Path(spec.origin).resolve().parent.parent
    # A namespace package is in several folders: take the one that holds the module.
    portions = [Path(folder) for folder in spec.submodule_search_locations]
    package = find_spec(import_name)
    for folder in (package and package.submodule_search_locations) or ():
        for portion in portions:
            if Path(folder).is_relative_to(portion):
                return portion.parent
    return portions[0].parent


def _find_spec(import_name: str) -> ModuleSpec | None:
    try:
        return find_spec(import_name)
    except (ImportError, ValueError):  # not a valid name, or ``__main__``
        return None
