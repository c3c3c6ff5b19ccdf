"""Programs subclass Flask's classes, and mix them with Werkzeug's."""

from __future__ import annotations

import flask
import pytest
import werkzeug.wrappers
from flask.json.provider import DefaultJSONProvider
from flask.json.tag import JSONTag, TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from flask.wrappers import RequestBase, ResponseBase
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.utils import cached_property


@pytest.fixture
def app():
    app = flask.Flask(__name__)
    app.secret_key = "not a secret"
    return app


def answer(app, view, **request):
    app.add_url_rule("/", "view", view, methods=["GET", "POST"])
    return app.test_client().open("/", **request)


def test_what_a_view_returned_is_asked_for_its_class(app):
    for base in (werkzeug.wrappers.Response, ResponseBase, flask.Response):
        assert isinstance(app.make_response("x"), base)
        assert not isinstance("x", base)
    assert isinstance(werkzeug.wrappers.Response(), ResponseBase)
    assert issubclass(app.response_class, werkzeug.wrappers.Response)


def test_a_request_is_asked_for_its_class(app):
    with app.test_request_context():
        for base in (werkzeug.wrappers.Request, RequestBase, flask.Request):
            assert isinstance(flask.request, base)
            assert isinstance(flask.request._get_current_object(), base)


def test_a_decorator_tells_a_response_from_what_becomes_one(app):
    def as_text(view):
        def call():
            answer = view()
            if isinstance(answer, (werkzeug.wrappers.Response, str)):
                return answer
            return str(answer)

        return call

    app.add_url_rule("/a", "a", as_text(lambda: flask.Response("made")))
    app.add_url_rule("/b", "b", as_text(lambda: 7))
    client = app.test_client()
    assert [client.get("/a").text, client.get("/b").text] == ["made", "7"]


def test_a_request_class_has_cached_properties(app):
    class Request(flask.Request):
        @cached_property
        def words(self):
            seen.append(1)
            return self.args["q"].split()

    seen = []
    app.request_class = Request
    response = answer(
        app, lambda: [flask.request.words, flask.request.words], query_string={"q": "a b"}
    )
    assert response.json == [["a", "b"], ["a", "b"]]
    assert seen == [1]


def test_a_request_class_overrides_what_it_inherits(app):
    class Request(flask.Request):
        max_content_length = 10
        parameter_storage_class = ImmutableMultiDict

        @property
        def base_url(self):
            return "http://shop.example/"

        def on_json_loading_failed(self, error):
            return {"failed": True}

    app.request_class = Request
    assert answer(app, lambda: flask.request.base_url).text == "http://shop.example/"
    app.view_functions["view"] = lambda: flask.request.json
    client = app.test_client()
    assert client.post("/", data="{", content_type="application/json").json == {"failed": True}
    app.view_functions["view"] = lambda: flask.request.get_data()
    assert client.post("/", data="x" * 11).status_code == 413


def test_a_response_takes_headers_of_werkzeug_s(app):
    headers = Headers([("X-A", "1"), ("X-A", "2")])
    response = answer(app, lambda: flask.Response("x", headers=headers))
    assert response.headers.getlist("X-A") == ["1", "2"]
    app.view_functions["view"] = lambda: ("x", 201, headers)
    assert app.test_client().get("/").headers.getlist("X-A") == ["1", "2"]


def test_a_response_class_is_the_app_s_own(app):
    class Response(flask.Response):
        default_mimetype = "application/xml"

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.headers["X-Made"] = "here"

        @classmethod
        def force_type(cls, response, environ=None):
            made = super().force_type(response, environ)
            made.headers["X-Forced"] = type(response).__name__
            return made

        def set_cookie(self, *args, **kwargs):
            kwargs["samesite"] = "Strict"
            super().set_cookie(*args, **kwargs)

    app.response_class = Response

    @app.after_request
    def mark(response):
        response.set_cookie("a", "b")
        return response

    response = answer(app, lambda: "<a/>")
    assert response.mimetype == "application/xml"
    assert response.headers["X-Made"] == "here"
    assert response.headers["Set-Cookie"] == "a=b; Path=/; SameSite=Strict"
    app.view_functions["view"] = lambda: werkzeug.wrappers.Response("theirs", 201)
    response = app.test_client().get("/")
    assert (response.text, response.status_code) == ("theirs", 201)
    assert response.headers["X-Forced"] == "Response"


def test_an_app_class_overrides_steps():
    class App(flask.Flask):
        def make_response(self, rv):
            if rv is None:
                rv = ("", 204)
            return super().make_response(rv)

        def full_dispatch_request(self):
            response = super().full_dispatch_request()
            response.headers["X-App"] = type(self).__name__
            return response

    response = answer(App(__name__), lambda: None)
    assert response.status_code == 204
    assert response.headers["X-App"] == "App"


def test_a_blueprint_class_has_a_setup_state_of_its_own(app):
    class State(flask.blueprints.BlueprintSetupState):
        def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
            super().add_url_rule(f"/v1{rule}", endpoint, view_func, **options)

    class Blueprint(flask.Blueprint):
        def make_setup_state(self, app, options, first_registration=False):
            return State(self, app, options, first_registration)

        def register(self, app, options):
            super().register(app, options)
            app.extensions["registered"] = self.name

    blueprint = Blueprint("shop", __name__, url_prefix="/shop")
    blueprint.route("/tea")(lambda: "tea")
    app.register_blueprint(blueprint)
    assert app.test_client().get("/shop/v1/tea").text == "tea"
    assert app.extensions["registered"] == "shop"


def test_a_client_class_overrides_open(app):
    class Client(flask.testing.FlaskClient):
        def __init__(self, *args, token=None, **kwargs):
            self.token = token
            super().__init__(*args, **kwargs)

        def open(self, *args, **kwargs):
            kwargs.setdefault("headers", {})["Authorization"] = f"Bearer {self.token}"
            return super().open(*args, **kwargs)

    app.test_client_class = Client
    app.add_url_rule("/", "view", lambda: flask.request.authorization.token)
    assert app.test_client(token="abc").get("/").text == "abc"
    assert isinstance(app.test_client(), werkzeug.test.Client)


def test_a_session_interface_is_written_from_the_base_class(app):
    class Session(dict, SessionMixin):
        """A session that is kept in a dict of the program's."""

    class Interface(SessionInterface):
        def open_session(self, app, request):
            return Session(kept)

        def save_session(self, app, session, response):
            kept.update(session)
            response.set_cookie(self.get_cookie_name(app), "kept", path=self.get_cookie_path(app))

    kept = {}
    app.session_interface = Interface()

    def view():
        flask.session["count"] = flask.session.get("count", 0) + 1
        return str(flask.session["count"])

    assert answer(app, view).headers["Set-Cookie"] == "session=kept; Path=/"
    assert app.test_client().get("/").text == "2"


def test_a_session_interface_is_a_subclass_of_flask_s_own(app):
    class Interface(SecureCookieSessionInterface):
        salt = "another"

        def should_set_cookie(self, app, session):
            return False

    app.session_interface = Interface()
    response = answer(app, lambda: flask.session.update(a=1) or "")
    assert "Set-Cookie" not in response.headers


def test_a_json_provider_overrides_default(app):
    class Provider(DefaultJSONProvider):
        @staticmethod
        def default(value):
            if isinstance(value, set):
                return sorted(value)
            return DefaultJSONProvider.default(value)

    app.json = Provider(app)
    app.json.sort_keys = False
    assert answer(app, lambda: {"b": {2, 1}, "a": 1}).data == b'{"b":[1,2],"a":1}\n'


def test_a_tag_is_registered_on_the_session_s_serializer(app):
    class TagSet(JSONTag):
        key = " s"

        def check(self, value):
            return isinstance(value, frozenset)

        def to_json(self, value):
            return self.serializer.tag(sorted(value))

        def to_python(self, value):
            return frozenset(value)

    serializer = TaggedJSONSerializer()
    serializer.register(TagSet, index=0)
    assert serializer.loads(serializer.dumps({"a": frozenset([2, 1])})) == {"a": frozenset([1, 2])}
