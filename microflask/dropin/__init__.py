"""Drop-in mode: ``import flask`` gives microflask, for programs that must not be changed.

An extension that was written for Flask imports ``flask``. After ``install()`` it gets
microflask: ``flask`` and its submodules are found by ``finder``, what is asked about the
installed package Flask is answered by ``metadata``, and ``kinship`` makes our classes subclasses
of those of Werkzeug that Flask's classes are subclasses of. There are four ways in:

- ``microflask.dropin.install()``, in a program, before anything imports ``flask``;
- ``python -m microflask.dropin MODULE_OR_SCRIPT ARGUMENTS``, for one run and the processes
  that it starts;
- ``pytest -p microflask.dropin``, for one run of tests;
- ``microflask dropin enable``, for a virtual environment, until ``microflask dropin disable``.
"""

from __future__ import annotations

import sys

from .finder import FlaskFinder as FlaskFinder
from .finder import FlaskPackage as FlaskPackage


def install() -> FlaskFinder:
    """Let ``flask`` mean microflask in this process, from now on.

    Does nothing where that is so already. Returns the finder that sees to it.

    Raises RuntimeError where the real Flask was imported before: some modules would have
    its classes and others ours.
    """
    present = sys.modules.get("flask")
    if present is not None and not isinstance(present, FlaskPackage):
        raise RuntimeError(
            "Drop-in mode cannot be switched on any more: the real Flask was imported already, from"
            f" {getattr(present, '__file__', '?')}. Call microflask.dropin.install() before"
            " anything imports flask, an extension included, or start the program with"
            " 'python -m microflask.dropin'."
        )
    for finder in sys.meta_path:
        if isinstance(finder, FlaskFinder):
            return finder
    finder = FlaskFinder()
    sys.meta_path.insert(0, finder)
    return finder


def pytest_plugin_registered() -> None:
    """Switch drop-in mode on as soon as pytest has loaded this plug-in.

    The plug-ins of ``-p`` are loaded before any other, and pytest calls this for each,
    the plug-in itself included. To import the module must not be enough: others do so
    for ``install`` alone.
    """
    install()
