"""moto's server: a program that is a Flask app, and stands for the services of a cloud."""

from __future__ import annotations

import json

import pytest
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.test import Client


def signed(service):
    """Return the header by which moto knows which service is asked."""
    credential = f"a/20260101/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}"}


@pytest.fixture
def client():
    return Client(DomainDispatcherApplication(create_backend_app))


def test_a_bucket_keeps_what_is_put_into_it(client):
    bucket = {"base_url": "http://teas.s3.amazonaws.com", "headers": signed("s3")}
    assert client.put("/", **bucket).status_code == 200
    assert client.put("/green/sencha.txt", data="from Japan", **bucket).status_code == 200
    assert client.get("/green/sencha.txt", **bucket).text == "from Japan"
    assert "<Key>green/sencha.txt</Key>" in client.get("/", **bucket).text
    assert client.delete("/green/sencha.txt", **bucket).status_code == 204
    assert client.get("/green/sencha.txt", **bucket).status_code == 404


def test_a_queue_gives_what_was_sent(client):
    def act(path="/", **form):
        response = client.post(path, data=form, headers=signed("sqs"))
        assert response.status_code == 200, response.text
        return response.text

    made = act(Action="CreateQueue", QueueName="teas")
    address = made.partition("<QueueUrl>")[2].partition("</QueueUrl>")[0]
    act(Action="SendMessage", QueueUrl=address, MessageBody="green")
    assert "<Body>green</Body>" in act(Action="ReceiveMessage", QueueUrl=address)


def test_its_own_pages_are_served(client):
    assert client.get("/moto-api/").status_code == 200
    assert json.loads(client.post("/moto-api/reset").data) == {"status": "ok"}
