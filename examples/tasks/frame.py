"""What surrounds every task: its layout, its error pages, its cookies, its source on the page.

Not part of the lessons: a first reading may leave it out.

Всё, что вокруг каждой задачи: макет, страницы ошибок, cookie и исходный код на странице.
К урокам не относится: при первом чтении файл можно пропустить.
"""

import keyword
import re
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from microflask import current_app, render_template, request, url_for
from microflask.sessions import SecureCookieSessionInterface

from .bilingual import LANGUAGES, in_language, language, remember_language, say, sent_fields
from .contents import CONTENTS

HERE = Path(__file__).parent

EXPLANATIONS = {
    400: (
        "Something that this page needs is missing from the request, or cannot be read.",
        "В запросе нет того, что нужно этой странице, или запрос не удалось разобрать.",
    ),
    404: (
        "There is no page at this address. Look for a letter or a slash too many.",
        "По этому адресу страницы нет. Проверьте, нет ли в нём лишней буквы или косой черты.",
    ),
    405: (
        "The address is right, but it does not answer this method. It answers: {methods}.",
        "Адрес верный, но этот метод он не принимает. Принимает он {methods}.",
    ),
    413: (
        "This is more than the app is willing to read. Send less.",
        "Запрос больше, чем приложение готово принять. Отправьте поменьше.",
    ),
    500: (
        "The mistake is in the app, not in what you sent. The log of the server says more.",
        "Ошибка в приложении, а не в том, что вы отправили. Подробности — в журнале сервера.",
    ),
}

TOKENS = re.compile(
    r'''(?P<comment>\#.*)
      | (?P<string>f?"""[\s\S]*?"""|f?"[^"\n]*"|'[^'\n]*')
      | (?P<decorator>^@[\w.]+)
      | (?P<keyword>\b(?:'''
    + "|".join(keyword.kwlist)
    + r""")\b)
      | (?P<name>(?<=def\ )\w+)""",
    re.MULTILINE | re.VERBOSE,
)
TEMPLATE_TOKENS = re.compile(r"(?P<comment>\{#[\s\S]*?#\})|(?P<keyword>\{[{%][\s\S]*?[%}]\})")


class MountedSessions(SecureCookieSessionInterface):
    """Sessions whose cookie is sent to its own app alone, wherever that is mounted.

    Сессии, чья cookie отправляется только своему приложению, где бы оно ни было подключено.
    """

    def get_cookie_path(self, app):
        """Return "/task/10" where the app is mounted there, and "/" where it runs alone.

        Возвращаем "/task/10", если приложение подключено там, и "/", если оно запущено отдельно.
        """
        return request.script_root or "/"


def surround(app):
    """Give an app of the course everything that is not its lesson.

    Добавляем к приложению курса всё, что не относится к его уроку.
    """
    # Cookies do not know ports: another app on this machine may have a "session", too.
    # Cookie не различают порты: «session» может быть и у другого приложения на этой машине.
    app.config["SESSION_COOKIE_NAME"] = app.import_name.rpartition(".")[2]
    app.session_interface = MountedSessions()
    # No form of the course needs more than a few lines.
    # Ни одной форме курса не нужно больше нескольких строк.
    app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
    app.context_processor(template_names)
    app.after_request(finish_page)
    app.register_error_handler(HTTPException, show_error)


def template_names():
    """Return what every template can use.

    Возвращаем то, что доступно каждому шаблону.
    """
    return {
        "say": say,
        "language": language(),
        "languages": LANGUAGES,
        "in_language": in_language,
        "sent": sent_fields(),
        "contents": CONTENTS,
        "task": this_task(),
        "course": course_address(),
        "python_source": python_source,
        "template_source": template_source,
    }


def this_task():
    """Return the entry of this app in the contents; None for the start page's.

    Возвращаем запись этого приложения в содержании, а для стартовой страницы — None.
    """
    name = current_app.import_name.rpartition(".")[2]
    return next((task for task in CONTENTS if task.name == name), None)


def course_address():
    """Return the address of the start page; "" in a task that runs alone.

    Возвращаем адрес стартовой страницы, а если задача запущена отдельно — "".
    """
    here, task = url_for("index"), this_task()
    if task is None:
        return here
    mount = f"/task/{task.number}/"
    return here[: 1 - len(mount)] if here.endswith(mount) else ""


def finish_page(response):
    """Let a page tell its language; files have none.

    Указываем язык страницы; у файлов языка нет.
    """
    if request.endpoint == "static":
        return response
    return remember_language(response, path=course_address() or url_for("index"))


def show_error(error):
    """Show an error as a page of ours, with its status and headers.

    Показываем ошибку как свою страницу, с её кодом и заголовками.
    """
    response = error.get_response()
    methods = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    texts = EXPLANATIONS.get(error.code)
    explanation = say(*texts).format(methods=methods) if texts else error.description
    response.data = render_template("error.html", error=error, explanation=explanation)
    return response


@cache
def python_source(name):
    """Return the source of a module, for showing.

    Возвращаем исходный код модуля, чтобы показать его.
    """
    return highlight((HERE / f"{name}.py").read_text(encoding="utf-8").strip(), TOKENS)


@cache
def template_source(name):
    """Return the source of a template, for showing.

    Возвращаем исходный код шаблона, чтобы показать его.
    """
    source = (HERE / "templates" / name).read_text(encoding="utf-8").strip()
    return highlight(source, TEMPLATE_TOKENS)


def highlight(source, tokens):
    """Escape a source, and put each token in a span whose class is its kind.

    Экранируем код и оборачиваем каждую лексему в span, класс которого указывает её вид.
    """
    pieces, end = [], 0
    for token in tokens.finditer(source):
        span = Markup('<span class="{}">{}</span>').format(token.lastgroup, token[0])
        pieces += [escape(source[end : token.start()]), span]
        end = token.end()
    return Markup("").join([*pieces, escape(source[end:])])
