"""The gallery in a real browser: choosing files, the progress bar, and what comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from selenium.webdriver.remote.webelement import WebElement

from tests.examples.browsing import Browser

SLOW = 100_000  # bytes in a second


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory) -> str:
    return serve("uploads", UPLOADS_FOLDER=str(tmp_path_factory.mktemp("pictures")))


@pytest.fixture
def browser(browser: Browser, address: str):
    browser.site = address
    yield browser
    be_as_slow_as(browser, -1)
    browser.visit("/")
    while pictures := browser.find_all(".gallery a"):
        browser.visit(pictures[0].get_attribute("href"))
        browser.follow(".danger")


def be_as_slow_as(browser: Browser, speed: int) -> None:
    """Send so many bytes in a second; -1 for as fast as can be."""
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed},
    )


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    """Two pictures on the disk."""
    paths = [tmp_path / "red one.png", tmp_path / "blue.jpg"]
    Image.new("RGB", (300, 200), "red").save(paths[0])
    Image.new("RGB", (200, 300), "blue").save(paths[1])
    return [str(path) for path in paths]


@pytest.fixture
def long_file(tmp_path: Path) -> str:
    """A picture that takes its time: noise cannot be packed."""
    path = tmp_path / "noise.png"
    Image.effect_noise((800, 800), 100).save(path)
    return str(path)


def choose(browser: Browser, *paths: str) -> None:
    browser.type("#pictures", "\n".join(paths))


def are_loaded(browser: Browser, images: list[WebElement]) -> bool:
    script = "return [...arguments[0]].every(image => image.complete && image.naturalWidth > 0)"
    return browser.driver.execute_script(script, images)


def test_an_empty_gallery_works_for_everybody(browser):
    assert browser.problems("/") == []
    assert "The gallery is empty" in browser.text


def test_the_samples_fill_the_gallery_and_every_page_works_for_everybody(browser):
    browser.visit("/")
    browser.follow(".nothing button")
    images = browser.find_all(".gallery img")
    assert len(images) == 6
    browser.wait_until(lambda: are_loaded(browser, images), "a thumbnail is not shown")
    for path in ("/", "/picture/tower.jpg", "/names", "/names?name=" + "x" * 200):
        assert browser.problems(path) == []


def test_two_pictures_are_uploaded_and_seen(browser, pictures):
    browser.visit("/")
    choose(browser, *pictures)
    browser.follow("#upload button")
    assert "red one.png is saved as red_one.png." in browser.text
    assert "blue.jpg is saved as blue.jpg." in browser.text
    images = browser.find_all(".gallery img")
    assert len(images) == 2
    browser.wait_until(lambda: are_loaded(browser, images), "a thumbnail is not shown")


def test_the_form_works_without_its_script(browser, pictures):
    browser.visit("/")
    choose(browser, *pictures)
    # submit() asks no script; a click would.
    browser.driver.execute_script("document.querySelector('#upload').submit()")
    browser.wait_until(lambda: len(browser.find_all(".gallery img")) == 2, "nothing was uploaded")
    assert "blue.jpg is saved as blue.jpg." in browser.text


def test_a_picture_is_looked_at_and_deleted(browser, pictures):
    browser.visit("/")
    choose(browser, pictures[0])
    browser.follow("#upload button")
    browser.follow(".gallery a")
    assert browser.path == "/picture/red_one.png"
    assert are_loaded(browser, browser.find_all(".frame img"))
    browser.follow(".danger")
    assert "red_one.png is deleted." in browser.text
    assert "The gallery is empty" in browser.text


def test_a_long_upload_shows_how_far_it_is(browser, long_file):
    browser.visit("/")
    assert not browser.find("#progress").is_displayed()
    be_as_slow_as(browser, SLOW)
    choose(browser, long_file)
    browser.click("#upload button")
    bar = browser.find("#progress progress")
    browser.wait_until(
        lambda: 0 < float(bar.get_attribute("value") or 0) < 1, "the bar does not move"
    )
    assert bar.is_displayed()
    assert browser.find("#progress label").text.startswith("Sending, ")
    assert browser.barriers() == []
    be_as_slow_as(browser, -1)
    browser.wait_until(lambda: browser.find_all(".gallery img"), "the upload does not end")
    assert "noise.png is saved as noise.png." in browser.text


def test_a_long_upload_can_be_cancelled(browser, long_file):
    browser.visit("/")
    be_as_slow_as(browser, SLOW)
    choose(browser, long_file)
    browser.click("#upload button")
    browser.click("#progress button")
    assert browser.find("#problem").text == "Cancelled. Nothing was saved."
    assert not browser.find("#progress").is_displayed()
    chosen = browser.driver.execute_script(
        "return document.querySelector('#pictures').files.length"
    )
    assert chosen == 1
    browser.visit("/")
    assert "The gallery is empty" in browser.text


@pytest.fixture
def large_file(tmp_path: Path) -> str:
    path = tmp_path / "large.png"
    path.write_bytes(bytes(17 * 1024 * 1024))
    return str(path)


def test_what_is_too_large_is_not_even_sent(browser, large_file):
    browser.visit("/")
    choose(browser, large_file)
    browser.click("#upload button")
    message = "That is 17.0 MiB, and 16.0 MiB are allowed at once. Nothing was sent."
    assert browser.find("#problem").text == message
    assert browser.barriers() == []


def test_the_server_says_so_too_and_the_browser_shows_it(browser, large_file):
    browser.visit("/")
    choose(browser, large_file)
    browser.driver.execute_script("document.querySelector('#upload').submit()")
    browser.wait_until(lambda: "That is too large" in browser.text, "the 413 is not shown")
    assert "The upload has 17.0 MiB, and 16.0 MiB are allowed at once." in browser.text
    assert browser.too_wide() + browser.barriers() == []


def test_a_script_is_told_and_shows_it(browser, large_file):
    browser.visit("/")
    choose(browser, large_file)
    # Past the check in the browser.
    browser.driver.execute_script("send(new FormData(form))")
    browser.wait_until(lambda: browser.find("#problem").text, "no message is shown")
    assert browser.find("#problem").text.startswith("The upload has 17.0 MiB, and 16.0 MiB")
