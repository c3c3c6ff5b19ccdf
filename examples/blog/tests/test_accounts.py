"""Accounts: register, log in, log out."""

from copy import copy

import pytest

from .. import accounts, db
from .conftest import PASSWORD, Visitor, complaints, form_of, said


def register(visitor, name, password=PASSWORD, again=PASSWORD, path="/register", **options):
    form = form_of(visitor.get(path))
    form["name"] = name
    form["password"] = password
    form["again"] = again
    return form.submit(**options)


def who(visitor):
    """Return whom the page greets, or None."""
    shown = visitor.get("/").html.select_one(".who")
    return shown and shown.text


def remove(app, *names):
    """Remove accounts."""
    with app.app_context(), db.get_db() as connection:
        connection.executemany("DELETE FROM account WHERE name = ?", [(name,) for name in names])


# Registering


def test_who_registers_is_logged_in(visitor):
    page = register(visitor, "Linus").follow()
    assert said(page) == ["Welcome, Linus. This is your desk."]
    assert who(visitor) == "Linus"


@pytest.mark.parametrize(
    "name",
    ["Zoë", "Zoe\u0308", "Анна", "हिन्दी", "DJ 太郎", "O.K. Go", "a_b-c", "\U00017000\U00017001"],
)
def test_a_name_may_be_of_any_language(visitor, name):
    register(visitor, name, status=303)
    assert who(visitor) == name


@pytest.mark.parametrize("name", ["Ada", "ADA", "ada ", "Ａｄａ"])
def test_a_name_is_taken_in_whatever_case(visitor, name):
    page = register(visitor, name, status=400)
    assert complaints(page) == {"name": "Somebody has this name already. Choose another one."}
    assert form_of(page)["name"].value == name.strip()


def test_a_name_that_only_looks_like_another_is_taken(visitor):
    register(visitor, "Ada Byron")
    page = register(visitor, "ada  Byron", status=400)
    assert complaints(page) == {"name": "Somebody has this name already. Choose another one."}


@pytest.mark.parametrize("name", ["Аda", "Adα", "Ꭺda"])
def test_letters_of_alphabets_that_look_alike_are_not_mixed(visitor, name):
    page = register(visitor, name, status=400)
    assert complaints(page) == {
        "name": "Use one alphabet: some letters look the same in another one."
    }


@pytest.mark.parametrize(
    "name", ["Ada\u034f", "Ada\ufe0f", "\u3164\u3164", "Ada\u200d", "Ada\U000e0100"]
)
def test_a_name_shows_each_of_its_characters(visitor, name):
    page = register(visitor, name, status=400)
    assert complaints(page) == {"name": "Use letters, digits, blanks, dots, - and _ only."}


@pytest.mark.parametrize("name", ["A", "", "--", "\u0301\u0301", "<Bo>", "a" * 31, "Bo\u202e"])
def test_a_name_that_does_not_fit_is_refused(visitor, name):
    assert set(complaints(register(visitor, name, status=400))) == {"name"}


@pytest.mark.parametrize(
    ("password", "again", "wrong"),
    [
        ("short", "short", "password"),
        ("p" * 201, "p" * 201, "password"),
        ("LinusLinus", "LinusLinus", "password"),
        ("four words in a row", "four words in a raw", "again"),
    ],
)
def test_a_password_that_others_would_guess_or_nobody_can_type_is_refused(
    visitor, password, again, wrong
):
    page = register(visitor, "Linus", password, again, status=400)
    assert set(complaints(page)) == {wrong}
    assert form_of(page)["name"].value == "Linus"


def test_a_password_is_kept_as_a_salted_hash_and_never_sent_back(app, visitor):
    page = register(visitor, "Linus", again="something else", status=400)
    assert PASSWORD not in page
    register(visitor, "Linus")
    register(visitor, "Linda")
    with app.app_context():
        hashes = {db.find_account_by_name(name).password_hash for name in ("Linus", "Linda")}
    assert len(hashes) == 2
    assert not any(PASSWORD in password_hash for password_hash in hashes)


def test_a_blog_can_be_closed_to_new_authors(make_app):
    visitor = Visitor(make_app(REGISTRATION_OPEN=False))
    visitor.get("/register", status=404)
    visitor.post("/register", status=404)
    assert "Register" not in visitor.get("/")
    assert "Register" not in visitor.get("/login")


# Logging in


def test_who_logs_in_is_welcomed(visitor):
    page = visitor.log_in("Ada").follow()
    assert said(page) == ["Welcome back, Ada."]
    assert who(visitor) == "Ada"


def test_a_name_may_be_typed_in_another_case(visitor):
    visitor.log_in("aDA")
    assert who(visitor) == "Ada"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(visitor):
    wrong_name = visitor.log_in("Adam", status=400)
    wrong_password = visitor.log_in("Ada", "not my password", status=400)
    assert said(wrong_name) == ["This name and this password do not belong together."]
    assert said(wrong_password) == said(wrong_name)
    assert form_of(wrong_password)["name"].value == "Ada"
    assert who(visitor) is None


def test_a_hash_is_computed_for_a_name_that_nobody_has(visitor, monkeypatch):
    checked = []
    monkeypatch.setattr(accounts, "check_password_hash", lambda *seen: checked.append(seen))
    visitor.log_in("Adam", status=400)
    visitor.log_in("Ada", status=400)
    assert [len(seen[0]) > 50 for seen in checked] == [True, True]


@pytest.mark.parametrize(
    ("begin", "name"),
    [
        (lambda browser: browser.log_in("Ada"), "Ada"),
        (lambda browser: browser.log_in("Grace"), "Grace"),
        (lambda browser: register(browser, "Linus"), "Linus"),
    ],
    ids=["log in anew", "log in as somebody else", "register"],
)
@pytest.mark.parametrize("browser", ["visitor", "ada"])
def test_nothing_of_the_session_before_stays(request, browser, begin, name):
    browser = request.getfixturevalue(browser)
    before = form_of(browser.get("/login"))["csrf_token"].value
    begin(browser)
    browser.post("/logout", {"csrf_token": before}, status=400)
    assert who(browser) == name


def test_a_changed_password_begins_a_session_anew(ada):
    before = form_of(ada.get("/password"))["csrf_token"].value
    ada.change_password(PASSWORD, "quite another password")
    ada.post("/logout", {"csrf_token": before}, status=400)
    assert who(ada) == "Ada"


def test_the_cookie_is_hidden_from_scripts_and_from_forms_of_other_sites(visitor):
    cookie = visitor.log_in("Ada").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_an_account_that_was_removed_is_logged_out(app, ada, grace):
    remove(app, "Ada", "Grace")
    assert [who(ada), who(grace)] == [None, None]


def test_a_cookie_of_a_removed_account_is_nobody_elses(app, visitor, ada, grace):
    remove(app, "Ada", "Grace")
    register(visitor, "Linus")  # SQLite gives the number of the last account once more
    register(Visitor(app), "Linda")
    assert [who(visitor), who(ada), who(grace)] == ["Linus", None, None]


# Where the login leads


@pytest.mark.parametrize("path", ["/login", "/register"])
def test_the_login_leads_to_a_page_of_this_blog(visitor, path):
    if path == "/login":
        form = form_of(visitor.get("/login?next=/write"))
        form["name"] = "Ada"
        form["password"] = PASSWORD
        answer = form.submit()
    else:
        answer = register(visitor, "Linus", path="/register?next=/write")
    assert answer.follow().request.path == "/write"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/%09/evil.example/",
        "/%0a/evil.example/",
        "%20//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a%7f",
        "/a%00",
        "/%C2%85/evil.example",
        "",
    ],
)
def test_the_login_leads_nowhere_else(visitor, target):
    form = form_of(visitor.get(f"/login?next={target}"))
    form["name"] = "Ada"
    form["password"] = PASSWORD
    assert form.submit().location == "/desk"


# Changing the password

OTHER = "quite another password"


def test_who_changes_the_password_logs_in_with_the_new_one(ada, visitor):
    page = ada.get("/desk").click("Change your password")
    assert page.request.path == "/password"
    page = ada.change_password(PASSWORD, OTHER).follow()
    assert said(page) == ["Your password is changed. Log in anew elsewhere."]
    visitor.log_in("Ada", PASSWORD, status=400)
    visitor.log_in("Ada", OTHER, status=303)


def test_a_changed_password_ends_the_other_sessions_of_the_account_alone(app, ada, grace):
    elsewhere = Visitor(app)
    elsewhere.log_in("Ada")
    ada.change_password(PASSWORD, OTHER)
    assert [who(ada), who(elsewhere), who(grace)] == ["Ada", None, "Grace"]


@pytest.mark.parametrize("path", ["/login", "/register"])
def test_who_was_logged_out_from_elsewhere_can_log_in_at_once(app, ada, path):
    elsewhere = Visitor(app)
    elsewhere.log_in("Ada")
    ada.change_password(PASSWORD, OTHER)
    if path == "/login":
        elsewhere.log_in("Ada", OTHER, status=303)
    else:
        register(elsewhere, "Ada the second", status=303)


def test_a_copy_of_the_cookie_ends_with_the_password(app, ada):
    thief = Visitor(app)
    thief.set_cookie("session", ada.cookies["session"])
    assert who(thief) == "Ada"
    ada.change_password(PASSWORD, OTHER)
    assert who(thief) is None


def test_without_the_old_password_nothing_changes(app, ada):
    elsewhere = Visitor(app)
    elsewhere.log_in("Ada")
    page = ada.change_password("a guess of a thief", OTHER, status=400)
    assert complaints(page) == {"old": "This is not your password."}
    assert who(elsewhere) == "Ada"
    elsewhere.log_in("Ada", PASSWORD, status=303)


@pytest.mark.parametrize(
    ("new", "again", "wrong"),
    [("short", "short", "password"), ("p" * 201, "p" * 201, "password"), (OTHER, "one", "again")],
)
def test_a_changed_password_has_the_rules_of_the_first(ada, visitor, new, again, wrong):
    page = ada.change_password(PASSWORD, new, again, status=400)
    assert set(complaints(page)) == {wrong}
    assert {form_of(page)[name].value for name in ("old", "password", "again")} == {""}
    visitor.log_in("Ada", PASSWORD, status=303)


def test_whose_password_is_changed_is_not_for_the_form_to_say(ada, visitor):
    form = form_of(ada.get("/password"))
    form["name"].force_value("Grace")
    form["old"] = PASSWORD
    form["password"] = form["again"] = OTHER
    form.submit(status=303)
    visitor.log_in("Grace", PASSWORD, status=303)
    visitor.log_in("Ada", OTHER, status=303)


def test_who_is_not_logged_in_has_no_password_to_change(visitor):
    page = visitor.get("/password", status=302).follow()
    assert said(page) == ["Log in to change your password."]
    assert page.request.path_qs == "/login?next=/password"
    visitor.post("/password", {"password": OTHER}, status=302)


def test_login_and_register_lead_to_each_other_and_keep_the_target(visitor):
    page = visitor.get("/login?next=/write").click("Register", index=-1)
    assert page.request.path_qs == "/register?next=/write"
    assert page.click("Log in", index=-1).request.path_qs == "/login?next=/write"
    assert visitor.get("/login").click("Register", index=-1).request.path_qs == "/register"


# Logging out


def test_who_logs_out_is_forgotten(ada):
    page = ada.get("/").forms[0].submit().follow()
    assert said(page) == ["You are logged out."]
    assert who(ada) is None


def test_a_copy_of_the_cookie_outlives_the_logout(app, ada):
    """The README says so, and what would prevent it."""
    thief = Visitor(app)
    for cookie in ada.cookiejar:
        thief.cookiejar.set_cookie(copy(cookie))
    ada.get("/").forms[0].submit()
    assert [who(ada), who(thief)] == [None, "Ada"]
    thief.write("In the name of Ada", status=303)
    thief.change_password("a guess of a thief", OTHER, status=400)


def test_following_a_link_logs_nobody_out(ada):
    ada.get("/logout", status=405)
    assert who(ada) == "Ada"
