"""The pages: the gallery, the upload, a page for each picture."""

from werkzeug.exceptions import HTTPException
from werkzeug.utils import secure_filename

from microflask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)

from .gallery import disk_is_full, safe_stem
from .pictures import Allowance, Refused
from .samples import sample_pictures

pages = Blueprint("pages", __name__)

#: Messages travel to the next page in a cookie, and that has room for 4 kB.
MAX_MESSAGES = 8

#: Only what comes from this site is loaded, and nobody puts our pages into a frame.
PAGE_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: What strangers have uploaded may be shown, and do nothing at all.
FILE_POLICY = "default-src 'none'; sandbox"


def gallery():
    """Return the app's gallery."""
    return current_app.extensions["gallery"]


# The gallery


@pages.get("/")
def index():
    """Show the gallery, and the form."""
    return render_template("index.html", pictures=gallery().pictures())


@pages.post("/upload")
def upload():
    """Keep the pictures of an upload, and say of each file what became of it."""
    # getlist(): all files of the field. A form without a choice sends one without a name.
    files = [file for file in request.files.getlist("pictures") if file.filename]
    if not files:
        flash("Choose a picture first.", "error")
    allowance = Allowance()
    results = [keep(file.filename, file.stream, allowance) for file in files]
    for text, category in results[:MAX_MESSAGES]:
        flash(text, category)
    if len(results) > MAX_MESSAGES:
        flash(f"And {len(results) - MAX_MESSAGES} files more.")
    return on_to(url_for("pages.index"))


@pages.post("/samples")
def add_samples():
    """Fill the gallery with pictures that are drawn here."""
    allowance = Allowance()
    results = [keep(name, stream, allowance) for name, stream in sample_pictures()]
    saved = [text for text, category in results if category == "success"]
    flash(f"{len(saved)} of {len(results)} landscapes are in the gallery.")
    return redirect(url_for("pages.index"))


def keep(filename, stream, allowance):
    """Put a file into the gallery; return what to say of it, and as which category."""
    shown = filename if len(filename) <= 40 else f"{filename[:20]}...{filename[-17:]}"
    try:
        name = gallery().add(filename, stream, allowance)
    except Refused as reason:
        return f"{shown} {reason}", "error"
    return f"{shown} is saved as {name}.", "success"


# One picture


@pages.get("/picture/<name>")
def show(name):
    """Show a picture, and what is known of it."""
    picture = find_or_404(name)
    try:
        details = gallery().look_into(picture)
    except FileNotFoundError:  # somebody has deleted it since the line above
        find_or_404(name)
        raise
    return render_template("show.html", picture=picture, details=details)


@pages.post("/picture/<name>/delete")  # not GET: following a link should delete nothing
def delete(name):
    """Delete a picture."""
    picture = find_or_404(name)
    gallery().remove(picture.name)
    flash(f"{picture.name} is deleted.")
    return redirect(url_for("pages.index"))


@pages.get("/file/<name>")
def file(name):
    """Send a picture, to be shown in a page."""
    return harmless(send_from_directory(gallery().originals, find_or_404(name).name))


@pages.get("/download/<name>")
def download(name):
    """Send a picture, to be saved."""
    picture = find_or_404(name)
    return harmless(send_from_directory(gallery().originals, picture.name, as_attachment=True))


@pages.get("/thumbnail/<name>")
def thumbnail(name):
    """Send the small picture that was made at the upload."""
    path = gallery().thumbnail_of(find_or_404(name).name)
    return harmless(send_from_directory(path.parent, path.name, max_age=3600))


def find_or_404(name):
    """Return the picture of this name; there is no other way to a file."""
    return gallery().find(name) or abort(404, f"There is no picture {name[:100]}.")


# Names


@pages.get("/names")
def names():
    """Show what becomes of names that are meant to do harm."""
    tried = request.args.get("name", "")[:200]
    hostile = [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/var/www/index.html",
        "cat.png; rm -rf ~.png",
        "<script>alert(1)</script>.png",
        ".htaccess",
        "CON.png",
        "кот.png",
        "..",
    ]
    rows = [
        (name, secure_filename(name), safe_stem(name)) for name in ([tried] if tried else hostile)
    ]
    return render_template("names.html", rows=rows, tried=tried)


# What holds for every page


@pages.before_app_request
def refuse_other_sites():
    """Take no form from another site, which could upload and delete in a visitor's name."""
    # "https://example.org:8000", "null", or whatever somebody sends: compared, not taken apart.
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and origin.partition("://")[2] != request.host:
        abort(403, "This form was sent from another site.")


@pages.after_app_request
def add_policy(response):
    """Tell the browser what a page may do, and to believe the Content-Type."""
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def harmless(response):
    """Let a file that a stranger has uploaded do nothing but be seen."""
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@pages.app_errorhandler(413)
def too_large(error):
    """Say how much is allowed, and how much it was."""
    limit = current_app.config["MAX_CONTENT_LENGTH"]
    size = request.content_length
    if size is not None and size <= limit:  # then it was the number of files
        most = current_app.config["MAX_FORM_PARTS"]
        error.description = f"Up to {most} files are taken at once. Send the others afterwards."
        return show_error(error)
    if wants_json():
        return {"message": render_template("too_large.txt", limit=limit, size=size)}, 413
    return render_template("413.html", limit=limit, size=size), 413


class DiskIsFull(HTTPException):
    """There is no room for what a request brings: 507 Insufficient Storage."""

    code = 507
    description = "The disk of the server is full. Nothing of the upload was kept."


@pages.app_errorhandler(OSError)
def no_room_for_upload(error):
    """Say that the disk is full: while a large upload arrives, it waits in a temporary file."""
    if not disk_is_full(error):
        raise error
    current_app.logger.error("There is no room for an upload: %s", error)
    return show_error(DiskIsFull())


@pages.app_errorhandler(HTTPException)
def show_error(error):
    """Show an error as a page, or tell it to the script that sends the form."""
    if wants_json():
        return {"message": error.description}, error.code
    response = error.get_response()
    response.data = render_template("error.html", error=error)
    return response


def wants_json():
    """Tell whether upload.js is asking, and not the browser itself."""
    return request.accept_mimetypes.best == "application/json"


def on_to(url):
    """Lead to the next page: the browser by a redirect, upload.js by telling it.

    A redirect would be followed by the script's request, and the messages, which are seen
    once, would be in an answer that nobody reads.
    """
    return {"next": url} if wants_json() else redirect(url)
