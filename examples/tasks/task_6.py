"""Task 6: ask a form for a key with [...], and meet the KeyError.

Задача 6: читаем поле формы через [...] и встречаемся с KeyError.
"""

from microflask import Flask, render_template, request

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)

SIZES = {"small": ("small", "маленькая"), "large": ("large", "большая")}


@app.get("/")
def index():
    """Show the form.

    Показываем форму.
    """
    return page()


@app.post("/careful")
def careful():
    """Catch the error, and say in our own words what is missing.

    Перехватываем исключение и своими словами говорим, чего не хватает.
    """
    try:
        name = request.form["name"]
        size = request.form["size"]
    except KeyError as error:
        # The error says which key it was. Our answer is a 400 as well, but a friendly
        # one: what was typed is still in the form.
        # В исключении сказано, какого ключа нет. Мы тоже отвечаем 400, но вежливо:
        # введённое остаётся в форме.
        field = error.args[0]
        return page(problem=say(f"Missing: {field}", f"Не хватает поля: {field}")), 400
    return page(answer=taken(name, size))


@app.post("/strict")
def strict():
    """Catch nothing: the error becomes a 400 by itself, and never a 500.

    Ничего не перехватываем: исключение само станет ответом 400, а не 500.
    """
    # It is a BadRequestKeyError: a KeyError for us, a "400 Bad Request" for the client.
    # Это BadRequestKeyError: для нас — KeyError, для клиента — «400 Bad Request».
    name = request.form["name"]
    size = request.form["size"]
    return page(answer=taken(name, size))


def taken(name, size):
    """Say what was ordered. A field that was left empty did come, as "": that is no KeyError.

    Сообщаем, что заказано. Незаполненное поле тоже пришло, как "": это не KeyError.
    """
    name = name.strip() or say("Guest", "Гость")
    # Not all that comes is on the list.
    # Прийти может и то, чего нет в списке.
    size = say(*SIZES.get(size, (size, size)))
    return say(f"{name}, your pizza: {size}", f"{name}, ваша пицца: {size}")


def page(**texts):
    """Show the form with what was typed, and a text.

    Показываем форму с тем, что было введено, и текст.
    """
    return render_template("task_6.html", sizes=SIZES, **texts)
