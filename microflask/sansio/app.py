"""``App`` is the base of Flask's ``Flask``; here it is that class itself."""

from ..app import Flask as App

__all__ = ["App"]
