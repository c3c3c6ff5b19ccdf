"""A limit on attempts to log in, so that nobody can try one password after the other.

They are counted by network, for one stranger who guesses, and by name, for many strangers who
guess one password together. The second limit is five times the first: nobody alone can use it to
keep somebody out. The counts are in the database, so all processes of a server share them.
"""

import hashlib
import ipaddress
import math
from datetime import datetime, timedelta, timezone

from microflask import request

from . import db

WINDOW = timedelta(minutes=10)
LIMIT_BY_NETWORK = 10
LIMIT_BY_NAME = 50


class TooManyAttempts(Exception):
    """Somebody has to wait for some *seconds* before the next attempt."""

    def __init__(self, seconds):
        super().__init__(f"The next attempt is possible in {seconds} seconds.")
        self.seconds = seconds


def count(name):
    """Count an attempt to log in, before its password is checked. Raises TooManyAttempts."""
    now = datetime.now(timezone.utc)
    limits = (LIMIT_BY_NETWORK, LIMIT_BY_NAME)
    blocker = db.add_attempt(*keys_of(name), now, now - WINDOW, *limits)
    if blocker:
        raise TooManyAttempts(math.ceil((blocker + WINDOW - now).total_seconds()))


def forgive(name):
    """Forget what a visitor has tried for a name: the password was right in the end."""
    db.remove_attempts(*keys_of(name))


def keys_of(name):
    """Return what an attempt is counted by: the visitor's network, and a hash of the name.

    The name as it was typed is not kept, as it may be a password in the wrong field.
    """
    name_hash = hashlib.sha256(db.fold(name).encode()).hexdigest()
    return network_of(request.remote_addr), name_hash


def network_of(address):
    """Return what a visitor cannot leave by choosing another address.

    Of IPv6 people have a whole network, ``2001:db8::/64``. What is no address, such as that of a
    Unix socket, stands for itself.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip  # ::ffff:192.0.2.7, where a server takes both
    return str(ip if ip.version == 4 else ipaddress.ip_network((int(ip), 64), strict=False))
