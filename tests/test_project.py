"""Facts about the repository: how the package is built, what it loads, what its files say."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.reference import HAS_REFERENCE

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "microflask"
SOURCES = sorted(PACKAGE.rglob("*.py"))

#: The layers of the package, from the lowest up. A module imports from its own layer and from
#: those below it. Subpackages count as a whole: ``routing`` is routing/*.
LAYERS = {
    "ground": "routing lazy globals signals typing packages",
    "HTTP": "wrappers json",
    "context": "ctx",
    "services": "sessions templating helpers urls views config logging debughelpers errors",
    "app": "app sansio blueprints scaffold",
    "ways in": "__main__ __init__ cli testing dropin",
}
LAYER_OF = {
    module: number for number, modules in enumerate(LAYERS.values()) for module in modules.split()
}

#: The only imports upwards. Each happens when it is needed and not before: an app starts its server
#: or its test client, and a mistake is explained in debug mode.
IMPORTS_UPWARDS = {
    ("scaffold", "cli"): "app.cli is the group of an app's own commands",
    ("app", "cli"): "app.run()",
    ("app", "testing"): "app.test_client() and app.test_request_context()",
    ("wrappers", "debughelpers"): "a file that is missing because of the form's enctype",
}

#: What a program that has only just started should not have to wait for.
HEAVY = [
    "asyncio",
    "click",
    "decimal",
    "html",
    "http.client",
    "jinja2",
    "ssl",
    "tempfile",
    "unittest",
    "urllib.request",
    "uuid",
    "werkzeug.debug",
    "werkzeug.formparser",
    "werkzeug.routing",
    "werkzeug.serving",
    "werkzeug.test",
    "werkzeug.wrappers",
]

#: A function with more lines of code needs scrolling.
LONGEST_FUNCTION = 45


# --- the imports ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Import:
    """One module of the package imports another."""

    importer: str
    imported: str
    line: int
    #: It happens when a function is called or an attribute read, not when the importer is loaded.
    is_deferred: bool

    def __str__(self) -> str:
        how = "defers its import of" if self.is_deferred else "imports"
        return f"{self.importer} (line {self.line}) {how} {self.imported}"


def module_name(path: Path) -> str:
    """Return the dotted name within the package: ``"json.tag"``, ``"json"``, ``"__init__"``."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if parts[-1] == "__init__" and len(parts) > 1:
        parts = parts[:-1]
    return ".".join(parts)


MODULES = {module_name(path): path for path in SOURCES}


def top_level_of(module: str) -> str:
    return module.partition(".")[0]


class ImportReader(ast.NodeVisitor):
    """Collect what one module imports from the package, except for the type checker alone."""

    def __init__(self, module: str, path: Path) -> None:
        self.module = module
        self.package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        if module == "__init__":
            self.package = []
        self.depth = 0
        self.found: list[Import] = []
        self.visit(ast.parse(path.read_text()))

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            children = node.orelse
        else:
            children = [node.test, *node.body, *node.orelse]
        for child in children:
            self.visit(child)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.add(alias.name, node, self.depth > 0)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level:
            base = ["microflask", *self.package[: len(self.package) + 1 - node.level]]
            source = ".".join([*base, node.module] if node.module else base)
        else:
            source = node.module or ""
        for alias in node.names:
            # What is imported may be a module itself, or a name in one.
            is_module = f"{source}.{alias.name}".removeprefix("microflask.") in MODULES
            self.add(f"{source}.{alias.name}" if is_module else source, node, self.depth > 0)

    def visit_Call(self, node: ast.Call) -> None:
        """Take ``DeferredModule("microflask.signing")`` for the import that it is."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name.lower().lstrip("_").startswith("deferred") and node.args:
            written = ast.unparse(node.args[0]).replace("{__package__}", "microflask")
            self.add(written.strip("f'\""), node, True)
        self.generic_visit(node)

    def add(self, imported: str, node: ast.stmt | ast.expr, is_deferred: bool) -> None:
        if imported.partition(".")[0] != "microflask":
            return
        target = imported.removeprefix("microflask").lstrip(".") or "__init__"
        if target != self.module:
            self.found.append(Import(self.module, target, node.lineno, is_deferred))


IMPORTS = [found for name, path in MODULES.items() for found in ImportReader(name, path).found]


def find_circle(edges: dict[str, list[str]]) -> list[str]:
    """Return the modules of one circle of imports, or nothing where there is none."""
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str]:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return []
        for imported in edges.get(module, []):
            circle = walk(imported, [*way, module])
            if circle:
                return circle
        done.add(module)
        return []

    for module in edges:
        circle = walk(module, [])
        if circle:
            return circle
    return []


def test_every_module_has_a_layer():
    without = sorted({top_level_of(module) for module in MODULES} - set(LAYER_OF))
    assert without == [], "give these a place in LAYERS"


def test_every_import_names_a_module_that_exists():
    assert [str(found) for found in IMPORTS if found.imported not in MODULES] == []


def test_imports_run_downwards():
    upward = [
        str(found)
        for found in IMPORTS
        if LAYER_OF.get(top_level_of(found.importer), 0)
        < LAYER_OF.get(top_level_of(found.imported), 0)
        and not (
            found.is_deferred
            and (top_level_of(found.importer), top_level_of(found.imported)) in IMPORTS_UPWARDS
        )
    ]
    assert upward == []


def asks_its_own_package(found: Import) -> bool:
    """Tell whether a module looks up, when it is called, what programs replace in its package."""
    return found.is_deferred and found.importer.startswith(f"{found.imported}.")


def test_imports_form_no_circle():
    edges: dict[str, list[str]] = {}
    for found in IMPORTS:
        is_allowed = (top_level_of(found.importer), top_level_of(found.imported)) in IMPORTS_UPWARDS
        if not is_allowed and not asks_its_own_package(found):
            edges.setdefault(found.importer, []).append(found.imported)
    assert find_circle(edges) == []


def test_a_circle_would_be_found():
    assert find_circle({"a": ["b"], "b": ["c", "d"], "d": ["b"]}) == ["b", "d", "b"]


def test_the_reader_of_imports_knows_every_form(tmp_path):
    source = tmp_path / "tag.py"
    source.write_text(
        "from __future__ import annotations\n"
        "from ..globals import request\n"
        "from . import provider\n"
        "import microflask.config\n"
        "if TYPE_CHECKING:\n"
        "    from ..app import Flask\n"
        "else:\n"
        "    signing = DeferredModule(f'{__package__}.signing')\n"
        "def dump():\n"
        "    from ..app import Flask\n"
    )
    found = [
        (found.imported, found.line, found.is_deferred)
        for found in ImportReader("json.tag", source).found
    ]
    assert found == [
        ("globals", 2, False),
        ("json.provider", 3, False),
        ("config", 4, False),
        ("signing", 8, True),
        ("app", 10, True),
    ]


def test_import_microflask_loads_nothing_heavy():
    """The bare interpreter's own modules do not count: a debugger or coverage may load more."""
    code = "import sys; bare = set(sys.modules); import microflask; print(*set(sys.modules) - bare)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(answer.stdout.split())
    assert "microflask.lazy" in loaded
    # Werkzeug before 3.1.9 imports urllib.request, which imports the others.
    older = set() if HAS_REFERENCE else {"urllib.request", "http.client", "ssl", "tempfile"}
    assert sorted(loaded & (set(HEAVY) - older)) == []


# --- the source ----------------------------------------------------------------------------------


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def test_every_module_opens_by_saying_what_it_is_for():
    without = [relative(path) for path in SOURCES if not ast.get_docstring(parse(path))]
    assert without == []


def count_code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """Count the lines of the body, without docstring, comments and empty lines."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    code = (line.strip() for line in lines[body[0].lineno - 1 : function.end_lineno])
    return sum(1 for line in code if line and not line.startswith("#"))


def long_functions(path: Path) -> Iterator[str]:
    lines = path.read_text().splitlines()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = count_code_lines(node, lines)
            if length > LONGEST_FUNCTION:
                yield f"{relative(path)}: {node.name} (line {node.lineno}) has {length} lines"


def test_no_function_needs_scrolling():
    assert [text for path in SOURCES for text in long_functions(path)] == []


# --- the files around it -------------------------------------------------------------------------

#: Folders of the project that hold text; what else lies in a checkout is not ours.
FOLDERS = ["microflask", "examples", "tests", "docs", "benchmarks", ".ci"]
#: What Python and pytest leave beside them, in whichever folder they are started.
GENERATED = {"__pycache__", ".hypothesis", ".pytest_cache"}
TEXTS = sorted(
    path
    for folder in [ROOT, *(ROOT / name for name in FOLDERS)]
    for path in (folder.glob("*") if folder == ROOT else folder.rglob("*"))
    if path.is_file()
    and path.suffix in {"", ".py", ".md", ".toml", ".html", ".css", ".js", ".txt"}
    and not GENERATED & set(path.parts)
    and path.name != ".git"
)

#: Folders that are somewhere on one machine alone, and hosts that only an installer should know.
FOREIGN = re.compile(
    r"(?<![\w.:-])/(?:root|home/\w+|Users/\w+|work|tmp)/\w|[A-Z]:\\Users|pypi\.org|python[h]osted"
)


def test_no_file_names_a_place_on_one_machine_or_a_registry():
    found = [
        f"{relative(path)}, line {number}: {line.strip()}"
        for path in TEXTS
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["root", "home/ada", "Users/ada", "work", "tmp"])
def test_a_place_on_one_machine_would_be_found(folder):
    assert FOREIGN.search(f"see /{folder}/notes.txt")
    assert not FOREIGN.search(f"https://example.org/{folder}/notes.txt")


def test_no_text_installs_microflask_by_its_name():
    """It is installed from its source: at the registry, another project has the name."""
    by_name = re.compile(r"pip install (?:-\S+ )*['\"]?microflask")
    assert by_name.search("pip install 'microflask[async]'")
    mine = Path(__file__)
    found = [
        path for path in TEXTS if path != mine and by_name.search(path.read_text(errors="replace"))
    ]
    assert [relative(path) for path in found] == []


def test_the_texts_that_are_read_include_the_project_s_own():
    names = {relative(path) for path in TEXTS}
    assert {"README.md", "Makefile", "pyproject.toml", ".ci/run"} <= names
    assert {relative(path) for path in SOURCES} <= names


def read_setting(name: str) -> str:
    match = re.search(rf'^{name} = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert match, f"pyproject.toml has no {name}"
    return match[1]


def test_the_installed_version_is_that_of_the_project():
    assert version("microflask") == read_setting("version")


def test_the_changelog_tells_of_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in changelog
    assert read_setting("version") in changelog


def test_the_licence_is_the_one_that_is_declared():
    assert read_setting("license") == "BSD-3-Clause"
    text = (ROOT / "LICENSE").read_text()
    assert "BSD 3-Clause License" in text
    assert "the microflask authors" in text


def test_the_package_is_typed():
    assert (PACKAGE / "py.typed").exists()


def test_make_help_tells_of_every_target():
    makefile = (ROOT / "Makefile").read_text()
    match = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert match
    for target in set(match[1].split()) - {"help"}:
        assert f'"make {target} ' in makefile


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_make_run_names_the_examples_when_there_is_none_of_that_name():
    command = ["make", "--no-print-directory", "run", "EXAMPLE=blgo"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode != 0
    assert "no example called 'blgo'" in answer.stdout
    for example in ("quickstart", "tasks", "sessions", "sessions/server", "uploads", "blog", "api"):
        assert f" {example}" in answer.stdout
        known = subprocess.run(["make", "known-example", f"EXAMPLE={example}"], cwd=ROOT)
        assert known.returncode == 0


def test_the_flask_and_microflask_benchmarks_are_one_file():
    apps = ROOT / "benchmarks" / "apps"
    assert (apps / "flask_app.py").read_text().count("from flask import") == 1
    assert (
        '.replace("from flask import", "from microflask import")'
        in (apps / "microflask_app.py").read_text()
    )


# --- the dependencies ----------------------------------------------------------------------------


def test_each_dependency_names_its_lowest_version():
    ended = subprocess.run(
        [sys.executable, ROOT / ".ci" / "lowest.py"], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    names = {line.partition("==")[0].lower() for line in ended.stdout.splitlines()}
    assert {"werkzeug", "jinja2", "click", "asgiref", "python-dotenv", "wtforms"} <= names
