"""What ``run`` hands to the development server."""

from __future__ import annotations

import os
import ssl
import sys
import types

import click
import pytest


@pytest.fixture
def served(cli, framework, monkeypatch, runner):
    """Run ``run`` with arguments; return what the server was started with, and the output."""
    app = framework.Flask("shop")

    def served(*args):
        started = {}

        def run_simple(host, port, application, **options):
            started.update(options, host=host, port=port, app=application)

        monkeypatch.setattr(cli, "run_simple", run_simple)
        group = cli.FlaskGroup(create_app=lambda: app)
        result = runner.invoke(group, args)
        assert result.exit_code == 0, result.output
        assert started["app"] is app
        return started, result

    return served


def test_by_default_the_server_listens_on_this_machine_only(served):
    started, _ = served("run")
    assert (started["host"], started["port"]) == ("127.0.0.1", 5000)
    assert started["threaded"] is True
    assert started["use_reloader"] is False
    assert started["use_debugger"] is False
    assert started["ssl_context"] is None
    assert started["extra_files"] is None
    assert started["exclude_patterns"] is None


def test_host_and_port_are_options(served):
    started, _ = served("run", "--host", "0.0.0.0", "-p", "8000")
    assert (started["host"], started["port"]) == ("0.0.0.0", 8000)


def test_host_and_port_are_read_from_the_environment(served, monkeypatch):
    monkeypatch.setenv("FLASK_RUN_HOST", "::1")
    monkeypatch.setenv("FLASK_RUN_PORT", "8000")
    started, _ = served("run")
    assert (started["host"], started["port"]) == ("::1", 8000)


@pytest.mark.parametrize("arguments", [["--debug", "run"], ["run", "--debug"]])
def test_debug_switches_the_reloader_and_the_debugger_on(served, arguments):
    started, result = served(*arguments)
    assert started["app"].debug is True
    assert started["use_reloader"] is True
    assert started["use_debugger"] is True
    assert "Debug mode: on" in result.output


def test_reloader_and_debugger_are_switched_alone(served):
    started, _ = served("run", "--debug", "--no-reload", "--no-debugger")
    assert (started["use_reloader"], started["use_debugger"]) == (False, False)
    started, _ = served("run", "--reload", "--debugger", "--no-debug")
    assert (started["use_reloader"], started["use_debugger"]) == (True, True)


def test_threads_are_switched_off(served):
    assert served("run", "--without-threads")[0]["threaded"] is False


def test_extra_files_and_patterns_are_lists_separated_as_in_path(served, project):
    one, two = project.write("one.yml"), project.write("two.yml")
    started, _ = served(
        "run",
        "--extra-files",
        os.pathsep.join([str(one), str(two)]),
        "--exclude-patterns",
        os.pathsep.join(["*.pyc", "*/cache/*"]),
    )
    assert started["extra_files"] == [str(one), str(two)]
    assert started["exclude_patterns"] == ["*.pyc", "*/cache/*"]


def test_the_banner_names_the_app_and_the_mode(cli, capsys):
    cli.show_server_banner(False, "shop.py")
    output = capsys.readouterr().out
    assert "Serving Flask app 'shop.py'" in output
    assert "Debug mode: off" in output


def test_the_reloaders_child_shows_no_banner(cli, capsys, monkeypatch):
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    cli.show_server_banner(True, "shop.py")
    assert capsys.readouterr().out == ""


def test_a_program_replaces_the_question_for_the_reloader(cli, capsys, monkeypatch):
    monkeypatch.setattr(cli, "is_running_from_reloader", lambda: True)
    cli.show_server_banner(True, "shop.py")
    assert capsys.readouterr().out == ""


def test_a_program_replaces_the_banner(cli, served, monkeypatch):
    monkeypatch.setattr(cli, "show_server_banner", lambda debug, app: print("tea is served"))
    _, result = served("run")
    assert result.output == "tea is served\n"


def test_a_port_is_a_number(cli):
    with pytest.raises(click.BadParameter):
        cli.run_command.make_context("run", ["--port=eighty"])


# The debugger on a public address (Flask starts it)


@pytest.fixture
def decide():
    from microflask.cli.commands import decide_on_debugger

    return decide_on_debugger


PRIVATE = ["127.0.0.1", "127.3.2.1", "::1", "localhost", "LocalHost.", "shop.localhost", "unix://s"]
PUBLIC = [
    "0.0.0.0",
    "::",
    "192.168.1.7",
    "10.0.0.1",
    "example.com",
    "",
    "notlocalhost",
    "127.1.evil",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_in_debug_mode_the_debugger_starts_where_no_other_machine_can_reach_it(
    decide, host, capsys
):
    assert decide(None, True, host) is True
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("host", PUBLIC)
def test_in_debug_mode_the_debugger_does_not_start_on_a_public_address(decide, host, capsys):
    assert decide(None, True, host) is False
    message = capsys.readouterr().err
    assert "The debugger is off" in message
    assert "--debugger" in message


@pytest.mark.parametrize("host", PUBLIC)
def test_the_debugger_starts_anywhere_if_it_is_asked_for(decide, host, capsys):
    assert decide(True, True, host) is True
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("host", PRIVATE + PUBLIC)
def test_without_debug_mode_there_is_no_debugger_and_no_message(decide, host, capsys):
    assert decide(None, False, host) is False
    assert decide(False, True, host) is False
    assert capsys.readouterr().err == ""


def test_the_reloaders_child_does_not_repeat_the_message(decide, capsys, monkeypatch):
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    assert decide(None, True, "0.0.0.0") is False
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("package", ["microflask"], indirect=True)
def test_run_follows_the_decision_and_keeps_the_reloader(served):
    started, result = served("--debug", "run", "--host", "0.0.0.0")
    assert started["use_debugger"] is False
    assert started["use_reloader"] is True
    assert "The debugger is off" in result.stderr
    started, result = served("--debug", "run", "--host", "0.0.0.0", "--debugger")
    assert started["use_debugger"] is True
    assert result.stderr == ""


# --cert and --key


@pytest.fixture
def make_context(cli):
    return lambda *args: cli.run_command.make_context("run", list(args))


def test_a_certificate_and_its_key_become_a_pair_in_any_order(make_context):
    pair = (__file__, __file__)
    assert make_context("--cert", __file__, "--key", __file__).params["cert"] == pair
    assert make_context("--key", __file__, "--cert", __file__).params["cert"] == pair


@pytest.mark.parametrize("option", ["--cert", "--key"])
def test_a_certificate_without_its_key_or_the_reverse_is_an_error(make_context, option):
    with pytest.raises(click.BadParameter):
        make_context(option, __file__)


def test_adhoc_makes_a_certificate_and_takes_no_key(make_context, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", types.ModuleType("cryptography"))
    assert make_context("--cert", "ADHOC").params["cert"] == "adhoc"
    with pytest.raises(click.BadParameter, match="not used"):
        make_context("--cert", "adhoc", "--key", __file__)


def test_adhoc_needs_the_cryptography_library(make_context, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(click.BadParameter, match="cryptography"):
        make_context("--cert", "adhoc")


@pytest.fixture
def tls_context(monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    holder = types.ModuleType("tls_settings")
    holder.context = context
    monkeypatch.setitem(sys.modules, "tls_settings", holder)
    return context


def test_a_certificate_may_be_the_import_name_of_a_context(make_context, tls_context):
    assert make_context("--cert", "tls_settings:context").params["cert"] is tls_context
    with pytest.raises(click.BadParameter, match="not used"):
        make_context("--cert", "tls_settings:context", "--key", __file__)


@pytest.mark.parametrize("package", ["microflask"], indirect=True)
def test_the_import_name_keeps_its_capitals(make_context, monkeypatch, tls_context):
    sys.modules["tls_settings"].CONTEXT = tls_context
    del sys.modules["tls_settings"].context
    assert make_context("--cert", "tls_settings:CONTEXT").params["cert"] is tls_context


@pytest.mark.parametrize("value", ["no/such/file", "json", "not_here"])
def test_any_other_certificate_is_an_error(make_context, monkeypatch, value):
    monkeypatch.setitem(sys.modules, "not_here", None)
    with pytest.raises(click.BadParameter):
        make_context("--cert", value)


def test_a_certificate_needs_a_python_with_ssl(make_context, monkeypatch):
    monkeypatch.setitem(sys.modules, "ssl", None)
    with pytest.raises(click.BadParameter, match="SSL"):
        make_context("--cert", __file__)


# A program that breaks while it is reloaded


@pytest.fixture
def failing(monkeypatch):
    """Load an app from a callable, as the reloader's child does."""
    from microflask.cli import ScriptInfo
    from microflask.cli.commands import load_app_or_report

    def failing(create_app):
        monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
        return load_app_or_report(ScriptInfo(create_app=create_app))

    return failing


def fail():
    raise ValueError("no database")


def test_an_error_while_reloading_is_reported_and_raised_by_each_request(failing, capsys):
    app = failing(fail)
    assert "ValueError: no database" in capsys.readouterr().err
    lengths = []
    for _ in range(3):
        with pytest.raises(ValueError, match="no database") as raised:
            app({}, None)
        lengths.append(len(raised.traceback))
    assert lengths[0] == lengths[1] == lengths[2]


def test_a_syntax_error_while_reloading_is_raised_as_itself(failing, project, capsys):
    from microflask.cli import locate_app, prepare_import

    project.write("shop.py", "def broken(:\n")
    app = failing(lambda: locate_app(prepare_import("shop.py"), None))
    message = capsys.readouterr().err
    assert f'File "{project.folder}/shop.py", line 1' in message
    assert "SyntaxError" in message
    assert "load_app_or_report" not in message
    with pytest.raises(SyntaxError):
        app({}, None)


def test_an_error_at_the_first_start_ends_the_command():
    from microflask.cli import ScriptInfo
    from microflask.cli.commands import load_app_or_report

    with pytest.raises(ValueError, match="no database"):
        load_app_or_report(ScriptInfo(create_app=fail))
