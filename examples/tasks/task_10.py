"""Task 10: remember a visitor and a half-written letter in the session.

Задача 10: храним в сессии имя посетителя и недописанное письмо.
"""

import os
import secrets

from itsdangerous import URLSafeTimedSerializer

from microflask import Flask, redirect, render_template, request, session, url_for

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)

# Whoever knows the key can write any session. Make one of your own and put it into
# the environment; without it each start makes another, and the sessions of before end.
# Тот, кто знает ключ, может подделать любую сессию. Создайте свой и передайте его через
# переменную окружения; без него ключ создаётся при каждом запуске, и прежние сессии
# больше не действуют.
#     python -c "import secrets; print(secrets.token_hex())"
app.secret_key = os.environ.get("SECRET_KEY") or secrets.token_hex()
# A form on another site cannot use the session, to log you out for instance.
# Форма на чужом сайте не сможет воспользоваться сессией, например, чтобы выйти за вас.
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

# A session is a cookie, and browsers keep no more than 4 kB of one.
# Сессия хранится в cookie, а больше 4 КБ браузеры не сохраняют.
LONGEST_NAME = 40
LONGEST_LETTER = 300


@app.get("/")
def index():
    """Show what the session remembers.

    Показываем, что помнит сессия.
    """
    return page(draft=session.get("draft", ""))


# == Login and logout ==
# == Вход и выход ==
@app.post("/login")
def log_in():
    """Remember a name. A real login asks for a password, too.

    Запоминаем имя. При настоящем входе нужен ещё и пароль.
    """
    name = request.form.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        problem = say(
            f"A name has 1 to {LONGEST_NAME} characters.",
            f"В имени должно быть от 1 до {LONGEST_NAME} символов.",
        )
        return page(draft=session.get("draft", ""), problem=problem), 400
    session["name"] = name
    return redirect(url_for("index"), 303)


@app.post("/logout")
def log_out():
    """Forget everything: the next person at this computer should not find the draft.

    Забываем всё: тот, кто сядет за компьютер следующим, не должен найти черновик.
    """
    # A form on another site comes without the session. To clear it would send a cookie all the
    # same, and that would take the place of the one that is there.
    # Запрос от формы с чужого сайта приходит без сессии. Если всё равно её очистить, ответ
    # удалит настоящую cookie.
    if session:
        session.clear()
    return redirect(url_for("index"), 303)


# == The state of a form ==
# == Состояние формы ==
@app.post("/draft")
def keep_draft():
    """Keep what is written so far: it is still there when the page is loaded again.

    Сохраняем написанное: оно останется на месте, когда страницу загрузят снова.
    """
    # Browsers send two characters at the end of a line.
    # В конце строки браузеры отправляют два символа.
    letter = request.form.get("letter", "").replace("\r\n", "\n")
    if len(letter) > LONGEST_LETTER:
        problem = say(
            f"{len(letter)} characters are too many: {LONGEST_LETTER} fit.",
            f"Слишком длинно: символов {len(letter)}, а поместится {LONGEST_LETTER}.",
        )
        return page(draft=letter, problem=problem), 400
    session["draft"] = letter
    return redirect(url_for("index"), 303)


# == What the cookie says ==
# == Что записано в cookie ==
def read_without_key():
    """Return the cookie and what it says, as anybody can read it who holds it.

    Возвращаем cookie и её содержимое: прочитать его может каждый, у кого она есть.
    """
    cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")[:4096]
    # loads_unsafe() does not ask for a signature. The app does, and believes no other cookie.
    # loads_unsafe() не требует подписи. Приложение требует и cookie без верной подписи
    # не поверит.
    content = None
    # A dot at the front says that it is compressed. A few kilobytes of a stranger's could
    # fill the memory, so they are unpacked only after the app has checked the signature.
    # Точка в начале значит, что содержимое сжато. Несколько килобайт от незнакомца могут
    # заполнить всю память, поэтому распаковываем их, только если подпись верна.
    if session or not cookie.startswith("."):
        _, content = URLSafeTimedSerializer("not the key").loads_unsafe(cookie)
    return cookie, content


def page(**texts):
    """Show the page, and the session's cookie.

    Показываем страницу и cookie сессии.
    """
    cookie, content = read_without_key()
    return render_template(
        "task_10.html",
        cookie=cookie,
        content=content,
        longest_name=LONGEST_NAME,
        longest_letter=LONGEST_LETTER,
        **texts,
    )
