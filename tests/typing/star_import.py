"""What a star import brings has types, and so have the names that are imported late."""

# pyright: strict, reportWildcardImportFromLibrary=false
# ruff: noqa: F403, F405

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from microflask import *

if TYPE_CHECKING:
    from typing_extensions import assert_type

    import microflask
    from microflask.sessions import SessionMixin

    assert_type(current_app, microflask.Flask)
    assert_type(request, microflask.Request)
    assert_type(session, SessionMixin)
    assert_type(render_template("page.html"), str)
    assert_type(stream_template("page.html"), Iterator[str])
    assert_type(redirect(url_for("page")), microflask.Response)
    assert_type(Blueprint("part", __name__).name, str)
    assert_type(json.dumps({}), str)
    assert_type(got_request_exception.name, str)
