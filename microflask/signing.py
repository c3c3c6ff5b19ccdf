"""How a session travels in a cookie that nobody can forge.

itsdangerous signs; this room makes one of its serializers for each set of keys and keeps it.
The format is Flask's: ``payload.timestamp.signature``, each part in URL-safe base64
without padding, the payload compressed behind a leading dot where that is shorter.
"""

from __future__ import annotations

import hmac
import zlib
from binascii import a2b_base64, b2a_base64
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from itsdangerous import BadPayload, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

#: A text that is shorter than this is not worth compressing: that could save some 30 bytes.
_SHORTEST_COMPRESSED = 64

#: A browser keeps no cookie that is longer (RFC 6265, section 6.1).
_LONGEST_COOKIE = 4096

# The two alphabets of base64 (RFC 4648, sections 4 and 5).
_TO_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")


class CookieSigner(TimestampSigner):
    """Sign with a time stamp, by keys that are derived once.

    To derive the key and start the HMAC anew takes 3 us a signature; a copy of one that has
    taken up its key already is there in 0.3.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: For each secret key an HMAC that has seen nothing yet; the one that signs first.
        self._keyed = [
            hmac.new(self.derive_key(key), digestmod=self.digest_method)
            for key in reversed(self.secret_keys)
        ]

    def sign(self, value: str | bytes) -> bytes:
        """Return *value* with the time and the signature of both."""
        stamped = b"%b.%b" % (want_bytes(value), _write_number(self.get_timestamp()))
        return b"%b.%b" % (stamped, _sign_with(self._keyed[0], stamped))

    def get_signature(self, value: str | bytes) -> bytes:
        """Return the signature of *value* by the newest key."""
        return _sign_with(self._keyed[0], want_bytes(value))

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Tell whether *sig* is the signature of *value* by one of the keys.

        The signatures are compared as they are written. The last character of one has bits
        that decoding ignores: compared as bytes, several texts would pass as the same
        signature.
        """
        signed, signature = want_bytes(value), want_bytes(sig)
        for keyed in self._keyed:
            if hmac.compare_digest(signature, _sign_with(keyed, signed)):
                return True
        return False


class CookieSerializer(URLSafeTimedSerializer):
    """Serialize, compress and sign, with one signer for all calls."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, signer=CookieSigner, **kwargs)
        self._signer = CookieSigner(self.secret_keys, salt=self.salt, **self.signer_kwargs)

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """Return the signer that is kept, or a new one for a salt that is not its own."""
        if salt is None or salt == self.salt:
            return self._signer
        return super().make_signer(salt)

    def loads(self, s: str | bytes, *args: Any, **kwargs: Any) -> Any:
        """Return what was signed, if the signature holds and is at most ``max_age`` seconds old.

        All arguments are itsdangerous'. Raises BadSignature, or BadPayload where what was
        signed cannot be read.
        """
        payload = self._find_payload(want_bytes(s), **kwargs) if not args else None
        if payload is None:
            return super().loads(s, *args, **kwargs)
        return self.load_payload(payload)

    def _find_payload(
        self, cookie: bytes, max_age: int | None = None, **others: Any
    ) -> bytes | None:
        """Return the payload of a cookie that is in order, and None if it may not be.

        What is wrong with a cookie, and what other arguments mean, is left to itsdangerous. The
        common case takes 2 us here and 5 there.
        """
        signed, _, signature = cookie.rpartition(b".")
        payload, _, timestamp = signed.rpartition(b".")
        if others or max_age is None or not payload:
            return None
        signer = self._signer
        if not signer.verify_signature(signed, signature):
            return None
        try:
            age = signer.get_timestamp() - _read_number(timestamp)
        except ValueError:
            return None
        return payload if 0 <= age <= max_age else None

    def load_payload(self, payload: bytes, *args: Any, **kwargs: Any) -> Any:
        """Return the value that a payload holds.

        Only what is compressed, and a serializer for this call alone, is left to itsdangerous.
        Raises BadPayload for a payload that cannot be read.
        """
        if args or kwargs or payload.startswith(b"."):
            return super().load_payload(payload, *args, **kwargs)
        try:
            content: Any = _decode(payload)
            if self.is_text_serializer:
                content = content.decode()
            return self.serializer.loads(content)
        except Exception as error:
            raise BadPayload(f"{payload!r} is signed, but cannot be read.", error) from error

    def dump_payload(self, obj: Any) -> bytes:
        """Return *obj* serialized, and compressed where that makes it shorter."""
        text = want_bytes(self.serializer.dumps(obj, **self.serializer_kwargs))
        if len(text) >= _SHORTEST_COMPRESSED:
            compressed = _compress(text)
            if len(compressed) < len(text) - 1:
                return b"." + _encode(compressed)
        return _encode(text)


def _sign_with(keyed: hmac.HMAC, value: bytes) -> bytes:
    mac = keyed.copy()
    mac.update(value)
    return _encode(mac.digest())


def _encode(content: bytes) -> bytes:
    """Return *content* in base64: as itsdangerous does it, in a third of the time."""
    return b2a_base64(content, newline=False).rstrip(b"=").translate(_TO_URL_SAFE)


def _decode(text: bytes) -> bytes:
    # More padding than is needed does no harm.
    return a2b_base64(text.translate(_FROM_URL_SAFE) + b"==")


def _write_number(number: int) -> bytes:
    """Write a time as the signer does: its bytes without leading zeros, in base64."""
    return _encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _read_number(text: bytes) -> int:
    """Read such a time. Raises ValueError where *text* is none."""
    return int.from_bytes(_decode(text), "big")


def _compress(text: bytes) -> bytes:
    """Compress *text* for any zlib to decompress (RFC 1950).

    What fits into a cookie fits into a window of 4 kB. To set up the usual one, of 32 kB,
    takes 30 us; with the small one all is done in 2 to 4.
    """
    if len(text) > _LONGEST_COOKIE:
        return zlib.compress(text)
    compressor = zlib.compressobj(wbits=12, memLevel=4)
    return compressor.compress(text) + compressor.flush()


@lru_cache(maxsize=32)
def get_serializer(
    secret_keys: tuple[str | bytes, ...],
    salt: str,
    serializer: Any,
    key_derivation: str,
    digest_method: Callable[[bytes], Any],
) -> CookieSerializer:
    """Return the serializer for these keys and settings.

    The last of the *secret_keys* signs, and all of them verify. There is one serializer for each
    set of arguments: it belongs to no app, so nothing must be dropped when a setting of an
    app changes. That one just asks with other arguments.
    """
    return CookieSerializer(
        secret_keys,
        salt=salt,
        serializer=serializer,
        signer_kwargs={"key_derivation": key_derivation, "digest_method": digest_method},
    )
