"""« Cet appareil est à moi »: what a person says of a browser, so that it keeps what only an own device may keep.

A cookie of that browser holds it, signed for that account: it opens nothing, and says nothing to anybody else who signs
in there.
"""

from django.http import HttpRequest, HttpResponse

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit

COOKIE = "eprimo_mien"
_YEAR = 365 * 24 * 3600


def own_device_declare(request: HttpRequest, response: HttpResponse, actor: Actor) -> None:
    """Note that the browser is on an own device (« Cet appareil est à moi »), for a year, or until the person takes it
    back or leaves everywhere."""
    response.set_signed_cookie(
        COOKIE, "1", salt=_salt(actor.account_id), max_age=_YEAR, secure=request.is_secure(), httponly=True,
        samesite="Lax", path="/",
    )  # fmt: skip
    audit(actor, "accounts.device.owned", subject_id=actor.person_id)


def own_device_take_back(response: HttpResponse, actor: Actor) -> None:
    """Forget that the browser is on an own device (« Il n’est plus à moi »)."""
    own_device_forget(response)
    audit(actor, "accounts.device.disowned", subject_id=actor.person_id)


def own_device_forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path="/", samesite="Lax")


def is_own_device(request: HttpRequest, account_id: int) -> bool:
    """Tell whether the person of this account declared the browser to be on an own device, less than a year ago."""
    if COOKIE not in request.COOKIES:
        return False
    return request.get_signed_cookie(COOKIE, "", salt=_salt(account_id), max_age=_YEAR) == "1"


def _salt(account_id: int) -> str:
    return f"eprimo.own-device.{account_id}"
