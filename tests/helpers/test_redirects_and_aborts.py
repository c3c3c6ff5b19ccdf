"""redirect and abort: leaving a view with another answer."""

from __future__ import annotations

from importlib import import_module

import pytest
import werkzeug.utils
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound

TARGETS_THAT_ARE_NO_URLS = [
    "http://h::1/",
    "http://[::1",
    "http://h:port/",
    "http://h:99999/",
    "//h:port",
    "/\t/[::1",
    "http://a..b/",
    f"http://{'a' * 64}.example/",
    "/\ud800",
    "/a\r\nSet-Cookie: b=c",
    "/a\nb",
    "/a\rb",
    "/a\x7f",
    "/\x00/evil.org",
    "/\t/evil.org",
    "\t//evil.org",
    "\x01//evil.org",
    "http:\t//evil.org",
    "h\tttp://evil.org",
]


# redirect


@pytest.mark.parametrize("location", ["/next", "https://example.com/?a=b&c=d", "next?q=<b>", "ü"])
def test_a_redirect_is_the_page_that_werkzeug_makes(app, framework, location):
    expected = werkzeug.utils.redirect(location)
    with app.test_request_context("/"):
        response = framework.redirect(location)
    assert response.status_code == 302
    assert response.mimetype == "text/html"
    assert response.headers["Location"] == location
    assert response.get_data() == expected.get_data()


def test_a_redirect_may_have_another_status(app, framework):
    with app.test_request_context("/"):
        assert framework.redirect("/next", 308).status_code == 308
        assert framework.redirect("/next", code=301).status_code == 301


def test_a_redirect_is_of_the_response_class_of_the_app(app, framework):
    class Parcel(framework.Response):
        pass

    app.response_class = Parcel
    with app.app_context():
        assert type(framework.redirect("/next", Response=framework.Response)) is Parcel


def test_without_an_app_a_redirect_is_of_the_class_that_was_asked_for(framework):
    class Parcel(framework.Response):
        pass

    assert type(framework.redirect("/next", Response=Parcel)) is Parcel
    assert framework.redirect("/next").headers["Location"] == "/next"


def test_an_app_that_overrides_redirect_is_asked(framework):
    class Counting(framework.Flask):
        def redirect(self, location, code=302):
            return super().redirect(f"{location}?counted", code)

    with Counting("an_app").app_context():
        assert framework.redirect("/next").headers["Location"] == "/next?counted"


@pytest.mark.parametrize("location", ["/ü?q=ü#ü", "http://ü.example/ü", "/a b"])
def test_a_redirect_is_sent_in_ascii(app, client, framework, location):
    app.add_url_rule("/", "index", lambda: framework.redirect(location))
    sent = client.get("/").headers["Location"]
    assert sent == werkzeug.urls.iri_to_uri(location)


@pytest.fixture
def redirecting():
    """A microflask app whose view redirects to ``?to=``. Flask raises out of the WSGI app."""
    microflask = import_module("microflask")
    app = microflask.Flask("an_app")
    app.add_url_rule("/", "index", lambda: microflask.redirect(microflask.request.args["to"]))
    return app


@pytest.mark.parametrize("location", TARGETS_THAT_ARE_NO_URLS)
def test_a_target_that_is_no_url_is_an_error_of_the_view(redirecting, location):
    redirect = import_module("microflask").redirect
    with redirecting.app_context(), pytest.raises(ValueError, match="Cannot redirect") as caught:
        redirect(location)
    assert repr(location) in str(caught.value)
    with pytest.raises(BadRequest):
        redirect(location)


@pytest.mark.parametrize("location", [t for t in TARGETS_THAT_ARE_NO_URLS if t.isascii()])
def test_a_client_that_sends_such_a_target_gets_a_400(redirecting, location):
    response = redirecting.test_client().get("/", query_string={"to": location})
    assert response.status_code == 400
    assert "Location" not in response.headers


def test_an_error_handler_sees_such_a_target(redirecting):
    redirecting.register_error_handler(ValueError, lambda error: ("handled", 418))
    response = redirecting.test_client().get("/", query_string={"to": "http://[::1"})
    assert (response.status_code, response.text) == (418, "handled")


# abort


@pytest.mark.parametrize(("code", "error_class"), [(404, NotFound), (403, Forbidden)])
def test_abort_raises_the_error_of_the_code(app, framework, code, error_class):
    with app.app_context(), pytest.raises(error_class):
        framework.abort(code)
    with pytest.raises(error_class):
        framework.abort(code)


def test_abort_passes_a_description(app, framework):
    with app.app_context(), pytest.raises(NotFound, match="no such page"):
        framework.abort(404, "no such page")


def test_abort_refuses_a_code_that_is_no_error(app, framework):
    with app.app_context(), pytest.raises(LookupError, match="200"):
        framework.abort(200)


def test_abort_sends_a_response_as_it_is(app, client, framework):
    app.add_url_rule("/", "index", lambda: framework.abort(framework.Response("tea", 418)))
    response = client.get("/")
    assert (response.status_code, response.text) == (418, "tea")


def test_abort_asks_the_aborter_of_the_app(app, framework):
    class Teapot(HTTPException):
        code = 418

    app.aborter.mapping[999] = Teapot
    with app.app_context(), pytest.raises(Teapot):
        framework.abort(999)
