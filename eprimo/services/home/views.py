"""The page one lands on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.requests import actor_of
from eprimo.services.home.queries import home_of
from eprimo.services.home.words import CALM, OWN_TRAIL, greeting


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is to be done first, then what is new for each child, then what the services show."""
    actor = actor_of(request)
    chosen = _uuid(request.GET.get("enfant", ""))
    found = home_of(actor, chosen)
    context = {
        "home": found,
        "chosen": chosen,
        "greeting": greeting(actor.display_name, clock.now(), actor.time_zone),
        "is_pupil": actor.role == Role.PUPIL,
        "calm": CALM.get(actor.role, ""),
        "closed": actor.closed,
        "trail": not actor.closed and (bool(found.children) or actor.role in OWN_TRAIL) and not actor.heads,
    }
    template = "home/pupil.html" if actor.role == Role.PUPIL else "home/home.html"
    return render(request, template, context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
