"""Where a template is looked for: in the app's folder, then in those of its blueprints."""

from __future__ import annotations

from importlib import import_module

import jinja2
import pytest


@pytest.fixture
def places(app, framework, tmp_path):
    """An app and two blueprints, with templates that say whose they are."""
    owners = {"app": ["all", "app"], "one": ["all", "both", "one"], "two": ["all", "both", "two"]}
    for owner, names in owners.items():
        folder = tmp_path / "templates" if owner == "app" else tmp_path / owner / "pages"
        folder.mkdir(parents=True)
        for name in names:
            (folder / f"{name}.html").write_text(owner)
    for owner in ("one", "two"):
        blueprint = framework.Blueprint(
            owner, owner, template_folder="pages", root_path=str(tmp_path / owner)
        )
        app.register_blueprint(blueprint)
    app.register_blueprint(framework.Blueprint("bare", "bare"))
    return tmp_path


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("name", "owner"),
    [("app", "app"), ("one", "one"), ("two", "two"), ("all", "app"), ("both", "one")],
)
@pytest.mark.parametrize("explained", [False, True])
def test_the_app_comes_first_and_then_the_blueprints(app, framework, name, owner, explained):
    app.config["EXPLAIN_TEMPLATE_LOADING"] = explained
    with app.app_context():
        assert framework.render_template(f"{name}.html") == owner


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("explained", [False, True])
def test_a_template_that_is_nowhere_is_not_found(app, framework, explained):
    app.config["EXPLAIN_TEMPLATE_LOADING"] = explained
    with app.app_context(), pytest.raises(jinja2.TemplateNotFound, match=r"missing\.html"):
        framework.render_template("missing.html")


@pytest.mark.usefixtures("places")
def test_all_templates_can_be_listed(app):
    names = app.jinja_env.list_templates()
    assert sorted(names) == ["all.html", "app.html", "both.html", "one.html", "two.html"]


@pytest.mark.parametrize("name", ["../secret.txt", "/secret.txt", "sub/../../secret.txt"])
def test_a_template_is_not_looked_for_outside_of_its_folder(app, framework, places, name):
    (places / "secret.txt").write_text("secret")
    with app.app_context(), pytest.raises(jinja2.TemplateNotFound):
        framework.render_template(name)


def test_a_template_is_compiled_once(app, framework, places):
    with app.app_context():
        assert framework.render_template("app.html") == "app"
        (places / "templates" / "app.html").write_text("changed")
        assert framework.render_template("app.html") == "app"


def test_a_template_that_has_changed_is_read_again_where_it_is_asked_for(app, framework, places):
    app.config["TEMPLATES_AUTO_RELOAD"] = True
    file = places / "templates" / "app.html"
    with app.app_context():
        assert framework.render_template("app.html") == "app"
        file.write_text("changed")
        import_module("os").utime(file, (0, 0))
        assert framework.render_template("app.html") == "changed"


def test_the_loader_asks_loaders_that_are_no_folders(app, framework):
    blueprint = framework.Blueprint("blog", "blog")
    blueprint.jinja_loader = jinja2.DictLoader({"a.html": "from a dictionary"})
    app.register_blueprint(blueprint)
    with app.app_context():
        assert framework.render_template("a.html") == "from a dictionary"


def test_the_loader_may_be_used_alone(app, framework, places):
    templating = import_module(f"{framework.__name__}.templating")
    loader = templating.DispatchingJinjaLoader(app)
    source, filename, is_up_to_date = loader.get_source(app.jinja_env, "one.html")
    assert source == "one"
    assert filename == str(places / "one" / "pages" / "one.html")
    assert is_up_to_date()
