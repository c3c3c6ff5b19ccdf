"""What tests of the example apps share: a server for an example, and a browser to look at it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.examples.browsing import CHROMIUM, DRIVER, Browser
from tests.examples.servers import run_example

NO_BROWSER = (
    "There is no browser: on Debian, 'apt-get install chromium chromium-driver' brings the one "
    "that these tests open pages in."
)


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start an example and return its address: ``serve("blog", SECRET_KEY="...")``.

    It runs until the last test of the module has ended. Its temporary files are the run's own.
    """
    with ExitStack() as servers:

        def start(app: str, **environ: str) -> str:
            folder = tmp_path_factory.mktemp(app.replace("/", "-"))
            return servers.enter_context(run_example(app, folder, **environ))

        yield start


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of a run: to start it takes a second."""
    if not (CHROMIUM and DRIVER):
        if os.environ.get("CI"):
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    browser = Browser()
    yield browser
    browser.driver.quit()


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """A browser that has been nowhere: no cookies, a desktop, light. See ``browsing.Browser``."""
    chromium.reset()
    return chromium
