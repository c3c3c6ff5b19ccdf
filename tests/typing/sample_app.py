"""A program with types, as its author would write it: type checkers find nothing wrong with it.

``assert_type`` stands where a type could have been lost on the way through a decorator, a
proxy or a helper; a checker reports it if it was. The views also run, so that what the types
promise is what the app does.
"""

# pyright: strict

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypedDict

import click
from click.testing import Result
from werkzeug.datastructures import FileStorage, Headers, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response as WerkzeugResponse

import microflask
from microflask import (
    Blueprint,
    Config,
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
    make_response,
    redirect,
    render_template_string,
    request,
    request_started,
    send_file,
    session,
    stream_template_string,
    stream_with_context,
    url_for,
)
from microflask.blueprints import BlueprintSetupState
from microflask.cli import AppGroup, with_appcontext
from microflask.ctx import AppContext, RequestContext
from microflask.json.provider import DefaultJSONProvider, JSONProvider
from microflask.routing import Map, Rule
from microflask.sansio.app import App
from microflask.sessions import SecureCookieSessionInterface, SessionMixin
from microflask.testing import FlaskClient, FlaskCliRunner
from microflask.typing import ResponseReturnValue, RouteCallable
from microflask.views import MethodView, View

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from typing_extensions import assert_type
else:

    def assert_type(value, expected):
        """Do what ``typing.assert_type`` does, which Python 3.10 does not have."""
        return value


# --- the app, and classes of its own -------------------------------------------------------------


class ShopRequest(Request):
    """A request that knows who sent it."""

    @property
    def customer(self) -> str:
        return self.headers.get("X-Customer", "nobody")


class ShopResponse(Response):
    default_mimetype = "text/plain"


class ShopJSON(DefaultJSONProvider):
    sort_keys = False

    @staticmethod
    def default(o: Any) -> Any:
        return o.hex() if isinstance(o, bytes) else DefaultJSONProvider.default(o)

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return super().dumps(obj, **kwargs)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return super().loads(s, **kwargs)


class ShopSessions(SecureCookieSessionInterface):
    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return bool(session) and super().should_set_cookie(app, session)


class Shop(Flask):
    """An app that takes some of a request's steps in its own way."""

    request_class = ShopRequest
    response_class = ShopResponse
    json_provider_class = ShopJSON
    session_interface = ShopSessions()

    def dispatch_request(self) -> ResponseReturnValue:
        return super().dispatch_request()

    def make_response(self, rv: ResponseReturnValue) -> Response:
        return super().make_response(rv)

    def process_response(self, response: Response) -> Response:
        response.headers["X-Shop"] = self.name
        return super().process_response(response)

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        return 60 if filename is None else super().get_send_file_max_age(filename)


app = Shop(__name__)
app.secret_key = b"no secret at all"
app.permanent_session_lifetime = timedelta(days=1)
app.config.from_mapping(TESTING=True)


def an_app_has_types() -> None:
    assert_type(app.name, str)
    assert_type(app.import_name, str)
    assert_type(app.root_path, str)
    assert_type(app.instance_path, str)
    assert_type(app.static_folder, "str | None")
    assert_type(app.debug, bool)
    assert_type(app.testing, bool)
    assert_type(app.secret_key, "str | bytes | None")
    assert_type(app.permanent_session_lifetime, timedelta)
    assert_type(app.logger, logging.Logger)
    assert_type(app.config, Config)
    assert_type(app.config["TESTING"], Any)
    assert_type(app.config.from_pyfile("shop.cfg", silent=True), bool)
    assert_type(app.config.get_namespace("SHOP_"), dict[str, Any])
    assert_type(app.json, JSONProvider)
    assert_type(app.json.dumps({}), str)
    assert_type(app.url_map, Map)
    assert_type(list(app.url_map.iter_rules()), list[Rule])
    assert_type(app.view_functions, dict[str, RouteCallable])
    assert_type(app.blueprints["cart"], Blueprint)
    assert_type(len(app.iter_blueprints()), int)
    assert_type(app.url_for("as_text"), str)
    assert_type(app.redirect("/"), Response)
    assert_type(app.make_response(("made", 201)), Response)
    assert_type(app.ensure_sync(as_text), Callable[..., Any])
    assert_type(app.open_resource("notes.txt"), IO[Any])


# --- what a view may return ----------------------------------------------------------------------


@app.route("/text")
def as_text() -> str:
    return "text"


@app.get("/bytes")
def as_bytes() -> bytes:
    return b"bytes"


@app.get("/bytearray")
def as_bytearray() -> bytearray:
    return bytearray(b"bytes")


@app.get("/dict")
def as_dict() -> dict[str, int]:
    return {"answer": 42}


class Product(TypedDict):
    name: str
    price: float


@app.get("/typed-dict")
def as_typed_dict() -> Product:
    return {"name": "pen", "price": 1.5}


@app.get("/list")
def as_list() -> list[Product]:
    return [{"name": "pen", "price": 1.5}]


@app.get("/generator")
def as_generator() -> Generator[str, None, None]:
    yield from ("a", "b")


@app.get("/iterator")
def as_iterator() -> Iterator[bytes]:
    return iter([b"a", b"b"])


@app.get("/generator-expression")
def as_generator_expression() -> Iterator[str]:
    return (letter for letter in "ab")


@app.get("/file")
def as_file() -> IO[bytes]:
    return io.BytesIO(b"a file")


@app.get("/response")
def as_response() -> Response:
    return Response("a response", status=HTTPStatus.CREATED, headers={"X-Made": "here"})


@app.get("/own-response")
def as_own_response() -> ShopResponse:
    return ShopResponse(["a ", "response"], mimetype="text/plain")


@app.get("/werkzeug-response")
def as_werkzeug_response() -> WerkzeugResponse:
    return WerkzeugResponse("Werkzeug's")


@app.get("/json-response")
def as_json_response() -> Response:
    return jsonify(answer=42)


@app.get("/status")
def with_status() -> tuple[str, int]:
    return "made", 201


@app.get("/status-name")
def with_status_name() -> tuple[str, HTTPStatus]:
    return "made", HTTPStatus.CREATED


@app.get("/status-text")
def with_status_text() -> tuple[str, str]:
    return "made", "201 Made by hand"


@app.get("/headers-dict")
def with_headers_dict() -> tuple[str, dict[str, str]]:
    return "made", {"X-Made": "here"}


@app.get("/headers-of-lists")
def with_headers_of_lists() -> tuple[str, dict[str, list[str]]]:
    return "made", {"X-Made": ["here", "there"]}


@app.get("/headers-list")
def with_headers_list() -> tuple[bytes, list[tuple[str, str]]]:
    return b"made", [("X-Made", "here"), ("X-Made", "there")]


@app.get("/headers-object")
def with_headers_object() -> tuple[list[int], Headers]:
    return [1, 2], Headers({"X-Made": "here"})


@app.get("/status-and-headers")
def with_status_and_headers() -> tuple[Product, int, dict[str, str]]:
    return {"name": "pen", "price": 1.5}, 201, {"X-Made": "here"}


@app.get("/status-text-and-headers")
def with_status_text_and_headers() -> tuple[Response, str, list[tuple[str, str]]]:
    return as_response(), "202 Later", [("X-Made", "here")]


def say_hello(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello from below"]


@app.get("/wsgi")
def as_wsgi_application() -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    return say_hello


@app.get("/http-exception")
def as_http_exception() -> HTTPException:
    return NotFound("not here")


@app.get("/http-exception-with-status")
def as_http_exception_with_status() -> tuple[HTTPException, int]:
    return NotFound("gone"), 410


@app.get("/other-app")
def as_other_app() -> Flask:
    other = Flask("other")
    other.add_url_rule("/other-app", view_func=as_text)
    return other


@app.get("/either/<word>")
@app.get("/either")
def as_either(word: str | None = None) -> ResponseReturnValue:
    if word is None:
        return "no word", 404
    return {"word": word}


@app.get("/async")
async def as_coroutine() -> str:
    return "waited"


@app.get("/async-tuple/<int:status>")
async def as_coroutine_of_a_tuple(status: int) -> tuple[Product, int]:
    return {"name": "pen", "price": 1.5}, status


# --- views keep their types, and what they use has types -----------------------------------------


@app.route("/users/<int:user_id>", methods=["GET", "POST"], defaults={"page": "home"})
def show_user(user_id: int, page: str = "home") -> str:
    return f"{user_id} {page}"


@app.put("/users/<int:user_id>")
@app.patch("/users/<int:user_id>")
@app.delete("/users/<int:user_id>")
@app.endpoint("change_user")
def change_user(user_id: int) -> tuple[str, int]:
    return "changed", user_id


async def views_keep_their_types() -> None:
    assert_type(show_user(7, page="work"), str)
    assert_type(change_user(7), tuple[str, int])
    assert_type(as_typed_dict()["price"], float)
    assert_type(as_generator(), Generator[str, None, None])
    assert_type(as_own_response(), ShopResponse)
    assert_type(await as_coroutine(), str)
    assert_type(await as_coroutine_of_a_tuple(status=201), tuple[Product, int])


@app.route("/read", methods=["GET", "POST"])
def read_the_request() -> Product:
    assert_type(request, Request)
    assert_type(request.method, str)
    assert_type(request.path, str)
    assert_type(request.url, str)
    assert_type(request.host, str)
    assert_type(request.endpoint, "str | None")
    assert_type(request.blueprint, "str | None")
    assert_type(request.blueprints, list[str])
    assert_type(request.url_rule, "Rule | None")
    assert_type(request.view_args, "dict[str, Any] | None")
    assert_type(request.remote_addr, "str | None")
    assert_type(request.referrer, "str | None")
    assert_type(request.is_secure, bool)
    assert_type(request.content_length, "int | None")
    assert_type(request.content_type, "str | None")
    assert_type(request.headers.get("X-Customer"), "str | None")
    assert_type(request.cookies.get("session"), "str | None")
    assert_type(request.accept_mimetypes.best_match(["text/html"]), "str | None")

    assert_type(request.args, MultiDict[str, str])
    assert_type(request.args.get("name"), "str | None")
    assert_type(request.args.get("name", "pen"), str)
    assert_type(request.args.get("page", type=int), "int | None")
    assert_type(request.args.get("page", 1, type=int), int)
    assert_type(request.args.getlist("tag"), list[str])
    assert_type(request.form, ImmutableMultiDict[str, str])
    assert_type(request.form.get("name"), "str | None")
    assert_type(request.files, ImmutableMultiDict[str, FileStorage])
    assert_type(request.files.getlist("photo"), list[FileStorage])
    assert_type(request.values.get("name"), "str | None")

    assert_type(request.get_data(), bytes)
    assert_type(request.get_data(as_text=True), str)
    assert_type(request.is_json, bool)
    assert_type(request.get_json(silent=True), "Any | None")
    return {"name": request.args.get("name", "pen"), "price": request.args.get("price", 0.0, float)}


@app.get("/proxies")
def use_the_proxies() -> str:
    assert_type(current_app, Flask)
    assert_type(current_app.name, str)
    assert_type(session, SessionMixin)
    assert_type(session.permanent, bool)
    assert_type(session.get("visits"), "Any | None")
    session["visits"] = session.get("visits", 0) + 1
    session.permanent = True

    g.started = 1.5
    assert_type(g.language, Any)
    assert_type(g.get("ended"), Any)
    assert_type(g.pop("started", 0.0), Any)
    assert_type("started" in g, bool)
    assert_type(list(g), list[str])
    return f"{session['visits']} visits"


def get_shop_request() -> ShopRequest:
    """Return the request as what it is in this app."""
    assert isinstance(request, ShopRequest)
    assert_type(request.customer, str)
    return request


def find_product(name: str | None) -> str:
    """Return a name that is there: ``abort`` does not come back."""
    if name is None:
        abort(404, description="no name")
    assert_type(name, str)
    if not name:
        abort(make_response("no name", 400))
    return name


@app.get("/helpers")
def use_the_helpers() -> Response:
    flash("saved", "info")
    assert_type(get_flashed_messages(), list[str])
    assert_type(get_flashed_messages(with_categories=True), list[tuple[str, str]])
    assert_type(get_flashed_messages(category_filter=["info"]), list[str])
    assert_type(url_for("show_user", user_id=7, _external=True), str)
    assert_type(redirect(url_for("as_text"), code=303), Response)
    assert_type(jsonify([1, 2]), Response)
    assert_type(json.dumps({"a": 1}), str)
    assert_type(json.loads("{}"), Any)
    assert_type(render_template_string("{{ name }}", name="pen"), str)
    assert_type(stream_template_string("{{ name }}", name="pen"), Iterator[str])

    response = make_response(render_template_string("{{ name }}", name="pen"), 201)
    assert_type(response, Response)
    assert_type(response.status, str)
    assert_type(response.status_code, int)
    assert_type(response.headers, Headers)
    assert_type(response.get_data(), bytes)
    assert_type(response.get_data(as_text=True), str)
    response.headers["X-Made"] = "here"
    response.set_cookie("seen", "yes", max_age=timedelta(days=1), httponly=True, samesite="Lax")
    response.content_length = None
    response.status_code = HTTPStatus.ACCEPTED
    return response


@app.get("/send-file")
def use_send_file() -> Response:
    assert_type(app.send_static_file("logo.png"), Response)
    return send_file(io.BytesIO(b"a,b"), mimetype="text/csv", download_name="table.csv")


@app.get("/send-path")
def use_send_path() -> Response:
    return send_file(Path(__file__), max_age=lambda name: None if name is None else 60)


# --- hooks ---------------------------------------------------------------------------------------


@app.before_request
def start_the_clock() -> None:
    g.started = 0.0


@app.before_request
def close_at_night() -> ResponseReturnValue | None:
    return ("closed", 503) if request.headers.get("X-Hour") == "3" else None


@app.before_request
async def wait_before() -> Response | None:
    return None


@app.after_request
def add_a_header(response: Response) -> Response:
    response.headers.add("X-After", "sync")
    return response


@app.after_request
async def add_another_header(response: ShopResponse) -> ShopResponse:
    response.headers.add("X-After", "async")
    return response


@app.teardown_request
def forget(error: BaseException | None) -> None:
    g.pop("started", None)


@app.teardown_appcontext
async def forget_later(error: BaseException | None) -> None:
    g.pop("ended", None)


@app.url_value_preprocessor
def note_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.language = values.pop("language", "en") if values else "en"


@app.url_defaults
def add_language(endpoint: str, values: dict[str, Any]) -> None:
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values.setdefault("language", "en")


@app.shell_context_processor
def add_to_the_shell() -> dict[str, Any]:
    return {"shop": app}


async def hooks_keep_their_types() -> None:
    assert_type(start_the_clock(), None)
    assert_type(close_at_night(), "ResponseReturnValue | None")
    assert_type(await wait_before(), "Response | None")
    assert_type(add_a_header(Response()), Response)
    assert_type(await add_another_header(ShopResponse()), ShopResponse)
    assert_type(forget(None), None)
    assert_type(await forget_later(ValueError()), None)
    assert_type(note_language("as_text", {}), None)
    assert_type(add_language("as_text", {}), None)
    assert_type(add_to_the_shell(), dict[str, Any])


@app.get("/after-this")
def look_after_this() -> str:
    @after_this_request
    def count(response: Response, by: int = 1) -> Response:
        response.headers["X-Count"] = str(by)
        return response

    assert_type(count(Response(), by=2), Response)
    return "counted"


def note_the_start(sender: Flask, **extra: Any) -> None:
    sender.logger.debug("A request starts.")


def listen() -> None:
    request_started.connect(note_the_start, app)


# --- errors --------------------------------------------------------------------------------------


class OutOfStock(Exception):
    """A product is gone."""

    product = "pen"


@app.errorhandler(404)
@app.errorhandler(HTTPStatus.GONE)
@app.errorhandler(NotFound)
def explain_missing(error: HTTPException) -> tuple[str, int]:
    return error.description or "missing", error.code or 404


@app.errorhandler(OutOfStock)
def explain_out_of_stock(error: OutOfStock) -> tuple[Product, int]:
    return {"name": error.product, "price": 0.0}, 409


@app.errorhandler(BadRequest)
async def explain_bad_request(error: BadRequest) -> Response:
    return make_response(error.get_description(), 400)


@app.errorhandler(Exception)
def explain_anything(error: Exception) -> ResponseReturnValue:
    return error if isinstance(error, HTTPException) else ("broken", 500)


app.register_error_handler(KeyError, lambda error: (str(error), 400))


@app.get("/out-of-stock")
def sell() -> str:
    raise OutOfStock


async def handlers_keep_their_types() -> None:
    assert_type(explain_missing(NotFound()), tuple[str, int])
    assert_type(explain_out_of_stock(OutOfStock()), tuple[Product, int])
    assert_type(await explain_bad_request(BadRequest()), Response)


# --- templates -----------------------------------------------------------------------------------


@app.context_processor
def add_to_templates() -> dict[str, Any]:
    return {"shop": "Pens & Co."}


@app.context_processor
def add_texts_to_templates() -> dict[str, str]:
    return {"slogan": "We sell pens."}


@app.template_filter("cents")
def to_cents(price: float) -> int:
    return round(price * 100)


@app.template_filter
def loudly(text: str) -> str:
    return text.upper()


assert_type(loudly("a"), str)


@app.template_filter()
def shout(text: str) -> str:
    return text.upper()


@app.template_test("cheap")
def is_cheap(price: float, limit: float = 5.0) -> bool:
    return price < limit


@app.template_global()
def sum_of(*prices: float) -> float:
    return sum(prices)


app.add_template_filter(len, "length_of")


@app.get("/template")
def use_templates() -> str:
    return render_template_string(
        "{{ shop }} {{ 1.5 | cents }} {{ 'a' | shout }} {{ 1 is cheap }} {{ sum_of(1, 2) }}"
    )


def template_functions_keep_their_types() -> None:
    assert_type(add_to_templates(), dict[str, Any])
    assert_type(add_texts_to_templates(), dict[str, str])
    assert_type(to_cents(1.5), int)
    assert_type(shout("pen"), str)
    assert_type(is_cheap(1.5, limit=2.0), bool)
    assert_type(sum_of(1.5, 2.5), float)


# --- commands ------------------------------------------------------------------------------------


@app.cli.command("restock")
@click.argument("product")
@click.option("--count", default=1)
def restock(product: str, count: int) -> None:
    click.echo(f"{count} {product} for {current_app.name}")


@app.cli.command(with_appcontext=False)
def count_products() -> None:
    click.echo("3")


stock = AppGroup("stock")
app.cli.add_command(stock)


@stock.command()
def show_stock() -> None:
    click.echo("3 pens")


@click.command()
@with_appcontext
def audit() -> None:
    click.echo(current_app.name)


@with_appcontext
def count_in(unit: str, at_least: int = 0) -> int:
    return at_least + len(unit)


def commands_have_types() -> None:
    assert_type(restock, click.Command)
    assert_type(show_stock, click.Command)
    assert_type(audit, click.Command)
    assert_type(count_in("kg", at_least=2), int)


# --- blueprints ----------------------------------------------------------------------------------

cart = Blueprint("cart", __name__, url_prefix="/cart")
wishes = Blueprint("wishes", __name__, url_prefix="/wishes")


@cart.route("/")
@cart.get("/<int:item>")
def show_cart(item: int = 0) -> list[int]:
    return [item]


@wishes.post("/")
async def add_wish() -> tuple[str, int]:
    return "added", 201


@cart.before_request
@cart.before_app_request
def open_the_cart() -> None:
    g.cart = [1, 2]


@cart.after_request
@cart.after_app_request
def stamp(response: Response) -> Response:
    return response


@cart.teardown_request
@cart.teardown_app_request
def close_the_cart(error: BaseException | None) -> None:
    g.pop("cart", None)


@cart.errorhandler(OutOfStock)
@cart.app_errorhandler(418)
def explain_in_cart(error: Exception) -> tuple[str, int]:
    return str(error), 418


@cart.context_processor
@cart.app_context_processor
def add_the_cart() -> dict[str, Any]:
    return {"cart": g.get("cart")}


@cart.url_value_preprocessor
@cart.app_url_value_preprocessor
def note_item(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.item = values and values.get("item")


@cart.url_defaults
@cart.app_url_defaults
def add_item(endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("from_cart", "yes")


@cart.app_template_filter("rounded")
def round_price(price: float, digits: int = 2) -> float:
    return round(price, digits)


@cart.app_template_test()
def is_empty(items: list[int]) -> bool:
    return not items


@cart.app_template_global("first")
def first_of(items: list[int]) -> int | None:
    return items[0] if items else None


@cart.cli.command("empty")
def empty_cart() -> None:
    click.echo("emptied")


@cart.record_once
def note_registration(state: BlueprintSetupState) -> None:
    assert_type(state.app, App)
    assert_type(state.blueprint, Blueprint)
    assert_type(state.url_prefix, "str | None")
    assert_type(state.url_defaults, dict[str, Any])
    state.add_url_rule("/recorded", "recorded", view_func=as_text)


cart.add_url_rule("/raw", view_func=as_bytes, methods=["GET"])
cart.register_blueprint(wishes)
app.register_blueprint(cart, url_prefix="/cart")


async def blueprints_keep_types() -> None:
    assert_type(cart.name, str)
    assert_type(cart.url_prefix, "str | None")
    assert_type(show_cart(item=3), list[int])
    assert_type(await add_wish(), tuple[str, int])
    assert_type(open_the_cart(), None)
    assert_type(stamp(Response()), Response)
    assert_type(close_the_cart(None), None)
    assert_type(explain_in_cart(OutOfStock()), tuple[str, int])
    assert_type(add_the_cart(), dict[str, Any])
    assert_type(note_item(None, None), None)
    assert_type(add_item("cart.show_cart", {}), None)
    assert_type(round_price(1.234, digits=1), float)
    assert_type(is_empty([]), bool)
    assert_type(first_of([1]), "int | None")
    assert_type(empty_cart, click.Command)


# --- views as classes ----------------------------------------------------------------------------


class ShowProduct(View):
    methods = ["GET"]

    def __init__(self, template: str) -> None:
        self.template = template

    def dispatch_request(self, name: str) -> str:
        return render_template_string(self.template, name=name)


class FetchProduct(View):
    async def dispatch_request(self, name: str) -> Product:
        return {"name": name, "price": 1.5}


class Orders(MethodView):
    init_every_request = False

    def get(self, order: int | None) -> list[int] | tuple[str, int]:
        return [order] if order is not None else ("none", 404)

    async def post(self, order: int | None) -> Response:
        return jsonify(order)


app.add_url_rule(
    "/class/<name>", view_func=ShowProduct.as_view("show_product", template="{{ name }}")
)
app.add_url_rule("/async-class/<name>", view_func=FetchProduct.as_view("fetch_product"))
order_view = Orders.as_view("orders")
app.add_url_rule("/orders", view_func=order_view, defaults={"order": None})
app.add_url_rule("/orders/<int:order>", view_func=order_view)


def class_based_views_have_types() -> None:
    assert_type(order_view, RouteCallable)
    assert_type(ShowProduct("{{ name }}").dispatch_request("pen"), str)


# --- streams and contexts ------------------------------------------------------------------------


@app.get("/stream")
def stream() -> Iterator[str]:
    @stream_with_context
    def rows(count: int) -> Iterator[str]:
        for number in range(count):
            yield f"{number} {request.path}\n"

    assert_type(rows(2), Iterator[str])
    return rows(count=2)


@app.get("/stream-bytes")
def stream_bytes() -> ResponseReturnValue:
    chunks = stream_with_context(chunk for chunk in [b"a", b"b"])
    assert_type(chunks, Iterator[bytes])
    return chunks, {"Content-Type": "text/plain"}


@app.get("/copied-context")
def copy_the_context() -> str:
    @copy_current_request_context
    def describe(times: int) -> str:
        return request.path * times

    assert_type(describe(times=1), str)
    return describe(1)


def contexts_have_types() -> None:
    with app.app_context() as context:
        assert_type(context, AppContext)
        assert_type(context.app, Flask)
    with app.test_request_context("/text", method="POST") as request_context:
        assert_type(request_context, RequestContext)
        assert_type(request_context.request, Request)
        assert_type(request_context.session, SessionMixin)


# --- tests ---------------------------------------------------------------------------------------


def tests_have_types() -> None:
    assert_type(app.test_client(), FlaskClient)
    with app.test_client() as client:
        assert_type(client, FlaskClient)
        response = client.post("/read", json={"name": "pen"}, query_string={"price": "2"})
        assert_type(response, TestResponse)
        assert_type(response.status_code, int)
        assert_type(response.text, str)
        assert_type(response.json, "Any | None")
        with client.session_transaction() as stored:
            assert_type(stored, SessionMixin)
    assert_type(app.test_cli_runner(), FlaskCliRunner)
    assert_type(app.test_cli_runner().invoke(restock, ["pen"]), Result)


# --- the package's own names ---------------------------------------------------------------------


def submodules_have_types() -> None:
    """What may be read from the package without importing the submodule."""
    assert_type(microflask.cli.AppGroup("stock"), AppGroup)
    assert_type(microflask.globals.request, Request)
    assert_type(microflask.json.dumps({}), str)
    assert_type(microflask.sessions.SecureCookieSessionInterface().pickle_based, bool)
    assert_type(microflask.templating.render_template("page.html"), str)
    assert_type(microflask.logging.has_level_handler(app.logger), bool)


def settings_of(environment: Mapping[str, str] = os.environ) -> Config:
    config = Config(Path(__file__).parent, {"DEBUG": False})
    config.from_mapping(environment)
    return config
