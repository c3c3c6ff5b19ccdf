"""A JSON API that does what an API should: a tea shop's teas, and what people say of them.

This file puts the app together. The rest, in the order to read it: ``shop`` (the things),
``views`` (the API), ``fields`` (what may come in), ``problems`` (errors), ``conditions`` (ETags),
``paging``, ``strict_json`` and ``orjson_provider`` (how values are written). Start it with

    microflask --app examples/api run --debug
"""

from typing import Any

from microflask import Flask, Response

from . import pages, problems
from .converters import SlugConverter
from .samples import sample_shelf
from .strict_json import StrictJSONProvider
from .views import api

SETTINGS = {
    # The largest body that is read; the longest tea has a third of it. Whatever is more is a 413.
    "MAX_CONTENT_LENGTH": 16 * 1024,
    # "standard" is Python's json. "orjson" is faster, and must be installed.
    "JSON_PROVIDER": "standard",
}


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Return an app with a shelf of its own.

    Settings come from above, then from the environment (``TEA_JSON_PROVIDER=orjson``), then from
    *settings*, as tests give them.
    """
    app = Flask(__name__)
    app.config.from_mapping(SETTINGS)
    app.config.from_prefixed_env("TEA")
    app.config.from_mapping(settings or {})
    if not isinstance(app.config["MAX_CONTENT_LENGTH"], int):  # "16KB" is a text
        length = app.config["MAX_CONTENT_LENGTH"]
        raise ValueError(f"MAX_CONTENT_LENGTH is {length!r}. It must be a number of bytes.")
    app.json = json_provider(app.config["JSON_PROVIDER"])(app)
    app.extensions["shelf"] = sample_shelf()
    # Before the blueprint, whose rules use it.
    app.url_map.converters["slug"] = SlugConverter
    app.register_blueprint(api)
    app.register_blueprint(pages.pages)
    problems.add_to(app)
    app.after_request(secure)
    return app


def json_provider(name: str) -> type:
    """Return the class of the JSON provider called *name*."""
    if name == "standard":
        return StrictJSONProvider
    if name != "orjson":
        raise ValueError(f"JSON_PROVIDER is {name!r}; there are 'standard' and 'orjson'.")
    try:
        from .orjson_provider import OrjsonProvider
    except ModuleNotFoundError as error:
        raise RuntimeError(
            "JSON_PROVIDER is 'orjson', which is not installed. Install it"
            " (pip install orjson), or set JSON_PROVIDER to 'standard'."
        ) from error
    return OrjsonProvider


def secure(response: Response) -> Response:
    """Tell browsers to take each answer for what it says it is, and to load only what is ours."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
    return response
