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


def count_calls(name):
    """Return how many functions, of Python and of C, a request for a page of 15 rows calls."""
    framework = import_module(name)
    app = framework.Flask("an_app")
    app.jinja_loader = jinja2.DictLoader({"page.html": PAGE})
    rows = [{"name": f"row {number}", "number": number} for number in range(15)]

    @app.get("/")
    def page():
        return framework.render_template("page.html", title="Rows", rows=rows)

    environ = import_module("werkzeug.test").create_environ("/")

    def serve():
        return b"".join(app.wsgi_app(dict(environ), lambda *start: None))

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
    assert again.count(b"<li") == 15
    return calls


def test_a_page_of_15_rows_takes_at_most_half_of_flasks_calls():
    assert count_calls("microflask") <= count_calls("flask") / 2
