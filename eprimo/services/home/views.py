"""The page one lands on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.content.things.marks import bag_pack
from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.queries.arrivals import arrivals_of
from eprimo.foundation.directory.queries.ties import own_ties
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.device_acts import may_wait, touch_of
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.services import adds_of, services_of
from eprimo.foundation.notifications.sections import HomeQuery
from eprimo.foundation.privacy.queries import ended_rights_of
from eprimo.services.home.greetings import CALM, greeting, hello, means_of
from eprimo.services.home.queries import Home, home_of, pupil_bag
from eprimo.ui.addresses import reverse

# Of the number of a date.
_LONGEST = 4
_TEMPLATES = {Role.PUPIL: "home/pupil.html", Role.GUARDIAN: "home/family.html"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is to be done first, then what is new for each child, then what the services show."""
    actor = actor_of(request)
    leaving = ended_rights_of(actor)
    if leaving is not None:
        return render(request, "home/leaving.html", {"leaving": leaving, "ties": own_ties(actor)})
    if not actor.positions and (arrivals := arrivals_of(actor)):
        return render(request, "home/arriving.html", {"arrivals": arrivals, "ties": own_ties(actor)})
    asked = HomeQuery(_uuid(request.GET.get("enfant", "")), _uuid(request.GET.get("classe", "")))
    context = _context(actor, home_of(actor, asked)) | {"chosen": asked.child}
    return render(request, _TEMPLATES.get(actor.role, "home/home.html"), context)


@require_safe
def add(request: HttpRequest) -> HttpResponse:
    """What one may begin here, by what it is."""
    actor = actor_of(request)
    adds = [one for one in adds_of(actor) if one.still(actor)]
    if not adds:
        raise NotVisible
    return render(request, "home/add.html", {"adds": adds})


def family_piece(request: HttpRequest) -> HttpResponse:
    """The lanes of a guardian after an act on a card: what is left to do, and what was just done."""
    actor = actor_of(request)
    asked = HomeQuery(_uuid(request.POST.get("enfant", "")))
    context = _context(actor, home_of(actor, asked)) | {"chosen": asked.child, "piece": True}
    return render(request, "home/_family.html", context)


@require_safe
def bag(request: HttpRequest) -> HttpResponse:
    """What the little ones bring, in pictures; the others have it on their home."""
    actor = actor_of(request)
    if actor.role != Role.PUPIL:
        raise NotVisible
    if actor.skin != "petits":
        return redirect(f"{reverse('home:home')}#sac")
    return render(request, "home/bag.html", {"bag": pupil_bag(actor)})


@may_wait
@require_POST
def pack(request: HttpRequest, thing: UUID, child: UUID) -> HttpResponse:
    """What is to be brought is in the bag of a child, or is taken out again. `date`: which one of the thing."""
    actor = actor_of(request)
    person, n = Person.objects.filter(public_id=child).first(), request.POST.get("date", "")
    if person is None or not n.isdecimal() or len(n) > _LONGEST:
        raise NotVisible
    packed = request.POST.get("sac") == "oui"
    bag_pack(actor=actor, thing=thing, n=int(n), child=person.pk, packed=packed, touch=touch_of(request))
    messages.success(request, _("C’est dans le sac.") if packed else _("Sorti du sac."))
    if request.headers.get("HX-Request"):
        return family_piece(request)
    if actor.role == Role.PUPIL and actor.skin == "petits":
        return redirect("home:bag")
    chosen = _uuid(request.POST.get("enfant", ""))
    return redirect(f"{reverse('home:home')}{f'?enfant={chosen}' if chosen else ''}#sac")


def _context(actor: Actor, found: Home) -> dict[str, Any]:
    pupil = actor.role == Role.PUPIL
    return {
        "home": found,
        "greeting": hello(actor.display_name)
        if pupil
        else greeting(actor.display_name, clock.now(), actor.time_zone),
        "calm": CALM.get(actor.role, ""),
        "means": means_of(actor),
        "closed": actor.closed,
        "books": [one.family for one in services_of(actor) if one.family is not None],
        # Own children, beside the work.
        "family": bool(actor.children) and actor.role != Role.GUARDIAN,
        # A head has the tab of the office.
        "trail": not actor.closed and bool(actor.positions) and not actor.heads,
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
