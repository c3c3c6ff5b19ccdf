"""The pages of the site are looked at with the browser of the examples' tests."""

from tests.examples.conftest import browser as browser
from tests.examples.conftest import chromium as chromium
