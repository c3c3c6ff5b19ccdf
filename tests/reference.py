"""Flask, beside which most tests run: it is the reference on Werkzeug 3.1.9 and newer.

Older versions have mistakes that were mended since, so Flask is left out where one is installed,
as ``make test-lowest`` does. What microflask does, it does on any version that it accepts.
"""

from __future__ import annotations

from importlib.metadata import version

import pytest
from packaging.version import Version

HAS_REFERENCE = Version(version("werkzeug")) >= Version("3.1.9")

#: The package under test, and the one that it should behave like.
FRAMEWORKS = ["microflask", "flask"] if HAS_REFERENCE else ["microflask"]

#: Marks what only makes sense beside the reference.
compares = pytest.mark.skipif(not HAS_REFERENCE, reason="There is no reference: see reference.py")
