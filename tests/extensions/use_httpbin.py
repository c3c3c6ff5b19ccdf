"""httpbin: a program that is a Flask app, and answers with what it was asked."""

from __future__ import annotations

import gzip

import pytest
from httpbin import app


@pytest.fixture
def client():
    return app.test_client()


def test_a_form_comes_back(client):
    answer = client.post("/post?a=1&a=2", data={"tea": "green"}).json
    assert answer["args"] == {"a": ["1", "2"]}
    assert answer["form"] == {"tea": "green"}


@pytest.mark.parametrize("status", [200, 204, 302, 418, 503])
def test_any_status_is_answered(client, status):
    assert client.get(f"/status/{status}").status_code == status


def test_cookies_are_kept_and_shown(client):
    assert client.get("/cookies/set?tea=green", follow_redirects=True).json == {
        "cookies": {"tea": "green"}
    }


def test_a_password_is_asked_for(client):
    assert client.get("/basic-auth/ada/lace").status_code == 401
    assert client.get("/basic-auth/ada/lace", auth=("ada", "lace")).json["authenticated"]


def test_answers_are_packed_streamed_and_cut(client):
    assert b'"gzipped": true' in gzip.decompress(client.get("/gzip").data)
    assert client.get("/stream/3").text.count("\n") == 3
    part = client.get("/range/26", headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.text) == (206, "cde")


def test_an_etag_is_compared(client):
    assert client.get("/etag/tea", headers={"If-None-Match": '"tea"'}).status_code == 304
    assert client.get("/etag/tea", headers={"If-Match": '"other"'}).status_code == 412
