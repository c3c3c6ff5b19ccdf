"""The gallery: what it keeps, what it refuses, and what it says of it."""

from __future__ import annotations

import errno
import struct
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from PIL import ExifTags, Image, ImageDraw
from PIL.ImageCms import ImageCmsProfile, createProfile
from PIL.PngImagePlugin import PngInfo
from webtest import TestApp as Browser
from webtest import TestResponse as Page
from webtest import Upload

from examples.uploads import create_app
from examples.uploads import gallery as gallery_module
from examples.uploads.pictures import Refused

MIB = 1024 * 1024


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Browser:
    """A browser in front of an empty gallery."""
    monkeypatch.setenv("SECRET_KEY", "a key for tests")
    monkeypatch.setenv("UPLOADS_FOLDER", str(tmp_path))
    return Browser(create_app())


@pytest.fixture
def kept(browser: Browser, tmp_path: Path):
    """Tell the names of the files that are kept."""
    return lambda: sorted(path.name for path in (tmp_path / "pictures").iterdir())


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode="RGB", **options) -> bytes:
    stream = BytesIO()
    Image.new(mode, size).save(stream, kind, **options)
    return stream.getvalue()


def upload(browser: Browser, *files: tuple[str, bytes], **options) -> Page:
    """Send files by the form, and return the page after it."""
    form = browser.get("/").forms["upload"]
    fields = [("pictures", Upload(name, content)) for name, content in files]
    uploads = [(field, file.filename, file.content) for field, file in fields]
    answer = browser.post(form.action, upload_files=uploads, **options)
    return answer.follow() if answer.status_code == 302 else answer


def file_of(browser: Browser, name: str) -> bytes:
    """Return a picture as everybody gets it."""
    return browser.get(f"/file/{name}").body


def frames_of(content: bytes) -> list[tuple[object, bytes]]:
    """Return how long each frame of a picture is shown, and its pixels."""
    frames = []
    with Image.open(BytesIO(content)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append((image.info.get("duration"), image.convert("RGBA").tobytes()))
    return frames


def said(page: Page) -> list[str]:
    return [" ".join(message.text.split()) for message in page.html.select(".flash:not([hidden])")]


def text_of(page: Page, selector: str) -> str:
    return " ".join(page.html.select_one(selector).text.split())


# The gallery


def test_a_new_gallery_is_empty_and_offers_samples(browser: Browser) -> None:
    page = browser.get("/")
    assert "The gallery is empty" in page
    page = page.forms[1].submit().follow()
    assert said(page) == ["6 of 6 landscapes are in the gallery."]
    assert len(page.html.select(".gallery img")) == 6


def test_a_picture_is_kept_with_all_its_pixels(browser: Browser, kept) -> None:
    page = upload(browser, ("cat.png", picture()))
    assert said(page) == ["cat.png is saved as cat.png."]
    assert kept() == ["cat.png"]
    assert frames_of(file_of(browser, "cat.png")) == frames_of(picture())


def test_several_pictures_come_at_once(browser: Browser, kept) -> None:
    page = upload(browser, ("a.png", picture()), ("b.gif", picture("GIF")))
    assert said(page) == ["a.png is saved as a.png.", "b.gif is saved as b.gif."]
    assert kept() == ["a.png", "b.gif"]


def test_the_form_sends_several_files(browser: Browser) -> None:
    field = browser.get("/").html.select_one("input[type=file]")
    assert field.has_attr("multiple")
    assert field.find_parent("form")["enctype"] == "multipart/form-data"


def test_the_newest_comes_first(browser: Browser) -> None:
    for name in ("z.png", "a.png", "m.png"):
        page = upload(browser, (name, picture()))
    assert [item.text.strip() for item in page.html.select(".gallery li")] == [
        "m.png",
        "a.png",
        "z.png",
    ]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_has_a_page(browser: Browser, kind: str) -> None:
    page = upload(browser, ("cat", picture(kind)))
    page = page.click(href="/picture/")
    facts = [fact.text for fact in page.html.select(".pairs dd")]
    assert facts[:2] == [kind, "60 x 40"]
    shown = browser.get(page.html.select_one(".frame img")["src"])
    assert shown.content_type == f"image/{kind.lower()}"
    assert frames_of(shown.body) == frames_of(picture(kind))


def test_a_picture_can_be_downloaded(browser: Browser) -> None:
    answer = upload(browser, ("cat.png", picture())).click(href="/picture/").click("Download")
    assert answer.headers["Content-Disposition"] == "attachment; filename=cat.png"
    assert answer.body == file_of(browser, "cat.png")


def test_a_picture_can_be_deleted(browser: Browser, kept, tmp_path: Path) -> None:
    page = upload(browser, ("cat.png", picture()), ("dog.png", picture()))
    page = browser.get("/picture/cat.png").forms[0].submit().follow()
    assert said(page) == ["cat.png is deleted."]
    assert kept() == ["dog.png"]
    assert [path.name for path in (tmp_path / "thumbnails").iterdir()] == ["dog.png.webp"]
    browser.get("/picture/cat.png", status=404)
    browser.post("/picture/cat.png/delete", status=404)


def test_a_picture_that_is_deleted_while_it_is_looked_at_is_a_404(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(browser, ("cat.png", picture()))
    gallery = browser.app.extensions["gallery"]
    look = gallery.look_into

    def delete_and_look(found):
        gallery.remove(found.name)
        return look(found)

    monkeypatch.setattr(gallery, "look_into", delete_and_look)
    assert "There is no picture cat.png." in browser.get("/picture/cat.png", status=404)


def test_following_a_link_deletes_nothing(browser: Browser, kept) -> None:
    upload(browser, ("cat.png", picture()))
    browser.get("/picture/cat.png/delete", status=405)
    assert kept() == ["cat.png"]


# Thumbnails


def thumbnail(browser: Browser, name: str) -> Image.Image:
    answer = browser.get(f"/thumbnail/{name}")
    assert answer.content_type == "image/webp"
    return Image.open(BytesIO(answer.body))


def test_a_thumbnail_is_small_and_keeps_the_proportions(browser: Browser) -> None:
    upload(browser, ("wide.jpg", picture("JPEG", (1600, 800))))
    assert thumbnail(browser, "wide.jpg").size == (480, 240)


def test_a_thumbnail_is_made_once(browser: Browser, tmp_path: Path) -> None:
    upload(browser, ("cat.png", picture()))
    path = tmp_path / "thumbnails/cat.png.webp"
    before = path.stat().st_mtime_ns
    thumbnail(browser, "cat.png")
    assert path.stat().st_mtime_ns == before


def test_a_thumbnail_is_turned_as_the_camera_was_held(browser: Browser) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    upload(browser, ("held.jpg", picture("JPEG", (300, 200), exif=exif)))
    assert thumbnail(browser, "held.jpg").size == (200, 300)
    assert "200 x 300" in browser.get("/picture/held.jpg")


def test_a_thumbnail_says_nothing_of_camera_and_place(browser: Browser) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "A camera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    upload(browser, ("cat.jpg", picture("JPEG", exif=exif)))
    assert dict(thumbnail(browser, "cat.jpg").getexif()) == {}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_pixels_has_a_thumbnail(browser: Browser, mode: str) -> None:
    upload(browser, ("cat.png", picture(mode=mode)))
    assert thumbnail(browser, "cat.png").size == (60, 40)


def test_a_jpeg_for_printing_has_a_thumbnail(browser: Browser) -> None:
    upload(browser, ("print.jpg", picture("JPEG", mode="CMYK")))
    assert thumbnail(browser, "print.jpg").mode == "RGB"


def test_two_jpegs_in_one_as_some_cameras_write_it_are_a_jpeg(browser: Browser, kept) -> None:
    content = picture("MPO", save_all=True, append_images=[Image.new("RGB", (60, 40), "red")])
    upload(browser, ("stereo.jpg", content))
    assert kept() == ["stereo.jpg"]
    browser.get("/picture/stereo.jpg")


# What a picture says of the person who took it


def taken_with_a_phone(orientation: int = 1) -> Image.Exif:
    """EXIF as a phone writes it: a camera, a moment, and the place, in degrees."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Canon"
    exif[ExifTags.Base.DateTime] = "2026:04:01 09:30:00"
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (52.0, 30.0, 36.0),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: (13.0, 24.0, 18.0),
    }
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_does_not_say_where_it_was_taken(browser: Browser, kind: str) -> None:
    content = picture(kind, exif=taken_with_a_phone())
    with Image.open(BytesIO(content)) as image:
        assert image.getexif().get_ifd(ExifTags.IFD.GPSInfo)  # else this would test nothing
    upload(browser, ("cat", content))
    address = browser.get("/").html.select_one(".gallery a")["href"].replace("/picture/", "")
    for route in ("file", "download", "thumbnail"):
        with Image.open(BytesIO(browser.get(f"/{route}/{address}").body)) as image:
            assert dict(image.getexif()) == {}
            assert dict(image.getexif().get_ifd(ExifTags.IFD.GPSInfo)) == {}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_it_says_only_how_the_camera_was_held(
    browser: Browser, kind: str, orientation: int
) -> None:
    upload(browser, ("cat", picture(kind, (300, 200), exif=taken_with_a_phone(orientation))))
    page = browser.get("/").click(href="/picture/")
    shown = browser.get(page.html.select_one(".frame img")["src"])
    with Image.open(BytesIO(shown.body)) as image:
        expected = {} if orientation == 1 else {ExifTags.Base.Orientation: orientation}
        assert dict(image.getexif()) == expected
    size = "200 x 300" if orientation in {6, 8} else "300 x 200"
    assert text_of(page, ".pairs").count(size) == 1


def noted(kind: str) -> bytes:
    """A picture with all that programs write into one, besides EXIF."""
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Zoe 52.5</x:xmpmeta>'
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Author", "Zoe")
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return picture(kind, pnginfo=texts)
    if kind == "GIF":
        return picture(kind, comment=b"by Zoe")
    if kind == "JPEG":
        return picture(kind, comment=b"by Zoe", xmp=xmp)
    return picture(kind, xmp=xmp)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_comments_and_names_are_left_out(browser: Browser, kind: str) -> None:
    content = noted(kind)
    assert b"Zoe" in content
    upload(browser, ("cat", content))
    name = browser.get("/").html.select_one(".gallery a")["href"].replace("/picture/", "")
    for route in ("file", "thumbnail"):
        assert b"Zoe" not in browser.get(f"/{route}/{name}").body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("hidden", [b"PK\x03\x04 an archive", b"<script>alert(1)</script>"])
def test_what_is_hidden_behind_a_picture_is_left_out(
    browser: Browser, kind: str, hidden: bytes
) -> None:
    upload(browser, ("cat", picture(kind) + hidden))
    name = browser.get("/").html.select_one(".gallery a")["href"].replace("/picture/", "")
    content = file_of(browser, name)
    assert hidden not in content
    assert frames_of(content) == frames_of(picture(kind))


def test_the_second_picture_of_a_camera_is_left_out(browser: Browser) -> None:
    content = picture("MPO", save_all=True, append_images=[Image.new("RGB", (60, 40), "red")])
    upload(browser, ("stereo.jpg", content))
    kept_as = file_of(browser, "stereo.jpg")
    with Image.open(BytesIO(kept_as)) as image:
        assert image.format == "JPEG"
    assert kept_as.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("frames", [1, 2])
def test_a_colour_profile_is_left_out(browser: Browser, kind: str, frames: int) -> None:
    """It has texts of its own: who made it, and for which screen."""
    profile = ImageCmsProfile(createProfile("sRGB")).tobytes()
    options = {"icc_profile": profile}
    if frames > 1 and kind != "JPEG":
        options |= {"save_all": True, "append_images": [Image.new("RGB", (60, 40), "red")]}
    content = picture(kind, **options)
    with Image.open(BytesIO(content)) as image:
        assert image.info["icc_profile"] == profile
    upload(browser, ("cat", content))
    name = browser.get("/").html.select_one(".gallery a")["href"].replace("/picture/", "")
    for route in ("file", "thumbnail"):
        with Image.open(BytesIO(browser.get(f"/{route}/{name}").body)) as image:
            assert not image.info.get("icc_profile")


def test_a_photo_is_written_with_the_steps_that_it_came_with(browser: Browser) -> None:
    """Written with others it would be worse than before, or larger."""
    photo = BytesIO()
    Image.effect_noise((200, 200), 60).save(photo, "JPEG", quality=37)
    upload(browser, ("cat.jpg", photo.getvalue()))
    with (
        Image.open(photo) as before,
        Image.open(BytesIO(file_of(browser, "cat.jpg"))) as after,
    ):
        assert after.quantization == before.quantization


# What moves


def animation(kind: str, transparent: bool, disposal: int) -> bytes:
    """Make a disc that rolls, over nothing or over a colour."""
    frames = []
    for step in range(4):
        frame = Image.new("RGBA", (60, 40), (0, 0, 0, 0) if transparent else (250, 250, 200, 255))
        ImageDraw.Draw(frame).ellipse((10 * step, 5, 10 * step + 20, 25), (200, 40 * step, 9, 255))
        frames.append(frame)
    stream, options = BytesIO(), {"loop": 3, "duration": [100, 200, 50, 300]}
    options |= {"lossless": True} if kind == "WEBP" else {"disposal": disposal}
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize("transparent", [True, False])
@pytest.mark.parametrize("disposal", [0, 1, 2])
def test_what_moves_goes_on_moving(
    browser: Browser, kind: str, transparent: bool, disposal: int
) -> None:
    content = animation(kind, transparent, disposal)
    upload(browser, ("disc", content))
    name = browser.get("/").html.select_one(".gallery a")["href"].replace("/picture/", "")
    kept_as = file_of(browser, name)
    assert frames_of(kept_as) == frames_of(content)
    assert len(frames_of(kept_as)) == 4
    with Image.open(BytesIO(kept_as)) as image:
        assert image.info["loop"] == 3


# Names


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("my cat.png", "my_cat.png"),
        ("../../etc/passwd", "etc_passwd.png"),
        ("..\\..\\boot.ini", "boot.png"),
        ("/etc/cron.d/cat.png", "etc_cron.d_cat.png"),
        ("<script>.png", "script.png"),
        (".htaccess", "htaccess.png"),
        ("cat.php", "cat.png"),
        ("cat.jpg", "cat.png"),
        ("кот.png", "picture.png"),
        ("..", "picture.png"),
        ("n" * 300 + ".png", "n" * 80 + ".png"),
        ("CON.png", "picture-CON.png"),
        ("com1.tar.png", "picture-com1.tar.png"),
        ("LPT¹.png", "picture-LPT1.png"),
        ("console.png", "console.png"),
    ],
)
def test_a_name_is_made_harmless(browser: Browser, kept, name: str, saved_as: str) -> None:
    upload(browser, (name, picture()))
    assert kept() == [saved_as]
    for route in ("picture", "file", "download", "thumbnail"):
        browser.get(f"/{route}/{saved_as}")


def test_of_many_uploads_of_one_name_none_is_lost(browser: Browser, kept) -> None:
    gallery = browser.app.extensions["gallery"]
    shades = range(0, 240, 10)

    def add(shade: int) -> str:
        stream = BytesIO()
        Image.new("L", (3, 3), shade).save(stream, "PNG")
        return gallery.add("cat.png", stream)

    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(add, shades))
    assert sorted(names) == kept()
    assert len(set(names)) == len(shades)
    for name, shade in zip(names, shades, strict=True):
        with Image.open(BytesIO(file_of(browser, name))) as image:
            assert image.getpixel((0, 0)) == shade


def test_a_name_that_is_taken_gets_a_number(browser: Browser, kept) -> None:
    first, second = picture(), picture(size=(1, 1))
    page = upload(browser, ("cat.png", first), ("cat.png", second), ("cat.png", second))
    assert said(page)[2] == "cat.png is saved as cat-3.png."
    assert kept() == ["cat-2.png", "cat-3.png", "cat.png"]
    assert frames_of(file_of(browser, "cat.png")) == frames_of(first)


def test_a_name_is_no_html_in_a_message(browser: Browser) -> None:
    page = upload(browser, ("<b>x</b>.png", b"no picture"))
    assert page.html.select(".flash b") == []


def test_the_page_of_names_shows_what_is_left_of_them(browser: Browser) -> None:
    rows = [
        [cell.text for cell in row.select("td")]
        for row in browser.get("/names").html.select("tbody tr")
    ]
    assert ["../../etc/passwd", "etc_passwd", "etc_passwd.png"] in rows
    assert ["..", "nothing is left", "picture.png"] in rows


def test_a_name_can_be_tried(browser: Browser) -> None:
    form = browser.get("/names").forms[0]
    form["name"] = "<i>../my cat.png"
    page = form.submit()
    assert [cell.text for cell in page.html.select("tbody td")] == [
        "<i>../my cat.png",
        "i.._my_cat.png",
        "i.._my_cat.png",
    ]
    assert page.forms[0]["name"].value == "<i>../my cat.png"


@pytest.mark.parametrize("route", ["picture", "file", "download", "thumbnail"])
@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fetc%2fpasswd",
        "../../etc/passwd",
        "%2e%2e",
        ".",
        "..%5c..%5cboot.ini",
        "%2fetc%2fpasswd",
        "cat.png%00.txt",
        "a" * 5000,
        "cat.png.webp",
    ],
)
def test_no_name_in_a_url_leads_out_of_the_gallery(browser: Browser, route: str, name: str) -> None:
    upload(browser, ("cat.png", picture()))
    browser.get(f"/{route}/{name}", status=404)


# What is refused


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def huge_png(width: int, height: int) -> bytes:
    """Make a small file that says it is a very large picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    content = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + content + chunk(b"IEND", b"")


def still_life(frames: int) -> bytes:
    """Make a GIF of many frames; each is a few bytes, and unpacks to 40,000 pixels."""
    stream = BytesIO()
    images = [Image.new("L", (200, 200), number % 250) for number in range(frames)]
    images[0].save(stream, "GIF", save_all=True, append_images=images[1:])
    return stream.getvalue()


def parts_of(gif: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the first frame of a GIF, and its frames."""
    colours = 3 * 2 ** ((gif[10] & 7) + 1)
    return gif[: 13 + colours], gif[13 + colours : -1]


def growing(side: int, frames: int) -> bytes:
    """Make a GIF that says it has one pixel, and has larger frames after the first."""
    head, first = parts_of(picture("GIF", (1, 1), "L"))
    _, large = parts_of(picture("GIF", (side, side), "L"))
    return head + first + large * frames + b";"


def flickering(frames: int) -> bytes:
    """Make a GIF of very many frames, each of a single pixel."""
    head, frame = parts_of(picture("GIF", (1, 1), "L"))
    return head + frame * frames + b";"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notes.png", b"This is a text.", "is no JPEG, PNG, GIF or WebP."),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>", "is no JPEG, PNG, GIF or WebP."),
        ("cat.svg", svg(), "is no JPEG, PNG, GIF or WebP."),
        ("cat.tiff", picture("TIFF"), "is no JPEG, PNG, GIF or WebP."),
        ("half.png", picture(size=(300, 300))[:-40], "is damaged, or only a part of a picture."),
        ("half.jpg", picture("JPEG", (300, 300))[:700], "is damaged, or only a part of a picture."),
        ("head.png", picture()[:20], "is damaged, or only a part of a picture."),
        ("empty.png", b"", "is empty."),
        ("bomb.png", huge_png(8000, 8000), "has 8000 x 8000 pixels. 50,000,000 are allowed."),
        ("bomb.png", huge_png(11000, 11000), "has too many pixels. 50,000,000 are allowed."),
        ("bomb.png", huge_png(60000, 60000), "has too many pixels. 50,000,000 are allowed."),
        (
            "bomb.gif",
            still_life(2000),
            "has 200 x 200 pixels x 2000 frames. 50,000,000 are allowed.",
        ),
        ("grows.gif", growing(3000, 3), "has frames of several sizes."),
        (
            "flickers.gif",
            flickering(30_000),
            "has 1 x 1 pixels x 30000 frames. 50,000,000 are allowed.",
        ),
        ("half.gif", still_life(3)[:-30], "is damaged, or only a part of a picture."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_is_refused(
    browser: Browser, kept, name: str, content: bytes, reason: str
) -> None:
    assert said(upload(browser, (name, content))) == [f"{name} {reason}"]
    assert kept() == []


def test_the_pixels_of_all_files_of_an_upload_count_together(browser: Browser, kept) -> None:
    """Twenty small files that unpack to a billion pixels would keep the server busy."""
    large, small = picture(size=(6000, 4000), mode="1"), picture(size=(2000, 2000), mode="1")
    moving = still_life(100)
    page = upload(browser, *[("large.png", large)] * 3, ("still.gif", moving), ("a.png", small))
    too_much = "50,000,000 are allowed at once. Send it afterwards."
    assert said(page) == [
        "large.png is saved as large.png.",
        "large.png is saved as large-2.png.",
        f"large.png has 6000 x 4000 pixels. {too_much}",
        f"still.gif has 200 x 200 pixels x 100 frames. {too_much}",
        f"a.png has 2000 x 2000 pixels. {too_much}",
    ]
    page = upload(browser, ("a.png", small))
    assert kept() == ["a.png", "large-2.png", "large.png"]


def test_a_file_that_is_refused_keeps_no_other_out(browser: Browser, kept) -> None:
    page = upload(browser, ("notes.png", b"text"), ("cat.png", picture()))
    assert [message.split()[0] for message in said(page)] == ["notes.png", "cat.png"]
    assert kept() == ["cat.png"]


def test_without_a_choice_the_page_asks_for_one(browser: Browser) -> None:
    page = browser.get("/").forms["upload"].submit().follow()
    assert said(page) == ["Choose a picture first."]


@pytest.mark.parametrize("options", [{"params": {"pictures": "no file"}}, {"params": b"x"}])
def test_an_upload_without_files_is_no_error_of_the_server(browser: Browser, options) -> None:
    assert said(browser.post("/upload", **options).follow()) == ["Choose a picture first."]


def test_a_full_gallery_says_so(browser: Browser, kept) -> None:
    browser.app.extensions["gallery"].max_pictures = 1
    page = upload(browser, ("a.png", picture()), ("b.png", picture()))
    assert said(page)[1] == "b.png is not kept: the gallery is full, it holds 1."
    assert kept() == ["a.png"]


def test_of_many_uploads_at_once_no_more_are_kept_than_there_is_room_for(
    browser: Browser, kept, tmp_path: Path
) -> None:
    gallery = browser.app.extensions["gallery"]
    gallery.max_pictures = 5
    together = Barrier(40)

    def add(number: int) -> str:
        together.wait()
        try:
            return gallery.add(f"cat{number}.png", BytesIO(picture()))
        except Refused as reason:
            return str(reason)

    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(add, range(40)))
    assert len(kept()) == 5
    assert answers.count("is not kept: the gallery is full, it holds 5.") == 35
    assert len(list((tmp_path / "thumbnails").iterdir())) == 5


def test_another_process_may_take_the_last_place_while_a_picture_is_examined(
    browser: Browser, kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a name in the folder and has a lock of its own."""
    browser.app.extensions["gallery"].max_pictures = 1
    examine = gallery_module.examine

    def examine_slowly(*args):
        (tmp_path / "thumbnails/dog.png.webp").touch()
        return examine(*args)

    monkeypatch.setattr(gallery_module, "examine", examine_slowly)
    page = upload(browser, ("cat.png", picture()))
    assert said(page) == ["cat.png is not kept: the gallery is full, it holds 1."]
    assert kept() == []
    assert [path.name for path in (tmp_path / "thumbnails").iterdir()] == ["dog.png.webp"]


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (errno.ENOSPC, "the disk of the server is full."),
        (errno.EDQUOT, "the disk of the server is full."),
        (errno.EIO, "the server cannot write it."),
    ],
)
@pytest.mark.parametrize("step", ["write_bytes", "replace", "open"])
def test_what_cannot_be_written_leaves_nothing_behind(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step, problem, reason
) -> None:
    def fail(*_) -> None:
        raise OSError(problem, "on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(Path, step, fail)
        page = upload(browser, ("cat.png", picture()), ("notes.png", b"text"))
    assert said(page)[0] == f"cat.png is not kept: {reason}"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    upload(browser, ("cat.png", picture()))
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["cat.png"]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_upload_that_finds_no_room_while_it_arrives_is_a_507(
    browser: Browser, kept, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    """A large file waits in the folder for temporary files, which can be full as well."""

    def fail(*_, **__) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "TemporaryFile", fail)
        headers = {"Accept": accept}
        answer = upload(browser, ("cat.png", bytes(12 * MIB)), headers=headers, status=507)
    assert "The disk of the server is full. Nothing of the upload was kept." in answer
    assert kept() == []


def test_another_error_of_the_system_is_a_500_that_says_nothing_of_it(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise PermissionError(errno.EACCES, "a secret path")

    monkeypatch.setattr(browser.app.extensions["gallery"], "pictures", fail)
    page = browser.get("/", status=500)
    assert text_of(page, "h1") == "Internal Server Error"
    assert "a secret path" not in page


def test_many_messages_still_fit_in_the_cookie(browser: Browser, kept) -> None:
    """Browsers drop a cookie that is larger than 4 kB, and all messages with it."""
    names = [f"{''.join(chr(0x4E00 + 977 * i * j % 20000) for j in range(60))}" for i in range(20)]
    form = browser.get("/").forms["upload"]
    files = [("pictures", name, picture()) for name in names]
    answer = browser.post(form.action, upload_files=files)
    assert len(answer.headers["Set-Cookie"]) < 4093
    messages = said(answer.follow())
    assert len(messages) == 9
    assert messages[-1] == "And 12 files more."
    assert len(kept()) == 20


# Too large


def test_what_is_too_large_is_a_413_that_says_how_much_is_allowed(browser: Browser, kept) -> None:
    upload(browser, ("cat.png", picture()))
    page = upload(browser, ("large.png", bytes(17 * MIB)), status=413)
    assert text_of(page, "h1") == "That is too large"
    assert "The upload has 17.0 MiB, and 16.0 MiB are allowed at once." in page.html.text
    assert kept() == ["cat.png"]
    assert page.forms["upload"].action == "/upload"


def test_the_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UPLOADS_FOLDER", str(tmp_path))
    monkeypatch.setenv("FLASK_MAX_CONTENT_LENGTH", "1000")
    browser = Browser(create_app())
    assert "1000 Bytes" in text_of(browser.get("/"), "#allowed")
    upload(browser, ("large.png", bytes(2000)), status=413)


@pytest.mark.parametrize("name", ["MAX_CONTENT_LENGTH", "MAX_FORM_PARTS", "MAX_PICTURES"])
def test_a_limit_that_is_no_number_is_said_at_start(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"FLASK_{name}", "16MB")
    with pytest.raises(ValueError, match=f"FLASK_{name} is '16MB'. It must be a whole number."):
        create_app()


def test_too_many_files_are_a_413_that_says_how_many_are_allowed(browser: Browser, kept) -> None:
    page = upload(browser, *[("cat.png", picture())] * 21, status=413)
    assert "Up to 20 files are taken at once." in page
    assert kept() == []


# For upload.js


def test_a_script_is_told_the_next_page_and_the_messages_wait_there(browser: Browser) -> None:
    answer = upload(browser, ("cat.png", picture()), headers={"Accept": "application/json"})
    assert answer.json == {"next": "/"}
    assert said(browser.get("/")) == ["cat.png is saved as cat.png."]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([("large.png", bytes(17 * MIB))], "The upload has 17.0 MiB"),
        ([("cat.png", b"x")] * 21, "Up to 20 files"),
    ],
    ids=["size", "number"],
)
def test_a_script_is_told_what_is_too_large(browser: Browser, files, message: str) -> None:
    answer = upload(browser, *files, headers={"Accept": "application/json"}, status=413)
    assert answer.json["message"].startswith(message)


# What the browser is told


def test_a_page_loads_nothing_from_elsewhere(browser: Browser) -> None:
    upload(browser, ("cat.png", picture()))
    for path in ("/", "/names", "/picture/cat.png"):
        page = browser.get(path)
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert page.html.select("[style], style, script:not([src])") == []


@pytest.mark.parametrize("route", ["file", "download", "thumbnail"])
def test_a_file_can_do_nothing_but_be_seen(browser: Browser, route: str) -> None:
    upload(browser, ("cat.png", picture()))
    headers = browser.get(f"/{route}/cat.png").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "http://[",
        "http://[::1",
        "http://localhost:x",
        "http://a@localhost",
        "http://\u2100.example".encode().decode("latin-1"),
        "//",
        "localhost",
        "\t",
    ],
)
def test_a_form_on_another_site_changes_nothing(browser: Browser, kept, origin: str) -> None:
    upload(browser, ("cat.png", picture()))
    browser.post("/picture/cat.png/delete", headers={"Origin": origin}, status=403)
    upload(browser, ("dog.png", picture()), headers={"Origin": origin}, status=403)
    assert kept() == ["cat.png"]


def test_a_form_on_this_site_does(browser: Browser, kept) -> None:
    upload(browser, ("cat.png", picture()))
    browser.post("/picture/cat.png/delete", headers={"Origin": "http://localhost"})
    assert kept() == []


def test_what_is_not_there_is_a_page_too(browser: Browser) -> None:
    page = browser.get("/picture/dog.png", status=404)
    assert "There is no picture dog.png." in page
    page.click("To the gallery")
    assert "There is no page at /nowhere." in browser.get("/nowhere", status=404).html.text
