"""Where to go after the door: a path of ours, or the home page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

_DOORS = (
    "accounts:sign_in",
    "accounts:sign_in_pupil",
    "accounts:sign_out",
    "accounts:activate",
    "accounts:charter",
)


def internal_path(target: str) -> str:
    """Return `target` when it is the address of one of our pages and no door, else « / »: where to go once in."""
    return _internal(target, but=_DOORS)


def internal_page(target: str) -> str:
    """Return `target` when it is the address of one of our pages, doors too, else « / »: where to go back to."""
    return _internal(target, but=())


def _internal(target: str, *, but: tuple[str, ...]) -> str:
    """Only paths of ours.

    `//host`, `/\\host`, `https:host`, `javascript:` and what browsers read as them are not paths of ours.
    """
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    if len(target) > 500 or any(ord(char) < 0x21 or ord(char) == 0x7F for char in target):  # noqa: PLR2004 - ASCII
        return "/"
    try:
        parts = urlsplit(target)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return "/"
    if parts.scheme or parts.netloc or match.view_name in but:
        return "/"
    return target


def absolute(name: str, *args: str) -> str:
    """Return the full address of a page, on the host that the deployer gave: never the one a request claims."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)
