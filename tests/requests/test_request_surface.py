"""The request has whatever Flask's has, under the same names, and can be bent as far."""

from __future__ import annotations

import weakref
from copy import copy
from io import BytesIO
from unittest.mock import Mock

import flask
import pytest
from werkzeug.test import Client
from werkzeug.utils import cached_property

from microflask import Request
from tests.requests.environs import make_environ

PUBLIC = sorted(name for name in dir(flask.Request) if not name.startswith("_"))


def test_every_public_name_of_flasks_request_is_one_of_the_class():
    assert [name for name in PUBLIC if name not in dir(Request)] == []


@pytest.mark.parametrize("name", ["routing_exception", "url_rule", "view_args"])
def test_a_mock_of_a_request_has_what_the_url_was_matched_to(framework, name):
    assert hasattr(Mock(spec=framework.Request), name)


def test_a_request_can_be_copied(make_request):
    request = make_request("/?a=1")
    request.view_args = {"id": 7}
    request.mine = "mine"
    copied = copy(request)
    assert (copied.view_args, copied.url_rule, copied.mine) == ({"id": 7}, None, "mine")
    assert copied.args.to_dict() == {"a": "1"}


@pytest.mark.parametrize("name", ["_cached_json", "_get_file_stream", "_load_form_data"])
def test_the_names_that_subclasses_rely_on_exist(name):
    assert hasattr(Request, name)


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "json"])
def test_every_attribute_of_a_request_can_be_read(name):
    ours, theirs = (R(make_environ("/", method="PUT")) for R in (Request, flask.Request))
    assert callable(getattr(ours, name)) == callable(getattr(theirs, name))


def assignable(request_class):
    request = request_class(make_environ("/"))
    names = set()
    for name in PUBLIC:
        try:
            setattr(request, name, "assigned")
        except AttributeError:
            continue
        if getattr(request, name) == "assigned":
            names.add(name)
    return names


def test_whatever_can_be_assigned_in_flask_can_be_assigned():
    writable = assignable(flask.Request) - {"input_stream", "query_string"}
    assert writable <= assignable(Request)


def test_an_assigned_query_string_is_the_one_that_is_parsed():
    request = Request(make_environ("/?a=1"))
    request.query_string = b"b=2"
    assert request.args.to_dict() == {"b": "2"}
    assert request.url == "http://localhost/?b=2"


@pytest.mark.parametrize(
    ("name", "value", "url"),
    [
        ("host", "example.org", "http://example.org/shop/cart?x=1"),
        ("scheme", "https", "https://localhost/shop/cart?x=1"),
        ("path", "/list", "http://localhost/shop/list?x=1"),
        ("root_path", "/market", "http://localhost/market/cart?x=1"),
        ("query_string", b"y=2", "http://localhost/shop/cart?y=2"),
    ],
)
def test_the_url_follows_what_was_assigned_before(make_request, name, value, url):
    request = make_request("/cart?x=1", base_url="http://localhost/shop")
    setattr(request, name, value)
    assert request.url == url


def test_an_attribute_is_computed_once(make_request):
    request = make_request("/?a=1")
    assert request.args is request.args
    assert request.headers is request.headers


def test_an_attribute_that_is_deleted_is_computed_anew(make_request):
    request = make_request("/?a=1")
    before = request.args
    del request.args
    assert request.args == before
    assert request.args is not before


def test_a_subclass_may_use_werkzeugs_cached_property(framework):
    class Shouting(framework.Request):
        @cached_property
        def loud_path(self):
            return self.path.upper()

    request = Shouting(make_environ("/hello"))
    assert request.loud_path == "/HELLO"
    assert request.loud_path is request.loud_path


def test_a_subclass_may_replace_an_attribute(framework):
    class Behind(framework.Request):
        scheme = "https"

        @property
        def remote_addr(self):
            return "10.0.0.1"

        @remote_addr.setter
        def remote_addr(self, address):
            pass

    request = Behind(make_environ("/"))
    assert request.remote_addr == "10.0.0.1"
    assert list(request.access_route) == ["10.0.0.1"]


def test_a_program_may_keep_attributes_of_its_own_on_a_request(make_request):
    request = make_request("/")
    request.user = "ada"
    assert request.user == "ada"


def test_a_request_can_be_referred_to_weakly(make_request):
    request = make_request("/")
    assert weakref.ref(request)() is request


def test_the_environ_knows_its_request(framework):
    environ = make_environ("/")
    request = framework.Request(environ)
    assert environ["werkzeug.request"] is request


@pytest.mark.parametrize("options", [{"populate_request": False}, {"shallow": True}])
def test_the_environ_is_left_alone_where_that_is_asked_for(framework, options):
    environ = make_environ("/")
    framework.Request(environ, **options)
    assert "werkzeug.request" not in environ


def test_repr_shows_the_url_and_the_method(make_request):
    assert repr(make_request("/a?b=c", method="PUT")) == "<Request 'http://localhost/a?b=c' [PUT]>"


def test_repr_does_not_fail_for_a_host_that_is_not_trusted(make_request):
    request = make_request("/", environ={"HTTP_HOST": "evil.example"})
    request.trusted_hosts = ["good.example"]
    assert "invalid URL" in repr(request)


def test_to_make_a_request_reads_nothing_of_its_environ():
    class Unread(dict):
        def __getitem__(self, key):
            raise AssertionError(f"{key} was read")

        get = __getitem__

    Request(Unread(), populate_request=False)


def test_from_values_makes_a_request_as_a_client_would(framework):
    request = framework.Request.from_values("/a?b=c", method="POST", data={"name": "Ada"})
    assert type(request) is framework.Request
    assert (request.path, request.args["b"], request.form["name"]) == ("/a", "c", "Ada")


def test_application_makes_a_wsgi_application_of_a_function(framework):
    @framework.Request.application
    def hello(request):
        return framework.Response(f"Hello {request.args['name']}!")

    client = Client(hello)
    assert client.get("/?name=Ada").text == "Hello Ada!"
    assert client.get("/").status_code == 400


def test_application_makes_a_wsgi_application_of_a_method(framework):
    class Site:
        @framework.Request.application
        def hello(self, request):
            return framework.Response(request.path)

    assert Client(Site().hello).get("/x").text == "/x"


def test_application_closes_the_files_of_the_request(framework):
    uploads = []

    @framework.Request.application
    def keep(request):
        uploads.append(request.files["file"])
        return framework.Response("kept")

    Client(keep).post("/", data={"file": (BytesIO(b"text"), "a.txt")})
    assert uploads[0].stream.closed
