"""Exercise 4: contexts.

Make ``request`` a global name that is right in every thread.

- ``push(value)`` makes a value the current one and returns a token. ``pop(token)`` brings back what
  was current before.
- ``Proxy()`` passes on what it is asked: attributes, ``request.path``, and items,
  ``request["name"]``. Where nothing is current it raises a RuntimeError.
- Two threads may push at the same time, and neither sees the other's value.
"""

import threading
from contextvars import ContextVar

from check import expect, run

# Your part begins here.

current = ContextVar("current")


def push(value):
    """Make *value* current, and return a token for ``pop``."""
    return current.set(value)


def pop(token):
    """Make current what was current before the push that returned *token*."""
    current.reset(token)


def get_current():
    value = current.get(None)
    if value is None:
        raise RuntimeError("There is no request here.")
    return value


class Proxy:
    """Stands for what is current. Python looks for ``__getitem__`` on the class."""

    def __getattr__(self, name):
        return getattr(get_current(), name)

    def __getitem__(self, key):
        return get_current()[key]


# Your part ends here.


class Request(dict):
    """What is pushed: it has a path, and items."""

    def __init__(self, path, **items):
        super().__init__(items)
        self.path = path


def outcome_of(question):
    """Return what *question* returns, or the name of what it raises."""
    try:
        return question()
    except Exception as error:
        return type(error).__name__


def check():
    request = Proxy()

    def expect_path(when, expected, hint):
        expect(f"request.path {when}", outcome_of(lambda: request.path), expected, hint)

    hint = "Ask for the current value at each use, and raise RuntimeError where there is none."
    expect_path("outside", "RuntimeError", hint)
    outer = push(Request("/outer", name="ada"))
    expect_path("after a push", "/outer", "Proxy.__getattr__ asks what is current.")
    expect(
        'request["name"]',
        outcome_of(lambda: request["name"]),
        "ada",
        "Write __getitem__ in the class: __getattr__ is not asked for it.",
    )
    inner = push(Request("/inner", name="bob"))
    expect_path("after a second push", "/inner", "The last push counts.")
    pop(inner)
    hint = "pop brings back what was there before: ContextVar.set returns a token for reset."
    expect_path("after a pop", "/outer", hint)
    pop(outer)
    expect_path("after the last pop", "RuntimeError", "It must be as it was in the beginning.")
    expect("what two threads see", see_in_two_threads(request), {"/ada", "/bob"}, HINT_FOR_THREADS)


HINT_FOR_THREADS = "A global exists once for all threads; contextvars.ContextVar once for each."


def see_in_two_threads(request):
    both_have_pushed = threading.Barrier(2, timeout=5)
    seen = set()

    def serve(path):
        try:
            token = push(Request(path))
            both_have_pushed.wait()
            seen.add(outcome_of(lambda: request.path))
            both_have_pushed.wait()
            pop(token)
        except Exception as error:
            seen.add(f"{type(error).__name__}: {error}")
            both_have_pushed.abort()

    threads = [threading.Thread(target=serve, args=(path,)) for path in ("/ada", "/bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


if __name__ == "__main__":
    run(check)
