"""Routes: which view answers which URL, and by which method."""

from __future__ import annotations

import pytest

import microflask

# The decorators


def test_a_route_is_answered_by_the_function_below_it(app, client):
    @app.route("/hello")
    def hello():
        return "Hello"

    assert client.get("/hello").text == "Hello"


def test_the_decorator_returns_the_function_itself(app):
    def hello():
        return "Hello"

    assert app.route("/hello")(hello) is hello


def test_a_function_may_serve_several_rules(app, client):
    @app.route("/")
    @app.route("/index")
    def index():
        return "the index"

    assert [client.get(path).text for path in ("/", "/index")] == ["the index", "the index"]


def test_the_variables_of_a_rule_are_arguments_of_the_view(app, client):
    @app.route("/<int:year>/<slug>")
    def post(year, slug):
        return repr((year, slug))

    assert client.get("/2024/a-b").text == "(2024, 'a-b')"


def test_a_rule_serves_get_and_head_by_default(app, client):
    app.add_url_rule("/", "index", lambda: "index")
    assert [client.open("/", method=method).status_code for method in ("GET", "HEAD")] == [200, 200]
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_there_is_a_decorator_for_each_common_method(app, client, method):
    getattr(app, method)("/thing")(lambda: "done")
    others = {"get", "post", "put", "patch", "delete"} - {method}
    assert client.open("/thing", method=method.upper()).text == "done"
    assert {client.open("/thing", method=other.upper()).status_code for other in others} == {405}


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_decorator_for_one_method_takes_no_others(app, method):
    with pytest.raises(TypeError, match="Use the 'route' decorator"):
        getattr(app, method)("/", methods=["GET", "POST"])


def test_two_functions_may_share_a_url_by_their_methods(app, client):
    app.get("/thing", endpoint="show")(lambda: "shown")
    app.post("/thing", endpoint="change")(lambda: "changed")
    assert (client.get("/thing").text, client.post("/thing").text) == ("shown", "changed")


def test_methods_may_be_written_in_any_case(app, client):
    app.add_url_rule("/", "index", lambda: "index", methods=["post", "Put"])
    assert [client.post("/").status_code, client.put("/").status_code] == [200, 200]
    assert client.get("/").status_code == 405


def test_a_method_may_be_one_that_nobody_has_heard_of(app, client):
    app.add_url_rule("/", "index", lambda: "purged", methods=["PURGE"])
    assert client.open("/", method="PURGE").text == "purged"
    assert client.open("/", method="BREW").status_code == 405


def test_methods_may_be_an_attribute_of_the_function(app, client):
    def change():
        return "changed"

    change.methods = ["POST"]
    app.add_url_rule("/", view_func=change)
    assert client.post("/").text == "changed"
    assert client.get("/").status_code == 405


def test_what_the_rule_says_counts_more_than_the_function(app, client):
    def change():
        return "changed"

    change.methods = ["POST"]
    app.add_url_rule("/", view_func=change, methods=["PUT"])
    assert (client.put("/").status_code, client.post("/").status_code) == (200, 405)


def test_a_function_may_require_methods(app, client):
    def index():
        return "index"

    index.required_methods = ["PUT"]
    app.add_url_rule("/", view_func=index, methods=["POST"])
    assert (client.put("/").status_code, client.post("/").status_code) == (200, 200)


def test_a_rule_without_any_method_serves_none(app, client):
    app.add_url_rule("/", "index", lambda: "index", methods=[])
    assert client.get("/").status_code == 405


def test_methods_that_are_a_string_are_refused(app):
    with pytest.raises(TypeError, match="Allowed methods must be a list of strings"):
        app.add_url_rule("/", "index", lambda: "index", methods="GET")


# HEAD and OPTIONS, which nobody needs to write


def test_head_is_answered_with_the_headers_of_get_and_no_body(app, client):
    @app.get("/")
    def index():
        return "Hello", {"X-A": "1"}

    get, head = client.get("/"), client.head("/")
    assert head.headers == get.headers
    assert (head.status_code, head.data) == (200, b"")


def test_a_view_may_answer_head_differently(app, client, framework):
    @app.route("/")
    def index():
        return "", {"X-Method": framework.request.method}

    assert client.head("/").headers["X-Method"] == "HEAD"


def test_options_are_answered_with_the_methods_of_the_url(app, client):
    app.get("/thing", endpoint="show")(lambda: "shown")
    app.put("/thing", endpoint="change")(lambda: "changed")
    app.post("/other", endpoint="other")(lambda: "another URL")
    response = client.options("/thing")
    assert (response.status_code, response.data) == (200, b"")
    assert sorted(response.allow) == ["GET", "HEAD", "OPTIONS", "PUT"]


def test_a_view_may_answer_options_itself(app, client):
    app.add_url_rule("/", "index", lambda: "my options", methods=["GET", "OPTIONS"])
    assert client.options("/").text == "my options"


def test_options_in_lower_case_are_options(app, client):
    app.add_url_rule("/", "index", lambda: "the view")
    response = client.open("/", environ_overrides={"REQUEST_METHOD": "options"})
    assert sorted(response.allow) == ["GET", "HEAD", "OPTIONS"]
    assert response.text == ""


def test_head_in_lower_case_has_no_body():
    app = microflask.Flask("an_app")
    app.add_url_rule("/", "index", lambda: "the view")
    response = app.test_client().open("/", environ_overrides={"REQUEST_METHOD": "head"})
    assert (response.status_code, response.text) == (200, "")


def test_nor_has_it_for_a_rule_that_serves_all_methods():
    app = microflask.Flask("an_app")
    app.url_map.add(app.url_rule_class("/", endpoint="index"))
    app.view_functions["index"] = lambda: "the view"
    response = app.test_client().open("/", environ_overrides={"REQUEST_METHOD": "head"})
    assert (response.status_code, response.text) == (200, "")


def test_a_rule_may_refuse_options(app, client):
    app.add_url_rule("/", "index", lambda: "index", provide_automatic_options=False)
    response = client.options("/")
    assert response.status_code == 405
    assert sorted(response.allow) == ["GET", "HEAD"]


def test_a_function_may_refuse_options(app, client):
    def index():
        return "index"

    index.provide_automatic_options = False
    app.add_url_rule("/", view_func=index)
    assert client.options("/").status_code == 405


def test_an_app_may_be_configured_to_refuse_options(app, client):
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.add_url_rule("/", "index", lambda: "index")
    assert client.options("/").status_code == 405


def test_a_rule_may_leave_options_to_the_app_although_they_are_its_own(app, client):
    methods = ["GET", "OPTIONS"]
    app.add_url_rule("/", "index", lambda: "x", methods=methods, provide_automatic_options=True)
    assert (client.options("/").text, client.get("/").text) == ("", "x")


@pytest.mark.parametrize("framework", ["microflask"], indirect=True)
def test_a_rule_may_ask_for_options_although_the_app_refuses_them(app, client):
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.add_url_rule("/", "index", lambda: "x", methods=["PUT"], provide_automatic_options=True)
    response = client.options("/")
    assert (response.status_code, sorted(response.allow)) == (200, ["OPTIONS", "PUT"])


def test_the_answer_to_options_may_be_another(framework):
    class Generous(framework.Flask):
        def make_default_options_response(self):
            response = super().make_default_options_response()
            response.headers["X-Kind"] = "generous"
            return response

    app = Generous("an_app")
    app.add_url_rule("/", "index", lambda: "index")
    assert app.test_client().options("/").headers["X-Kind"] == "generous"


# What is not served


def test_a_url_without_a_rule_is_a_404(client):
    assert client.get("/nowhere").status_code == 404


def test_a_method_without_a_rule_is_a_405_that_tells_the_others(app, client):
    app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
    response = client.post("/")
    assert response.status_code == 405
    assert sorted(response.allow) == ["GET", "HEAD", "OPTIONS", "PUT"]


def test_a_variable_may_serve_the_method_that_a_static_rule_does_not(app, client):
    app.add_url_rule("/a", "static_rule", lambda: "get", methods=["GET"])
    app.add_url_rule("/<x>", "variable", lambda x: f"post {x}", methods=["POST"])
    assert client.post("/a").text == "post a"
    assert sorted(client.delete("/a").allow) == ["GET", "HEAD", "OPTIONS", "POST"]


def test_a_converter_that_refuses_a_text_makes_it_a_404(app, client):
    app.add_url_rule("/<int:number>", "number", lambda number: str(number))
    assert (client.get("/7").text, client.get("/seven").status_code) == ("7", 404)


# Rules, endpoints and views


def test_the_endpoint_is_the_name_of_the_function(app):
    @app.route("/hello")
    def say_hello():
        return "Hello"

    assert app.view_functions["say_hello"] is say_hello
    assert [rule.rule for rule in app.url_map.iter_rules("say_hello")] == ["/hello"]


def test_an_endpoint_may_have_another_name(app, framework):
    app.add_url_rule("/hello", "greeting", lambda: "Hello")
    with app.test_request_context():
        assert framework.url_for("greeting") == "/hello"


def test_a_rule_may_be_added_before_its_view(app, client):
    app.add_url_rule("/hello", endpoint="greeting")

    @app.endpoint("greeting")
    def say_hello():
        return "Hello"

    assert client.get("/hello").text == "Hello"


def test_a_rule_whose_view_never_came_is_an_error(app, client):
    app.add_url_rule("/hello", endpoint="greeting")
    with pytest.raises(KeyError, match="greeting"):
        client.get("/hello")


def test_a_rule_needs_a_view_or_an_endpoint(app):
    with pytest.raises(AssertionError, match="endpoint"):
        app.add_url_rule("/hello")


def test_any_callable_with_a_name_may_be_a_view(app, client):
    class Greeter:
        __name__ = "greeter"

        def __call__(self, name):
            return f"Hello, {name}"

    app.add_url_rule("/<name>", view_func=Greeter())
    assert client.get("/Ada").text == "Hello, Ada"


# The options of a rule


def test_defaults_are_arguments_that_the_url_leaves_out(app, client):
    @app.route("/posts/", defaults={"page": 1})
    @app.route("/posts/<int:page>")
    def posts(page):
        return f"page {page}"

    assert (client.get("/posts/").text, client.get("/posts/2").text) == ("page 1", "page 2")


def test_a_url_that_spells_a_default_out_redirects_to_the_one_without(app, client):
    @app.route("/posts/", defaults={"page": 1})
    @app.route("/posts/<int:page>")
    def posts(page):
        return f"page {page}"

    response = client.get("/posts/1")
    assert (response.status_code, response.location) == (308, "http://localhost/posts/")


def test_a_rule_may_take_a_url_with_and_without_its_slash(app, client):
    app.add_url_rule("/posts/", "posts", lambda: "posts", strict_slashes=False)
    assert [client.get(path).text for path in ("/posts", "/posts/")] == ["posts", "posts"]


def test_a_rule_may_redirect_to_another_url(app, client):
    app.add_url_rule("/old/<name>", "old", redirect_to="new/<name>")
    response = client.get("/old/x")
    assert (response.status_code, response.location) == (308, "http://localhost/new/x")


def test_a_rule_may_redirect_to_what_a_function_says(app, client):
    def find_new(adapter, number):
        return f"items/{number + 1}"

    app.add_url_rule("/old/<int:number>", "old", redirect_to=find_new)
    assert client.get("/old/1").location == "http://localhost/items/2"


def test_a_rule_may_be_for_building_alone(app, client, framework):
    app.add_url_rule("/elsewhere/<name>", "elsewhere", build_only=True)
    with app.test_request_context():
        assert framework.url_for("elsewhere", name="x") == "/elsewhere/x"
    assert client.get("/elsewhere/x").status_code == 404


def test_an_option_that_no_rule_has_is_refused(app):
    with pytest.raises(TypeError, match="colour"):
        app.add_url_rule("/", "index", lambda: "index", colour="red")


# Hosts and subdomains


@pytest.fixture
def at_subdomains(framework):
    app = framework.Flask("an_app", subdomain_matching=True, static_folder=None)
    app.config["SERVER_NAME"] = "example.com"
    app.add_url_rule("/", "main", lambda: "main")
    app.add_url_rule("/", "admin", lambda: "admin", subdomain="admin")
    app.add_url_rule("/", "of_user", lambda user: f"of {user}", subdomain="<user>.users")
    return app.test_client()


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("example.com", "main"),
        ("admin.example.com", "admin"),
        ("ADMIN.Example.COM", "admin"),
        ("ada.users.example.com", "of ada"),
    ],
)
def test_a_rule_may_ask_for_a_subdomain(at_subdomains, host, text):
    assert at_subdomains.get("/", base_url=f"http://{host}/").text == text


def test_an_unknown_subdomain_is_a_404(at_subdomains):
    assert at_subdomains.get("/", base_url="http://shop.example.com/").status_code == 404


def test_a_foreign_host_is_a_404_where_subdomains_matter(at_subdomains):
    with pytest.warns(UserWarning, match="doesn't match configured server name"):
        assert at_subdomains.get("/", base_url="http://example.org/").status_code == 404


def test_without_subdomain_matching_any_host_is_served(app, client):
    app.config["SERVER_NAME"] = "example.com"
    app.add_url_rule("/", "index", lambda: "index")
    for host in ("example.com", "www.example.com", "example.org"):
        assert client.get("/", base_url=f"http://{host}/").text == "index"


@pytest.fixture
def at_hosts(framework):
    app = framework.Flask("an_app", host_matching=True, static_folder=None)
    app.add_url_rule("/", "one", lambda: "one", host="one.example")
    app.add_url_rule("/", "other", lambda name: name, host="<name>.other.example:8000")
    return app.test_client()


@pytest.mark.parametrize(("host", "text"), [("one.example", "one"), ("a.other.example:8000", "a")])
def test_a_rule_may_ask_for_a_host(at_hosts, host, text):
    assert at_hosts.get("/", base_url=f"http://{host}/").text == text


@pytest.mark.parametrize("host", ["two.example", "one.example:8000", "other.example:8000"])
def test_another_host_is_a_404(at_hosts, host):
    assert at_hosts.get("/", base_url=f"http://{host}/").status_code == 404


def test_the_static_files_of_an_app_that_matches_hosts_need_one(framework, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.txt").write_text("a")
    app = framework.Flask(
        "an_app", root_path=str(tmp_path), host_matching=True, static_host="static.example"
    )
    client = app.test_client()
    response = client.get("/static/a.txt", base_url="http://static.example/")
    assert response.data == b"a"
    response.close()
    assert client.get("/static/a.txt", base_url="http://other.example/").status_code == 404


@pytest.mark.parametrize("options", [{"host_matching": True}, {"static_host": "static.example"}])
def test_a_static_host_and_host_matching_come_together(framework, options):
    with pytest.raises(AssertionError, match="Invalid static_host/host_matching combination"):
        framework.Flask("an_app", **options)
