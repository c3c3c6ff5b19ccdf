"""A folder of pictures: what may enter it, under which name, and what is left outside.

Nothing here trusts what the client says of a file. Its name is made harmless, its kind is read
from its content, and its ending is chosen to fit.
"""

import os
import shutil
from datetime import datetime, timezone
from typing import NamedTuple

from PIL import ExifTags, Image, ImageOps
from werkzeug.utils import secure_filename

#: What is taken. Pillow tries no other of its many formats.
#: SVG and HTML are not here: both may carry scripts, which would act as a page of this site.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
KINDS = "JPEG, PNG, GIF or WebP"

#: The ending that each gets. MPO is what some cameras write: a JPEG with a second one behind it.
ENDINGS = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}

# Pillow loads its formats when they are first needed, but not for who names them.
Image.init()

#: A few kilobytes can be a picture that fills the memory when it is unpacked.
MAX_PIXELS = 50_000_000

THUMBNAIL_SIZE = (480, 480)


class Refused(Exception):
    """A file is not kept; the text says why, and fits behind its name."""


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
    """Pictures in a folder, and a thumbnail of each in another one."""

    def __init__(self, folder, max_pictures):
        self.originals = folder / "pictures"
        self.thumbnails = folder / "thumbnails"
        self.max_pictures = max_pictures
        for each in (self.originals, self.thumbnails):
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
            if image.getexif().get(ExifTags.Base.Orientation, 1) >= 5:  # it lies on its side
                width, height = height, width
            return Details(image.format, width, height)

    def add(self, filename, stream):
        """Keep a file, if it is a picture, and return its new name.

        Raises Refused, which says why it is not kept.
        """
        if len(self.pictures()) >= self.max_pictures:
            raise Refused(f"is not kept: the gallery is full, it holds {self.max_pictures}.")
        kind, thumbnail = examine(stream)
        file = self._create(safe_stem(filename), ENDINGS[kind])
        name = os.path.basename(file.name)
        try:
            with file:
                stream.seek(0)
                shutil.copyfileobj(stream, file)
            # A new picture, so that nothing of the old one's EXIF is in it: neither the place
            # where it was taken nor the camera's number.
            thumbnail.save(self.thumbnail_of(name), "WEBP", quality=80)
        except OSError as error:  # the disk is full, or broken
            self.remove(name)
            raise Refused(f"is not kept: {error.strerror} on the server.") from error
        return name

    def remove(self, name):
        """Delete a picture and its thumbnail."""
        (self.originals / name).unlink(missing_ok=True)
        self.thumbnail_of(name).unlink(missing_ok=True)

    def thumbnail_of(self, name):
        """Return the path of a picture's thumbnail."""
        return self.thumbnails / f"{name}.webp"

    def _create(self, stem, ending):
        """Open a file that was not there before: cat.jpg, else cat-2.jpg, cat-3.jpg, ..."""
        number = 1
        while True:
            name = f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}"
            try:
                # "x" fails if the file exists. To ask first and to open then would let two
                # requests ask at the same time, and one would overwrite the other's file.
                return (self.originals / name).open("xb")
            except FileExistsError:
                number += 1


def safe_stem(filename):
    """Make a name without ending from what a client calls a file.

    Of some names nothing is left: ".." is no name, and secure_filename() knows only ASCII.
    """
    stem, _ = os.path.splitext(filename or "")
    return secure_filename(stem)[:80] or "picture"


def examine(stream):
    """Decode a picture, and return its kind and a thumbnail, the right way up.

    Raises Refused for whatever is no whole picture of a kind that is taken.
    """
    stream.seek(0)
    if not stream.read(1):
        raise Refused("is empty.")
    try:
        with Image.open(stream, formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Refused(f"has {width} x {height} pixels. {MAX_PIXELS:,} are allowed.")
            image.verify()
        # verify() checks sums and leaves the picture unusable; a file that was cut off is
        # noticed only by who decodes it.
        with Image.open(stream, formats=FORMATS) as image:
            kind = image.format
            image.thumbnail(THUMBNAIL_SIZE)
            # Cameras do not turn the picture, they note in EXIF how it was held.
            thumbnail = ImageOps.exif_transpose(image)
            return kind, thumbnail.convert("RGBA" if thumbnail.has_transparency_data else "RGB")
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(f"has too many pixels. {MAX_PIXELS:,} are allowed.") from None
    except Image.UnidentifiedImageError:
        raise Refused(f"is no {KINDS}.") from None
    except Exception:  # decoders stumble over broken files in very many ways
        raise Refused("is damaged, or only a part of a picture.") from None
