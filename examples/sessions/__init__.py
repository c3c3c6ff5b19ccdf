"""Log in and out, with a session that travels in a cookie.

``create_app`` makes the app. Its pages are in ``views.py``, and they do not know where a
session is kept: ``server.py`` makes the same app, with sessions that stay on the server. Start
this one with

    microflask --app examples/sessions run --debug
"""

import os
from datetime import timedelta

from microflask import Flask

from .views import site


def create_app():
    """Make the app; its sessions are in cookies, as they are if nothing else is said."""
    app = Flask(__name__)
    # The key signs the cookie: who knows it can be anybody. Make one of your own,
    #     python -c "import secrets; print(secrets.token_hex())"
    # and put it into the environment. The other key is FOR DEVELOPMENT ONLY.
    app.secret_key = os.environ.get("SECRET_KEY") or "development only"
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
    app.register_blueprint(site)
    return app
