"""``routes`` and ``shell``."""

from __future__ import annotations

import code
import sys

import pytest


@pytest.fixture
def app(framework):
    app = framework.Flask("shop", root_path="/srv/shop")
    app.add_url_rule("/b/<int:number>", endpoint="show_number", methods=["GET", "POST"])
    app.add_url_rule("/a", endpoint="upload", methods=["POST"])
    return app


@pytest.fixture
def invoke(cli, app, runner):
    """Run a command for the app, and return the lines that it prints."""

    def invoke(*args):
        result = runner.invoke(cli.FlaskGroup(create_app=lambda: app), args)
        assert result.exit_code == 0, result.output
        return [line.rstrip() for line in result.output.splitlines()]

    return invoke


def list_column(lines, column):
    return [line.split("  ")[column] for line in lines[2:]]


def first_words(lines):
    return [line.split()[0] for line in lines[2:]]


def test_routes_are_a_table_of_endpoints_methods_and_rules(invoke):
    assert invoke("routes") == [
        "Endpoint     Methods    Rule",
        "-----------  ---------  -----------------------",
        "show_number  GET, POST  /b/<int:number>",
        "static       GET        /static/<path:filename>",
        "upload       POST       /a",
    ]


def test_all_columns_are_filled_up(cli, app, runner):
    lines = runner.invoke(cli.FlaskGroup(create_app=lambda: app), ["routes"]).output.splitlines()
    assert len(set(map(len, lines))) == 1


@pytest.mark.parametrize(
    ("column", "order"),
    [
        ("endpoint", ["show_number", "static", "upload"]),
        ("methods", ["static", "show_number", "upload"]),
        ("rule", ["upload", "show_number", "static"]),
    ],
)
def test_routes_are_sorted_by_a_column(invoke, column, order):
    assert first_words(invoke("routes", "--sort", column)) == order
    assert first_words(invoke("routes", "-s", column)) == order


def test_routes_are_sorted_by_the_order_in_which_they_match(invoke, app):
    in_order = [rule.endpoint for rule in app.url_map.iter_rules()]
    assert first_words(invoke("routes", "--sort", "match")) == in_order


def test_sorting_by_domain_without_domains_keeps_the_order_of_matching(invoke, app):
    in_order = [rule.endpoint for rule in app.url_map.iter_rules()]
    assert first_words(invoke("routes", "--sort", "domain")) == in_order


def test_all_methods_shows_head_and_options(invoke):
    assert not any("HEAD" in line or "OPTIONS" in line for line in invoke("routes"))
    assert any("GET, HEAD, OPTIONS, POST" in line for line in invoke("routes", "--all-methods"))


def test_an_app_without_routes_says_so(cli, framework, runner):
    app = framework.Flask("shop", static_folder=None)
    result = runner.invoke(cli.FlaskGroup(create_app=lambda: app), ["routes"])
    assert result.output == "No routes were registered.\n"


@pytest.mark.parametrize(
    ("options", "argument", "title"),
    [({}, "subdomain", "Subdomain"), ({"host_matching": True}, "host", "Host")],
)
def test_subdomains_and_hosts_are_a_column_of_their_own(
    cli, framework, runner, options, argument, title
):
    app = framework.Flask("shop", static_folder=None, **options)
    app.add_url_rule("/", endpoint="one", **{argument: "b"})
    app.add_url_rule("/", endpoint="two", **{argument: "a"})
    group = cli.FlaskGroup(create_app=lambda: app)
    lines = runner.invoke(group, ["routes", "--sort", "domain"]).output.splitlines()
    assert lines[0].split() == ["Endpoint", "Methods", title, "Rule"]
    assert [line.split() for line in lines[2:]] == [
        ["two", "GET", "a", "/"],
        ["one", "GET", "b", "/"],
    ]


# shell


@pytest.fixture
def shell(monkeypatch, invoke):
    """Start the shell, and return its banner and the names that are in it."""

    def shell():
        seen = {}
        monkeypatch.setattr(code, "interact", lambda banner, local: seen.update(locals()))
        invoke("shell")
        return seen["banner"], seen["local"]

    monkeypatch.delattr(sys, "__interactivehook__", raising=False)
    monkeypatch.delenv("PYTHONSTARTUP", raising=False)
    return shell


def test_the_shell_has_the_app_and_what_its_processors_return(app, shell):
    app.shell_context_processor(lambda: {"database": "connected"})
    _, names = shell()
    assert names["app"] is app
    assert names["database"] == "connected"
    assert "g" in names


def test_the_shell_says_which_app_it_is_in(app, shell):
    banner, _ = shell()
    assert sys.version in banner
    assert "App: shop" in banner
    assert f"Instance: {app.instance_path}" in banner


def test_the_shell_runs_in_the_apps_context(app, framework, monkeypatch, invoke):
    seen = []
    monkeypatch.delattr(sys, "__interactivehook__", raising=False)
    monkeypatch.setattr(
        code, "interact", lambda **_: seen.append(framework.current_app._get_current_object())
    )
    invoke("shell")
    assert seen == [app]


def test_the_shell_runs_the_startup_file(shell, project, monkeypatch):
    file = project.write("startup.py", "greeting = 'hello'\napp = 'overridden'\n")
    monkeypatch.setenv("PYTHONSTARTUP", str(file))
    _, names = shell()
    assert names["greeting"] == "hello"
    assert names["app"] != "overridden"


def test_the_shell_calls_the_hook_for_interactive_use(shell, monkeypatch):
    called = []
    monkeypatch.setattr(sys, "__interactivehook__", lambda: called.append(1), raising=False)
    shell()
    assert called == [1]
