"""Exercise 8: a blueprint.

Finish ``ToyBlueprint``. It records what is to be done, and does it when it is registered.

- ``@toy.get(rule)`` and ``@toy.before_request`` record a function and return it as it is.
- ``toy.register(app, name, prefix)`` adds each view, by ``app.add_url_rule(rule, endpoint, view)``.
  The rule begins with the prefix, and the endpoint is ``NAME.FUNCTION``.
- A hook runs before the requests of this blueprint alone: it belongs into the list
  ``app.before_request_funcs[name]``.
- The same blueprint can be registered twice, under two names.
"""

from check import expect, run

from microflask import Flask, request

# Your part begins here.


class ToyBlueprint:
    """A part of an app that is written before there is an app."""

    def __init__(self):
        self.views = []
        self.hooks = []

    def get(self, rule):
        """Record the function below as the view of *rule*."""

        def register(view):
            self.views.append((rule, view))
            return view

        return register

    def before_request(self, hook):
        """Record *hook*, to be called before each request of this blueprint."""
        self.hooks.append(hook)
        return hook

    def register(self, app, name, prefix):
        """Add to *app* what was recorded, under *name* and behind *prefix*."""
        for rule, view in self.views:
            app.add_url_rule(prefix + rule, f"{name}.{view.__name__}", view)
        app.before_request_funcs.setdefault(name, []).extend(self.hooks)


# Your part ends here.


def check():
    toy = ToyBlueprint()
    seen = []

    @toy.get("/hello")
    def hello():
        return f"Hello from {request.endpoint}"

    @toy.before_request
    def hook():
        seen.append(request.path)

    hint = "A decorator that only notes a function returns the function itself."
    for function, decorator in ((hello, "@toy.get"), (hook, "@toy.before_request")):
        expect(f"what {decorator} returns", callable(function), True, hint)
    app = Flask("sample")
    app.testing = True
    app.get("/")(lambda: "Home")
    toy.register(app, "office", "/office")
    toy.register(app, "home", "/private")
    rules = {rule.rule: rule.endpoint for rule in app.url_map.iter_rules()}
    for path, name in (("/office/hello", "office"), ("/private/hello", "home")):
        expect(
            f"the endpoint of {path}, registered as {name!r}",
            rules.get(path),
            f"{name}.hello",
            "Call app.add_url_rule(prefix + rule, f'{name}.{view.__name__}', view) for each.",
        )
    client = app.test_client()
    expect(
        "GET /office/hello",
        client.get("/office/hello").text,
        "Hello from office.hello",
        "The view.",
    )
    client.get("/private/hello")
    client.get("/")
    expect(
        "the requests that the hook has seen",
        seen,
        ["/office/hello", "/private/hello"],
        "app.before_request_funcs.setdefault(name, []).append(hook); None would be every request.",
    )


if __name__ == "__main__":
    run(check)
