"""The course: a start page, and the ten tasks mounted below it, each an app of its own.

    microflask --app examples/tasks run

Курс: стартовая страница, а под ней десять задач, и каждая — отдельное приложение.
"""

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from microflask import Flask, render_template

from . import (
    frame,
    task_1,
    task_2,
    task_3,
    task_4,
    task_5,
    task_6,
    task_7,
    task_8,
    task_9,
    task_10,
)

TASKS = [task_1, task_2, task_3, task_4, task_5, task_6, task_7, task_8, task_9, task_10]

app = Flask(__name__)
frame.surround(app)


@app.get("/")
def index():
    """List the tasks.

    Показываем список задач.
    """
    return render_template("index.html")


# A WSGI application may hand requests on to others. The dispatcher moves "/task/4" from the
# front of the path to SCRIPT_NAME, and url_for() in task 4 puts it back before each address.
# WSGI-приложение может передавать запросы другим. Диспетчер переносит «/task/4» из начала пути
# в SCRIPT_NAME, а url_for() в задаче 4 снова ставит его перед каждым адресом.
app.wsgi_app = DispatcherMiddleware(
    app.wsgi_app,
    {f"/task/{number}": task.app for number, task in enumerate(TASKS, start=1)},
)
