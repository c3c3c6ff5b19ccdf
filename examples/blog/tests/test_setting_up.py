"""Settings, the secret key, the database, and the commands of the terminal."""

import os
import sqlite3
import stat

import pytest

from .. import create_app, db, settings
from .conftest import PASSWORD, Visitor


@pytest.fixture
def run(app):
    """Call a command and return what came of it."""
    runner = app.test_cli_runner()
    return lambda *args, **options: runner.invoke(args=args, **options)


# Settings


def test_a_setting_comes_from_the_environment(make_app, monkeypatch):
    app = make_app()
    monkeypatch.setenv("BLOG_TITLE", "My blog")
    monkeypatch.setenv("BLOG_POSTS_PER_PAGE", "20")
    app = create_app({"DATABASE": app.config["DATABASE"], "SECRET_KEY": "x" * 16})
    assert app.config["POSTS_PER_PAGE"] == 20
    assert "My blog" in Visitor(app).get("/")


@pytest.mark.parametrize("number", [0, -5, "many", 2.5, None])
def test_a_page_without_posts_is_refused_at_the_start(make_app, number):
    with pytest.raises(ValueError, match=f"BLOG_POSTS_PER_PAGE is {number!r}"):
        make_app(POSTS_PER_PAGE=number)


@pytest.mark.parametrize("name", ["BLOG_REGISTRATION_OPEN", "BLOG_SESSION_COOKIE_SECURE"])
@pytest.mark.parametrize("value", ["False", "no", "off", "0", ""])
def test_a_switch_is_true_or_false_and_nothing_that_could_be_either(
    make_app, monkeypatch, name, value
):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=f"{name} is .* It must be true or false."):
        make_app()
    monkeypatch.setenv(name, "false")
    assert make_app().config[name.removeprefix("BLOG_")] is False


@pytest.mark.parametrize("number", [-1, "one", None])
def test_a_number_of_proxies_that_there_cannot_be_is_refused_at_the_start(make_app, number):
    with pytest.raises(ValueError, match=f"BLOG_PROXIES is {number!r}"):
        make_app(PROXIES=number)


@pytest.mark.parametrize("key", ["short", 12345678901234567890])
def test_a_key_that_can_be_guessed_is_refused_at_the_start(make_app, key):
    with pytest.raises(ValueError, match="BLOG_SECRET_KEY must be a text of at least 16"):
        make_app(SECRET_KEY=key)


def test_a_key_is_made_at_the_first_start_and_kept(make_app, monkeypatch, tmp_path):
    monkeypatch.setenv("BLOG_INSTANCE_PATH", str(tmp_path / "instance"))
    first, second = make_app(SECRET_KEY=None), make_app(SECRET_KEY=None)
    assert len(first.secret_key) == 64
    assert first.secret_key == second.secret_key
    assert os.listdir(tmp_path / "instance") == ["secret_key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_nobody_else_on_the_machine_can_read_the_key(tmp_path):
    file = tmp_path / "instance" / "secret_key"
    settings.kept_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_of_two_processes_that_start_at_once_both_get_the_key_of_the_first(tmp_path, monkeypatch):
    file = tmp_path / "secret_key"

    def link_late(draft, target):
        file.write_text("the key of the first")
        raise FileExistsError

    monkeypatch.setattr(os, "link", link_late)
    assert settings.kept_key(file) == "the key of the first"
    assert os.listdir(tmp_path) == ["secret_key"]


# The database


def test_the_database_is_made_when_it_is_first_needed(make_app, tmp_path):
    app = make_app(DATABASE=str(tmp_path / "deeper" / "blog.db"))
    assert not (tmp_path / "deeper" / "blog.db").exists()
    Visitor(app).get("/", status=200)
    assert (tmp_path / "deeper" / "blog.db").exists()


def test_a_database_of_another_version_is_not_touched(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 7")
    connection.close()
    with pytest.raises(RuntimeError, match=r"other\.db has tables of version 7.*init-db --reset"):
        db.connect(path)


def test_a_request_opens_one_connection_and_closes_it(app, monkeypatch):
    opened = []
    connect = db.connect
    monkeypatch.setattr(db, "connect", lambda path: opened.append(connect(path)) or opened[-1])
    Visitor(app).get("/")
    assert len(opened) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_a_static_file_needs_no_database(app, monkeypatch):
    monkeypatch.delattr(db, "connect")
    Visitor(app).get("/static/style.css", status=200)


def test_the_posts_of_an_account_go_with_it(app, ada):
    ada.write("Title")
    with app.app_context():
        with db.get_db() as connection:
            connection.execute("DELETE FROM account WHERE name = 'Ada'")
        assert db.count_published() == 0


def test_text_never_becomes_sql(app, ada):
    ada.write("'); DROP TABLE post; --", "' OR '1'='1")
    assert ada.get("/posts/1").html.select_one("h1").text == "'); DROP TABLE post; --"
    with app.app_context():
        assert db.find_account_by_name("' OR '1'='1") is None


# Commands


def test_init_db_says_where_the_database_is(run, tmp_path):
    result = run("init-db")
    assert result.output == f"The database is ready: {tmp_path / 'blog.db'}\n"


def test_init_db_keeps_what_is_there_unless_it_is_told_otherwise(run, app):
    run("init-db")
    run("init-db", "--reset", input="n\n")
    with app.app_context():
        assert db.find_account_by_name("Ada")
    assert run("init-db", "--reset", input="y\n").exit_code == 0
    with app.app_context():
        assert db.find_account_by_name("Ada") is None


def test_init_db_removes_nothing_but_the_database(run, tmp_path):
    copy = tmp_path / "blog.db.copy"
    copy.write_text("a copy of somebody's")
    run("init-db", "--reset", input="y\n")
    assert copy.exists()


def test_create_user_asks_for_a_password_twice(run, visitor):
    result = run("create-user", "Linus", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert "Linus can log in now." in result.output
    assert PASSWORD not in result.output
    visitor.log_in("Linus", status=303)


@pytest.mark.parametrize(
    ("name", "password", "complaint"),
    [
        ("ada", PASSWORD, "There is an account called ada already."),
        ("Linus", "short", "Use 10 characters or more"),
        ("<Bo>", PASSWORD, "Use letters, digits"),
    ],
)
def test_create_user_has_the_rules_of_the_registration(run, name, password, complaint):
    result = run("create-user", name, "--password", password)
    assert result.exit_code == 1
    assert complaint in result.output


def test_set_password_lets_in_who_has_forgotten_it_and_nobody_else(run, ada, visitor):
    new = "quite another password"
    result = run("set-password", "ada", input=f"{new}\n{new}\n")
    assert "Ada has a new password, and is logged out everywhere." in result.output
    ada.get("/desk", status=302)
    visitor.log_in("Ada", status=400)
    visitor.log_in("Ada", new, status=303)


def test_set_password_has_the_rules_of_the_registration(run):
    run("create-user", "Margarethe", "--password", PASSWORD)
    result = run("set-password", "Margarethe", "--password", "margarethe")
    assert "Your name is the first password that others will try." in result.output


def test_delete_user_removes_the_account_and_its_posts_once_it_is_sure(run, ada, visitor):
    ada.write("Title")
    assert run("delete-user", "ADA", input="n\n").exit_code == 1
    assert "Title" in visitor.get("/")
    result = run("delete-user", "ADA", input="y\n")
    assert result.output.splitlines()[-1] == "Ada is removed."
    assert "all posts of this account (1)" in result.output
    assert "Title" not in visitor.get("/")
    ada.get("/desk", status=302)


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (["set-password", "Ada", "--password", "short"], "Use 10 characters or more"),
        (["set-password", "Linus", "--password", PASSWORD], "There is no account called Linus."),
        (["delete-user", "Linus"], "There is no account called Linus."),
    ],
)
def test_what_cannot_be_done_with_an_account_is_said(run, command, complaint):
    result = run(*command)
    assert result.exit_code == 1
    assert complaint in result.output


def test_add_samples_makes_several_pages(run, visitor):
    result = run("add-samples")
    assert result.output == "11 posts were added.\n"
    page = visitor.get("/").click("Older").click("Older")
    assert "Page 3 of 3" in page


def test_nobody_can_log_in_as_the_author_of_the_samples(run, visitor):
    run("add-samples")
    visitor.log_in("Guest writer", "none", status=400)


def test_the_samples_can_be_added_twice(run):
    assert [run("add-samples").exit_code for _ in range(2)] == [0, 0]
