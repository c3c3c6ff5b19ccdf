"""``python -m microflask``: the same as the command ``microflask``."""

from .cli import main

main()
