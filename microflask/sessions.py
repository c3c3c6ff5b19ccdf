"""Sessions: what an app remembers about a visitor from one request to the next.

The context opens a session through the app's session interface, and the app saves it before the
response is sent. The default interface keeps the whole session in a signed cookie: the visitor
can read it, but not change it. The format is Flask's, ``payload.timestamp.signature``, each part
in URL-safe base64 without padding, and itsdangerous writes and reads it.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from base64 import urlsafe_b64encode
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from itsdangerous import BadPayload, BadSignature, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes
from werkzeug.datastructures import CallbackDict

from .json.tag import TaggedJSONSerializer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from .app import Flask
    from .wrappers import Request, Response


class SessionMixin(MutableMapping[str, Any]):
    """What a session is besides a dict; mix it into a dict class of your own."""

    #: Whether this session was made in this request, for interfaces that can tell.
    new = False

    #: Whether this session must be saved. Interfaces that cannot tell save each time.
    modified = True

    #: Whether this session was used in this request, even if it was only read. The context
    #: sets it, and the response then varies with the cookie.
    accessed = False

    @property
    def permanent(self) -> bool:
        """Whether the session outlives the browser's.

        It then lives for ``PERMANENT_SESSION_LIFETIME``. Kept in the session, as ``_permanent``.
        """
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, permanent: bool) -> None:
        self["_permanent"] = bool(permanent)


class SecureCookieSession(CallbackDict[str, Any], SessionMixin):  # pyright: ignore
    """A session that travels in a signed cookie.

    A change within a value is not noticed: after ``session["cart"].append(item)``
    set ``session.modified = True``, or the change is lost.
    """

    #: Whether a key came, went or was set. Only then is the cookie sent.
    modified = False

    def __init__(
        self, initial: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None
    ) -> None:
        dict.__init__(self, initial or ())
        self.on_update = SecureCookieSession._note_change

    def _note_change(self) -> None:  # not a lambda, which could not be pickled
        self.modified = True


class NullSession(SecureCookieSession):
    """The session of an app without a secret key: it is empty, and cannot be changed.

    Changing it raises a RuntimeError that says what is missing.
    """

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError(
            "The session is unavailable because the app has no secret key to sign it with. Set"
            " app.secret_key, which is the setting SECRET_KEY, to a long random value, and keep"
            " it: python -c 'import secrets; print(secrets.token_hex())' prints one."
        )

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse


class SessionInterface:
    """Open and save sessions, in a place of your own.

    Subclass it, implement ``open_session`` and ``save_session``, and set
    ``app.session_interface`` to an instance. A session is a dict with ``SessionMixin``; one
    that several requests share at the same time must be guarded by the place where it is kept.
    """

    #: What ``make_null_session`` makes.
    null_session_class = NullSession

    #: Whether a session is opened when it is first touched, and not with each request.
    opens_when_touched = False

    #: Whether sessions are pickled, for extensions that must know what can be stored.
    pickle_based = False

    def make_null_session(self, app: Flask) -> NullSession:
        """Return what stands for the session if ``open_session`` has returned None.

        It is empty. Changing it raises a RuntimeError that says what is missing.
        """
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Return True if *obj* is such a session, which is not saved."""
        return isinstance(obj, self.null_session_class)

    # What the cookie looks like (RFC 6265, section 4.1).

    def get_cookie_name(self, app: Flask) -> str:
        """Return the cookie's name, ``SESSION_COOKIE_NAME``."""
        name: str = app.config["SESSION_COOKIE_NAME"]
        return name

    def get_cookie_domain(self, app: Flask) -> str | None:
        """Return the domain whose hosts all get the cookie, ``SESSION_COOKIE_DOMAIN``.

        With None only the host that has set the cookie gets it back.
        """
        domain: str | None = app.config["SESSION_COOKIE_DOMAIN"]
        return domain

    def get_cookie_path(self, app: Flask) -> str:
        """Return the path below which the cookie is sent.

        That is ``SESSION_COOKIE_PATH``, or ``APPLICATION_ROOT`` if that is not set.
        """
        path: str = app.config["SESSION_COOKIE_PATH"] or app.config["APPLICATION_ROOT"]
        return path

    def get_cookie_httponly(self, app: Flask) -> bool:
        """Return True if scripts must not see the cookie, ``SESSION_COOKIE_HTTPONLY``."""
        httponly: bool = app.config["SESSION_COOKIE_HTTPONLY"]
        return httponly

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return True if the cookie is for HTTPS alone, ``SESSION_COOKIE_SECURE``."""
        secure: bool = app.config["SESSION_COOKIE_SECURE"]
        return secure

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """Return which requests of other sites bring the cookie, ``SESSION_COOKIE_SAMESITE``.

        ``"Strict"``, ``"Lax"``, ``"None"``, or None to leave it to the browser.
        """
        samesite: str | None = app.config["SESSION_COOKIE_SAMESITE"]
        return samesite

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """Return True if each embedding site has a cookie of its own.

        That is ``SESSION_COOKIE_PARTITIONED``.
        """
        partitioned: bool = app.config["SESSION_COOKIE_PARTITIONED"]
        return partitioned

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """Return when the cookie expires; None for a session that ends with the browser's."""
        if not session.permanent:
            return None
        return datetime.now(timezone.utc) + app.permanent_session_lifetime

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Return True if the response must set the cookie.

        It must for a session that was modified, and for a permanent one each time while
        ``SESSION_REFRESH_EACH_REQUEST`` is set, so that it expires after a period of inactivity.
        """
        return session.modified or (
            session.permanent and bool(app.config["SESSION_REFRESH_EACH_REQUEST"])
        )

    def must_refresh(self, app: Flask, environ: WSGIEnvironment) -> bool:
        """Return True if a session that nobody has touched must be opened, to be saved."""
        return False

    # What a subclass must implement.

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Return the session that *request* belongs to, or a new one.

        Called before the URL is matched. None says that there can be no session;
        ``make_null_session`` then replaces it.
        """
        raise NotImplementedError(f"{type(self).__name__} must implement open_session().")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store *session*, and let *response* tell the client how to come back to it.

        Called before the response is sent; not for a null session.
        """
        raise NotImplementedError(f"{type(self).__name__} must implement save_session().")


#: Writes and reads the session in the cookie. Register tags here for types of your own.
session_json_serializer = TaggedJSONSerializer()

#: Only a longer text is compressed. For a short one that saves at most 30 bytes, and takes longer
#: than all the rest.
_SHORTEST_COMPRESSED = 64

#: ``"_permanent"`` in base64, in each of the three ways in which it can be aligned.
_PERMANENT = tuple(
    urlsafe_b64encode(before + b'"_permanent"')[start:-4].decode()
    for before, start in ((b"", 0), (b" ", 2), (b"  ", 3))
)

# The two alphabets of base64 (RFC 4648, sections 4 and 5).
_TO_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _encode(content: bytes) -> bytes:
    """Return *content* in URL-safe base64 without padding."""
    return b2a_base64(content, newline=False).translate(_TO_URL_SAFE, b"=")


def _decode(text: bytes) -> bytes:
    return a2b_base64(text.translate(_FROM_URL_SAFE) + b"==")


class CookieSigner(TimestampSigner):
    """Sign with keys that are derived once, and accept one spelling of a signature only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The newest key comes first: it signs, and all of them verify.
        self._keys = [self.derive_key(key) for key in reversed(self.secret_keys)]

    def sign(self, value: str | bytes) -> bytes:
        """Return *value*, the time, and the signature of both."""
        now = self.get_timestamp()
        stamp = _encode(now.to_bytes((now.bit_length() + 7) // 8, "big"))
        signed = want_bytes(value) + b"." + stamp
        return signed + b"." + self.get_signature(signed)

    def get_signature(self, value: str | bytes, key: bytes | None = None) -> bytes:
        """Return the signature of *value* with *key*, by default the newest one."""
        key = self._keys[0] if key is None else key
        return _encode(hmac.digest(key, want_bytes(value), self.digest_method))

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Return True if *sig* is the signature of *value* with one of the keys.

        Compares the texts: the last character has bits that decoding ignores.
        """
        for key in self._keys:
            if hmac.compare_digest(want_bytes(sig), self.get_signature(value, key)):
                return True
        return False


class CookieSerializer(URLSafeTimedSerializer):
    """Turn a session into the value of a cookie and back, with one signer for all calls.

    The format is that of itsdangerous, which takes ten times as many function calls to read it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, signer=CookieSigner, **kwargs)
        self._signer: Any = super().make_signer()

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """Return the signer that is kept, or a new one for another salt."""
        return self._signer if salt in (None, self.salt) else super().make_signer(salt)

    def loads(self, s: str | bytes, *args: Any, **options: Any) -> Any:
        """Return what was signed, if the signature holds and is at most ``max_age`` seconds old.

        The arguments are those of itsdangerous. Raises BadSignature, or BadPayload if what was
        signed cannot be read.
        """
        signed, _, signature = want_bytes(s).rpartition(b".")
        payload, _, stamp = signed.rpartition(b".")
        signer = self._signer
        max_age = options.get("max_age", -1)
        is_plain = isinstance(max_age, int) and len(options) == 1 and not args
        if is_plain and signer.verify_signature(signed, signature):
            try:
                age = signer.get_timestamp() - int.from_bytes(_decode(stamp), "big")
            except ValueError:
                age = -1
            if 0 <= age <= max_age:
                return self.load_payload(payload)
        return super().loads(s, *args, **options)  # its errors say what is wrong

    def load_payload(
        self, payload: bytes, *args: Any, serializer: Any = None, **options: Any
    ) -> Any:
        """Return the value that *payload* holds; raise BadPayload if it cannot be read."""
        try:
            if payload.startswith(b"."):
                text = zlib.decompress(_decode(payload[1:]))
            else:
                text = _decode(payload)
            return (serializer or self.serializer).loads(text.decode())
        except Exception as error:
            raise BadPayload(f"{payload!r} is signed, but cannot be read.", error) from error

    def dump_payload(self, obj: Any) -> bytes:
        """Return *obj* serialized, and compressed if that makes a long text shorter."""
        text = want_bytes(self.serializer.dumps(obj))
        if len(text) > _SHORTEST_COMPRESSED:
            compressed = zlib.compress(text)
            if len(compressed) < len(text) - 1:
                return b"." + _encode(compressed)
        return _encode(text)


@lru_cache(maxsize=32)
def _get_serializer(
    secret_keys: tuple[str | bytes, ...],
    salt: str,
    serializer: Any,
    key_derivation: str,
    digest_method: Any,
) -> CookieSerializer:
    """Return the serializer for these keys and settings, one for all apps that share them."""
    return CookieSerializer(
        secret_keys,
        salt=salt,
        serializer=serializer,
        signer_kwargs={"key_derivation": key_derivation, "digest_method": digest_method},
    )


def _sha1(content: bytes = b"") -> Any:
    """Look up ``hashlib.sha1`` when it is used: a Python built for FIPS has none."""
    return hashlib.sha1(content)


class SecureCookieSessionInterface(SessionInterface):
    """Keep sessions in signed cookies."""

    #: Part of the key, so that what the app signs elsewhere does not pass for a session.
    salt = "cookie-session"

    #: The hash function within the signature's HMAC.
    digest_method: Any = staticmethod(getattr(hashlib, "sha1", _sha1))

    #: How the key is derived from secret key and salt: one of the names that itsdangerous knows.
    key_derivation = "hmac"

    #: Turns the session into text and back: an object with ``dumps`` and ``loads``.
    serializer = session_json_serializer

    #: What ``open_session`` makes.
    session_class = SecureCookieSession

    opens_when_touched = True

    def __init_subclass__(cls, **options: Any) -> None:
        """Open each session early if the subclass opens or saves sessions in its own way."""
        super().__init_subclass__(**options)
        cls.opens_when_touched = all(
            getattr(cls, step) is getattr(SecureCookieSessionInterface, step)
            for step in ("open_session", "save_session", "should_set_cookie")
        )

    def must_refresh(self, app: Flask, environ: WSGIEnvironment) -> bool:
        """Return True if the cookie may hold a permanent session, which each response refreshes.

        Looks for ``_permanent`` in the cookie before the signature is checked. Opening a forged
        session fails as usual.
        """
        cookies: str | None = environ.get("HTTP_COOKIE")
        return (
            cookies is not None
            and self.get_cookie_name(app) in cookies
            and bool(app.config["SESSION_REFRESH_EACH_REQUEST"])
            and (
                self.serializer is not session_json_serializer
                or "=." in cookies  # it is compressed
                or '=".' in cookies
                or any(text in cookies for text in _PERMANENT)
            )
        )

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what turns a session into a cookie's value and back; None without a secret key.

        ``SECRET_KEY`` signs. ``SECRET_KEY_FALLBACKS``, the keys used before, only verify.
        """
        secret_key = app.secret_key
        if not secret_key:
            return None
        return _get_serializer(
            (*(app.config["SECRET_KEY_FALLBACKS"] or ()), secret_key),
            self.salt,
            self.serializer,
            self.key_derivation,
            self.digest_method,
        )

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session from the cookie, or an empty one; None without a secret key.

        A cookie that is forged, damaged, signed with another key, or older than
        ``PERMANENT_SESSION_LIFETIME`` is ignored.
        """
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            max_age = int(app.permanent_session_lifetime.total_seconds())
            return self.session_class(serializer.loads(cookie, max_age=max_age))
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the session's cookie if that is due, or delete it if the session is empty now.

        A response to a request that has looked at its session depends on the cookie, even if
        the session is empty: ``Vary`` tells caches so (RFC 9110, section 12.5.5).
        """
        is_due = self.should_set_cookie(app, session) if session else session.modified
        if is_due or session.accessed:
            headers = response.headers
            if "Vary" in headers:
                response.vary.add("Cookie")
            else:  # ``vary`` would parse the header and write it anew, in six times the time
                headers.add("Vary", "Cookie")
        if not is_due:
            return
        name = self.get_cookie_name(app)
        attributes: dict[str, Any] = {
            "domain": self.get_cookie_domain(app),
            "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app),
            "httponly": self.get_cookie_httponly(app),
            "samesite": self.get_cookie_samesite(app),
            "partitioned": self.get_cookie_partitioned(app),
        }
        if not session:
            response.delete_cookie(name, **attributes)  # a browser compares the attributes too
            return
        serializer = self.get_signing_serializer(app)
        assert serializer is not None, "A session was opened without a secret key."
        content = serializer.dumps(dict(session))
        expires = self.get_expiration_time(app, session)
        response.set_cookie(name, content, expires=expires, **attributes)
