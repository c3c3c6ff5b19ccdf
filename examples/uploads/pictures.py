"""What is in a file: find out whether it is a picture, and write it anew without its secrets.

The file that somebody sends is never kept. It is decoded, and what is kept is written here: so
there is nothing in it but pixels.
"""

from io import BytesIO
from typing import NamedTuple

from PIL import ExifTags, Image, ImageOps

#: What is taken. Pillow tries no other of its many formats.
#: SVG and HTML are not here: both may carry scripts, which would act as a page of this site.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
KINDS = "JPEG, PNG, GIF or WebP"

#: The ending that each gets.
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}

# Pillow loads its formats when they are first needed, but not for who names them.
Image.init()

#: A few kilobytes can be a picture that fills the memory when it is unpacked. The frames of an
#: animation count together, and so do all files of an upload.
MAX_PIXELS = 50_000_000
#: Each frame counts as so many at least: it takes its time, however small it is.
LEAST_PIXELS = 50 * 50

THUMBNAIL_SIZE = (480, 480)


class Refused(Exception):
    """A file is not kept; the text says why, and fits behind its name."""


class Allowance:
    """What the pictures of one upload may unpack to, all together."""

    def __init__(self):
        self.pixels = MAX_PIXELS

    def take(self, width, height, frames):
        """Take what a picture needs. Raises Refused if that is too much, and takes nothing."""
        needed = max(width * height, LEAST_PIXELS) * frames
        size = f"has {width} x {height} pixels" + (f" x {frames} frames" if frames > 1 else "")
        if needed > MAX_PIXELS:
            raise Refused(f"{size}. {MAX_PIXELS:,} are allowed.")
        if needed > self.pixels:
            raise Refused(f"{size}. {MAX_PIXELS:,} are allowed at once. Send it afterwards.")
        self.pixels -= needed


class Examined(NamedTuple):
    """A picture that was decoded and written anew."""

    ending: str
    content: bytes
    #: Small, the right way up, and a WebP whatever the picture is.
    thumbnail: bytes


def examine(stream, allowance):
    """Decode a picture, and write it and a thumbnail of it.

    Its pixels are taken from *allowance*. Raises Refused for whatever is no whole picture of a
    kind that is taken.
    """
    stream.seek(0)
    if not stream.read(1):
        raise Refused("is empty.")
    try:
        with Image.open(stream, formats=FORMATS) as image:
            # The size is in the first bytes: look at it before anything is unpacked.
            allowance.take(*image.size, count_frames(image))
            image.verify()
        # verify() checks sums and leaves the picture unusable; a file that was cut off is
        # noticed only by who decodes it.
        with Image.open(stream, formats=FORMATS) as image:
            kind = kind_of(image)
            content = rewrite(image, kind, stream)
            return Examined(ENDINGS[kind], content, make_thumbnail(image))
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(f"has too many pixels. {MAX_PIXELS:,} are allowed.") from None
    except Image.UnidentifiedImageError:
        raise Refused(f"is no {KINDS}.") from None
    except Exception:  # decoders stumble over broken files in very many ways
        raise Refused("is damaged, or only a part of a picture.") from None


def kind_of(image):
    """Return one of the four kinds; MPO is a JPEG with more behind it, as some cameras write it."""
    return "JPEG" if image.format == "MPO" else image.format


def count_frames(image):
    """Return how many pictures an animation has, and 1 for what does not move."""
    return 1 if kind_of(image) == "JPEG" else getattr(image, "n_frames", 1)


def rewrite(image, kind, stream):
    """Return the picture as a new file: its pixels, its frames, which side is up.

    Cameras note in a file where and when it was taken, and with which camera; programs add names
    and comments. A colour profile has texts, too, and can be one of its kind. None of that is
    written again, and neither is what somebody hides behind the picture's end, as a web page or
    an archive.
    """
    options = {
        "exif": note_which_side_is_up(image),
        # Pillow would take these over from the file.
        "icc_profile": b"",
        "xmp": b"",
        "comment": b"",
    }
    if image.format == "JPEG":
        options["quality"] = "keep"  # the steps that it was rounded with once already
    elif kind == "JPEG":
        options["quality"] = 90
    elif kind == "WEBP":
        stream.seek(0)
        # Pillow does not say which of the two kinds of WebP it is. "VP8L" marks the exact one.
        options |= {"quality": 90, "lossless": b"VP8L" in stream.read(64 * 1024)}
    if count_frames(image) > 1:
        options |= keep_moving(image, kind)
    new = BytesIO()
    image.save(new, kind, **options)
    return new.getvalue()


def note_which_side_is_up(image):
    """Return EXIF that says nothing but how the camera was held: it does not turn the pixels."""
    exif = Image.Exif()
    side = side_of(image)
    if side not in range(2, 9):
        return b""
    exif[ExifTags.Base.Orientation] = side
    return exif.tobytes()


def side_of(image):
    """Return how the camera was held, by EXIF's number: 1 is upright, 5 to 8 are on a side."""
    return image.getexif().get(ExifTags.Base.Orientation, 1)


def keep_moving(image, kind):
    """Return the options that write all frames, each for as long as it was shown.

    Raises Refused if a frame has more pixels than the size of the picture says.
    """
    durations = []
    size = image.size
    for number in range(image.n_frames):
        image.seek(number)
        if image.size != size:  # a GIF grows with a frame that is larger than the first
            raise Refused("has frames of several sizes.")
        image.load()
        durations.append(image.info.get("duration", 0))
    image.seek(0)
    options = {"save_all": True, "duration": durations}
    if "loop" in image.info:  # how often; a GIF without it is shown once
        options["loop"] = image.info["loop"]
    # What Pillow has decoded are whole frames, so each is shown in the place of the one before.
    # In a GIF that is done by clearing (2), in a PNG by overwriting (0).
    if kind == "GIF":
        options["disposal"] = 2
    elif kind == "PNG":
        options |= {"disposal": 0, "blend": 0}
    return options


def make_thumbnail(image):
    """Return a small version of a picture, or of the first frame, the right way up."""
    image.seek(0)
    image.thumbnail(THUMBNAIL_SIZE)
    thumbnail = ImageOps.exif_transpose(image)
    mode = "RGBA" if thumbnail.has_transparency_data else "RGB"
    new = BytesIO()
    # No option but the quality: nothing that the picture says of itself goes along.
    nothing = {"exif": b"", "xmp": b"", "icc_profile": b""}
    thumbnail.convert(mode).save(new, "WEBP", quality=80, **nothing)
    return new.getvalue()
