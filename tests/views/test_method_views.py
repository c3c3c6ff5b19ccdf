"""MethodView: a method of a class for each HTTP method."""

from __future__ import annotations

import asyncio
from importlib import import_module

import pytest
from werkzeug.exceptions import MethodNotAllowed


@pytest.fixture
def MethodView(framework):
    return import_module(f"{framework.__name__}.views").MethodView


@pytest.fixture
def serve(app, client):
    """Puts a class at / and returns a client for it."""

    def add(view_class, **options):
        app.add_url_rule("/", view_func=view_class.as_view("view"), **options)
        return client

    return add


def test_each_method_is_answered_by_the_method_of_its_name(MethodView, serve):
    class View(MethodView):
        def get(self):
            return "got"

        def post(self):
            return "posted"

        def delete(self):
            return "deleted"

    client = serve(View)
    assert client.get("/").text == "got"
    assert client.post("/").text == "posted"
    assert client.delete("/").text == "deleted"


def test_methods_that_the_class_does_not_have_are_not_allowed(MethodView, serve):
    class View(MethodView):
        def get(self):
            return "got"

        def put(self):
            return "put"

    response = serve(View).post("/")
    assert response.status_code == 405
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS", "PUT"}


def test_the_values_of_the_url_are_arguments(app, client, MethodView):
    class View(MethodView):
        def get(self, name, id):
            return f"{name} {id + 1}"

    app.add_url_rule("/<name>/<int:id>", view_func=View.as_view("view"))
    assert client.get("/a/1").text == "a 2"


def test_head_is_answered_by_get(MethodView, serve):
    class View(MethodView):
        def get(self):
            return "got", {"X-By": "get"}

    response = serve(View).head("/")
    assert (response.headers["X-By"], response.data) == ("get", b"")


def test_head_may_have_a_method_of_its_own(MethodView, serve):
    class View(MethodView):
        def get(self):
            return "got", {"X-By": "get"}

        def head(self):
            return "", {"X-By": "head"}

    assert serve(View).head("/").headers["X-By"] == "head"


def test_options_are_answered_automatically(MethodView, serve):
    class View(MethodView):
        def post(self):
            return "posted"

    assert set(serve(View).options("/").allow) == {"OPTIONS", "POST"}


def test_options_may_have_a_method_of_its_own(MethodView, serve):
    class View(MethodView):
        def options(self):
            return "my own"

    assert serve(View).options("/").text == "my own"


# methods


def test_methods_are_those_that_the_class_defines(MethodView):
    class View(MethodView):
        def get(self): ...
        def propfind(self): ...
        def patch(self): ...

    assert set(View.methods) == {"GET", "PATCH"}


def test_methods_are_inherited(MethodView):
    class Readable(MethodView):
        def get(self): ...

    class Writable(MethodView):
        def post(self): ...

    class Both(Readable, Writable):
        def delete(self): ...

    class AllOfBoth(Both):
        pass

    assert set(Both.methods) == {"GET", "POST", "DELETE"}
    assert set(AllOfBoth.methods) == {"GET", "POST", "DELETE"}


def test_methods_of_a_mixin_count_too(MethodView):
    class Readable:
        def get(self): ...

    class View(Readable, MethodView):
        pass

    assert set(View.methods) == {"GET"}


def test_methods_that_a_base_promises_are_inherited(MethodView):
    class Searching(MethodView):
        methods = ["SEARCH"]

    class View(Searching):
        def get(self): ...

    assert set(View.methods) == {"GET", "SEARCH"}


def test_a_class_may_say_its_methods(MethodView, serve):
    class View(MethodView):
        methods = ["GET"]

        def get(self):
            return "got"

        def post(self):
            return "posted"

    client = serve(View)
    assert client.get("/").text == "got"
    assert client.post("/").status_code == 405


def test_a_class_without_methods_leaves_them_to_the_rule(MethodView):
    class View(MethodView):
        pass

    assert View.methods is None


def test_an_uncommon_method_may_be_served(MethodView, serve):
    class View(MethodView):
        methods = ["PROPFIND"]

        def propfind(self):
            return "found"

    assert serve(View).open("/", method="PROPFIND").text == "found"


def test_a_method_may_be_a_coroutine(MethodView, serve):
    class View(MethodView):
        async def get(self):
            await asyncio.sleep(0)
            return "got"

    assert serve(View).get("/").text == "got"


def test_http_method_funcs_are_the_names_of_methods(framework):
    assert import_module(f"{framework.__name__}.views").http_method_funcs == {
        "delete",
        "get",
        "head",
        "options",
        "patch",
        "post",
        "put",
        "trace",
    }


# A method that no class has: a 405, where Flask fails


@pytest.fixture
def microflask():
    import_module("microflask.views")
    return import_module("microflask")


@pytest.fixture
def careless(microflask):
    """A client of a class whose rule lets every one of these methods through."""

    class View(microflask.views.MethodView):
        def get(self):
            return "got"

    app = microflask.Flask("an_app")
    methods = ["GET", "PUT", "NONSENSE", "AS_VIEW", "DISPATCH_REQUEST", "METHODS", "__CLASS__"]
    app.add_url_rule("/", view_func=View.as_view("view"), methods=methods)
    return app.test_client()


@pytest.mark.parametrize(
    "method", ["PUT", "NONSENSE", "AS_VIEW", "DISPATCH_REQUEST", "METHODS", "__CLASS__"]
)
def test_a_method_that_the_class_does_not_have_is_a_405(careless, method):
    response = careless.open("/", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_view_that_is_called_with_such_a_method_raises_it(microflask):
    class View(microflask.views.MethodView):
        def get(self):
            return "got"

    with microflask.Flask("an_app").test_request_context("/", method="POST"):
        with pytest.raises(MethodNotAllowed) as caught:
            View.as_view("view")()
    assert caught.value.valid_methods == ["GET"]
