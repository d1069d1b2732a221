"""The language of the pages, chosen at the door or at the foot of a page: kept by the device, and by the account."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from eprimo.foundation.accounts.actions.comfort import comfort_change
from eprimo.foundation.accounts.comfort import Comfort
from eprimo.foundation.accounts.paths import internal_page
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.views import always_open, before_charter, public
from eprimo.ui.languages import known


@public
@always_open
@before_charter
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Back to the page one was on, in the language of the button; an unknown one changes nothing."""
    chosen = known(request.POST.get("language", ""))
    response = HttpResponseRedirect(internal_page(request.POST.get("next", "")))
    if not chosen:
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None:
        comfort_change(actor=actor, comfort=replace(Comfort.of(actor), language=chosen))
    return response
