"""Task 5: read a form with get(), and a field that did not come has a default.

Задача 5: читаем форму через get() со значением по умолчанию.
"""

from microflask import Flask, render_template, request

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)

DRINKS = {"tea": ("tea", "чай"), "coffee": ("coffee", "кофе"), "cocoa": ("cocoa", "какао")}


@app.get("/")
def index():
    """Show the form.

    Показываем форму.
    """
    return render_template("task_5.html", drinks=DRINKS)


@app.post("/")
def order():
    """Take whatever came. No client has to send what our form would send.

    Берём то, что пришло. Клиент не обязан отправлять всё, что есть в нашей форме.
    """
    # Without a second argument, get() returns None for what is missing.
    # Без второго аргумента get() вернёт None, если поля нет.
    drink = request.form.get("drink", "water")
    # With type=int, what is no number is replaced by the default, too.
    # С type=int значением по умолчанию заменяется и то, что не является числом.
    degrees = request.form.get("degrees", 60, type=int)
    # A box that is not ticked is not sent at all.
    # Неотмеченный флажок не отправляется вовсе.
    has_sugar = "sugar" in request.form
    got = [
        ('form.get("drink", "water")', drink),
        ('form.get("degrees", 60, type=int)', degrees),
        ('"sugar" in form', has_sugar),
    ]
    # Not all that comes is on the list, even if our form sends nothing else.
    # Прийти может и то, чего нет в списке, даже если наша форма такого не отправляет.
    drink_name = say(*DRINKS.get(drink, ("water", "вода")))
    answer = f"{drink_name}, {degrees} °C"
    return render_template("task_5.html", drinks=DRINKS, got=got, answer=answer)
