"""Requests that the test client sends, and the responses it returns."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.test import ClientRedirectError, TestResponse, run_wsgi_app


@pytest.fixture
def app(app, framework):
    @app.route("/echo", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def echo():
        request = framework.request
        return {
            "method": request.method,
            "url": request.url,
            "body": request.get_data(as_text=True),
            "address": request.remote_addr,
            "agent": request.headers.get("User-Agent"),
        }

    @app.get("/hop/<int:number>")
    def hop(number):
        target = f"/hop/{number - 1}" if number else "/echo"
        return framework.redirect(target)

    @app.route("/moved", methods=["GET", "POST"])
    def moved():
        return framework.redirect("/echo", code=int(framework.request.args["code"]))

    @app.get("/loop")
    def loop():
        return framework.redirect("/loop")

    @app.get("/remember/<name>/<value>")
    def remember(name, value):
        response = framework.make_response("remembered")
        response.set_cookie(name, value)
        return response

    @app.get("/cookies")
    def cookies():
        return dict(framework.request.cookies)

    return app


# What is sent


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_each_method_has_a_function(client, method):
    assert getattr(client, method)("/echo").json["method"] == method.upper()


def test_head_and_options_are_answered_as_by_a_server(client):
    head = client.head("/echo")
    assert (head.status_code, head.data) == (200, b"")
    assert "GET" in client.options("/echo").headers["Allow"]


def test_query_form_and_json_are_sent(client):
    assert client.get("/echo", query_string={"a": "1"}).json["url"].endswith("/echo?a=1")
    assert client.post("/echo", data={"a": "1"}).json["body"] == "a=1"
    assert client.post("/echo", json={"a": 1}).json["body"] == '{"a": 1}'


def test_files_are_sent(app, client, framework):
    @app.post("/upload")
    def upload():
        file = framework.request.files["file"]
        return {file.filename: file.read().decode()}

    response = client.post("/upload", data={"file": (BytesIO(b"content"), "a.txt")})
    assert response.json == {"a.txt": "content"}


def test_a_whole_url_says_host_and_query_too(client):
    assert client.get("https://other.org/echo?a=1").json["url"] == "https://other.org/echo?a=1"


def test_the_scheme_may_be_given(client):
    assert client.get("/echo", url_scheme="https").json["url"] == "https://localhost/echo"


def test_address_and_user_agent_have_defaults_that_can_be_changed(client):
    sent = client.get("/echo").json
    assert sent["address"] == "127.0.0.1"
    assert sent["agent"] == f"Werkzeug/{version('werkzeug')}"

    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    client.environ_base["HTTP_USER_AGENT"] = "tester"
    sent = client.get("/echo").json
    assert (sent["address"], sent["agent"]) == ("192.0.2.7", "tester")


def test_one_request_may_have_an_environ_of_its_own(client):
    sent = client.get("/echo", environ_base={"REMOTE_ADDR": "192.0.2.9"}).json
    assert sent["address"] == "192.0.2.9"
    assert client.get("/echo").json["address"] == "127.0.0.1"


@pytest.mark.parametrize("form", ["builder", "environ", "request"])
def test_a_request_may_be_given_ready_made(app, client, testing, form):
    builder = testing.EnvironBuilder(app, "/echo", method="POST", data=b"body")
    ready = {
        "builder": lambda: builder,
        "environ": builder.get_environ,
        "request": builder.get_request,
    }[form]()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    sent = client.open(ready).json
    assert (sent["method"], sent["body"], sent["address"]) == ("POST", "body", "192.0.2.7")
    builder.close()


# What comes back


def test_the_response_has_the_body_in_all_forms(app, client):
    @app.get("/greet")
    def greet():
        return "grüß dich"

    response = client.get("/greet")
    assert response.data == "grüß dich".encode()
    assert response.text == "grüß dich"
    assert response.get_data(as_text=True) == "grüß dich"
    assert response.status == "200 OK"
    assert response.content_type == "text/html; charset=utf-8"
    assert response.history == ()


def test_the_response_has_the_request_that_was_sent(client):
    response = client.post("/echo?a=1", headers={"X-Mood": "good"})
    assert response.request.path == "/echo"
    assert response.request.method == "POST"
    assert response.request.headers["X-Mood"] == "good"


def test_the_response_is_of_the_apps_class_and_a_test_response(app, client):
    response = client.get("/echo")
    assert isinstance(response, app.response_class)
    assert isinstance(response, TestResponse)


def test_the_methods_of_the_apps_response_class_answer(app, framework):
    class ShoutingResponse(framework.Response):
        default_mimetype = "text/shout"

        def shout(self):
            return self.get_data(as_text=True).upper()

        def get_json(self, force=False, silent=False):
            return {"replaced": True}

    app.response_class = ShoutingResponse
    response = app.test_client().get("/hop/1")
    assert isinstance(response, ShoutingResponse)
    assert response.shout().startswith("<!DOCTYPE HTML>".upper())
    assert response.json == {"replaced": True}


def test_a_response_without_a_content_type_is_given_none(app, client, framework):
    @app.get("/bare")
    def bare():
        response = framework.make_response("bare")
        del response.headers["Content-Type"]
        return response

    assert "Content-Type" not in client.get("/bare").headers


def test_json_is_read_as_the_app_does_it(app, client, framework):
    class ReversingProvider(framework.json.provider.DefaultJSONProvider):
        def loads(self, text, **options):
            return list(super().loads(text, **options))[::-1]

    @app.get("/list")
    def show_list():
        return [1, 2, 3]

    app.json = ReversingProvider(app)
    assert client.get("/list").json == [3, 2, 1]


def test_json_of_another_type_is_none(app, client):
    app.add_url_rule("/text", view_func=lambda: "text", endpoint="text")
    response = client.get("/text")
    assert not response.is_json
    assert response.get_json(silent=True) is None


def test_a_streamed_body_is_read_when_it_is_asked_for(app, client):
    produced = []

    @app.get("/stream")
    def stream():
        def produce():
            for part in ("a", "b", "c"):
                produced.append(part)
                yield part

        return produce()

    response = client.get("/stream")
    assert produced == ["a"]
    assert response.text == "abc"
    assert client.get("/stream", buffered=True).text == "abc"


def test_an_error_of_the_app_comes_through_in_testing_only(app, client):
    @app.get("/fail")
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        client.get("/fail")
    app.testing = False
    assert client.get("/fail").status_code == 500


def test_an_http_error_is_a_response(client):
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert not isinstance(response, HTTPException)


# Redirects


def test_a_redirect_is_returned_as_it_is(client):
    response = client.get("/hop/0")
    assert (response.status_code, response.location) == (302, "/echo")


def test_redirects_are_followed_to_the_end_and_remembered(client):
    response = client.get("/hop/2", follow_redirects=True)
    assert response.status_code == 200
    assert response.request.path == "/echo"
    assert [step.request.path for step in response.history] == ["/hop/2", "/hop/1", "/hop/0"]
    assert [step.location for step in response.history] == ["/hop/1", "/hop/0", "/echo"]


@pytest.mark.parametrize(
    ("code", "method", "body"), [(302, "GET", ""), (303, "GET", ""), (307, "POST", "goods")]
)
def test_method_and_body_are_kept_where_the_status_says_so(client, code, method, body):
    sent = client.post(f"/moved?code={code}", data="goods", follow_redirects=True).json
    assert (sent["method"], sent["body"]) == (method, body)


def test_a_loop_of_redirects_is_an_error(client):
    with pytest.raises(ClientRedirectError, match="Loop"):
        client.get("/loop", follow_redirects=True)


# Cookies


def test_cookies_are_sent_back(client):
    client.get("/remember/color/red")
    client.get("/remember/size/XL")
    assert client.get("/cookies").json == {"color": "red", "size": "XL"}


def test_cookies_are_set_read_and_deleted_by_hand(client):
    client.set_cookie("color", "blue")
    assert client.get_cookie("color").value == "blue"
    assert client.get("/cookies").json == {"color": "blue"}
    client.delete_cookie("color")
    assert client.get("/cookies").json == {}


def test_two_clients_share_no_cookies(app, client):
    client.get("/remember/color/red")
    assert app.test_client().get("/cookies").json == {}


def test_a_client_may_keep_no_cookies(app):
    client = app.test_client(use_cookies=False)
    client.get("/remember/color/red")
    assert client.get("/cookies").json == {}


# How a client is made


def test_the_app_says_which_client_it_is_and_hands_arguments_over(app, testing):
    class TokenClient(testing.FlaskClient):
        def __init__(self, *args, token=None, **kwargs):
            super().__init__(*args, **kwargs)
            self.token = token

        def open(self, *args, **kwargs):
            kwargs.setdefault("headers", {})["User-Agent"] = self.token
            return super().open(*args, **kwargs)

    app.test_client_class = TokenClient
    assert app.test_client(token="secret").get("/echo").json["agent"] == "secret"


def test_a_client_without_a_response_class_returns_test_responses(app, testing):
    response = testing.FlaskClient(app).get("/echo")
    assert isinstance(response, TestResponse)
    assert response.json["method"] == "GET"


def test_a_response_class_made_for_tests_is_taken_as_it_is(app, testing):
    class Recorded(TestResponse):
        pass

    assert type(testing.FlaskClient(app, Recorded).get("/echo")) is Recorded


def test_the_environ_reaches_the_app_without_the_clients_own_keys(app, client):
    seen = {}

    def middleware(environ, start_response, wsgi_app=app.wsgi_app):
        seen.update(environ)
        return wsgi_app(environ, start_response)

    app.wsgi_app = middleware
    client.get("/echo")
    assert "werkzeug.debug.preserve_context" not in seen


def test_the_apps_answer_is_the_same_without_a_client(app, testing):
    builder = testing.EnvironBuilder(app, "/echo")
    body, status, _ = run_wsgi_app(app, builder.get_environ(), buffered=True)
    assert status == "200 OK"
    assert b'"method"' in b"".join(body)
