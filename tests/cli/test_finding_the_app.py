"""From ``--app`` to the app object."""

from __future__ import annotations

import sys
import types

import pytest


@pytest.fixture
def module():
    return types.ModuleType("shop")


# In a module, without a name


@pytest.mark.parametrize("name", ["app", "application", "anything"])
def test_the_app_of_a_module_is_found(cli, framework, module, name):
    setattr(module, name, framework.Flask("shop"))
    assert cli.find_best_app(module) is getattr(module, name)


def test_app_goes_before_application_and_before_any_other(cli, framework, module):
    module.other = framework.Flask("other")
    module.application = framework.Flask("application")
    assert cli.find_best_app(module) is module.application
    module.app = framework.Flask("app")
    assert cli.find_best_app(module) is module.app


@pytest.mark.parametrize("name", ["create_app", "make_app"])
def test_a_factory_is_called_where_there_is_no_app(cli, framework, module, name):
    setattr(module, name, lambda: framework.Flask("made"))
    assert cli.find_best_app(module).name == "made"


def test_an_app_goes_before_a_factory(cli, framework, module):
    module.create_app = lambda: framework.Flask("made")
    module.mine = framework.Flask("mine")
    assert cli.find_best_app(module) is module.mine


def test_two_apps_without_the_usual_name_are_an_error(cli, framework, module):
    module.one = framework.Flask("one")
    module.two = framework.Flask("two")
    with pytest.raises(cli.NoAppException, match="multiple Flask applications"):
        cli.find_best_app(module)


def test_a_module_without_an_app_is_an_error(cli, module):
    with pytest.raises(cli.NoAppException, match="Failed to find Flask application or factory"):
        cli.find_best_app(module)


def test_a_factory_that_needs_arguments_is_an_error(cli, framework, module):
    module.create_app = lambda name: framework.Flask(name)
    with pytest.raises(cli.NoAppException, match="could not call it without arguments"):
        cli.find_best_app(module)


def test_a_type_error_inside_of_the_factory_comes_through(cli, module):
    def create_app():
        raise TypeError("the factory's own")

    module.create_app = create_app
    with pytest.raises(TypeError, match="the factory's own"):
        cli.find_best_app(module)


def test_a_factory_that_makes_no_app_is_an_error(cli, module):
    module.create_app = lambda: "no app"
    with pytest.raises(cli.NoAppException, match="Failed to find"):
        cli.find_best_app(module)


# By a name


@pytest.fixture
def shop(module, framework):
    """A module with an app, a factory, and things that are neither."""

    def create_app(name="made", *, suffix=""):
        return framework.Flask(name + suffix)

    module.mine = framework.Flask("mine")
    module.create_app = create_app
    module.number = 42
    module.make_number = lambda: 42
    return module


@pytest.mark.parametrize(
    ("app_name", "found"),
    [
        ("mine", "mine"),
        ("create_app", "made"),
        ("create_app()", "made"),
        (" create_app ( ) ", "made"),
        ('create_app("test")', "test"),
        ('create_app("test", suffix="ing", )', "testing"),
    ],
)
def test_a_name_stands_for_an_app_or_for_what_a_factory_makes(cli, shop, app_name, found):
    assert cli.find_app_by_string(shop, app_name).name == found


@pytest.mark.parametrize(
    ("app_name", "message"),
    [
        ("missing", "Failed to find attribute 'missing' in 'shop'"),
        ("number", "A valid Flask application was not obtained from 'shop:number'"),
        ("make_number", "A valid Flask application was not obtained from 'shop:make_number'"),
        ("create_app(", "Failed to parse 'create_app\\('"),
        ("a.b", "Failed to parse 'a.b' as an attribute name or function call"),
        ("", "Failed to parse ''"),
        ("a.b()", "Function reference must be a simple name: 'a.b\\(\\)'"),
        ("create_app(mine)", "Failed to parse arguments as literal values: 'create_app\\(mine\\)'"),
        ("create_app(1, 2, 3)", "The factory 'create_app\\(1, 2, 3\\)' in module 'shop'"),
        ("create_app(wrong=1)", "could not be called with"),
    ],
)
def test_a_name_that_stands_for_no_app_is_an_error(cli, shop, app_name, message):
    with pytest.raises(cli.NoAppException, match=message):
        cli.find_app_by_string(shop, app_name)


def test_a_call_is_never_evaluated(cli, shop):
    shop.touched = []
    with pytest.raises(cli.NoAppException):
        cli.find_app_by_string(shop, "create_app(touched.append(1))")
    assert shop.touched == []


def test_a_type_error_inside_of_a_named_factory_comes_through(cli, module):
    def create_app(number):
        return number + "a string"

    module.create_app = create_app
    with pytest.raises(TypeError, match="unsupported operand"):
        cli.find_app_by_string(module, "create_app(1)")


# From a path to a module


@pytest.mark.parametrize(
    ("path", "folder", "module_name"),
    [
        ("shop", ".", "shop"),
        ("shop.py", ".", "shop"),
        ("web/shop", "web", "shop"),
        ("web/shop.py", "web", "shop"),
        ("shop/__init__.py", ".", "shop"),
        ("shop/__init__", ".", "shop"),
        ("packages/outer/inner/deep.py", "packages", "outer.inner.deep"),
        ("packages/outer/inner", "packages", "outer.inner"),
        ("shop.web.app", ".", "shop.web.app"),
        ("packages/outer.inner", "packages", "outer.inner"),
        ("notes.txt", ".", "notes.txt"),
    ],
)
def test_a_path_becomes_a_module_name_and_its_folder_importable(
    cli, project, path, folder, module_name
):
    project.write("packages/outer/__init__.py")
    project.write("packages/outer/inner/__init__.py")
    assert cli.prepare_import(path) == module_name
    assert sys.path[0] == str((project.folder / folder).resolve())


def test_the_folder_is_not_added_twice(cli, project):
    cli.prepare_import("one.py")
    before = list(sys.path)
    cli.prepare_import("two.py")
    assert sys.path == before


@pytest.mark.parametrize(
    ("written", "path", "name"),
    [
        ("shop.py", "shop.py", None),
        ("shop:", "shop", ""),
        ("shop:app", "shop", "app"),
        ('shop:create_app("a:b")', "shop", 'create_app("a:b")'),
        ("C:\\web\\shop.py:app", "C:\\web\\shop.py", "app"),
        ("C:/web/shop.py", "C:/web/shop.py", None),
    ],
)
def test_the_first_colon_that_is_not_that_of_a_drive_separates_the_name(
    cli, framework, monkeypatch, written, path, name
):
    located = []

    def locate_app(module_name, app_name):
        located.append((module_name, app_name))
        return framework.Flask("located")

    module = sys.modules[cli.ScriptInfo.__module__]
    monkeypatch.setattr(module, "prepare_import", lambda path: path)
    monkeypatch.setattr(module, "locate_app", locate_app)
    cli.ScriptInfo(written).load_app()
    assert located == [(path, name)]


# From --app to the loaded app

APP = "from {package} import Flask\n{name} = Flask({name!r})\n"


@pytest.mark.parametrize(
    "path", ["web/shop.py", "web/shop", "web/shop.py:mine", "web.shop", "web.shop:mine"]
)
def test_an_app_is_loaded_from_a_file_or_a_module(cli, package, project, path):
    project.write("web/shop.py", APP.format(package=package, name="mine"))
    assert cli.ScriptInfo(path).load_app().name == "mine"


def test_an_app_is_loaded_once(cli, package, project):
    project.write("shop.py", f"from {package} import Flask\ndef create_app(): return Flask('x')\n")
    info = cli.ScriptInfo("shop.py")
    assert info.load_app() is info.load_app()


def test_create_app_is_called_instead_of_an_import(cli, framework):
    assert cli.ScriptInfo(create_app=lambda: framework.Flask("made")).load_app().name == "made"


@pytest.mark.parametrize("files", [["wsgi.py"], ["app.py"], ["wsgi.py", "app.py"]])
def test_without_a_name_wsgi_and_then_app_is_loaded(cli, package, project, files):
    for file in files:
        project.write(file, APP.format(package=package, name=f"in_{file[:-3]}"))
    assert cli.ScriptInfo().load_app().name == f"in_{files[0][:-3]}"


def test_without_a_name_and_without_a_file_there_is_no_app(cli, project):
    with pytest.raises(cli.NoAppException, match="FLASK_APP"):
        cli.ScriptInfo().load_app()


@pytest.mark.parametrize(("variable", "debug"), [("1", True), ("0", False), (None, False)])
def test_loading_sets_the_debug_mode_that_the_environment_says(
    cli, framework, monkeypatch, variable, debug
):
    if variable is not None:
        monkeypatch.setenv("FLASK_DEBUG", variable)
    assert cli.ScriptInfo(create_app=lambda: framework.Flask("x")).load_app().debug is debug


def test_the_debug_mode_is_left_alone_where_it_is_not_to_be_set(cli, framework):
    def create_app():
        app = framework.Flask("x")
        app.debug = True
        return app

    info = cli.ScriptInfo(create_app=create_app, set_debug_flag=False)
    assert info.load_app().debug is True


def test_a_missing_module_is_an_error_or_none(cli, project):
    with pytest.raises(cli.NoAppException, match="Could not import 'nowhere'"):
        cli.locate_app("nowhere", None)
    assert cli.locate_app("nowhere", None, raise_if_not_found=False) is None


def test_only_the_module_itself_may_be_missing(cli, project):
    project.write("shop.py", "import nowhere\n")
    sys.path.insert(0, str(project.folder))
    with pytest.raises(cli.NoAppException, match="While importing 'shop'"):
        cli.locate_app("shop", None, raise_if_not_found=False)
