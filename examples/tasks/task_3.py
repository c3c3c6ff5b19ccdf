"""Task 3: see what GET and POST bring to the server, and where.

Задача 3: смотрим, что приходит на сервер с GET и с POST и где это искать.
"""

from microflask import Flask, render_template, request

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)


# A route answers GET, unless it names its methods.
# Маршрут отвечает на GET, если не указать другие методы.
@app.route("/")
def index():
    """Show both forms.

    Показываем обе формы.
    """
    return page()


@app.route("/search")
def search():
    """Answer a question: it came in the address, and asking it changes nothing.

    Отвечаем на вопрос: он пришёл в адресе и ничего на сервере не меняет.
    """
    words = request.args.get("words", "")
    return page(answer=say(f"You asked for: {words}", f"Вы спросили: {words}"))


@app.route("/letter", methods=["GET", "POST"])
def letter():
    """Show the form to GET, and take the letter from POST.

    На GET показываем форму, а из POST берём письмо.
    """
    if request.method == "GET":
        return page()
    # get_data() keeps the bytes of the body, so request.form can still take them apart.
    # get_data() сохраняет байты тела, поэтому request.form ещё сможет их разобрать.
    body = request.get_data(as_text=True)
    text = request.form.get("text", "")
    if not text.strip():
        return page(problem=say("The letter is empty.", "Письмо пустое."), body=body), 400
    return page(answer=say(f"The letter says: {text}", f"В письме написано: {text}"), body=body)


def page(**texts):
    """Show the forms, and the request as it came.

    Показываем формы и запрос таким, каким он пришёл.
    """
    query = request.query_string.decode("ascii", "replace")
    return render_template("task_3.html", query=query, **texts)
