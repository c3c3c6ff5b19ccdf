"""Two languages: which of them a visitor reads, and how a page is said in it.

Not part of the lessons. A visitor chooses by an address, ``?lang=ru``; a cookie remembers it.
Who has not chosen gets what the browser asks for.

Два языка: какой из них читает посетитель и как на нём говорит страница. К урокам не относится.
Посетитель выбирает язык адресом ``?lang=ru``, выбор хранится в cookie. Кто ещё не выбирал,
видит тот язык, который запрашивает браузер.
"""

from urllib.parse import urlencode

from werkzeug.exceptions import HTTPException

from microflask import request

LANGUAGES = {"en": "English", "ru": "Русский"}
A_YEAR = 365 * 24 * 60 * 60


def language():
    """Return the language of the page that is being made: "en" or "ru".

    Возвращаем язык страницы: "en" или "ru".
    """
    for chosen in (request.args.get("lang"), request.cookies.get("lang")):
        if chosen in LANGUAGES:
            return chosen
    return request.accept_languages.best_match(list(LANGUAGES), "en")


def say(english, russian):
    """Return one of two texts that mean the same.

    Возвращаем один из двух текстов с одним и тем же смыслом.
    """
    return russian if language() == "ru" else english


def in_language(code):
    """Return the address of this page in another language.

    Возвращаем адрес этой же страницы на другом языке.
    """
    others = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    # A query alone leads to the same page.
    # Строка запроса без пути ведёт на ту же страницу.
    return "?" + urlencode([*others, ("lang", code)])


def sent_fields():
    """Return the fields that made this page by POST; None where a link leads here.

    The switch sends them again, as a reload would: a link would lose what was typed. That changes
    nothing twice, for what changes something answers with a redirect, and is no page.

    Возвращаем поля, в ответ на которые показана страница, а если сюда ведёт ссылка, то None.

    Переключатель отправит их ещё раз, как при обновлении страницы: по ссылке введённое пропало бы.
    Дважды ничего не изменится: что-то меняют только запросы, на которые отвечает перенаправление.
    """
    if request.method != "POST":
        return None
    try:
        return list(request.form.items(multi=True))
    except HTTPException:  # too long to be read · слишком длинно, не прочитать
        return None


def remember_language(response, path):
    """Say in which language the response is, and keep a choice in a cookie below *path*.

    Указываем язык ответа и сохраняем выбор в cookie для адресов внутри *path*.
    """
    response.headers["Content-Language"] = language()
    # A cache must not hand the Russian page to an English reader.
    # Кэш не должен отдать русскую страницу тому, кто читает по-английски.
    response.vary.update(["Accept-Language", "Cookie"])
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            "lang",
            request.args["lang"],
            max_age=A_YEAR,
            path=path,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response
