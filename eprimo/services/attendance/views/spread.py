"""« Répartir la classe »: a teacher is missing, and each child goes to another class for a half-day or a day."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.actions.hosting import class_gather, class_spread
from eprimo.foundation.presence.hours import HalfOf, Hours, hours_of_class
from eprimo.foundation.presence.policies import may_spread
from eprimo.foundation.presence.queries.hosting import hosts_of, spread_of
from eprimo.foundation.presence.queries.sheets import class_to_call
from eprimo.services.attendance.forms.call import SpreadForm
from eprimo.ui.addresses import reverse

# A class is spread today, or on one of the next days with class.
_DAYS = 5
WHOLE = "jour"


@dataclass(frozen=True, slots=True)
class Choice:
    """The half-days that are chosen, of those of the next days that are not over. `when`: a half, or the whole day."""

    halves: tuple[HalfOf, ...]
    when: str
    days: tuple[tuple[HalfOf, ...], ...]

    @property
    def query(self) -> str:
        return f"jour={self.halves[0].day.isoformat()}&demi={self.when}"

    @property
    def of_day(self) -> tuple[HalfOf, ...]:
        """The half-days of the day that is chosen."""
        return next(ones for ones in self.days if ones[0].day == self.halves[0].day)


@require_http_methods(["GET", "HEAD", "POST"])
def spread(request: HttpRequest, group: UUID) -> HttpResponse:
    """An even spread is proposed, and changed child by child."""
    actor = actor_of(request)
    found, choice = _asked(actor, group, request.POST if request.method == "POST" else request.GET)
    if choice is None:
        return render(request, "attendance/spread_none.html", {"group": found})
    drawn = spread_of(actor, found, choice.halves)
    form = SpreadForm(drawn, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _spread(request, actor, found, choice, form):
        return _back(found, choice)
    context = {"group": found, "choice": choice, "spread": drawn, "form": form}
    return render(request, "attendance/spread.html", context, status=422 if form.errors else 200)


@require_POST
def gather(request: HttpRequest, group: UUID) -> HttpResponse:
    """Put a class together again (« Annuler la répartition »)."""
    actor = actor_of(request)
    found, choice = _asked(actor, group, request.POST)
    if choice is None:
        raise NotVisible
    class_gather(actor=actor, class_group=found, halves=choice.halves)
    messages.success(request, f"La classe {found.label} est réunie.")
    return HttpResponseRedirect(reverse("attendance:day"))


@require_safe
def hosts(request: HttpRequest, group: UUID) -> HttpResponse:
    """A sheet for each class that hosts: who comes, to be printed."""
    actor = actor_of(request)
    found, choice = _asked(actor, group, request.GET)
    rows = hosts_of(actor, found, choice.halves) if choice else []
    if choice is None or not rows:
        return render(request, "attendance/spread_none.html", {"group": found})
    return render(request, "attendance/hosts.html", {"group": found, "choice": choice, "rows": rows})


def _spread(request: HttpRequest, actor: Actor, found: ClassGroup, choice: Choice, form: SpreadForm) -> bool:
    """What is refused is said above the form, and nothing chosen is lost."""
    try:
        placed = class_spread(actor=actor, class_group=found, halves=choice.halves, places=form.places)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        form.add_error(None, error.sentence)
        return False
    words = f"{placed} enfant{'s' if placed > 1 else ''} de {found.label}"
    messages.success(request, f"{words} accueilli{'s' if placed > 1 else ''} ailleurs.")
    return True


def _back(found: ClassGroup, choice: Choice) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('attendance:spread', args=[found.public_id])}?{choice.query}")


def _asked(actor: Actor, group: UUID, data: Any) -> tuple[ClassGroup, Choice | None]:
    """The class, and the half-days that the address chooses, else those of the first day with class; None: no class for
    months. NotVisible: a class whose roll is not the actor's; Forbidden: who does not direct the school."""
    found = class_to_call(actor, group)
    require(may_spread, actor, found)
    return found, _choice(hours_of_class(found, actor.today), actor, data)


def _choice(hours: Hours, actor: Actor, data: Any) -> Choice | None:
    days: list[tuple[HalfOf, ...]] = []
    for _day, ones in groupby(hours.ahead(actor.now), key=lambda one: one.day):
        days.append(tuple(ones))
        if len(days) == _DAYS:
            break
    if not days:
        return None
    try:
        day = parse_date(data.get("jour", ""))
    except ValueError:
        day = None
    of_day = next((ones for ones in days if ones[0].day == day), days[0])
    half = tuple(one for one in of_day if one.half == data.get("demi"))
    return Choice(half or of_day, half[0].half.value if half else WHOLE, tuple(days))
