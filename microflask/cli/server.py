"""``microflask run``: the app on Werkzeug's development server.

The server, its reloader and its debugger are imported when the command runs. The debugger
runs any code that it is sent by whoever knows its PIN, so it starts by itself only where
no other machine can reach it.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Literal

import click

from ..helpers import get_debug_flag
from ..lazy import DeferredModule
from .discovery import NoAppException
from .options import _debug_option
from .script import ScriptInfo, pass_script_info

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from werkzeug import serving, utils
else:
    serving = DeferredModule("werkzeug.serving", globals())
    utils = DeferredModule("werkzeug.utils", globals())

#: The package around this room: programs that want no banner replace it there.
package = DeferredModule("microflask.cli", globals())


class CertParamType(click.Path):
    """Take a certificate: a file, the word ``adhoc``, or the name of an ``ssl.SSLContext``."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, resolve_path=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the file's absolute path, ``"adhoc"``, or the context object.

        Raises click.BadParameter for anything else.
        """
        _require("ssl", "--cert needs a Python that was built with SSL.", ctx, param)
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            return self._convert_no_file(str(value), param, ctx)

    def _convert_no_file(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> ssl.SSLContext | Literal["adhoc"]:
        if value.lower() == "adhoc":
            _require(
                "cryptography",
                "An ad-hoc certificate needs the cryptography library (pip install cryptography).",
                ctx,
                param,
            )
            return "adhoc"
        from ssl import SSLContext

        found = utils.import_string(value, silent=True)
        if isinstance(found, SSLContext):
            return found
        raise click.BadParameter(
            f"{value!r} is neither a file that exists, nor 'adhoc', nor the import name of an"
            " ssl.SSLContext.",
            ctx,
            param,
        )


def _require(
    module: str, explanation: str, ctx: click.Context | None, param: click.Parameter | None
) -> None:
    """Raise click.BadParameter where *module* cannot be imported."""
    try:
        __import__(module)
    except ImportError:
        raise click.BadParameter(explanation, ctx, param) from None


def _validate_key(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Make ``cert`` the pair of both files.

    Raises click.BadParameter where a certificate lacks its key, or a key its certificate.
    """
    cert = ctx.params.get("cert")
    cert_is_file = isinstance(cert, str) and cert != "adhoc"
    if value is None:
        if cert_is_file:
            raise click.BadParameter('Required when "--cert" is a file.', ctx, param)
        return None
    if cert is None:
        raise click.BadParameter('"--cert" must also be specified.', ctx, param)
    if not cert_is_file:
        kind = '"adhoc"' if cert == "adhoc" else "an SSLContext object"
        raise click.BadParameter(f'"--key" is not used when "--cert" is {kind}.', ctx, param)
    ctx.params["cert"] = (cert, value)
    return value


class SeparatedPathType(click.Path):
    """Take several paths in one value, separated as in the system's ``PATH``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the list of paths, each checked as ``click.Path`` checks it."""
        convert_one = super().convert
        return [convert_one(path, param, ctx) for path in self.split_envvar_value(value)]


def show_server_banner(debug: bool | None, app_import_path: str | None) -> None:
    """Say what is served, unless this is the reloader's child, which starts again and again."""
    if serving.is_running_from_reloader():
        return
    if app_import_path is not None:
        click.echo(f" * Serving Flask app {app_import_path!r} with microflask")
    if debug is not None:
        mode = "on" if debug else "off"
        click.echo(f" * Debug mode: {mode}")


def is_private_host(host: str) -> bool:
    """Tell whether a server that listens on *host* is out of reach for other machines.

    True for loopback addresses, ``localhost`` and the names below it (RFC 6761, section
    6.3), and Unix sockets. Any other name is taken to be public: it is not looked up.
    """
    if host.startswith("unix://"):
        return True
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def decide_on_debugger(debugger: bool | None, debug: bool, host: str) -> bool:
    """Return whether to start the debugger.

    *debugger* is what was asked for in so many words, and holds; None leaves it to *debug*,
    but then the debugger does not start on a public *host*, and stderr says so.
    """
    if debugger is not None:
        return debugger
    if debug and not is_private_host(host):
        if not serving.is_running_from_reloader():
            click.secho(
                f" * The debugger is off: other machines can reach {host or 'every address'},"
                " and it runs any code for whoever guesses its PIN. Ask for it by --debugger"
                " (app.run: use_debugger=True) if you want it there all the same.",
                fg="yellow",
                err=True,
            )
        return False
    return debug


def load_app_or_report(info: ScriptInfo) -> WSGIApplication:
    """Return the app, or in the reloader's child one that raises what kept it from loading.

    So the reloader goes on watching the files while the error is corrected, and the
    debugger shows it. Elsewhere the error comes through, and ends the command.
    """
    try:
        return info.load_app()
    except Exception as error:
        if not serving.is_running_from_reloader():
            raise
        if isinstance(error, NoAppException):
            click.secho(f"Error: {error.format_message()}\n", err=True, fg="red")
        else:
            traceback.print_exc()
        return _make_failing_app(error)


def _make_failing_app(error: Exception) -> WSGIApplication:
    # What went wrong in the program says more than our own words about it.
    cause = error.__cause__ if isinstance(error, NoAppException) else None
    failure = cause or error
    origin = failure.__traceback__

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Without its first traceback, it would grow by a frame with each request.
        raise failure.with_traceback(origin) from None

    return app


@click.command("run", short_help="Serve the app for development.")
@click.option("-h", "--host", default="127.0.0.1", help="The address to listen on.")
@click.option(
    "-p", "--port", default=5000, type=click.IntRange(0, 65535), help="The port to listen on."
)
@click.option(
    "--cert",
    is_eager=True,
    type=CertParamType(),
    help="Serve HTTPS with this certificate: a file, 'adhoc', or the import name of an SSLContext.",
)
@click.option(
    "--key",
    expose_value=False,
    callback=_validate_key,
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    help="The key file that belongs to the certificate file.",
)
@click.option(
    "--reload/--no-reload",
    default=None,
    help="Restart when a file changes. Follows debug mode by default.",
)
@click.option(
    "--debugger/--no-debugger",
    default=None,
    help="Show errors in the debugger. Follows debug mode by default, but never where other"
    " machines can reach the server.",
)
@click.option(
    "--with-threads/--without-threads",
    default=True,
    help="Handle each request in a thread of its own.",
)
@click.option(
    "--extra-files",
    type=SeparatedPathType(),
    default=None,
    help=f"More files to restart for, separated by {os.path.pathsep!r}.",
)
@click.option(
    "--exclude-patterns",
    type=SeparatedPathType(),
    default=None,
    help=f"Do not restart for files like these (fnmatch), separated by {os.path.pathsep!r}.",
)
@pass_script_info
def run_command(
    info: ScriptInfo,
    host: str,
    port: int,
    reload: bool | None,
    debugger: bool | None,
    with_threads: bool,
    cert: ssl.SSLContext | tuple[str, str | None] | Literal["adhoc"] | None,
    extra_files: list[str] | None,
    exclude_patterns: list[str] | None,
) -> None:
    """Serve the app for development, by default to this machine only.

    It is made for development only: it is neither as safe, nor as stable, nor as fast as
    a production server. With --debug it restarts when a file changes and shows errors in
    the debugger.
    """
    app = load_app_or_report(info)
    debug = get_debug_flag()
    package.show_server_banner(debug, info.app_import_path)
    serving.run_simple(
        host,
        port,
        app,
        use_reloader=debug if reload is None else reload,
        use_debugger=decide_on_debugger(debugger, debug, host),
        ssl_context=cert,
        threaded=with_threads,
        exclude_patterns=exclude_patterns,
        extra_files=extra_files,
    )


# So that --debug may stand behind the command as well.
run_command.params.insert(0, _debug_option)
