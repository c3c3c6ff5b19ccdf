"""Draw a few landscapes, for a visitor who has no picture at hand. Not part of the lesson."""

import math
from io import BytesIO

from PIL import ExifTags, Image, ImageDraw, ImageOps

# Name, size, colours of the sky from top to bottom, of the sun, of the hills from far to near.
SCENES = [
    (
        "morning.jpg",
        (1200, 800),
        "#f6c89f",
        "#fdf0d5",
        "#fff6e0",
        ["#c98f7a", "#8c6470", "#4a4058"],
    ),
    ("lake.png", (1200, 900), "#7fb7d6", "#e4f1f2", "#fffbe8", ["#8fb3ad", "#5a8f8b", "#2f5f66"]),
    (
        "evening.jpg",
        (1000, 1000),
        "#3b2c5e",
        "#e8846b",
        "#ffd27a",
        ["#7a4a6b", "#4f3358", "#261c3a"],
    ),
    ("night.webp", (1200, 750), "#0d1430", "#2f4472", "#f4f1e4", ["#22325a", "#172445", "#0b132b"]),
    ("desert.jpg", (1400, 800), "#f2b66d", "#fae3b4", "#fff4d2", ["#d98f54", "#b76a3c", "#7d4328"]),
    ("tower.jpg", (800, 1200), "#9cc9c0", "#f3efd9", "#fffdf0", ["#7fa894", "#4f7f6b", "#2a5044"]),
]


def sample_pictures():
    """Give the name and the content of each scene, as a file that was uploaded."""
    for number, (name, size, *colors) in enumerate(SCENES):
        yield name, encode(name, draw(number, size, *colors))


def draw(number, size, top, bottom, sun, hills):
    """Draw a sky, a sun, and hills one before the other."""
    width, height = size
    picture = ImageOps.colorize(Image.linear_gradient("L").resize(size), top, bottom)
    pen = ImageDraw.Draw(picture)
    x, y, radius = width * (0.25 + 0.1 * number), height * 0.36, height * 0.085
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=sun)
    for depth, color in enumerate(hills):
        ridge = [
            (x, height * (0.55 + 0.14 * depth + 0.06 * wave(x / width, number + 2.3 * depth)))
            for x in range(0, width + 8, 8)
        ]
        pen.polygon([*ridge, (width, height), (0, height)], fill=color)
    return picture


def wave(x, start):
    """Return the height of a ridge at *x*, about -1 to 1."""
    return 0.6 * math.sin(start + 5 * x) + 0.4 * math.sin(2 * start + 13 * x)


def encode(name, picture):
    """Write a picture into a file in memory; the tower as a camera does that was held upright."""
    stream, options = BytesIO(), {}
    if name == "tower.jpg":
        picture = picture.rotate(90, expand=True)
        options["exif"] = Image.Exif()
        options["exif"][ExifTags.Base.Orientation] = 6  # turn me to the right
    picture.save(stream, Image.registered_extensions()[f".{name.split('.')[1]}"], **options)
    return stream
