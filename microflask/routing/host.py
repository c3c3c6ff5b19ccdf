"""Where a request is addressed to: its host, its path, and its whole URL.

The client chooses all of it, so it is checked here first: the router, the request and the
response ask for the host here, and nowhere else.
The environ carries text as the latin-1 reading of its bytes (PEP 3333, "Unicode
Issues"); here it becomes the text that was meant.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest, SecurityError

from ..lazy import DeferredModule

if TYPE_CHECKING:
    from collections.abc import Collection

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.sansio import utils as sansio_utils
else:
    sansio_utils = DeferredModule("werkzeug.sansio.utils", globals())

#: ``name``, ``name:port`` or ``[IPv6]:port``, in ASCII alone: names of other scripts come in
#: Punycode. A name may have an underscore, which no domain has, but a machine in a private
#: network may.
_HOST = re.compile(
    r"(?:(?P<name>[a-z0-9._-]{1,255})|\[(?P<ipv6>[a-f0-9:.]{2,45})\])(?::(?P<port>[1-9][0-9]{,4}))?",
    re.ASCII | re.IGNORECASE,
)

#: What an HTTP/1.0 request may leave out, and what a request for no host in particular has
#: (RFC 9112, section 3.2).
_NO_HOST = (None, "")

#: RFC 3986, section 3.1.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.ASCII | re.IGNORECASE)

#: ``Host`` headers that were found well-formed before. The app asks ``in known_hosts``,
#: 20 ns, and calls ``check_host`` only for a new one.
known_hosts: set[str | None] = set(_NO_HOST)

#: Clients choose what they send: a flood of names must not fill the memory.
_MOST_KNOWN_HOSTS = 1000

#: What browsers drop from a URL, or read as a slash: no URL has these (RFC 3986, section 2).
CONTROL_CHARACTERS = {code: f"%{code:02X}" for code in (*range(32), 127)}
_MISREAD = {**CONTROL_CHARACTERS, ord("\\"): "%5C"}

STANDARD_PORTS = {"http": ":80", "ws": ":80", "https": ":443", "wss": ":443"}


def check_host(environ: WSGIEnvironment) -> None:
    """Refuse a request whose ``Host`` header is malformed.

    One that is well-formed is added to ``known_hosts``. Raises SecurityError, a 400.
    """
    header = environ.get("HTTP_HOST")
    if not is_well_formed(header):
        raise SecurityError(f"The Host header {header!r} is not a host, or a host and a port.")


def get_host(environ: WSGIEnvironment, trusted_hosts: Collection[str] | None = None) -> str:
    """Return the host that the request was made to, with the port if that is not the standard.

    Without a ``Host`` header, or with an empty one, it is the server's own name; ``""`` if
    that is not known, as with a Unix socket. *trusted_hosts* are those that are served, all if
    it is empty: ``.example.org`` stands for a domain with all of its subdomains.

    Raises SecurityError, a 400, if the host is malformed or not trusted.
    """
    header = environ.get("HTTP_HOST")
    if header not in known_hosts:
        check_host(environ)
    scheme = environ.get("wsgi.url_scheme", "http")
    host = name_host(scheme, header, None if header else get_server(environ))
    if trusted_hosts:
        check_trust(host, trusted_hosts)
    return host


@lru_cache(100)
def name_host(scheme: str, header: str | None, server: tuple[str, int | None] | None) -> str:
    """Return what to call the host in a URL: ``""`` if it is not known or malformed."""
    if not header:
        if server is None or server[1] is None:
            return ""
        name, port = server
        header = f"[{name}]:{port}" if ":" in name and name[0] != "[" else f"{name}:{port}"
    return header.removesuffix(STANDARD_PORTS.get(scheme, "")) if is_well_formed(header) else ""


def check_trust(host: str, trusted_hosts: Collection[str]) -> None:
    """Raise SecurityError, a 400, if *host* is not one of *trusted_hosts*."""
    if not is_trusted(host, trusted_hosts):
        raise SecurityError(f"The host {host!r} is not one of the trusted hosts.")


def get_scheme(environ: WSGIEnvironment) -> str:
    """Return the scheme of the URL; ``"http"`` if what a proxy says is not one: ``//evil``."""
    return valid_scheme(environ.get("wsgi.url_scheme", "http"))


@lru_cache(100)
def valid_scheme(scheme: str) -> str:
    """Return *scheme*, or ``"http"`` if it is malformed."""
    return scheme if _SCHEME.fullmatch(scheme) else "http"


def get_server(environ: WSGIEnvironment) -> tuple[str, int | None] | None:
    """Return the server's own name and port, None for the port of a Unix socket."""
    if "SERVER_NAME" not in environ:
        return None
    try:  # a proxy may hand over what a client wrote
        port = int(environ.get("SERVER_PORT") or "")
    except ValueError:
        return environ["SERVER_NAME"], None
    return environ["SERVER_NAME"], port


def is_well_formed(host: str | None) -> bool:
    """Return True if *host* can be the host of a URL (RFC 3986, section 3.2.2)."""
    if host in known_hosts:
        return True
    if host is None or not _has_form_of_host(host):
        return False
    if len(known_hosts) >= _MOST_KNOWN_HOSTS:
        known_hosts.clear()
        known_hosts.update(_NO_HOST)
    known_hosts.add(host)
    return True


def _has_form_of_host(host: str) -> bool:
    if not host.isascii():
        # From a server that is a byte, as a latin-1 character, and no host has those. Other
        # characters come from a program, such as a test.
        if max(host) <= "\xff":
            return False
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return False
    match = _HOST.fullmatch(host)
    if match is None or int(match["port"] or 1) > 65535:
        return False
    if match["name"] is not None:
        return all(map(_is_label, match["name"].lower().removesuffix(".").split(".")))
    from ipaddress import IPv6Address

    try:
        IPv6Address(match["ipv6"])
    except ValueError:
        return False
    return True


def _is_label(label: str) -> bool:
    """Return True if *label* can be a part of a name, and stands for something if in Punycode.

    RFC 1035, section 2.3.4, and RFC 5890, section 2.3.2.1.
    """
    if not 0 < len(label) < 64:
        return False
    if not label.startswith("xn--"):
        return True
    try:
        return bool(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return False


def is_trusted(host: str, trusted_hosts: Collection[str]) -> bool:
    """Return True if *host* is one of *trusted_hosts*, or in a domain that starts with a dot.

    Neither ports nor case matter. A trusted host may be written in Unicode.
    """
    if isinstance(trusted_hosts, str):
        trusted_hosts = [trusted_hosts]
    name = _strip_port(host).lower()
    for trusted in trusted_hosts:
        domain = _strip_port(trusted.removeprefix(".")).encode("idna").decode("ascii").lower()
        if name == domain or (trusted.startswith(".") and name.endswith(f".{domain}")):
            return True
    return False


def _strip_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def decode_path(environ: WSGIEnvironment) -> str:
    """Return the path that was asked for, below where the app is mounted: ``"/user/7"``.

    Raises BadRequest if its bytes are not UTF-8: no URL that an app builds is like that.
    """
    try:
        return "/" + decode_text(environ.get("PATH_INFO") or "").lstrip("/")
    except UnicodeError as error:
        raise BadRequest("The path of the URL is not UTF-8 text, percent-encoded.") from error


def decode_root(environ: WSGIEnvironment) -> str:
    """Return the path below which the app is mounted: ``""`` or ``"/shop"``."""
    return mount_point(decode_text(environ.get("SCRIPT_NAME") or "", "replace"))


@lru_cache(100)
def mount_point(script_name: str) -> str:
    """Return *script_name* as the first part of a URL's path: ``""`` or ``"/shop"``.

    It comes from a server, or from a proxy that takes it from a header. Without its slash it
    would become part of the host (``http://host`` ``@evil``), and with two of them a host
    itself (``//evil``); browsers read ``/\\evil`` and ``/<tab>/evil`` like that as well.
    """
    path = script_name.strip("/").translate(_MISREAD)
    return f"/{path}" if path else ""


def decode_text(text: str, errors: str = "strict") -> str:
    """Return the text whose UTF-8 bytes are in the environ as the latin-1 characters *text*."""
    return text if text.isascii() else text.encode("latin-1", errors).decode("utf-8", errors)


def build_url(
    scheme: str,
    host: str,
    root_path: str | None = None,
    path: str | None = None,
    query: bytes | None = None,
) -> str:
    """Return the URL that is made of these parts, as people read it (an IRI, RFC 3987).

    It ends before the first part that is None.
    """
    try:
        return sansio_utils.get_current_url(scheme, host, root_path, path, query)
    except UnicodeError:
        # Python decodes host names by the rules of 2003. One that is well-formed by those
        # of 2008 (RFC 5891) and not by these stands as it came.
        anonymous = sansio_utils.get_current_url(scheme, "", root_path, path, query)
        return anonymous.replace("://", f"://{host}", 1)
