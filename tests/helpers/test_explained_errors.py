"""debughelpers: the mistakes that debug mode explains."""

from __future__ import annotations

import logging
from importlib import import_module
from io import BytesIO

import pytest
from werkzeug.exceptions import BadRequestKeyError


@pytest.fixture
def app(app):
    app.debug = True
    return app


@pytest.fixture
def debughelpers(framework):
    return import_module(f"{framework.__name__}.debughelpers")


# A form without its enctype


@pytest.fixture
def upload_in(app, client, framework):
    """Posts a form to a view that reads ``request.files["photo"]``."""

    @app.post("/upload")
    def upload():
        return framework.request.files["photo"].filename

    def post(data):
        return client.post("/upload", data=data)

    return post


def test_a_file_that_was_sent_as_a_field_is_explained(upload_in, debughelpers):
    with pytest.raises(debughelpers.DebugFilesKeyError) as caught:
        upload_in({"photo": "cat.jpg"})
    text = str(caught.value)
    assert "'photo'" in text
    assert 'enctype="multipart/form-data"' in text
    assert "application/x-www-form-urlencoded" in text
    assert "'cat.jpg'" in text
    assert isinstance(caught.value, KeyError)
    assert isinstance(caught.value, AssertionError)


def test_a_file_that_the_form_does_not_know_is_a_missing_key(upload_in):
    with pytest.raises(BadRequestKeyError):
        upload_in({"text": "x"})


def test_a_file_that_was_sent_is_there(upload_in):
    assert upload_in({"photo": (BytesIO(b"..."), "cat.jpg")}).text == "cat.jpg"


def test_without_debug_mode_a_missing_file_is_a_missing_key(app, upload_in):
    app.debug = False
    assert upload_in({"photo": "cat.jpg"}).status_code == 400


def test_files_can_still_be_asked_for_with_get(app, client, framework):
    @app.post("/get")
    def get():
        return str(framework.request.files.get("photo"))

    assert client.post("/get", data={"photo": "cat.jpg"}).text == "None"


# A redirect that loses the form


def test_a_redirect_that_would_lose_the_form_is_explained(app, client, framework, debughelpers):
    class Found(import_module("werkzeug.routing").RequestRedirect):
        code = 302

    class Redirecting(framework.Flask):
        def dispatch_request(self):
            framework.request.routing_exception = Found("http://localhost/form/?a=b")
            return super().dispatch_request()

    app = Redirecting("an_app")
    app.debug = app.testing = True
    with pytest.raises(debughelpers.FormDataRoutingRedirect) as caught:
        app.test_client().post("/form?a=b", data={"a": "b"})
    text = str(caught.value)
    assert "http://localhost/form?a=b" in text
    assert "http://localhost/form/?a=b" in text
    assert "trailing slash" in text
    assert isinstance(caught.value, AssertionError)


def test_a_redirect_elsewhere_does_not_speak_of_a_slash(app, framework, debughelpers):
    redirect_class = import_module("werkzeug.routing").RequestRedirect
    with app.test_request_context("/a", method="POST") as context:
        context.request.routing_exception = redirect_class("http://localhost/b")
        text = str(debughelpers.FormDataRoutingRedirect(context.request))
    assert "http://localhost/b" in text
    assert "trailing slash" not in text


def test_unexpected_unicode_is_an_assertion_that_failed(debughelpers):
    error = debughelpers.UnexpectedUnicodeError("bytes, please")
    assert isinstance(error, AssertionError)
    assert isinstance(error, UnicodeError)


# A template in the wrong folder


@pytest.fixture
def explain(app, framework, tmp_path, caplog):
    """Looks a template up with EXPLAIN_TEMPLATE_LOADING and returns what was logged."""
    for folder in ("templates", "blog/templates"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "both.html").write_text(folder)
    (tmp_path / "blog" / "templates" / "post.html").write_text("post")
    blog = framework.Blueprint(
        "blog", "blog_module", template_folder="templates", root_path=str(tmp_path / "blog")
    )
    blog.add_url_rule("/blog", "index")
    app.register_blueprint(blog)
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True

    def look_up(name, path="/"):
        with app.test_request_context(path), caplog.at_level(logging.INFO):
            try:
                page = framework.render_template(name)
            except import_module("jinja2").TemplateNotFound:
                page = None
        [record] = caplog.records
        assert record.name == app.logger.name
        return page, record.getMessage()

    return look_up


def test_each_place_that_was_searched_is_logged(explain):
    page, text = explain("post.html")
    assert page == "post"
    assert "'post.html'" in text
    assert "1: trying loader of application 'an_app'" in text
    assert "2: trying loader of blueprint 'blog' (blog_module)" in text
    assert "class: jinja2.loaders.FileSystemLoader" in text
    assert "encoding: 'utf-8'" in text
    assert "-> no match" in text
    assert "-> found (" in text
    assert "Error" not in text
    assert "Warning" not in text


def test_a_template_that_is_nowhere_is_an_error_in_the_log(explain):
    page, text = explain("missing.html")
    assert page is None
    assert "Error: the template could not be found" in text
    assert "blueprint 'blog'" not in text.partition("Error")[2]


def test_a_template_that_is_in_two_places_is_a_warning_in_the_log(explain):
    page, text = explain("both.html")
    assert page == "templates"
    assert "Warning: multiple loaders" in text


def test_a_view_of_a_blueprint_is_named_where_the_search_went_wrong(explain):
    _, text = explain("missing.html", path="/blog")
    assert "blueprint 'blog'" in text.partition("Error")[2]
