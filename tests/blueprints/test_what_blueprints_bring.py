"""What a blueprint brings to an app: hooks, handlers, templates, static files, commands."""

from __future__ import annotations

from importlib import import_module

import pytest
from werkzeug.exceptions import NotFound


@pytest.fixture
def two(app, framework):
    """Two blueprints, ``a`` and ``b``, with a page each; register them when they are ready."""
    blueprints = []
    for name in ("a", "b"):
        blueprint = framework.Blueprint(name, name, url_prefix=f"/{name}")
        blueprint.add_url_rule("/", "page", lambda: "page")
        blueprint.add_url_rule("/error", "error", lambda: 1 / 0)
        blueprint.add_url_rule("/abort", "abort", lambda: framework.abort(404))
        blueprints.append(blueprint)
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    return blueprints


# Hooks


@pytest.mark.parametrize(
    ("own", "of_app"),
    [
        ("before_request", "before_app_request"),
        ("after_request", "after_app_request"),
        ("teardown_request", "teardown_app_request"),
        ("url_value_preprocessor", "app_url_value_preprocessor"),
    ],
)
def test_hooks_are_for_the_blueprint_or_for_the_app(app, client, two, own, of_app):
    calls = []

    def note(name):
        def hook(*args):
            calls.append(name)
            return args[0] if "after" in own else None

        return hook

    getattr(two[0], own)(note("own"))
    getattr(two[0], of_app)(note("app"))
    for blueprint in two:
        app.register_blueprint(blueprint)
    for path, expected in [
        ("/a/", {"own", "app"}),
        ("/b/", {"app"}),
        ("/", {"app"}),
        ("/missing", {"app"}),
    ]:
        calls.clear()
        client.get(path)
        assert set(calls) == expected, path


def test_hooks_for_the_app_come_once_although_registered_twice(app, client, two):
    calls = []
    two[0].before_app_request(lambda: calls.append("app"))
    two[0].before_request(lambda: calls.append("own"))
    app.register_blueprint(two[0])
    app.register_blueprint(two[0], name="again", url_prefix="/again")
    client.get("/again/")
    assert calls == ["app", "own"]


def test_a_404_within_the_prefix_belongs_to_no_blueprint(app, client, two):
    calls = []
    two[0].before_request(lambda: calls.append("own"))
    two[0].register_error_handler(404, lambda error: "of the blueprint")
    app.register_blueprint(two[0])
    assert client.get("/a/missing").text != "of the blueprint"
    assert client.get("/a/abort").text == "of the blueprint"
    assert calls == ["own"]


def test_a_405_belongs_to_no_blueprint(app, client, two):
    two[0].register_error_handler(405, lambda error: "of the blueprint")
    app.register_blueprint(two[0])
    assert client.post("/a/").text != "of the blueprint"


def test_context_processors_are_for_the_blueprint_or_for_the_app(app, client, framework, two):
    two[0].context_processor(lambda: {"own": "own"})
    two[0].app_context_processor(lambda: {"everybody": "everybody"})
    for owner in (*two, app):
        owner.add_url_rule(
            "/template",
            "template",
            lambda: framework.render_template_string("{{ own }} {{ everybody }}"),
        )
    for blueprint in two:
        app.register_blueprint(blueprint)
    assert client.get("/a/template").text == "own everybody"
    assert client.get("/b/template").text.strip() == "everybody"
    assert client.get("/template").text.strip() == "everybody"


def test_url_defaults_are_for_the_blueprint_or_for_the_app(app, framework, two):
    two[0].url_defaults(lambda endpoint, values: values.update(own=1))
    two[0].app_url_defaults(lambda endpoint, values: values.update(everybody=1))
    for blueprint in two:
        app.register_blueprint(blueprint)
    with app.test_request_context():
        assert framework.url_for("a.page") == "/a/?everybody=1&own=1"
        assert framework.url_for("b.page") == "/b/?everybody=1"
        assert framework.url_for("index") == "/?everybody=1"


# Error handlers


def test_error_handlers_are_for_the_blueprint_or_for_the_app(app, client, two):
    two[0].errorhandler(ZeroDivisionError)(lambda error: "of a")
    two[1].app_errorhandler(ZeroDivisionError)(lambda error: "of the app")
    for blueprint in two:
        app.register_blueprint(blueprint)
    assert client.get("/a/error").text == "of a"
    assert client.get("/b/error").text == "of the app"
    assert client.get("/error").text == "of the app"


@pytest.mark.parametrize("key", [404, NotFound])
def test_a_handler_for_the_app_may_be_for_a_code_or_a_class(app, client, two, key):
    two[0].app_errorhandler(key)(lambda error: "not here")
    app.register_blueprint(two[0])
    assert client.get("/missing").text == "not here"


def test_decorators_return_the_function_itself(framework):
    blueprint = framework.Blueprint("blog", "blog")

    def hook(*args):
        return None

    for name in (
        *("before_request", "before_app_request", "after_request", "after_app_request"),
        *("teardown_request", "teardown_app_request", "context_processor", "url_defaults"),
        *("app_context_processor", "app_url_defaults", "url_value_preprocessor"),
        "app_url_value_preprocessor",
    ):
        assert getattr(blueprint, name)(hook) is hook
    assert blueprint.app_errorhandler(404)(hook) is hook
    assert blueprint.route("/")(hook) is hook


# Templates


@pytest.mark.parametrize("kind", ["filter", "test", "global"])
def test_template_functions_are_for_the_whole_app(app, client, framework, kind):
    blueprint = framework.Blueprint("blog", "blog")

    def reverse(text="cba"):
        return text[::-1]

    getattr(blueprint, f"app_template_{kind}")()(reverse)
    getattr(blueprint, f"app_template_{kind}")("named")(reverse)
    getattr(blueprint, f"add_app_template_{kind}")(reverse, "added")
    app.register_blueprint(blueprint)
    source = {
        "filter": "{{ 'cba'|reverse }} {{ 'cba'|named }} {{ 'cba'|added }}",
        "test": "{{ 'a' is reverse }} {{ 'a' is named }} {{ 'a' is added }}",
        "global": "{{ reverse() }} {{ named() }} {{ added() }}",
    }[kind]
    app.add_url_rule("/", "index", lambda: framework.render_template_string(source))
    assert client.get("/").text in {"abc abc abc", "a a a", "True True True"}


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_blueprint_may_bring_templates(app, client, framework, tmp_path):
    write(
        tmp_path,
        {
            "templates/shared.html": "of the app",
            "blog/templates/shared.html": "of the blueprint",
            "blog/templates/own.html": "own",
        },
    )
    blueprint = framework.Blueprint(
        "blog", "blog", root_path=str(tmp_path / "blog"), template_folder="templates"
    )
    blueprint.add_url_rule("/<name>", "page", lambda name: framework.render_template(name))
    app.register_blueprint(blueprint)
    assert client.get("/own.html").text == "own"
    assert client.get("/shared.html").text == "of the app"


def test_a_blueprint_without_a_template_folder_has_no_loader(framework, tmp_path):
    assert framework.Blueprint("blog", "blog").jinja_loader is None


# Static files


def test_a_blueprint_may_bring_static_files(app, client, framework, tmp_path):
    write(tmp_path, {"blog/static/a.css": "a"})
    blueprint = framework.Blueprint(
        "blog",
        "blog",
        root_path=str(tmp_path / "blog"),
        static_folder="static",
        url_prefix="/blog",
    )
    app.register_blueprint(blueprint)
    with client.get("/blog/static/a.css") as response:
        assert response.text == "a"
    with app.test_request_context():
        assert framework.url_for("blog.static", filename="a.css") == "/blog/static/a.css"


def test_the_url_of_the_static_files_may_be_another(app, client, framework, tmp_path):
    write(tmp_path, {"files/a.css": "a"})
    blueprint = framework.Blueprint(
        "blog",
        "blog",
        root_path=str(tmp_path),
        static_folder=tmp_path / "files",
        static_url_path="/assets",
        url_prefix="/blog",
    )
    app.register_blueprint(blueprint)
    with client.get("/blog/assets/a.css") as response:
        assert response.text == "a"


def test_how_long_they_are_kept_is_decided_by_the_blueprint(app, client, framework, tmp_path):
    write(tmp_path, {"static/a.css": "a"})

    class Own(framework.Blueprint):
        def get_send_file_max_age(self, filename):
            return 100

    app.register_blueprint(
        Own("blog", "blog", root_path=str(tmp_path), static_folder="static", url_prefix="/blog")
    )
    with client.get("/blog/static/a.css") as response:
        assert response.cache_control.max_age == 100


def test_a_blueprint_without_static_files_has_no_route_for_them(app, framework):
    blueprint = framework.Blueprint("blog", "blog")
    app.register_blueprint(blueprint)
    assert "blog.static" not in app.view_functions
    assert not blueprint.has_static_folder


# Commands


@pytest.mark.parametrize(
    ("of_blueprint", "of_registration", "words"),
    [
        ({}, {}, ["blog", "greet"]),
        ({}, {"name": "renamed"}, ["renamed", "greet"]),
        ({"cli_group": "other"}, {}, ["other", "greet"]),
        ({"cli_group": None}, {}, ["greet"]),
        ({"cli_group": "other"}, {"cli_group": "mine"}, ["mine", "greet"]),
        ({"cli_group": "other"}, {"cli_group": None}, ["greet"]),
    ],
)
def test_commands_are_grouped_under_a_name(app, framework, of_blueprint, of_registration, words):
    blueprint = framework.Blueprint("blog", "blog", **of_blueprint)

    @blueprint.cli.command("greet")
    def greet():
        print(f"Hello from {framework.current_app.name}")

    app.register_blueprint(blueprint, **of_registration)
    result = app.test_cli_runner().invoke(args=words)
    assert result.output == "Hello from an_app\n"


def test_a_blueprint_without_commands_adds_no_group(app, framework):
    app.register_blueprint(framework.Blueprint("blog", "blog"))
    assert "blog" not in app.cli.commands


# Views


def test_a_coroutine_may_be_a_view_of_a_blueprint(app, client, framework):
    pytest.importorskip("asgiref")
    blueprint = framework.Blueprint("blog", "blog")

    @blueprint.get("/")
    async def index():
        return "awaited"

    @blueprint.before_request
    async def before():
        framework.g.seen = True

    @blueprint.errorhandler(404)
    async def missing(error):
        return "not here"

    app.register_blueprint(blueprint)
    assert client.get("/").text == "awaited"


def test_a_class_based_view_may_be_of_a_blueprint(app, client, framework):
    class Page(import_module(f"{framework.__name__}.views").MethodView):
        def get(self):
            return "got"

        def post(self):
            return "posted"

    blueprint = framework.Blueprint("blog", "blog")
    blueprint.add_url_rule("/", view_func=Page.as_view("page"))
    app.register_blueprint(blueprint)
    assert (client.get("/").text, client.post("/").text) == ("got", "posted")
