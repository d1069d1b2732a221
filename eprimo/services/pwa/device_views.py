"""« Mes appareils »: what is signed in and what is told, each taken away by one press; and what a device asks for."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.accounts.actions.sessions import session_end_others, session_leave
from eprimo.foundation.accounts.addresses import device_words
from eprimo.foundation.accounts.own_device import own_device_declare, own_device_forget, own_device_take_back
from eprimo.foundation.classroom.device_page import acts_of, device_here
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.device_mark import act_mark
from eprimo.foundation.kernel.encrypted_pages import is_own, may_be_declared
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import always_open, before_charter, fragment, public
from eprimo.foundation.notifications.actions.devices import (
    device_add,
    device_remove,
    device_resume,
    devices_remove_all,
)
from eprimo.foundation.notifications.policies import may_be_pushed, may_remove_devices
from eprimo.foundation.transport.push import Target, configured, public_key
from eprimo.services.pwa.install_offers import OFFERS, offer_refuse
from eprimo.services.pwa.queries import own_devices

# A person presses the button; a script that fills the table is stopped.
_ASKED = Limit(burst=10, seconds_each=60)


@always_open
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Every browser of one's own."""
    actor = actor_of(request)
    offers = configured() and may_be_pushed(actor)
    context = {
        "devices": own_devices(actor),
        "push_key": public_key() if offers else "",
        "pupil": actor.role == Role.PUPIL,
        "may_own": may_be_declared(request),
        "is_own": is_own(request),
    }
    return render(request, "pwa/devices.html", context)


@always_open
@fragment
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """What a browser subscribed to, told by the page's script after a press."""
    actor = actor_of(request)
    if not may_be_pushed(actor):
        return HttpResponse(status=404)
    take(f"push:{actor.account_id}", _ASKED)
    try:
        device_add(actor=actor, target=_target(request), label=device_words(request))
    except DomainError as error:
        return HttpResponse(error.sentence, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _target(request: HttpRequest) -> Target:
    fields = request.POST
    return Target(fields.get("endpoint", ""), fields.get("p256dh", ""), fields.get("auth", ""))


@always_open
@fragment
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Signed in again where one was told before. The same answer whether it was one's own or not."""
    actor = actor_of(request)
    if not may_be_pushed(actor):
        return HttpResponse(status=404)
    device_resume(actor=actor, address=request.POST.get("endpoint", ""))
    return HttpResponse(status=204)


@always_open
@require_POST
def remove(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Tell nothing more on one device."""
    device_remove(actor=actor_of(request), device_id=device_id)
    messages.success(request, _("Cet appareil ne recevra plus de notification."))
    return redirect("pwa:devices")


@always_open
@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """« Cet appareil est à moi », and the way back. Nobody is asked where nothing more would be kept."""
    actor = actor_of(request)
    if not may_be_declared(request):
        raise NotVisible
    response = redirect("pwa:devices")
    if request.POST.get("a_moi") == "oui":
        own_device_declare(request, response, actor)
        messages.success(
            request, _("C’est noté\u00a0: cet appareil garde vos feuilles d’appel du jour, chiffrées.")
        )
    else:
        own_device_take_back(response, actor)
        messages.success(request, _("C’est noté\u00a0: cet appareil ne garde plus de feuille d’appel."))
    return response


@always_open
@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session, this one last, and every notification."""
    actor = actor_of(request)
    if may_remove_devices(actor):
        devices_remove_all(actor=actor)
    session_end_others(actor=actor)
    response = HttpResponseRedirect(reverse("accounts:sign_in"))
    session_leave(request, response)
    own_device_forget(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    messages.success(request, _("Vous êtes déconnecté de tous vos appareils."))
    return response


@always_open
@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """« Plus tard »: this device is not offered it again."""
    response = redirect("/")
    offer = request.POST.get("offre", "")
    if offer in OFFERS:
        offer_refuse(request, response, offer)
    return response


@public
@always_open
@before_charter
@at_the_door
@require_safe
def sender(request: HttpRequest) -> HttpResponse:
    """Who is here now and in which role, asked by a device that keeps acts: it sends those of this mark, and those that
    were done on it as a device of a class, and drops what another person left (`frontend/src/offline/acts.ts`)."""
    actor = getattr(request, "actor", None)
    device = device_here(request)
    marks = {"owner": act_mark(actor) if actor else "", "device": acts_of(device) if device else ""}
    if not any(marks.values()):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    response = JsonResponse(marks | {"token": get_token(request)})
    response["Cache-Control"] = "no-store, private"
    return response
