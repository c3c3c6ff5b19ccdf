"""Sessions: what an app remembers about a visitor from one request to the next.

The context opens a session through the app's session interface and saves it before the
response is sent. The default interface keeps the whole session in a signed cookie:
the visitor can read it, but not change it. ``signing`` does the signing.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, NoReturn

from .json.tag import TaggedJSONSerializer
from .lazy import DeferredModule
from .watched import WatchedDict

if TYPE_CHECKING:
    import datetime
    import hashlib
    from collections.abc import Iterable, Mapping

    import itsdangerous
    from itsdangerous import URLSafeTimedSerializer

    from . import signing
    from .app import Flask
    from .wrappers import Request, Response
else:
    datetime = DeferredModule("datetime", globals())
    hashlib = DeferredModule("hashlib", globals())
    itsdangerous = DeferredModule("itsdangerous", globals())
    signing = DeferredModule(f"{__package__}.signing", globals())


class SessionMixin(MutableMapping[str, Any]):
    """What a session is besides a dict; mix it into a dict class of your own."""

    #: Whether this session was made in this request, for interfaces that can tell.
    new = False

    #: Whether this session must be saved. Interfaces that cannot tell save each time.
    modified = True

    #: Whether this session was asked for in this request, if only to look into it. The
    #: context sets it, and the response then varies with the cookie.
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


class SecureCookieSession(WatchedDict[str, Any], SessionMixin):
    """A session that travels in a signed cookie.

    A change within a value is not noticed: after ``session["cart"].append(item)``
    set ``session.modified = True``, or the change is lost.
    """

    #: Whether a key came, went or was set. Only then is the cookie sent.
    modified = False

    def __init__(
        self, initial: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None
    ) -> None:
        super().__init__(initial or ())

    def on_change(self) -> None:
        """Note that the cookie must be sent."""
        self.modified = True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {super().__repr__()}>"


class NullSession(SecureCookieSession):
    """Stand for a session where there can be none, since the app has no secret key.

    It is empty, and says what is missing to whoever wants to change it.
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

    #: Whether sessions are pickled, for extensions that must know what can be stored.
    pickle_based = False

    def make_null_session(self, app: Flask) -> NullSession:
        """Return what stands for the session where ``open_session`` has returned None.

        It can be read, and is empty; to change it is an error that says what is missing.
        """
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Tell whether *obj* is such a session, which is not saved."""
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

        That is ``SESSION_COOKIE_PATH``, and where this is not set ``APPLICATION_ROOT``.
        """
        path: str = app.config["SESSION_COOKIE_PATH"] or app.config["APPLICATION_ROOT"]
        return path

    def get_cookie_httponly(self, app: Flask) -> bool:
        """Tell whether scripts must not see the cookie, ``SESSION_COOKIE_HTTPONLY``."""
        httponly: bool = app.config["SESSION_COOKIE_HTTPONLY"]
        return httponly

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether the cookie is for HTTPS alone, ``SESSION_COOKIE_SECURE``."""
        secure: bool = app.config["SESSION_COOKIE_SECURE"]
        return secure

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """Return which requests of other sites bring the cookie, ``SESSION_COOKIE_SAMESITE``.

        ``"Strict"``, ``"Lax"``, ``"None"``, or None to leave it to the browser.
        """
        samesite: str | None = app.config["SESSION_COOKIE_SAMESITE"]
        return samesite

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """Tell whether each embedding site has a cookie of its own.

        That is ``SESSION_COOKIE_PARTITIONED``.
        """
        partitioned: bool = app.config["SESSION_COOKIE_PARTITIONED"]
        return partitioned

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime.datetime | None:
        """Return when the cookie expires; None for a session that ends with the browser's."""
        if not session.permanent:
            return None
        return datetime.datetime.now(datetime.timezone.utc) + app.permanent_session_lifetime

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Tell whether the response must set the cookie.

        It must for a session that was modified, and for a permanent one each time while
        ``SESSION_REFRESH_EACH_REQUEST`` is set, so that it expires only after a time of rest.
        """
        return session.modified or (
            session.permanent and bool(app.config["SESSION_REFRESH_EACH_REQUEST"])
        )

    # What a subclass must say.

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Return the session that *request* belongs to, a new one where it brings none.

        Called before the URL is matched. None says that there can be no session, and is
        replaced by a null session.
        """
        raise NotImplementedError(f"{type(self).__name__} must implement open_session().")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep *session*, and let *response* tell the client how to come back to it.

        Called before the response is sent; not for a null session.
        """
        raise NotImplementedError(f"{type(self).__name__} must implement save_session().")


#: Writes and reads the session in the cookie. Register tags here for types of your own.
session_json_serializer = TaggedJSONSerializer()


class _Sha1:
    """Stand for ``hashlib.sha1`` until it is asked for: a Python built for FIPS has none."""

    def __get__(self, interface: object, owner: type) -> Any:
        return hashlib.sha1


class SecureCookieSessionInterface(SessionInterface):
    """Keep sessions in signed cookies."""

    #: Goes into the key, so that what the app signs elsewhere does not pass as a session.
    salt = "cookie-session"

    #: The hash function within the signature's HMAC.
    digest_method: Any = _Sha1()

    #: How the key is made of secret key and salt, in itsdangerous' terms.
    key_derivation = "hmac"

    #: Turns the session into text and back: an object with ``dumps`` and ``loads``.
    serializer = session_json_serializer

    #: What ``open_session`` makes.
    session_class = SecureCookieSession

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what turns a session into a cookie's value and back; None without secret key.

        ``SECRET_KEY`` signs. ``SECRET_KEY_FALLBACKS``, keys that were used before, only verify.
        """
        secret_key = app.secret_key
        if not secret_key:
            return None
        return signing.get_serializer(
            (*(app.config["SECRET_KEY_FALLBACKS"] or ()), secret_key),
            self.salt,
            self.serializer,
            self.key_derivation,
            self.digest_method,
        )

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session from the cookie, or an empty one; None without a secret key.

        A cookie that is forged, damaged or older than ``PERMANENT_SESSION_LIFETIME``, or
        that was signed with another key, counts as none.
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
        except itsdangerous.BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the session's cookie if that is due, or delete it if the session is empty now.

        What the session was asked for may show in the response, if only that it is empty:
        caches then learn that the response varies with the cookie.
        """
        is_due = self.should_set_cookie(app, session) if session else session.modified
        if is_due or session.accessed:
            _vary_by_cookie(response)
        if is_due and session:
            self._set_cookie(app, session, response)
        elif is_due:
            response.delete_cookie(self.get_cookie_name(app), **self._cookie_attributes(app))

    def _set_cookie(self, app: Flask, session: SessionMixin, response: Response) -> None:
        serializer = self.get_signing_serializer(app)
        assert serializer is not None, "A session was opened without a secret key."
        response.set_cookie(
            self.get_cookie_name(app),
            serializer.dumps(dict(session)),
            expires=self.get_expiration_time(app, session),
            **self._cookie_attributes(app),
        )

    def _cookie_attributes(self, app: Flask) -> dict[str, Any]:
        """Return what identifies the cookie to a browser, when it is set and when deleted."""
        return {
            "domain": self.get_cookie_domain(app),
            "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app),
            "httponly": self.get_cookie_httponly(app),
            "samesite": self.get_cookie_samesite(app),
            "partitioned": self.get_cookie_partitioned(app),
        }


def _vary_by_cookie(response: Response) -> None:
    """Tell caches that the response depends on the cookie (RFC 9110, section 12.5.5)."""
    headers = response.headers
    if "Vary" in headers:
        response.vary.add("Cookie")
    else:
        # ``vary`` reads the header as a set and writes it anew, which takes 6 us; this takes 1.
        headers.add("Vary", "Cookie")
