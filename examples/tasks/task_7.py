"""Task 7: redirect after a form, and to a login for a page that is not for everybody.

Задача 7: перенаправляем после отправки формы и на страницу входа, если страница не для всех.
"""

import os
import re
import secrets

from microflask import Flask, redirect, render_template, request, session, url_for

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)

# The key signs what the session holds.
# It never stands in the source, which others can read.
# Ключ подписывает содержимое сессии.
# В исходном коде его не пишут: код могут прочитать другие.
app.secret_key = os.environ.get("SECRET_KEY") or secrets.token_hex()
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

LONGEST = 60


# == After a form: POST, redirect, GET ==
# == После формы: POST, перенаправление, GET ==
@app.get("/")
def index():
    """Show the books, and a form for one more.

    Показываем книги и форму, чтобы добавить ещё одну.
    """
    return render_template("task_7.html", longest=LONGEST)


@app.post("/books")
def add_book():
    """Note a book, and redirect: to reload the next page sends nothing again.

    Записываем книгу и перенаправляем: при обновлении страницы форма не отправится повторно.
    """
    title = request.form.get("title", "").strip()
    if not 0 < len(title) <= LONGEST:
        problem = say(
            f"A title has 1 to {LONGEST} characters.",
            f"В названии должно быть от 1 до {LONGEST} символов.",
        )
        return render_template("task_7.html", longest=LONGEST, problem=problem), 400
    # The last five: a session is a cookie, and has no room for a library.
    # Последние пять: сессия хранится в cookie, и целая библиотека туда не поместится.
    session["books"] = [*session.get("books", []), title][-5:]
    # 303 says: it is done, now GET this page. In browsers, the usual 302 does the same.
    # 303 означает: готово, теперь запросите эту страницу методом GET. В браузерах
    # обычный 302 делает то же самое.
    return redirect(url_for("index"), 303)


# == To a login, and back ==
# == На страницу входа и обратно ==
@app.get("/rooms/<int:number>")
def room(number):
    """Show a room to whoever is logged in, and send others to the login.

    Показываем зал тому, кто вошёл, а остальных отправляем на страницу входа.
    """
    if "name" not in session:
        # The login has to know where the visitor wanted to go.
        # Страница входа должна знать, куда шёл посетитель.
        return redirect(url_for("login", next=url_for("room", number=number)))
    return render_template("task_7_room.html", number=number)


@app.get("/login")
def login():
    """Ask for a name.

    Спрашиваем имя.
    """
    return render_template("task_7_login.html", target=destination(), longest=LONGEST)


@app.post("/login")
def log_in():
    """Remember the name, and go on to where the visitor wanted to go.

    Запоминаем имя и отправляем посетителя туда, куда он шёл.
    """
    # A real login asks for a password, too.
    # При настоящем входе нужен ещё и пароль.
    name = request.form.get("name", "").strip()
    target = destination()
    if not 0 < len(name) <= LONGEST:
        problem = say(
            f"A name has 1 to {LONGEST} characters.",
            f"В имени должно быть от 1 до {LONGEST} символов.",
        )
        page = render_template("task_7_login.html", target=target, longest=LONGEST, problem=problem)
        return page, 400
    session["name"] = name
    return redirect(target, 303)


@app.post("/logout")
def log_out():
    """Forget the name.

    Забываем имя.
    """
    session.pop("name", None)
    return redirect(url_for("index"), 303)


def destination():
    """Return the address in ``next`` if it is one of ours, else that of the first page.

    Возвращаем адрес из ``next``, если он наш, а иначе — адрес первой страницы.
    """
    target = request.args.get("next", "")
    return target if is_ours(target) else url_for("index")


def is_ours(target):
    """Tell whether an address is a path of this app: anybody can write a ``next``.

    Проверяем, что адрес находится внутри приложения: ``next`` может вписать кто угодно.
    """
    # "//evil.example" is another site, and browsers read "\" as "/" and skip tabs.
    # «//evil.example» — это другой сайт. Символ «\» браузеры читают как «/», а табуляции
    # пропускают.
    suspicious = target.startswith("//") or re.search(r"[\\\x00-\x20\x7f]", target)
    return target.startswith(url_for("index")) and not suspicious


# == A chain ==
# == Цепочка ==
@app.get("/old-room")
def old_room():
    """Redirect to a page that may redirect again: browsers follow such a chain.

    Перенаправляем туда, откуда могут перенаправить дальше: браузер пройдёт всю цепочку.
    """
    return redirect(url_for("room", number=1))
