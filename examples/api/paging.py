"""A long list in pages, with links from one to the next (RFC 8288)."""

from typing import Any

from microflask import request, url_for

PER_PAGE = 5


def paginate(
    items: list[Any], page: int = 1, per_page: int = PER_PAGE
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return one page of *items* as a JSON object, and the headers that go with it.

    The links are in the body, for people and simple clients, and in the ``Link`` header, for
    programs that know nothing else of this API. A page beyond the last is empty.
    """
    first = (page - 1) * per_page
    links = links_to_pages(page, last=max(1, -(-len(items) // per_page)))
    body = {
        "items": items[first : first + per_page],
        "total": len(items),
        "page": page,
        "per_page": per_page,
        "links": links,
    }
    header = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in links.items())
    return body, {"Link": header}


def links_to_pages(page: int, last: int) -> dict[str, str]:
    """Return the addresses of the pages that can be reached from *page*, by their relation."""
    pages = {"first": 1}
    if page > 1:
        pages["prev"] = min(page - 1, last)
    if page < last:
        pages["next"] = page + 1
    pages["last"] = last
    return {relation: url_of_page(number) for relation, number in pages.items()}


def url_of_page(number: int) -> str:
    """Return the address of this request for another page: same view, same filters."""
    query = request.args.to_dict() | {"page": number}
    return url_for(request.endpoint, **request.view_args, **query)
