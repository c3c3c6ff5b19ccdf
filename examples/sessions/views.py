"""The pages: the same for a session in a cookie and for one on the server."""

import json
from datetime import datetime, timezone

from werkzeug.exceptions import HTTPException

from microflask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from .inside import MAX_LENGTH, Unread, forge, look_inside

site = Blueprint("site", __name__)


@site.get("/")
def index():
    """Count the visits of this browser."""
    session["visits"] = session.get("visits", 0) + 1
    return render_template("index.html")


@site.route("/login", methods=["GET", "POST"])
def login():
    """Remember a name. A real login asks for a password, too."""
    if request.method == "GET":
        return render_template("login.html")
    name = " ".join(request.form.get("username", "").split())
    if not 0 < len(name) <= 40:  # a session in a cookie has room for about 3,000 letters
        return render_template("login.html", problem="Give a name of 1 to 40 letters."), 400
    renew_id()
    session["username"] = name
    session.permanent = "remember" in request.form
    flash(f"Welcome, {name}!", "success")
    return redirect(url_for("site.index"))


@site.post("/logout")  # not GET: following a link should change nothing
def logout():
    """Forget the name, and everything else."""
    session.clear()
    session.permanent = False
    flash("You are logged out.")
    renew_id()
    return redirect(url_for("site.index"))


def renew_id():
    """Give the session a new id, and end the old one.

    The old id may be known to somebody else, who has planted it in this browser before the
    login (session fixation) or has seen it before the logout. A session in a cookie has no id.
    """
    if has_id():
        current_app.session_interface.regenerate(session)


def has_id():
    """Return True if the cookie holds nothing but an id, as that of Flask-Session does."""
    return hasattr(current_app.session_interface, "regenerate")


# Look at the cookie, and try to cheat with it. No app needs the views from here on.


@site.get("/cookie")
def cookie():
    """Show what the browser has sent, and what it is worth. Change nothing."""
    value = session_cookie()
    inside = look_inside(value)
    content = unread = None
    if inside:
        try:
            # Out of a signed cookie the app makes a session only if the signature fits.
            content = inside.read(is_believed=bool(session) and not has_id())
        except Unread as reason:
            unread = str(reason)
    return render_template(
        "cookie.html",
        cookie=value,
        inside=inside,
        content=content,
        unread=unread,
        copied=request.cookies.get("copy", ""),
        longest=MAX_LENGTH,
    )


@site.post("/cookie/forge")
def forge_cookie():
    """Change the cookie, as the owner of the browser can."""
    return back_with_cookie(session_cookie_name(), forge(session_cookie()))


@site.post("/cookie/copy")
def copy_cookie():
    """Copy the cookie, as somebody can who gets hold of the browser for a moment."""
    return back_with_cookie("copy", session_cookie())


@site.post("/cookie/replay")
def replay_cookie():
    """Send the copy in place of the cookie that is there now."""
    return back_with_cookie(session_cookie_name(), request.cookies.get("copy", ""))


def session_cookie_name():
    """Return the name of the session's cookie."""
    return current_app.config["SESSION_COOKIE_NAME"]


def session_cookie():
    """Return the session's cookie as the browser sent it."""
    return request.cookies.get(session_cookie_name(), "")


def back_with_cookie(name, value):
    """Set a cookie by hand, past the session, and show what came of it."""
    if not value.isprintable():  # it may be quoted, and stand for what no cookie can hold
        abort(400, "There is a control character in the cookie.")
    response = redirect(url_for("site.cookie"))
    response.set_cookie(name, value, httponly=True, samesite="Lax")
    return response


@site.before_app_request
def refuse_other_sites():
    """Take no form from another site.

    SameSite keeps the cookie away from it. But the answer could set a new one in its place, and
    the visitor would be logged out, or be somebody else.
    """
    # "https://example.org:8000", "null", or whatever somebody sends: compared, not taken apart.
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and origin.partition("://")[2] != request.host:
        abort(403, "This form was sent from another site.")


@site.app_errorhandler(HTTPException)
def show_error(error):
    """Show an error as a page, with its own status and headers."""
    response = error.get_response()
    response.data = render_template("error.html", error=error)
    return response


@site.app_template_filter()
def in_json(content):
    """Write what a session holds as JSON, in letters that people read, and not too many of them.

    A visitor can write half a character into a cookie, which no page can hold.
    """
    text = json.dumps(content, default=str, ensure_ascii=False)[:MAX_LENGTH]
    return text.encode("utf-8", "backslashreplace").decode()


@site.app_template_filter()
def moment(when):
    """Write a moment, or a number of seconds since 1970, for people."""
    if not isinstance(when, datetime):
        when = datetime.fromtimestamp(when, timezone.utc)
    return f"{when:%Y-%m-%d, %H:%M:%S} UTC"
