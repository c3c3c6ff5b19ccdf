"""Each thread, task and greenlet has contexts of its own."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import greenlet
import pytest


@pytest.fixture
def waiting_room(app, framework):
    """A page that waits until as many requests are in it as the barrier lets in."""
    barrier = threading.Barrier(4, timeout=10)

    @app.get("/<name>")
    def page(name):
        framework.g.name = name
        framework.session["name"] = name
        barrier.wait()
        seen = {framework.request.path[1:], framework.g.name, framework.session["name"], name}
        return ",".join(seen)

    return app


def test_threads_have_contexts_of_their_own(waiting_room):
    names = ["a", "b", "c", "d"]
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda n: waiting_room.test_client().get(f"/{n}").text, names))
    assert texts == names


def test_a_new_thread_begins_without_a_context(app, framework):
    seen = []
    with app.test_request_context("/"):
        thread = threading.Thread(target=lambda: seen.append(framework.has_request_context()))
        thread.start()
        thread.join()
    assert seen == [False]


def test_threads_may_ask_an_app_for_the_first_time_at_once(framework):
    """What is decided at the first request must not be half decided for another."""
    for _ in range(20):
        app = framework.Flask("an_app")
        app.before_request(lambda: None)
        app.after_request(lambda response: response)
        app.add_url_rule("/<int:id>", "item", lambda id: str(id))
        barrier = threading.Barrier(4, timeout=10)

        def ask(number, app=app, barrier=barrier):
            client = app.test_client()
            barrier.wait()
            return client.get(f"/{number}").text

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(ask, range(4))) == ["0", "1", "2", "3"]


def test_tasks_have_contexts_of_their_own(app, framework):
    async def work(name):
        with app.test_request_context(f"/{name}"):
            framework.g.name = name
            await asyncio.sleep(0)
            return framework.request.path[1:] + framework.g.name

    async def main():
        return await asyncio.gather(*(work(name) for name in "abcd"))

    assert asyncio.run(main()) == ["aa", "bb", "cc", "dd"]


def test_a_task_inherits_the_context_that_it_was_started_in(app, framework):
    async def work():
        await asyncio.sleep(0)
        return framework.request.path

    async def main():
        with app.test_request_context("/hello"):
            return await asyncio.create_task(work())

    assert asyncio.run(main()) == "/hello"


def test_a_copied_context_of_python_sees_what_was_current(app, framework):
    with app.test_request_context("/hello"):
        copied = contextvars.copy_context()
    assert not framework.has_request_context()
    assert copied.run(lambda: framework.request.path) == "/hello"


def test_greenlets_have_contexts_of_their_own(app, framework):
    main = greenlet.getcurrent()

    def work(name):
        with app.test_request_context(f"/{name}"):
            main.switch()
            assert framework.request.path == f"/{name}"
        return name

    first, second = greenlet.greenlet(work), greenlet.greenlet(work)
    first.switch("a")
    second.switch("b")
    assert not framework.has_request_context()
    assert [first.switch(), second.switch()] == ["a", "b"]


# copy_current_request_context


def test_a_function_may_take_the_request_along_to_a_greenlet(app, client, framework):
    workers = []

    @app.get("/")
    def index():
        framework.session["user"] = "ada"

        @framework.copy_current_request_context
        def work():
            assert framework.current_app.name == "an_app"
            return f"{framework.request.args['a']} {framework.session['user']}"

        workers.append(greenlet.greenlet(work))
        return "started"

    assert client.get("/?a=1").text == "started"
    assert not framework.has_request_context()
    assert workers[0].run() == "1 ada"


def test_a_function_may_take_the_request_along_to_a_thread(app, client, framework):
    @app.get("/")
    def index():
        @framework.copy_current_request_context
        def work(x, y=0):
            return f"{framework.request.path} {x} {y}"

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work, 1, y=2).result()

    assert client.get("/").text == "/ 1 2"


def test_the_copy_keeps_the_session_and_has_a_g_of_its_own(app, framework):
    with app.test_request_context("/"):
        framework.session["a"] = 1
        framework.g.a = 1

        @framework.copy_current_request_context
        def work():
            framework.session["b"] = 2
            return framework.session["a"], "a" in framework.g

        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(work).result() == (1, False)
        assert framework.session["b"] == 2


def test_the_function_looks_like_itself(app, framework):
    with app.test_request_context("/"):

        @framework.copy_current_request_context
        def work():
            """Do the work."""

    assert (work.__name__, work.__doc__) == ("work", "Do the work.")


def test_the_copy_may_run_several_times(app, framework):
    with app.test_request_context("/hello"):
        ask = framework.copy_current_request_context(lambda: framework.request.path)
    assert [ask(), ask()] == ["/hello", "/hello"]
    assert not framework.has_request_context()


def test_without_a_request_there_is_nothing_to_take_along(framework):
    with pytest.raises(RuntimeError):
        framework.copy_current_request_context(lambda: None)


def test_each_call_of_the_copy_has_a_g_of_its_own(app, framework):
    out, torn_down = [], []
    with app.test_request_context("/"):

        @framework.copy_current_request_context
        def work():
            out.append(framework.g.setdefault("n", len(out)))

    app.teardown_appcontext(lambda error: torn_down.append(framework.g.n))
    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert out == torn_down == [0, 1, 2]


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_calls_of_the_copy_may_overlap(app, framework):
    seen = []
    with app.test_request_context("/"):

        @framework.copy_current_request_context
        def work(depth):
            framework.g.depth = depth
            if depth:
                contextvars.Context().run(work, depth - 1)
            seen.append(framework.g.depth)

    work(3)
    assert seen == [0, 1, 2, 3]
