"""What learners write down about Flask, each sentence as a test, asked of Flask and of us.

docs/notes.md has the sentences, and links each to its test here. Where a sentence is not quite
right, the test shows what is.
"""

from __future__ import annotations

import io
import json
import logging
import os
import secrets
import subprocess
import sys
import uuid
from base64 import urlsafe_b64decode
from importlib import import_module
from importlib.metadata import requires

import pytest
from itsdangerous import URLSafeTimedSerializer
from markupsafe import escape
from werkzeug.utils import secure_filename

SCRIPT = "<script>alert('boo')</script>"


# The framework


def test_the_app_is_an_instance_of_the_flask_class_and_a_wsgi_application(framework):
    app = framework.Flask("an_app")
    app.add_url_rule("/", "hello", lambda: "Hello")
    started = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http"}
    environ |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.input": io.BytesIO()}
    body = app(environ, lambda status, headers: started.append(status))
    assert (started, b"".join(body)) == (["200 OK"], b"Hello")


def test_its_dependencies_render_escape_and_sign():
    needed = {name.split(">")[0].lower() for name in requires("microflask") if ";" not in name}
    assert {"jinja2", "markupsafe", "itsdangerous"} <= needed
    assert not {"sqlalchemy", "wtforms", "python-dotenv"} & needed


def test_dotenv_is_used_where_it_is_installed(framework, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASK_TEA", raising=False)
    (tmp_path / ".env").write_text("FLASK_TEA=green\n")
    assert import_module(f"{framework.__name__}.cli").load_dotenv() is True
    assert os.environ.pop("FLASK_TEA") == "green"


# Routes


def test_a_part_in_angle_brackets_becomes_an_argument(app, client):
    app.add_url_rule("/user/<name>", "user", lambda name: f"User {escape(name)}")
    assert client.get("/user/ada").text == "User ada"


@pytest.mark.parametrize(
    ("converter", "path", "value"),
    [
        ("string", "tea", "tea"),
        ("int", "7", 7),
        ("float", "1.5", 1.5),
        ("path", "a/b/c", "a/b/c"),
        ("uuid", str(uuid.UUID(int=7)), uuid.UUID(int=7)),
    ],
)
def test_a_converter_says_of_which_type_the_argument_is(app, client, converter, path, value):
    seen = []
    app.add_url_rule(f"/<{converter}:part>", "view", lambda part: f"{seen.append(part)}")
    client.get(f"/{path}")
    assert seen == [value]
    assert type(seen[0]) is type(value)


def test_without_a_converter_a_part_is_a_string_without_slashes(app, client):
    app.add_url_rule("/<part>", "view", lambda part: part)
    assert client.get("/7").text == "7"
    assert client.get("/a/b").status_code == 404


def test_a_route_answers_get_unless_it_names_methods(app, client):
    app.add_url_rule("/", "show", lambda: "shown")
    app.add_url_rule("/both", "both", lambda: "done", methods=["GET", "POST"])
    assert client.get("/").status_code == 200
    assert client.post("/").status_code == 405
    assert client.post("/both").status_code == 200
    # HEAD and OPTIONS come along with GET, unasked.
    assert client.head("/").status_code == 200
    assert client.options("/").allow.as_set() == {"get", "head", "options"}


def test_get_and_post_are_short_for_route_with_one_method(app, client):
    app.get("/form")(lambda: "shown")
    app.post("/form", endpoint="save")(lambda: "saved")
    assert client.get("/form").text == "shown"
    assert client.post("/form").text == "saved"
    assert client.put("/form").status_code == 405


def test_a_slash_too_many_is_a_404_and_one_too_few_is_a_redirect(app, client):
    app.add_url_rule("/about", "about", lambda: "about")
    app.add_url_rule("/projects/", "projects", lambda: "projects")
    assert client.get("/about/").status_code == 404
    answer = client.get("/projects")
    assert (answer.status_code, answer.headers["Location"]) == (308, "http://localhost/projects/")


# URL building and static files


def test_url_for_fills_the_parts_and_puts_the_rest_into_the_query(framework, app):
    app.add_url_rule("/user/<name>", "user", lambda name: name)
    with app.test_request_context():
        assert framework.url_for("user", name="Zoë", page=2) == "/user/Zo%C3%AB?page=2"


def test_the_endpoint_is_the_name_of_the_view_unless_another_is_given(framework, app):
    @app.route("/")
    def index():
        return ""

    app.add_url_rule("/tea", endpoint="drink", view_func=lambda: "")
    with app.test_request_context():
        assert framework.url_for("index") == "/"
        assert framework.url_for("drink") == "/tea"


def test_url_for_knows_the_static_files(framework, app):
    with app.test_request_context():
        assert framework.url_for("static", filename="css/style.css") == "/static/css/style.css"


def test_a_static_file_is_served_from_the_folder_of_that_name(app, client, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.css").write_text("p {}")
    answer = client.get("/static/style.css")
    assert (answer.text, answer.mimetype) == ("p {}", "text/css")
    answer.close()


def test_a_view_of_ones_own_cannot_be_called_static(app):
    def static():
        return "mine"

    with pytest.raises(AssertionError, match="static"):
        app.route("/mine")(static)


# Templates and escaping


def test_a_template_is_filled_and_escapes(framework, app, client, tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "hello.html").write_text("Hello, {{ name }}!")
    app.add_url_rule(
        "/<path:name>", "hello", lambda name: framework.render_template("hello.html", name=name)
    )
    assert client.get("/Ada").text == "Hello, Ada!"
    assert client.get(f"/{SCRIPT}").text == f"Hello, {escape(SCRIPT)}!"


def test_what_a_visitor_typed_must_be_escaped_by_hand_outside_of_templates(framework, app, client):
    app.add_url_rule("/raw", "raw", lambda: framework.request.args["name"])
    app.add_url_rule("/safe", "safe", lambda: f"{escape(framework.request.args['name'])}")
    assert client.get("/raw", query_string={"name": SCRIPT}).text == SCRIPT
    assert "<script>" not in client.get("/safe", query_string={"name": SCRIPT}).text


# Requests


@pytest.fixture
def order(framework, app):
    """A view of a form that has drinks."""
    app.add_url_rule(
        "/get", "get", lambda: framework.request.form.get("drink", "water"), methods=["POST"]
    )
    app.add_url_rule("/index", "index", lambda: framework.request.form["drink"], methods=["POST"])

    @app.post("/careful")
    def careful():
        try:
            return framework.request.form["drink"]
        except KeyError as error:
            return f"Choose {error.args[0]!r} first.", 400


def test_the_method_of_a_request_can_be_read(framework, app, client):
    app.add_url_rule("/", "show", lambda: framework.request.method, methods=["GET", "POST"])
    assert (client.get("/").text, client.post("/").text) == ("GET", "POST")


def test_get_sends_data_in_the_query_and_post_in_the_body(framework, app, client):
    def view():
        return {"query": framework.request.args, "form": framework.request.form}

    app.add_url_rule("/", "view", view, methods=["GET", "POST"])
    assert client.get("/?drink=tea").json == {"query": {"drink": "tea"}, "form": {}}
    assert client.post("/", data={"drink": "tea"}).json == {"query": {}, "form": {"drink": "tea"}}


@pytest.mark.usefixtures("order")
def test_get_has_a_default_for_a_field_that_did_not_come(client):
    assert client.post("/get", data={"drink": "tea"}).text == "tea"
    assert client.post("/get", data={}).text == "water"


@pytest.mark.usefixtures("order")
def test_a_missing_field_is_a_key_error_that_can_be_caught(client):
    assert client.post("/careful", data={"drink": "tea"}).text == "tea"
    answer = client.post("/careful", data={})
    assert (answer.status_code, answer.text) == (400, "Choose 'drink' first.")


@pytest.mark.usefixtures("order")
def test_a_missing_field_that_nobody_catches_is_a_400_and_no_500(client):
    client.application.testing = False
    assert client.post("/index", data={}).status_code == 400


def test_a_file_has_a_name_and_can_be_saved(framework, app, client, tmp_path):
    @app.post("/")
    def upload():
        file = framework.request.files["file"]
        file.save(tmp_path / "saved.txt")
        return file.filename

    answer = client.post("/", data={"file": (io.BytesIO(b"green"), "../../tea.txt")})
    # The name is what the client says: it is no path to save to.
    assert answer.text == "../../tea.txt"
    assert (tmp_path / "saved.txt").read_bytes() == b"green"


def test_secure_filename_leaves_a_name_that_stays_in_its_folder():
    assert secure_filename("../../etc/passwd") == "etc_passwd"
    assert secure_filename("tea list.txt") == "tea_list.txt"
    # It may leave nothing at all, and it does not make a name unique.
    assert secure_filename("чай") == ""


# Responses


@pytest.mark.parametrize(
    ("answer", "body", "mimetype"),
    [
        ("tea", b"tea", "text/html"),
        (b"tea", b"tea", "text/html"),
        ({"drink": "tea"}, b'{"drink":"tea"}\n', "application/json"),
        (["tea"], b'["tea"]\n', "application/json"),
    ],
)
def test_a_view_returns_data_in_different_forms(app, client, answer, body, mimetype):
    app.add_url_rule("/", "view", lambda: answer)
    got = client.get("/")
    assert (got.data, got.mimetype) == (body, mimetype)


def test_a_view_that_yields_sends_its_pieces(app, client):
    app.add_url_rule("/", "view", lambda: (piece for piece in ("te", "a")))
    assert client.get("/").data == b"tea"


def test_a_view_may_add_a_status_and_headers(app, client):
    app.add_url_rule("/", "view", lambda: ("short and stout", 418, {"X-Tea": "green"}))
    answer = client.get("/")
    assert (answer.status_code, answer.headers["X-Tea"]) == (418, "green")


@pytest.mark.parametrize("value", [3, True, None, "tea"])
def test_jsonify_makes_a_response_of_what_is_no_dict_and_no_list(framework, app, client, value):
    app.add_url_rule("/", "view", lambda: framework.jsonify(value))
    assert json.loads(client.get("/").data) == value


def test_a_number_alone_is_no_response(app, client):
    app.add_url_rule("/", "view", lambda: 3)
    with pytest.raises(TypeError, match="int"):
        client.get("/")


def test_make_response_makes_a_response_of_what_a_view_would_return(framework, app, client):
    @app.get("/")
    def view():
        response = framework.make_response("tea", 201)
        response.headers["X-Tea"] = "green"
        return response

    answer = client.get("/")
    assert (answer.status_code, answer.text, answer.headers["X-Tea"]) == (201, "tea", "green")


def test_a_redirect_sends_the_browser_on(framework, app, client):
    app.add_url_rule("/login", "login", lambda: "Log in")
    app.add_url_rule("/", "secret", lambda: framework.redirect(framework.url_for("login")))
    assert client.get("/").status_code == 302
    assert client.get("/", follow_redirects=True).text == "Log in"


def test_after_a_form_a_redirect_keeps_a_reload_from_sending_it_again(framework, app, client):
    orders = []

    @app.post("/orders")
    def order():
        orders.append(framework.request.form["drink"])
        return framework.redirect(framework.url_for("show"))

    app.add_url_rule("/orders", "show", lambda: ", ".join(orders))
    answer = client.post("/orders", data={"drink": "tea"}, follow_redirects=True)
    assert (answer.text, answer.request.method) == ("tea", "GET")


def test_errorhandler_gives_an_error_a_page_of_its_own(app, client):
    app.errorhandler(404)(lambda error: ("Nothing is here.", 404))
    answer = client.get("/nowhere")
    assert (answer.text, answer.status_code) == ("Nothing is here.", 404)


def test_the_status_of_an_error_page_must_be_said(app, client):
    app.errorhandler(404)(lambda error: "Nothing is here.")
    assert client.get("/nowhere").status_code == 200


# Cookies


def test_a_cookie_is_set_on_a_response_and_read_from_the_next_request(framework, app, client):
    @app.post("/")
    def choose():
        response = framework.make_response("chosen")
        response.set_cookie("color", "gold")
        return response

    app.add_url_rule("/", "show", lambda: framework.request.cookies.get("color", "none"))
    assert client.get("/").text == "none"
    client.post("/")
    assert client.get("/").text == "gold"


def test_a_cookie_can_be_removed(framework, app, client):
    @app.post("/")
    def forget():
        response = framework.make_response("forgotten")
        response.delete_cookie("color")
        return response

    client.set_cookie("color", "gold")
    client.post("/")
    assert client.get_cookie("color") is None


def test_a_visitor_can_write_anything_into_a_cookie(framework, app, client):
    app.add_url_rule("/", "show", lambda: framework.request.cookies["role"])
    client.set_cookie("role", "admin")
    assert client.get("/").text == "admin"


# Sessions


@pytest.fixture
def accounts(framework, app):
    """The login that learners write, with the name escaped and a logout by POST."""
    session = framework.session

    @app.get("/")
    def index():
        if "username" in session:
            return f"Logged in as {escape(session['username'])}"
        return "You are not logged in"

    @app.post("/login")
    def login():
        session["username"] = framework.request.form["username"]
        return framework.redirect(framework.url_for("index"))

    @app.post("/logout")
    def logout():
        session.pop("username", None)
        return framework.redirect(framework.url_for("index"))


def log_in(client, name="ada"):
    return client.post("/login", data={"username": name}, follow_redirects=True)


@pytest.mark.usefixtures("accounts")
def test_a_session_lasts_from_one_request_to_the_next(client):
    assert client.get("/").text == "You are not logged in"
    assert log_in(client).text == "Logged in as ada"
    assert client.get("/").text == "Logged in as ada"


@pytest.mark.usefixtures("accounts")
def test_a_session_belongs_to_one_visitor(app, client):
    log_in(client)
    assert app.test_client().get("/").text == "You are not logged in"


@pytest.mark.usefixtures("accounts")
def test_a_logout_takes_the_name_out_and_does_not_mind_if_there_is_none(client):
    log_in(client)
    client.post("/logout")
    assert client.get("/").text == "You are not logged in"
    assert client.post("/logout").status_code == 302


@pytest.mark.usefixtures("accounts")
def test_a_name_is_escaped_when_it_is_shown(client):
    assert log_in(client, SCRIPT).text == f"Logged in as {escape(SCRIPT)}"


@pytest.mark.usefixtures("accounts")
def test_a_protected_page_sends_strangers_to_the_login(framework, app, client):
    @app.get("/secret")
    def secret():
        if "username" not in framework.session:
            return framework.redirect("/")
        return "the secret"

    assert client.get("/secret", follow_redirects=True).text == "You are not logged in"
    log_in(client)
    assert client.get("/secret").text == "the secret"


def test_without_a_secret_key_a_session_can_be_read_but_not_written(framework, app, client):
    app.secret_key = None
    app.add_url_rule("/read", "read", lambda: framework.session.get("name", "nobody"))
    app.add_url_rule("/write", "write", lambda: framework.session.update(name="ada"))
    assert client.get("/read").text == "nobody"
    with pytest.raises(RuntimeError, match="secret"):
        client.get("/write")


@pytest.mark.usefixtures("accounts")
def test_anyone_can_read_what_is_in_a_session_cookie(client):
    log_in(client)
    payload = client.get_cookie("session").value.split(".")[0]
    content = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    assert json.loads(content) == {"username": "ada"}


@pytest.mark.usefixtures("accounts")
def test_nobody_can_change_a_session_cookie_without_the_key(client):
    forged = URLSafeTimedSerializer("not the key").dumps({"username": "admin"})
    client.set_cookie("session", forged)
    assert client.get("/").text == "You are not logged in"


@pytest.mark.usefixtures("accounts")
def test_who_knows_the_key_can_be_anybody(app, client):
    serializer = app.session_interface.get_signing_serializer(app)
    client.set_cookie("session", serializer.dumps({"username": "admin"}))
    assert client.get("/").text == "Logged in as admin"


def test_the_key_may_be_bytes_or_text(app):
    app.secret_key = secrets.token_bytes()
    assert app.config["SECRET_KEY"] == app.secret_key
    app.secret_key = secrets.token_hex()
    assert len(app.secret_key) == 64


@pytest.mark.parametrize(
    "command", ["import os; print(os.urandom(16))", "import secrets; print(secrets.token_hex())"]
)
def test_a_command_prints_a_key_that_is_another_each_time(command):
    keys = {subprocess.check_output([sys.executable, "-c", command]) for _ in range(2)}
    assert len(keys) == 2


def test_a_session_is_a_dictionary(framework, app):
    with app.test_request_context():
        framework.session["tea"] = "green"
        framework.session.setdefault("cups", 1)
        assert dict(framework.session) == {"tea": "green", "cups": 1}
        assert isinstance(framework.session._get_current_object(), dict)


def test_a_change_inside_of_a_value_must_be_told_to_the_session(framework, app, client):
    session = framework.session
    app.add_url_rule("/start", "start", lambda: session.update(names=[]) or "")
    app.add_url_rule("/silent", "silent", lambda: session["names"].append("lost") or "")

    @app.route("/told")
    def told():
        session["names"].append("kept")
        session.modified = True
        return session["names"]

    client.get("/start")
    client.get("/silent")
    assert client.get("/told").json == ["kept"]


def test_a_session_keeps_the_state_of_a_form_over_a_reload(framework, app, client):
    @app.post("/draft")
    def keep():
        framework.session["draft"] = framework.request.form["text"]
        return framework.redirect("/draft")

    app.add_url_rule("/draft", "show", lambda: framework.session.get("draft", ""))
    client.post("/draft", data={"text": "Dear Ada"})
    assert client.get("/draft").text == client.get("/draft").text == "Dear Ada"


def test_where_sessions_are_kept_can_be_replaced(framework, app, client):
    sessions = import_module(f"{framework.__name__}.sessions")
    kept = sessions.SecureCookieSession()

    class InMemory(sessions.SessionInterface):
        def open_session(self, app, request):
            return kept

        def save_session(self, app, session, response):
            pass

    app.session_interface = InMemory()
    app.add_url_rule("/", "view", lambda: framework.session.update(name="ada") or "")
    assert "Set-Cookie" not in client.get("/").headers
    assert kept == {"name": "ada"}


# Flash messages


@pytest.fixture
def messages(framework, app):
    """A view that flashes, and one that shows what was flashed."""
    app.add_url_rule("/", "flash", lambda: framework.flash("Saved.") or "")
    app.add_url_rule("/good", "good", lambda: framework.flash("Saved.", "success") or "")

    @app.get("/show")
    def show():
        return [list(each) for each in framework.get_flashed_messages(with_categories=True)]

    @app.get("/template")
    def template():
        return framework.render_template_string("{{ get_flashed_messages()|join }}")


@pytest.mark.usefixtures("messages")
def test_a_message_is_shown_by_the_next_request_that_asks_and_by_no_other(client):
    client.get("/")
    assert client.get("/nothing").status_code == 404
    assert client.get("/show").json == [["message", "Saved."]]
    assert client.get("/show").json == []


def test_a_message_can_be_shown_by_the_request_that_flashed_it(framework, app):
    with app.test_request_context():
        framework.flash("At once.")
        assert framework.get_flashed_messages() == ["At once."]


@pytest.mark.usefixtures("messages")
def test_a_message_has_the_category_of_the_second_argument(client):
    client.get("/good")
    assert client.get("/show").json == [["success", "Saved."]]


@pytest.mark.usefixtures("messages")
def test_templates_can_ask_for_the_messages(client):
    client.get("/")
    assert client.get("/template").text == "Saved."


@pytest.mark.usefixtures("messages")
def test_messages_wait_in_the_session(client):
    client.get("/")
    with client.session_transaction() as session:
        assert session["_flashes"] == [("message", "Saved.")]


# Logging


def test_an_app_has_a_logger_of_the_standard_library(app, caplog):
    assert isinstance(app.logger, logging.Logger)
    app.logger.setLevel(logging.DEBUG)
    app.logger.debug("A value for debugging")
    app.logger.warning("A warning occurred (%d apples)", 42)
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("DEBUG", "A value for debugging"),
        ("WARNING", "A warning occurred (42 apples)"),
    ]
