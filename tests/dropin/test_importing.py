"""What ``import flask`` gives in drop-in mode."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SUBMODULES = [
    *("app", "blueprints", "cli", "config", "ctx", "debughelpers", "globals", "helpers", "json"),
    *("json.provider", "json.tag", "logging", "sansio", "sansio.app", "sansio.blueprints"),
    *("sansio.scaffold", "sessions", "signals", "templating", "testing", "typing", "views"),
    "wrappers",
]

#: Print, as JSON, what each submodule calls itself and the classes and functions that it defines.
LISTING = f"""
import json, types
from importlib import import_module
def is_defined_in(module, value):
    return isinstance(value, type | types.FunctionType) and value.__module__ == module.__name__
def describe(module):
    own = [name for name, value in vars(module).items() if is_defined_in(module, value)]
    return [module.__name__, own, dir(module)]
print(json.dumps({{name: describe(import_module("flask." + name)) for name in {SUBMODULES}}}))
"""


@pytest.fixture(scope="module")
def flask_names():
    """For each submodule of the real Flask, the names of its own classes and functions."""
    ended = subprocess.run(
        [sys.executable, "-c", LISTING], capture_output=True, text=True, check=True
    )
    return {name: found[1] for name, found in json.loads(ended.stdout).items()}


@pytest.fixture(scope="module")
def our_modules():
    """For each submodule in drop-in mode, what it calls itself and all its names."""
    source = f"import microflask.dropin; microflask.dropin.install()\n{LISTING}"
    ended = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return {name: (found[0], found[2]) for name, found in json.loads(ended.stdout).items()}


def test_flask_is_microflask(tell):
    assert tell("import flask, microflask; print(flask.Flask is microflask.Flask)") == "True"


def test_the_real_flask_is_not_loaded(tell):
    out = tell(
        "import flask, sys, flask.testing, flask.views\n"
        "print([name for name, module in sys.modules.items() if name.split('.')[0] == 'flask'"
        " and name != 'flask' and 'microflask' not in module.__file__])"
    )
    assert out == "[]"


@pytest.mark.parametrize("name", SUBMODULES)
def test_every_submodule_of_flask_is_there_under_its_name(our_modules, name):
    assert our_modules[name][0] == f"flask.{name}"


@pytest.mark.parametrize("name", SUBMODULES)
def test_a_submodule_has_the_classes_and_functions_of_flask_s(our_modules, flask_names, name):
    wanted = {wanted for wanted in flask_names[name] if not wanted.startswith("_")}
    assert wanted <= set(our_modules[name][1])


def test_a_submodule_is_the_module_of_microflask_itself(tell):
    assert tell("import flask.app, microflask.app; print(flask.app is microflask.app)") == "True"


def test_what_is_replaced_in_flask_is_replaced_in_microflask(tell):
    out = tell(
        "import flask, microflask, flask.templating, microflask.templating\n"
        "flask.Flask = 1; flask.templating._render = 2\n"
        "print(microflask.Flask, microflask.templating._render)"
    )
    assert out == "1 2"


#: Replaces a step of the app when ``flask.app`` is imported, as tools do that measure programs.
WRAPPING = """
import sys
from importlib.util import find_spec

class Wrapper:
    def find_spec(self, name, path=None, target=None):
        if name != "flask.app":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        run = spec.loader.exec_module
        def run_and_replace(module):
            run(module)
            module.Flask.dispatch_request = lambda app: "replaced"
        spec.loader.exec_module = run_and_replace
        return spec

sys.meta_path.insert(0, Wrapper())
"""


def test_who_wraps_the_import_of_a_submodule_gets_the_module(tell):
    out = tell(
        f"{WRAPPING}\n"
        "import flask, flask.app\n"
        "print(flask.Flask('x').test_client().get('/').text)\n"
        "print(flask.app.__name__, flask.app.__spec__.name)"
    )
    assert out.split() == ["replaced", "flask.app", "microflask.app"]


def test_a_name_of_flask_can_be_mocked(tell):
    out = tell(
        "import flask\n"
        "from unittest.mock import patch\n"
        "original = flask.url_for\n"
        "with patch('flask.url_for', 5): print(flask.url_for)\n"
        "print(flask.url_for is original)"
    )
    assert out.split() == ["5", "True"]


def test_what_a_test_replaces_is_put_back(tell):
    out = tell(
        "import flask, pytest\n"
        "original = flask.Flask\n"
        "with pytest.MonkeyPatch.context() as patch:\n"
        "    patch.setattr('flask.Flask', 5); patch.setattr(flask, 'request', 6)\n"
        "    print(flask.Flask, flask.request)\n"
        "print(flask.Flask is original, type(flask.request).__name__, 'Flask' in vars(flask))"
    )
    assert out.split() == ["5", "6", "True", "LocalProxy", "True"]


@pytest.mark.parametrize("name", ["routing", "local", "dropin", "cli.commands", "exthook"])
def test_what_flask_has_not_is_not_there(run, name):
    ended = run("-c", f"from microflask.dropin import install; install(); import flask.{name}")
    assert f"ModuleNotFoundError: No module named 'flask.{name}'" in ended.stderr


def test_an_unknown_name_is_an_error_that_names_flask(tell):
    out = tell(
        "import flask\ntry: flask.nix\nexcept AttributeError as error: print(error)\n"
        "try: from flask import Markup\nexcept ImportError as error: print(error)"
    )
    assert "module 'flask' has no attribute 'nix'" in out
    assert "cannot import name 'Markup' from 'flask'" in out


def test_submodules_may_be_read_that_were_not_imported(tell):
    out = tell("import flask; print(flask.cli.AppGroup, flask.templating.render_template)")
    assert "AppGroup" in out


def test_a_star_import_gives_the_names_of_flask(tell, run):
    names = "[n for n in dir() if not n.startswith('_')]"
    wanted = run("-c", f"from flask import *\nprint(*{names})").stdout.split()
    modules = set(SUBMODULES) - {"json"} | {"annotations", "t"}
    missing = tell(f"from flask import *\nprint(set({wanted}) - set(dir()) - {modules})")
    assert missing == "set()"


def test_a_module_has_what_flask_s_own_borrows_from_others(tell):
    out = tell(
        "from flask.helpers import current_app, session\n"
        "from flask.app import BuildError\n"
        "from flask.sansio.scaffold import setupmethod\n"
        "import flask, werkzeug.routing\n"
        "print(current_app is flask.current_app, BuildError is werkzeug.routing.BuildError)"
    )
    assert out == "True True"


def test_every_borrowed_name_can_be_had(tell):
    out = tell(
        "from importlib import import_module\n"
        "from microflask.dropin import borrowed\n"
        "for module, names in borrowed._BORROWED.items():\n"
        "    for name in names.split(): getattr(import_module('flask.' + module), name)\n"
        "print('all')"
    )
    assert out == "all"


def test_the_sansio_classes_are_those_of_the_app(tell):
    out = tell(
        "import flask\n"
        "from flask.sansio.app import App\n"
        "from flask.sansio.scaffold import Scaffold\n"
        "from flask.sansio.blueprints import Blueprint\n"
        "print(isinstance(flask.Flask('x'), App), issubclass(flask.Blueprint, Scaffold),"
        " issubclass(flask.Blueprint, Blueprint))"
    )
    assert out == "True True True"


def test_the_package_has_a_place(tell):
    assert tell("import flask; print(flask.__file__)").endswith("__init__.py")


def test_installing_twice_installs_once(tell):
    out = tell("install = microflask.dropin.install; print(install() is install())")
    assert out == "True"


def test_installing_after_the_real_flask_is_an_error_that_says_where_it_is(run):
    ended = run("-c", "import flask, microflask.dropin as dropin; dropin.install()")
    message = ended.stderr.splitlines()[-1]
    assert message.startswith("RuntimeError: Drop-in mode cannot be switched on any more")
    assert "site-packages" in message
    assert "before anything imports flask" in message


def test_microflask_alone_does_not_touch_flask(run):
    ended = run("-c", "import microflask, flask; print(flask.Flask is microflask.Flask)")
    assert ended.stdout.strip() == "False"


def test_a_filter_of_warnings_by_flask_s_module_holds(tell):
    out = tell(
        "import flask, warnings\n"
        "warnings.simplefilter('error')\n"
        "warnings.filterwarnings('ignore', 'Current server name', UserWarning, 'flask.app')\n"
        "app = flask.Flask('x', subdomain_matching=True)\n"
        "app.config['SERVER_NAME'] = 'a.example'\n"
        "app.route('/')(str)\n"
        "print(app.test_client().get('/', 'http://b.example').status_code)"
    )
    assert out == "404"
