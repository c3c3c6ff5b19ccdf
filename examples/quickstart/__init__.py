"""The quickstart in one app: every section below is a page that you can click through.

Read it from top to bottom. Each page shows its section of this file beside what the section
does; how it gets there is in ``tour.py``, which a first reading may leave out. Start it with

    microflask --app examples/quickstart run --debug
"""

import atexit
import logging.handlers
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from itsdangerous import URLSafeTimedSerializer
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.utils import secure_filename

from microflask import (
    Flask,
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    session,
    url_for,
)

from . import tour

# == Hello, World ==
# The name tells the app where its templates and static files are.
app = Flask(__name__)


# The decorator says which URL calls the function.
@app.route("/hello")
def hello():
    """Greet whoever asks."""
    return "<p>Hello, World!</p>"


# == Variable rules ==
# A part in <angle brackets> becomes an argument. A converter before the colon
# says what may stand there, and of which type the argument is.
@app.route("/user/<username>")  # the same as <string:username>
def show_user(username):
    """Show a part of the path as it came."""
    # The visitor wrote this. escape() keeps it from being read as HTML.
    return f"User {escape(username)}"


@app.route("/post/<int(max=999999):post_id>")  # without max: as large as a visitor likes
def show_post(post_id):
    """Count with a part of the path."""
    return f"Post {post_id}. The next one is {post_id + 1}."


@app.route("/price/<float:amount>")
def show_price(amount):
    """Calculate with a part of the path."""
    return f"{amount:.2f} and a tip make {amount * 1.1:.2f}."


@app.route("/path/<path:subpath>")  # like string, with slashes
def show_subpath(subpath):
    """Take the whole rest of the path."""
    return f"Subpath {escape(subpath)}"


@app.route("/ticket/<uuid:ticket_id>")
def show_ticket(ticket_id):
    """Receive a uuid.UUID."""
    return f"Ticket {ticket_id}, a UUID of version {ticket_id.version}"


# == Unique URLs ==
# Like a folder: who forgets the slash at the end is redirected there.
@app.route("/projects/")
def projects():
    """Live at one address, with a slash at its end."""
    return "The project page"


# Like a file: /about/ is another address, and there is nothing.
@app.route("/about")
def about():
    """Live at one address, without a slash."""
    return "The about page"


# == URL building ==
@app.route("/urls")
def urls():
    """Ask for addresses by the names of views."""
    links = {
        "A view": url_for("hello"),
        "A variable part": url_for("show_user", username="Zoë Doe"),
        "The rest is the query": url_for("templates", name="tea & cake"),
        "A static file": url_for("static", filename="style.css"),
        "With the host": url_for("about", _external=True),
        "With an anchor": url_for("urls", _anchor="live"),
    }
    return render_template("urls.html", links=links)


# == Static files ==
# There is nothing to write: every app serves its static/ folder, and the view
# that does it is called "static". So give no view of yours that name.


# == Templates ==
@app.route("/templates")
def templates():
    """Fill a template with what the visitor typed."""
    name = request.args.get("name", "<script>alert('boo')</script>")
    return render_template("templates.html", name=name)


@app.route("/by-hand")
def by_hand():
    """Write HTML without a template: then escaping is your own job."""
    name = request.args.get("name", "World")
    return f"<p>Hello, {escape(name)}!</p>"


# == Forms ==
# A route answers GET alone, unless it names its methods.
@app.route("/form", methods=["GET", "POST"])
def form():
    """Show the form, and take the order."""
    if request.method == "GET":
        return render_template("form.html")
    # Nobody promises that a client sends every field: get() with a default.
    drink = request.form.get("drink", "water")
    return render_template("form.html", answer=f"One {drink}, coming up.")


@app.post("/form/strict")  # short for route(..., methods=["POST"])
def form_strict():
    """Insist on a field: a client that leaves it out gets a 400."""
    drink = request.form["drink"]
    return render_template("form.html", answer=f"One {drink}, as you insist.")


@app.post("/form/careful")
def form_careful():
    """Catch the KeyError, and say in our own words what is missing."""
    try:
        drink = request.form["drink"]
    except KeyError:
        return render_template("form.html", answer="Choose a drink first."), 400
    return render_template("form.html", answer=f"One {drink}, carefully.")


# == File uploads ==
# Without a limit, one request can fill the disk. Whatever is longer is a 413.
app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
# A folder that goes when the server stops. Keep yours in a safer place.
upload_folder = Path(tempfile.mkdtemp(prefix="quickstart-"))
atexit.register(shutil.rmtree, upload_folder, ignore_errors=True)


@app.route("/uploads", methods=["GET", "POST"])
def uploads():
    """Save a file, and list what was saved."""
    if request.method == "GET":
        files = sorted(upload_folder.iterdir())
        return render_template("uploads.html", files=files)
    file = request.files["file"]
    # Never trust the client's name: "../../secrets" would leave the folder.
    name = secure_filename(file.filename[-100:])
    if name:
        file.save(upload_folder / name)
        flash(f"{file.filename[-100:]} is saved as {name}.", "success")
    else:
        flash("Choose a file with a name first.", "error")
    return redirect(url_for("uploads"))


@app.route("/uploads/<name>")
def download(name):
    """Send a file back."""
    # To keep, not to show: a stranger's HTML could act as a page of ours.
    return send_from_directory(upload_folder, name, as_attachment=True)


@app.errorhandler(413)
def too_large(error):
    """Say how much is allowed, instead of only that it was too much."""
    limit = app.config["MAX_CONTENT_LENGTH"]
    return render_template("413.html", limit=limit), 413


# == Cookies ==
COLORS = ["tomato", "gold", "seagreen", "slateblue"]


@app.get("/cookies")  # short for route(..., methods=["GET"])
def cookies():
    """Read a cookie: get() again, for the client may not have it."""
    color = request.cookies.get("color")
    if color not in COLORS:  # a visitor can write anything into a cookie
        color = None
    seen = "seen" in request.cookies
    page = render_template("cookies.html", color=color, colors=COLORS, seen=seen)
    # A cookie is set on a response, and a page is only text: make_response() makes
    # of it what Flask would have made of it after the return.
    response = make_response(page)
    response.set_cookie("seen", "yes", samesite="Lax")
    return response


@app.post("/cookies")
def set_cookie():
    """Set a cookie on a redirect, which is a response already."""
    color = request.form["color"]
    if color not in COLORS:
        abort(400, "There is no such color to choose.")
    response = redirect(url_for("cookies"))
    response.set_cookie("color", color, max_age=3600, samesite="Lax")
    return response


@app.post("/cookies/remove")
def remove_cookie():
    """Remove a cookie."""
    response = redirect(url_for("cookies"))
    response.delete_cookie("color")
    return response


# == Redirects and errors ==
@app.route("/old-about")
def old_about():
    """Send the visitor on to another page."""
    return redirect(url_for("about"))


@app.route("/secret")
def secret():
    """Send the visitor to the login first, if need be."""
    if "username" not in session:
        flash("Log in to read the secret.", "warning")
        return redirect(url_for("login"))
    name = escape(session["username"])
    return f"<p>{name}, the secret is that there is no magic.</p>"


@app.route("/forbidden")
def forbidden():
    """Stop here with an error."""
    abort(403)


@app.errorhandler(404)
def page_not_found(error):
    """Show a page of our own for what is not there."""
    return render_template("404.html"), 404  # else it is a 200


@app.errorhandler(HTTPException)
def any_other_error(error):
    """Show other errors as a page too, with their status and headers."""
    response = error.get_response()
    response.data = render_template("error.html", error=error)
    return response


# == JSON ==
USERS = [{"name": "Anna", "drink": "tea"}, {"name": "Bo", "drink": "coffee"}]


@app.route("/api/me")
def api_me():
    """Return a dict, which becomes JSON by itself."""
    return {"name": session.get("username"), "logged_in": "username" in session}


@app.route("/api/users")
def api_users():
    """Return a list, which does so too."""
    return USERS


@app.route("/api/users/count")
def api_count():
    """Call jsonify() for anything else: a bare number is not a response."""
    return jsonify(len(USERS))


# == Sessions ==
# The key signs the session's cookie: who knows it can be anybody. Make one,
#     python -c "import secrets; print(secrets.token_hex())"
# and put it into the environment, never into the source, which others read. Without
# one each start makes another, and whoever was logged in is logged out.
app.secret_key = os.environ.get("SECRET_KEY") or secrets.token_hex()
# A form on another site cannot use this cookie, to log you out for instance.
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"


@app.route("/login", methods=["GET", "POST"])
def login():
    """Remember a name from one request to the next."""
    if request.method == "GET":
        return render_template("login.html")
    # A real login asks for a password, too. The name is cut because a session
    # is a cookie, and browsers keep no more than 4 kB.
    name = request.form["username"].strip()[:40]
    if name:
        session["username"] = name
        flash(f"Welcome, {name}!", "success")
    else:
        flash("Tell us a name.", "error")
    return redirect(url_for("login"))


@app.post("/logout")  # not GET: following a link should change nothing
def logout():
    """Forget the name."""
    # None: no error for who was not logged in, and no message either. A form on another
    # site comes without the cookie, and would get a new session to put in its place.
    if session.pop("username", None):
        flash("You are logged out.")
    return redirect(url_for("login"))


# == The session's cookie ==
# Anybody can read a session, and write one. Only the key makes us believe it.
anybody = URLSafeTimedSerializer("not the key")


@app.route("/session-cookie")
def session_cookie():
    """Read the session as anybody can who holds the cookie."""
    cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
    content = None
    # A dot at the front says that it is compressed. A few kilobytes of a stranger's
    # could fill the memory, so we unpack it only after its signature was checked.
    if session or not cookie.startswith("."):
        # loads_unsafe() does not insist on the signature.
        _, content = anybody.loads_unsafe(cookie)
    return render_template("session_cookie.html", cookie=cookie, content=content, as_json=as_json)


def as_json(value):
    """Write a value as the cookie holds it, but for its letters, which stay readable."""
    return app.json.dumps(value, ensure_ascii=False)


@app.post("/session-cookie/forge")
def forge_cookie():
    """Write a session as anybody can, and sign it with a wrong key."""
    forged = anybody.dumps({"username": "admin"})
    response = redirect(url_for("session_cookie"))
    response.set_cookie(app.config["SESSION_COOKIE_NAME"], forged, httponly=True)
    return response


# == Flash messages ==
CATEGORIES = ["message", "success", "warning", "error"]  # free to choose


@app.route("/flash", methods=["GET", "POST"])
def flash_messages():
    """Leave a message for the next page, and for that one only."""
    if request.method == "GET":
        return render_template("flash_messages.html", categories=CATEGORIES)
    text = request.form.get("text", "")[:100] or "Hello from the page before!"
    # Several fields of one name: getlist() has them all.
    # A message waits in the session, which is small: so each category counts once.
    for category in dict.fromkeys(request.form.getlist("category") or ["message"]):
        if category not in CATEGORIES:
            abort(400, "There is no such category.")
        flash(text, category)
    return redirect(url_for("flash_messages"))


# == Logging ==
# app.logger writes to the terminal. It is a standard logger, so it takes more
# handlers: this one lets the page show the last messages, up to 20.
recent = logging.handlers.BufferingHandler(capacity=20)
app.logger.addHandler(recent)
app.logger.setLevel(logging.DEBUG)  # else debug() needs "run --debug"


@app.route("/logging", methods=["GET", "POST"])
def write_log():
    """Tell the people who run the server what happens."""
    if request.method == "GET":
        return render_template("logging.html", records=recent.buffer)
    # With type=int, what is no number becomes the default, too.
    apples = request.form.get("apples", default=42, type=int)
    app.logger.debug("A value for debugging")
    # No f-string: the text is put together only if somebody listens.
    app.logger.warning("A warning occurred (%d apples)", apples)
    return redirect(url_for("write_log"))


# == The tour ==
# The home page, and this source beside every page.
tour.add_to(app)
