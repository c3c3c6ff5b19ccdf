"""Task 8: flash messages: said once, on the next page, in a category.

Задача 8: flash-сообщения показываются один раз, на следующей странице, с категорией.
"""

import os
import secrets

from microflask import Flask, flash, redirect, render_template, request, url_for

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)

# Messages wait in the session, which is a signed cookie, so there must be a key.
# It never stands in the source, which others can read.
# Сообщения ждут в сессии, а сессия — это подписанная cookie, поэтому нужен ключ.
# В исходном коде его не пишут: код могут прочитать другие.
app.secret_key = os.environ.get("SECRET_KEY") or secrets.token_hex()
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

MOST = 10


@app.get("/")
def index():
    """Show the messages that wait, and with that they are gone.

    Показываем сообщения, которые ждали, и после этого их больше нет.
    """
    return render_template("task_8.html", most=MOST)


@app.post("/")
def return_books():
    """Take books back, and tell how that went.

    Принимаем книги обратно и сообщаем, как всё прошло.
    """
    books = request.form.get("books", 0, type=int)
    if not 1 <= books <= MOST:
        # No redirect here: the message is on this page, and the form keeps what was typed.
        # Здесь нет перенаправления: сообщение будет на этой же странице, а введённое
        # останется в форме.
        flash(say(f"A number from 1 to {MOST}, please.", f"Введите число от 1 до {MOST}."), "error")
        return render_template("task_8.html", most=MOST), 400
    flash(say(f"Books returned: {books}", f"Возвращено книг: {books}"), "success")
    if books > 5:
        flash(say("The shelf is getting full.", "Полка почти заполнена."), "warning")
    # Without a category, it is "message".
    # Если категория не указана, это «message».
    flash(say("Come again!", "Приходите ещё!"))
    return redirect(url_for("index"), 303)
