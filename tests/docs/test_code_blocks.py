"""The examples in README.md and docs/ run, and their shell commands exist.

The Python blocks of a page are one program, run from top to bottom in a folder of its own. A
block below ``<!-- file: NAME -->`` is a file of that program: it is written before the rest
runs, and if it is a module, the program must import it. Where one is called ``test_NAME.py``,
pytest runs in that folder, as it would for the reader. A file may be a ``{literalinclude}`` of a
whole file, and a page that ``continues`` another has the files of that one, too. Blocks of the
language ``text`` only show something, and other directives show what is elsewhere; a page has no
others.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from contextvars import copy_context
from types import ModuleType

import pytest
from click.testing import CliRunner

from microflask import cli
from tests.docs.pages import PAGES, ROOT, files_of, name_of, read_blocks

BLOCKS = [block for page in PAGES for block in read_blocks(page)]
PROGRAMS = {
    page: read_blocks(page)
    for page in PAGES
    if any(block.language == "python" for block in read_blocks(page))
}


def modules_of(page):
    """Return the names of the modules that a page has files for: ``"hello"``, ``"blog.db"``."""
    files = [block.argument for block in PROGRAMS[page] if is_module(block)]
    return [re.sub(r"(/__init__)?\.py$", "", file).replace("/", ".") for file in files]


def is_module(block):
    is_python = block.kind == "file" and block.argument.endswith(".py")
    return is_python and not is_for_pytest(block)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a page's program: it can be imported from, and what was is forgotten."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


def is_for_pytest(block):
    is_named_so = re.fullmatch(r"(.+/)?(test_[^/]+|conftest|tests/__init__)\.py", block.argument)
    return block.kind == "file" and is_named_so


def run(page, folder, monkeypatch):
    program = ModuleType(page.stem.replace("-", "_") + "_page")
    program.__file__ = str(folder / "program.py")
    monkeypatch.setitem(sys.modules, program.__name__, program)
    for name, text in files_of(page).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        forget(name.partition("/")[0].removesuffix(".py"), monkeypatch)
    blocks = PROGRAMS[page]
    for block in blocks:
        if block.language == "python" and block.kind != "file":
            # The empty lines let a traceback show the line of the page.
            source = "\n" * (block.line - 1) + block.text
            exec(compile(source, str(page), "exec"), program.__dict__)
    if any(is_for_pytest(block) for block in blocks):
        pytest_here = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        result = subprocess.run(pytest_here, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr


def forget(package, monkeypatch):
    """Let the page import its own *package*, although one of that name was imported before."""
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)


@pytest.mark.parametrize("page", PROGRAMS, ids=name_of)
def test_the_examples_of_a_page_run(page, folder, monkeypatch):
    run(page, folder, monkeypatch)
    assert [name for name in modules_of(page) if name not in sys.modules] == []


@pytest.mark.parametrize("page", PROGRAMS, ids=name_of)
def test_the_examples_of_a_page_say_what_comes_of_them(page):
    code = "".join(block.text for block in PROGRAMS[page] if block.language == "python")
    assert re.search(r"^ *assert ", code, re.MULTILINE)


def test_each_page_on_how_to_use_it_has_examples():
    pages = set((ROOT / "docs" / "using").glob("*.md"))
    assert len(pages) >= 8
    assert pages <= set(PROGRAMS)


def test_every_fence_is_closed_and_every_marker_belongs_to_a_block():
    for page in PAGES:
        text = page.read_text()
        blocks = read_blocks(page)
        assert len(re.findall(r"^ *```", text, re.MULTILINE)) == 2 * len(blocks), page
        markers = len(re.findall(r"^<!-- file: ", text, re.MULTILINE))
        assert markers == sum(block.kind == "file" for block in blocks), page


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_is_run_or_written_or_says_that_it_is_only_shown(block):
    if block.kind == "file":
        # A quotation that is a file has no option: they would say that it is a part.
        assert not block.directive or not block.text.strip()
    elif not block.directive:
        assert block.language in {"python", "sh", "text"}


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "python"], ids=str)
def test_no_line_of_an_example_needs_scrolling(block):
    assert [line for line in block.text.splitlines() if len(line) > 100] == []


# Shell commands

#: Commands that are not ours: nothing here can tell what their options are.
OTHERS = {".", "cd", "curl", "gunicorn", "mkdir", "pip", "waitress-serve"}

SHELL_LINES = [
    pytest.param(line, id=f"{block}: {line}")
    for block in BLOCKS
    if block.language == "sh"
    for line in block.text.replace("\\\n", " ").splitlines()
    if line.strip() and not line.startswith("#")
]


def words_of(line):
    """Return the words of a command, without the variables that are set for it."""
    words = shlex.split(line, comments=True)
    while re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    return words


@pytest.mark.parametrize("line", SHELL_LINES)
def test_a_shell_command_is_known(line, folder):
    command, *arguments = words_of(line)
    if command == "microflask":
        assert ask_for_help(arguments).exit_code == 0
    elif command == "make":
        targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert {word for word in arguments if "=" not in word} <= set(targets)
    elif command in {"python", "python3"}:
        assert arguments[0] == "-c" or (ROOT / arguments[0]).exists() or arguments[0] == "-m"
    else:
        assert command in OTHERS


def ask_for_help(arguments):
    """Call the command with ``--help``: it runs nothing, but knows its options.

    Older versions of click leave the app's context pushed when they end with the help, so this
    runs in a ``contextvars.Context`` of its own.
    """
    return copy_context().run(CliRunner().invoke, cli.cli, [*arguments, "--help"])


def test_an_option_that_there_is_not_would_be_found(folder):
    result = ask_for_help(["--app", "hello", "run", "--no-such-option"])
    assert result.exit_code == 2
    assert "--no-such-option" in result.output


def test_a_command_that_there_is_not_would_be_found(folder):
    assert ask_for_help(["--app", "hello", "rnu"]).exit_code == 2
