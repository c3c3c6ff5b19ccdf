"""Flask-Babel: dates, numbers and texts as the visitor's language has them."""

from __future__ import annotations

from datetime import datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import render_template_string, request
from flask_babel import (
    Babel,
    force_locale,
    format_currency,
    format_datetime,
    get_locale,
    gettext,
    lazy_gettext,
)

TEA_TIME = datetime(2026, 1, 2, 15, 4)
GREETING = lazy_gettext("Good day")


@pytest.fixture
def client(app, tmp_path):
    german = Catalog(locale="de")
    german.add("Good day", "Guten Tag")
    german.add(("%(num)s tea", "%(num)s teas"), ("%(num)s Tee", "%(num)s Tees"))
    folder = tmp_path / "translations" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, german)
    Babel(
        app,
        locale_selector=lambda: request.accept_languages.best_match(["de", "en"]),
        timezone_selector=lambda: request.args.get("zone"),
    )

    @app.get("/date")
    def date():
        return format_datetime(TEA_TIME, "yyyy-MM-dd HH:mm EEEE")

    @app.get("/price")
    def price():
        return format_currency(1234.5, "EUR")

    @app.get("/texts")
    def texts():
        return f"{gettext('Good day')}, {GREETING}, {get_locale()}"

    @app.get("/page")
    def page():
        return render_template_string(
            "{{ _('Good day') }} {{ ngettext('%(num)s tea', '%(num)s teas', 2) }}"
            " {% trans %}Good day{% endtrans %}",
        )

    @app.get("/forced")
    def forced():
        with force_locale("de"):
            return gettext("Good day")

    return app.test_client()


GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}


def test_texts_are_in_the_visitors_language(client):
    assert client.get("/texts").text == "Good day, Good day, en"
    assert client.get("/texts", headers=GERMAN).text == "Guten Tag, Guten Tag, de"


def test_templates_are_translated(client):
    assert client.get("/page", headers=GERMAN).text == "Guten Tag 2 Tees Guten Tag"


def test_dates_have_the_visitors_zone_and_names(client):
    answer = client.get("/date?zone=Asia/Tokyo", headers=GERMAN)
    assert answer.text == "2026-01-03 00:04 Samstag"


def test_prices_are_written_as_the_language_has_them(client):
    assert client.get("/price").text == "€1,234.50"
    assert client.get("/price", headers=GERMAN).text == "1.234,50\xa0€"


def test_a_language_may_be_forced(client):
    assert client.get("/forced").text == "Guten Tag"
