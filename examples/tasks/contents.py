"""The contents of the course: what the start page and the pages around a task say of each.

Содержание курса: что сказано о каждой задаче на стартовой странице и в соседних задачах.
"""

from typing import NamedTuple


class Task(NamedTuple):
    """One task. Each text is a pair: English, Russian.

    Одна задача. Каждый текст записан парой: по-английски и по-русски.
    """

    number: int
    title: tuple[str, str]
    summary: tuple[str, str]

    @property
    def name(self):
        """The name of its module: "task_4".

        Имя её модуля: "task_4".
        """
        return f"task_{self.number}"


CONTENTS = [
    Task(
        1,
        ("Building URLs", "Генерация URL"),
        (
            "url_for() writes every address. And why no view is called static.",
            "Все адреса строит url_for(). И почему view-функцию нельзя назвать static.",
        ),
    ),
    Task(
        2,
        ("Escaping", "Экранирование"),
        (
            "What a visitor types is shown as text, <script> included.",
            "Ввод посетителя показываем как текст, даже если это <script>.",
        ),
    ),
    Task(
        3,
        ("GET and POST", "GET и POST"),
        (
            "GET asks, POST sends. One has a query, the other has a body.",
            "GET запрашивает, POST отправляет: один — в строке запроса, другой — в теле.",
        ),
    ),
    Task(
        4,
        ("get and post", "get и post"),
        (
            "Two decorators in place of route(methods=...).",
            "Два декоратора вместо route(methods=...).",
        ),
    ),
    Task(
        5,
        ("request.form.get", "request.form.get"),
        (
            "A field that did not come is no error.",
            "Если поле не пришло, это ещё не ошибка.",
        ),
    ),
    Task(
        6,
        ("try and KeyError", "try и KeyError"),
        (
            "The other way: catch the error, or let it become a 400.",
            "Другой способ: перехватить исключение или оставить ответ 400.",
        ),
    ),
    Task(
        7,
        ("Redirects", "Перенаправления"),
        (
            "After a form, and to a login and back again.",
            "После отправки формы, на страницу входа и обратно.",
        ),
    ),
    Task(
        8,
        ("Flash messages", "Flash-сообщения"),
        (
            "Said once, on the next page, in a category.",
            "Показываются один раз, на следующей странице, по категориям.",
        ),
    ),
    Task(
        9,
        ("Cookies", "Файлы cookie"),
        (
            "A short text that the browser keeps: set, read, removed.",
            "Короткий текст, который хранит браузер: установить, прочитать, удалить.",
        ),
    ),
    Task(
        10,
        ("Sessions", "Сессии"),
        (
            "Log in and out, keep a draft, and read what the cookie says.",
            "Вход и выход, черновик, который не пропадёт, и что видно в самой cookie.",
        ),
    ),
]
