"""``microflask dropin enable | disable | status``."""

from __future__ import annotations

import sys

import click

from . import environment
from .metadata import FLASK_API_VERSION


@click.group("dropin", short_help="Let 'import flask' mean microflask.")
def dropin_command() -> None:
    """Let 'import flask' mean microflask in this virtual environment.

    Then programs and extensions that were written for Flask run on microflask as they are.
    The real Flask may be installed or not: it is not touched, and not imported.
    """


@dropin_command.command("enable")
def enable_command() -> None:
    """Switch drop-in mode on for this virtual environment."""
    with _ErrorsForPeople():
        lines = [f"wrote {file}" for file in environment.enable()] + _describe_status()
    click.echo("\n".join(lines))


@dropin_command.command("disable")
def disable_command() -> None:
    """Switch drop-in mode off: remove what 'enable' wrote."""
    with _ErrorsForPeople():
        lines = [f"removed {file}" for file in environment.disable()] + _describe_status()
    click.echo("\n".join(lines))


@dropin_command.command("status")
def status_command() -> None:
    """Say whether drop-in mode is on, and who 'flask' is."""
    with _ErrorsForPeople():
        lines = _describe_status()
    click.echo("\n".join(lines))


class _ErrorsForPeople:
    """Show what cannot be done without a traceback.

    Nothing is printed within: that a reader has gone away is an OSError too, and click's matter.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, (environment.DropInError, OSError)):
            raise click.ClickException(str(error)) from error


def _describe_status() -> list[str]:
    if not environment.is_enabled():
        return [f"Drop-in mode is off in {sys.prefix}."]
    return [
        f"Drop-in mode is on in {sys.prefix}:"
        f" 'import flask' gives microflask, as Flask {FLASK_API_VERSION}.",
        f"The command 'flask' is {_describe_script()}.",
    ]


def _describe_script() -> str:
    script = environment.find_script()
    if environment.is_ours(script):
        return f"{script}, written by microflask"
    if script.exists():
        return f"{script}, which another package installed; it runs microflask"
    return "missing; 'microflask dropin enable' writes it"
