"""Two languages: which of them a visitor reads, and how a page is said in it.

Not part of the lessons. A visitor chooses by a link, ``?lang=ru``; a cookie remembers it. Who
has not chosen gets what the browser asks for.

Два языка: какой из них читает посетитель и как на нём говорит страница. К урокам не относится.
Посетитель выбирает язык ссылкой ``?lang=ru``, выбор хранится в cookie. Кто ещё не выбирал,
видит язык, о котором просит браузер.
"""

from urllib.parse import urlencode

from microflask import request, url_for

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
    """Return the link to this page in another language.

    Возвращаем ссылку на эту же страницу на другом языке.
    """
    others = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    query = urlencode([*others, ("lang", code)])
    # A query alone leads to the same page. The answer to a POST is no page to come back to.
    # Один запрос без пути ведёт на ту же страницу. К ответу на POST по ссылке не вернуться.
    return f"?{query}" if request.method != "POST" else f"{url_for('index')}?lang={code}"


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
