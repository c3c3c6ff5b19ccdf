"""The tea shop's API, as its clients see it. Each test runs with both JSON providers."""

from __future__ import annotations

import datetime
import json
import logging
import re
import shlex
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webtest import TestApp as Client
from webtest import TestResponse as Answer

from examples.api import create_app, shop, views
from examples.api.conditions import insist_on_version
from examples.api.pages import list_examples
from examples.api.problems import KINDS_OF_PROBLEMS
from microflask import Flask, abort
from microflask.json.provider import DefaultJSONProvider
from tests.examples.servers import ROOT

TEAS = "/api/v1/teas"
SENCHA = f"{TEAS}/sencha"
REVIEWS = f"{SENCHA}/reviews"
FIRST_REVIEW = f"/api/v1/reviews/{UUID(int=1)}"
EARL_GREY = {
    "name": "Earl Grey",
    "kind": "black",
    "origin": "India",
    "price": "11.20",
    "dose": "2.5",
    "temperature": 95,
    "minutes": 4,
}
REVIEW = {"author": "Cleo", "stars": 4, "text": "Good."}


def needs_orjson() -> None:
    pytest.importorskip("orjson", reason="orjson is not installed: it is in the extra 'examples'.")


@pytest.fixture(params=["standard", "orjson"])
def app(request: pytest.FixtureRequest) -> Flask:
    """A shop that has just opened."""
    if request.param == "orjson":
        needs_orjson()
    return create_app({"JSON_PROVIDER": request.param})


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


def names(answer: Answer) -> list[str]:
    return [tea["name"] for tea in answer.json["items"]]


def links_of(answer: Answer) -> dict[str, str]:
    """Read the Link header."""
    return {
        relation: url
        for url, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"])
    }


def is_problem(answer: Answer, kind: str = "about:blank") -> bool:
    """Tell whether an answer is a whole problem of a kind, and of the status that it came with."""
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == answer.status_code
    assert list(answer.json)[:5] == ["type", "title", "status", "detail", "instance"]
    assert all(answer.json[member] for member in ("title", "detail"))
    assert answer.json["instance"] == answer.request.environ["PATH_INFO"]
    return answer.json["type"] == kind.replace("#", "/problems#")


def errors_of(answer: Answer) -> dict[str, str]:
    """Return what is wrong, by field or by parameter."""
    return {
        error.get("pointer", error.get("parameter")): error["detail"]
        for error in answer.json["errors"]
    }


# Reading


def test_the_entrance_leads_to_everything(client: Client) -> None:
    for link in client.get("/api/v1/").json["links"].values():
        client.get(link, status=200)


def test_a_list_is_a_json_array(client: Client) -> None:
    answer = client.get("/api/v1/kinds")
    assert answer.content_type == "application/json"
    assert answer.json == shop.KINDS


def test_a_tea_has_a_day_an_amount_and_a_time_as_text(client: Client) -> None:
    tea = client.get(SENCHA).json
    assert tea["harvested"] == "2025-05-06"
    assert tea["price"] == "12.50"
    assert tea["updated"] == "2026-04-01T09:30:00+00:00"


def test_the_links_of_a_tea_and_of_a_review_lead_somewhere(client: Client) -> None:
    for address in (SENCHA, FIRST_REVIEW):
        for link in client.get(address).json["links"].values():
            client.get(link, status=200)


def test_a_dataclass_is_a_json_object(client: Client) -> None:
    assert client.get(f"{SENCHA}/brew/3").json == {
        "cups": 3,
        "water_millilitres": 750,
        "leaves_grams": "7.5",
        "temperature": 70,
        "minutes": 2,
        "cost": "0.94",
    }


@pytest.mark.parametrize("cups", ["0", "21", "two", "-1", "1.5", "9" * 5000])
def test_the_converter_for_cups_takes_1_to_20(client: Client, cups: str) -> None:
    assert is_problem(client.get(f"{SENCHA}/brew/{cups}", status=404))


@pytest.mark.parametrize("slug", ["Sencha", "sencha-", "-", "a--b", "s%C3%A9ncha", "a%00"])
def test_the_converter_for_slugs_takes_small_letters_and_dashes(client: Client, slug: str) -> None:
    answer = client.get(f"{TEAS}/{slug}", status=404)
    assert answer.content_type == "application/problem+json"
    assert "There is no tea" not in answer.json["detail"], "the view was asked"


def test_a_path_that_is_no_text_is_a_400(client: Client) -> None:
    assert client.get(f"{TEAS}/%FF", status=400).content_type == "application/problem+json"


def test_a_slug_that_is_one_may_still_be_nowhere(client: Client) -> None:
    answer = client.get(f"{TEAS}/coffee", status=404)
    assert is_problem(answer)
    assert answer.json["detail"] == "There is no tea at 'coffee'."


def test_a_review_is_found_by_its_uuid(client: Client) -> None:
    assert client.get(FIRST_REVIEW).json["author"] == "Anna"
    assert is_problem(client.get(f"/api/v1/reviews/{UUID(int=99)}", status=404))
    assert is_problem(client.get("/api/v1/reviews/1", status=404))


def test_reviews_come_the_latest_first_with_their_average(client: Client) -> None:
    reviews = client.get(REVIEWS).json
    assert [review["author"] for review in reviews["items"]] == ["Zoë", "Bo", "Anna"]
    assert reviews["stars"] == 4.7
    assert client.get(f"{TEAS}/longjing/reviews").json["stars"] is None


def test_head_is_get_without_the_body(client: Client) -> None:
    whole, head = client.get(SENCHA), client.head(SENCHA)
    assert head.body == b""
    assert head.headers == whole.headers


# Filters, order, pages


def test_teas_are_listed_by_name_five_to_a_page(client: Client) -> None:
    answer = client.get(TEAS)
    assert names(answer)[0] == "Assam Mangalam"
    assert len(names(answer)) == 5
    assert (answer.json["total"], answer.json["page"], answer.json["per_page"]) == (12, 1, 5)


def test_the_link_header_says_what_the_links_in_the_body_say(client: Client) -> None:
    answer = client.get(f"{TEAS}?page=2")
    assert links_of(answer) == answer.json["links"]
    assert list(links_of(answer)) == ["first", "prev", "next", "last"]


def test_next_leads_through_all_teas_and_prev_leads_back(client: Client) -> None:
    answer = client.get(f"{TEAS}?per_page=5&sort=-price")
    seen = names(answer)
    while "next" in links_of(answer):
        answer = client.get(links_of(answer)["next"])
        seen += names(answer)
    assert len(set(seen)) == 12
    prices = {
        tea["name"]: Decimal(tea["price"])
        for tea in client.get(f"{TEAS}?per_page=50").json["items"]
    }
    assert [prices[name] for name in seen] == sorted(prices.values(), reverse=True)
    assert links_of(answer)["prev"] == f"{TEAS}?per_page=5&sort=-price&page=2"
    assert client.get(links_of(answer)["first"]).json["page"] == 1
    assert client.get(links_of(answer)["last"]).json == answer.json


def test_the_first_page_has_no_prev_and_the_last_no_next(client: Client) -> None:
    assert set(links_of(client.get(TEAS))) == {"first", "next", "last"}
    assert set(links_of(client.get(f"{TEAS}?page=3"))) == {"first", "prev", "last"}
    assert set(links_of(client.get(f"{TEAS}?per_page=50"))) == {"first", "last"}


def test_a_page_beyond_the_last_is_empty_and_leads_back(client: Client) -> None:
    answer = client.get(f"{TEAS}?page=99")
    assert names(answer) == []
    assert links_of(answer)["prev"] == links_of(answer)["last"] == f"{TEAS}?page=3"


def test_the_links_keep_the_filters(client: Client) -> None:
    answer = client.get(f"{TEAS}?kind=green&per_page=2")
    assert names(answer) == ["Gyokuro", "Longjing"]
    assert names(client.get(links_of(answer)["next"])) == ["Sencha"]


def test_teas_can_be_filtered_by_price(client: Client) -> None:
    assert names(client.get(f"{TEAS}?max_price=4.90&sort=price")) == ["Peppermint", "Rooibos"]


def test_all_that_is_wrong_with_the_query_is_said_at_once(client: Client) -> None:
    answer = client.get(
        f"{TEAS}?page=0&per_page=many&sort=taste&colour=red&kind=a&kind=b", status=400
    )
    assert is_problem(answer, "#invalid-query")
    assert errors_of(answer) == {
        "page": "must be a whole number from 1 to 100000",
        "per_page": "must be a whole number from 1 to 50",
        "sort": "must be one of name, -name, price, -price, updated, -updated",
        "colour": "is not known here; there are kind, max_price, page, per_page, sort",
        "kind": "must be given only once",
    }


@pytest.mark.parametrize(
    "page", ["", "-1", "1.0", "1e3", "+1", " 1", "%D9%A3", "%00", "%FF", "9" * 5000]
)
def test_a_page_is_given_in_digits(client: Client, page: str) -> None:
    assert is_problem(client.get(f"{TEAS}?page={page}", status=400), "#invalid-query")


# What form it has


def test_a_client_may_ask_for_csv(client: Client) -> None:
    answer = client.get(f"{TEAS}?per_page=1", headers={"Accept": "text/csv"})
    assert answer.content_type == "text/csv"
    assert answer.text.splitlines() == [
        "name,kind,origin,price,dose,temperature,minutes,harvested,notes",
        "Assam Mangalam,black,India,9.80,2.5,95,4,2025-06-02,Malt and honey.",
    ]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "application/json"),
        ("text/html,*/*;q=0.8", "application/json"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/*", "text/csv"),
    ],
)
def test_the_form_is_the_one_that_the_client_likes_best(
    client: Client, accept: str, form: str
) -> None:
    answer = client.get(TEAS, headers={"Accept": accept})
    assert (answer.content_type, answer.headers["Vary"]) == (form, "Accept")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\u00a0@"])
@pytest.mark.parametrize("field", ["name", "origin", "notes"])
def test_nothing_in_the_csv_is_a_formula(client: Client, field: str, start: str) -> None:
    formula = {field: f"{start}HYPERLINK(1)"}
    answer = client.post_json(TEAS, EARL_GREY | formula, status=422)
    assert errors_of(answer) == {f"#/{field}": "must begin with a letter or a digit"}


def test_a_form_that_there_is_not_is_a_406(client: Client) -> None:
    answer = client.get(TEAS, headers={"Accept": "image/png"}, status=406)
    assert is_problem(answer)
    assert answer.json["detail"] == "There is only application/json and text/csv."


def test_the_two_forms_have_two_etags(client: Client) -> None:
    as_csv = client.get(TEAS, headers={"Accept": "text/csv"})
    assert as_csv.headers["ETag"] != client.get(TEAS).headers["ETag"]


# Creating


def test_a_new_tea_is_a_201_and_says_where_it_is(client: Client) -> None:
    answer = client.post_json(TEAS, EARL_GREY, status=201)
    assert answer.headers["Location"] == f"{TEAS}/earl-grey"
    there = client.get(answer.headers["Location"])
    assert there.json == answer.json
    assert there.json.items() >= EARL_GREY.items()
    assert there.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize(
    ("name", "slug"), [("Thé Noir", "the-noir"), ("No. 9 & Co", "no-9-co"), ("A" * 60, "a" * 60)]
)
def test_the_address_is_made_of_the_name(client: Client, name: str, slug: str) -> None:
    answer = client.post_json(TEAS, EARL_GREY | {"name": name})
    assert answer.headers["Location"] == f"{TEAS}/{slug}"
    assert client.get(answer.headers["Location"]).json["name"] == name


def test_a_name_that_is_taken_is_a_409_that_says_by_whom(client: Client) -> None:
    answer = client.post_json(TEAS, EARL_GREY | {"name": "SENCHA"}, status=409)
    assert is_problem(answer, "#name-taken")
    assert answer.json["existing"] == SENCHA
    assert client.get(SENCHA).json["origin"] == "Japan"


def test_a_name_without_a_latin_letter_makes_no_address(client: Client) -> None:
    answer = client.post_json(TEAS, EARL_GREY | {"name": "煎茶"}, status=422)
    assert list(errors_of(answer)) == ["#/name"]


def test_all_that_is_wrong_with_a_tea_is_said_at_once(client: Client) -> None:
    wrong = {
        "name": " ",
        "kind": "coffee",
        "origin": "=1+1",
        "price": 11.2,
        "temperature": 200,
        "minutes": True,
        "harvested": "2026-02-30",
        "notes": "x" * 301,
        "a/b~c é": 1,
    }
    answer = client.post_json(TEAS, wrong, status=422)
    assert is_problem(answer, "#invalid-fields")
    assert errors_of(answer) == {
        "#/name": "must be a text of 1 to 60 characters",
        "#/kind": "must be one of black, green, herbal, oolong, white",
        "#/origin": "must begin with a letter or a digit",
        "#/price": 'must be an amount as text, such as "8.50", below 10000',
        "#/dose": "is missing",
        "#/temperature": "must be a whole number from 40 to 100",
        "#/minutes": "must be a whole number from 1 to 15",
        "#/harvested": "must be a day of the calendar, which 2026-02-30 is not",
        "#/notes": "must be a text of 1 to 300 characters",
        "#/a~1b~0c%20%C3%A9": "is not known here",
    }
    assert client.get(TEAS).json["total"] == 12


def test_a_review_is_created_where_the_tea_is(client: Client) -> None:
    answer = client.post_json(REVIEWS, REVIEW, status=201)
    assert client.get(answer.headers["Location"]).json == answer.json
    assert client.get(REVIEWS).json["items"][0] == answer.json
    assert UUID(answer.json["id"]).version == 4
    written = datetime.datetime.fromisoformat(answer.json["written"])
    assert written.utcoffset() == datetime.timedelta(0)
    assert is_problem(client.post_json(f"{TEAS}/coffee/reviews", REVIEW, status=404))


def test_what_people_write_comes_back_as_they_wrote_it(client: Client) -> None:
    text = '<script>"né" \\ 茶 🍵 👨‍👩‍👧'
    answer = client.post_json(REVIEWS, REVIEW | {"text": text})
    assert client.get(answer.headers["Location"]).json["text"] == text


def test_a_full_shelf_is_a_507(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop, "MOST_TEAS", 12)
    monkeypatch.setattr(shop, "MOST_REVIEWS", 5)
    assert is_problem(client.post_json(TEAS, EARL_GREY, status=507), "#no-more-room")
    assert is_problem(client.post_json(REVIEWS, REVIEW, status=507), "#no-more-room")


# Changing and removing


def if_match(answer: Answer) -> dict[str, str]:
    return {"If-Match": answer.headers["ETag"]}


def test_put_replaces_a_tea_and_keeps_its_address(client: Client) -> None:
    old = client.get(SENCHA)
    answer = client.put_json(SENCHA, EARL_GREY, headers=if_match(old), status=200)
    assert answer.json == client.get(SENCHA).json
    assert answer.json.items() >= EARL_GREY.items()
    assert answer.json["harvested"] is None, "what is not given is gone"
    assert answer.json["updated"] > old.json["updated"]
    assert answer.headers["ETag"] == client.get(SENCHA).headers["ETag"] != old.headers["ETag"]


def test_what_was_read_can_be_edited_and_sent_back(client: Client) -> None:
    old = client.get(SENCHA)
    edited = old.json | {"minutes": 3}
    new = client.put_json(SENCHA, edited, headers=if_match(old)).json
    assert new == edited | {"updated": new["updated"]}


def test_patch_changes_what_it_names_and_takes_away_what_is_null(client: Client) -> None:
    old = client.get(SENCHA)
    patch = {"price": "13.00", "notes": None}
    new = client.patch_json(SENCHA, patch, headers=if_match(old)).json
    assert new == old.json | patch | {"updated": new["updated"]}


def test_a_patch_may_come_as_the_type_for_merge_patches(client: Client) -> None:
    headers = if_match(client.get(SENCHA)) | {"Content-Type": "application/merge-patch+json"}
    answer = client.patch(SENCHA, '{"minutes": 4}', headers=headers)
    assert answer.json["minutes"] == 4


def test_a_patch_cannot_take_away_what_a_tea_needs(client: Client) -> None:
    headers = if_match(client.get(SENCHA))
    answer = client.patch_json(SENCHA, {"price": None, "size": 1}, headers=headers, status=422)
    assert list(errors_of(answer)) == ["#/price", "#/size"]


def test_delete_is_a_204_and_takes_the_reviews_along(client: Client) -> None:
    answer = client.delete(SENCHA, headers=if_match(client.get(SENCHA)), status=204)
    assert answer.body == b""
    client.get(SENCHA, status=404)
    client.get(FIRST_REVIEW, status=404)
    assert client.get(f"{TEAS}/gyokuro/reviews").json["total"] == 1


def test_a_review_never_changes_so_its_removal_needs_no_condition(client: Client) -> None:
    client.delete(FIRST_REVIEW, status=204)
    client.delete(FIRST_REVIEW, status=404)


def test_a_method_that_there_is_not_is_a_405_that_names_those_there_are(client: Client) -> None:
    answer = client.delete(TEAS, status=405)
    assert is_problem(answer)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert client.options(TEAS).headers["Allow"]


# Versions


@pytest.mark.parametrize("address", [SENCHA, TEAS, REVIEWS, FIRST_REVIEW, "/api/v1/"])
def test_a_client_that_has_the_version_is_told_so_without_a_body(
    client: Client, address: str
) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    for ask in (client.get, client.head):
        again = ask(address, headers={"If-None-Match": first.headers["ETag"]}, status=304)
        assert again.body == b""
        # RFC 9110, section 15.4.5: what the 200 would have said to a cache
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again.headers.get(name) == first.headers.get(name)


def test_a_change_makes_the_lists_new_as_well(client: Client) -> None:
    before = {address: client.get(address).headers["ETag"] for address in (TEAS, REVIEWS)}
    client.post_json(REVIEWS, REVIEW)
    client.post_json(TEAS, EARL_GREY)
    for address, etag in before.items():
        client.get(address, headers={"If-None-Match": etag}, status=200)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_without_a_condition_is_a_428(client: Client, method: str) -> None:
    body = json.dumps(EARL_GREY).encode()
    headers = {"Content-Type": "application/json"}
    answer = client.request(SENCHA, method=method, body=body, headers=headers, status=428)
    assert is_problem(answer, "#condition-required")
    assert client.get(SENCHA).json["name"] == "Sencha"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_whoever_comes_second_gets_a_412_and_changes_nothing(client: Client, method: str) -> None:
    known = if_match(client.get(SENCHA))
    theirs = client.patch_json(SENCHA, {"minutes": 5}, headers=known)
    headers = known | {"Content-Type": "application/json"}
    body = json.dumps(EARL_GREY).encode()
    answer = client.request(SENCHA, method=method, body=body, headers=headers, status=412)
    assert is_problem(answer, "#changed-meanwhile")
    assert answer.json["current"] == theirs.headers["ETag"]
    assert client.get(SENCHA).json == theirs.json


@pytest.mark.parametrize(
    ("condition", "status"),
    [("*", 200), ('"other", {}', 200), ("W/{}", 412), ('"other"', 412), ("", 412), ("é" * 9, 412)],
)
def test_if_match_is_a_list_of_strong_etags_or_a_star(
    client: Client, condition: str, status: int
) -> None:
    headers = {"If-Match": condition.format(client.get(SENCHA).headers["ETag"])}
    client.patch_json(SENCHA, {"minutes": 5}, headers=headers, status=status)


def test_a_mistake_is_said_before_the_condition_is_looked_at(client: Client) -> None:
    # RFC 9110, section 13.2.1
    headers = {"If-Match": '"other"'}
    client.patch_json(SENCHA, {"minutes": 99}, headers=headers, status=422)


def test_get_with_another_version_in_if_match_is_a_412(client: Client) -> None:
    answer = client.get(SENCHA, headers={"If-Match": '"other"'}, status=412)
    assert is_problem(answer, "#changed-meanwhile")


def test_of_two_at_the_same_time_one_wins(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = app.test_client().get(SENCHA).headers["ETag"]
    meeting = threading.Barrier(2)
    statuses = []

    def insist_and_wait_for_the_other(tea: shop.Tea) -> None:
        insist_on_version(tea)
        # Without the lock both get here, and both would write.
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.2)

    def change(minutes: int) -> None:
        answer = app.test_client().patch(
            SENCHA, json={"minutes": minutes}, headers={"If-Match": etag}
        )
        statuses.append(answer.status_code)

    monkeypatch.setattr(views, "insist_on_version", insist_and_wait_for_the_other)
    threads = [threading.Thread(target=change, args=(minutes,)) for minutes in (3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412]


def test_each_app_has_a_shelf_of_its_own(client: Client) -> None:
    client.post_json(TEAS, EARL_GREY)
    assert Client(create_app()).get(TEAS).json["total"] == 12


# Bodies that are none


def send(client: Client, body: bytes, **options: Any) -> Answer:
    return client.post(REVIEWS, body, content_type="application/json", **options)


NOT_JSON = {
    "nothing": b"",
    "half": b'{"author": "Cleo',
    "single quotes": b"{'author': 'Cleo'}",
    "a comma too many": b'{"stars": 4,}',
    "text after it": b"{} {}",
    "no UTF-8": b'{"author": "\xff"}',
    "Latin-1": '{"author": "Zoë"}'.encode("latin-1"),
    "UTF-16": '{"author": "Zoë"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"stars": 4}',
    "a control character": b'{"author": "a\x00b"}',
    "NaN": b'{"stars": NaN}',
    "Infinity": b'{"stars": -Infinity}',
    "brackets": b"[" * 16_000,
    "braces": b'{"a":' * 3_000,
    "a form": b"author=Cleo&stars=4",
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_no_json_is_a_400_that_says_what_is_wrong(client: Client, body: bytes) -> None:
    answer = send(client, body, status=400)
    assert is_problem(answer)
    assert answer.json["detail"].startswith("The body is no JSON: ")


NOT_A_REVIEW = {
    "null": "null",
    "a number": "4",
    "a text": '"Cleo"',
    "a list": "[]",
    "nested lists": "[" * 500 + "]" * 500,
    "wrong types": '{"author": 1, "stars": "4", "text": ["Good."]}',
    "objects": '{"author": {}, "stars": {}, "text": {}}',
    "a float": '{"author": "Cleo", "stars": 4.0, "text": "Good."}',
    "a huge number": '{"author": "Cleo", "stars": 1' + "0" * 300 + ', "text": "Good."}',
    "a tiny number": '{"author": "Cleo", "stars": 1e-400, "text": "Good."}',
    "a control character": r'{"author": "a\u0000b", "stars": 4, "text": "Good."}',
    "a line break": r'{"author": "a\nb", "stars": 4, "text": "Good."}',
    "only spaces": '{"author": " ", "stars": 4, "text": "Good."}',
    "a long text": '{"author": "Cleo", "stars": 4, "text": "' + "x" * 501 + '"}',
    "another field": '{"author": "Cleo", "stars": 4, "text": "Good.", "__class__": "x"}',
}


@pytest.mark.parametrize("body", NOT_A_REVIEW.values(), ids=NOT_A_REVIEW)
def test_json_that_is_no_review_is_a_422(client: Client, body: str) -> None:
    answer = send(client, body.encode(), status=422)
    assert is_problem(answer, "#invalid-fields")
    assert client.get(REVIEWS).json["total"] == 3


HALVES_OF_CHARACTERS = {
    "as a value": rb'{"author": "\ud83c", "stars": 4, "text": "Good."}',
    "as a name": rb'{"author": "Cleo", "stars": 4, "text": "Good.", "\udf75": 1}',
}


@pytest.mark.parametrize("body", HALVES_OF_CHARACTERS.values(), ids=HALVES_OF_CHARACTERS)
def test_half_of_a_character_is_refused(client: Client, body: bytes) -> None:
    assert is_problem(send(client, body, status=422), "#invalid-fields")


def test_a_name_that_comes_twice_is_a_400(client: Client) -> None:
    body = b'{"author": "Cleo", "stars": 1, "stars": 5, "text": "Good."}'
    answer = send(client, body, status=400)
    assert answer.json["detail"] == "The body is no JSON: A name stands twice in one object."


def test_a_number_of_many_digits_is_refused(client: Client) -> None:
    # Of more than 4,300 digits Python makes no int where it protects itself.
    answer = send(
        client, b'{"author": "C", "stars": ' + b"9" * 9000 + b', "text": "x"}', status="*"
    )
    assert answer.status_code in {400, 422}
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("body", [b"[" * 100_000, b"x" * 16_385, b'"' + b"x" * 1_000_000 + b'"'])
def test_a_body_of_more_than_16_kilobytes_is_a_413(client: Client, body: bytes) -> None:
    answer = send(client, body, status=413)
    assert is_problem(answer)
    assert answer.json["detail"] == "A body may have 16384 bytes, and this one has more."


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/xml", "application", "\x7f"],
)
def test_another_content_type_is_a_415_that_says_which_it_takes(
    client: Client, content_type: str
) -> None:
    body = json.dumps(REVIEW).encode()
    headers = {"Content-Type": content_type}
    answer = client.request(REVIEWS, method="POST", body=body, headers=headers, status=415)
    assert is_problem(answer)
    assert answer.headers["Accept"] == "application/json"


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda values: st.lists(values) | st.dictionaries(st.sampled_from([*EARL_GREY, "x"]), values),
    max_leaves=10,
)
SOME = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SOME
@given(document=JSON_VALUES)
def test_whatever_json_is_sent_is_no_500(client: Client, document: Any) -> None:
    answer = client.post_json(TEAS, document, status="*")
    assert answer.status_code in {201, 409, 422}


@SOME
@given(body=st.binary())
def test_whatever_bytes_are_sent_are_no_500(client: Client, body: bytes) -> None:
    assert send(client, body, status="*").status_code in {400, 422}


@SOME
@given(query=st.text(st.characters(codec="latin-1")))
def test_whatever_query_is_sent_is_no_500(app: Flask, query: str) -> None:
    answer = app.test_client().get(TEAS, environ_overrides={"QUERY_STRING": query})
    assert answer.status_code in {200, 400}


# Errors that nobody has foreseen


def test_an_error_in_the_code_is_a_500_that_says_nothing_of_it(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/api/v1/broken")
    def broken() -> None:
        raise RuntimeError("the password is tea")

    answer = Client(app).get("/api/v1/broken", status=500)
    assert is_problem(answer)
    assert "password" not in answer.text
    assert "Traceback" not in answer.text
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage() == "Exception on /api/v1/broken [GET]"
    assert str(record.exc_info[1]) == "the password is tea"


@pytest.mark.parametrize("status", [401, 403, 410, 418, 429, 503])
def test_every_http_error_below_api_is_a_problem(app: Flask, status: int) -> None:
    app.add_url_rule("/api/v1/broken", view_func=lambda: abort(status, "Not now."), endpoint="no")
    answer = Client(app).get("/api/v1/broken", status=status)
    assert is_problem(answer)
    assert answer.json["detail"] == "Not now."


def test_an_address_that_is_nowhere_is_a_problem_below_api_and_a_page_elsewhere(
    client: Client,
) -> None:
    for address in ("/api/v2/teas", "/api/", "/api"):
        assert is_problem(client.get(address, status=404))
    page = client.get("/<b>", status=404)
    assert page.content_type == "text/html"
    assert page.html.h1.text == "Not Found"
    assert "There is no page at /<b>." in page.html.text
    assert "GET" in client.post("/", status=405).headers["Allow"]


def test_the_instance_of_a_problem_is_a_url(client: Client) -> None:
    answer = client.get("/api/caf%C3%A9%20%22", status=404)
    assert answer.json["instance"] == "/api/caf%C3%A9%20%22"


def test_every_type_of_problem_is_explained(client: Client) -> None:
    page = client.get("/problems").html
    for kind in KINDS_OF_PROBLEMS:
        assert kind.title in page.find(id=kind.slug).h2.text


# The pages


def test_the_page_lists_every_route_of_the_url_map(client: Client, app: Flask) -> None:
    rules = [
        [method, rule.rule]
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    ]
    rows = [row.select("b, code") for row in client.get("/").html.select(".routes tbody tr")]
    assert [[method.text, rule.text] for method, rule in rows] == rules
    assert len(rules) == 13


def test_the_links_of_the_page_work_without_a_script(client: Client) -> None:
    page = client.get("/").html
    links = {link["href"] for link in page.select("a[href^='/']")}
    assert len(links) >= 9
    for link in links:
        client.get(link, status=200)


def test_the_examples_answer_what_the_page_promises(app: Flask) -> None:
    with app.test_request_context():
        examples = list_examples()
    for example in examples:
        answer = app.test_client().open(
            example.path, method=example.method, headers=example.headers, data=example.body
        )
        assert answer.status_code == example.status, example.title


def test_the_page_still_works_when_its_sample_is_gone(client: Client) -> None:
    client.delete(SENCHA, headers={"If-Match": "*"})
    assert "sencha" in client.get("/")


def test_the_page_shows_how_values_are_written(client: Client) -> None:
    rows = [
        [cell.text for cell in row.select("td")]
        for row in client.get("/").html.select(".values tbody tr")
    ]
    assert rows[0] == [
        "datetime.date(2026, 4, 1)",
        '"Wed, 01 Apr 2026 00:00:00 GMT"',
        '"2026-04-01"',
    ]
    assert rows[2] == ["Decimal('12.50')", '"12.50"', '"12.50"']


def test_browsers_load_nothing_from_elsewhere(client: Client) -> None:
    for address in ("/", SENCHA):
        answer = client.get(address)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")


def test_the_commands_of_the_readme_are_those_of_the_page(client: Client) -> None:
    readme = (ROOT / "examples/api/README.md").read_text()
    page = client.get("/", extra_environ={"HTTP_HOST": "127.0.0.1:5000"})
    on_page = {command.text for command in page.html.select(".commands pre")}
    in_readme = set(re.findall(r"^    (curl .*)$", readme, re.MULTILINE))
    assert len(in_readme) == 6
    assert {tuple(shlex.split(line)) for line in in_readme} <= {
        tuple(shlex.split(line)) for line in on_page
    }


def test_the_problem_in_the_readme_is_the_one_that_comes(client: Client) -> None:
    readme = (ROOT / "examples/api/README.md").read_text()
    [quoted] = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    wrong = {"author": "", "stars": 6, "txt": "Oops"}
    assert client.post_json(REVIEWS, wrong, status=422).json == json.loads(quoted)


# The two JSON providers, side by side


@pytest.fixture
def providers() -> tuple[Any, Any]:
    """Python's json and orjson, as this app uses them. Their apps live as long as they do."""
    needs_orjson()
    return tuple(create_app({"JSON_PROVIDER": name}) for name in ("standard", "orjson"))


class Colour(Enum):
    GREEN = "green"


SAME = {
    "texts": ["a", 'quote " and \\', "</script>", "\n\t\x00\x1f"],
    "numbers": [0, -1, 1.5, 2**63 - 1, -(2**63), 0.1, -0.0],
    "constants": [None, True, False],
    "nothing in it": [[], {}, "", ()],
    "tuples": [(1, (2, 3))],
    "a day": datetime.date(2026, 4, 1),
    "a time": datetime.datetime(2026, 4, 1, 9, 30),
    "a time with its zone": datetime.datetime(2026, 4, 1, 9, 30, 0, 5, datetime.timezone.utc),
    "a Decimal": Decimal("1.50"),
    "a UUID": UUID(int=7),
    "a dataclass": shop.Review("sencha", "Cleo", 4, "Good.", UUID(int=7)),
    "beyond ASCII": "thé 茶 🍵 \x7f \u2028",
    "keys in their order": {"b": 1, "a": {"d": 2, "c": 3}},
    "keys that are numbers": {10: 1, 2: 2, 1.5: 3, True: 4, None: 5},
}


@pytest.mark.parametrize("value", SAME.values(), ids=SAME)
def test_both_providers_send_the_same_bytes(providers: Any, value: Any) -> None:
    standard, orjson = (app.json.response(value) for app in providers)
    assert orjson.data == standard.data
    assert orjson.headers == standard.headers


@pytest.mark.parametrize("value", SAME.values(), ids=SAME)
def test_both_are_indented_in_debug_mode(providers: Any, value: Any) -> None:
    for app in providers:
        app.debug = True
    standard, orjson = (app.json.response(value) for app in providers)
    assert orjson.data == standard.data


@pytest.mark.parametrize(
    "address",
    ["/api/v1/", "/api/v1/kinds", SENCHA, f"{SENCHA}/brew/2", f"{TEAS}?kind=green", "/api"],
)
def test_both_answer_the_same(providers: Any, address: str) -> None:
    standard, orjson = (app.test_client().get(address) for app in providers)
    assert (orjson.status, orjson.data) == (standard.status, standard.data)


BODIES = {
    **NOT_JSON,
    **{name: body.encode() for name, body in NOT_A_REVIEW.items()},
    **HALVES_OF_CHARACTERS,
    "a review": json.dumps(REVIEW).encode(),
    "twice": b'{"author": "Cleo", "stars": 1, "stars": 5, "text": "Good."}',
    "no end of digits": b'{"stars": ' + b"9" * 4000 + b"}",
    "beyond 64 bits": b'{"stars": 18446744073709551617}',
    "beyond all floats": b'{"stars": 1e999}',
    "beyond ASCII": '{"author": "Zoë 🍵", "stars": 4, "чай": "茶"}'.encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_both_say_the_same_of_what_is_sent(providers: Any, body: bytes) -> None:
    standard, orjson = (
        app.test_client().post(REVIEWS, data=body, content_type="application/json")
        for app in providers
    )
    assert orjson.status == standard.status
    if standard.status_code != 201:  # a review has an id of its own, and a moment
        assert orjson.data == standard.data


@pytest.mark.parametrize("page", [1, 2, 3])
def test_both_give_a_page_the_same_etag(providers: Any, page: int) -> None:
    standard, orjson = (app.test_client().get(f"{TEAS}?page={page}") for app in providers)
    assert orjson.headers["ETag"] == standard.headers["ETag"]


def test_orjson_writes_an_exponent_otherwise_that_means_the_same(providers: Any) -> None:
    value = [1e16, 1e-7, 1.5e300]
    standard, orjson = (app.json.response(value).data for app in providers)
    assert orjson != standard
    assert json.loads(orjson) == json.loads(standard) == value


def test_orjson_writes_what_is_no_number_as_null(providers: Any) -> None:
    standard, orjson = (app.json.dumps([float("nan"), float("inf")]) for app in providers)
    assert standard == "[NaN, Infinity]"
    assert orjson == "[null,null]"


def test_orjson_writes_no_number_beyond_64_bits(providers: Any) -> None:
    standard, orjson = (app.json for app in providers)
    assert standard.dumps(2**64) == str(2**64)
    with pytest.raises(TypeError):
        orjson.dumps(2**64)


def test_neither_sends_half_of_a_character(providers: Any) -> None:
    standard, orjson = (app.json for app in providers)
    with pytest.raises(UnicodeEncodeError):
        standard.response("\ud83c")
    with pytest.raises(TypeError):
        orjson.dumps("\ud83c")


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes", 1j])
def test_neither_writes_what_json_has_no_form_for(providers: Any, value: Any) -> None:
    for app in providers:
        with pytest.raises(TypeError):
            app.json.dumps(value)


def test_orjson_writes_two_kinds_of_values_more(providers: Any) -> None:
    standard, orjson = (app.json for app in providers)
    for value, text in ((Colour.GREEN, '"green"'), (datetime.time(9, 30), '"09:30:00"')):
        assert orjson.dumps(value) == text
        with pytest.raises(TypeError):
            standard.dumps(value)


def test_without_a_response_orjson_is_compact_and_json_is_not(providers: Any) -> None:
    standard, orjson = (app.json.dumps({"a": [1, 2]}) for app in providers)
    assert standard == '{"a": [1, 2]}'
    assert orjson == '{"a":[1,2]}'


def test_against_the_default_provider_dates_are_otherwise(providers: Any) -> None:
    default = DefaultJSONProvider(providers[0])
    day = datetime.date(2026, 4, 1)
    assert default.dumps(day) == '"Wed, 01 Apr 2026 00:00:00 GMT"'
    for app in providers:
        assert app.json.dumps(day) == '"2026-04-01"'


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda value: monkeypatch.setenv("TEA_JSON_PROVIDER", value)


def test_the_environment_chooses_the_provider(setting: Callable[[str], None]) -> None:
    needs_orjson()
    assert type(create_app().json).__name__ == "StrictJSONProvider"
    setting("orjson")
    assert type(create_app().json).__name__ == "OrjsonProvider"


def test_a_provider_that_there_is_not_is_said_at_start(setting: Callable[[str], None]) -> None:
    setting("simplejson")
    with pytest.raises(ValueError, match="JSON_PROVIDER is 'simplejson'; there are 'standard' and"):
        create_app()


def test_a_limit_that_is_no_number_is_said_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEA_MAX_CONTENT_LENGTH", "16KB")
    with pytest.raises(ValueError, match="MAX_CONTENT_LENGTH is '16KB'. It must be a number"):
        create_app()


def test_that_orjson_is_not_installed_is_said_at_start(
    setting: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    setting("orjson")
    monkeypatch.delitem(sys.modules, "examples.api.orjson_provider", raising=False)
    monkeypatch.setitem(sys.modules, "orjson", None)
    with pytest.raises(RuntimeError, match=r"not installed. Install it \(pip install orjson\)"):
        create_app()
