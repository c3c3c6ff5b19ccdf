"""``microflask routes`` and ``microflask shell``: the app from outside, and from inside."""

from __future__ import annotations

import code
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..globals import get_app_context
from .script import with_appcontext

if TYPE_CHECKING:
    from ..routing import Map, Rule


@click.command("shell", short_help="Work with the app in a Python shell.")
@with_appcontext
def shell_command() -> None:
    """Run an interactive Python shell in the context of the app.

    The app, g, and what the app's shell context processors return are there by name.
    """
    app = get_app_context().app
    namespace: dict[str, Any] = {}
    _run_startup_file(namespace)
    namespace.update(app.make_shell_context())
    _switch_on_completion(namespace)
    code.interact(
        banner=f"Python {sys.version} on {sys.platform}\n"
        f"App: {app.import_name}\nInstance: {app.instance_path}",
        local=namespace,
    )


def _run_startup_file(namespace: dict[str, Any]) -> None:
    """Run the file that ``PYTHONSTARTUP`` names, as Python's own shell does."""
    startup = Path(os.environ.get("PYTHONSTARTUP") or "")
    if startup.is_file():
        exec(compile(startup.read_bytes(), str(startup), "exec"), namespace)


def _switch_on_completion(namespace: dict[str, Any]) -> None:
    """Call Python's hook for interactive use, and complete the names of *namespace* by Tab."""
    hook = getattr(sys, "__interactivehook__", None)
    if hook is None:
        return
    with suppress(ImportError):
        import readline
        import rlcompleter

        # By default it would complete the names of this program's __main__.
        readline.set_completer(rlcompleter.Completer(namespace).complete)
    hook()


@click.command("routes", short_help="Show the app's routes.")
@click.option(
    "-s",
    "--sort",
    default="endpoint",
    type=click.Choice(["endpoint", "methods", "domain", "rule", "match"]),
    help="Sort by a column; 'match' is the order in which the rules are tried.",
)
@click.option("--all-methods", is_flag=True, help="Show the methods HEAD and OPTIONS as well.")
@with_appcontext
def routes_command(sort: str, all_methods: bool) -> None:
    """Show all routes, with their endpoints and methods."""
    url_map = get_app_context().app.url_map
    rows = [_describe_rule(rule, url_map, all_methods) for rule in url_map.iter_rules()]
    if not rows:
        click.echo("No routes were registered.")
        return

    columns = ["endpoint", "methods", "domain", "rule"]
    if not any(row["domain"] for row in rows):
        columns.remove("domain")
    if sort in columns:
        rows.sort(key=lambda row: row[sort])
    titles = {name: name.capitalize() for name in columns}
    titles["domain"] = "Host" if url_map.host_matching else "Subdomain"
    _print_table([[row[name] for name in columns] for row in (titles, *rows)])


def _describe_rule(rule: Rule, url_map: Map, all_methods: bool) -> dict[str, str]:
    hidden = set() if all_methods else {"HEAD", "OPTIONS"}
    return {
        "endpoint": str(rule.endpoint),
        "methods": ", ".join(sorted((rule.methods or set()) - hidden)),
        "domain": (rule.host if url_map.host_matching else rule.subdomain) or "",
        "rule": rule.rule,
    }


def _print_table(rows: list[list[str]]) -> None:
    """Print *rows* in columns, with a line of dashes beneath the first."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells))
