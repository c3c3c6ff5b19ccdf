"""Environs that are built for an app."""

from __future__ import annotations

import pytest


@pytest.fixture
def build(app, testing):
    """Build an environ for the app, and return the URL that it stands for."""

    def build(*args, **kwargs):
        builder = testing.EnvironBuilder(app, *args, **kwargs)
        try:
            return builder.get_request().url
        finally:
            builder.close()

    return build


def test_by_default_the_host_is_localhost(build):
    assert build() == "http://localhost/"
    assert build("/goods?page=2") == "http://localhost/goods?page=2"


def test_the_settings_of_the_app_are_the_defaults(app, build):
    app.config["SERVER_NAME"] = "example.com:1234"
    app.config["APPLICATION_ROOT"] = "/shop"
    app.config["PREFERRED_URL_SCHEME"] = "https"
    assert build("/goods") == "https://example.com:1234/shop/goods"


def test_a_subdomain_goes_before_the_server_name(app, build):
    app.config["SERVER_NAME"] = "example.com"
    assert build("/", subdomain="api") == "http://api.example.com/"


def test_the_scheme_may_be_given(build):
    assert build("/", url_scheme="https") == "https://localhost/"


def test_the_path_may_be_a_whole_url(app, build):
    app.config["SERVER_NAME"] = "example.com"
    assert build("https://other.org/goods?page=2") == "https://other.org/goods?page=2"


def test_a_base_url_goes_before_all_settings(app, build):
    app.config["SERVER_NAME"] = "example.com"
    assert build("/goods", base_url="https://other.org/root") == "https://other.org/root/goods"


@pytest.mark.parametrize("part", [{"subdomain": "api"}, {"url_scheme": "https"}])
def test_a_base_url_and_one_of_its_parts_are_an_error(build, part):
    with pytest.raises(AssertionError, match="base_url"):
        build("/", base_url="http://example.com", **part)


def test_further_arguments_are_werkzeugs(app, testing):
    builder = testing.EnvironBuilder(
        app, "/", method="POST", data={"a": "1"}, headers={"X-Mood": "good"}
    )
    request = builder.get_request()
    assert request.method == "POST"
    assert request.form["a"] == "1"
    assert request.headers["X-Mood"] == "good"
    builder.close()


def test_json_is_serialized_as_the_app_does_it(app, testing):
    app.json.ensure_ascii = False
    builder = testing.EnvironBuilder(app, json={"price": "5 €"})
    request = builder.get_request()
    assert request.data.decode() == '{"price": "5 €"}'
    assert request.mimetype == "application/json"


def test_a_test_request_context_is_described_in_the_same_way(app, framework):
    with app.test_request_context("/goods?page=2", method="POST", url_scheme="https"):
        assert framework.request.url == "https://localhost/goods?page=2"
        assert framework.request.method == "POST"
