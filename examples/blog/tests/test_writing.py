"""The desk and the editor: who may write what, and that nothing typed is lost."""

import pytest

from .. import db
from .conftest import complaints, fill, form_of, said

# Writing


def test_a_published_post_is_on_the_home_page(visitor, ada):
    page = ada.write("Hello", "The first text.")
    assert said(page) == ["Published."]
    assert page.request.path == "/posts/1"
    assert "Hello" in visitor.get("/")


def test_a_draft_is_seen_by_its_author_alone(visitor, ada, grace):
    page = ada.write("Not yet", button="keep")
    assert said(page) == ["Kept as a draft. Nobody else sees it."]
    assert "Not yet" in ada.get("/posts/1")
    for somebody in (visitor, grace):
        somebody.get("/posts/1", status=404)
        assert "Not yet" not in somebody.get("/")
        assert "Not yet" not in somebody.get("/feed.xml")


def test_the_desk_has_all_posts_of_its_author_and_drafts_come_first(ada, grace):
    ada.write("Published")
    ada.write("Draft", button="keep")
    grace.write("Of somebody else")
    assert [title.text for title in ada.get("/desk").html.select(".posts .title")] == [
        "Draft",
        "Published",
    ]


def buttons_of(page):
    return [(button["name"], button["value"]) for button in page.html.select(".editor .row input")]


def test_the_button_that_enter_presses_leaves_a_draft_a_draft(ada):
    ada.write("Title", button="keep")
    for path in ("/write", "/posts/1/edit"):
        buttons = buttons_of(ada.get(path))
        assert buttons == [("keep", "Keep as a draft"), ("publish", "Publish")]


def test_the_button_that_enter_presses_leaves_a_published_post_published(ada):
    ada.write("Title")
    page = ada.get("/posts/1/edit")
    refused = fill(form_of(page), "", "Text.").submit("publish", status=400)
    for shown in (page, refused):
        assert buttons_of(shown) == [("publish", "Save"), ("keep", "Take back as a draft")]


def test_a_refused_post_comes_back_with_all_that_was_typed(ada):
    page = ada.write(" ", "A long text\n\nof two paragraphs.", status=400)
    assert complaints(page) == {"title": "Give it a title."}
    assert form_of(page)["body"].value == "A long text\n\nof two paragraphs."


@pytest.mark.parametrize(
    ("title", "body", "wrong"),
    [
        ("Title", "", {"body": "Write something first."}),
        ("Title", "\x00\n", {"body": "Write something first."}),
        ("t" * 121, "Text", {"title": "A title has at most 120 characters."}),
        ("Title", "t" * 20_001, {"body": "A post has at most 20,000 characters."}),
    ],
)
def test_a_post_that_does_not_fit_is_refused(ada, title, body, wrong):
    assert complaints(ada.write(title, body, status=400)) == wrong


def test_the_longest_post_of_the_widest_characters_is_taken(ada):
    page = ada.write("Many smiles", "😀" * 20_000)
    assert "😀" * 20_000 in page.text


# Editing


def test_the_editor_shows_the_post_and_takes_it_back(ada, visitor):
    form = form_of(ada.write("Old").click("Edit"))
    assert (form["title"].value, form["body"].value) == ("Old", "Some text.")
    page = fill(form, "New", "Other text.").submit("publish").follow()
    assert page.html.select_one("h1").text == "New"
    assert "Other text." in visitor.get("/posts/1")


def test_an_edited_post_keeps_its_date(ada, app):
    first = ada.write("Title").html.select_one("time")["datetime"]
    form_of(ada.get("/posts/1/edit")).submit("publish")
    assert ada.get("/posts/1").html.select_one("time")["datetime"] == first


def test_a_post_can_be_taken_back_as_a_draft_and_published_again(ada, visitor):
    ada.write("Title")
    form_of(ada.get("/posts/1/edit")).submit("keep")
    visitor.get("/posts/1", status=404)
    form_of(ada.get("/posts/1/edit")).submit("publish")
    visitor.get("/posts/1", status=200)


def test_a_refused_change_keeps_the_text_and_the_post(ada):
    ada.write("Title", "As it was.")
    page = fill(form_of(ada.get("/posts/1/edit")), "", "A change.").submit("publish", status=400)
    assert form_of(page)["body"].value == "A change."
    assert "As it was." in ada.get("/posts/1")


def test_a_change_does_not_overwrite_what_its_author_has_not_seen(ada):
    ada.write("Title", "As it was.")
    here, there = (form_of(ada.get("/posts/1/edit")) for _ in range(2))
    fill(there, "Title", "Typed there.").submit("publish", status=303)

    page = fill(here, "Title", "Typed here.").submit("publish", status=409)
    assert "This post was changed after you had opened it" in said(page)[-1]
    assert form_of(page)["body"].value == "Typed here."
    assert "Typed there." in page.click("the post as it is now")

    assert "Typed here." in form_of(page).submit("publish", status=303).follow()


def test_a_post_that_was_taken_back_meanwhile_is_not_published_unasked(ada):
    ada.write("Title")
    here, there = (form_of(ada.get("/posts/1/edit")) for _ in range(2))
    there.submit("keep", status=303)
    page = here.submit("publish", status=409)
    assert buttons_of(page) == [("keep", "Keep as a draft"), ("publish", "Publish")]


@pytest.mark.parametrize("revision", ["", "0", "2", "one", "1 OR 1=1"])
def test_a_change_of_another_revision_changes_nothing(ada, revision):
    form = form_of(ada.write("Title", "As it was.").click("Edit"))
    form["revision"].force_value(revision)
    fill(form, "Title", "A change.").submit("publish", status=409)
    assert "As it was." in ada.get("/posts/1")


def test_a_post_that_was_removed_meanwhile_is_a_404(ada):
    ada.write("Title")
    form = form_of(ada.get("/posts/1/edit"))
    form_of(ada.get("/posts/1")).submit()
    form.submit("publish", status=404)


# Deleting


def test_a_deleted_post_is_gone(ada, visitor):
    page = form_of(ada.write("Title")).submit().follow()
    assert said(page) == ["“Title” is deleted."]
    assert "nothing on it yet" in page
    visitor.get("/posts/1", status=404)


def test_the_number_of_a_deleted_post_is_not_given_again(ada):
    form = form_of(ada.write("Old"))
    form.submit()
    new = ada.write("New")
    assert new.request.path == "/posts/2"
    form.submit(status=404)  # the button of the old page
    ada.get("/posts/2", status=200)


def test_following_a_link_deletes_nothing(ada):
    ada.write("Title")
    answer = ada.get("/posts/1/delete", status=405)
    assert "POST" in answer.headers["Allow"]
    ada.get("/posts/1", status=200)


# Permissions


def test_only_its_author_is_offered_to_change_a_post(visitor, ada, grace):
    ada.write("Title")
    assert ada.get("/posts/1").html.select(".tools")
    assert not grace.get("/posts/1").html.select(".tools")
    assert not visitor.get("/posts/1").html.select(".tools")


def test_the_post_of_another_author_is_a_403(ada, grace):
    ada.write("Title")
    grace.get("/posts/1/edit", status=403)
    token = form_of(grace.get("/write"))["csrf_token"].value
    sent = {"csrf_token": token, "title": "Mine now", "body": "Text"}
    assert "Only those who wrote a post" in grace.post("/posts/1/edit", sent, status=403)
    grace.post("/posts/1/delete", sent, status=403)
    assert ada.get("/posts/1").html.select_one("h1").text == "Title"


def test_the_draft_of_another_author_is_a_404(ada, grace):
    ada.write("Title", button="keep")
    grace.get("/posts/1/edit", status=404)


@pytest.mark.parametrize("path", ["/desk", "/write", "/posts/1/edit"])
def test_who_is_not_logged_in_logs_in_and_comes_back(visitor, ada, path):
    ada.write("Title")
    login = visitor.get(path, status=302).follow()
    assert said(login) == ["Log in to write."]
    form = form_of(login)
    form["name"] = "Ada"
    form["password"] = "four words in a row"
    assert form.submit().follow().request.path == path


def test_a_token_of_the_login_page_does_not_let_write(visitor):
    token = form_of(visitor.get("/login"))["csrf_token"].value
    sent = {"csrf_token": token, "title": "Title", "body": "Text"}
    visitor.post("/write", sent, status=403)
    assert "still blank" in visitor.get("/")


def test_a_text_outlives_a_session_that_was_ended_from_elsewhere(ada, app):
    form = fill(form_of(ada.get("/write")), "Written for hours", "A long text.")
    with app.app_context(), db.get_db() as connection:
        connection.execute("UPDATE account SET session_key = 'another' WHERE name = 'Ada'")
    page = form.submit("publish", status=400)
    assert "what you typed is still here" in said(page)[0]
    assert form_of(page)["body"].value == "A long text."


def test_a_text_outlives_the_session_in_which_it_was_begun(ada):
    form = fill(form_of(ada.get("/write")), "Written for hours", "A long text.")
    ada.reset()  # the cookies are gone

    page = form.submit("publish", status=400)
    assert "what you typed is still here" in said(page)[0]
    ada.log_in("Ada")  # on another page

    page = form_of(form_of(page).submit("publish", status=400)).submit("publish").follow()
    assert page.html.select_one("h1").text == "Written for hours"
    assert "A long text." in page
