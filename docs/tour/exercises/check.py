"""Says what an exercise still lacks, or that it is solved."""

import sys
import traceback
from importlib.util import find_spec

if find_spec("microflask") is None:
    sys.exit(
        f"{sys.executable} has no microflask. In the folder of the clone, 'make run' makes\n"
        f"a Python that has it; then run: .venv/bin/python {sys.argv[0]}"
    )


class Missing(Exception):
    """What the task asks for is not there yet; the message says what."""


def expect(what, got, expected, hint):
    """Go on where *got* is *expected*. Raises Missing, with the hint, where it is not."""
    if got != expected:
        raise Missing(
            f"{what}\n    expected: {expected!r}\n    got:      {got!r}\n    hint: {hint}"
        )


class Raised:
    """An error in the place of a result: it is equal to nothing, and shows where it was raised."""

    def __init__(self, error):
        self.error = error

    def __repr__(self):
        return _explain(self.error)


def outcome_of(function, *arguments):
    """Return what *function* returns, or what it raises: an error deserves its hint, too."""
    try:
        return function(*arguments)
    except NameError:  # a typing error; its place is all there is to say
        raise
    except Exception as error:
        return Raised(error)


def run(check):
    """Run *check*, say how it went, and end the program: 0 is solved, 1 is not yet."""
    try:
        check()
    except Missing as missing:
        print(f"Not yet: {missing}")
        sys.exit(1)
    except Exception as error:
        print(f"Not yet: {_explain(error)}")
        sys.exit(1)
    print("Solved.")


def _explain(error):
    """Say what was raised, and at which line of the exercise."""
    exercise = sys.modules["__main__"].__file__
    frames = traceback.extract_tb(error.__traceback__)
    last = [frame for frame in frames if frame.filename == exercise][-1]
    return f"{type(error).__name__}: {error}\n    in line {last.lineno}: {last.line}"
