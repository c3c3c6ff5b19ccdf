from __future__ import annotations

import pytest

from tests.requests.environs import make_environ


@pytest.fixture
def make_request(framework):
    """Make a request of the package that is asked."""

    def make(*args, **kwargs):
        return framework.Request(make_environ(*args, **kwargs))

    return make
