"""Exercise 7: a message that survives a redirect.

Complete a view and a template.

- ``POST /save`` takes a form with a field ``name``. It flashes ``Saved NAME.`` in the category
  ``success`` and redirects to ``/``.
- Where the field is missing or empty, it flashes ``A name is needed.`` in the category ``error``,
  and redirects as well.
- The template shows each message as ``<li class="CATEGORY">MESSAGE</li>``, and what a visitor typed
  cannot become HTML.
"""

import re

from check import expect, outcome_of, run

from microflask import Flask, flash, redirect, render_template_string, request

# Your part begins here.

TEMPLATE = """
<ul>
{% for category, message in get_flashed_messages(with_categories=true) %}
  <li class="{{ category }}">{{ message }}</li>
{% endfor %}
</ul>
"""


def save():
    """Answer POST /save."""
    name = request.form.get("name")
    if name:
        flash(f"Saved {name}.", "success")
    else:
        flash("A name is needed.", "error")
    return redirect("/")


# Your part ends here.


def make_client():
    app = Flask("sample")
    app.secret_key = "for this exercise"
    app.testing = True
    app.post("/save")(save)
    app.get("/")(lambda: render_template_string(TEMPLATE))
    return app.test_client()


def expect_message(form, line, hint):
    client = make_client()
    response = client.post("/save", data=form)
    expect(
        f"POST /save with {form}: status and Location",
        (response.status_code, response.headers.get("Location")),
        (302, "/"),
        HINT_FOR_400 if response.status_code == 400 else "Return redirect('/').",
    )
    expect(f"POST /save with {form}, then GET /", outcome_of(items, client), [line], hint)
    hint = "get_flashed_messages() takes the messages out of the session."
    expect("GET / once more", outcome_of(items, client), [], hint)


HINT_FOR_400 = "request.form['name'] is a 400 where the field is missing; request.form.get is not."


def items(client):
    """Return the list items of the page, each as one line."""
    page = client.get("/").text
    return re.findall(r"<li.*?</li>", re.sub(r"\s+", " ", page))


def check():
    expect_message(
        {"name": "Ada"},
        '<li class="success">Saved Ada.</li>',
        "flash(message, category), and get_flashed_messages(with_categories=true) in a for loop.",
    )
    expect_message({}, '<li class="error">A name is needed.</li>', "Ask for the name first.")
    expect_message({"name": ""}, '<li class="error">A name is needed.</li>', "Empty is no name.")
    expect_message(
        {"name": "<b>Bob</b>"},
        '<li class="success">Saved &lt;b&gt;Bob&lt;/b&gt;.</li>',
        "Jinja escapes by itself: do not switch that off by |safe or Markup.",
    )


if __name__ == "__main__":
    run(check)
