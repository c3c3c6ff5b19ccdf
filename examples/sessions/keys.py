"""The secret key: from the environment, else one that is made at the first start and kept.

A key that stands in the source is known to everybody, and with it anybody can be anybody.
"""

import os
import secrets
import tempfile


def find_key(folder):
    """Return SECRET_KEY from the environment, else the key that is kept in *folder*.

    Raises RuntimeError if there is none and none can be kept: the app must not serve then.
    """
    try:
        return os.environ.get("SECRET_KEY") or kept_key(folder / "secret_key")
    except OSError as error:
        raise RuntimeError(
            f"The app has no secret key, and cannot keep one in {folder}: {error}. Make one with"
            " python -c 'import secrets; print(secrets.token_hex())'"
            " and set it as SECRET_KEY in the environment."
        ) from error


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
