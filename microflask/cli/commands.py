"""The built-in commands ``run``, ``shell`` and ``routes``, and what ``app.run()`` does.

Werkzeug's development server is imported when it is started.
"""

from __future__ import annotations

import code
import os
import re
import sys
import traceback
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from ..globals import get_app_context
from ..helpers import get_debug_flag, get_load_dotenv
from ..lazy import DeferredModule
from .loading import NoAppException, ScriptInfo, pass_script_info, with_appcontext
from .options import _debug_option, require

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from ..app import Flask

#: This package, whose ``show_server_banner`` and ``run_simple`` are replaced by programs.
cli = DeferredModule("microflask.cli", globals())

_FILE = click.Path(exists=True, dir_okay=False, resolve_path=True)

#: What only this machine can reach: Unix sockets, loopback addresses, and localhost with its
#: subdomains (RFC 6761, section 6.3). Other names are not resolved.
_PRIVATE_HOST = re.compile(r"unix://.*|(.+\.)?localhost\.?|127(\.[0-9]+){3}|::1", re.IGNORECASE)


class CertParamType(click.Path):
    """A certificate: a file, ``adhoc``, or the import name of an ``ssl.SSLContext``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path of the file, ``"adhoc"``, or the context object.

        Raises click.BadParameter for any other value.
        """
        require("ssl", 'Using "--cert" requires Python to have SSL support.', param, ctx)
        try:
            return _FILE.convert(value, param, ctx)
        except click.BadParameter:
            if value.lower() == "adhoc":
                message = "Using ad-hoc certificates requires the cryptography library."
                require("cryptography", message, param, ctx)
                return "adhoc"
            from ssl import SSLContext

            found = cli.import_string(value, silent=True)
            if isinstance(found, SSLContext):
                return found
            raise


def _validate_key(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Make ``cert`` the pair of both files.

    Raises click.BadParameter if ``--cert`` is a file and *value* is None, or the reverse.
    """
    cert = ctx.params.get("cert")
    cert_is_file = isinstance(cert, str) and cert != "adhoc"
    if value is None and cert_is_file:
        raise click.BadParameter('Required when using "--cert".', ctx, param)
    if value is not None:
        if cert is None:
            raise click.BadParameter('"--cert" must also be specified.', ctx, param)
        if not cert_is_file:
            message = 'When "--cert" is "adhoc" or an SSLContext object, "--key" is not used.'
            raise click.BadParameter(message, ctx, param)
        ctx.params["cert"] = cert, value
    return value


class SeparatedPathType(click.Path):
    """A list of paths, separated as in the ``PATH`` variable (by ``:``, on Windows by ``;``)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the paths, each checked as ``click.Path`` does."""
        convert = super().convert
        return [convert(path, param, ctx) for path in self.split_envvar_value(value)]


def show_server_banner(debug: bool | None, app_import_path: str | None) -> None:
    """Print what is served, unless the reloader has only restarted it."""
    if cli.is_running_from_reloader():
        return
    if app_import_path is not None:
        click.echo(f" * Serving Flask app {app_import_path!r}")
    if debug is not None:
        click.echo(f" * Debug mode: {'on' if debug else 'off'}")


def decide_on_debugger(debugger: bool | None, debug: bool, host: str) -> bool:
    """Return *debugger*, or if it is None, whether debug mode should start the debugger.

    The debugger runs any code for a client that guesses its PIN. So it does not start by itself on
    a *host* that other machines can reach; a message says so.
    """
    if debugger is not None or not debug or _PRIVATE_HOST.fullmatch(host):
        return debug if debugger is None else debugger
    if not cli.is_running_from_reloader():
        message = (
            f" * The debugger is off, because other machines can reach {host or 'this address'}"
            " and it runs any code. '--debugger' or app.run(use_debugger=True) starts it."
        )
        click.secho(message, fg="yellow", err=True)
    return False


def load_app_or_report(info: ScriptInfo) -> WSGIApplication:
    """Return the app. After a restart by the reloader, return an app that raises what went wrong.

    The reloader then waits for the error to be corrected, and the debugger shows it. At the first
    start, the exception ends the command.
    """
    try:
        return info.load_app()
    except Exception as error:
        if not cli.is_running_from_reloader():
            raise
        # The program's own exception says more than our message about it.
        cause = error.__cause__ if isinstance(error, NoAppException) else None
        failure = cause or error
        origin = failure.__traceback__
        traceback.print_exception(failure)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Without its first traceback, it would grow with each request.
        raise failure.with_traceback(origin) from None

    return app


@click.command("run", short_help="Run a development server.")
@click.option("--host", "-h", default="127.0.0.1", help="The interface to bind to.")
@click.option("--port", "-p", default=5000, help="The port to bind to.")
@click.option(
    "--cert", is_eager=True, type=CertParamType(), help="A certificate for HTTPS, or 'adhoc'."
)
@click.option(
    "--key", type=_FILE, callback=_validate_key, expose_value=False, help="The certificate's key."
)
@click.option("--reload/--no-reload", default=None, help="Restart on changes. On in debug mode.")
@click.option(
    "--debugger/--no-debugger", default=None, help="Show errors in the browser. On in debug mode."
)
@click.option(
    "--with-threads/--without-threads", default=True, help="Handle each request in a new thread."
)
@click.option(
    "--extra-files", type=SeparatedPathType(), help="More files to watch, separated as in PATH."
)
@click.option(
    "--exclude-patterns", type=SeparatedPathType(), help="Patterns of files that are not watched."
)
@pass_script_info
def run_command(
    info: ScriptInfo,
    host: str,
    port: int,
    reload: bool | None,
    debugger: bool | None,
    with_threads: bool,
    cert: Any,
    extra_files: list[str] | None,
    exclude_patterns: list[str] | None,
) -> None:
    """Run a local development server.

    It is not as secure, stable and fast as a production server. With --debug, it restarts when a
    file changes, and shows errors in the debugger.
    """
    app = load_app_or_report(info)
    debug = get_debug_flag()
    cli.show_server_banner(debug, info.app_import_path)
    cli.run_simple(
        host,
        port,
        app,
        use_reloader=debug if reload is None else reload,
        use_debugger=decide_on_debugger(debugger, debug, host),
        threaded=with_threads,
        ssl_context=cert,
        extra_files=extra_files,
        exclude_patterns=exclude_patterns,
    )


run_command.params.insert(0, _debug_option)


def run_app(
    app: Flask, host: str | None, port: int | None, debug: bool | None, dotenv: bool, options: Any
) -> None:
    """Run *app* on the development server, with the arguments of ``app.run``."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        if not cli.is_running_from_reloader():
            message = " * Ignoring a call to 'app.run()' that would block this command."
            click.secho(f"{message} Put it under 'if __name__ == \"__main__\":'.", fg="red")
        return
    if get_load_dotenv(dotenv):
        cli.load_dotenv()
        if "FLASK_DEBUG" in os.environ:
            app.debug = get_debug_flag()
    if debug is not None:
        app.debug = bool(debug)

    server_name: str = app.config.get("SERVER_NAME") or ""
    server_host, _, server_port = server_name.partition(":")
    host = str(host or server_host or "127.0.0.1")
    port = int(server_port or 5000) if port is None else int(port)
    options.setdefault("use_reloader", app.debug)
    options["use_debugger"] = decide_on_debugger(options.get("use_debugger"), app.debug, host)
    options.setdefault("threaded", True)
    cli.show_server_banner(app.debug, app.name)
    try:
        cli.run_simple(host, port, app, **options)
    finally:
        # An app that is run in an interactive shell may be changed and run again.
        app._got_first_request = False


@click.command("shell", short_help="Run a shell in the app context.")
@with_appcontext
def shell_command() -> None:
    """Run an interactive Python shell in the app's context.

    The names app and g are set, and those that the app's shell context processors return.
    """
    app = get_app_context().app
    namespace: dict[str, Any] = {}
    startup = os.environ.get("PYTHONSTARTUP")
    if startup and os.path.isfile(startup):
        with open(startup, "rb") as file:
            exec(compile(file.read(), startup, "exec"), namespace)
    namespace.update(app.make_shell_context())

    # Python's own hook for interactive mode switches completion and history on.
    if hasattr(sys, "__interactivehook__"):
        with suppress(ImportError):
            import readline
            import rlcompleter

            # By default, it completes the names of the __main__ module.
            readline.set_completer(rlcompleter.Completer(namespace).complete)
        sys.__interactivehook__()
    banner = f"Python {sys.version} on {sys.platform}\nApp: {app.import_name}"
    code.interact(banner=f"{banner}\nInstance: {app.instance_path}", local=namespace)


@click.command("routes", short_help="Show the routes for the app.")
@click.option(
    "--sort",
    "-s",
    default="endpoint",
    type=click.Choice(["endpoint", "methods", "domain", "rule", "match"]),
    help="The column to sort by. 'match' is the order in which the rules are tried.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS methods.")
@with_appcontext
def routes_command(sort: str, all_methods: bool) -> None:
    """Show all registered routes with endpoints and methods."""
    url_map = get_app_context().app.url_map
    hidden = set() if all_methods else {"HEAD", "OPTIONS"}
    rows = [
        {
            "endpoint": str(rule.endpoint),
            "methods": ", ".join(sorted((rule.methods or set()) - hidden)),
            "domain": (rule.host if url_map.host_matching else rule.subdomain) or "",
            "rule": rule.rule,
        }
        for rule in url_map.iter_rules()
    ]
    if not rows:
        click.echo("No routes were registered.")
        return

    titles = {column: column.capitalize() for column in rows[0]}
    titles["domain"] = "Host" if url_map.host_matching else "Subdomain"
    if not any(row["domain"] for row in rows):
        del titles["domain"]
    if sort in titles:
        rows.sort(key=lambda row: row[sort])
    widths = {column: max(len(row[column]) for row in [titles, *rows]) for column in titles}
    dashes = {column: "-" * width for column, width in widths.items()}
    for row in [titles, dashes, *rows]:
        click.echo("  ".join(row[column].ljust(widths[column]) for column in titles))
