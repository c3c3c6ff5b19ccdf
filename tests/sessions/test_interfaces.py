"""Session interfaces of one's own: what the app asks of them, and when."""

from __future__ import annotations

from ast import literal_eval

import pytest
from werkzeug.test import Client


@pytest.fixture
def session_class(sessions):
    class Session(dict, sessions.SessionMixin):
        pass

    return Session


@pytest.fixture
def recording_interface(sessions, session_class):
    """Keeps one session, and notes what it is asked for."""

    class Interface(sessions.SessionInterface):
        def __init__(self):
            self.asked = []
            self.session = session_class()

        def open_session(self, app, request):
            self.asked.append(("open", app.name, request.path))
            return self.session

        def save_session(self, app, session, response):
            self.asked.append(("save", dict(session), response.status_code))
            response.headers["X-Saved"] = "yes"

    return Interface()


def test_a_session_is_opened_and_saved_in_each_request(app, client, recording_interface):
    app.session_interface = recording_interface
    response = client.get("/?set=name")
    assert recording_interface.asked == [("open", "an_app", "/"), ("save", {"name": "x"}, 200)]
    assert response.headers["X-Saved"] == "yes"


def test_another_interface_is_asked_even_if_nobody_touches_the_session(
    app, client, recording_interface
):
    app.session_interface = recording_interface
    client.get("/missing")
    assert recording_interface.asked == [("open", "an_app", "/missing"), ("save", {}, 404)]


def test_an_interface_that_returns_none_gets_a_null_session(app, client, sessions):
    class Null(sessions.NullSession):
        pass

    class Interface(sessions.SessionInterface):
        null_session_class = Null
        saved = False

        def open_session(self, app, request):
            return None

        def save_session(self, app, session, response):
            self.saved = True

    app.session_interface = interface = Interface()
    assert client.get("/?get=name").status_code == 200
    assert not interface.saved
    assert type(interface.make_null_session(app)) is Null
    assert interface.is_null_session(Null())
    assert not interface.is_null_session({})
    with pytest.raises(RuntimeError, match="unavailable"):
        client.get("/?set=name")


def test_an_interface_says_that_it_does_not_pickle(sessions):
    assert sessions.SessionInterface.pickle_based is False
    assert sessions.SecureCookieSessionInterface.pickle_based is False


def test_the_session_class_may_be_another(app, client, sessions, framework):
    class Session(sessions.SecureCookieSession):
        pass

    class Interface(sessions.SecureCookieSessionInterface):
        session_class = Session

    app.session_interface = Interface()
    seen = []

    @app.get("/type")
    def show_type():
        seen.append(framework.session._get_current_object())
        return ""

    client.get("/type")
    client.get("/?set=name")
    client.get("/type")
    assert list(map(type, seen)) == [Session, Session]
    assert seen == [{}, {"name": "x"}]


def test_what_the_cookie_looks_like_may_be_overridden(app, client, sessions):
    class Interface(sessions.SecureCookieSessionInterface):
        def get_cookie_name(self, app):
            return "sid"

        def get_cookie_path(self, app):
            return "/"

        def get_cookie_secure(self, app):
            return True

        def get_cookie_samesite(self, app):
            return "Lax"

    app.session_interface = Interface()
    cookie = client.get("/?set=name", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("sid=")
    assert "; Secure" in cookie
    assert "; SameSite=Lax" in cookie
    assert client.get("/show", base_url="https://localhost").json == {"name": "x"}


def test_an_interface_may_decide_when_the_cookie_is_set(app, client, sessions):
    class Interface(sessions.SecureCookieSessionInterface):
        def should_set_cookie(self, app, session):
            return "wanted" in session

    app.session_interface = Interface()
    assert "Set-Cookie" not in client.get("/?set=name").headers
    assert "Set-Cookie" in client.get("/?set=wanted").headers


@pytest.mark.parametrize(
    ("modified", "permanent", "refresh", "expected"),
    [
        (False, False, True, False),
        (True, False, False, True),
        (False, True, True, True),
        (False, True, False, False),
        (True, True, False, True),
    ],
)
def test_by_default_it_is_set_for_changes_and_to_refresh(
    app, sessions, modified, permanent, refresh, expected
):
    app.config["SESSION_REFRESH_EACH_REQUEST"] = refresh
    session = sessions.SecureCookieSession({"_permanent": permanent})
    session.modified = modified
    assert bool(app.session_interface.should_set_cookie(app, session)) is expected


def test_an_interface_may_keep_the_session_as_other_text(app, client, sessions):
    class Reversed:
        def dumps(self, value):
            return repr(value)[::-1]

        def loads(self, text):
            return literal_eval(text[::-1])

    class Interface(sessions.SecureCookieSessionInterface):
        serializer = Reversed()

    app.session_interface = Interface()
    client.get("/?set=name")
    assert client.get("/show").json == {"name": "x"}


@pytest.mark.parametrize("method", ["open_session", "save_session"])
def test_an_interface_must_open_and_save(app, sessions, method):
    arguments = (app, None) if method == "open_session" else (app, None, None)
    with pytest.raises(NotImplementedError):
        getattr(sessions.SessionInterface(), method)(*arguments)


def test_a_subclass_of_the_default_interface_is_asked_in_each_request(app, client, sessions):
    asked = []

    class Interface(sessions.SecureCookieSessionInterface):
        def open_session(self, app, request):
            asked.append(request.path)
            return super().open_session(app, request)

    app.session_interface = Interface()
    client.get("/?nothing")
    client.get("/missing")
    assert asked == ["/", "/missing"]


# microflask alone


def test_the_default_interface_is_not_asked_for_what_nobody_can_see(tmp_path, monkeypatch):
    import microflask
    from microflask.sessions import SecureCookieSessionInterface

    asked = []
    monkeypatch.setattr(
        SecureCookieSessionInterface, "open_session", lambda *arguments: asked.append("open")
    )
    monkeypatch.setattr(
        SecureCookieSessionInterface, "save_session", lambda *arguments: asked.append("save")
    )
    app = microflask.Flask("an_app", root_path=str(tmp_path))
    app.secret_key = "k"
    app.add_url_rule("/", view_func=lambda: "")
    assert Client(app).get("/").status_code == 200
    assert asked == []
