"""Log in and out, with a session that travels in a cookie.

``create_app`` makes the app. Its pages are in ``views.py``, and they do not know where a
session is kept: ``server.py`` makes the same app, with sessions that stay on the server. Start
this one with

    microflask --app examples/sessions run --debug
"""

import os
from datetime import timedelta
from pathlib import Path

from microflask import Flask

from .keys import find_key
from .views import site


def create_app():
    """Make the app; its sessions are in cookies, as they are if nothing else is said."""
    app = Flask(__name__, instance_path=instance_path())
    app.config.update(
        # How long "remember me" remembers. Without it the browser forgets when it is closed.
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
        # Send the cookie only when the session has changed. Every visit changes the counter,
        # which prolongs a permanent session; the page that looks at the cookie leaves it alone.
        SESSION_REFRESH_EACH_REQUEST=False,
        # No form on another site can use the cookie, and no script of ours can read it.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        # More than any form here needs.
        MAX_CONTENT_LENGTH=16 * 1024,
    )
    # FLASK_SESSION_COOKIE_SECURE=true in the environment: what HTTPS needs, and others like it.
    app.config.from_prefixed_env()
    # The key signs the cookie: who knows it can be anybody.
    app.secret_key = app.secret_key or find_key(Path(app.instance_path))
    app.register_blueprint(site)
    return app


def instance_path():
    """Return the folder of the key, and of sessions on the server: instance/ here, or as set."""
    here = Path(__file__).parent / "instance"
    return os.path.abspath(os.environ.get("SESSIONS_FOLDER") or here)
