"""Flask's public API on a core of its own."""

from .lazy import import_submodules_only

import_submodules_only("werkzeug")
