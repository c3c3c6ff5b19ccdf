"""View: a class that answers requests."""

from __future__ import annotations

import asyncio
from importlib import import_module

import pytest


@pytest.fixture
def View(framework):
    return import_module(f"{framework.__name__}.views").View


def test_a_view_answers_with_its_dispatch_request(app, client, View):
    class Hello(View):
        def dispatch_request(self, name):
            return f"Hello, {name}!"

    app.add_url_rule("/<name>", view_func=Hello.as_view("hello"))
    assert client.get("/World").text == "Hello, World!"


def test_the_name_is_the_endpoint(app, framework, View):
    class Hello(View):
        def dispatch_request(self):
            return framework.request.endpoint

    app.add_url_rule("/", view_func=Hello.as_view("greeting"))
    assert app.test_client().get("/").text == "greeting"
    assert app.view_functions["greeting"].__name__ == "greeting"


def test_the_other_arguments_are_those_of_the_class(app, client, View):
    class Page(View):
        def __init__(self, title, size=1):
            self.title, self.size = title, size

        def dispatch_request(self):
            return f"{self.title} {self.size}"

    app.add_url_rule("/a", view_func=Page.as_view("a", "A"))
    app.add_url_rule("/b", view_func=Page.as_view("b", "B", size=2))
    assert client.get("/a").text == "A 1"
    assert client.get("/b").text == "B 2"


def test_the_function_tells_of_its_class(View):
    class Hello(View):
        """Say hello."""

        methods = ["PUT"]
        provide_automatic_options = False

    view = Hello.as_view("hello")
    assert view.view_class is Hello
    assert view.methods == ["PUT"]
    assert view.provide_automatic_options is False
    assert view.__doc__ == "Say hello."
    assert view.__module__ == __name__
    assert view.__name__ == "hello"


def test_a_view_without_dispatch_request_cannot_answer(app, client, View):
    app.add_url_rule("/", view_func=View.as_view("nothing"))
    with pytest.raises(NotImplementedError):
        client.get("/")


# Methods


def test_a_view_answers_get_by_default(app, client, View):
    class Hello(View):
        def dispatch_request(self):
            return "hello"

    app.add_url_rule("/", view_func=Hello.as_view("hello"))
    assert client.get("/").status_code == 200
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_methods_says_which_methods_a_view_answers(app, client, framework, View):
    class Methods(View):
        methods = ["POST", "DELETE"]

        def dispatch_request(self):
            return framework.request.method

    app.add_url_rule("/", view_func=Methods.as_view("methods"))
    assert client.post("/").text == "POST"
    assert client.delete("/").text == "DELETE"
    assert client.get("/").status_code == 405


def test_a_rule_may_say_it_differently(app, client, View):
    class Methods(View):
        methods = ["POST"]

        def dispatch_request(self):
            return "answered"

    app.add_url_rule("/", view_func=Methods.as_view("methods"), methods=["PUT"])
    assert client.put("/").text == "answered"
    assert client.post("/").status_code == 405


def test_a_view_may_answer_options_itself(app, client, View):
    class Options(View):
        methods = ["OPTIONS"]
        provide_automatic_options = False

        def dispatch_request(self):
            return "my own"

    app.add_url_rule("/", view_func=Options.as_view("options"))
    assert client.options("/").text == "my own"


def test_options_are_answered_automatically(app, client, View):
    class Hello(View):
        methods = ["GET", "PUT"]

        def dispatch_request(self):
            return "hello"

    app.add_url_rule("/", view_func=Hello.as_view("hello"))
    assert set(client.options("/").allow) == {"GET", "HEAD", "OPTIONS", "PUT"}


# Instances


@pytest.fixture
def counting(View):
    """A class that counts its instances and each instance's requests."""

    class Counting(View):
        made = 0

        def __init__(self):
            type(self).made += 1
            self.answered = 0

        def dispatch_request(self):
            self.answered += 1
            return f"{self.made} {self.answered}"

    return Counting


def test_each_request_has_an_instance_of_its_own(app, client, counting):
    app.add_url_rule("/", view_func=counting.as_view("counting"))
    assert [client.get("/").text for _ in range(2)] == ["1 1", "2 1"]


def test_all_requests_may_share_an_instance(app, client, counting):
    counting.init_every_request = False
    app.add_url_rule("/", view_func=counting.as_view("counting"))
    assert counting.made == 1
    assert [client.get("/").text for _ in range(2)] == ["1 1", "1 2"]


def test_a_shared_instance_may_be_false(app, client, View):
    class Empty(View):
        init_every_request = False

        def __init__(self):
            self.answered = 0

        def __len__(self):
            return 0

        def dispatch_request(self):
            self.answered += 1
            return str(self.answered)

    app.add_url_rule("/", view_func=Empty.as_view("empty"))
    assert [client.get("/").text for _ in range(2)] == ["1", "2"]


def test_another_class_may_be_put_in_its_place(app, client, counting, View):
    class Other(View):
        def dispatch_request(self):
            return "other"

    app.add_url_rule("/", view_func=counting.as_view("counting"))
    app.view_functions["counting"].view_class = Other
    assert client.get("/").text == "other"


# Decorators


def test_decorators_wrap_the_function_the_first_one_innermost(app, client, View):
    def shout(view):
        return lambda **values: view(**values).upper()

    def exclaim(view):
        return lambda **values: f"{view(**values)} said!"

    class Hello(View):
        decorators = [shout, exclaim]

        def dispatch_request(self):
            return "hello"

    app.add_url_rule("/", view_func=Hello.as_view("hello"))
    assert client.get("/").text == "HELLO said!"


def test_the_decorated_function_tells_of_the_class(View):
    class Hello(View):
        """Say hello."""

        methods = ["PUT"]
        decorators = [lambda view: lambda **values: view(**values)]

    view = Hello.as_view("hello")
    assert (view.view_class, view.methods, view.__name__) == (Hello, ["PUT"], "hello")
    assert view.__doc__ == "Say hello."


def test_another_class_is_put_in_its_place_on_the_decorated_function(app, client, View):
    class Hello(View):
        decorators = [lambda view: lambda **values: view(**values)]

    class Other(View):
        def dispatch_request(self):
            return "other"

    app.add_url_rule("/", view_func=Hello.as_view("hello"))
    app.view_functions["hello"].view_class = Other
    assert client.get("/").text == "other"


def test_a_decorator_sees_the_name_of_the_view(View):
    seen = []

    def look(view):
        seen.append((view.__name__, view.__module__))
        return view

    class Hello(View):
        decorators = [look]

    Hello.as_view("greeting")
    assert seen == [("greeting", __name__)]


# Coroutines


def test_dispatch_request_may_be_a_coroutine(app, client, View):
    class Hello(View):
        async def dispatch_request(self):
            await asyncio.sleep(0)
            return "hello"

    app.add_url_rule("/", view_func=Hello.as_view("hello"))
    assert client.get("/").text == "hello"
