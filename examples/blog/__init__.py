"""A blog to start a project from: accounts, drafts, pages, a feed, and tests.

``create_app`` puts it together. Read on in ``reading.py``, which has the pages for everybody, then
in ``writing.py`` and ``accounts.py``; what they stand on is in ``db.py`` and ``forms.py``. In the
folder that this one lies in, start it with

    microflask --app blog run --debug
"""

from microflask import Flask

from . import accounts, commands, db, errors, reading, safety, settings, texts, writing


def create_app(config=None):
    """Make the app, with settings from the environment and then from *config*."""
    app = Flask(__name__, instance_path=settings.instance_path())
    settings.load(app, config or {})
    for part in (db, texts, safety, errors):
        part.init_app(app)
    for part in (reading, writing, accounts, commands):
        app.register_blueprint(part.blueprint)
    return app
