"""``make extensions``: Flask extensions, used under Flask and under microflask.

Each extension gets a virtual environment of its own, with Flask, which the extension asks for,
and microflask. In it run our own use of the extension, ``tests/extensions/use_*.py``, and
the extension's test suite where its source distribution has one: each once as it is and
once in drop-in mode. A full run writes the table of ``docs/extensions.md``. Names of
extensions as arguments run these alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import suites

FLASK_VERSION = "3.1.3"
ENVIRONMENTS = suites.ROOT / ".venv-extensions"
USES = suites.ROOT / "tests" / "extensions"
PAGE = suites.ROOT / "docs" / "extensions.md"
BEGIN, END = "<!-- written by make extensions -->\n", "<!-- end of it -->\n"


@dataclass(frozen=True)
class Extension:
    """An extension, and what its own tests need."""

    name: str
    version: str
    #: Arguments for pytest in its source distribution; empty where they are not run.
    tests: Sequence[str] = ()
    #: What is installed besides.
    needs: Sequence[str] = ()
    #: What the table says where its tests are not run.
    without_tests: str = "ships none"
    #: Those of its tests that pass under Flask only, and that docs/differences.md explains.
    accepted: Sequence[str] = ()

    @property
    def use(self) -> str:
        """The file in which we use it."""
        return f"use_{self.name.replace('-', '_')}.py"


DANCE = [
    "sqlalchemy<2.1",
    "flask-sqlalchemy",
    "flask-login",
    "flask-caching",
    "betamax",
    "responses",
    "freezegun",
    "pytest-mock",
    "blinker",
]
RESTX = ["faker", "pytest-flask", "pytest-mock", "pytest-benchmark", "blinker", "tzlocal"]
APIFLASK = [
    "asgiref",
    "pytest-cov",
    "openapi-spec-validator",
    "flask-sqlalchemy",
    "flask-marshmallow",
    "marshmallow-sqlalchemy",
    "marshmallow-dataclass",
    "pydantic[email]",
    "python-dotenv",
    "pyyaml",
]
SENTRY = [
    "flask-login",
    "responses",
    "jsonschema",
    "pytest-forked",
    "pytest-localserver",
    "pytest-asyncio",
    "pytest-cov",
    "asttokens",
    "executing",
    "pyyaml",
    "httpcore[http2]",
]
SENTRY_LOST = ["tests/integrations/flask/test_flask.py::test_error_in_errorhandler"]
REBAR = [
    "asgiref",
    "jsonschema",
    "marshmallow-objects",
    "parametrize",
    "pydantic>=2.10,<3",
    "pytest-order",
]
OPENTELEMETRY = ["opentelemetry-test-utils==0.66b1", "opentelemetry-sdk"]
#: Of its tests, which are tens of thousands, those that ask the server.
MOTO_SERVER = [
    f"tests/test_{service}/test_server.py" for service in ("core", "dynamodb", "ec2", "s3", "sqs")
]

EXTENSIONS = [
    Extension("flask-login", "0.6.3", ["tests"], ["asgiref", "semantic-version"]),
    Extension(
        "flask-wtf", "1.3.0", ["tests"], ["flask-babel", "flask-reuploaded", "email-validator"]
    ),
    # Its own tests do not pass with SQLAlchemy 2.1.
    Extension("flask-sqlalchemy", "3.1.1", ["tests"], ["sqlalchemy<2.1"]),
    Extension("flask-session", "0.8.0", (), ["cachelib"]),
    Extension(
        "flask-caching",
        "2.5.1",
        ["tests"],
        ["pytest-xprocess", "pytest-asyncio", "asgiref", "redis"],
    ),
    # The tests that start services do so with docker.
    Extension(
        "flask-limiter",
        "4.1.1",
        ["tests"],
        [
            "flask-restful",
            "flask-restx",
            "asgiref",
            "redis",
            "pymemcache",
            "pymongo",
            "hiro",
            "rich",
            "setuptools<81",
            "pytest-cov",
            "pytest-check",
            "pytest-mock",
            "lovely-pytest-docker",
        ],
    ),
    Extension("flask-cors", "6.0.5", ["tests", "--ignore=tests/typecheck"]),
    Extension("flask-restful", "0.3.10", ["tests"], ["pynose", "mock", "setuptools<81"]),
    Extension("flask-admin", "2.2.1", (), ["flask-sqlalchemy"]),
    Extension("flask-appbuilder", "5.3.0", without_tests="not run"),
    # Accounts and permissions.
    Extension("flask-httpauth", "4.8.1", ["tests"], ["asgiref"]),
    Extension("flask-jwt-extended", "4.7.4", ["tests"], ["cryptography", "python-dateutil"]),
    Extension("flask-principal", "0.4.0"),
    Extension("flask-security-too", "5.9.2", (), ["flask-sqlalchemy", "sqlalchemy<2.1"]),
    Extension("authlib", "1.9.9", (), ["requests"]),
    Extension("flask-dance", "7.1.0", ["tests"], DANCE),
    # APIs that describe themselves.
    Extension("flask-smorest", "0.47.0", ["tests"], ["asgiref", "pyyaml"]),
    Extension("flask-restx", "1.3.2", ["tests"], RESTX),
    Extension("apiflask", "3.1.2", ["tests"], APIFLASK),
    Extension("flask-openapi3", "4.3.2", ["tests"], ["asgiref", "pyyaml"]),
    Extension("flask-rebar", "3.5.0", ["tests"], REBAR),
    Extension("connexion", "3.3.0", (), ["connexion[flask]"]),
    Extension("schemathesis", "4.32.5", without_tests="not run"),
    # Pages and mails.
    Extension("flask-babel", "4.0.0"),
    Extension("flask-mailman", "1.1.1"),
    Extension("flask-assets", "2.1.0", ["tests"]),
    Extension("flask-talisman", "1.1.0", ["flask_talisman"]),
    Extension("flask-compress", "1.25", ["tests"], ["flask-caching"]),
    Extension("flask-debugtoolbar", "0.16.0"),
    Extension("flask-migrate", "4.1.0", without_tests="not run"),
    Extension("dash", "4.4.1"),
    Extension("flask-socketio", "5.7.0", ["test_socketio.py"], ["redis"]),
    Extension("flask-sock", "0.7.0", ["tests"]),
    # What watches over programs.
    Extension("sentry-sdk", "2.75.0", ["tests/integrations/flask"], SENTRY, accepted=SENTRY_LOST),
    Extension("opentelemetry-instrumentation-flask", "0.66b1", ["tests"], OPENTELEMETRY),
    Extension("elastic-apm", "6.26.2", (), ["blinker"]),
    Extension("prometheus-flask-exporter", "0.23.2", ["tests"]),
    # What tests programs, and programs themselves.
    Extension("pytest-flask", "1.3.0", ["tests"]),
    Extension("moto", "5.2.5", MOTO_SERVER, ["moto[server]", "sure"]),
    Extension("httpbin", "0.10.4", ["tests"]),
    Extension("ihatemoney", "7.2.1", ["ihatemoney/tests"], ["pytest-flask"]),
    # Not an extension: a framework of its own, on the base of Flask's app.
    Extension("quart", "0.22.0"),
]


def main(names: list[str]) -> int:
    """Run the extensions *names*, or all, print what came out, and return the exit status."""
    unknown = set(names) - {extension.name for extension in EXTENSIONS}
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. Known are:", file=sys.stderr)
        print(*(extension.name for extension in EXTENSIONS), file=sys.stderr)
        return 2
    rows = []
    is_good = True
    for extension in EXTENSIONS:
        if not names or extension.name in names:
            row, extension_is_good = judge(extension)
            rows.append(row)
            is_good = is_good and extension_is_good
    if not names:
        write_page(rows)
    return 0 if is_good else 1


def judge(extension: Extension) -> tuple[str, bool]:
    """Run one extension, and return its row of the table and whether all is well."""
    print(f"{extension.name} {extension.version}", flush=True)
    python = make_environment(extension)
    use = compare(python, USES, [extension.use], f"use-{extension.name}")
    cells = [f"{extension.name} {extension.version}", describe(use[0]), describe(use[1])]
    lost = suites.find_lost(*use)
    if extension.tests:
        folder = suites.fetch(extension.name, extension.version)
        own = compare(python, folder, list(extension.tests), extension.name)
        cells += [describe(own[0]), describe(own[1])]
        lost += suites.find_lost(*own)
    else:
        cells += [extension.without_tests] * 2
    for name in lost:
        print(f"    passes under Flask only: {name}")
    print(f"    use {cells[1]} | {cells[2]}   own tests {cells[3]} | {cells[4]}", flush=True)
    is_used = bool(use[1]) and not suites.count(use[1])["failed"]
    is_explained = sorted(lost) == sorted(extension.accepted)
    return f"| {' | '.join([*cells, str(len(lost))])} |\n", is_used and is_explained


def make_environment(extension: Extension) -> Path:
    """Return the Python of the extension's environment; make that when it is new."""
    folder = ENVIRONMENTS / extension.name
    python = folder / "bin" / "python"
    wanted = [f"{extension.name}=={extension.version}", f"flask=={FLASK_VERSION}", "pytest>=8,<9"]
    wanted += extension.needs
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text() != "\n".join(wanted):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "--editable", str(suites.ROOT), *wanted], check=True)
        stamp.write_text("\n".join(wanted))
    return python


def compare(
    python: Path, folder: Path, arguments: list[str], name: str
) -> tuple[suites.Outcomes, suites.Outcomes]:
    """Return what became of the tests under Flask, and under microflask."""
    stock = suites.run(python, folder, arguments, name=name, drop_in=False)
    return stock, suites.run(python, folder, arguments, name=name, drop_in=True)


def describe(outcomes: suites.Outcomes) -> str:
    """Return how many tests passed and failed, for the table."""
    counted = suites.count(outcomes)
    skipped = f", {counted['skipped']} skipped" if counted["skipped"] else ""
    return f"{counted['passed']} passed, {counted['failed']} failed{skipped}"


def write_page(rows: list[str]) -> None:
    """Write the table between its marks in ``docs/extensions.md``."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    head = (
        "\n| extension | our use, Flask | our use, microflask | its tests, Flask"
        " | its tests, microflask | pass under Flask only |\n|---|---|---|---|---|---|\n"
    )
    PAGE.write_text(f"{before}{BEGIN}{head}{''.join(rows)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
