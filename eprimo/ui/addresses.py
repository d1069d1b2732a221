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
    for one in args:
        if type(one) is not UUID:
            return urls.reverse(name, args=args)
    if len(args) > len(_PLACES):
        return urls.reverse(name, args=args)
    return form_of(name, len(args)).format(*args)


def form_of(name: str, count: int) -> str:
    """The address with `{0}`, `{1}`… for its ids: where each row of a table asks for six, `form_of(…).format(…)` is a
    third of `reverse`, whose 3 µs are nothing for one a row. Raises NoReverseMatch."""
    return _form(get_urlconf(), get_script_prefix(), name, count)


@lru_cache(maxsize=2048)
def _form(urlconf: str | None, _prefix: str, name: str, count: int) -> str:
    """The address with a place for each id. The prefix under which we are served keys it with the routes."""
    places = _PLACES[:count]
    address = urls.reverse(name, urlconf, args=places).replace("{", "{{").replace("}", "}}")
    for number, place in enumerate(places):
        address = address.replace(str(place), f"{{{number}}}")
    return address
