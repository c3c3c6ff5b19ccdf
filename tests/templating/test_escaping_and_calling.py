"""How a value gets into a page: escaped once, whatever it is; and how a template calls."""

from __future__ import annotations

import traceback

import jinja2
import pytest
from markupsafe import Markup


@pytest.fixture
def render(app, framework):
    def render_it(source, **context):
        with app.app_context():
            return framework.render_template_string(source, **context)

    return render_it


class Text(str):
    """A string that is none to the letter."""


class Html:
    """Knows its own markup, and has another text."""

    def __html__(self):
        return "<hr>"

    def __str__(self):
        return "<no markup>"


class Plain:
    def __str__(self):
        return "<plain>"


class Number(int):
    """An int that is shown as something else."""

    def __str__(self):
        return "<one>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain text, ünïcode", "plain text, ünïcode"),
        ("", ""),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("&", "&amp;"),
        ('"', "&#34;"),
        ("'", "&#39;"),
        ("&amp;", "&amp;amp;"),
        ("a\n<b>", "a\n&lt;b&gt;"),
        (Markup("<b>&amp;</b>"), "<b>&amp;</b>"),
        (Text("<b>"), "&lt;b&gt;"),
        (Text("b"), "b"),
        (Html(), "<hr>"),
        (Plain(), "&lt;plain&gt;"),
        (7, "7"),
        (Number(1), "&lt;one&gt;"),
        (True, "True"),
        (2.5, "2.5"),
        (None, "None"),
        (["<", Markup("<")], "[&#39;&lt;&#39;, Markup(&#39;&lt;&#39;)]"),
        (b"<b>", "b&#39;&lt;b&gt;&#39;"),
    ],
)
def test_a_value_is_escaped_once(render, value, shown):
    assert render("{{ value }}", value=value) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ missing }}", ""),
        ("{{ text|upper }}", "&lt;B&gt;"),
        ("{{ text|safe }}", "<b>"),
        ("{{ text|e }}", "&lt;b&gt;"),
        ("{{ text|e|e }}", "&lt;b&gt;"),
        ("{{ text|forceescape }}", "&lt;b&gt;"),
        ("{{ text|string }}", "&lt;b&gt;"),
        ("{{ text ~ mark }}", "&lt;b&gt;<i>"),
        ("{{ text + '!' }}", "&lt;b&gt;!"),
        ("{{ mark + text }}", "<i>&lt;b&gt;"),
        ("{{ [text, mark]|join('&') }}", "&lt;b&gt;&amp;<i>"),
        ("{{ '<%s>'|format(text) }}", "&lt;&lt;b&gt;&gt;"),
        ("{{ mark|replace('i', text) }}", "<&lt;b&gt;>"),
        ("{{ text if text else mark }}", "&lt;b&gt;"),
        ("{% set kept %}{{ text }}{% endset %}{{ kept }}", "&lt;b&gt;"),
        ("{% set kept %}{{ mark }}{% endset %}{{ kept }}{{ kept|length }}", "<i>3"),
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }}{{ m(mark) }}", "&lt;b&gt;<i>"),
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text)|length }}", "9"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ mark }}{% endcall %}", "<i>"),
        ("{% filter upper %}{{ text }}{% endfilter %}", "&LT;B&GT;"),
        ("{% autoescape false %}{{ text }}{% endautoescape %}{{ text }}", "<b>&lt;b&gt;"),
        ("{% autoescape on %}{{ text }}{% endautoescape %}", "&lt;b&gt;"),
        ("{% autoescape off %}{{ text }}{{ n }}{% endautoescape %}", "<b>1"),
        ("{% for x in [text, mark, n] recursive %}{{ x }}{% endfor %}", "&lt;b&gt;<i>1"),
        ("{{ 1 < 2 }}{{ '<' }}{{ '<'|safe }}", "True&lt;<"),
        ("{{ escape }}{{ self is defined }}", "True"),
    ],
)
def test_every_way_into_a_page_is_escaped_once(render, source, shown):
    shown_now = render(source, text="<b>", mark=Markup("<i>"), n=1, on=True, off=False)
    assert shown_now == shown


def test_a_program_variable_may_be_called_escape(render):
    assert render("{{ escape }}{{ '<' }}", escape="mine") == "mine&lt;"


def test_a_template_without_escaping_shows_what_there_is(app, framework):
    app.jinja_loader = jinja2.DictLoader({"mail.txt": "{{ text }}{{ mark }}{{ n }}"})
    with app.app_context():
        shown = framework.render_template("mail.txt", text="<b>", mark=Markup("<i>"), n=1)
    assert shown == "<b><i>1"


def test_a_finalizer_comes_before_escaping(app, render):
    app.jinja_options = {"finalize": lambda value: "<none>" if value is None else value}
    assert render("{{ nothing }}{{ text }}{{ n }}", nothing=None, text="<b>", n=1) == (
        "&lt;none&gt;&lt;b&gt;1"
    )


def test_a_compiled_macro_is_markup(app, framework):
    app.jinja_loader = jinja2.DictLoader({"m.html": "{% macro m(x) %}<p>{{ x }}{% endmacro %}"})
    with app.app_context():
        paragraph = framework.get_template_attribute("m.html", "m")("plain")
    assert isinstance(paragraph, Markup)
    assert paragraph == "<p>plain"


# Calls


class Callable:
    """An object that is called."""

    def __call__(self, *args, **kwargs):
        return f"called with {args} {kwargs}".replace("'", "")

    def method(self, *args, **kwargs):
        return f"method with {args} {kwargs}".replace("'", "")

    @classmethod
    def of_class(cls, x):
        return f"{cls.__name__} {x}"

    @staticmethod
    def static(x):
        return f"static {x}"


class WantsContext:
    @jinja2.pass_context
    def __call__(self, context, x):
        return context["name"] + x

    @jinja2.pass_context
    def method(self, context, x):
        return context["name"] + x


@jinja2.pass_context
def with_context(context, x):
    return f"{context['name']}{context.get('item', '')}{x}"


@jinja2.pass_eval_context
def with_eval_context(eval_context, x):
    return f"{eval_context.autoescape}{x}"


@jinja2.pass_environment
def with_environment(environment, x):
    return f"{environment.app.name}{x}"


def with_attribute(x):
    return f"{with_attribute.a}{x}"


with_attribute.a = "attribute"


def stop():
    raise StopIteration


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ object('a', b=1) }}", "called with (a,) {b: 1}"),
        ("{{ object.method('a', b=1) }}", "method with (a,) {b: 1}"),
        ("{{ object.method(*['a'], **{'b': 1}) }}", "method with (a,) {b: 1}"),
        ("{{ object.of_class(1) }} {{ object.static(2) }}", "Callable 1 static 2"),
        ("{{ (lambda_)(1) }}", "2"),
        ("{{ 'abc'.upper() }} {{ max_(1, 2) }}", "ABC 2"),
        ("{{ with_context('!') }}", "anna!"),
        (
            "{% for n in [1, 2] %}{% set item = n %}{{ with_context('') }}{% endfor %}",
            "anna1anna2",
        ),
        ("{{ with_eval_context('!') }}", "True!"),
        ("{{ with_environment('!') }}", "an_app!"),
        ("{{ with_attribute('!') }}", "attribute!"),
        ("{{ wants('!') }}{{ wants.method('!') }}", "anna!anna!"),
        ("{% for x in 'abc' %}{{ loop.cycle('odd', 'even') }} {% endfor %}", "odd even odd "),
        ("{% for x in 'abc' %}{{ keywords(x=x) }}{% endfor %}", "[x][x][x]"),
        ("{% block b scoped %}{{ keywords(y=1) }}{% endblock %}", "[y]"),
        ("{{ stop() }}|{{ stop() is defined }}", "|False"),
        ("{{ type_('abc') }}", "abc"),
    ],
)
def test_whatever_can_be_called_is_called_as_it_wants_to_be(render, source, shown):
    shown_now = render(
        source,
        name="anna",
        object=Callable(),
        lambda_=lambda x: x + 1,
        max_=max,
        with_context=with_context,
        with_eval_context=with_eval_context,
        with_environment=with_environment,
        with_attribute=with_attribute,
        wants=WantsContext(),
        keywords=lambda **keywords: str(list(keywords)).replace("'", ""),
        stop=stop,
        type_=str,
    )
    assert shown_now == shown


def test_what_cannot_be_called_is_an_error(render):
    with pytest.raises(TypeError, match="not callable"):
        render("{{ n() }}", n=1)
    with pytest.raises(jinja2.UndefinedError, match="'missing' is undefined"):
        render("{{ missing() }}")


def test_an_error_in_a_function_names_the_line_of_the_template(app, framework):
    app.jinja_loader = jinja2.DictLoader({"a.html": "\n\n{{ fail() }}"})

    def fail():
        raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError) as caught:
        framework.render_template("a.html", fail=fail)
    lines = {frame.name: frame.lineno for frame in traceback.extract_tb(caught.tb)}
    assert lines["top-level template code"] == 3
    assert "call" not in lines
