"""``app.test_cli_runner()``: commands without a terminal."""

from __future__ import annotations

import click
import pytest


@pytest.fixture
def hello(app, framework):
    @app.cli.command("hello")
    @click.option("--name", default="you")
    def hello(name):
        click.echo(f"hello {name} from {framework.current_app.name}")

    return hello


def test_a_command_is_run_by_its_name(app, hello):
    result = app.test_cli_runner().invoke(args=["hello", "--name", "Ada"])
    assert result.exit_code == 0
    assert result.output == "hello Ada from shop\n"


def test_a_command_is_run_by_its_function(app, hello):
    assert app.test_cli_runner().invoke(hello).output == "hello you from shop\n"
    assert app.test_cli_runner().invoke(hello, "--name Bob").output == "hello Bob from shop\n"


def test_the_commands_see_this_very_app(app, framework):
    seen = []

    @app.cli.command()
    def look():
        seen.append(framework.current_app._get_current_object())

    app.test_cli_runner().invoke(args=["look"])
    assert seen == [app]


def test_input_and_environment_are_handed_over(app):
    @app.cli.command()
    @click.option("--color", envvar="SHOP_COLOR")
    def ask(color):
        click.echo(f"{click.prompt('Name')} likes {color}")

    result = app.test_cli_runner().invoke(args=["ask"], input="Ada\n", env={"SHOP_COLOR": "red"})
    assert "Ada likes red" in result.output


def test_an_error_is_kept_or_comes_through(app):
    @app.cli.command()
    def fail():
        raise ZeroDivisionError

    result = app.test_cli_runner().invoke(args=["fail"])
    assert isinstance(result.exception, ZeroDivisionError)
    with pytest.raises(ZeroDivisionError):
        app.test_cli_runner().invoke(args=["fail"], catch_exceptions=False)


def test_another_script_info_may_be_given(app, framework, hello):
    cli = __import__(f"{framework.__name__}.cli", fromlist=["ScriptInfo"])
    other = framework.Flask("other")
    info = cli.ScriptInfo(create_app=lambda: other)
    assert app.test_cli_runner().invoke(hello, obj=info).output == "hello you from other\n"


def test_the_app_says_which_runner_it_is_and_hands_arguments_over(app, testing):
    class Runner(testing.FlaskCliRunner):
        pass

    app.test_cli_runner_class = Runner
    runner = app.test_cli_runner(env={"A": "1"})
    assert isinstance(runner, Runner)
    assert runner.app is app
    assert runner.env == {"A": "1"}
