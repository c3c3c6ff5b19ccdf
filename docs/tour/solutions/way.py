"""Exercise 3: the way of a request.

Read ``make_app`` below, and write down what is noted for each of four requests, in its order. Do it
by thought; then run this file.

``GET /broken`` raises an error that nobody handles. The app is neither in debug mode nor in a test,
so it answers 500.
"""

from check import expect, run

from microflask import Flask, request

# Your part begins here.


def predict():
    """Return what is noted for each path: a list of names, the first one first."""
    return {
        "/": ["unlock", "guard", "light", "view", "seal", "stamp", "lock", "sweep"],
        "/closed": ["unlock", "guard", "seal", "stamp", "lock", "sweep"],
        "/nowhere": ["unlock", "guard", "light", "seal", "stamp", "lock", "sweep"],
        "/broken": ["unlock", "guard", "light", "view", "seal", "stamp", "lock", "sweep"],
    }


# Your part ends here.


def make_app(noted):
    app = Flask("house")
    app.logger.disabled = True

    @app.before_request
    def unlock():
        noted.append("unlock")

    @app.before_request
    def guard():
        noted.append("guard")
        if request.path == "/closed":
            return "We are closed.", 403
        return None

    @app.before_request
    def light():
        noted.append("light")

    @app.get("/")
    def view():
        noted.append("view")
        return "Welcome"

    @app.get("/closed")
    def closed():
        noted.append("view")
        return "Nobody comes here."

    @app.get("/broken")
    def broken():
        noted.append("view")
        return str(1 / 0)

    @app.after_request
    def stamp(response):
        noted.append("stamp")
        return response

    @app.after_request
    def seal(response):
        noted.append("seal")
        return response

    @app.teardown_request
    def sweep(error):
        noted.append("sweep")

    @app.teardown_request
    def lock(error):
        noted.append("lock")

    return app


HINTS = {
    "/": "On the way back what was registered last comes first, one kind of hook after the other.",
    "/closed": "A hook before the view that returns something has answered.",
    "/nowhere": "That no rule matched is raised where the view would have been called.",
    "/broken": "A 500 is a response, and goes through the hooks after the view.",
}


def check():
    predicted = predict()
    for path, hint in HINTS.items():
        noted = []
        make_app(noted).test_client().get(path)
        steps = [*predicted.get(path, [])]
        for number, happened in enumerate(noted, start=1):
            got = steps[number - 1] if len(steps) >= number else "nothing more"
            expect(f"GET {path}, step {number}", got, happened, hint)
        expect(f"GET {path}, after step {len(noted)}", steps[len(noted) :], [], hint)


if __name__ == "__main__":
    run(check)
