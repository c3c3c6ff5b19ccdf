"""The pages for everybody."""

from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest

from .. import db
from .conftest import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def posts(app):
    """Twelve posts, a day apart; 12 is the newest. A page has five."""
    begin = datetime(2026, 3, 1, 9, 30, tzinfo=timezone.utc)
    with app.app_context():
        for day in range(12):
            db.add_post(1, f"Post {day + 1}", "Text.", True, begin + timedelta(days=day))


def titles(page):
    return [heading.text for heading in page.html.select(".entry h2")]


# The posts


def test_a_new_blog_invites_to_write_the_first_post(visitor):
    page = visitor.get("/")
    assert "The first page is still blank" in page
    assert page.click("Register", index=-1).request.path == "/register"


def test_a_blog_without_accounts_names_the_command_that_adds_samples(make_app):
    app = make_app()
    assert "add-samples" in Visitor(app).get("/")
    with app.app_context():
        db.add_account("Ada", "none")
    page = Visitor(app).get("/")
    assert "The first page is still blank" in page
    assert "add-samples" not in page


def test_the_newest_posts_come_first(visitor, posts):
    assert titles(visitor.get("/")) == ["Post 12", "Post 11", "Post 10", "Post 9", "Post 8"]


def test_a_time_is_shown_to_people_and_to_programs(visitor, posts):
    time = visitor.get("/").html.select_one("time")
    assert (time.text, time["datetime"]) == ("12 March 2026", "2026-03-12T09:30:00+00:00")


def test_a_long_post_is_cut_on_the_home_page(visitor, ada):
    ada.write("Long", "word " * 200)
    excerpt = visitor.get("/").html.select_one(".excerpt").text
    assert len(excerpt) <= 280
    assert excerpt.endswith("word…")


def test_a_post_has_a_page_of_its_own(visitor, posts):
    page = visitor.get("/").click("Post 10")
    assert page.html.select_one("h1").text == "Post 10"
    assert page.html.select_one("title").text == "Post 10 · Loose Leaves"


def test_an_empty_line_divides_paragraphs(visitor, ada):
    ada.write("Title", "First.\n\n\n\nSecond,\nin two lines.")
    paragraphs = visitor.get("/posts/1").html.select(".post > p:not(.byline)")
    assert [paragraph.text for paragraph in paragraphs] == ["First.", "Second,\nin two lines."]


def test_what_an_author_writes_is_shown_and_does_not_become_markup(visitor, ada):
    ada.write("<i>Title</i>", "<script>alert('boo')</script>")
    for path in ("/", "/posts/1", "/feed.xml"):
        answer = visitor.get(path)
        assert "<i>" not in answer
        assert "<script>" not in answer
    assert visitor.get("/posts/1").html.select_one("h1").text == "<i>Title</i>"


@pytest.mark.parametrize("number", ["0", "99", "9223372036854775808", "1" * 300, "one", "-1"])
def test_a_post_that_there_is_not_is_a_404(visitor, posts, number):
    visitor.get(f"/posts/{number}", status=404)


# Page by page


def test_the_pages_lead_to_all_posts(visitor, posts):
    page = visitor.get("/")
    seen = titles(page)
    while page.html.select(".turn [rel=next]"):
        page = page.click("Older")
        seen += titles(page)
    assert seen == [f"Post {number}" for number in range(12, 0, -1)]


def test_a_page_names_its_neighbours_to_people_and_to_programs(visitor, posts):
    page = visitor.get("/page/2")
    links = {link["rel"][0]: link["href"] for link in page.html.select("head link[rel]")}
    assert (links["prev"], links["next"]) == ("/", "/page/3")
    assert page.html.select_one(".turn span").text == "Page 2 of 3"


def test_the_first_page_has_none_before_it_and_the_last_none_after_it(visitor, posts):
    assert not visitor.get("/").html.select("[rel=prev]")
    assert not visitor.get("/page/3").html.select("[rel=next]")


def test_the_first_page_has_one_address(visitor, posts):
    assert visitor.get("/page/1", status=308).location == "http://localhost/"


@pytest.mark.parametrize("number", ["0", "4", "9223372036854775808", "-1", "two"])
def test_a_page_out_of_range_is_a_404(visitor, posts, number):
    visitor.get(f"/page/{number}", status=404)


def test_a_page_beyond_the_last_says_how_many_there_are(visitor, posts):
    assert "The posts have 3 pages." in visitor.get("/page/4", status=404)


def test_one_page_of_posts_has_no_page_links(visitor, ada):
    ada.write("The only one")
    assert not visitor.get("/").html.select(".turn")


# The feed


def test_the_feed_has_the_newest_posts(visitor, posts):
    feed = ElementTree.fromstring(visitor.get("/feed.xml").body)
    entries = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert entries == [f"Post {number}" for number in range(12, 0, -1)]
    assert feed.findtext(f"{ATOM}updated") == "2026-03-12T09:30:00+00:00"


def test_the_links_of_the_feed_are_whole_addresses_and_lead_to_the_posts(visitor, posts):
    feed = ElementTree.fromstring(visitor.get("/feed.xml").body)
    link = feed.find(f"{ATOM}entry/{ATOM}link").get("href")
    assert link == "http://localhost/posts/12"
    assert "Post 12" in visitor.get(link)


def test_who_has_the_feed_is_not_sent_it_again(visitor, ada, posts):
    etag = visitor.get("/feed.xml").headers["ETag"]
    assert visitor.get("/feed.xml", headers={"If-None-Match": etag}, status=304).body == b""
    ada.write("News")
    assert "News" in visitor.get("/feed.xml", headers={"If-None-Match": etag}, status=200)


def test_the_feed_is_the_same_for_all_and_may_be_kept_for_a_while(ada):
    answer = ada.get("/feed.xml")
    assert answer.content_type == "application/atom+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_feed_of_an_empty_blog_is_a_feed(visitor):
    feed = ElementTree.fromstring(visitor.get("/feed.xml").body)
    assert feed.findtext(f"{ATOM}title") == "Loose Leaves"


def test_a_control_character_in_a_post_does_not_break_the_feed(visitor, ada):
    ada.write("Bell\x07", "Null\x00 and \x0b and \ufffe")
    feed = ElementTree.fromstring(visitor.get("/feed.xml").body)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Bell"
