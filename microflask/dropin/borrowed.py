"""Names that a module of Flask has because Flask itself needed them there.

``from flask.helpers import current_app`` works, although nobody promised it: Flask's ``helpers``
imports the name for its own use. Some programs lean on that. microflask's modules import
other names, so in drop-in mode each one looks up the missing ones here, when they are asked
for.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

#: For each module of Flask, the names that it only borrows and that programs may want.
_BORROWED = {
    "app": "BuildError RequestRedirect RoutingException Headers ImmutableDict current_app"
    " is_running_from_reloader g request request_ctx session _cv_app _cv_request App Environment"
    " get_flashed_messages send_from_directory get_load_dotenv Rule get_debug_flag"
    " T_shell_context_processor T_teardown",
    "blueprints": "AppGroup current_app send_from_directory timedelta",
    "cli": "update_wrapper ParameterSource",
    "config": "import_string",
    "ctx": "_cv_app _cv_request",
    "debughelpers": "BaseLoader RequestRedirect Blueprint request_ctx App",
    "globals": "LocalProxy",
    "helpers": "current_app request request_ctx session _cv_app _cv_request datetime"
    " update_wrapper",
    "json": "current_app",
    "json.provider": "date http_date",
    "json.tag": "b64decode b64encode UUID http_date parse_date",
    "logging": "request",
    "sansio.app": "BuildError Map Rule Response Aborter BadRequest BadRequestKeyError Config"
    " ConfigAttribute DefaultJSONProvider JSONProvider Environment DispatchingJinjaLoader Scaffold"
    " setupmethod _endpoint_from_view_func find_package cached_property get_debug_flag timedelta",
    "sansio.blueprints": "Scaffold setupmethod _endpoint_from_view_func update_wrapper",
    "sansio.scaffold": "get_root_path cached_property HTTPException default_exceptions"
    " BaseLoader FileSystemLoader _default_template_ctx_processor update_wrapper",
    "sessions": "BadSignature URLSafeTimedSerializer CallbackDict timezone",
    "templating": "BaseEnvironment Template _cv_app _cv_request current_app request",
    "testing": "SessionMixin",
    "views": "current_app request",
    "wrappers": "current_app BadRequest HTTPException",
}

#: Where they are.
_LENDERS = {
    "microflask.globals": "current_app g request request_ctx session _cv_app _cv_request",
    "microflask.helpers": "get_flashed_messages send_from_directory get_load_dotenv get_debug_flag"
    " get_root_path Aborter _default_template_ctx_processor _endpoint_from_view_func",
    "microflask.scaffold": "Scaffold setupmethod find_package",
    "microflask.sansio.app": "App T_shell_context_processor T_teardown",
    "microflask.blueprints": "Blueprint",
    "microflask.cli": "AppGroup",
    "microflask.config": "Config ConfigAttribute",
    "microflask.json.provider": "DefaultJSONProvider JSONProvider",
    "microflask.routing": "Map Rule",
    "microflask.sessions": "SessionMixin",
    "microflask.templating": "Environment DispatchingJinjaLoader",
    "microflask.wrappers": "Response",
    "base64": "b64decode b64encode",
    "click.core": "ParameterSource",
    "datetime": "date datetime timedelta timezone",
    "functools": "update_wrapper",
    "itsdangerous": "BadSignature URLSafeTimedSerializer",
    "jinja2": "BaseLoader FileSystemLoader Template",
    "uuid": "UUID",
    "werkzeug.datastructures": "CallbackDict Headers ImmutableDict",
    "werkzeug.exceptions": "BadRequest BadRequestKeyError HTTPException default_exceptions",
    "werkzeug.http": "http_date parse_date",
    "werkzeug.local": "LocalProxy",
    "werkzeug.routing": "BuildError RequestRedirect RoutingException",
    "werkzeug.serving": "is_running_from_reloader",
    "werkzeug.utils": "cached_property import_string",
}
_LENDER_OF = {name: lender for lender, names in _LENDERS.items() for name in names.split()}
#: Those that go by another name where they are.
_OTHER_NAMES = {"BaseEnvironment": ("jinja2", "Environment")}


def lend(module: ModuleType, name: str) -> None:
    """Let *module*, which is Flask's *name*, find what Flask's module borrows."""
    borrowed = _BORROWED.get(name, "").split()
    find_own = vars(module).get("__getattr__")

    def find(attribute: str) -> Any:
        if attribute in borrowed:
            lender, there = _OTHER_NAMES.get(attribute) or (_LENDER_OF[attribute], attribute)
            return getattr(import_module(lender), there)
        if find_own is not None:
            return find_own(attribute)
        raise AttributeError(f"module {module.__name__!r} has no attribute {attribute!r}")

    if borrowed:
        vars(module)["__getattr__"] = find
