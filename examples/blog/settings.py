"""The blog's settings: defaults, the environment, and a secret key that is kept in a file.

Each can be set in the environment, with BLOG_ before its name: BLOG_TITLE="My blog".
"""

import os
import secrets
import tempfile
from pathlib import Path

from werkzeug.middleware.proxy_fix import ProxyFix

DEFAULTS = {
    "TITLE": "Loose Leaves",
    "TAGLINE": "Short pieces, published when they are ready.",
    "POSTS_PER_PAGE": 5,
    # Whether anybody may register. If not, accounts come from `create-user` alone.
    "REGISTRATION_OPEN": True,
    # How many proxies are in front of the server. Each says who has sent a request; without
    # them, whoever says that is a visitor who lies.
    "PROXIES": 0,
    # No form of another site can act with the cookie of somebody who is logged in here.
    "SESSION_COOKIE_SAMESITE": "Lax",
    # The longest post is 20,000 characters. As a form it is at most 240,000 bytes.
    "MAX_CONTENT_LENGTH": 512 * 1024,
}


def instance_path():
    """Return the folder of the database and the secret key: instance/ here, or as set."""
    here = Path(__file__).parent / "instance"
    return os.path.abspath(os.environ.get("BLOG_INSTANCE_PATH") or here)


def load(app, config):
    """Fill the app's configuration: what comes later wins."""
    app.config.update(DEFAULTS, DATABASE=os.path.join(app.instance_path, "blog.db"))
    app.config.from_prefixed_env("BLOG")
    app.config.update(config)
    if not app.secret_key:
        app.secret_key = kept_key(Path(app.instance_path, "secret_key"))
    check(app.config)
    trust_proxies(app, app.config["PROXIES"])


def check(config):
    """Refuse settings that would only fail later, and say what is wrong with them."""
    number = config["POSTS_PER_PAGE"]
    if not isinstance(number, int) or number < 1:
        raise ValueError(f"BLOG_POSTS_PER_PAGE is {number!r}. It must be a whole number above 0.")
    for name in ("REGISTRATION_OPEN", "SESSION_COOKIE_SECURE"):
        if not isinstance(config[name], bool):  # "False" is a text, and not empty: it would open
            raise ValueError(f"BLOG_{name} is {config[name]!r}. It must be true or false.")
    if not isinstance(config["PROXIES"], int) or config["PROXIES"] < 0:
        raise ValueError(f"BLOG_PROXIES is {config['PROXIES']!r}. It must be a whole number.")
    if not isinstance(config["SECRET_KEY"], str | bytes) or len(config["SECRET_KEY"]) < 16:
        raise ValueError("BLOG_SECRET_KEY must be a text of at least 16 characters.")


def trust_proxies(app, number):
    """Take the visitor's address from what the proxies say, and whether it is over HTTPS."""
    if number:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number)


def kept_key(file):
    """Return the key that *file* holds; make one at the first start.

    Nobody but the user whom the server runs as can read the file. Of several processes that
    start at once, all get the key of the first.
    """
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=file.parent)  # its mode is 0600
        with open(descriptor, "w") as opened:
            opened.write(secrets.token_hex())
        try:
            os.link(draft, file)  # all of it at once, and only if there is none yet
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return file.read_text()
