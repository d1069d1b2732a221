"""The days without class: the holidays of the zone, and those that the school adds."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.console.pages import head_of, tried
from eprimo.console.school.forms import DayOffForm
from eprimo.foundation.directory.actions.calendar import day_off_add, day_off_remove
from eprimo.foundation.directory.holidays import ZONES
from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.queries.calendar import coming, days_off, known_until
from eprimo.foundation.kernel import clock


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """What is coming, and a form for a day more."""
    actor = head_of(request)
    school = School.objects.get(pk=actor.school_id or 0)
    form = DayOffForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda: day_off_add(actor=actor, school_id=school.pk, **form.cleaned_data)
    ):
        messages.success(request, "Ces jours sont notés. Rien n’y sonne.")
        return redirect("school:days")
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


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """The school is open on those days after all."""
    actor = head_of(request)
    first: date | None = parse_date(request.POST.get("first", "")[:10])
    if first is not None and day_off_remove(actor=actor, school_id=actor.school_id or 0, first=first):
        messages.success(request, "Ces jours sont retirés.")
    return redirect("school:days")
