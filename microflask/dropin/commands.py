"""``microflask dropin enable | disable | status``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

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
        _print_files("wrote", environment.enable())
    _print_status()


@dropin_command.command("disable")
def disable_command() -> None:
    """Switch drop-in mode off: remove what 'enable' wrote."""
    with _ErrorsForPeople():
        _print_files("removed", environment.disable())
    _print_status()


@dropin_command.command("status")
def status_command() -> None:
    """Say whether drop-in mode is on, and who 'flask' is."""
    with _ErrorsForPeople():
        _print_status()


class _ErrorsForPeople:
    """Show what cannot be done without a traceback."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, (environment.DropInError, OSError)):
            raise click.ClickException(str(error)) from error


def _print_files(verb: str, files: Iterable[Path]) -> None:
    for file in files:
        click.echo(f"{verb} {file}")


def _print_status() -> None:
    if environment.is_enabled():
        click.echo(
            f"Drop-in mode is on in {sys.prefix}:"
            f" 'import flask' gives microflask, as Flask {FLASK_API_VERSION}."
        )
        click.echo(f"The command 'flask' is {_describe_script()}.")
    else:
        click.echo(f"Drop-in mode is off in {sys.prefix}.")


def _describe_script() -> str:
    script = environment.find_script()
    if environment.is_ours(script):
        return f"{script}, written by microflask"
    if script.exists():
        return f"{script}, which another package installed; it runs microflask"
    return "missing; 'microflask dropin enable' writes it"
