"""``app.run()``: the development server, started from a program instead of a command.

Werkzeug serves, reloads and debugs; what is decided here is where and how.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from . import cli
from .helpers import get_debug_flag, get_load_dotenv

if TYPE_CHECKING:
    from .app import Flask


def run_app(
    app: Flask,
    host: str | None,
    port: int | None,
    debug: bool | None,
    load_dotenv: bool,
    options: dict[str, Any],
) -> None:
    """Serve *app* until it is interrupted: what ``app.run`` does, with the same parameters."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        _say_that_it_runs_already()
        return
    if get_load_dotenv(load_dotenv):
        cli.load_dotenv()
        if "FLASK_DEBUG" in os.environ:
            app.debug = get_debug_flag()
    if debug is not None:
        app.debug = bool(debug)
    host, port = _choose_address(app.config.get("SERVER_NAME"), host, port)
    options.setdefault("use_reloader", app.debug)
    options["use_debugger"] = cli.decide_on_debugger(options.get("use_debugger"), app.debug, host)
    options.setdefault("threaded", True)
    cli.show_server_banner(app.debug, app.name)

    from werkzeug.serving import run_simple

    try:
        run_simple(host, port, app, **options)
    finally:
        # Started from a shell, the app may be set up further and run again.
        app._got_first_request = False


def _choose_address(server_name: str | None, host: str | None, port: int | None) -> tuple[str, int]:
    """Return where to listen: as asked for, else as the app's own name says."""
    known_host, _, known_port = (server_name or "").partition(":")
    if port is None:
        port = int(known_port or 5000)
    return host or known_host or "127.0.0.1", int(port)


def _say_that_it_runs_already() -> None:
    from werkzeug.serving import is_running_from_reloader

    if is_running_from_reloader():
        return
    import click

    click.secho(
        " * Ignoring a call to 'app.run()': the command line serves this app already, and the\n"
        "   call would block it. Put it under 'if __name__ == \"__main__\":'.",
        fg="red",
    )
