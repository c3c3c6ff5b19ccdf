"""Environment variables out of files: ``.env``, ``.flaskenv`` and those named by ``--env-file``.

python-dotenv reads them, where it is installed. What this room adds is the order of
precedence, and that a line which cannot be read is an error and not a variable less.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import click

#: The files that are searched for, from the current directory upwards; later ones win.
DEFAULT_FILES = (".flaskenv", ".env")


def load_dotenv(path: str | os.PathLike[str] | None = None, load_defaults: bool = True) -> bool:
    """Set the environment variables that *path*, ``.env`` and ``.flaskenv`` define.

    In this order: *path* wins over ``.env``, and ``.env`` over ``.flaskenv``; what stands
    in the environment already is never changed. Without *load_defaults* only *path* is read.

    Returns whether there was any variable in them; False where python-dotenv is not
    installed. Raises click.UsageError where a file has a line that is no variable.
    """
    try:
        import dotenv  # noqa: F401
    except ImportError:
        _hint_at_dotenv(path)
        return False

    variables: dict[str, str | None] = {}
    for file in _find_files(path, load_defaults):
        variables.update(_read(file))
    for name, value in variables.items():
        if value is not None:
            os.environ.setdefault(name, value)
    return bool(variables)


def _hint_at_dotenv(path: str | os.PathLike[str] | None) -> None:
    present = [str(file) for file in (path, *DEFAULT_FILES) if file and os.path.isfile(file)]
    if present:
        click.secho(
            f" * Tip: {', '.join(present)} is not read, because python-dotenv is not installed"
            " (pip install python-dotenv).",
            fg="yellow",
            err=True,
        )


def _find_files(path: str | os.PathLike[str] | None, load_defaults: bool) -> Iterator[str]:
    """Yield the files that exist, those that win last."""
    from dotenv import find_dotenv

    if load_defaults:
        for name in DEFAULT_FILES:
            found = find_dotenv(name, usecwd=True)
            if found:
                yield found
    if path is not None and os.path.isfile(path):
        yield os.fspath(path)


def _read(file: str) -> dict[str, str | None]:
    from dotenv import dotenv_values

    text = _read_text(file)
    _check_lines(file, text)
    return dotenv_values(stream=StringIO(text, newline=None))


def _read_text(file: str) -> str:
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        raise click.UsageError(
            f"{file}, line {line}: the file is not UTF-8. Save it in that encoding."
        ) from error


def _check_lines(file: str, text: str) -> None:
    """Raise click.UsageError for the first line that is no variable.

    python-dotenv only logs such a line. Its text is not shown: it may hold a secret.
    """
    from dotenv.parser import parse_stream

    for binding in parse_stream(StringIO(text, newline=None)):
        if binding.error or "\0" in (binding.value or ""):
            statement = binding.original.string
            blank_lines = statement[: len(statement) - len(statement.lstrip())].count("\n")
            raise click.UsageError(
                f"{file}, line {binding.original.line + blank_lines}: this cannot be read as"
                " NAME=value. Correct it (a quote that is not closed, or a missing '=', is"
                " the usual reason), or put '#' before it."
            )
