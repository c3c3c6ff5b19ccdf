"""Names that programs import from Flask's submodules."""

from __future__ import annotations

import inspect

import click
import flask
import pytest


def test_the_classes_of_the_sansio_modules():
    from flask.sansio.app import App
    from flask.sansio.scaffold import Scaffold, _endpoint_from_view_func

    def index(): ...

    app = flask.Flask(__name__)
    assert isinstance(app, App)
    assert isinstance(app, Scaffold)
    assert isinstance(flask.Blueprint("a", __name__), Scaffold)
    assert _endpoint_from_view_func(index) == "index"


def test_a_config_attribute():
    from flask.config import Config, ConfigAttribute

    class App(flask.Flask):
        mine = ConfigAttribute("MINE")

    app = App(__name__)
    app.mine = 7
    assert app.config["MINE"] == 7
    assert isinstance(app.config, Config)


def test_the_contexts():
    from flask.ctx import AppContext, RequestContext, _AppCtxGlobals

    app = flask.Flask(__name__)
    assert isinstance(app.app_context(), AppContext)
    assert isinstance(app.test_request_context(), RequestContext)
    assert app.app_ctx_globals_class is _AppCtxGlobals


def test_the_methods_of_class_based_views():
    from flask.views import MethodView, View, http_method_funcs

    assert {"get", "head", "post", "put", "delete", "patch", "options", "trace"} == set(
        http_method_funcs
    )
    assert issubclass(MethodView, View)


def test_signals_and_their_namespace():
    from flask.signals import Namespace, template_rendered

    mine = Namespace().signal("mine")
    seen = []

    def receive(sender, **values):
        seen.append((sender, values))

    mine.connect(receive)
    mine.send("me", a=1)
    assert seen == [("me", {"a": 1})]
    assert template_rendered is flask.template_rendered


@pytest.mark.parametrize(
    "name",
    [
        *("ResponseReturnValue", "ResponseValue", "RouteCallable", "HeadersValue"),
        *("BeforeRequestCallable", "AfterRequestCallable", "ErrorHandlerCallable"),
        *("TeardownCallable", "TemplateFilterCallable", "URLDefaultCallable"),
    ],
)
def test_types(name):
    from flask import typing

    assert getattr(typing, name) is not None


def test_the_environ_builder():
    from flask.testing import EnvironBuilder, FlaskClient, FlaskCliRunner

    app = flask.Flask(__name__)
    environ = EnvironBuilder(app, "/a", json={"b": 1}).get_environ()
    assert environ["PATH_INFO"] == "/a"
    assert isinstance(app.test_client(), FlaskClient)
    assert isinstance(app.test_cli_runner(), FlaskCliRunner)


def test_click_by_flask_s_command_line():
    from flask.cli import click as found

    assert found is click


def test_the_parts_of_the_command_line():
    from flask.cli import (
        AppGroup,
        FlaskGroup,
        ScriptInfo,
        load_dotenv,
        pass_script_info,
        run_command,
        shell_command,
        with_appcontext,
    )

    app = flask.Flask(__name__)

    @app.cli.command()
    @with_appcontext
    def greet():
        click.echo(flask.current_app.name)

    assert app.test_cli_runner().invoke(args=["greet"]).output == f"{__name__}\n"
    assert isinstance(app.cli, AppGroup)
    assert issubclass(FlaskGroup, AppGroup)
    assert isinstance(run_command, click.Command)
    assert isinstance(shell_command, click.Command)
    assert callable(load_dotenv)
    assert callable(pass_script_info)
    assert ScriptInfo(create_app=lambda: app).load_app() is app


def test_a_group_of_a_program_s_own():
    group = flask.cli.FlaskGroup(create_app=lambda: flask.Flask("made"))

    @group.command()
    def name():
        click.echo(flask.current_app.name)

    result = click.testing.CliRunner().invoke(group, ["name"])
    assert result.output == "made\n"


def test_the_json_modules():
    from flask.json import dumps, jsonify, loads
    from flask.json.provider import DefaultJSONProvider, JSONProvider, _default
    from flask.json.tag import JSONTag, TaggedJSONSerializer

    assert loads(dumps({"a": [1]})) == {"a": [1]}
    assert jsonify is flask.jsonify
    assert issubclass(DefaultJSONProvider, JSONProvider)
    assert callable(_default)
    assert inspect.isclass(JSONTag)
    assert TaggedJSONSerializer().dumps(("a",)) == '{" t":["a"]}'


def test_the_session_classes():
    from flask.sessions import (
        NullSession,
        SecureCookieSession,
        SecureCookieSessionInterface,
        SessionInterface,
        SessionMixin,
        session_json_serializer,
    )

    assert issubclass(NullSession, SecureCookieSession)
    assert issubclass(SecureCookieSession, SessionMixin)
    assert issubclass(SecureCookieSessionInterface, SessionInterface)
    assert session_json_serializer.loads("{}") == {}


def test_templating_and_logging():
    from flask.logging import default_handler, has_level_handler, wsgi_errors_stream
    from flask.templating import (
        DispatchingJinjaLoader,
        Environment,
        _default_template_ctx_processor,
    )

    app = flask.Flask(__name__)
    assert isinstance(app.jinja_env, Environment)
    assert isinstance(app.jinja_env.loader, DispatchingJinjaLoader)
    with app.test_request_context():
        assert {"g", "request"} <= set(_default_template_ctx_processor())
    assert default_handler in app.logger.handlers or has_level_handler(app.logger)
    assert wsgi_errors_stream is not None


def test_the_helpers():
    from flask.helpers import get_debug_flag, get_load_dotenv, get_root_path, send_file

    assert get_root_path("flask.json").endswith("json")
    assert get_debug_flag() is False
    assert get_load_dotenv() is True
    assert send_file is flask.send_file
