"""A gallery: take pictures from strangers, and be sorry for none of it.

``views.py`` has the pages, ``gallery.py`` decides what is kept and under which name. Start it with

    microflask --app examples/uploads run --debug
"""

import os
from pathlib import Path

from microflask import Flask

from .gallery import Gallery
from .keys import find_key
from .views import pages


def create_app():
    """Make the app. Its pictures lie in UPLOADS_FOLDER, or in instance/ beside this file."""
    app = Flask(__name__)
    app.config.update(
        # All files of one upload together. Whatever is longer is a 413, and is not read.
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        # How many files one upload may have, so that checking them does not take forever.
        MAX_FORM_PARTS=20,
        # The disk has an end, too.
        MAX_PICTURES=200,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    # FLASK_MAX_CONTENT_LENGTH=1000000 in the environment, and others like it.
    app.config.from_prefixed_env()
    for name in ("MAX_CONTENT_LENGTH", "MAX_FORM_PARTS", "MAX_PICTURES"):
        if not isinstance(app.config[name], int):  # "16MB" is a text
            raise ValueError(f"FLASK_{name} is {app.config[name]!r}. It must be a whole number.")
    default = Path(__file__).parent / "instance"
    folder = Path(os.environ.get("UPLOADS_FOLDER") or default).absolute()
    app.extensions["gallery"] = Gallery(folder, app.config["MAX_PICTURES"])
    # The key signs the messages that travel to the next page. It comes after the gallery, whose
    # folder a web server may read: by itself it would make one for this user alone.
    app.secret_key = app.secret_key or find_key(folder)
    app.register_blueprint(pages)
    return app
