"""Switch microflask's drop-in mode on as soon as somebody looks for Flask, and not before.

This file is imported whenever Python starts: by ``sitecustomize`` beside it, or by a ``.pth``
file in a virtual environment, where ``microflask dropin enable`` has copied it. So it imports
nothing but what Python has loaded anyway: programs without Flask do not pay for it.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # that of the module typing, which would cost 5 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.machinery import ModuleSpec
    from importlib.metadata import Distribution, DistributionFinder
    from types import ModuleType

    from microflask.dropin import FlaskFinder


class Hook:
    """Wait for the first question about Flask, and hand it over to microflask's finder."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer for ``flask`` as microflask does; None, as any finder, for other modules."""
        if fullname.partition(".")[0] != "flask":
            return None
        finder = self.hand_over()
        return None if finder is None else finder.find_spec(fullname, path, target)

    def find_distributions(
        self, context: DistributionFinder.Context | None = None
    ) -> Iterable[Distribution]:
        """Answer for the package Flask, where it is asked for by its name."""
        if context is None or (context.name or "").lower() != "flask":
            return []
        finder = self.hand_over()
        return [] if finder is None else finder.find_distributions(context)

    def hand_over(self) -> FlaskFinder | None:
        """Take this hook away and install microflask's finder; None where microflask is gone."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        try:
            from microflask import dropin
        except ModuleNotFoundError as error:
            if error.name != "microflask":
                raise
            return None
        return dropin.install()


sys.meta_path.insert(0, Hook())
