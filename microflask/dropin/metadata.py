"""What ``importlib.metadata`` tells of the package Flask in drop-in mode.

Extensions ask for its version, and for its console script. The rest of what an installed
package has, such as a list of files, is not made up.
"""

from __future__ import annotations

import os
from importlib.metadata import Distribution
from pathlib import Path

#: The Flask that programs find: the one whose public API and behaviour microflask has.
FLASK_API_VERSION = "3.1.3"

_FILES = {
    "METADATA": f"""\
Metadata-Version: 2.1
Name: Flask
Version: {FLASK_API_VERSION}
Summary: The API of Flask, by microflask in drop-in mode.
""",
    "entry_points.txt": "[console_scripts]\nflask = flask.cli:main\n",
}


class FlaskDistribution(Distribution):
    """The package Flask, as far as programs ask about it."""

    def read_text(self, filename: str | os.PathLike[str]) -> str | None:
        """Return a file of the package's metadata; None where there is no such file."""
        return _FILES.get(os.fspath(filename))

    def locate_file(self, path: str | os.PathLike[str]) -> Path:
        """Return where a file of the package is: beside microflask."""
        return Path(__file__).parents[2] / path
