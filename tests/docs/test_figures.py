"""The drawings in docs/figures/: what they say is true, and everybody can take it in."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from importlib import import_module
from xml.etree import ElementTree

import pytest

import microflask
from microflask.sessions import CookieSigner
from tests.docs.pages import ROOT

FIGURES = sorted((ROOT / "docs" / "figures").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"


def words_of(name):
    """Return the texts of a drawing, as they are read one after the other."""
    tree = ElementTree.parse(ROOT / "docs" / "figures" / f"{name}.svg")
    return ["".join(text.itertext()).strip() for text in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_says_to_those_who_do_not_see_it_what_it_shows(path):
    svg = ElementTree.parse(path).getroot()
    labels = [svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")]
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == " ".join(label.get("id") for label in labels)
    assert len(labels[0].text) > 20
    assert len(labels[1].text) > 200


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_a_figure_is_drawn_for_a_phone_and_loads_nothing(path):
    text = path.read_text()
    assert ElementTree.fromstring(text).get("viewBox").split()[2] == "400"
    assert min(map(float, re.findall(r"([\d.]+)px", text))) >= 11
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)\S+", text) == []


def test_the_steps_that_are_drawn_are_steps_of_the_source():
    named = [word for word in words_of("the-way-of-a-request") if re.fullmatch(r"\w+\.\w+", word)]
    homes = {
        "Flask": microflask.Flask,
        "Response": microflask.Response,
        "RequestContext": import_module("microflask.ctx").RequestContext,
        "Matcher": import_module("microflask.routing.matcher").Matcher,
    }
    assert len(named) == 11
    for name in named:
        owner, _, step = name.partition(".")
        assert callable(getattr(homes[owner], step))


def test_the_names_mean_what_is_drawn_where_an_app_context_is_pushed_in_a_request():
    shop, admin = microflask.Flask("shop"), microflask.Flask("admin")
    with shop.test_request_context("/login"):
        of_the_request = microflask.g._get_current_object()
        with admin.app_context():
            assert microflask.current_app.name == "admin"
            assert microflask.g._get_current_object() is not of_the_request
            assert microflask.request.path == "/login"
        assert microflask.current_app.name == "shop"
        assert microflask.g._get_current_object() is of_the_request


def test_the_parts_of_the_cookie_that_is_drawn_belong_together():
    words = words_of("session-cookie")
    payload, stamp, signature = [word.strip(".") for word in words[2:5]]
    shown = words[words.index("1. The payload") + 1]
    assert urlsafe_b64decode(payload + "==").decode() == shown
    assert json.loads(shown) == {"name": "Ada", "cart": [7]}
    seconds = int.from_bytes(urlsafe_b64decode(stamp + "=="), "big")
    assert str(seconds) in words

    app = microflask.Flask("shop")
    app.secret_key = "keep this to yourself"
    signer = app.session_interface.get_signing_serializer(app).make_signer()
    assert isinstance(signer, CookieSigner)
    assert signer.verify_signature(f"{payload}.{stamp}", signature)
