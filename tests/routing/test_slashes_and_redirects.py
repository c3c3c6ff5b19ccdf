"""Slashes: unique URLs, the redirects that make them so, and redirects that a rule asks for."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from microflask.routing import Map, Rule


def redirect_of(adapter, path, **kwargs):
    with pytest.raises(RequestRedirect) as redirect:
        adapter.match(path, **kwargs)
    return redirect.value.new_url


def test_a_trailing_slash_redirects_to_the_rule(bind):
    assert redirect_of(bind("/projects/"), "/projects") == "http://example.com/projects/"


def test_a_slash_too_many_is_a_404(bind):
    with pytest.raises(NotFound):
        bind("/about").match("/about/")


def test_the_redirect_is_a_308_and_a_response(bind):
    with pytest.raises(RequestRedirect) as redirect:
        bind("/projects/").match("/projects", method="POST")
    response = redirect.value.get_response()
    assert (redirect.value.code, response.status_code) == (308, 308)
    assert response.headers["Location"] == "http://example.com/projects/"


def test_the_redirect_keeps_script_name_query_and_scheme(routing):
    url_map = routing.Map([routing.Rule("/a/<name>/", endpoint="a")])
    adapter = url_map.bind("example.com:8080", "/app", url_scheme="https", query_args="b=1&c=ä")
    assert redirect_of(adapter, "/a/é b") == ("https://example.com:8080/app/a/%C3%A9%20b/?b=1&c=ä")
    assert redirect_of(adapter, "/a/b", query_args={"d": ["1", "2"]}) == (
        "https://example.com:8080/app/a/b/?d=1&d=2"
    )


def test_no_redirect_is_made_for_a_method_that_is_not_served(routing, bind):
    adapter = bind(routing.Rule("/projects/", endpoint="projects", methods=["GET"]))
    with pytest.raises(NotFound):
        adapter.match("/projects", method="POST")
    with pytest.raises(MethodNotAllowed):
        adapter.match("/projects/", method="POST")


@pytest.mark.parametrize("variable", ["<name>", "<path:name>"])
def test_a_variable_at_the_end_redirects_too(bind, variable):
    adapter = bind(f"/user/{variable}/")
    assert redirect_of(adapter, "/user/ann") == "http://example.com/user/ann/"
    assert adapter.match("/user/ann/")[1] == {"name": "ann"}


def test_a_rule_without_the_slash_comes_first(bind):
    adapter = bind("/a", "/a/")
    assert adapter.match("/a")[0] == "/a"
    assert adapter.match("/a/")[0] == "/a/"


@pytest.mark.parametrize("rule", ["/a", "/a/", "/<v>", "/<v>/", "/<path:v>/"])
@pytest.mark.parametrize("where", ["map", "rule"])
def test_without_strict_slashes_both_forms_are_served(routing, rule, where):
    if where == "map":
        url_map = routing.Map([routing.Rule(rule, endpoint="e")], strict_slashes=False)
    else:
        url_map = routing.Map([routing.Rule(rule, endpoint="e", strict_slashes=False)])
    adapter = url_map.bind("example.com")
    assert adapter.match("/a")[0] == "e"
    assert adapter.match("/a/")[0] == "e"


def test_a_path_without_its_slash_that_is_not_strict_takes_all_of_it(bind):
    assert bind("/<path:v>", strict_slashes=False).match("/a/b/")[1] == {"v": "a/b/"}


def test_the_root_is_found_without_its_slash_in_front(bind):
    assert bind("/a").match("a")[0] == "/a"
    assert redirect_of(bind("/"), "") == "http://example.com/"


# Doubled slashes


def test_doubled_slashes_are_merged_by_a_redirect(bind):
    adapter = bind("/a/<v>/c")
    assert redirect_of(adapter, "/a//b///c") == "http://example.com/a/b/c"


def test_merging_and_the_slash_at_the_end_take_one_redirect(bind):
    assert redirect_of(bind("/a/b/"), "/a//b") == "http://example.com/a/b/"


def test_slashes_that_merge_to_nothing_known_are_a_404(bind):
    with pytest.raises(NotFound):
        bind("/a/b").match("/a//c")


def test_slashes_in_a_path_variable_are_not_merged(bind):
    assert bind("/<path:v>").match("/a//b")[1] == {"v": "a//b"}


def test_a_rule_itself_is_merged(bind):
    adapter = bind("/a//b")
    assert adapter.match("/a/b")[0] == "/a//b"
    assert adapter.build("/a//b") == "/a/b"


@pytest.mark.parametrize("where", ["map", "rule"])
def test_without_merging_slashes_count(routing, where):
    if where == "map":
        url_map = routing.Map([routing.Rule("/a//b", endpoint="e")], merge_slashes=False)
    else:
        url_map = routing.Map([routing.Rule("/a//b", endpoint="e", merge_slashes=False)])
    adapter = url_map.bind("example.com")
    assert adapter.match("/a//b")[0] == "e"
    with pytest.raises(NotFound):
        adapter.match("/a/b")
    with pytest.raises(NotFound):
        adapter.match("/a///b")


def test_merging_is_decided_when_the_path_is_matched(routing):
    url_map = routing.Map([routing.Rule("/a/b", endpoint="e")])
    assert url_map.merge_slashes is True
    url_map.merge_slashes = False
    with pytest.raises(NotFound):
        url_map.bind("example.com").match("/a//b")


# Redirects that a rule asks for


def test_redirect_to_leads_to_another_url_with_the_values(routing, bind):
    rule = routing.Rule("/old/<int:id>/<name>", redirect_to="new/<name>/<id>")
    assert redirect_of(bind(rule), "/old/007/é") == "http://example.com/new/%C3%A9/7"


def test_redirect_to_is_relative_to_the_app(routing):
    url_map = routing.Map(
        [
            routing.Rule("/a", redirect_to="b"),
            routing.Rule("/c", redirect_to="/d"),
            routing.Rule("/e", redirect_to="https://example.org/f"),
        ]
    )
    adapter = url_map.bind("example.com", "/app")
    assert redirect_of(adapter, "/a") == "http://example.com/app/b"
    assert redirect_of(adapter, "/c") == "http://example.com/d"
    assert redirect_of(adapter, "/e") == "https://example.org/f"


def test_redirect_to_may_be_a_function_of_the_adapter_and_the_values(routing, bind):
    def redirect(adapter, id):
        return adapter.build("new", {"id": id + 1})

    adapter = bind(
        routing.Rule("/old/<int:id>", redirect_to=redirect),
        routing.Rule("/new/<id>", endpoint="new"),
    )
    assert redirect_of(adapter, "/old/6") == "http://example.com/new/7"


def test_a_test_of_a_path_counts_redirects(bind):
    adapter = bind("/a/")
    assert adapter.test("/a/") is True
    assert adapter.test("/a") is True
    assert adapter.test("/b") is False


# Calling a view with what was matched


def test_dispatch_calls_the_view_with_the_endpoint_and_the_values(bind):
    called = bind("/<int:id>").dispatch(lambda endpoint, values: (endpoint, values), "/7")
    assert called == ("/<int:id>", {"id": 7})


def test_dispatch_returns_a_redirect(bind):
    answer = bind("/a/").dispatch(lambda endpoint, values: None, "/a")
    assert isinstance(answer, RequestRedirect)


def test_dispatch_raises_or_returns_other_errors(bind):
    adapter = bind("/a")
    with pytest.raises(NotFound):
        adapter.dispatch(lambda endpoint, values: None, "/b")
    answer = adapter.dispatch(lambda endpoint, values: None, "/b", catch_http_exceptions=True)
    assert isinstance(answer, NotFound)


def test_dispatch_does_not_return_a_redirect_that_the_view_raised(bind):
    def view(endpoint, values):
        raise RequestRedirect("http://example.com/b")

    with pytest.raises(RequestRedirect):
        bind("/a").dispatch(view, "/a")
    answer = bind("/a").dispatch(view, "/a", catch_http_exceptions=True)
    assert answer.new_url == "http://example.com/b"


@pytest.mark.parametrize(
    "target", ["/\t/evil.org", "\t//evil.org", "/\n/evil.org", "\x01//evil.org"]
)
def test_no_control_character_leads_a_redirect_to_another_host(target):
    rule = Rule("/a", redirect_to=lambda adapter: target)
    with pytest.raises(RequestRedirect) as redirect:
        Map([rule]).bind("example.com").match("/a")
    assert urlsplit(redirect.value.new_url).netloc == "example.com"
