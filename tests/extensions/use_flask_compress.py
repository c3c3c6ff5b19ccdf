"""Flask-Compress: answers that are sent packed to a client that can unpack them."""

from __future__ import annotations

import gzip

import pytest
from flask import Response
from flask_compress import Compress

TEXT = "tea " * 1000


@pytest.fixture
def client(app):
    app.config.update(COMPRESS_ALGORITHM="gzip", COMPRESS_ALGORITHM_STREAMING="gzip")
    compress = Compress(app)

    @app.get("/page")
    def page():
        return TEXT

    @app.get("/short")
    def short():
        return "tea"

    @app.get("/stream")
    @compress.compressed()
    def stream():
        return Response(TEXT for _ in range(3))

    return app.test_client()


PACKED = {"Accept-Encoding": "gzip"}


def test_a_long_page_is_packed(client):
    response = client.get("/page", headers=PACKED)
    assert response.content_encoding == "gzip"
    assert response.content_length == len(response.data) < len(TEXT)
    assert gzip.decompress(response.data).decode() == TEXT
    assert "Accept-Encoding" in response.vary


@pytest.mark.parametrize(("path", "headers"), [("/short", PACKED), ("/page", {})])
def test_others_are_sent_as_they_are(client, path, headers):
    response = client.get(path, headers=headers)
    assert response.content_encoding is None
    assert response.text.startswith("tea")


def test_an_answer_that_is_streamed_is_packed(client):
    response = client.get("/stream", headers=PACKED)
    assert gzip.decompress(response.data).decode() == TEXT * 3
