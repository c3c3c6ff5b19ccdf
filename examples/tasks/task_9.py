"""Task 9: set a cookie, read it, and remove it.

Задача 9: устанавливаем cookie, читаем её и удаляем.
"""

import re

from microflask import Flask, redirect, render_template, request, url_for

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)

LONGEST = 40
# No cookie can hold a control character. Nobody types one in a browser, but programs can
# send them.
# Управляющих символов в cookie быть не может. В браузере их не набрать, но программа
# может их прислать.
NAME = re.compile(rf"[^\x00-\x1f\x7f]{{1,{LONGEST}}}")
AN_HOUR = 60 * 60


@app.get("/")
def index():
    """Read the cookie: get() again, as the browser may have none.

    Читаем cookie: снова через get(), ведь у браузера её может не быть.
    """
    # A visitor can write anything into a cookie: never believe what it says.
    # Посетитель может записать в cookie что угодно: не верьте ей на слово.
    name = request.cookies.get("name", "")[:LONGEST]
    return render_template("task_9.html", name=name, longest=LONGEST)


@app.post("/")
def set_cookie():
    """Set the cookie: it travels with the response, so make that first.

    Устанавливаем cookie: она отправляется с ответом, поэтому сначала создаём ответ.
    """
    name = request.form.get("name", "").strip()
    if not NAME.fullmatch(name):
        problem = say(
            f"A name has 1 to {LONGEST} characters.",
            f"В имени должно быть от 1 до {LONGEST} символов.",
        )
        return render_template("task_9.html", longest=LONGEST, problem=problem), 400
    response = redirect(url_for("index"), 303)
    response.set_cookie("name", name, max_age=AN_HOUR, **attributes())
    return response


@app.post("/remove")
def remove_cookie():
    """Remove the cookie: the same name and the same path, and a date in the past.

    Удаляем cookie: то же имя, тот же путь и дата в прошлом.
    """
    response = redirect(url_for("index"), 303)
    response.delete_cookie("name", **attributes())
    return response


def attributes():
    """Return the attributes that say who gets the cookie, and who does not.

    Возвращаем атрибуты: кому cookie отправляется, а кому нет.
    """
    return {
        # This app alone, also where it is one of several on a site.
        # Только этому приложению, даже если их на сайте несколько.
        "path": request.script_root or "/",
        # Forms on other sites send their requests without it.
        # Формы с других сайтов отправят запрос без неё.
        "samesite": "Lax",
        # No script on the page can read it.
        # Скрипты на странице её не прочитают.
        "httponly": True,
        # Over HTTPS, it never travels without encryption.
        # Если сайт на HTTPS, без шифрования она не передаётся.
        "secure": request.is_secure,
    }
