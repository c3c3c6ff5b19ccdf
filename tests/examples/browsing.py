"""A headless Chromium, and the questions that a person would ask of a page."""

from __future__ import annotations

import shutil
from typing import Any
from urllib.parse import urljoin

from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

#: Widths in CSS pixels.
DESKTOP = 1280
PHONE = 375

#: Where Debian and others put the two programs.
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")

_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """Chromium on one site: its pages are named by their paths.

    ``driver`` is Selenium's, for all that is not here.
    """

    #: ``"http://127.0.0.1:4711"``; a test sets it, or visits a whole address.
    site = ""

    def __init__(self) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for option in _OPTIONS:
            options.add_argument(option)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
        self.driver.set_page_load_timeout(30)

    def reset(self) -> None:
        """Forget the cookies of all sites, and be a light desktop again."""
        self.driver.get("about:blank")
        self._send("Network.clearBrowserCookies")
        self.be(DESKTOP, dark=False)
        self.errors()

    def be(self, width: int, *, dark: bool = False) -> None:
        """Be as wide as a PHONE or a DESKTOP, and prefer dark pages or light ones."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._send("Emulation.setDeviceMetricsOverride", **size)
        self._send("Emulation.setEmulatedMedia", features=[scheme])

    def visit(self, path: str) -> None:
        """Open a page, and wait until it is loaded."""
        self.driver.get(urljoin(self.site, path))

    @property
    def path(self) -> str:
        """The path of the page that is shown, with its query: ``"/login?next=/secret"``."""
        return str(self.driver.execute_script("return location.pathname + location.search"))

    @property
    def text(self) -> str:
        """What the page says, as it is seen."""
        return self.find("body").text

    def find(self, selector: str) -> WebElement:
        """Return the first element of a CSS selector; wait a moment until there is one."""
        self.wait_until(lambda: self.find_all(selector), f"no element matches {selector!r}")
        return self.find_all(selector)[0]

    def find_all(self, selector: str) -> list[WebElement]:
        """Return the elements of a CSS selector that are there now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def type(self, selector: str, text: str) -> None:
        """Write into a field, in place of what is there."""
        field = self.find(selector)
        if field.get_attribute("type") != "file":
            field.clear()
        field.send_keys(text)

    def click(self, selector: str) -> None:
        """Click something that opens no other page."""
        self.find(selector).click()

    def follow(self, selector: str) -> None:
        """Click something, a link or a button, and wait for the page that it leads to."""
        before = self.find("html")
        self.click(selector)
        self.wait_until(lambda: _is_gone(before), f"{selector!r} led to no other page")
        self.find("body")

    def wait_until(self, condition: Any, complaint: str, seconds: float = 10) -> None:
        """Wait until *condition* returns something true.

        Raises AssertionError with *complaint* and the page's text, when that takes too long.
        """
        try:
            WebDriverWait(self.driver, seconds, 0.05).until(lambda _: condition())
        except Exception as error:
            seen = self.driver.find_element(By.TAG_NAME, "body").text
            raise AssertionError(f"{complaint}; the page at {self.path} says:\n{seen}") from error

    def background(self) -> str:
        """Return the page's colour: ``"rgb(20, 24, 26)"``."""
        script = "return getComputedStyle(document.body).backgroundColor"
        return str(self.driver.execute_script(script))

    def too_wide(self) -> list[str]:
        """Return the elements that stick out to the right, if the page scrolls sideways."""
        return list(self.driver.execute_script(_TOO_WIDE))

    def errors(self) -> list[str]:
        """Return what the browser has complained of since it was last asked."""
        log: list[dict[str, Any]] = self.driver.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] in {"SEVERE", "WARNING"}]

    def barriers(self) -> list[str]:
        """Return what keeps some people from using the page, as axe finds it (WCAG 2.1 AA)."""
        found = Axe().run(self.driver, options={"resultTypes": ["violations"]})["violations"]
        return [
            f"{violation['help']}: {node['html']}"
            for violation in found
            for node in violation["nodes"]
        ]

    def problems(self, path: str) -> list[str]:
        """Open a page as people do, and return what is wrong with it anywhere.

        On a desktop and on a phone, light and dark: what sticks out, what keeps people
        from using it, and what the browser complains of.
        """
        found = []
        for width in (DESKTOP, PHONE):
            for dark in (False, True):
                self.be(width, dark=dark)
                self.visit(path)
                seen_as = f"{path}, {width} wide, {'dark' if dark else 'light'}: "
                complaints = [
                    *(f"{element} sticks out" for element in self.too_wide()),
                    *self.barriers(),
                    *self.errors(),
                ]
                found += [seen_as + complaint for complaint in complaints]
        return found

    def _send(self, command: str, **parameters: Any) -> None:
        self.driver.execute_cdp_cmd(command, parameters)


def _is_gone(element: WebElement) -> bool:
    try:
        element.is_enabled()
    except Exception:
        return True
    return False


_TOO_WIDE = """
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= width) return [];
return [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .map(element => element.outerHTML.slice(0, 100));
"""
