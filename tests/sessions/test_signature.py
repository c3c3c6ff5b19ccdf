"""What is signed, with which key, and what is not believed."""

from __future__ import annotations

import base64
import hashlib
import string

import itsdangerous
import pytest
from werkzeug.test import Client

from microflask.json.tag import TaggedJSONSerializer

#: The digits of URL-safe base64, in the order of their values.
DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def make_serializer(key="not a secret", salt="cookie-session", digest=hashlib.sha1):
    """Return a serializer of Flask's format that is none of Flask's or ours."""
    return itsdangerous.URLSafeTimedSerializer(
        key,
        salt=salt,
        serializer=TaggedJSONSerializer(),
        signer_kwargs={"key_derivation": "hmac", "digest_method": digest},
    )


def get(app, header):
    """Return what *app* answers to a request for its session that has this Cookie header."""
    return Client(app, use_cookies=False).get("/show", headers={"Cookie": header})


def show(app, cookie):
    """Return the session that *app* reads from the cookie's value."""
    return get(app, f"session={cookie}").json


def make_cookie(app, query="set=name"):
    """Return the value of the cookie that *app* sets."""
    client = Client(app)
    client.get(f"/?{query}")
    return client.get_cookie("session").value


def test_the_cookie_is_signed_with_the_secret_key(app):
    assert make_serializer().loads(make_cookie(app)) == {"name": "x"}
    assert show(app, make_serializer().dumps({"a": 1})) == {"a": 1}


FORGERIES = {
    "another key": make_serializer(key="another").dumps({"a": 1}),
    "another salt": make_serializer(salt="another").dumps({"a": 1}),
    "another hash": make_serializer(digest=hashlib.sha256).dumps({"a": 1}),
    "no signature": make_serializer().dumps({"a": 1}).rpartition(".")[0],
    "an empty signature": make_serializer().dumps({"a": 1}).rpartition(".")[0] + ".",
    "no time": itsdangerous.URLSafeSerializer("not a secret", "cookie-session").dumps({"a": 1}),
    "a changed payload": "x" + make_serializer().dumps({"a": 1}),
    "text": "hello",
    "dots": "...",
    "not ascii": "é.é.é",
    "null": "a.b.\\000",
    "nothing": "",
    "a lot": "A" * 100_000,
}


@pytest.mark.parametrize("cookie", FORGERIES.values(), ids=FORGERIES)
def test_what_was_not_signed_by_the_app_counts_as_no_session(app, cookie):
    response = get(app, f"session={cookie}")
    assert response.status_code == 200
    assert response.json == {}


@pytest.mark.parametrize("header", ["=__Host-session=b", "=session=b", "session", "; ;", "=", ";="])
def test_a_cookie_header_in_disorder_counts_as_no_session(app, header):
    app.config["SESSION_COOKIE_NAME"] = "__Host-session"
    response = get(app, header)
    assert response.status_code == 200
    assert response.json == {}


def test_a_cookie_without_a_name_does_not_pass_for_one_with(app):
    app.config["SESSION_COOKIE_NAME"] = "__Host-session"
    cookie = make_serializer().dumps({"a": 1})
    assert get(app, f"=__Host-session={cookie}").json == {}
    assert get(app, f"__Host-session={cookie}").json == {"a": 1}


# Keys that change


def test_a_fallback_key_still_reads(make_app):
    old = make_cookie(make_app(secret_key="old"))
    assert show(make_app(secret_key="new"), old) == {}
    assert show(make_app(secret_key="new", SECRET_KEY_FALLBACKS=["old"]), old) == {"name": "x"}


def test_the_secret_key_alone_signs(make_app):
    cookie = make_cookie(make_app(secret_key="new", SECRET_KEY_FALLBACKS=["old", b"older"]))
    assert make_serializer(key="new").loads(cookie) == {"name": "x"}
    for key in ("old", "older"):
        with pytest.raises(itsdangerous.BadSignature):
            make_serializer(key=key).loads(cookie)


def test_a_key_may_be_text_or_bytes(make_app):
    assert show(make_app(secret_key=b"key"), make_cookie(make_app(secret_key="key"))) == {
        "name": "x"
    }


def test_a_key_that_is_replaced_while_the_app_serves_is_used_at_once(app):
    old = make_cookie(app)
    app.secret_key = "new"
    assert show(app, old) == {}
    assert make_serializer(key="new").loads(make_cookie(app)) == {"name": "x"}


def test_fallbacks_that_change_in_place_are_used_at_once(make_app):
    app = make_app(secret_key="new", SECRET_KEY_FALLBACKS=[])
    old = make_serializer(key="old").dumps({"a": 1})
    assert show(app, old) == {}
    app.config["SECRET_KEY_FALLBACKS"].append("old")
    assert show(app, old) == {"a": 1}
    app.config["SECRET_KEY_FALLBACKS"].clear()
    assert show(app, old) == {}


def test_two_apps_with_different_keys_do_not_read_each_other(make_app):
    one, other = make_app(secret_key="one"), make_app(secret_key="other")
    for _ in range(2):
        assert show(one, make_cookie(one)) == {"name": "x"}
        assert show(other, make_cookie(one)) == {}


# Interfaces that sign in another way


def test_salt_hash_and_derivation_may_be_chosen(app, sessions):
    class Interface(sessions.SecureCookieSessionInterface):
        salt = "another"
        digest_method = staticmethod(hashlib.sha256)
        key_derivation = "concat"

    app.session_interface = Interface()
    cookie = make_cookie(app)
    expected = itsdangerous.URLSafeTimedSerializer(
        "not a secret",
        salt="another",
        serializer=TaggedJSONSerializer(),
        signer_kwargs={"key_derivation": "concat", "digest_method": hashlib.sha256},
    )
    assert expected.loads(cookie) == {"name": "x"}
    assert show(app, cookie) == {"name": "x"}


def test_the_salt_of_an_interface_may_change(app, sessions):
    app.session_interface = sessions.SecureCookieSessionInterface()
    before = make_cookie(app)
    app.session_interface.salt = "another"
    assert show(app, before) == {}
    assert make_serializer(salt="another").loads(make_cookie(app)) == {"name": "x"}


def test_the_serializer_is_itsdangerous_and_signs_for_other_salts_too(app):
    serializer = app.session_interface.get_signing_serializer(app)
    assert isinstance(serializer, itsdangerous.URLSafeTimedSerializer)
    for salt in (None, "cookie-session", "another"):
        signed = serializer.dumps({"a": 1}, salt=salt)
        assert make_serializer(salt=salt or "cookie-session").loads(signed) == {"a": 1}
        assert serializer.loads(signed, salt=salt, max_age=10) == {"a": 1}
    signed = serializer.dumps({"a": 1})
    assert serializer.loads(signed, return_timestamp=True)[0] == {"a": 1}
    assert serializer.loads_unsafe(signed[:-2]) == (False, {"a": 1})


def test_a_cookie_that_is_read_without_a_limit_may_be_of_any_age(app, clock):
    serializer = app.session_interface.get_signing_serializer(app)
    signed = serializer.dumps({"a": 1})
    clock.ahead = 10**9
    assert serializer.loads(signed) == serializer.loads(signed, max_age=None) == {"a": 1}
    with pytest.raises(itsdangerous.SignatureExpired):
        serializer.loads(signed, max_age=10)


@pytest.mark.parametrize("timestamp", ["a", "", "!!", "A" * 100])
def test_a_time_that_is_none_is_a_bad_signature(app, timestamp):
    serializer = app.session_interface.get_signing_serializer(app)
    payload = serializer.dumps({"a": 1}).partition(".")[0]
    signed = itsdangerous.Signer(
        "not a secret", "cookie-session", key_derivation="hmac", digest_method=hashlib.sha1
    ).sign(f"{payload}.{timestamp}")
    with pytest.raises(itsdangerous.BadSignature):
        serializer.loads(signed, max_age=100)


def test_a_payload_that_cannot_be_read_is_an_error_of_its_own(app):
    serializer = app.session_interface.get_signing_serializer(app)
    signer = serializer.make_signer()
    for payload in ("eyJhIjoxf", "bm8ganNvbg", ".bm8gemxpYg", "_w"):
        with pytest.raises(itsdangerous.BadPayload):
            serializer.loads(signer.sign(payload), max_age=100)


def test_without_a_key_there_is_no_serializer(make_app):
    app = make_app(secret_key=None)
    assert app.session_interface.get_signing_serializer(app) is None


def test_the_default_hash_is_sha1(sessions):
    digest = sessions.SecureCookieSessionInterface.digest_method
    assert digest(b"x").digest() == hashlib.sha1(b"x").digest()
    assert digest().name == "sha1"


def test_a_python_without_sha1_can_choose_another_hash(app, sessions, monkeypatch):
    class Interface(sessions.SecureCookieSessionInterface):
        digest_method = staticmethod(hashlib.sha512)

    monkeypatch.delattr(hashlib, "sha1")
    app.session_interface = Interface()
    assert show(app, make_cookie(app)) == {"name": "x"}


# microflask alone: there is one way to write a signature


microflask_alone = pytest.mark.parametrize("framework", ["microflask"], indirect=True)


@microflask_alone
def test_a_signature_has_one_spelling(app):
    cookie = make_cookie(app)
    last = DIGITS.index(cookie[-1])
    signature = cookie.rpartition(".")[2]
    decoded = base64.urlsafe_b64decode(signature + "=")
    # The last of 27 digits holds 4 bits of the 160 and 2 that decoding ignores.
    others = [cookie[:-1] + DIGITS[last | ignored] for ignored in (1, 2, 3)]
    for other in others:
        assert base64.urlsafe_b64decode(other.rpartition(".")[2] + "=") == decoded
        assert show(app, other) == {}
    assert show(app, cookie) == {"name": "x"}


@microflask_alone
@pytest.mark.parametrize("extra", ["=", "==", "!", "\n", "é"])
def test_what_decoding_skips_spoils_a_signature(app, extra):
    signed = make_cookie(app)
    serializer = app.session_interface.get_signing_serializer(app)
    with pytest.raises(itsdangerous.BadSignature):
        serializer.loads(signed + extra)


@microflask_alone
def test_keys_are_derived_once_for_all_requests(app, monkeypatch):
    derived = []
    derive = itsdangerous.Signer.derive_key

    def counting(signer, secret_key=None):
        derived.append(secret_key)
        return derive(signer, secret_key)

    monkeypatch.setattr(itsdangerous.Signer, "derive_key", counting)
    app.secret_key = "a key that no other test has"
    for _ in range(3):
        cookie = make_cookie(app)
        show(app, cookie)
    assert derived == [b"a key that no other test has"]


def test_an_app_goes_when_nobody_needs_it(tmp_path):
    import gc
    import weakref

    import microflask

    app = microflask.Flask("an_app", root_path=str(tmp_path))
    app.secret_key = "k"
    assert app.session_interface.get_signing_serializer(app) is not None
    reference = weakref.ref(app)
    del app
    gc.collect()
    assert reference() is None
