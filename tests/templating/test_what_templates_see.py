"""What a template sees besides its own variables."""

from __future__ import annotations

import asyncio
from importlib import import_module

import jinja2
import pytest


@pytest.fixture
def render(framework):
    return framework.render_template_string


@pytest.fixture
def in_request(app):
    with app.test_request_context("/path?q=1"):
        yield


@pytest.mark.usefixtures("in_request")
class TestInEveryTemplate:
    def test_request(self, render):
        assert render("{{ request.path }} {{ request.args.q }}") == "/path 1"

    def test_session(self, framework, render):
        framework.session["name"] = "anna"
        assert render("{{ session.name }} {{ session['name'] }}") == "anna anna"

    def test_g(self, framework, render):
        framework.g.name = "anna"
        assert render("{{ g.name }}{{ g.missing }}") == "anna"

    def test_config(self, app, render):
        app.config["TITLE"] = "Shop"
        assert render("{{ config.TITLE }} {{ config['TESTING'] }}") == "Shop True"

    def test_url_for(self, app, render):
        app.add_url_rule("/user/<name>", "user")
        assert render("{{ url_for('user', name='anna', _anchor='x') }}") == "/user/anna#x"

    def test_get_flashed_messages(self, framework, render):
        framework.flash("<hello>", "info")
        source = "{% for c, m in get_flashed_messages(true) %}{{ c }}: {{ m }}{% endfor %}"
        assert render(source) == "info: &lt;hello&gt;"


def test_request_and_session_are_empty_outside_of_a_request(app, framework, render):
    with app.app_context():
        framework.g.name = "anna"
        assert render("{{ g.name }}{{ config.TESTING }}") == "annaTrue"
        with pytest.raises(RuntimeError, match="request context"):
            render("{{ request.path }}")


def test_a_template_that_reads_no_session_does_not_count_as_reading_it(app, client, render):
    app.add_url_rule("/no", "no", lambda: render("{{ request.path }}"))
    app.add_url_rule("/yes", "yes", lambda: render("{{ session.name }}"))
    assert "Vary" not in client.get("/no").headers
    assert client.get("/yes").headers["Vary"] == "Cookie"


def test_g_and_request_are_the_objects_themselves(app, framework):
    seen = {}
    with app.test_request_context("/") as context:
        app.update_template_context(seen)
        assert seen["request"] is context.request
        assert seen["g"] is framework.g._get_current_object()
    assert set(seen) == {"g", "request"}


# Context processors


@pytest.mark.usefixtures("in_request")
class TestContextProcessors:
    def test_a_processor_adds_variables(self, app, render):
        app.context_processor(lambda: {"a": 1, "b": 2})
        assert render("{{ a }}{{ b }}") == "12"

    def test_a_processor_may_add_a_function(self, app, render):
        app.context_processor(lambda: {"twice": lambda n: 2 * n})
        assert render("{{ twice(21) }}") == "42"

    def test_the_later_processor_wins(self, app, render):
        app.context_processor(lambda: {"a": 1})
        app.context_processor(lambda: {"a": 2})
        assert render("{{ a }}") == "2"

    def test_what_the_view_passes_wins(self, app, render):
        app.context_processor(lambda: {"a": "processor", "b": "processor"})
        assert render("{{ a }} {{ b }} {{ g }}", a="view", g="mine") == "view processor mine"

    def test_none_that_the_view_passes_wins_too(self, app, render):
        app.context_processor(lambda: {"a": "processor"})
        assert render("{{ a }}", a=None) == "None"

    def test_a_processor_wins_over_a_global(self, app, render):
        app.jinja_env.globals["a"] = "global"
        app.context_processor(lambda: {"a": "processor"})
        assert render("{{ a }}") == "processor"

    def test_a_processor_may_be_a_coroutine(self, app, render):
        @app.context_processor
        async def ask():
            await asyncio.sleep(0)
            return {"a": 1}

        assert render("{{ a }}") == "1"

    def test_an_app_may_override_update_template_context(self, framework):
        class Signed(framework.Flask):
            def update_template_context(self, context):
                super().update_template_context(context)
                context["signed"] = sorted(context)

        with Signed("an_app").test_request_context("/"):
            assert framework.render_template_string("{{ signed }}", a=1) == (
                "[&#39;a&#39;, &#39;g&#39;, &#39;request&#39;]"
            )


@pytest.fixture
def blueprints(framework, app, render):
    """A blueprint at /blog with one below it; all views show ``who`` and ``order``."""
    outer = framework.Blueprint("outer", "outer", url_prefix="/outer")
    inner = framework.Blueprint("inner", "inner", url_prefix="/inner")

    def show():
        return render("{{ who }}")

    for owner in (app, outer, inner):
        owner.add_url_rule("/show", "show", show)
    app.context_processor(lambda: {"who": "app"})
    outer.context_processor(lambda: {"who": "outer"})
    inner.context_processor(lambda: {"who": "inner"})
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return outer, inner


@pytest.mark.usefixtures("blueprints")
@pytest.mark.parametrize(
    ("path", "who"), [("/show", "app"), ("/outer/show", "outer"), ("/outer/inner/show", "inner")]
)
def test_the_innermost_blueprint_of_the_request_wins(client, path, who):
    assert client.get(path).text == who


def test_a_blueprint_may_add_a_processor_for_the_whole_app(app, client, framework, render):
    blog = framework.Blueprint("blog", "blog")
    blog.app_context_processor(lambda: {"who": "blog"})
    app.register_blueprint(blog)
    app.add_url_rule("/show", "show", lambda: render("{{ who }}"))
    assert client.get("/show").text == "blog"


def test_processors_may_be_added_while_the_app_runs(app, client, render):
    app.add_url_rule("/show", "show", lambda: render("{{ who }}"))
    assert client.get("/show").text == ""
    app.template_context_processors[None].append(lambda: {"who": "late"})
    assert client.get("/show").text == "late"
    app.template_context_processors[None] = [lambda: {"who": "replaced"}]
    assert client.get("/show").text == "replaced"


# Filters, tests and globals


@pytest.mark.usefixtures("in_request")
class TestFiltersTestsAndGlobals:
    def test_a_filter_is_registered_by_its_name(self, app, render):
        @app.template_filter()
        def reverse(text):
            return text[::-1]

        app.add_template_filter(lambda text: text * 2, "twice")
        assert render("{{ 'abc'|reverse|twice }}") == "cbacba"

    def test_a_test_is_registered_by_its_name(self, app, render):
        @app.template_test("short")
        def is_short(text):
            return len(text) < 3

        assert render("{{ 'ab' is short }} {{ 'abc' is short }}") == "True False"

    def test_a_global_is_registered_by_its_name(self, app, render):
        @app.template_global()
        def twice(number):
            return 2 * number

        assert render("{{ twice(21) }}") == "42"

    @pytest.mark.parametrize("framework", ["microflask"], indirect=True)
    @pytest.mark.parametrize("owner", ["app", "blueprint"])
    def test_the_decorators_may_stand_without_parentheses(self, app, render, framework, owner):
        blueprint = framework.Blueprint("b", __name__)
        named = app.template_filter if owner == "app" else blueprint.app_template_filter
        tested = app.template_test if owner == "app" else blueprint.app_template_test
        called = app.template_global if owner == "app" else blueprint.app_template_global

        @named
        def shout(text):
            return text.upper()

        @tested
        def loud(text):
            return text.isupper()

        @called
        def word():
            return "word"

        app.register_blueprint(blueprint)
        assert [shout("a"), loud("A"), word()] == ["A", True, "word"]
        assert render("{{ word()|shout }} {{ 'A' is loud }}") == "WORD True"

    def test_a_global_may_be_added_after_a_template_was_rendered(self, app, framework):
        app.jinja_loader = jinja2.DictLoader({"page.html": "{{ late }}"})
        assert framework.render_template("page.html") == ""
        app.jinja_env.globals["late"] = "added"
        assert framework.render_template("page.html") == "added"
        del app.jinja_env.globals["late"]
        assert framework.render_template("page.html") == ""

    def test_globals_of_one_template_are_not_those_of_another(self, app, framework):
        app.jinja_loader = jinja2.DictLoader({"a.html": "{{ mine }}", "b.html": "{{ mine }}"})
        app.jinja_env.get_template("a.html", globals={"mine": "a"})
        assert framework.render_template("a.html") == "a"
        assert framework.render_template("b.html") == ""

    def test_a_global_of_a_template_wins_over_one_of_all(self, app, framework):
        app.jinja_loader = jinja2.DictLoader({"a.html": "{{ mine }}"})
        app.jinja_env.globals["mine"] = "everybody's"
        app.jinja_env.get_template("a.html", globals={"mine": "a's"})
        assert framework.render_template("a.html") == "a&#39;s"

    def test_a_variable_wins_over_a_global(self, app, render):
        app.jinja_env.globals["a"] = "global"
        assert render("{{ a }}", a="variable") == "variable"


# The environment


def test_the_environment_is_made_once(app):
    assert app.jinja_env is app.jinja_env
    assert app.jinja_env.app is app


def test_the_environment_follows_the_options_of_the_app(app, framework):
    app.jinja_options = {"trim_blocks": True, "autoescape": False}
    with app.app_context():
        source = "{% if true %}\n{{ text }}{% endif %}\n"
        assert framework.render_template_string(source, text="<b>") == "<b>"


@pytest.mark.parametrize(
    ("setting", "debug", "reloads"),
    [(None, False, False), (None, True, True), (True, False, True), (False, True, False)],
)
def test_templates_are_reloaded_in_debug_mode_or_where_it_is_set(app, setting, debug, reloads):
    app.config["TEMPLATES_AUTO_RELOAD"] = setting
    app.debug = debug
    assert app.jinja_env.auto_reload is reloads


def test_an_app_may_use_an_environment_of_its_own(framework):
    templating = import_module(f"{framework.__name__}.templating")

    class Shouting(templating.Environment):
        def __init__(self, app, **options):
            super().__init__(app, variable_start_string="<<", variable_end_string=">>", **options)

    class App(framework.Flask):
        jinja_environment = Shouting

    app = App("an_app")
    assert type(app.jinja_env) is Shouting
    with app.app_context():
        assert framework.render_template_string("<< 1 + 1 >>") == "2"


def test_an_app_may_override_create_jinja_environment(framework):
    class App(framework.Flask):
        def create_jinja_environment(self):
            environment = super().create_jinja_environment()
            environment.globals["added"] = "here"
            return environment

    with App("an_app").app_context():
        assert framework.render_template_string("{{ added }}") == "here"


def test_an_app_may_load_templates_from_elsewhere(framework):
    class App(framework.Flask):
        def create_global_jinja_loader(self):
            return jinja2.DictLoader({"a.html": "from a dictionary"})

    with App("an_app").app_context():
        assert framework.render_template("a.html") == "from a dictionary"
