"""Task 2: what a visitor types is a text, and never becomes a part of the page's HTML.

Задача 2: ввод посетителя остаётся текстом и никогда не становится частью HTML-кода страницы.
"""

from markupsafe import escape

from microflask import Flask, render_template, request, url_for

from . import frame
from .bilingual import language, say

app = Flask(__name__)
frame.surround(app)

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{style}">
<link rel="icon" href="data:,">
<title>{title}</title>
<main class="problem">
<h1>{title}</h1>
<p>{text}</p>
<p><a class="button" href="{back}">{label}</a></p>
</main>
</html>
"""


@app.route("/")
def index():
    """Show a name by a template: Jinja escapes it by itself.

    Показываем имя через шаблон: Jinja экранирует его автоматически.
    """
    name = typed_name()
    # Only to look at: how the HTML would be without escape(), and how it is with it.
    # Только для сравнения: каким HTML был бы без escape() и каким он будет с ним.
    without = f"<p>Hello, {name}!</p>"
    with_it = f"<p>Hello, {escape(name)}!</p>"
    return render_template("task_2.html", name=name, without=without, with_it=with_it)


@app.route("/by-hand")
def by_hand():
    """Write HTML without a template: then nobody escapes for us.

    Пишем HTML без шаблона: тогда экранировать приходится самим.
    """
    name = escape(typed_name())
    return PAGE.format(
        language=language(),
        style=url_for("static", filename="style.css"),
        title=say(f"Hello, {name}!", f"Здравствуйте, {name}!"),
        text=say("No template made this page.", "Эта страница собрана без шаблона."),
        back=url_for("index"),
        label=say("Back", "Назад"),
    )


def typed_name():
    """Return what was typed; before that, what nobody would like to run.

    Возвращаем введённое, а пока ничего не введено — то, что никто не хотел бы запустить.
    """
    return request.args.get("name", "<script>alert('бу!')</script>")
