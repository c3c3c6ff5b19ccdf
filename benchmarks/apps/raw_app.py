"""The scenarios as bare WSGI functions: what no framework can undercut.

There is no routing worth the name and no handling of errors.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qs

#: There are no further routes to look through, no templates and no multipart parser.
ABSENT = {"int-100", "int-1000", "int-10000", "template", "upload-4k", "upload-4m"}


def hello(environ):
    return "200 OK", "text/html; charset=utf-8", b"Hello"


def user(environ):
    user_id = int(environ["PATH_INFO"].rpartition("/")[2])
    return "200 OK", "text/html; charset=utf-8", f"user {user_id}".encode()


def order(environ):
    if environ["REQUEST_METHOD"] == "POST":
        order = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        text = f"{order['item']} in {order['colours'][0]}"
        return "200 OK", "text/html; charset=utf-8", text.encode()
    order = {"id": 7, "item": "teapot", "colours": ["red", "blue"], "paid": True}
    return "200 OK", "application/json", json.dumps(order).encode()


def search(environ):
    args = parse_qs(environ["QUERY_STRING"])
    text = f"{args['q'][0]}, page {int(args['page'][0])}"
    return "200 OK", "text/html; charset=utf-8", text.encode()


def contact(environ):
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    form = parse_qs(body.decode())
    text = f"{form['name'][0]} wrote {len(form['message'][0])} characters"
    return "200 OK", "text/html; charset=utf-8", text.encode()


def secret(environ):
    return "403 Forbidden", "text/html; charset=utf-8", b"<h1>Forbidden</h1>"


def not_found(environ):
    return "404 Not Found", "text/html; charset=utf-8", b"<h1>Not Found</h1>"


def basic():
    views = {
        "/": hello,
        "/user/7": user,
        "/order": order,
        "/search": search,
        "/contact": contact,
        "/secret": secret,
    }

    def app(environ, start_response):
        view = views.get(environ["PATH_INFO"], not_found)
        status, content_type, body = view(environ)
        start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
        return [body]

    return app
