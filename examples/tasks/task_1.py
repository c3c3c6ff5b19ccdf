"""Task 1: let url_for() write every address, and call no view "static".

Задача 1: все адреса строит url_for(), а view-функцию нельзя называть static.
"""

from microflask import Flask, render_template, request, url_for

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)


@app.route("/")
def index():
    """List addresses, and say how each was asked for.

    Показываем адреса и то, как мы их получили.
    """
    return page()


@app.route("/books/<int:number>")
def book(number):
    """Receive a number from the path.

    Получаем число из пути.
    """
    return page(say(f"Book number {number}", f"Книга номер {number}"))


@app.route("/authors/<name>")
def author(name):
    """Receive a text from the path: what was quoted there comes here as it was meant.

    Получаем текст из пути: сюда он приходит уже декодированным.
    """
    return page(say(f"Books by {name}", f"Автор книг: {name}"))


@app.route("/search")
def search():
    """Receive the query: what comes after the question mark.

    Получаем строку запроса: то, что идёт после вопросительного знака.
    """
    words = request.args.get("q", "")
    return page(say(f"You search for: {words}", f"Вы ищете: {words}"))


def links():
    """Ask for addresses by the names of views, never by the addresses.

    Получаем адреса по именам view-функций, а не пишем их вручную.
    """
    return [
        (say("A view", "View-функция"), url_for("index")),
        # A name that the rule has goes into the path ...
        # Имя, которое есть в правиле, попадает в путь ...
        (say("A number in the path", "Число в пути"), url_for("book", number=7)),
        (say("A text in the path", "Текст в пути"), url_for("author", name="Лев Толстой")),
        # ... and every other name into the query.
        # ... а любое другое имя попадает в строку запроса.
        (say("In the query", "В строке запроса"), url_for("search", q="чай & мёд")),
        (say("A static file", "Статический файл"), url_for("static", filename="style.css")),
        (say("With an anchor", "С якорем"), url_for("index", _anchor="static")),
        (say("With the host", "С именем хоста"), url_for("index", _external=True)),
    ]


def name_a_view_static():
    """Call a view static, in an app that nobody uses, and return the error.

    В отдельном приложении называем view-функцию static и возвращаем ошибку.
    """
    other = Flask("other")
    try:

        @other.route("/news")
        def static():
            return "News"

    except AssertionError as error:
        # What follows in the message is where the two functions stand.
        # Дальше в сообщении сказано, где находятся обе функции.
        return str(error).partition(" is '")[0]


# The endpoint "static" is taken: it serves the folder static/. Best give the function
# another name. If it must be called static, give its rule another endpoint.
# Endpoint «static» занят: он раздаёт файлы из папки static/. Лучше дать функции другое имя.
# Если она должна называться именно static, укажите для правила другой endpoint.
@app.route("/news", endpoint="news")
def static():
    """Be called static without being in the way of the files.

    Называемся static и не мешаем раздавать файлы.
    """
    return page(say("The news: this works.", "Новости: так всё работает."))


def page(arrived=""):
    """Show the page, and what arrived at a view.

    Показываем страницу и то, что пришло во view-функцию.
    """
    return render_template(
        "task_1.html", links=links(), arrived=arrived, error=name_a_view_static()
    )
