"""The class has what ``flask.Response`` has, and what the classes beneath it have."""

from __future__ import annotations

import inspect
import weakref

import flask
import pytest
from werkzeug.wrappers import Response as WerkzeugResponse

from microflask.wrappers import Response, ResponseBase

PUBLIC = [name for name in dir(flask.Response) if not name.startswith("_")]
METHODS = [name for name in PUBLIC if inspect.isroutine(getattr(flask.Response, name))]
SETTINGS = [
    "autocorrect_location_header",
    "automatically_set_content_length",
    "default_mimetype",
    "default_status",
    "implicit_sequence_conversion",
]


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_of_flask_is_there(name):
    assert hasattr(Response, name)


@pytest.mark.parametrize("name", sorted(vars(flask.Response("x"))))
def test_each_public_attribute_of_an_instance_is_there(name):
    assert name.startswith("_") or hasattr(Response("x"), name)


@pytest.mark.parametrize("name", METHODS)
def test_each_method_takes_the_parameters_of_flask(name):
    theirs = inspect.signature(getattr(flask.Response, name)).parameters.values()
    ours = inspect.signature(getattr(Response, name)).parameters.values()
    assert [(p.name, p.kind, p.default) for p in ours] == [
        (p.name, p.kind, p.default) for p in theirs
    ]


def test_the_class_takes_the_parameters_of_flask():
    theirs = inspect.signature(flask.Response).parameters.values()
    ours = inspect.signature(Response).parameters.values()
    assert [(p.name, p.default) for p in ours] == [(p.name, p.default) for p in theirs]


@pytest.mark.parametrize("name", SETTINGS)
def test_the_settings_have_the_values_of_flask(name):
    assert getattr(Response, name) == getattr(flask.Response, name)


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_is_documented(name):
    if name not in SETTINGS and not isinstance(getattr(Response, name), bool):
        assert inspect.getdoc(inspect.getattr_static(Response, name))


def test_it_is_no_subclass_of_werkzeugs():
    assert not issubclass(Response, WerkzeugResponse)


def test_a_subclass_is_an_instance_of_the_base_that_programs_ask_for():
    class MyResponse(Response):
        pass

    assert isinstance(MyResponse(), ResponseBase)


def test_a_response_takes_attributes(Response):
    response = Response("x")
    response.note = 1
    assert response.note == 1


def test_a_response_can_be_referenced_weakly(Response):
    response = Response("x")
    assert weakref.ref(response)() is response


def test_responses_are_compared_by_identity(Response):
    response = Response("x")
    assert response == response
    assert response != Response("x")
    assert len({response, Response("x")}) == 2
