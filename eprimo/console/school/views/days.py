"""When there is class: half-days and hours; the holidays of the zone, and the days off that the school adds."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.console.closed_dates import date_decided
from eprimo.console.pages import handle_form, head_of, submit
from eprimo.console.school.forms.rights import DayOffForm, HoursForm
from eprimo.foundation.content.things.closed_days import closed_for
from eprimo.foundation.directory.actions.calendar import day_off_add, day_off_remove
from eprimo.foundation.directory.holidays import ZONES
from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.queries.calendar import coming, days_off, known_until
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.actions.calendar import hours_change
from eprimo.foundation.presence.models import SchoolHours

_INTRO = (
    "L’appel se fait dès vingt minutes avant chaque demi-journée de classe\u00a0; une demi-heure après son début, les "
    "familles des absents dont personne ne sait rien sont interrogées."
)


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """What is coming, and a form for a day more."""
    actor = head_of(request)
    school = School.objects.get(pk=actor.school_id or 0)
    form = DayOffForm(request.POST or None)
    if submit(request, form, lambda: day_off_add(actor=actor, school_id=school.pk, **form.cleaned_data)):
        messages.success(request, "Ces jours sont notés. Rien n’y sonne.")
        return _noted(actor, form.cleaned_data["first"])
    today = clock.today(school.time_zone)
    known = days_off(school, today)
    context = {
        "form": form,
        "zone": ZONES.get(school.holiday_zone),
        "days": coming(known, today),
        "known_until": known_until(known),
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "school/days.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """On which half-days there is class, and when: the roll is called, and families are asked, by them."""
    actor = head_of(request)
    school_id = actor.school_id or 0
    row = SchoolHours.objects.filter(school=school_id).first() or SchoolHours()
    form = HoursForm(request.POST or None, initial=model_to_dict(row))
    return handle_form(
        request, form, lambda: _hours_keep(actor, school_id, form.cleaned_data),
        done="Les horaires de l’école sont changés.", title="Horaires de l’école", submit="Changer",
        back=reverse("school:settings"), intro=_INTRO,
    )  # fmt: skip


def _hours_keep(actor: Actor, school_id: int, typed: dict[str, Any]) -> None:
    hours_change(
        actor=actor, school_id=school_id, half_days=typed["half_days"],
        morning=(typed["morning_from"], typed["morning_until"]),
        afternoon=(typed["afternoon_from"], typed["afternoon_until"]),
    )  # fmt: skip


def _noted(actor: Actor, first: date) -> HttpResponse:
    """What these days held, where they held something."""
    found = closed_for(actor, first)
    if found.dates or found.told:
        return redirect("school:closed", first.isoformat())
    return redirect("school:days")


@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest, day: str) -> HttpResponse:
    """What the days of a closure held: each date falls away, takes place all the same or is put off."""
    actor, on = head_of(request), parse_day(day)
    if request.method == "POST":
        date_decided(request, actor, on)
        return redirect("school:closed", day)
    return render(request, "school/closed.html", {"closed": closed_for(actor, on), "day": on})


def parse_day(text: str) -> date:
    """Raises NotVisible for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotVisible from error


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """The school is open on those days after all."""
    actor = head_of(request)
    first: date | None = parse_date(request.POST.get("first", "")[:10])
    if first is not None and day_off_remove(actor=actor, school_id=actor.school_id or 0, first=first):
        messages.success(request, "Ces jours sont retirés.")
    return redirect("school:days")
