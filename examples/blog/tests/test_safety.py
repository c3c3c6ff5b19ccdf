"""What holds for the whole blog: tokens, headers, limits, error pages."""

import pytest

from .. import db
from .conftest import Visitor, form_of, said

#: What is typed into a form, and where.
TYPED = {"name": "Ada", "title": "A title", "body": "A long text."}


def post_routes(app):
    """Return the paths of all rules that take POST."""
    paths = [rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    return [path.replace("<int(max=9223372036854775807):post_id>", "1") for path in paths]


# Tokens


def test_every_post_route_refuses_a_request_without_a_token(app, ada):
    ada.write("Title")
    refused = {path: ada.post(path, TYPED, status=400) for path in post_routes(app)}
    assert set(refused) == {
        "/login",
        "/logout",
        "/password",
        "/posts/1/delete",
        "/posts/1/edit",
        "/register",
        "/write",
    }
    for path, page in refused.items():
        assert "This form is not from your current session" in page.text, path


@pytest.mark.parametrize("token", ["", "##", "x##y", "é##é", "##" + "0" * 40])
def test_every_post_route_refuses_a_token_of_somebody_else(app, ada, token):
    ada.write("Title")
    for path in post_routes(app):
        ada.post(path, {**TYPED, "csrf_token": token}, status=400)


def test_nothing_happens_without_a_token(app, ada):
    ada.write("Title", "As it was.")
    for path in post_routes(app):
        ada.post(path, TYPED, status=400)
    page = ada.get("/posts/1")
    assert "As it was." in page
    assert page.html.select_one(".who").text == "Ada"
    with app.app_context():
        assert db.count_published() == 1


@pytest.mark.parametrize("path", ["/login", "/register", "/write", "/posts/1/edit"])
def test_a_refused_form_keeps_what_was_typed(ada, path):
    ada.write("Title")
    form = form_of(ada.post(path, TYPED, status=400))
    kept = {name: form[name].value for name in TYPED if name in form.fields}
    assert kept == {name: TYPED[name] for name in kept}
    assert kept


def test_a_form_that_was_sent_empty_shows_nothing_of_a_stored_post(ada, grace):
    ada.write("Secret", "Secret", button="keep")
    assert "Secret" not in grace.post("/posts/1/edit", {}, status=400)


def test_every_form_of_a_page_that_changes_something_has_the_token(ada):
    ada.write("Title")
    of_authors = ["/posts/1/edit", "/write", "/desk", "/password"]
    for path in ["/", "/posts/1", *of_authors, "/login", "/register"]:
        for form in ada.get(path).html.select("form"):
            assert form["method"] == "post"
            assert form.select_one("[name=csrf_token]")["value"]


# Headers


@pytest.mark.parametrize("path", ["/", "/login", "/feed.xml", "/static/style.css", "/nowhere"])
def test_each_answer_has_the_headers_that_keep_visitors_safe(visitor, path):
    headers = visitor.get(path, status="*").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_what_names_a_visitor_is_kept_by_no_proxy(visitor, ada):
    ada.write("Draft", button="keep")
    for path in ("/", "/desk", "/posts/1", "/posts/1/edit", "/nowhere"):
        for somebody in (visitor, ada):
            headers = somebody.get(path, status="*").headers
            assert headers["Cache-Control"] == "private, no-cache"
            assert headers["Vary"] == "Cookie"


def test_a_static_file_may_be_kept_by_a_proxy_that_asks_whether_it_has_changed(ada):
    assert ada.get("/static/style.css").headers["Cache-Control"] == "no-cache"


def test_no_page_needs_what_the_headers_forbid(ada):
    ada.write("Title")
    for path in ("/", "/posts/1", "/posts/1/edit", "/desk", "/password", "/register", "/nowhere"):
        page = ada.get(path, status="*").html
        assert not page.select("script, style, [style], [onclick], iframe")


def test_who_only_reads_gets_no_cookie(visitor, ada):
    ada.write("Title")
    for path in ("/", "/posts/1", "/feed.xml"):
        assert "Set-Cookie" not in visitor.get(path).headers


# Errors


def headline(page):
    return [page.html.select_one(".number").text, page.html.select_one("h1").text]


def test_a_page_that_there_is_not(visitor):
    page = visitor.get("/nowhere", status=404)
    assert headline(page) == ["404", "There is no such page"]
    assert page.click("To the posts").request.path == "/"


def test_a_method_that_there_is_not_names_those_that_there_are(visitor):
    answer = visitor.get("/logout", status=405)
    assert headline(answer) == ["405", "Not this way"]
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_what_belongs_to_somebody_else(ada, grace):
    ada.write("Title")
    assert headline(grace.get("/posts/1/edit", status=403)) == ["403", "That is not yours"]


def test_a_button_of_an_old_page(ada):
    page = ada.post("/logout", status=400)
    assert headline(page) == ["400", "That did not work"]
    assert "Nothing was changed" in page


def test_a_request_that_is_too_large_says_how_much_is_allowed(ada):
    page = ada.post("/write", {"title": "T", "body": "t" * 600_000}, status=413)
    assert headline(page) == ["413", "That is too much"]
    assert "We take 512 kB at most." in page


def test_any_other_error_has_a_page_too(visitor):
    page = visitor.get("/", headers={"Host": "bad host"}, status=400)
    assert headline(page) == ["400", "That did not work"]


def test_a_mistake_of_ours_has_a_page_even_without_the_database(make_app, tmp_path):
    app = make_app(TESTING=False)
    app.logger.disabled = True  # it would show the traceback
    visitor = Visitor(app)
    visitor.get("/")
    (tmp_path / "blog.db").write_text("This is no database. " * 100)
    page = visitor.get("/", status=500)
    assert headline(page) == ["500", "The mistake is ours"]
    assert "no database" not in page


def test_messages_survive_an_error_page(visitor):
    visitor.get("/write")
    assert said(visitor.get("/nowhere", status=404)) == ["Log in to write."]
