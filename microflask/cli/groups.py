"""The groups of commands: ``AppGroup`` for an app, ``FlaskGroup`` for a command line."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from importlib import metadata
from typing import Any

import click

from ..app import Flask
from ..globals import find_app_context
from .commands import routes_command, run_command, shell_command
from .loading import NoAppException, ScriptInfo, with_appcontext
from .options import _app_option, _debug_option, _env_file_option, version_option


class AppGroup(click.Group):
    """A group whose commands run in the app's context, such as ``app.cli``."""

    # As in Flask, and unlike in click, these two are decorators that are always called.
    def command(  # type: ignore[override]
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]:
        """Register the decorated function as a command that runs in the app's context.

        Takes what ``click.Group.command`` takes, and ``with_appcontext=False`` for a command that
        runs without the context.
        """
        needs_context = kwargs.pop("with_appcontext", True)

        def register(f: Callable[..., Any]) -> click.Command:
            f = with_appcontext(f) if needs_context else f
            command: click.Command = super(AppGroup, self).command(*args, **kwargs)(f)
            return command

        return register

    def group(  # type: ignore[override]
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Group]:
        """Register the decorated function as a group of commands, by default an AppGroup."""
        kwargs.setdefault("cls", AppGroup)
        return super().group(*args, **kwargs)  # type: ignore[no-any-return]


class FlaskGroup(AppGroup):
    """A group that adds the commands of the app, and of installed extensions, to its own.

    *create_app* makes the app; without it, ``--app`` names it. *add_default_commands* adds
    ``run``, ``shell`` and ``routes``, and *add_version_option* adds ``--version``. *load_dotenv*
    loads ``.env`` and ``.flaskenv``. *set_debug_flag* sets the app's debug mode. *extra* is passed
    to ``click.Group``.

    Extensions add commands by the entry point group ``flask.commands``.
    """

    def __init__(
        self,
        add_default_commands: bool = True,
        create_app: Callable[..., Flask] | None = None,
        add_version_option: bool = True,
        load_dotenv: bool = True,
        set_debug_flag: bool = True,
        **extra: Any,
    ) -> None:
        # --env-file comes first, because it may set the variables of the other options.
        params = [*(extra.pop("params", None) or ()), _env_file_option, _app_option, _debug_option]
        if add_version_option:
            params.append(version_option)
        extra.setdefault("context_settings", {}).setdefault("auto_envvar_prefix", "FLASK")
        super().__init__(params=params, **extra)

        self.create_app = create_app
        self.load_dotenv = load_dotenv
        self.set_debug_flag = set_debug_flag
        self._loaded_plugin_commands = False
        if add_default_commands:
            for command in (run_command, shell_command, routes_command):
                self.add_command(command)

    def _load_plugin_commands(self) -> None:
        if not self._loaded_plugin_commands:
            for entry_point in metadata.entry_points(group="flask.commands"):
                self.add_command(entry_point.load(), entry_point.name)
            self._loaded_plugin_commands = True

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command *cmd_name* of this group, of an extension, or of the app.

        The app is only loaded if the command is not found before. Its context is pushed, for the
        callbacks of the command's parameters. If there is no app, shows why and returns None.
        """
        self._load_plugin_commands()
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            return command
        try:
            app = ctx.ensure_object(ScriptInfo).load_app()
        except NoAppException as error:
            _show_error(f"Error: {error.format_message()}")
            return None
        current = find_app_context()
        if current is None or current.app is not app:
            ctx.with_resource(app.app_context())
        return app.cli.get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted.

        If the app cannot be loaded, shows why and leaves out its commands.
        """
        self._load_plugin_commands()
        names = set(super().list_commands(ctx))
        try:
            names.update(ctx.ensure_object(ScriptInfo).load_app().cli.list_commands(ctx))
        except NoAppException as error:
            _show_error(f"Error: {error.format_message()}")
        except Exception:
            _show_error(traceback.format_exc())
        return sorted(names)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Make the context of a run, with a ScriptInfo as its object."""
        # Makes app.run() do nothing. A program that calls it when it is imported would otherwise
        # block the command.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        if "obj" not in self.context_settings:
            info = ScriptInfo(None, self.create_app, self.set_debug_flag, self.load_dotenv)
            extra.setdefault("obj", info)
        return super().make_context(*args, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options of the group.

        If the help is all that is wanted, click shows it before it looks for FLASK_APP, without
        which it cannot list the app's commands: look for it now.
        """
        no_args = not args and self.no_args_is_help
        if no_args or (len(args) == 1 and args[0] in self.get_help_option_names(ctx)):
            for option in (_env_file_option, _app_option):
                option.handle_parse_result(ctx, {}, [])
        return super().parse_args(ctx, args)


def _show_error(message: str) -> None:
    click.secho(f"{message}\n", err=True, fg="red")
