"""Exercise 10: a lazy attribute.

Write a class that is used as a decorator::

    class Page:
        @lazy_attribute
        def words(self):
            return self.text.split()

- ``page.words`` calls the function when it is first read, and never again for this page.
- Each page has its own words.
- The value is an ordinary attribute from then on: it is in ``vars(page)``, and a program may assign
  another one. Whoever assigns one before it is read spares the call.
- ``Page.words``, on the class, is the lazy attribute itself.

Python calls ``__get__`` of what it finds in the class, as long as the object has no attribute of
that name. What has a ``__set__`` as well is asked always; so write none.
"""

from check import expect, outcome_of, run

# Your part begins here.


class lazy_attribute:
    """Computes an attribute when it is first read."""

    def __init__(self, compute):
        self.compute = compute

    def __set_name__(self, owner, name):
        """Note the name that the attribute has in its class."""
        self.name = name

    def __get__(self, instance, owner=None):
        """Return the value for *instance*, which is None where the class is asked."""
        if instance is None:
            return self
        value = self.compute(instance)
        setattr(instance, self.name, value)
        return value


# Your part ends here.


def make_page_class(calls):
    class Page:
        def __init__(self, text):
            self.text = text

        @lazy_attribute
        def words(self):
            calls.append(self.text)
            return self.text.split()

    return Page


def check():
    calls = []
    page_class = make_page_class(calls)
    page, other = page_class("to be or not"), page_class("that is")
    expect("the calls before anything is read", calls, [], "Compute in __get__, not before.")
    expect(
        "page.words", page.words, ["to", "be", "or", "not"], "Return what compute(instance) does."
    )
    expect("page.words once more", page.words, ["to", "be", "or", "not"], "Keep the value.")
    expect(
        "the calls after two readings",
        calls,
        ["to be or not"],
        "Note the name in __set_name__, and keep the value with setattr(instance, name, value).",
    )
    hint = (
        "Keep the value in the instance, and not in the lazy attribute: that one all pages share."
    )
    expect("the words of another page", other.words, ["that", "is"], hint)
    expect("page.words in vars(page)", vars(page).get("words"), ["to", "be", "or", "not"], hint)
    calls.clear()
    third = page_class("never read")
    third.words = ["assigned"]
    expect("what was assigned", (third.words, calls), (["assigned"], []), "Write no __set__.")
    expect(
        "type(Page.words)",
        type(outcome_of(lambda: page_class.words)),
        lazy_attribute,
        "Where instance is None, return self.",
    )


if __name__ == "__main__":
    run(check)
