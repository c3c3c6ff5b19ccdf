"""The scenarios in wheezy.web."""

from __future__ import annotations

from wheezy.http import HTTPCookie, HTTPResponse, WSGIApplication, accept_method, json_response
from wheezy.http.response import unauthorized
from wheezy.routing import url
from wheezy.web.middleware import bootstrap_defaults, path_routing_middleware_factory

#: Its error pages are empty, and it tries 10,000 routes one after the other.
ABSENT = {"not-found", "abort", "int-10000"}


def make_response(text):
    response = HTTPResponse()
    response.write(text)
    return response


@accept_method("GET")
def hello(request):
    return make_response("Hello")


@accept_method("GET")
def user(request):
    return make_response(f"user {int(request.environ['route_args'].id)}")


@accept_method("GET")
def section(request):
    return make_response(f"section {int(request.environ['route_args'].id)}")


@accept_method(("GET", "POST"))
def order(request):
    if request.method == "POST":
        order = request.form
        return make_response(f"{order['item']} in {order['colours'][0]}")
    return json_response({"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True})


@accept_method("GET")
def search(request):
    page = int(request.get_param("page") or 1)
    return make_response(f"{request.get_param('q')}, page {page}")


@accept_method("POST")
def contact(request):
    form = request.form
    return make_response(f"{form['name'][0]} wrote {len(form['message'][0])} characters")


@accept_method("POST")
def upload(request):
    content = request.files["file"][0].file.read()
    return make_response(f"{request.form['title'][0]}: {len(content)}")


@accept_method("GET")
def visit(request):
    response = make_response("Welcome")
    response.status_code = 201
    response.headers.append(("X-Visit", "7"))
    response.cookies.append(HTTPCookie("visited", "yes", httponly=True, options=request.options))
    return response


def basic(further_routes=0):
    # Routes that are never asked for, before those that are.
    sections = {f"section{number}/{{id:int}}": section for number in range(further_routes)}
    return make_app(
        {
            **sections,
            "": hello,
            "user/{id:int}": user,
            "order": order,
            "search": search,
            "contact": contact,
            "upload": upload,
            "visit": visit,
        }
    )


def check_client(request, following):
    """Stand for the hooks of the API, as wheezy.web has them: middleware."""
    kind, _, token = request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() != "bearer" or token != "teapot-7":
        return unauthorized()
    client = {"name": "Ada", "token": token}
    response = following(request)
    response.headers.append(("X-Client", client["name"]))
    request_id = request.environ.get("HTTP_X_REQUEST_ID", "none")
    response.headers.append(("X-Request-Id", request_id))
    client.clear()
    return response


@accept_method("POST")
def create_order(request):
    order = request.form
    answer = {"id": 7, "item": order["item"], "colours": order["colours"], "paid": True}
    response = json_response(answer)
    response.status_code = 201
    return response


def api():
    return make_app({"api/orders": create_order}, lambda options: check_client)


def make_app(handlers, *middleware):
    urls = [url(pattern, handler, name=pattern) for pattern, handler in handlers.items()]
    options = {"render_template": None, "ticket": None, "MAX_CONTENT_LENGTH": 8 * 1024 * 1024}
    return WSGIApplication(
        [bootstrap_defaults(urls), *middleware, path_routing_middleware_factory], options
    )
