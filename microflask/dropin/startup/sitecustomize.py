"""Switch drop-in mode on in the child processes of ``python -m microflask.dropin``.

Python imports a module of this name when it starts. This one is found first, because the
folder was put in front of ``PYTHONPATH``; the one that it hides is run by it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec


def run_the_hidden_one() -> None:
    """Run the next ``sitecustomize`` on the path, where there is one."""
    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec(
        "sitecustomize", [folder for folder in sys.path if os.path.abspath(folder) != here]
    )
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


import_module("microflask_dropin_hook")
run_the_hidden_one()
