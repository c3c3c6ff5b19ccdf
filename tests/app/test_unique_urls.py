"""Unique URLs: each resource has one, and other spellings of it redirect there."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import HTTPException


@pytest.fixture
def site(app):
    app.add_url_rule("/projects/", "projects", lambda: "projects", methods=["GET", "POST"])
    app.add_url_rule("/about", "about", lambda: "about")
    app.add_url_rule("/user/<name>/", "user", lambda name: name)
    app.add_url_rule("/files/<path:name>", "file", lambda name: name)
    return app.test_client()


def test_a_url_without_its_slash_redirects(site):
    response = site.get("/projects")
    assert (response.status_code, response.location) == (308, "http://localhost/projects/")


def test_the_redirect_leads_to_the_page(site):
    assert site.get("/projects", follow_redirects=True).text == "projects"


def test_a_url_with_a_slash_too_many_is_a_404(site):
    assert (site.get("/about").status_code, site.get("/about/").status_code) == (200, 404)


def test_the_query_goes_along(site):
    assert site.get("/projects?a=1&b=%20").location == "http://localhost/projects/?a=1&b=%20"


def test_the_method_and_the_form_go_along(site):
    response = site.post("/projects", data={"a": "1"})
    assert (response.status_code, response.location) == (308, "http://localhost/projects/")


def test_values_of_the_url_are_quoted_in_the_redirect(site):
    assert site.get("/user/a%20b%2Fc%C3%BC").status_code == 404
    assert site.get("/user/a%20b%C3%BC").location == "http://localhost/user/a%20b%C3%BC/"


def test_doubled_slashes_redirect_to_single_ones(site):
    response = site.get("/user//ada/")
    assert (response.status_code, response.location) == (308, "http://localhost/user/ada/")


def test_doubled_slashes_are_kept_where_the_map_says_so(app, site):
    app.url_map.merge_slashes = False
    assert site.get("/user//ada/").status_code == 404


def test_a_map_may_take_all_urls_with_and_without_their_slash(framework):
    app = framework.Flask("an_app")
    app.url_map.strict_slashes = False
    app.add_url_rule("/projects/", "projects", lambda: "projects")
    client = app.test_client()
    assert [client.get(path).text for path in ("/projects", "/projects/")] == ["projects"] * 2


def test_a_redirect_stays_on_the_host_and_the_port(site):
    response = site.get("/projects", base_url="https://example.org:8443/")
    assert response.location == "https://example.org:8443/projects/"


def test_a_redirect_stays_where_the_app_is_mounted(site):
    response = site.get("/projects", base_url="http://example.org/shop")
    assert response.location == "http://example.org/shop/projects/"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/projects",
        "///evil.example/user/x",
        "//evil.example/..",
        "//evil.example//",
        "/\\evil.example/user/x",
        "//user/x",
        "//projects",
        "//user//evil.example",
        "/user/\r\nX-Evil: 1",
        "/user//@evil.example",
    ],
)
def test_no_redirect_leaves_the_host(site, path):
    """CVE-2020-28724, and what goes the same way."""
    response = site.open("/", environ_overrides={"PATH_INFO": path})
    assert response.status_code in {308, 404}
    assert response.location is None or response.location.startswith("http://localhost/")
    assert "X-Evil" not in response.headers


def test_a_handler_does_not_see_the_redirects_of_the_router(app, site):
    app.register_error_handler(HTTPException, lambda error: "a page")
    assert site.get("/nowhere").text == "a page"
    assert site.get("/projects").status_code == 308
