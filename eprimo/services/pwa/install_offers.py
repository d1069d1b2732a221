"""What a family is offered on this device, once a first note was read there: to keep e-primo at hand, to be told.

It is about the device, so a cookie of the device holds it: no row, no statement more for the home.
"""

from functools import cache

from django.http import HttpRequest, HttpResponse

from eprimo.foundation.kernel.services import services
from eprimo.services.pwa.offline import may_keep

READ_COOKIE = "eprimo_lu"
REFUSED_COOKIE = "eprimo_sans"
_YEAR = 365 * 24 * 3600
OFFERS = ("installer", "prevenir")


@cache
def first_acts() -> frozenset[str]:
    """Routes of a guardian's first acts, as the services declare them."""
    return frozenset(route for one in services() for route in one.first_acts)


def offers_of(request: HttpRequest) -> frozenset[str]:
    """What this device may still be offered; nothing before a first note was read, in this request or earlier."""
    if READ_COOKIE not in request.COOKIES and not _is_first_act(request):
        return frozenset()
    return frozenset(OFFERS) - refused(request)


def _is_first_act(request: HttpRequest) -> bool:
    """A guardian acts on a note."""
    match = request.resolver_match
    acts = request.method == "POST" and match is not None and match.view_name in first_acts()
    return acts and may_keep(getattr(request, "actor", None))


def refused(request: HttpRequest) -> set[str]:
    return set(request.COOKIES.get(REFUSED_COOKIE, "").split(".")) & set(OFFERS)


def note_read(request: HttpRequest, response: HttpResponse) -> None:
    """Remember on the device that a note was read there."""
    if response.status_code < 400 and READ_COOKIE not in request.COOKIES and _is_first_act(request):  # noqa: PLR2004
        _set(request, response, READ_COOKIE, "1")


def offer_refuse(request: HttpRequest, response: HttpResponse, offer: str) -> None:
    """« Plus tard »: not offered again on this device for a year."""
    _set(request, response, REFUSED_COOKIE, ".".join(sorted(refused(request) | {offer})))


def _set(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax", path="/"
    )
