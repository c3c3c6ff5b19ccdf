"""The pages for people: what the API has, requests to try, and what its problems mean."""

import inspect
import json
import shlex
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from microflask import Blueprint, current_app, render_template, request, url_for
from microflask.json.provider import DefaultJSONProvider

from .problems import KINDS_OF_PROBLEMS
from .views import shelf

pages = Blueprint("pages", __name__)

#: The slug of a tea that is always there, unless somebody removed it.
SAMPLE = "sencha"


class Route(NamedTuple):
    """An address of the API with a method, and what the view says of itself."""

    method: str
    rule: str
    summary: str
    #: An address that can be opened in a browser, if there is one.
    link: str | None


@dataclass
class Example:
    """A request to try, in the console or with curl."""

    title: str
    #: The status that the server answers with, when it has just started.
    status: int
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def curl(self, host: str) -> str:
        """Return the request as a command for a shell; *host* is ``"http://127.0.0.1:5000"``."""
        words = ["curl", "-i"]
        if self.method not in {"GET", "POST"}:  # without -d curl sends GET, and POST with it
            words += ["-X", self.method]
        for header, value in self.headers.items():
            words += ["-H", f"{header}: {value}"]
        if self.body:
            words += ["-d", self.body]
        return shlex.join([*words, host + self.path])


@pages.get("/")
def home() -> str:
    """Show what the API has."""
    return render_template(
        "home.html",
        routes=list_routes(),
        examples=list_examples(),
        host=request.host_url.rstrip("/"),
        values=list_values(),
        provider=type(current_app.json).__name__,
    )


@pages.get("/problems")
def problems() -> str:
    """Explain the types of problems: what ``type`` in an answer points to."""
    kinds = [(kind, inspect.getdoc(kind)) for kind in KINDS_OF_PROBLEMS]
    return render_template("problems.html", kinds=kinds)


def list_routes() -> list[Route]:
    """Return the API's routes, as the app's URL map has them."""
    samples = {"slug": SAMPLE, "cups": 2, "review_id": UUID(int=1)}
    routes = []
    for rule in current_app.url_map.iter_rules():
        if not rule.endpoint.startswith("api."):
            continue
        # HEAD and OPTIONS come by themselves, with every GET and with every rule.
        [method] = rule.methods - {"HEAD", "OPTIONS"}
        values = {argument: samples[argument] for argument in rule.arguments}
        link = url_for(rule.endpoint, **values) if method == "GET" else None
        view = current_app.view_functions[rule.endpoint]
        summary = inspect.getdoc(view).partition("\n")[0]
        routes.append(Route(method, rule.rule, summary, link))
    return routes


def list_examples() -> list[Example]:
    """Return requests to try, from reading to mistakes."""
    teas = url_for("api.list_teas")
    tea = url_for("api.show_tea", slug=SAMPLE)
    reviews = url_for("api.list_reviews", slug=SAMPLE)
    brew = url_for("api.brew_tea", slug=SAMPLE, cups=3)
    json_body = {"Content-Type": "application/json"}
    sample = shelf.find_tea(SAMPLE)
    etag = f'"{sample.version}"' if sample else '"gone"'
    new_tea = {
        "name": "Earl Grey",
        "kind": "black",
        "origin": "India",
        "price": "11.20",
        "dose": "2.5",
        "temperature": 95,
        "minutes": 4,
    }
    review = {"author": "You", "stars": 5, "text": "Worth getting up for."}
    wrong = {"author": "", "stars": 6, "txt": "Oops"}
    return [
        Example("List green teas", 200, "GET", f"{teas}?kind=green&sort=-price&per_page=2"),
        Example("Read one tea", 200, "GET", tea),
        Example("Read it only if it changed", 304, "GET", tea, {"If-None-Match": etag}),
        Example("Make three cups", 200, "GET", brew),
        Example("Take the list as CSV", 200, "GET", teas, {"Accept": "text/csv"}),
        Example("Add a tea", 201, "POST", teas, json_body, json.dumps(new_tea)),
        Example("Say something about a tea", 201, "POST", reviews, json_body, json.dumps(review)),
        Example(
            "Change a price",
            200,
            "PATCH",
            tea,
            {**json_body, "If-Match": etag},
            json.dumps({"price": "13.00"}),
        ),
        Example("Change it blindly", 428, "PATCH", tea, json_body, json.dumps({"price": "1.00"})),
        Example("Send wrong fields", 422, "POST", reviews, json_body, json.dumps(wrong)),
        Example("Send broken JSON", 400, "POST", reviews, json_body, '{"stars": 5,'),
        Example("Ask for what is not there", 404, "GET", url_for("api.show_tea", slug="coffee")),
        Example("Delete a list", 405, "DELETE", teas),
    ]


def list_values() -> list[tuple[str, str, str]]:
    """Return values of Python, and how the default provider and this app's write them."""
    values: list[Any] = [
        date(2026, 4, 1),
        datetime(2026, 4, 1, 9, 30, tzinfo=timezone.utc),
        Decimal("12.50"),
        UUID(int=1),
        "thé",
    ]
    default = DefaultJSONProvider(current_app._get_current_object())
    return [(repr(value), default.dumps(value), current_app.json.dumps(value)) for value in values]
