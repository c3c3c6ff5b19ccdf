"""Print the lowest versions that microflask's dependencies may have, as constraints for pip.

They are read from the metadata of microflask, which must be installed: so they are those of
``pyproject.toml``. Tools for its development, such as pytest, are left as they are.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import requires

#: What users install: the package by itself, or with one of these extras.
EXTRAS = {None, "async", "dotenv", "examples"}

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[.*?\])?(?P<version>[^;]*)(?P<marker>.*)")


def main() -> int:
    """Print a line for each dependency; complain of those without a lower bound."""
    is_good = True
    for requirement in requires("microflask") or ():
        found = _REQUIREMENT.fullmatch(requirement)
        assert found is not None, requirement
        extra = re.search(r"extra == ['\"](.*)['\"]", found["marker"])
        if (extra and extra[1]) not in EXTRAS:
            continue
        lowest = re.search(r">=\s*([\w.]+)", found["version"])
        if lowest is None:
            print(f"{requirement!r} has no lower bound.", file=sys.stderr)
            is_good = False
        else:
            print(f"{found['name']}=={lowest[1]}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
