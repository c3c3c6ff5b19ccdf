"""url_for: the URL of an endpoint, and what it is relative to."""

from __future__ import annotations

from importlib import import_module

import pytest
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BuildError


@pytest.fixture
def app(app):
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/user/<name>", "user", lambda name: name)
    app.add_url_rule("/item/<int:id>", "item", lambda id: str(id), methods=["GET"])
    app.add_url_rule("/item/<int:id>/edit", "item", methods=["POST"])
    return app


@pytest.fixture
def in_request(app):
    with app.test_request_context("/"):
        yield


@pytest.fixture
def url_for(framework):
    return framework.url_for


# Inside of a request


@pytest.mark.usefixtures("in_request")
class TestInsideOfARequest:
    def test_a_url_is_a_path(self, url_for):
        assert url_for("index") == "/"

    def test_values_fill_the_variable_parts(self, url_for):
        assert url_for("user", name="anna") == "/user/anna"

    def test_values_are_quoted(self, url_for):
        assert url_for("user", name="a b/ü?") == "/user/a%20b/%C3%BC%3F"

    def test_values_that_are_left_over_become_the_query(self, url_for):
        assert url_for("index", q="a b", page=2) == "/?q=a+b&page=2"

    def test_a_list_repeats_its_key_in_the_query(self, url_for):
        assert url_for("index", tag=["a", "b"]) == "/?tag=a&tag=b"

    def test_none_is_left_out_of_the_query(self, url_for):
        assert url_for("index", q=None, page=1) == "/?page=1"

    def test_an_external_url_has_the_scheme_and_host_of_the_request(self, url_for):
        assert url_for("index", _external=True) == "http://localhost/"

    def test_a_scheme_makes_the_url_external(self, url_for):
        assert url_for("index", _scheme="https") == "https://localhost/"

    def test_a_scheme_for_a_url_that_must_not_be_external_is_an_error(self, url_for):
        with pytest.raises(ValueError, match="_external"):
            url_for("index", _scheme="https", _external=False)

    def test_an_empty_scheme_leaves_it_to_the_page(self, url_for):
        assert url_for("index", _scheme="", _external=True) == "//localhost/"

    def test_an_anchor_is_put_at_the_end_and_quoted(self, url_for):
        assert url_for("user", name="x", q=1, _anchor="x y/ü") == "/user/x?q=1#x%20y/%C3%BC"

    def test_an_anchor_that_is_quoted_already_stays_as_it_is(self, url_for):
        assert url_for("index", _anchor="a%20b#!$&'()*+,/:;=?@") == "/#a%20b#!$&'()*+,/:;=?@"

    def test_an_anchor_is_quoted_where_it_could_end_an_attribute(self, url_for):
        assert url_for("index", _anchor='"><script>') == "/#%22%3E%3Cscript%3E"

    def test_a_method_chooses_among_the_rules_of_an_endpoint(self, url_for):
        assert url_for("item", id=1, _method="GET") == "/item/1"
        assert url_for("item", id=1, _method="POST") == "/item/1/edit"

    def test_an_unknown_endpoint_is_an_error_that_names_it(self, url_for):
        with pytest.raises(BuildError, match="'usr'"):
            url_for("usr", name="anna")

    def test_a_value_that_is_missing_is_an_error_that_names_it(self, url_for):
        with pytest.raises(BuildError, match="name"):
            url_for("user")

    def test_an_endpoint_may_not_be_given_by_name_twice(self, url_for):
        with pytest.raises(TypeError):
            url_for("user", endpoint="x", name="y")


def test_urls_start_with_the_prefix_that_the_server_mounted_the_app_under(app, url_for):
    with app.test_request_context("/", base_url="http://localhost/shop"):
        assert url_for("user", name="x") == "/shop/user/x"
        assert url_for("user", name="x", _external=True) == "http://localhost/shop/user/x"


def test_a_hook_that_changes_the_environ_does_not_change_the_prefix(framework, app, client):
    environs = []

    @app.before_request
    def move():
        environs.append(framework.request.environ)
        environs[0]["SCRIPT_NAME"] = "/elsewhere"

    @app.route("/links")
    def links():
        return [framework.url_for("links"), framework.url_for("links", _external=True)]

    response = client.get("/links", base_url="http://localhost/shop")
    assert response.json == ["/shop/links", "http://localhost/shop/links"]
    assert environs[0]["SCRIPT_NAME"] == "/elsewhere"


def test_app_url_for_takes_a_value_that_is_called_self(app):
    with app.test_request_context("/"):
        assert app.url_for("index", self="me") == "/?self=me"


def test_an_app_that_overrides_url_for_is_asked(framework):
    class Relocated(framework.Flask):
        def url_for(self, endpoint, **values):
            return f"/elsewhere/{endpoint}"

    with Relocated("an_app").test_request_context("/"):
        assert framework.url_for("index") == "/elsewhere/index"


# Outside of a request


def test_without_an_app_there_is_no_url(url_for):
    with pytest.raises(RuntimeError, match="application context"):
        url_for("index")


def test_without_a_request_urls_need_server_name(app, url_for):
    with app.app_context(), pytest.raises(RuntimeError, match="SERVER_NAME"):
        url_for("index")


def test_without_a_request_urls_are_external(app, url_for):
    app.config.update(
        SERVER_NAME="shop.example", APPLICATION_ROOT="/shop", PREFERRED_URL_SCHEME="https"
    )
    with app.app_context():
        assert url_for("user", name="x") == "https://shop.example/shop/user/x"
        assert url_for("user", name="x", _external=False) == "/shop/user/x"
        assert url_for("index", _scheme="http") == "http://shop.example/shop/"


def test_app_url_for_works_without_any_context(app):
    app.config["SERVER_NAME"] = "shop.example"
    assert app.url_for("index") == "http://shop.example/"


# Blueprints


@pytest.fixture
def blog(framework, app):
    """A blueprint with a nested one; each has an index, which asks for an endpoint."""
    blog = framework.Blueprint("blog", "blog", url_prefix="/blog")
    admin = framework.Blueprint("admin", "admin", url_prefix="/admin")

    def ask():
        return framework.url_for(framework.request.args["endpoint"])

    for blueprint in (blog, admin):
        blueprint.add_url_rule("/", "index", ask)
    app.add_url_rule("/ask", "ask", ask)
    blog.register_blueprint(admin)
    app.register_blueprint(blog)
    return blog


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize(
    ("path", "endpoint", "url"),
    [
        ("/blog/", ".index", "/blog/"),
        ("/blog/", ".admin.index", "/blog/admin/"),
        ("/blog/", "index", "/"),
        ("/blog/admin/", ".index", "/blog/admin/"),
        ("/blog/admin/", "blog.index", "/blog/"),
        ("/ask", ".index", "/"),
        ("/ask", "blog.admin.index", "/blog/admin/"),
    ],
)
def test_a_leading_dot_means_the_blueprint_of_the_request(client, path, endpoint, url):
    assert client.get(path, query_string={"endpoint": endpoint}).text == url


# Hooks


def test_url_defaults_add_values(app, url_for):
    app.add_url_rule("/<lang>/about", "about")

    @app.url_defaults
    def add_language(endpoint, values):
        if app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values.setdefault("lang", "de")

    with app.test_request_context("/"):
        assert url_for("about") == "/de/about"
        assert url_for("about", lang="en") == "/en/about"
        assert url_for("index") == "/"


def test_url_defaults_of_a_blueprint_hold_for_its_endpoints(framework, app, url_for):
    blog = framework.Blueprint("blog", "blog", url_prefix="/<owner>")
    blog.add_url_rule("/", "index")
    blog.url_defaults(lambda endpoint, values: values.setdefault("owner", "anna"))
    app.register_blueprint(blog)
    with app.test_request_context("/"):
        assert url_for("blog.index") == "/anna/"
        assert url_for("index") == "/"


def test_a_build_error_handler_may_answer(app, url_for):
    seen = []

    def elsewhere(error, endpoint, values):
        seen.append((type(error), endpoint, values))
        return "/cdn/style.css"

    app.url_build_error_handlers.append(elsewhere)
    with app.test_request_context("/"):
        assert url_for("assets", file="style.css", _anchor="x") == "/cdn/style.css"
    [(error_class, endpoint, values)] = seen
    assert issubclass(error_class, BuildError)
    assert endpoint == "assets"
    assert values == {
        "file": "style.css",
        "_anchor": "x",
        "_external": False,
        "_method": None,
        "_scheme": None,
    }


def test_a_build_error_handler_that_knows_nothing_is_passed_over(app, url_for):
    def raise_again(error, endpoint, values):
        raise error

    app.url_build_error_handlers += [lambda *_: None, raise_again, lambda *_: "/found"]
    with app.test_request_context("/"):
        assert url_for("assets") == "/found"


def test_the_build_error_is_raised_where_no_handler_answers(app, url_for):
    app.url_build_error_handlers.append(lambda *_: None)
    with app.test_request_context("/"), pytest.raises(BuildError, match="'assets'"):
        url_for("assets")


# What microflask does better


@pytest.fixture
def microflask():
    return import_module("microflask")


@pytest.fixture
def of_a_bad_host(microflask):
    """The context of a request below /shop whose Host header is no host."""
    app = microflask.Flask("an_app")
    app.add_url_rule("/about", "about")
    environ = {"HTTP_HOST": "a/?x=", "SCRIPT_NAME": "/shop"}
    return app.test_request_context("/", environ_overrides=environ)


def test_an_error_page_has_links_although_the_host_is_bad(microflask, of_a_bad_host):
    with of_a_bad_host:
        assert microflask.url_for("about") == "/shop/about"


def test_an_external_link_to_a_bad_host_is_refused(microflask, of_a_bad_host):
    with of_a_bad_host, pytest.raises(BadRequest):
        microflask.url_for("about", _external=True)


def test_a_client_with_a_bad_host_gets_the_error_page_of_the_app(microflask):
    app = microflask.Flask("an_app")
    app.add_url_rule("/", "index", lambda: "index")
    app.register_error_handler(400, lambda error: (microflask.url_for("index"), 400))
    response = app.test_client().get("/", headers={"Host": "a/?x="})
    assert (response.status_code, response.text) == (400, "/")


def test_a_host_with_an_underscore_is_known_to_links_and_redirects(microflask):
    app = microflask.Flask("an_app")
    app.add_url_rule("/s/", "s", lambda: microflask.url_for("s", _external=True))
    client = app.test_client()
    host = {"Host": "my_app:8000"}
    assert client.get("/s", headers=host).location == "http://my_app:8000/s/"
    assert client.get("/s/", headers=host).text == "http://my_app:8000/s/"
    app.config["TRUSTED_HOSTS"] = ["my_app"]
    assert client.get("/s", headers=host).location == "http://my_app:8000/s/"
    assert client.get("/s", headers={"Host": "my_other"}).status_code == 400


def test_hosts_and_subdomains_with_an_underscore_are_matched(microflask):
    app = microflask.Flask("an_app", host_matching=True, static_folder=None)
    app.add_url_rule("/", "index", lambda: microflask.url_for("index"), host="my_app:8000")
    assert app.test_client().get("/", headers={"Host": "my_app:8000"}).text == "/"
    app = microflask.Flask("an_app", subdomain_matching=True)
    app.config["SERVER_NAME"] = "my_app:8000"
    app.add_url_rule("/", "tenant", lambda tenant: tenant, subdomain="<tenant>")
    assert app.test_client().get("/", headers={"Host": "a_b.my_app:8000"}).text == "a_b"


@pytest.mark.filterwarnings("ignore:Current server name")
def test_a_foreign_host_is_no_tenant(microflask):
    app = microflask.Flask("an_app", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    app.add_url_rule("/", "tenant", lambda tenant: tenant, subdomain="<tenant>")
    client = app.test_client()
    assert client.get("/", headers={"Host": "a.example.com"}).text == "a"
    assert client.get("/", headers={"Host": "evil.org"}).status_code == 404


@pytest.mark.parametrize("root", ["@evil.org", "//evil.org", "\\evil.org", "/\t/evil.org"])
def test_no_application_root_leads_to_another_host(microflask, root):
    app = microflask.Flask("an_app")
    app.config.update(SERVER_NAME="example.com", APPLICATION_ROOT=root)
    app.add_url_rule("/s/", "s")
    with app.app_context():
        path = microflask.url_for("s", _external=False)
        assert path in {"/@evil.org/s/", "/evil.org/s/", "/%5Cevil.org/s/", "/%09/evil.org/s/"}
        assert microflask.url_for("s") == f"http://example.com{path}"


def test_a_prefix_of_a_bad_host_is_no_other_host_either(microflask, of_a_bad_host):
    of_a_bad_host.script_name = "//evil.org"
    with of_a_bad_host:
        assert microflask.url_for("about") == "/evil.org/about"
