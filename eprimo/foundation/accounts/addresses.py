"""Where a request comes from, and on what device, in plain French."""

import hashlib
import hmac
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the client's address: as many hops from the end of X-Forwarded-For as there are proxies of ours. What
    stands before those hops was written by the client, and is not read."""
    direct = _checked(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"  # noqa: S104 - says « unknown »
    hops = settings.TRUSTED_PROXIES
    if hops < 1:
        return direct
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if len(told) < hops:
        return direct
    return _checked(told[-hops]) or direct


def _checked(text: str) -> str:
    """A valid address; a whole /64 counts as one in IPv6, since a subscriber has all of it. Empty: not an address."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address)


def address_hash(address: str) -> str:
    """Return what the database knows of an address: a keyed hash."""
    return hmac.new(settings.SECRET_KEY.encode(), b"address:" + address.encode(), hashlib.sha256).hexdigest()[
        :32
    ]


# In that order: each browser also says the names of those it imitates.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES = (
    ("iPhone", "un iPhone"),
    ("iPad", "un iPad"),
    ("CrOS", "un Chromebook"),
    ("Windows", "un ordinateur Windows"),
    ("Macintosh", "un Mac"),
    ("Linux", "un ordinateur Linux"),
)


def device_words(request: HttpRequest) -> str:
    """Return « Firefox sur un ordinateur Windows », for the list of one's own sessions."""
    agent = request.headers.get("User-Agent", "")[:300]
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Navigateur inconnu")
    if "Android" in agent:
        return f"{browser} sur {'un téléphone' if 'Mobile' in agent else 'une tablette'} Android"
    device = next((name for mark, name in _DEVICES if mark in agent), "un appareil inconnu")
    return f"{browser} sur {device}"
