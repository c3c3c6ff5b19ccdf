"""The groups that commands belong to: an app's own, and the one behind ``microflask``."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any, overload

import click

from ..app import Flask
from ..globals import find_app_context
from .commands import routes_command, shell_command
from .discovery import NoAppException
from .options import _app_option, _debug_option, _env_file_option, version_option
from .script import ScriptInfo, with_appcontext
from .server import run_command


class AppGroup(click.Group):
    """A group whose commands run in the app's context; ``app.cli`` is one."""

    @overload
    def command(self, __func: Callable[..., Any]) -> click.Command: ...

    @overload
    def command(
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]: ...

    def command(
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command] | click.Command:
        """Register the decorated function as a command that runs in the app's context.

        Takes what ``click.Group.command`` takes; ``with_appcontext=False`` leaves the
        context out.
        """
        if args and callable(args[0]):
            decorate: Callable[..., click.Command] = self.command(**kwargs)
            return decorate(args[0])
        wants_context = kwargs.pop("with_appcontext", True)
        register: Callable[..., click.Command] = super().command(*args, **kwargs)

        def register_in_context(f: Callable[..., Any]) -> click.Command:
            return register(with_appcontext(f))

        return register_in_context if wants_context else register

    @overload
    def group(self, __func: Callable[..., Any]) -> click.Group: ...

    @overload
    def group(self, *args: Any, **kwargs: Any) -> Callable[[Callable[..., Any]], click.Group]: ...

    def group(
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Group] | click.Group:
        """Register the decorated function as a group of commands, an AppGroup by default."""
        if args and callable(args[0]):
            decorate: Callable[..., click.Group] = self.group(**kwargs)
            return decorate(args[0])
        kwargs.setdefault("cls", AppGroup)
        register: Callable[..., click.Group] = super().group(*args, **kwargs)
        return register


class FlaskGroup(AppGroup):
    """A group that has the app's own commands, and those of plug-ins, beside its own.

    *create_app* makes the app; without it ``--app`` says where it is. *load_dotenv* reads
    ``.env`` and ``.flaskenv``, *set_debug_flag* lets ``--debug`` decide on the app's debug
    mode, *add_default_commands* adds run, shell and routes, *add_version_option*
    ``--version``. *extra* goes to ``click.Group``.

    Plug-ins are the entry points of the group ``flask.commands``.
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
        # --env-file is the first, because it may set the variables of the others.
        options = [_env_file_option, _app_option, _debug_option]
        if add_version_option:
            options.append(version_option)
        extra["params"] = [*(extra.get("params") or ()), *options]
        extra["context_settings"] = {
            "auto_envvar_prefix": "FLASK",
            **(extra.get("context_settings") or {}),
        }
        super().__init__(**extra)

        self.create_app = create_app
        self.load_dotenv = load_dotenv
        self.set_debug_flag = set_debug_flag
        self._loaded_plugin_commands = False
        if add_default_commands:
            for command in (run_command, shell_command, routes_command):
                self.add_command(command)

    def _load_plugin_commands(self) -> None:
        """Add the commands of the installed plug-ins, once.

        One that cannot be imported is reported and left out: the others, and the app's
        commands, do not depend on it.
        """
        if self._loaded_plugin_commands:
            return
        self._loaded_plugin_commands = True
        for entry_point in entry_points(group="flask.commands"):
            try:
                self.add_command(entry_point.load(), entry_point.name)
            except Exception as error:
                _show_error(
                    f"The plug-in command {entry_point.name!r} ({entry_point.value}) could not"
                    f" be loaded: {type(error).__name__}: {error}"
                )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command *cmd_name*: the group's own, a plug-in's, or the app's.

        Only for the last is the app loaded, and its context pushed, so that it is there
        for the callbacks of the command's parameters. If that fails, stderr says why, and
        there is no such command.
        """
        command = self._get_own_command(ctx, cmd_name)
        if command is not None:
            return command
        try:
            app = ctx.ensure_object(ScriptInfo).load_app()
        except NoAppException as error:
            _show_error(error.format_message())
            return None
        current = find_app_context()
        if current is None or current.app is not app:
            ctx.with_resource(app.app_context())
        return app.cli.get_command(ctx, cmd_name)

    def _get_own_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load_plugin_commands()
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that *args* begin with.

        Raises NoAppException where it may be a command of an app that cannot be loaded:
        to say that there is no such command would lead astray.
        """
        if not ctx.resilient_parsing and self._get_own_command(ctx, args[0]) is None:
            try:
                ctx.ensure_object(ScriptInfo).load_app()
            except NoAppException as error:
                error.ctx = ctx
                raise
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command, or say that an option of the group stands in the wrong place."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            name = error.option_name
            if error.ctx is None or not any(name in option.opts for option in self.params):
                raise
            right = f"{ctx.command_path} {name} ... {error.ctx.info_name}"
            message = f"{error.message} It goes before the command, as in {right}"
            raise click.NoSuchOption(name, message, ctx=error.ctx) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted.

        Where the app cannot be loaded, stderr says why, and its commands are missing.
        """
        self._load_plugin_commands()
        names = set(super().list_commands(ctx))
        try:
            names.update(ctx.ensure_object(ScriptInfo).load_app().cli.list_commands(ctx))
        except NoAppException as error:
            _show_error(error.format_message())
        except Exception:
            _show_error(traceback.format_exc())
        return sorted(names)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Make the context of one run, with a ScriptInfo as its object."""
        # Tells app.run() to do nothing: a module that calls it when it is imported would
        # start a server here, whatever the command.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        if "obj" not in self.context_settings:
            extra.setdefault("obj", self._make_script_info())
        return super().make_context(info_name, args, parent, **extra)

    def _make_script_info(self) -> ScriptInfo:
        return ScriptInfo(None, self.create_app, self.set_debug_flag, self.load_dotenv)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the group's arguments.

        Where only the help is wanted, click shows it before it reads anything else; but the
        help lists the app's commands, so the environment is asked for the app before.
        """
        no_args = not args and self.no_args_is_help
        if no_args or (len(args) == 1 and args[0] in self.get_help_option_names(ctx)):
            for option in (_env_file_option, _app_option):
                option.handle_parse_result(ctx, {}, [])
        return super().parse_args(ctx, args)


def _show_error(message: str) -> None:
    click.secho(f"Error: {message}\n", err=True, fg="red")
