"""How a session travels in a cookie that nobody can forge.

itsdangerous signs; this room makes one of its serializers for each set of keys and keeps it.
The format is Flask's: ``payload.timestamp.signature``, each part in URL-safe base64
without padding, the payload compressed behind a leading dot where that is shorter.
"""

from __future__ import annotations

import hmac
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode, want_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

#: A text that is shorter than this is not worth compressing: that could save some 30 bytes.
_SHORTEST_COMPRESSED = 64

#: A browser keeps no cookie that is longer (RFC 6265, section 6.1).
_LONGEST_COOKIE = 4096


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

    def get_signature(self, value: str | bytes) -> bytes:
        """Return the signature of *value* by the newest key."""
        return self._sign_with(self._keyed[0], value)

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Tell whether *sig* is the signature of *value* by one of the keys.

        The signatures are compared as they are written. The last character of one has bits
        that decoding ignores: compared as bytes, several texts would pass as the same
        signature.
        """
        signature = want_bytes(sig)
        return any(
            hmac.compare_digest(signature, self._sign_with(keyed, value)) for keyed in self._keyed
        )

    def _sign_with(self, keyed: hmac.HMAC, value: str | bytes) -> bytes:
        mac = keyed.copy()
        mac.update(want_bytes(value))
        return base64_encode(mac.digest())


class CookieSerializer(URLSafeTimedSerializer):
    """Serialize, compress and sign, with one signer for all calls."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, signer=CookieSigner, **kwargs)
        self._signer = super().make_signer()

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """Return the signer that is kept, or a new one for a salt that is not its own."""
        if salt is None or salt == self.salt:
            return self._signer
        return super().make_signer(salt)

    def dump_payload(self, obj: Any) -> bytes:
        """Return *obj* serialized, and compressed where that makes it shorter."""
        text = want_bytes(self.serializer.dumps(obj, **self.serializer_kwargs))
        if len(text) >= _SHORTEST_COMPRESSED:
            compressed = _compress(text)
            if len(compressed) < len(text) - 1:
                return b"." + base64_encode(compressed)
        return base64_encode(text)


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
