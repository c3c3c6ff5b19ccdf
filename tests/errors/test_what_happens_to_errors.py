"""What becomes of errors: their pages, errors that nobody handles, and errors in handlers."""

from __future__ import annotations

from importlib import import_module

import pytest
import werkzeug.routing
import werkzeug.utils
from werkzeug.exceptions import (
    BadRequest,
    BadRequestKeyError,
    Forbidden,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    Unauthorized,
)
from werkzeug.wrappers import Response as WerkzeugResponse


@pytest.fixture
def raising(app, client):
    """Return what a client gets where a view raises an error."""

    def ask(error, **options):
        def fail():
            raise error

        app.view_functions["index"] = fail
        return client.get("/", **options)

    app.add_url_rule("/", "index")
    return ask


@pytest.fixture
def in_production(app):
    """The app where errors are not for tests to see."""
    app.testing = False
    return app


# HTTP errors answer for themselves


def test_an_http_error_is_a_page(raising):
    response = raising(Forbidden())
    assert (response.status, response.mimetype) == ("403 FORBIDDEN", "text/html")
    assert "<h1>Forbidden</h1>" in response.text


def test_its_description_is_on_the_page_and_escaped(raising):
    assert "&lt;script&gt;" in raising(Forbidden("<script>")).text


def test_it_may_carry_a_response(raising, framework):
    response = raising(HTTPException(response=framework.Response("own", 418)))
    assert (response.status_code, response.text) == (418, "own")


def test_it_may_carry_a_response_of_werkzeug_s(raising):
    response = raising(NotFound(response=WerkzeugResponse("own", 299)))
    assert (response.status_code, response.text) == (299, "own")


def test_an_error_with_a_response_and_no_code_has_no_handler(app, raising, framework):
    app.register_error_handler(HTTPException, lambda error: "handled")
    app.register_error_handler(Exception, lambda error: "handled")
    response = framework.Response("own", 418)
    assert raising(HTTPException(response=response)).text == "own"


def test_abort_may_be_given_a_response(app, client, framework):
    app.register_error_handler(Exception, lambda error: "handled")
    app.add_url_rule("/", "index", lambda: framework.abort(framework.Response("own", 418)))
    assert (client.get("/").status_code, client.get("/").text) == (418, "own")


def test_a_401_tells_how_to_authenticate(raising):
    from werkzeug.datastructures import WWWAuthenticate

    response = raising(Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "r"})))
    assert response.headers["WWW-Authenticate"] == "Basic realm=r"


def test_a_405_tells_the_methods(raising):
    response = raising(MethodNotAllowed(valid_methods=["GET", "PUT"]))
    assert sorted(response.allow) == ["GET", "PUT"]


def test_an_own_error_may_make_its_page(raising):
    class Teapot(HTTPException):
        code = 418

        def get_body(self, environ=None, scope=None):
            return "<p>short and stout"

        def get_headers(self, environ=None, scope=None):
            return [("Content-Type", "text/tea"), ("X-Tea", "green")]

    response = raising(Teapot())
    assert (response.text, response.headers["X-Tea"]) == ("<p>short and stout", "green")
    assert response.content_type == "text/tea"


def test_the_redirects_of_the_router_have_no_handlers(app, raising):
    app.register_error_handler(HTTPException, lambda error: "handled")
    app.register_error_handler(Exception, lambda error: "handled")
    response = raising(werkzeug.routing.RequestRedirect("http://localhost/next"))
    assert (response.status_code, response.location) == (308, "http://localhost/next")


def test_an_error_that_is_a_routing_exception_too_has_no_handler(app, raising):
    class Elsewhere(HTTPException, werkzeug.routing.RoutingException):
        code = 404

    app.register_error_handler(404, lambda error: "handled")
    assert raising(Elsewhere()).status_code == 404
    assert raising(Elsewhere()).text != "handled"


# Errors that nobody handles


def test_an_error_becomes_a_500(in_production, raising):
    response = raising(ZeroDivisionError("secret"))
    assert (response.status, response.mimetype) == ("500 INTERNAL SERVER ERROR", "text/html")
    assert "secret" not in response.text


def test_it_is_logged_with_its_traceback(in_production, raising, caplog):
    raising(ZeroDivisionError("in the view"))
    [record] = caplog.records
    assert record.getMessage() == "Exception on / [GET]"
    assert isinstance(record.exc_info[1], ZeroDivisionError)
    assert record.name == "an_app"


def test_an_http_error_is_not_logged(in_production, raising, caplog):
    raising(InternalServerError())
    assert caplog.records == []


@pytest.mark.parametrize("key", [500, InternalServerError])
def test_a_handler_for_500_gets_the_error_inside_of_an_internal_server_error(
    in_production, raising, key
):
    taken = []
    in_production.register_error_handler(key, lambda error: taken.append(error) or ("sorry", 500))
    error = ZeroDivisionError()
    assert raising(error).text == "sorry"
    assert isinstance(taken[0], InternalServerError)
    assert taken[0].original_exception is error


def test_a_500_that_was_aborted_has_no_original(in_production, raising):
    taken = []
    in_production.register_error_handler(500, lambda error: taken.append(error) or ("sorry", 500))
    error = InternalServerError()
    raising(error)
    assert taken == [error]
    assert taken[0].original_exception is None


def test_a_handler_for_exceptions_handles_it_before_it_becomes_a_500(in_production, raising):
    in_production.register_error_handler(Exception, lambda error: type(error).__name__)
    in_production.register_error_handler(500, lambda error: "500")
    assert raising(ZeroDivisionError()).text == "ZeroDivisionError"


def test_the_error_comes_through_as_it_was_raised(raising):
    error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError) as caught:
        raising(error)
    assert caught.value is error
    assert caught.traceback[-1].name == "fail"


@pytest.mark.parametrize("error_class", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_the_process_is_not_handled(in_production, framework, client, error_class):
    torn_down = []

    def end():
        raise error_class

    in_production.register_error_handler(Exception, lambda error: "handled")
    in_production.teardown_request(lambda error: torn_down.append(type(error)))
    in_production.add_url_rule("/", "index", end)
    with pytest.raises(error_class):
        client.get("/")
    assert torn_down == [error_class]
    assert not framework.has_request_context()


# Errors on the way of an error


def test_an_error_in_a_handler_becomes_a_500(in_production, raising, caplog):
    in_production.register_error_handler(404, lambda error: 1 / 0)
    assert raising(NotFound()).status_code == 500
    assert isinstance(caplog.records[0].exc_info[1], ZeroDivisionError)


def test_an_http_error_in_a_handler_becomes_a_500(in_production, raising, framework):
    in_production.register_error_handler(404, lambda error: framework.abort(410))
    assert raising(NotFound()).status_code == 500


def test_an_error_in_a_handler_is_for_the_handler_of_500(in_production, raising):
    in_production.register_error_handler(404, lambda error: 1 / 0)
    in_production.register_error_handler(500, lambda error: type(error.original_exception).__name__)
    assert raising(NotFound()).text == "ZeroDivisionError"


def test_a_handler_may_raise_the_error_again(in_production, raising):
    def hand_on(error):
        raise error

    in_production.register_error_handler(LookupError, hand_on)
    in_production.register_error_handler(500, lambda error: repr(error.original_exception))
    assert raising(KeyError("x")).text == "KeyError('x')"


def test_a_handler_may_return_the_error(app, raising):
    app.register_error_handler(404, lambda error: error)
    assert raising(NotFound("really")).status_code == 404


def test_an_error_in_an_after_request_hook_becomes_a_500(in_production, raising, client):
    in_production.after_request(lambda response: 1 / 0)
    in_production.view_functions["index"] = lambda: "x"
    assert client.get("/").status_code == 500


def test_an_after_request_hook_sees_the_500(in_production, raising, caplog):
    seen = []
    in_production.after_request(lambda response: seen.append(response.status_code) or response)
    raising(ZeroDivisionError())
    assert seen == [500]


def test_an_after_request_hook_is_not_called_where_the_error_leaves_the_app(app, raising):
    seen = []
    app.after_request(lambda response: seen.append(response.status_code) or response)
    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError())
    assert seen == []


def test_an_error_after_an_error_is_logged_and_the_page_sent(in_production, raising, caplog):
    in_production.after_request(lambda response: [].pop())
    response = raising(ZeroDivisionError())
    assert response.status_code == 500
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError, IndexError]


def test_an_error_in_an_after_request_hook_after_an_http_error_becomes_a_500(
    in_production, raising, caplog
):
    in_production.after_request(lambda response: 1 / 0)
    assert raising(NotFound()).status_code == 500


def test_an_error_in_a_before_request_hook_is_for_the_handlers_too(app, client, framework):
    app.before_request(lambda: framework.abort(403))
    app.register_error_handler(403, lambda error: "closed")
    assert client.get("/").text == "closed"


def test_what_a_handler_returns_must_be_an_answer(in_production, raising, caplog):
    in_production.register_error_handler(404, lambda error: None)
    assert raising(NotFound()).status_code == 500
    assert isinstance(caplog.records[0].exc_info[1], TypeError)


def test_a_handler_is_within_the_request(app, client, framework):
    app.before_request(lambda: setattr(framework.g, "user", "ada"))
    app.register_error_handler(404, lambda error: f"{framework.g.user} at {framework.request.path}")
    assert client.get("/missing").text == "ada at /missing"


def test_a_handler_sees_the_error_as_the_one_in_flight(app, raising):
    import sys

    app.register_error_handler(KeyError, lambda error: str(sys.exc_info()[1] is error))
    assert raising(KeyError("x")).text == "True"


def test_a_handler_may_set_hooks_and_the_session(app, raising, framework):
    @app.errorhandler(404)
    def handle(error):
        framework.session["lost"] = True

        @framework.after_this_request
        def mark(response):
            response.headers["X-Mark"] = "yes"
            return response

        return "not here", 404

    response = raising(NotFound())
    assert response.headers["X-Mark"] == "yes"
    assert "session=" in response.headers["Set-Cookie"]


only_here = pytest.mark.parametrize("framework", ["microflask"], indirect=True)


@only_here
def test_an_error_in_the_handler_of_500_is_logged_and_the_plain_page_sent(
    in_production, raising, caplog
):
    in_production.register_error_handler(500, lambda error: [].pop())
    response = raising(ZeroDivisionError())
    assert (response.status_code, response.mimetype) == (500, "text/html")
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError, IndexError]


@only_here
def test_what_the_handler_of_500_returns_must_be_an_answer(in_production, raising, caplog):
    in_production.register_error_handler(500, lambda error: None)
    assert raising(ZeroDivisionError()).status_code == 500
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError, TypeError]


@only_here
def test_an_error_in_a_receiver_of_the_signal_is_logged(in_production, raising, caplog, framework):
    def receive(sender, exception):
        raise IndexError

    with framework.got_request_exception.connected_to(receive, in_production):
        assert raising(ZeroDivisionError()).status_code == 500
    assert [record.exc_info[0] for record in caplog.records] == [IndexError, ZeroDivisionError]


@only_here
def test_an_error_in_a_receiver_does_not_hide_the_error_that_comes_through(app, raising, framework):
    def receive(sender, exception):
        raise IndexError

    with framework.got_request_exception.connected_to(receive, app):
        with pytest.raises(ZeroDivisionError):
            raising(ZeroDivisionError())


@only_here
def test_an_error_that_cannot_be_logged_is_a_500(in_production, raising, monkeypatch):
    monkeypatch.setattr(in_production, "log_exception", lambda exc_info: 1 / 0)
    assert raising(ZeroDivisionError()).status_code == 500


@only_here
def test_the_log_quotes_the_path_and_the_method(in_production, raising, client, caplog):
    in_production.add_url_rule("/<x>", "fail", lambda x: 1 / 0)
    client.get("/a%0aFAKE%1b[31m")
    assert caplog.records[0].getMessage() == r"Exception on /a\nFAKE\x1b[31m [GET]"


class Redirect303(HTTPException, werkzeug.routing.RoutingException):
    """An error that answers by itself, and does not call the constructor that it inherits."""

    code = 303

    def __init__(self, new_url):
        self.new_url = new_url

    def get_response(self, environ=None, scope=None):
        return werkzeug.utils.redirect(self.new_url, self.code)


class Plain(HTTPException):
    code = 418

    def __init__(self):
        pass


def test_an_http_error_need_not_call_the_constructor_that_it_inherits(raising):
    response = raising(Redirect303("/next"))
    assert (response.status_code, response.location) == (303, "/next")


@only_here
def test_nor_need_one_that_answers_with_a_page(raising):
    assert raising(Plain()).status_code == 418


# Missing keys


def test_a_missing_key_of_a_form_is_a_400(app, client, framework):
    app.add_url_rule("/", "index", lambda: framework.request.form["name"], methods=["POST"])
    response = client.post("/", data={})
    assert response.status_code == 400
    assert "name" not in response.text


@pytest.mark.parametrize("place", ["args", "form", "files", "cookies", "values"])
def test_so_is_one_of_any_other_part_of_a_request(app, client, framework, place):
    app.add_url_rule("/", "index", lambda: getattr(framework.request, place)["name"])
    assert client.get("/").status_code == 400


def test_in_debug_mode_the_handler_s_error_names_the_key(app, client, framework):
    app.debug = True
    app.add_url_rule("/", "index", lambda: framework.request.form["the-key"])
    app.register_error_handler(BadRequestKeyError, lambda error: error.description)
    assert "KeyError: 'the-key'" in client.get("/").text


def test_a_missing_key_of_the_app_s_own_is_an_error(in_production, raising):
    assert raising(KeyError("x")).status_code == 500


def test_a_body_that_is_no_json_is_a_400(app, client, framework):
    app.add_url_rule("/", "index", lambda: framework.request.get_json(), methods=["POST"])
    response = client.post("/", data="{", content_type="application/json")
    assert response.status_code == 400
    assert "JSON" not in response.text


def test_a_handler_may_make_an_answer_in_json_of_it(app, client, framework):
    app.add_url_rule("/", "index", lambda: framework.request.get_json(), methods=["POST"])
    app.register_error_handler(400, lambda error: ({"error": error.name}, error.code))
    response = client.post("/", data="{", content_type="application/json")
    assert (response.status_code, response.json) == (400, {"error": "Bad Request"})


def test_in_debug_mode_the_page_tells_what_is_wrong_with_the_json(app, client, framework):
    app.debug = True
    app.config["TRAP_BAD_REQUEST_ERRORS"] = False
    app.add_url_rule("/", "index", lambda: framework.request.get_json(), methods=["POST"])
    response = client.post("/", data="{", content_type="application/json")
    assert response.status_code == 400
    assert "Failed to decode JSON object" in response.text


# By hand


def test_errors_may_be_handled_by_hand(app):
    app.register_error_handler(KeyError, lambda error: "handled")
    app.register_error_handler(400, lambda error: "bad")
    with app.test_request_context("/"):
        assert app.handle_user_exception(KeyError("x")) == "handled"
        assert app.handle_http_exception(BadRequest()) == "bad"
        error = NotFound()
        assert app.handle_http_exception(error) is error
        with pytest.raises(ZeroDivisionError):
            try:
                raise ZeroDivisionError
            except ZeroDivisionError as error:
                app.handle_user_exception(error)


def test_a_500_may_be_made_by_hand(in_production):
    with in_production.test_request_context("/"):
        try:
            raise ZeroDivisionError
        except ZeroDivisionError as error:
            response = in_production.handle_exception(error)
    assert response.status_code == 500


def test_the_exceptions_are_werkzeug_s(framework):
    routing = import_module(
        "werkzeug.routing" if framework.__name__ == "flask" else "microflask.routing"
    )
    assert issubclass(routing.RequestRedirect, werkzeug.routing.RequestRedirect)
    assert issubclass(routing.BuildError, werkzeug.routing.BuildError)
