"""Where an app's files lie: beside its source, in the instance folder, in the static folder."""

from __future__ import annotations

import sys

import pytest


def test_a_resource_lies_beside_the_source(app, tmp_path):
    (tmp_path / "schema.sql").write_text("create ü", encoding="utf-8")
    with app.open_resource("schema.sql") as file:
        assert file.read() == "create ü".encode()


@pytest.mark.parametrize("mode", ["r", "rt"])
def test_a_resource_may_be_a_text(app, tmp_path, mode):
    (tmp_path / "schema.sql").write_bytes("create ü".encode())
    with app.open_resource("schema.sql", mode) as file:
        assert file.read() == "create ü"


def test_a_text_may_have_another_encoding(app, tmp_path):
    (tmp_path / "schema.sql").write_bytes("ü".encode("latin-1"))
    with app.open_resource("schema.sql", "r", "latin-1") as file:
        assert file.read() == "ü"


@pytest.mark.parametrize("mode", ["w", "x", "a", "r+", "wb"])
def test_resources_are_for_reading(app, mode):
    with pytest.raises(ValueError, match="Resources can only be opened for reading"):
        app.open_resource("schema.sql", mode)


def test_a_resource_that_is_missing_is_an_error(app):
    with pytest.raises(FileNotFoundError):
        app.open_resource("schema.sql")


def test_a_blueprint_has_resources_of_its_own(framework, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    blueprint = framework.Blueprint("blog", "blog", root_path=str(tmp_path))
    with blueprint.open_resource("a.txt", "r") as file:
        assert file.read() == "a"


# The instance folder


def test_instance_files_can_be_read_and_written(framework, tmp_path):
    app = framework.Flask("an_app", instance_path=str(tmp_path))
    with app.open_instance_resource("notes.txt", "w") as file:
        file.write("ü")
    assert (tmp_path / "notes.txt").read_bytes() == "ü".encode()
    with app.open_instance_resource("notes.txt") as file:
        assert file.read() == "ü".encode()
    with app.open_instance_resource("notes.txt", "r", "latin-1") as file:
        assert file.read() == "Ã¼"


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_the_instance_folder_of_a_module_lies_beside_it(framework, on_path):
    (on_path / "config_module_app.py").write_text("")
    app = framework.Flask("config_module_app")
    assert app.instance_path == str(on_path / "instance")


def test_the_instance_folder_of_a_package_lies_beside_it(framework, on_path):
    (on_path / "packaged_app").mkdir()
    (on_path / "packaged_app" / "__init__.py").write_text("")
    assert framework.Flask("packaged_app").instance_path == str(on_path / "instance")


def test_the_instance_folder_of_a_package_in_a_namespace_lies_beside_the_namespace(
    framework, on_path
):
    (on_path / "the_space" / "part").mkdir(parents=True)
    (on_path / "the_space" / "part" / "__init__.py").write_text("")
    assert framework.Flask("the_space.part").instance_path == str(on_path / "instance")


@pytest.mark.parametrize("library", ["lib/python3.11/site-packages", "Lib/site-packages"])
def test_the_instance_folder_of_an_installed_package_lies_under_var(
    framework, tmp_path, monkeypatch, library
):
    site_packages = tmp_path / library
    site_packages.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(site_packages))
    (site_packages / "installed_app.py").write_text("")
    app = framework.Flask("installed_app")
    assert app.instance_path == str(tmp_path / "var" / "installed_app-instance")


def test_the_instance_folder_of_what_is_no_module_is_here(framework, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert framework.Flask("no_such_module").instance_path == str(tmp_path / "instance")


def test_settings_may_lie_in_the_instance_folder(framework, tmp_path):
    (tmp_path / "settings.py").write_text("COLOUR = 'red'")
    app = framework.Flask("an_app", instance_path=str(tmp_path), instance_relative_config=True)
    app.config.from_pyfile("settings.py")
    assert app.config["COLOUR"] == "red"


# Static files


@pytest.fixture
def with_static(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.css").write_text("body {}")
    return tmp_path


def get_text(app, path):
    with app.test_client().get(path) as response:
        return response.text if response.status_code == 200 else response.status_code


def test_static_files_are_served_from_the_static_folder(framework, with_static):
    app = framework.Flask("an_app", root_path=str(with_static))
    assert get_text(app, "/static/style.css") == "body {}"
    with app.test_request_context():
        assert framework.url_for("static", filename="style.css") == "/static/style.css"


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"static_url_path": "/assets"}, "/assets/style.css"),
        ({"static_url_path": "/assets/"}, "/assets/style.css"),
        ({"static_url_path": ""}, "/style.css"),
        ({"static_folder": "static/"}, "/static/style.css"),
        ({"static_folder": "other/../static"}, "/static/style.css"),
    ],
)
def test_their_folder_and_url_may_be_others(framework, with_static, options, url):
    (with_static / "other").mkdir()
    app = framework.Flask("an_app", root_path=str(with_static), **options)
    assert get_text(app, url) == "body {}"


def test_the_folder_may_be_a_path_object(framework, with_static):
    app = framework.Flask("an_app", static_folder=with_static / "static")
    assert get_text(app, "/static/style.css") == "body {}"


def test_an_app_may_have_no_static_files(framework):
    app = framework.Flask("an_app", static_folder=None)
    assert not app.has_static_folder
    assert list(app.url_map.iter_rules()) == []
    with pytest.raises(RuntimeError, match="static_folder"):
        app.send_static_file("style.css")


def test_how_long_a_file_is_kept_may_be_decided_by_its_name(framework, with_static):
    class Own(framework.Flask):
        def get_send_file_max_age(self, filename):
            return 10 if filename.endswith(".css") else 20

    app = Own("an_app", root_path=str(with_static))
    with app.test_client().get("/static/style.css") as response:
        assert response.cache_control.max_age == 10


def test_an_app_without_a_template_folder_has_no_loader(framework):
    assert framework.Flask("an_app", template_folder=None).jinja_loader is None


# The shell


def test_the_shell_begins_with_the_app_and_g(app, framework):
    assert app.make_shell_context() == {"app": app, "g": framework.g}


def test_processors_add_names_to_the_shell(app):
    @app.shell_context_processor
    def more():
        return {"answer": 42}

    assert app.make_shell_context()["answer"] == 42
