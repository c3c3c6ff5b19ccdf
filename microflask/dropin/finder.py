"""Finding microflask where ``flask`` is imported.

Python asks the finders of ``sys.meta_path``, one after the other, for a module. The one
below is asked first and answers for ``flask`` and for what Flask 3.1 has beneath it. A
submodule is not loaded a second time: ``flask.app`` is the very module ``microflask.app``,
so what a program replaces in it is replaced. It calls itself ``flask.app`` then, because filters of
warnings go by that name. Only the package itself has a stand-in, for one name that must
differ: ``flask.__version__``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any
from warnings import warn

from .borrowed import lend

if TYPE_CHECKING:
    from importlib.metadata import Distribution, DistributionFinder

#: The submodules of Flask 3.1. What else microflask has is not to be found beneath
#: ``flask``: programs tell the versions of Flask by the modules that are missing.
SUBMODULES = frozenset(
    {"__main__", "app", "blueprints", "cli", "config", "ctx", "debughelpers", "globals", "helpers"}
    | {"json", "json.provider", "json.tag", "logging"}
    | {"sansio", "sansio.app", "sansio.blueprints", "sansio.scaffold"}
    | {"sessions", "signals", "templating", "testing", "typing", "views", "wrappers"}
)


class FlaskFinder:
    """Answer those who look for Flask: for its modules, or for its installed package."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load ``flask`` or a submodule of it; None for any other module.

        Raises ModuleNotFoundError for a submodule that Flask has not.
        """
        package, _, submodule = fullname.partition(".")
        if package != "flask":
            return None
        if submodule and submodule not in SUBMODULES:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        original = find_spec("microflask" + fullname.removeprefix("flask"))
        assert original is not None, f"microflask has no counterpart of {fullname}."
        # The list of a package's folders is left empty: nobody else is to look there.
        spec = ModuleSpec(
            fullname,
            AliasLoader(original),
            origin=original.origin,
            is_package=original.submodule_search_locations is not None,
        )
        spec.has_location = True
        return spec

    def find_distributions(
        self, context: DistributionFinder.Context | None = None
    ) -> Iterable[Distribution]:
        """Return the package Flask, where it or all packages are asked for.

        Not where somebody looks into a folder, as pip does: there lies what lies there.
        """
        if context is not None:
            is_elsewhere = context.path is not sys.path
            if is_elsewhere or (context.name or "flask").lower() != "flask":
                return []
        from .metadata import FlaskDistribution

        return [FlaskDistribution()]


class AliasLoader(Loader):
    """Load nothing new: put the module of microflask in the place of the one asked for."""

    def __init__(self, original: ModuleSpec) -> None:
        self.original = original

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the stand-in for the package, and the module of microflask for a submodule.

        A tool that wraps this loader, as those that measure programs do, replaces names in the
        module that is returned here.
        """
        if spec.name == "flask":
            return FlaskPackage(spec.name)
        return import_module(self.original.name)

    def exec_module(self, module: ModuleType) -> None:
        """Give the module what ``flask`` has beyond us; it was run when it was made.

        With the package come the ties to Werkzeug, because nobody can ask for an
        ``app`` or a ``request`` before, and the modules that are loaded already.
        """
        if isinstance(module, FlaskPackage):
            from .kinship import join_werkzeug

            join_werkzeug()
            sys.modules["flask"] = module
            for name in SUBMODULES:
                if f"microflask.{name}" in sys.modules:
                    import_module(f"flask.{name}")
        else:
            submodule = self.original.name.removeprefix("microflask.")
            module.__spec__ = self.original  # the import system has put the alias's there
            module.__name__ = f"flask.{submodule}"
            lend(module, submodule)

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the module, for ``python -m flask``."""
        loader: Any = self.original.loader
        code: CodeType | None = loader.get_code(self.original.name)
        return code


class FlaskPackage(ModuleType):
    """The package ``flask``: the names of microflask, read and written where they are."""

    @property
    def __dict__(self) -> dict[str, Any]:
        """The names of microflask: tools that replace a name and put it back look here."""
        return vars(import_module("microflask"))

    @__dict__.setter
    def __dict__(self, names: dict[str, Any]) -> None:
        raise AttributeError("The names of a module are changed one by one.")

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            from .metadata import FLASK_API_VERSION

            warn(
                "flask.__version__ is deprecated, and Flask 3.2 will not have it. Ask"
                " importlib.metadata.version('flask'), or better whether the feature is there.",
                DeprecationWarning,
                stacklevel=2,
            )
            return FLASK_API_VERSION
        try:
            return getattr(import_module("microflask"), name)
        except AttributeError:
            raise AttributeError(f"module 'flask' has no attribute {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):  # what the import system says of this module
            super().__setattr__(name, value)
        else:
            setattr(import_module("microflask"), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(import_module("microflask"), name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(import_module("microflask"))})
