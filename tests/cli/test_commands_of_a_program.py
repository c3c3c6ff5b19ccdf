"""Commands that a program adds: on its app, its blueprints, a group of its own, by plug-ins."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import click
import pytest


@pytest.fixture
def app(framework):
    return framework.Flask("shop")


@pytest.fixture
def group(cli, app):
    return cli.FlaskGroup(create_app=lambda: app)


# Commands of the app


def test_a_command_of_the_app_runs_in_its_context(app, group, framework, runner):
    @app.cli.command()
    def show():
        click.echo(framework.current_app.name)

    assert runner.invoke(group, ["show"]).output == "shop\n"


def test_a_command_of_a_group_of_the_app_runs_in_its_context(app, group, framework, runner):
    @app.cli.group()
    def database():
        pass

    @database.command()
    def create():
        click.echo(f"created for {framework.current_app.name}")

    assert runner.invoke(group, ["database", "create"]).output == "created for shop\n"


def test_callbacks_of_parameters_run_in_the_context_too(app, group, framework, runner):
    @app.cli.command()
    @click.argument("word", callback=lambda ctx, param, value: framework.current_app.name + value)
    def show(word):
        click.echo(word)

    assert runner.invoke(group, ["show", "!"]).output == "shop!\n"


def test_a_command_has_arguments_options_and_a_name(app, group, runner):
    @app.cli.command("say-hello", short_help="Greet somebody.")
    @click.argument("name")
    @click.option("--loud", is_flag=True)
    def greet(name, loud):
        click.echo(name.upper() if loud else name)

    assert runner.invoke(group, ["say-hello", "ada", "--loud"]).output == "ADA\n"
    assert "Greet somebody." in runner.invoke(group, ["--help"]).output


def test_the_context_is_popped_after_the_command(app, group, framework, runner):
    ended = []
    app.teardown_appcontext(ended.append)

    @app.cli.command()
    def show():
        assert ended == []

    assert runner.invoke(group, ["show"]).exit_code == 0
    assert ended == [None]
    assert not framework.has_app_context()


def test_with_appcontext_false_leaves_the_context_out(app, framework, runner, cli):
    commands = cli.AppGroup("commands")

    @commands.command(with_appcontext=False)
    def show():
        click.echo(framework.has_app_context())

    info = cli.ScriptInfo(create_app=lambda: app)
    assert runner.invoke(commands, ["show"], obj=info).output == "False\n"


def test_a_current_context_is_used_as_it_is(app, framework, runner, cli):
    other = framework.Flask("other")

    @click.command()
    @cli.with_appcontext
    def show():
        click.echo(framework.current_app.name)

    with other.app_context():
        result = runner.invoke(show, obj=cli.ScriptInfo(create_app=lambda: app))
    assert result.output == "other\n"


def test_a_command_of_the_app_runs_in_the_loaded_apps_context(app, group, framework, runner):
    @app.cli.command()
    def show():
        click.echo(framework.current_app.name)

    with framework.Flask("other").app_context():
        assert runner.invoke(group, ["show"]).output == "shop\n"


def test_with_appcontext_keeps_name_and_docstring(cli):
    @cli.with_appcontext
    def show():
        """Show it."""

    assert show.__name__ == "show"
    assert show.__doc__ == "Show it."


def test_pass_script_info_hands_over_the_runs_script_info(app, runner, cli):
    @click.command()
    @cli.pass_script_info
    def show(info):
        click.echo(info.load_app().name)

    assert runner.invoke(show, obj=cli.ScriptInfo(create_app=lambda: app)).output == "shop\n"


# Commands of blueprints


@pytest.mark.parametrize(
    ("at_construction", "at_registration", "arguments"),
    [
        ({}, {}, ["goods", "count"]),
        ({"cli_group": "stock"}, {}, ["stock", "count"]),
        ({"cli_group": None}, {}, ["count"]),
        ({}, {"cli_group": "late"}, ["late", "count"]),
    ],
)
def test_a_blueprints_commands_stand_below_its_group(
    app, framework, at_construction, at_registration, arguments
):
    goods = framework.Blueprint("goods", "goods", **at_construction)

    @goods.cli.command()
    def count():
        click.echo(f"counted in {framework.current_app.name}")

    app.register_blueprint(goods, **at_registration)
    assert app.test_cli_runner().invoke(args=arguments).output == "counted in shop\n"


def test_a_blueprint_without_commands_adds_no_group(app, framework):
    app.register_blueprint(framework.Blueprint("goods", "goods"))
    result = app.test_cli_runner().invoke(args=["goods", "--help"])
    assert result.exit_code == 2
    assert "No such command 'goods'" in result.output


# A program's own group


def test_a_group_of_a_program_has_the_default_commands_unless_it_does_not_want_them(cli):
    def names(**options):
        return sorted(cli.FlaskGroup(**options).commands)

    assert {"routes", "run", "shell"} <= set(names())
    assert names(add_default_commands=False) == []


def test_a_group_of_a_program_has_options_of_its_own_beside_ours(cli, app, runner):
    @click.group(cls=cli.FlaskGroup, create_app=lambda: app)
    @click.option("--mood")
    def group(mood):
        click.echo(f"mood: {mood}")

    @group.command()
    def show():
        click.echo("shown")

    assert runner.invoke(group, ["--mood", "good", "show"]).output == "mood: good\nshown\n"


def test_a_group_of_a_program_may_stand_below_another_one(cli, app, framework, runner):
    outer = click.Group("outer")
    inner = cli.FlaskGroup(name="web", create_app=lambda: app)
    outer.add_command(inner)

    @inner.command()
    def show():
        click.echo(framework.current_app.name)

    assert runner.invoke(outer, ["web", "show"]).output == "shop\n"


def test_options_are_read_from_variables_that_begin_with_flask(cli, app, runner, monkeypatch):
    group = cli.FlaskGroup(create_app=lambda: app)

    @group.command()
    @click.option("--color")
    def show(color):
        click.echo(color)

    monkeypatch.setenv("FLASK_SHOW_COLOR", "red")
    assert runner.invoke(group, ["show"]).output == "red\n"


def test_a_group_may_read_its_options_from_variables_with_another_prefix(cli, app, monkeypatch):
    group = cli.FlaskGroup(create_app=lambda: app, context_settings={"auto_envvar_prefix": "SHOP"})
    assert group.context_settings["auto_envvar_prefix"] == "SHOP"


def test_running_a_command_tells_app_run_to_do_nothing(cli, app, runner):
    group = cli.FlaskGroup(create_app=lambda: app)

    @group.command()
    def serve():
        app.run()
        click.echo("not blocked")

    assert "not blocked" in runner.invoke(group, ["serve"]).output


@pytest.mark.parametrize(
    ("arguments", "debug"),
    [(["--debug"], True), (["--no-debug"], False), ([], True)],
)
def test_debug_goes_before_the_environment(cli, framework, runner, monkeypatch, arguments, debug):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    group = cli.FlaskGroup(create_app=lambda: framework.Flask("made"))

    @group.command()
    def show():
        click.echo(framework.current_app.debug)

    assert runner.invoke(group, [*arguments, "show"]).output == f"{debug}\n"


def test_a_factory_can_read_the_debug_mode(cli, framework, runner):
    def create_app():
        app = framework.Flask("made")
        app.config["SEEN"] = framework.helpers.get_debug_flag()
        return app

    group = cli.FlaskGroup(create_app=create_app)

    @group.command()
    def show():
        click.echo(framework.current_app.config["SEEN"])

    assert runner.invoke(group, ["--debug", "show"]).output == "True\n"


# Plug-ins

plugin_command = click.Command("plugin_command", callback=lambda: click.echo("plugged in"))


@pytest.fixture
def install_plugin(monkeypatch):
    """Let the entry points of the group ``flask.commands`` be the given ones."""

    def install_plugin(*plugins):
        found = [EntryPoint(name, value, "flask.commands") for name, value in plugins]

        def entry_points(group):
            return found if group == "flask.commands" else []

        monkeypatch.setattr("importlib.metadata.entry_points", entry_points)

    return install_plugin


def test_an_installed_plugin_adds_its_command(group, runner, install_plugin):
    install_plugin(("extra", f"{__name__}:plugin_command"))
    assert runner.invoke(group, ["extra"]).output == "plugged in\n"
    assert "extra" in runner.invoke(group, ["--help"]).output


def test_a_plugins_command_needs_no_app(cli, project, runner, install_plugin):
    install_plugin(("extra", f"{__name__}:plugin_command"))
    assert runner.invoke(cli.FlaskGroup(), ["extra"]).output == "plugged in\n"


def test_a_plugin_that_cannot_be_imported_is_an_error(group, runner, install_plugin):
    install_plugin(("extra", "no_such_module:command"))
    assert isinstance(runner.invoke(group, ["routes"]).exception, ModuleNotFoundError)
