"""Addresses of our routes, composed once: a page has fifty of them, and Django goes through its routes for each.

A route that takes public ids alone has one form, in which each address puts its own.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import urls
from django.urls import get_script_prefix, get_urlconf

# Stand in the kept form where an address puts its ids.
_PLACES = tuple(UUID(int=place) for place in range(1, 5))


def reverse(name: str, *, args: Sequence[Any] = ()) -> str:
    """As `django.urls.reverse`; raises NoReverseMatch."""
    if not all(type(one) is UUID for one in args) or len(args) > len(_PLACES):
        return urls.reverse(name, args=args)
    return _form(get_urlconf(), get_script_prefix(), name, len(args)).format(*args)


@lru_cache(maxsize=2048)
def _form(urlconf: str | None, _prefix: str, name: str, count: int) -> str:
    """The address with a place for each id. The prefix under which we are served keys it with the routes."""
    places = _PLACES[:count]
    form = urls.reverse(name, urlconf, args=places).replace("{", "{{").replace("}", "}}")
    for number, place in enumerate(places):
        form = form.replace(str(place), f"{{{number}}}")
    return form
