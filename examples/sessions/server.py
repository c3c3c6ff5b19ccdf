"""The same app with its sessions on the server: the cookie carries nothing but an id.

Flask-Session does it, which was written for Flask. It imports ``flask``, and in drop-in mode
that is microflask. Start it with

    microflask --app examples/sessions/server run --debug
"""

# ruff: noqa: E402  (drop-in mode must be on before anybody imports flask)

import microflask.dropin

microflask.dropin.install()

import os
from pathlib import Path

from flask_session import Session
from werkzeug.exceptions import InternalServerError

from microflask import flash, redirect, render_template, session, url_for

from . import create_app
from .storage import KEY, OnlyJSON, choose_storage
from .views import show_error

app = create_app()

# This is all: from here on, session is kept on the server.
storage = choose_storage(os.environ.get("REDIS_URL"), Path(app.instance_path))
app.config.update(storage.settings)
# Flask-Session would make all sessions permanent; ours are if somebody wants to be remembered.
app.config["SESSION_PERMANENT"] = False
Session(app)
# Not Flask-Session's own, which also reads pickles.
app.session_interface.serializer = OnlyJSON()


# And this is what only a server can do.


@app.post("/logout-everywhere")
def log_out_everywhere():
    """End all sessions of the person who is logged in, on whichever device they are."""
    for login in logins():
        storage.delete(login.key)
    session.clear()
    session.permanent = False
    flash("You are logged out, here and everywhere else.")
    app.session_interface.regenerate(session)
    return redirect(url_for("site.index"))


@app.context_processor
def what_templates_can_ask():
    """Let the pages show what the server holds."""
    return {"storage": storage, "kept": kept, "logins": logins}


def kept():
    """Return this session as the storage has it, or None."""
    return storage.read(KEY + session.sid)


def logins():
    """Return all sessions of the person who is logged in."""
    return storage.of(session["username"]) if "username" in session else []


@app.errorhandler(InternalServerError)
def storage_is_away(error):
    """Say that the storage cannot be reached, on a page that does without the session.

    The session is opened before any view, so the error is nobody's but the app's: a handler
    for RedisError or sqlite3.Error would not be asked.
    """
    if isinstance(error.original_exception, storage.error):
        return render_template("503.html"), 503
    return show_error(error)
