"""The scenarios as bare WSGI functions: what no framework can undercut.

There is no routing worth the name and no handling of errors.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qs

#: There are no further routes to look through, and there is no multipart parser.
ABSENT = {"int-10", "int-1000", "int-10000", "upload-4k", "upload-4m"}
TEXT = ("Content-Type", "text/html; charset=utf-8")
JSON = ("Content-Type", "application/json")


def hello(environ):
    return "200 OK", [TEXT], b"Hello"


def user(environ):
    user_id = int(environ["PATH_INFO"].rpartition("/")[2])
    return "200 OK", [TEXT], f"user {user_id}".encode()


def read_body(environ):
    return environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))


def order(environ):
    if environ["REQUEST_METHOD"] == "POST":
        order = json.loads(read_body(environ))
        return "200 OK", [TEXT], f"{order['item']} in {order['colours'][0]}".encode()
    order = {"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True}
    return "200 OK", [JSON], json.dumps(order).encode()


def search(environ):
    args = parse_qs(environ["QUERY_STRING"])
    return "200 OK", [TEXT], f"{args['q'][0]}, page {int(args['page'][0])}".encode()


def contact(environ):
    form = parse_qs(read_body(environ).decode())
    text = f"{form['name'][0]} wrote {len(form['message'][0])} characters"
    return "200 OK", [TEXT], text.encode()


def visit(environ):
    cookie = ("Set-Cookie", "visited=yes; HttpOnly; Path=/")
    return "201 Created", [TEXT, ("X-Visit", "7"), cookie], b"Welcome"


def secret(environ):
    return "403 Forbidden", [TEXT], b"<h1>Forbidden</h1>"


def not_found(environ):
    return "404 Not Found", [TEXT], b"<h1>Not Found</h1>"


def create_order(environ):
    if environ.get("HTTP_AUTHORIZATION") != "Bearer teapot-7":
        return "401 Unauthorized", [TEXT], b"<h1>Unauthorized</h1>"
    order = json.loads(read_body(environ))
    answer = {"id": 7, "item": order["item"], "colours": order["colours"], "paid": True}
    request_id = environ.get("HTTP_X_REQUEST_ID", "none")
    headers = [JSON, ("X-Client", "Ada"), ("X-Request-Id", request_id)]
    return "201 Created", headers, json.dumps(answer).encode()


def make_app(views):
    def app(environ, start_response):
        view = views.get(environ["PATH_INFO"], not_found)
        status, headers, body = view(environ)
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return app


def basic():
    return make_app(
        {
            "/": hello,
            "/user/7": user,
            "/order": order,
            "/search": search,
            "/contact": contact,
            "/visit": visit,
            "/secret": secret,
        }
    )


def api():
    return make_app({"/api/orders": create_order})
