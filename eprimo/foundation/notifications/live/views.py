"""What pages ask for to stay up to date: a ticket for a stream, or the counts when no stream opens."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import fragment
from eprimo.foundation.notifications.live.app import PATH
from eprimo.foundation.notifications.live.badges import badges_of
from eprimo.foundation.notifications.live.tickets import ticket_for


def _live_actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_live:
        raise NotVisible
    return actor


@require_POST
@fragment
def ticket(request: HttpRequest) -> JsonResponse:
    """Return a ticket for one opening within a minute, and the address of the streams."""
    _live_actor(request)
    signed_in = request.signed_in  # type: ignore[attr-defined]
    return JsonResponse({"ticket": ticket_for(signed_in), "url": f"{settings.RT_URL}{PATH}"})


@require_safe
@fragment
def state(request: HttpRequest) -> JsonResponse:
    """The counts of the badges."""
    return JsonResponse({"badges": badges_of(_live_actor(request))})
