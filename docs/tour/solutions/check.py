"""The checker of the exercises, for the solutions beside this file."""

from pathlib import Path

_CHECKER = Path(__file__).parents[1] / "exercises" / "check.py"

exec(compile(_CHECKER.read_text(), str(_CHECKER), "exec"))
