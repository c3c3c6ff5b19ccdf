"""render_template and its kin: a template and its variables become a page."""

from __future__ import annotations

from importlib import import_module

import jinja2
import pytest


@pytest.fixture
def templates(tmp_path):
    """Writes a file into the app's folder of templates."""

    def write(**sources):
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        for name, source in sources.items():
            (folder / f"{name}.html").write_text(source)

    return write


@pytest.fixture
def render(app, framework):
    """Renders in a request; without a template's name, the source that is given."""

    def render_it(*names, source=None, **context):
        with app.test_request_context("/"):
            if source is not None:
                return framework.render_template_string(source, **context)
            return framework.render_template(*names, **context)

    return render_it


# render_template


def test_a_template_is_rendered_with_its_variables(templates, render):
    templates(hello="Hello, {{ name }}!")
    assert render("hello.html", name="World") == "Hello, World!"


def test_of_a_list_the_first_that_exists_is_rendered(templates, render):
    templates(second="second", third="third")
    assert render(["first.html", "second.html", "third.html"]) == "second"


def test_a_template_object_may_be_rendered(app, render):
    template = app.jinja_env.from_string("Hello, {{ name }}!")
    assert render(template, name="World") == "Hello, World!"


def test_a_template_of_another_environment_may_be_rendered(render):
    template = jinja2.Template("Hello, {{ name }} of {{ request.path }}!")
    assert render(template, name="World") == "Hello, World of /!"


def test_a_template_that_does_not_exist_is_an_error_that_names_it(render):
    with pytest.raises(jinja2.TemplateNotFound, match=r"missing\.html"):
        render("missing.html")
    with pytest.raises(jinja2.TemplatesNotFound, match=r"missing\.html.*lost\.html"):
        render(["missing.html", "lost.html"])


def test_a_variable_may_have_any_name(render):
    source = "{{ self_ }}{{ template }}{{ app }}{{ context }}"
    assert render(source=source, self_=1, template=2, app=3, context=4) == "1234"


def test_outside_of_an_app_nothing_can_be_rendered(framework):
    with pytest.raises(RuntimeError, match="application context"):
        framework.render_template("hello.html")
    with pytest.raises(RuntimeError, match="application context"):
        framework.render_template_string("hello")


def test_an_app_context_is_enough_to_render(app, framework):
    with app.app_context():
        assert framework.render_template_string("{{ config.TESTING }}") == "True"


# Inheritance, inclusion and imports


def test_a_template_may_extend_another(templates, render):
    templates(
        base="<title>{% block title %}none{% endblock %}</title>{% block body %}{% endblock %}",
        page="{% extends 'base.html' %}{% block body %}{{ text }}{% endblock %}",
    )
    assert render("page.html", text="x") == "<title>none</title>x"


def test_an_included_template_sees_the_variables(templates, render):
    templates(page="{% include 'part.html' %}", part="{{ text }}{{ request.path }}")
    assert render("page.html", text="x") == "x/"


def test_an_imported_template_sees_the_globals_only(templates, render):
    templates(
        page="{% from 'macros.html' import show %}{{ show() }}",
        macros="{% macro show() %}{{ text }}{{ request.path }}{{ config.TESTING }}{% endmacro %}",
    )
    assert render("page.html", text="x") == "/True"


def test_a_template_imported_with_context_sees_the_variables(templates, render):
    templates(
        page="{% from 'macros.html' import show with context %}{{ show() }}",
        macros="{% macro show() %}{{ text }}{{ config.TESTING }}{% endmacro %}",
    )
    assert render("page.html", text="x") == "xTrue"


def test_a_macro_may_be_called_from_python(app, framework, templates):
    templates(forms="{% macro field(name) %}<input name={{ name }}>{% endmacro %}{% set a = 1 %}")
    with app.test_request_context("/"):
        field = framework.get_template_attribute("forms.html", "field")
        assert field("<x>") == "<input name=&lt;x&gt;>"
        assert framework.get_template_attribute("forms.html", "a") == 1
        with pytest.raises(AttributeError):
            framework.get_template_attribute("forms.html", "missing")


# Escaping


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("page.html", "&lt;b&gt;"),
        ("page.htm", "&lt;b&gt;"),
        ("page.xml", "&lt;b&gt;"),
        ("page.xhtml", "&lt;b&gt;"),
        ("page.svg", "&lt;b&gt;"),
        ("page.txt", "<b>"),
        ("page.html.txt", "<b>"),
        ("page", "<b>"),
    ],
)
def test_text_is_escaped_by_the_ending_of_the_template(tmp_path, render, name, page):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / name).write_text("{{ text }}")
    assert render(name, text="<b>") == page


def test_a_string_is_escaped(render):
    assert render(source="{{ text }}", text="<b>") == "&lt;b&gt;"


def test_markup_is_not_escaped(framework, render):
    markup = import_module("markupsafe").Markup("<b>")
    assert render(source="{{ text }}{{ '<i>'|safe }}", text=markup) == "<b><i>"


def test_a_block_may_switch_escaping(render):
    source = "{% autoescape false %}{{ text }}{% endautoescape %}{{ text }}"
    assert render(source=source, text="<b>") == "<b>&lt;b&gt;"


def test_an_app_may_decide_what_is_escaped(framework):
    class Plain(framework.Flask):
        def select_jinja_autoescape(self, filename):
            return False

    with Plain("an_app").app_context():
        assert framework.render_template_string("{{ text }}", text="<b>") == "<b>"


def test_tojson_is_safe_within_a_script(render):
    source = "{{ text|tojson }}"
    assert render(source=source, text="</script>'&") == r'"\u003c/script\u003e\u0027\u0026"'


def test_tojson_knows_what_the_json_of_the_app_knows(framework, render):
    when = import_module("datetime").date(2020, 1, 2)
    assert render(source="{{ when|tojson }}", when=when) == '"Thu, 02 Jan 2020 00:00:00 GMT"'


# Attributes and items


class Row:
    id = "an attribute"

    def __getitem__(self, name):
        return {"id": "an item", "name": "another item"}[name]


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("{{ d.name }}", "a name"),
        ("{{ d['name'] }}", "a name"),
        ("{{ d.missing }}", ""),
        ("{{ d.missing is defined }}", "False"),
        ("{{ d['items'] }}", "an item called items"),
        ("{{ d.items() is iterable }}", "True"),
        ("{{ d.get('name') }}", "a name"),
        ("{{ d.sub.x }}", "below"),
        ("{{ row.id }}", "an attribute"),
        ("{{ row.name }}", "another item"),
        ("{{ row.missing }}", ""),
        ("{{ d.name|upper }}", "A NAME"),
    ],
)
def test_a_dot_means_the_attribute_else_the_item(render, source, page):
    d = {"name": "a name", "items": "an item called items", "sub": {"x": "below"}}
    assert render(source=source, d=d, row=Row()) == page


def test_what_is_missing_is_an_error_where_the_app_says_so(app, render):
    app.jinja_options = {"undefined": jinja2.StrictUndefined}
    with pytest.raises(jinja2.UndefinedError, match="'dict object' has no attribute 'missing'"):
        render(source="{{ d.missing }}", d={})


# The function that renders


def test_a_program_may_replace_the_function_that_renders(framework, render, monkeypatch):
    templating = import_module(f"{framework.__name__}.templating")
    rendered = []

    def record(app, template, context):
        rendered.append(context["name"])
        return "recorded"

    monkeypatch.setattr(templating, "_render", record)
    assert render(source="Hello, {{ name }}!", name="World") == "recorded"
    assert rendered == ["World"]
