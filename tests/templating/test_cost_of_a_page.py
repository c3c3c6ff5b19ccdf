"""What a page costs, counted in function calls: seconds would depend on the machine."""

from __future__ import annotations

import sys
from importlib import import_module

import jinja2

PAGE = """\
<h1>{{ title }}</h1>
{% for row in rows %}
  <li class="{{ loop.cycle('odd', 'even') }}">{{ row.name }} {{ row.number }}</li>
{% endfor %}
"""


ROWS = [{"name": f"row {number}", "number": number} for number in range(15)]


def count_calls(serve):
    """Return how many functions, of Python and of C, *serve* calls when it runs once more."""
    first = serve()
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        again = serve()
    finally:
        sys.setprofile(None)
    assert first == again
    assert again.count("<li") == 15
    return calls


def count_calls_of_a_request(name):
    framework = import_module(name)
    app = framework.Flask("an_app")
    app.jinja_loader = jinja2.DictLoader({"page.html": PAGE})

    @app.get("/")
    def page():
        return framework.render_template("page.html", title="Rows", rows=ROWS)

    environ = import_module("werkzeug.test").create_environ("/")

    def serve():
        return b"".join(app.wsgi_app(dict(environ), lambda *start: None)).decode()

    return count_calls(serve)


def test_a_page_takes_at_most_a_quarter_of_flasks_calls_beside_those_of_its_template():
    """The template itself is Jinja's work in both."""
    template = jinja2.Environment(autoescape=True).from_string(PAGE)
    of_the_template = count_calls(lambda: template.render(title="Rows", rows=ROWS))
    ours = count_calls_of_a_request("microflask") - of_the_template
    flasks = count_calls_of_a_request("flask") - of_the_template
    assert 0 < ours <= flasks / 4
