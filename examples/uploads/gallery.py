"""A folder of pictures: what may enter it, and under which name.

Nothing here trusts what the client says of a file. Its name is made harmless, its kind is read
from its content by ``pictures``, and its ending is chosen to fit.
"""

import errno
import logging
import os
import threading
from datetime import datetime, timezone
from typing import NamedTuple

from PIL import Image
from werkzeug.utils import secure_filename

from .pictures import Allowance, Refused, examine, side_of

#: On Windows these are no files, in whatever folder and with whatever ending: "CON.png" is the
#: terminal. send_from_directory() serves none of them anywhere.
DEVICES = {"CON", "PRN", "AUX", "NUL"}
DEVICES |= {f"{port}{number}" for port in ("COM", "LPT") for number in range(10)}

log = logging.getLogger(__name__)


class Picture(NamedTuple):
    """A picture that is kept."""

    name: str
    #: In bytes.
    size: int
    uploaded: datetime


class Details(NamedTuple):
    """What only a look into the file tells."""

    kind: str
    width: int
    height: int


class Gallery:
    """Pictures in a folder, and a thumbnail of each in another one.

    A name that has a thumbnail is taken: it is there before the picture, and goes after it.
    """

    def __init__(self, folder, max_pictures):
        self.originals = folder / "pictures"
        self.thumbnails = folder / "thumbnails"
        self.unfinished = folder / "unfinished"
        self.max_pictures = max_pictures
        # Of two threads that take the last place at once, both would find it taken by the other.
        self._reserving = threading.Lock()
        for each in (self.originals, self.thumbnails, self.unfinished):
            each.mkdir(parents=True, exist_ok=True)

    def pictures(self):
        """List the pictures, the newest first."""
        with os.scandir(self.originals) as entries:
            found = sorted(
                ((entry.stat(), entry.name) for entry in entries),
                key=lambda each: (each[0].st_mtime_ns, each[1]),
                reverse=True,
            )
        return [
            Picture(name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, timezone.utc))
            for stat, name in found
        ]

    def find(self, name):
        """Return the picture of this name, or None.

        The name is compared with what is there, and never made a path: so there is none that
        leads out of the folder.
        """
        return next((picture for picture in self.pictures() if picture.name == name), None)

    def look_into(self, picture):
        """Return kind, width and height of a picture that is kept."""
        with Image.open(self.originals / picture.name) as image:
            width, height = image.size
            if side_of(image) >= 5:  # it lies on its side
                width, height = height, width
            return Details(image.format, width, height)

    def add(self, filename, stream, allowance=None):
        """Keep a file, if it is a picture, and return its new name.

        The files of one upload share an *allowance* of pixels. Raises Refused, which says why it
        is not kept.
        """
        self._refuse_if_more_than(self.max_pictures - 1)  # before the work
        picture = examine(stream, allowance or Allowance())
        try:
            with self._reserving:
                name = self._reserve_name(safe_stem(filename), picture.ending)
            self._write(name, picture)
        except OSError as error:
            log.error("The picture %s cannot be written: %s", filename, error)
            is_full = disk_is_full(error)
            reason = "the disk of the server is full" if is_full else "the server cannot write it"
            raise Refused(f"is not kept: {reason}.") from error
        return name

    def remove(self, name):
        """Delete a picture and its thumbnail."""
        for path in (self.originals / name, self.unfinished / name, self.thumbnail_of(name)):
            path.unlink(missing_ok=True)

    def thumbnail_of(self, name):
        """Return the path of a picture's thumbnail."""
        return self.thumbnails / f"{name}.webp"

    def _reserve_name(self, stem, ending):
        """Find a name that is not taken, and take it: cat.jpg, else cat-2.jpg, cat-3.jpg, ...

        Raises Refused if the gallery is full then. Others may have taken a place while this
        picture was examined, also in another process: so a place is taken first, and then counted.
        """
        number = 1
        while True:
            name = f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}"
            try:
                # "x" fails if the file exists. To ask first and to open then would let two
                # requests ask at the same time, and one would overwrite the other's file.
                self.thumbnail_of(name).open("xb").close()
                break
            except FileExistsError:
                number += 1
        try:
            self._refuse_if_more_than(self.max_pictures)
        except Refused:
            self.thumbnail_of(name).unlink()
            raise
        return name

    def _refuse_if_more_than(self, most):
        """Raise Refused if more names than that are taken."""
        if len(os.listdir(self.thumbnails)) > most:
            raise Refused(f"is not kept: the gallery is full, it holds {self.max_pictures}.")

    def _write(self, name, picture):
        """Write a picture and its thumbnail, both or none."""
        try:
            self.thumbnail_of(name).write_bytes(picture.thumbnail)
            (self.unfinished / name).write_bytes(picture.content)
            # In one step: whoever lists the folder meanwhile finds a whole picture or none.
            (self.unfinished / name).replace(self.originals / name)
        except OSError:
            self.remove(name)
            raise


def disk_is_full(error):
    """Tell whether an OSError says that there is no more room, at all or for this user."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


def safe_stem(filename):
    """Make a name without ending from what a client calls a file.

    Of some names nothing is left: ".." is no name, and secure_filename() knows only ASCII.
    """
    stem, _ = os.path.splitext(filename or "")
    stem = secure_filename(stem)[:80] or "picture"
    if stem.partition(".")[0].upper() in DEVICES:
        return f"picture-{stem}"
    return stem
