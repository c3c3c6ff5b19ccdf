"""Task 4: replace the decorator route by get and post.

Задача 4: заменяем декоратор route на get и post.

Before, one function had to ask which method it was called by:
Раньше одна функция должна была проверять, каким методом её вызвали:

    @app.route("/", methods=["GET", "POST"])
    def order():
        if request.method == "POST":
            ...

Now each method has a function of its own, at the same address.
Теперь у каждого метода своя функция, а адрес у них общий.
"""

from microflask import Flask, render_template, request

from . import frame
from .bilingual import say

app = Flask(__name__)
frame.surround(app)


@app.get("/")  # route("/", methods=["GET"])
def index():
    """Show the form.

    Показываем форму.
    """
    return render_template("task_4.html", rules=rules())


@app.post("/")  # route("/", methods=["POST"])
def take_order():
    """Take the order.

    Принимаем заказ.
    """
    dish = request.form.get("dish", "").strip()
    if not dish:
        problem = say("Write what you would like to eat.", "Напишите, что вы хотите заказать.")
        return render_template("task_4.html", rules=rules(), problem=problem), 400
    answer = say(f"In the oven: {dish}", f"Уже готовим: {dish}")
    return render_template("task_4.html", rules=rules(), answer=answer)


# There are put, patch and delete, too. An HTML form sends GET and POST alone.
# Есть ещё put, patch и delete. HTML-форма отправляет только GET и POST.
@app.delete("/order")
def cancel():
    """Cancel the order: for programs, as a form cannot ask for it.

    Отменяем заказ. Это для программ: HTML-форма такой запрос не отправит.
    """
    return {"cancelled": True}


def rules():
    """Return what the app knows of its routes: address, methods, view.

    Возвращаем то, что приложение знает о своих маршрутах: адрес, методы, функция.
    """
    return [
        # HEAD comes with GET, and OPTIONS with everything.
        # HEAD добавляется к GET, а OPTIONS — ко всем маршрутам.
        (rule.rule, sorted(rule.methods - {"HEAD", "OPTIONS"}), rule.endpoint)
        for rule in app.url_map.iter_rules()
    ]
