"""One date of a series: its form, and what strikes it out or puts it back."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.content.things.access import Thing
from eprimo.foundation.content.things.queries import found_for
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.services.events.actions import day_change, days_restore, days_strike
from eprimo.services.events.forms import DayForm
from eprimo.services.events.models import EventDay
from eprimo.services.events.service import EVENTS
from eprimo.ui.plurals import counted


def _managed(request: HttpRequest, thing_id: UUID, week: str) -> tuple[Actor, Thing, EventDay]:
    """The date of a series that stands for that week (its Monday), wherever it was moved to."""
    actor = actor_of(request)
    found = found_for(actor, EVENTS, thing_id)
    require(rule(EVENTS, "correct"), actor, found)
    monday = parsed(week)
    row = EventDay.objects.filter(resource=found.resource, week=monday).first() if monday else None
    if row is None:
        raise NotVisible
    return actor, found, row


def parsed(day: str) -> date | None:
    """Read the day of an address; None: it is no day."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, thing_id: UUID, week: str) -> HttpResponse:
    """Move one date, or it and those that follow."""
    actor, found, row = _managed(request, thing_id, week)
    form = DayForm(request.POST or None, day=row)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            day_change(
                actor=actor, resource=found.resource, n=row.n, on=form.chosen, starts_at=data["starts_at"],
                ends_at=data["ends_at"], place=data["place"], following=form.following,
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "C’est corrigé.")
            return redirect("events:thing", thing_id=thing_id)
    context = {"form": form, "row": row, "resource": found.resource, "thing": found}
    return render(request, "events/day.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def strike(request: HttpRequest, thing_id: UUID, week: str) -> HttpResponse:
    """It does not take place; its page offers to put it back."""
    actor, found, row = _managed(request, thing_id, week)
    done = days_strike(
        actor=actor, resource=found.resource, n=row.n, following=request.POST.get("scope") == "following"
    )
    if done:
        messages.success(request, counted(done, "date barrée", "dates barrées") + ".")
    return redirect("events:thing", thing_id=thing_id)


@require_POST
def restore(request: HttpRequest, thing_id: UUID, week: str) -> HttpResponse:
    """It takes place again."""
    actor, found, row = _managed(request, thing_id, week)
    done = days_restore(actor=actor, resource=found.resource, n=row.n)
    if done:
        messages.success(request, counted(done, "date remise", "dates remises") + ".")
    return redirect("events:thing", thing_id=thing_id)
