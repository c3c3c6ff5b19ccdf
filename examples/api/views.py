"""The API: each address, and what can be done there.

A view reads what came, does one thing, and returns it: a dict or a list becomes JSON by itself,
``jsonify`` makes JSON of everything else. What can go wrong is raised, and answered in
``problems``.
"""

import csv
import io
from dataclasses import asdict
from typing import Any
from uuid import UUID

from werkzeug.local import LocalProxy

from microflask import Blueprint, Response, abort, current_app, jsonify, request, url_for

from .conditions import answer_conditionally, insist_on_version
from .fields import (
    OPTIONAL_OF_TEA,
    PAGES,
    REVIEW,
    TEA,
    TEA_QUERY,
    check_document,
    check_query,
    read_json,
)
from .paging import paginate
from .problems import InvalidFields
from .shop import KINDS, Review, Shelf, Tea, slug_of

api = Blueprint("api", __name__, url_prefix="/api/v1")
api.after_request(answer_conditionally)

#: The shelf of the app that handles the request: a factory can make many apps.
shelf: Shelf = LocalProxy(lambda: current_app.extensions["shelf"])


@api.get("/")
def index() -> dict[str, Any]:
    """Say where everything is."""
    # A dict becomes a JSON object.
    return {
        "name": "Tea shop",
        "links": {"teas": url_for("api.list_teas"), "kinds": url_for("api.list_kinds")},
    }


@api.get("/kinds")
def list_kinds() -> list[str]:
    """List the kinds of tea."""
    # A list becomes a JSON array.
    return KINDS


# Teas


@api.get("/teas")
def list_teas() -> Any:
    """List teas: filtered, sorted, in pages; as JSON or CSV."""
    query = check_query(request.args, TEA_QUERY)
    teas = select_teas(
        query.pop("kind", None), query.pop("max_price", None), query.pop("sort", "name")
    )
    body, headers = paginate(teas, **query)
    headers["Vary"] = "Accept"  # a cache must keep the two forms apart
    wanted = negotiate("application/json", "text/csv")
    if wanted == "text/csv":
        return Response(as_csv(body["items"]), mimetype="text/csv", headers=headers)
    body["items"] = [represent_tea(tea) for tea in body["items"]]
    return body, headers


@api.post("/teas")
def create_tea() -> Any:
    """Add a tea; its address is made of its name."""
    values = check_document(read_json(), TEA, OPTIONAL_OF_TEA)
    slug = slug_of(values["name"])
    if not slug:
        detail = "must have a Latin letter or a digit, for the address is made of it"
        raise InvalidFields([{"pointer": "#/name", "detail": detail}])
    tea = Tea(slug, **values)
    shelf.add_tea(tea)
    return tea_response(tea), 201, {"Location": url_for("api.show_tea", slug=slug)}


@api.get("/teas/<slug:slug>")
def show_tea(slug: str) -> Response:
    """Show a tea."""
    return tea_response(get_tea(slug))


@api.put("/teas/<slug:slug>")
def replace_tea(slug: str) -> Response:
    """Replace a tea by another, whole (needs If-Match)."""
    values = check_document(read_json(), TEA, OPTIONAL_OF_TEA)
    # From the look at the version to the change, nobody may come in between.
    with shelf.lock:
        tea = get_tea(slug)
        insist_on_version(tea)
        return tea_response(shelf.change_tea(tea, **values))


@api.patch("/teas/<slug:slug>")
def change_tea(slug: str) -> Response:
    """Change some fields of a tea; null removes one (needs If-Match)."""
    # A merge patch (RFC 7396): what it names is changed, and null takes away.
    values = check_document(read_json(), TEA, OPTIONAL_OF_TEA, partial=True)
    with shelf.lock:
        tea = get_tea(slug)
        insist_on_version(tea)
        return tea_response(shelf.change_tea(tea, **values))


@api.delete("/teas/<slug:slug>")
def delete_tea(slug: str) -> tuple[str, int]:
    """Remove a tea and its reviews (needs If-Match)."""
    with shelf.lock:
        tea = get_tea(slug)
        insist_on_version(tea)
        shelf.remove_tea(tea)
    return "", 204


@api.get("/teas/<slug:slug>/brew/<int(min=1, max=20):cups>")
def brew_tea(slug: str, cups: int) -> Response:
    """Work out how to make 1 to 20 cups of a tea."""
    # A dataclass is neither dict nor list: jsonify() makes an object of it.
    return jsonify(get_tea(slug).brew(cups))


# Reviews


@api.get("/teas/<slug:slug>/reviews")
def list_reviews(slug: str) -> Any:
    """List what is said about a tea, the latest first."""
    reviews = shelf.reviews_of(get_tea(slug))
    body, headers = paginate(reviews, **check_query(request.args, PAGES))
    body["items"] = [represent_review(review) for review in body["items"]]
    stars = [review.stars for review in reviews]
    body["stars"] = round(sum(stars) / len(stars), 1) if stars else None
    return body, headers


@api.post("/teas/<slug:slug>/reviews")
def create_review(slug: str) -> Any:
    """Say something about a tea."""
    values = check_document(read_json(), REVIEW)
    with shelf.lock:
        review = Review(get_tea(slug).slug, **values)
        shelf.add_review(review)
    address = url_for("api.show_review", review_id=review.id)
    return represent_review(review), 201, {"Location": address}


@api.get("/reviews/<uuid:review_id>")
def show_review(review_id: UUID) -> dict[str, Any]:
    """Show a review."""
    return represent_review(get_review(review_id))


@api.delete("/reviews/<uuid:review_id>")
def delete_review(review_id: UUID) -> tuple[str, int]:
    """Remove a review."""
    # A review never changes, so there is no version to insist on.
    shelf.remove_review(get_review(review_id))
    return "", 204


# What the views share


def get_tea(slug: str) -> Tea:
    """Return a tea. Raises NotFound."""
    return shelf.find_tea(slug) or abort(404, f"There is no tea at {slug!r}.")


def get_review(review_id: UUID) -> Review:
    """Return a review. Raises NotFound."""
    return shelf.find_review(review_id) or abort(404, f"There is no review {review_id}.")


def select_teas(kind: str | None, max_price: Any, sort: str) -> list[Tea]:
    """Return the teas of a kind, up to a price, in an order: ``price``, or ``-price`` for down."""
    teas = [
        tea
        for tea in shelf.teas()
        if (kind is None or tea.kind == kind) and (max_price is None or tea.price <= max_price)
    ]
    # Sorting keeps the order of equals, so teas of one price stand by their names.
    teas.sort(key=lambda tea: tea.name)
    teas.sort(key=lambda tea: getattr(tea, sort.lstrip("-")), reverse=sort.startswith("-"))
    return teas


def negotiate(*mimetypes: str) -> str:
    """Return the one that the client likes best; the first where it does not care.

    Raises NotAcceptable, a 406, where it takes none of them.
    """
    accepted = request.accept_mimetypes
    if not accepted:
        return mimetypes[0]
    wanted = accepted.best_match(mimetypes)
    return wanted or abort(406, f"There is only {' and '.join(mimetypes)}.")


def represent_tea(tea: Tea) -> dict[str, Any]:
    """Return a tea as clients see it. The date, the Decimal and the rest are the provider's."""
    return asdict(tea) | {
        "links": {
            "self": url_for("api.show_tea", slug=tea.slug),
            "reviews": url_for("api.list_reviews", slug=tea.slug),
            "brew": url_for("api.brew_tea", slug=tea.slug, cups=2),
        }
    }


def represent_review(review: Review) -> dict[str, Any]:
    """Return a review as clients see it."""
    return asdict(review) | {
        "links": {
            "self": url_for("api.show_review", review_id=review.id),
            "tea": url_for("api.show_tea", slug=review.tea),
        }
    }


def tea_response(tea: Tea) -> Response:
    """Return a tea as a response that names the version."""
    response = jsonify(represent_tea(tea))
    response.set_etag(tea.version)
    return response


def as_csv(teas: list[Tea]) -> str:
    """Return teas as a table for spreadsheets (RFC 4180)."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(TEA)
    writer.writerows([getattr(tea, field) for field in TEA] for tea in teas)
    return table.getvalue()
