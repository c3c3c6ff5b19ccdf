"""The settings that decide what an app does with a request."""

from __future__ import annotations

import warnings

import pytest
from werkzeug.exceptions import BadRequest, NotFound

# Errors


@pytest.fixture
def failing(app):
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.testing = False
    return app


def answers_500(app):
    """Tell whether an error becomes a 500; if not, it came through."""
    try:
        return app.test_client().get("/").status_code == 500
    except ZeroDivisionError:
        return False


def test_an_error_becomes_a_500(failing):
    assert answers_500(failing)


@pytest.mark.parametrize("setting", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
def test_in_tests_and_in_debug_mode_an_error_comes_through(failing, setting):
    failing.config[setting] = True
    assert not answers_500(failing)


@pytest.mark.parametrize("setting", ["TESTING", "DEBUG"])
def test_propagate_exceptions_may_be_set_against_that(failing, setting):
    failing.config.update({setting: True, "PROPAGATE_EXCEPTIONS": False})
    assert answers_500(failing)


def test_http_errors_may_be_trapped(app, client, framework):
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    app.add_url_rule("/", "index", lambda: framework.abort(404))
    with pytest.raises(NotFound):
        client.get("/")


def test_a_trapped_http_error_is_served_by_a_handler_for_its_class(app, client, framework):
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    app.add_url_rule("/", "index", lambda: framework.abort(404))
    app.register_error_handler(NotFound, lambda error: "handled")
    assert client.get("/").text == "handled"


def test_bad_requests_may_be_trapped(app, client, framework):
    app.config["TRAP_BAD_REQUEST_ERRORS"] = True
    app.add_url_rule("/", "index", lambda: framework.abort(400))
    app.add_url_rule("/other", "other", lambda: framework.abort(403))
    with pytest.raises(BadRequest):
        client.get("/")
    assert client.get("/other").status_code == 403


@pytest.mark.parametrize(
    ("settings", "traps"),
    [
        ({}, False),
        ({"DEBUG": True}, True),
        ({"TRAP_BAD_REQUEST_ERRORS": True}, True),
        ({"DEBUG": True, "TRAP_BAD_REQUEST_ERRORS": False}, False),
    ],
)
def test_a_missing_key_is_trapped_in_debug_mode(app, client, framework, settings, traps):
    app.config.update(settings)
    app.add_url_rule("/", "index", lambda: framework.request.form["name"])
    if traps:
        with pytest.raises(KeyError, match="name"):
            client.get("/")
    else:
        assert client.get("/").status_code == 400


@pytest.mark.parametrize(
    ("settings", "tells"),
    [({}, False), ({"DEBUG": True}, True), ({"TRAP_BAD_REQUEST_ERRORS": True}, True)],
)
def test_the_page_for_a_missing_key_names_it_in_debug_mode(app, client, framework, settings, tells):
    app.config.update(settings, PROPAGATE_EXCEPTIONS=False)
    app.register_error_handler(BadRequest, lambda error: error)
    app.add_url_rule("/", "index", lambda: framework.request.form["the-key"])
    response = client.get("/")
    assert response.status_code == 400
    assert ("the-key" in response.text) is tells


# Hosts


@pytest.mark.parametrize(
    ("host", "status"),
    [("example.com", 200), ("www.example.com", 200), ("example.com:8000", 200), ("evil.com", 400)],
)
def test_only_trusted_hosts_are_served(app, client, framework, host, status):
    app.config["TRUSTED_HOSTS"] = [".example.com"]
    app.add_url_rule("/", "index", lambda: framework.request.host)
    response = client.get("/", headers={"Host": host})
    assert response.status_code == status
    assert status == 400 or response.text == host


def test_an_untrusted_host_is_handled_as_an_error(app, client, framework):
    app.config["TRUSTED_HOSTS"] = ["example.com"]
    app.register_error_handler(400, lambda error: ("who is that?", 400))
    assert client.get("/", headers={"Host": "evil.com"}).text == "who is that?"


@pytest.mark.parametrize("hosts", [[], None])
def test_without_trusted_hosts_all_are_served(app, client, hosts):
    app.config["TRUSTED_HOSTS"] = hosts
    app.add_url_rule("/", "index", lambda: "index")
    assert client.get("/", headers={"Host": "anything.example"}).text == "index"


def test_the_server_s_name_does_not_decide_which_hosts_are_served(app, client, framework):
    app.config["SERVER_NAME"] = "example.com:8000"
    app.add_url_rule("/", "index", lambda: framework.request.host)
    assert client.get("/", headers={"Host": "other.example"}).text == "other.example"


def test_outside_of_requests_urls_are_built_from_the_settings(app, framework):
    app.config.update(
        SERVER_NAME="example.com", APPLICATION_ROOT="/shop", PREFERRED_URL_SCHEME="https"
    )
    app.add_url_rule("/", "index", lambda: "index")
    with app.app_context():
        assert framework.url_for("index") == "https://example.com/shop/"
        assert framework.url_for("index", _external=False) == "/shop/"


@pytest.mark.parametrize(
    ("server_name", "url"),
    [(None, "http://other.example/"), ("example.com", "http://example.com/")],
)
def test_in_a_request_urls_are_built_for_its_host_unless_the_server_has_a_name(
    app, client, framework, server_name, url
):
    app.config["SERVER_NAME"] = server_name
    app.add_url_rule("/", "index", lambda: framework.url_for("index", _external=True))
    assert client.get("/", base_url="http://other.example/").text == url


def test_the_root_is_where_the_session_cookie_is_valid(app, client, framework):
    app.config["APPLICATION_ROOT"] = "/shop"

    @app.get("/")
    def index():
        framework.session["a"] = 1
        return "x"

    assert "Path=/shop" in client.get("/").headers["Set-Cookie"]


def test_a_test_client_asks_below_the_root(app, framework):
    app.config.update(APPLICATION_ROOT="/shop", SERVER_NAME="example.com")
    app.add_url_rule("/a", "a", lambda: framework.request.url)
    assert app.test_client().get("/a").text == "http://example.com/shop/a"


# Bodies


def read_body(framework):
    return str(len(framework.request.get_data()))


@pytest.mark.parametrize(("length", "status"), [(10, 200), (11, 413)])
def test_a_body_may_not_be_longer_than_max_content_length(app, client, framework, length, status):
    app.config["MAX_CONTENT_LENGTH"] = 10
    app.add_url_rule("/", "index", lambda: read_body(framework), methods=["POST"])
    assert client.post("/", data=b"x" * length).status_code == status


def test_a_body_that_nobody_reads_may_be_of_any_length(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 10
    app.add_url_rule("/", "index", lambda: "not read", methods=["POST"])
    assert client.post("/", data=b"x" * 100).text == "not read"


def test_a_request_may_have_a_limit_of_its_own(app, client, framework):
    @app.post("/")
    def index():
        framework.request.max_content_length = 20
        return read_body(framework)

    app.config["MAX_CONTENT_LENGTH"] = 10
    assert client.post("/", data=b"x" * 15).text == "15"
    assert client.post("/", data=b"x" * 21).status_code == 413


def test_a_body_that_is_too_long_is_handled_as_an_error(app, client, framework):
    app.config["MAX_CONTENT_LENGTH"] = 10
    app.add_url_rule("/", "index", lambda: read_body(framework), methods=["POST"])
    app.register_error_handler(413, lambda error: ("too much", 413))
    assert client.post("/", data=b"x" * 11).text == "too much"


@pytest.mark.parametrize(
    ("setting", "limit", "data"),
    [
        ("MAX_FORM_MEMORY_SIZE", 100_000, {"a": "x" * 200_000}),
        ("MAX_FORM_PARTS", 2, {"a": "1", "b": "2", "c": "3"}),
    ],
)
def test_a_form_has_limits_of_its_own(app, client, framework, setting, limit, data):
    app.config[setting] = limit
    app.add_url_rule("/", "index", lambda: str(len(framework.request.form)), methods=["POST"])
    small = client.post("/", data={"a": "1"}, content_type="multipart/form-data")
    large = client.post("/", data=data, content_type="multipart/form-data")
    assert (small.status_code, large.status_code) == (200, 413)


# Attributes that are settings


def test_some_settings_are_attributes_too(app):
    app.config.update(SECRET_KEY="a", TESTING=False, PERMANENT_SESSION_LIFETIME=60)
    assert (app.secret_key, app.testing) == ("a", False)
    assert app.permanent_session_lifetime.total_seconds() == 60
    app.secret_key, app.testing, app.permanent_session_lifetime = "b", True, 90
    assert (app.config["SECRET_KEY"], app.config["TESTING"]) == ("b", True)
    assert app.permanent_session_lifetime.total_seconds() == 90


def test_debug_is_a_setting_too(app):
    assert app.debug is False
    app.debug = True
    assert app.config["DEBUG"] is True
    app.config["DEBUG"] = False
    assert app.debug is False


@pytest.mark.parametrize(
    ("variable", "debug"), [("1", True), ("true", True), ("0", False), ("no", False), ("", False)]
)
def test_debug_begins_with_what_the_environment_says(framework, monkeypatch, variable, debug):
    monkeypatch.setenv("FLASK_DEBUG", variable)
    assert framework.Flask("an_app").debug is debug


@pytest.mark.parametrize("setting", [None, True, False])
def test_debug_mode_reloads_templates_unless_told_otherwise(app, setting):
    app.config["TEMPLATES_AUTO_RELOAD"] = setting
    assert app.jinja_env.auto_reload is bool(setting)
    app.debug = True
    assert app.jinja_env.auto_reload is (True if setting is None else setting)


def test_the_settings_of_a_new_app_are_flask_s():
    import flask

    import microflask

    assert dict(microflask.Flask("an_app").config) == dict(flask.Flask("an_app").config)


def test_settings_are_read_when_they_are_needed(app, client, framework):
    """What was decided at the first request is decided anew when a setting changes."""
    app.add_url_rule("/", "index", lambda: framework.request.host)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert client.get("/").status_code == 200
        app.config["TRUSTED_HOSTS"] = ["example.com"]
        assert client.get("/").status_code == 400
        app.config["TRUSTED_HOSTS"] = None
        assert client.get("/").status_code == 200
