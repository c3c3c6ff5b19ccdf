"""Hosts and subdomains: rules that are for some, and what the environ says of the request."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import BadHost, NotFound
from werkzeug.routing import BuildError, RequestRedirect
from werkzeug.test import create_environ

from microflask.routing import BaseConverter, Map, Rule


@pytest.fixture
def site(routing):
    return routing.Map(
        [
            routing.Rule("/", endpoint="index"),
            routing.Rule("/", endpoint="docs", subdomain="docs"),
            routing.Rule("/", endpoint="user", subdomain="<name>.users"),
            routing.Rule("/a/", endpoint="a", subdomain="docs"),
        ]
    )


def test_a_rule_is_for_one_subdomain(site):
    assert site.bind("example.com").match("/")[0] == "index"
    assert site.bind("example.com", subdomain="docs").match("/")[0] == "docs"
    with pytest.raises(NotFound):
        site.bind("example.com", subdomain="other").match("/")


def test_a_subdomain_may_have_variables(site):
    adapter = site.bind("example.com", subdomain="ann.users")
    assert adapter.match("/") == ("user", {"name": "ann"})
    assert adapter.build("user", {"name": "bob"}) == "http://bob.users.example.com/"
    assert adapter.build("user", {"name": "ann"}) == "/"


def test_a_url_of_another_subdomain_is_built_in_full(site):
    adapter = site.bind("example.com")
    assert adapter.build("docs") == "http://docs.example.com/"
    assert adapter.build("index") == "/"


def test_a_redirect_stays_at_its_subdomain(site):
    with pytest.raises(RequestRedirect) as redirect:
        site.bind("example.com", subdomain="docs").match("/a")
    assert redirect.value.new_url == "http://docs.example.com/a/"


def test_the_map_says_which_subdomain_is_the_default(routing):
    url_map = routing.Map(
        [routing.Rule("/", endpoint="www"), routing.Rule("/", endpoint="bare", subdomain="")],
        default_subdomain="www",
    )
    assert url_map.bind("example.com").match("/")[0] == "www"
    assert url_map.bind("example.com", subdomain="").match("/")[0] == "bare"
    assert url_map.bind("example.com").build("bare") == "http://example.com/"


# Matching hosts


@pytest.fixture
def hosts(routing):
    return routing.Map(
        [
            routing.Rule("/", endpoint="shop", host="shop.example.com"),
            routing.Rule("/", endpoint="local", host="localhost:5000"),
            routing.Rule("/", endpoint="user", host="<name>.example.org"),
            routing.Rule("/", endpoint="no host"),
            routing.Rule("/<v>", endpoint="v", host="shop.example.com"),
            routing.Rule("/<v>", endpoint="v", host="localhost:5000"),
        ],
        host_matching=True,
    )


def test_a_rule_is_for_one_host(hosts):
    assert hosts.bind("shop.example.com").match("/")[0] == "shop"
    assert hosts.bind("SHOP.example.com").match("/")[0] == "shop"
    assert hosts.bind("localhost:5000").match("/")[0] == "local"
    assert hosts.bind("ann.example.org").match("/") == ("user", {"name": "ann"})


def test_a_rule_without_a_host_is_for_none(hosts):
    with pytest.raises(NotFound):
        hosts.bind("other.example.com").match("/")


def test_a_url_of_another_host_is_built_in_full(hosts):
    adapter = hosts.bind("shop.example.com")
    assert adapter.build("shop") == "/"
    assert adapter.build("local") == "http://localhost:5000/"
    assert adapter.build("user", {"name": "ann"}) == "http://ann.example.org/"


def test_a_url_of_the_same_host_is_built_by_choice(hosts):
    assert hosts.bind("localhost:5000").build("v", {"v": "a"}) == "/a"
    assert hosts.bind("shop.example.com").build("v", {"v": "a"}) == "/a"
    assert hosts.bind("x.example.org").build("v", {"v": "a"}) == "http://shop.example.com/a"


def test_a_map_of_hosts_has_no_subdomains(hosts):
    with pytest.raises(RuntimeError, match="subdomain"):
        hosts.bind("example.com", subdomain="a")


# Names of hosts


def test_a_name_of_other_scripts_takes_its_ascii_form(bind, routing):
    assert routing.Map().bind("Bücher.example:80").server_name == "xn--bcher-kva.example:80"


@pytest.mark.parametrize("name", ["a..b", ".example.com", "ä" * 64, "x" * 64 + ".com"])
def test_a_name_that_is_none_is_a_400(routing, name):
    with pytest.raises(BadHost):
        routing.Map().bind(name)


# What the environ says


def test_the_environ_says_all_of_it(routing):
    url_map = routing.Map([routing.Rule("/é/", endpoint="e", methods=["POST"])])
    environ = create_environ(
        "/é/", "https://example.com:8443/app", method="POST", query_string="q=ä"
    )
    adapter = url_map.bind_to_environ(environ)
    assert adapter.match()[0] == "e"
    assert adapter.build("e", force_external=True) == "https://example.com:8443/app/%C3%A9/"
    assert adapter.server_name == "example.com:8443"
    assert (adapter.path_info, adapter.script_name) == ("/é/", "/app/")
    assert (adapter.url_scheme, adapter.default_method, adapter.query_args) == (
        "https",
        "POST",
        "q=ä",
    )


def test_a_request_serves_as_its_environ(routing):
    class Request:
        environ = create_environ("/a")

    url_map = routing.Map([routing.Rule("/a", endpoint="a")])
    assert url_map.bind_to_environ(Request()).match()[0] == "a"


@pytest.mark.parametrize(
    ("host", "server_name", "subdomain"),
    [
        ("example.com", "example.com", ""),
        ("docs.example.com", "example.com", "docs"),
        ("a.b.example.com", "example.com", "a.b"),
        ("Docs.Example.com", "example.COM", "docs"),
        ("docs.example.com", "example.com:80", "docs"),
        ("docs.example.com:8000", "example.com:8000", "docs"),
        ("docs.example.com", None, ""),
    ],
)
def test_the_subdomain_is_what_the_host_has_before_the_server_name(
    routing, host, server_name, subdomain
):
    adapter = routing.Map().bind_to_environ(
        create_environ("/", f"http://{host}/"), server_name=server_name
    )
    assert adapter.subdomain == subdomain


def test_a_given_subdomain_counts_more_than_the_host(routing):
    environ = create_environ("/", "http://docs.example.com/")
    adapter = routing.Map().bind_to_environ(environ, "example.com", subdomain="other")
    assert adapter.subdomain == "other"


def test_the_standard_port_is_left_out_for_its_scheme_only(routing):
    environ = create_environ("/", "https://docs.example.com/")
    assert routing.Map().bind_to_environ(environ, "example.com:443").subdomain == "docs"
    with pytest.warns(UserWarning, match="doesn't match"):
        routing.Map().bind_to_environ(environ, "example.com:80")


def test_another_host_matches_nothing_and_is_warned_of(routing):
    url_map = routing.Map([routing.Rule("/", endpoint="e")])
    with pytest.warns(UserWarning, match=r"'other\.net' doesn't match.*'example\.com'"):
        adapter = url_map.bind_to_environ(create_environ("/", "http://other.net/"), "example.com")
    with pytest.raises(NotFound):
        adapter.match()


def test_a_subclass_may_bind_in_its_own_way(routing):
    """``bind_to_environ`` has its own way to the adapter, which does not ask ``bind``."""

    class OwnMap(routing.Map):
        def bind(self, *args, **kwargs):
            raise AssertionError("not asked")

    assert OwnMap([routing.Rule("/", endpoint="e")]).bind_to_environ(create_environ("/")).test()


# What is better than in Werkzeug


def bound(host, *rules, site="example.com", **options):
    """Bind a map of our own rules to a request for *host*."""
    environ = create_environ("/", environ_overrides={"HTTP_HOST": host})
    url_map = Map([rule.empty() for rule in rules], **options)
    return url_map.bind_to_environ(environ, site)


def test_a_host_may_have_an_underscore():
    adapter = bound("my_app:8000", Rule("/a/", endpoint="a"), site=None)
    assert adapter.build("a", force_external=True) == "http://my_app:8000/a/"
    with pytest.raises(RequestRedirect) as redirect:
        adapter.match("/a")
    assert redirect.value.new_url == "http://my_app:8000/a/"


def test_hosts_and_subdomains_match_names_with_an_underscore():
    rules = [Rule("/", endpoint="a", host="my_app:8000"), Rule("/", endpoint="b", host="<v>:81")]
    assert bound("My_App:8000", *rules, site=None, host_matching=True).match() == ("a", {})
    assert bound("x_y:81", *rules, site=None, host_matching=True).match() == ("b", {"v": "x_y"})
    tenant = Rule("/", endpoint="c", subdomain="<v>")
    assert bound("a_b.my_site", tenant, site="my_site").match() == ("c", {"v": "a_b"})


@pytest.mark.filterwarnings("ignore:Current server name")
@pytest.mark.parametrize("host", ["evil.org", "evilexample.com", "[::1]", "example.com.evil.org"])
@pytest.mark.parametrize("variable", ["<tenant>", "<path:tenant>", "<tenant>.a"])
def test_a_foreign_host_is_no_subdomain(host, variable):
    adapter = bound(host, Rule("/", endpoint="e", subdomain=variable), Rule("/", endpoint="i"))
    with pytest.raises(NotFound):
        adapter.match()
    assert adapter.build("e", {"tenant": "a"}).endswith(".example.com/")
    assert adapter.build("i") == "http://example.com/"


@pytest.mark.parametrize("tenant", ["evil.org/", "evil.org:80@", "a\\b", "a?", "a#", "/"])
@pytest.mark.parametrize("options", [{"subdomain": "<v>"}, {"host": "<v>.example.com"}])
def test_no_value_ends_the_host_of_a_url(tenant, options):
    class Raw(BaseConverter):
        def to_url(self, value):
            return value

    url_map = Map(
        [Rule("/", endpoint="e", **options)],
        converters={"default": Raw},
        host_matching="host" in options,
    )
    adapter = url_map.bind("example.com")
    assert adapter.build("e", {"v": "docs"}) == "http://docs.example.com/"
    with pytest.raises(BuildError):
        adapter.build("e", {"v": tenant})
