"""Wrong uses that a type checker must report: each line that ends in ``# wrong``, and no other.

Nothing here runs. A line that no checker reports any more has lost its types on the way.
"""

# ruff: noqa: B018 (an expression that is a wrong use is of some use here)

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import microflask.globals
from microflask import (
    Blueprint,
    Flask,
    Request,
    Response,
    abort,
    after_this_request,
    copy_current_request_context,
    current_app,
    flash,
    g,
    get_flashed_messages,
    json,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    send_from_directory,
    session,
    stream_with_context,
    url_for,
)
from microflask.cli import with_appcontext
from microflask.globals import no_such_proxy as no_such_proxy  # wrong
from microflask.views import MethodView, View

app = Flask(__name__)
blueprint = Blueprint("blueprint", __name__)


# --- what no view may return ---------------------------------------------------------------------


@app.route("/nothing")  # wrong
def as_nothing() -> None:
    return None


@app.get("/maybe")  # wrong
def as_maybe_nothing() -> str | None:
    return request.args.get("name")


@app.get("/number")  # wrong
def as_number() -> int:
    return 42


@app.post("/set")  # wrong
def as_set() -> set[str]:
    return {"a", "b"}


@app.put("/range")  # wrong
def as_iterable_that_is_no_iterator() -> range:
    return range(3)


@app.patch("/numbers")  # wrong
def as_iterator_of_numbers() -> Iterator[int]:
    return iter([1, 2])


@app.delete("/four")  # wrong
def as_tuple_of_four() -> tuple[str, int, dict[str, str], str]:
    return "a", 200, {}, "b"


@app.route("/backwards")  # wrong
def as_status_and_body() -> tuple[int, str]:
    return 200, "a"


@app.route("/float-status")  # wrong
def with_a_status_that_is_none() -> tuple[str, float]:
    return "a", 200.0


@app.route("/headers")  # wrong
def with_headers_that_are_no_texts() -> tuple[str, int, dict[str, int]]:
    return "a", 200, {"X-Count": 1}


@app.get("/headers-before-status")  # wrong
def with_headers_before_the_status() -> tuple[str, dict[str, str], int]:
    return "a", {}, 200


@app.get("/async-nothing")  # wrong
async def as_coroutine_of_nothing() -> None:
    return None


@app.get("/async-generator")  # wrong
async def as_async_generator() -> AsyncIterator[str]:
    yield "a"


@blueprint.get("/number")  # wrong
def as_number_of_a_blueprint() -> int:
    return 42


def with_a_number(*args: Any) -> int:
    return len(args)


app.add_url_rule("/rule", view_func=with_a_number)  # wrong
blueprint.add_url_rule("/rule", view_func=with_a_number)  # wrong
app.add_url_rule("/class", view_func=View)  # wrong
app.view_functions["number"] = with_a_number  # wrong


# --- decorated functions are still what they were ------------------------------------------------


@app.route("/users/<int:user_id>")
def show_user(user_id: int) -> str:
    return str(user_id)


@blueprint.errorhandler(KeyError)
def explain(error: KeyError) -> tuple[str, int]:
    return str(error), 400


@app.template_filter()
def cents(price: float) -> int:
    return round(price * 100)


@app.before_request
def count() -> None:
    g.count = g.get("count", 0) + 1


@with_appcontext
def count_in(unit: str) -> int:
    return len(unit)


show_user("seven")  # wrong
show_user()  # wrong
show_user(7) + 1  # wrong
explain(ValueError())  # wrong
explain(KeyError()).upper()  # wrong
cents("1.50")  # wrong
cents(1.5).upper()  # wrong
count(7)  # wrong
count_in(7)  # wrong


# --- hooks ---------------------------------------------------------------------------------------


@app.before_request  # wrong
def before_with_a_parameter(response: Response) -> None: ...


@app.before_request  # wrong
def before_that_answers_with_a_number() -> int:
    return 200


@blueprint.before_app_request  # wrong
async def async_before_that_answers_with_a_number() -> int:
    return 200


@app.after_request  # wrong
def after_without_a_response(response: Response) -> None: ...


@app.after_request  # wrong
def after_without_a_parameter() -> Response:
    return Response()


@blueprint.after_request  # wrong
def after_with_a_text(response: Response) -> str:
    return response.get_data(as_text=True)


@blueprint.after_app_request  # wrong
async def async_after_without_a_response(response: Response) -> None: ...


@app.teardown_request  # wrong
def teardown_without_a_parameter() -> None: ...


@app.teardown_appcontext  # wrong
def teardown_of_some_errors_only(error: Exception | None) -> None: ...


@blueprint.teardown_request  # wrong
def teardown_that_expects_an_error(error: BaseException) -> None: ...


@app.url_value_preprocessor  # wrong
def preprocess_one_thing(values: dict[str, Any]) -> None: ...


@app.url_defaults  # wrong
def add_defaults_to_numbers(endpoint: int, values: dict[str, Any]) -> None: ...


@app.shell_context_processor  # wrong
def add_nothing_to_the_shell() -> None: ...


def leave_the_response_out(response: Response) -> None: ...


after_this_request(leave_the_response_out)  # wrong


# --- errors --------------------------------------------------------------------------------------


@app.errorhandler(404)  # wrong
def explain_without_the_error() -> str:
    return "missing"


@app.errorhandler(500)  # wrong
def explain_with_nothing(error: Exception) -> None: ...


@app.errorhandler("404")  # wrong
def explain_a_text(error: Exception) -> str:
    return "missing"


@blueprint.app_errorhandler(BaseException)  # wrong
def explain_what_is_no_exception(error: BaseException) -> str:
    return "interrupted"


app.register_error_handler(404, "missing")  # wrong


# --- templates -----------------------------------------------------------------------------------


@app.context_processor  # wrong
def add_nothing() -> None: ...


@blueprint.app_context_processor  # wrong
def add_a_list() -> list[str]:
    return ["a"]


app.add_template_filter("upper")  # wrong
render_template(404)  # wrong


# --- what a view works with ----------------------------------------------------------------------

request.no_such_attribute  # wrong
session.no_such_attribute  # wrong
current_app.no_such_attribute  # wrong
microflask.no_such_attribute  # wrong
request.args["page"] + 1  # wrong
request.args.get("page", type=int) + 1  # wrong
request.args.get("name").upper()  # wrong
request.form.get("name").upper()  # wrong
request.files["photo"] + 1  # wrong
request.headers["X-Name"] + 1  # wrong
request.cookies.get("seen").upper()  # wrong
request.referrer.upper()  # wrong
request.get_data() + "more"  # wrong
request.get_data(as_text=True) + b"more"  # wrong
request.get_json(silent=True)["name"]  # wrong
request.endpoint.upper()  # wrong
request.view_args["name"]  # wrong
session.permanent = "yes"  # wrong
current_app.name + 1  # wrong
current_app.config = {"TESTING": True}  # wrong
app.test_client().get("/").json["name"]  # wrong
app.test_client().get("/").no_such_attribute  # wrong


# --- helpers -------------------------------------------------------------------------------------


def abort_with_a_text() -> None:
    abort("404")  # wrong


def abort_with_nothing() -> None:
    abort()  # wrong


redirect(None)  # wrong
redirect(request.referrer)  # wrong
redirect("/", code="303")  # wrong
redirect("/", Response=Request)  # wrong
url_for(show_user)  # wrong
url_for("show_user", 7)  # wrong
url_for("show_user", _anchor=7)  # wrong
url_for("show_user") + 1  # wrong
flash(7)  # wrong
get_flashed_messages(with_categories=True)[0].upper()  # wrong
get_flashed_messages()[0].get()  # wrong
json.dumps({}) + 1  # wrong
json.dumps()  # wrong
jsonify({}).upper()  # wrong
send_file(7)  # wrong
send_from_directory("folder")  # wrong
Response(7)  # wrong
Response("a", status=200.0)  # wrong
Response("a").set_cookie("seen", 7)  # wrong
Response("a").status_code = "200"  # wrong


# --- streams and contexts ------------------------------------------------------------------------


@stream_with_context
def rows(count: int) -> Iterator[str]:
    yield from ("a" * count)


@copy_current_request_context
def describe(times: int) -> str:
    return request.path * times


rows("two")  # wrong
next(rows(2)) + 1  # wrong
describe("two")  # wrong
describe(2) + 1  # wrong
stream_with_context("text")  # wrong
stream_with_context(show_user)  # wrong
app.test_request_context().request.no_such_attribute  # wrong


# --- apps, blueprints and classes ----------------------------------------------------------------

Flask()  # wrong
Flask(__name__, static_folders="static")  # wrong
Blueprint("nameless")  # wrong
Blueprint("numbered", __name__, url_prefix=7)  # wrong
app.register_blueprint(app)  # wrong
app.register_blueprint("blueprint")  # wrong
app.run(port="5000")  # wrong
app.session_interface = {}  # wrong
app.cli.command("count")(7)  # wrong
MethodView.as_view()  # wrong
View.as_view(show_user)  # wrong


class WrongApp(Flask):
    request_class = Response  # wrong
    response_class = Request  # wrong


class WrongView(View):
    def dispatch_request(self) -> int:  # wrong
        return 42
