"""The change of year of the school: where it stands, and preparing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import head_of, run_and_notify
from eprimo.console.years.views.common import prepared_for
from eprimo.foundation.directory.actions.lookups import own_school
from eprimo.foundation.directory.actions.year_work import YEAR_TROUBLES
from eprimo.foundation.directory.actions.years import (
    PREPARED_FROM,
    SWITCHED_FROM,
    year_abandon,
    year_plan_again,
    year_prepare,
)
from eprimo.foundation.directory.enums import YearState
from eprimo.foundation.directory.queries.years import plan_page, years_of
from eprimo.foundation.kernel import clock


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Nothing yet, what is prepared, or what may still be undone; and the changes before."""
    school = own_school(head_of(request).school_id)
    years = years_of(school.pk)
    change = years.ahead
    ready = change is not None and change.state == YearState.PREPARED
    ends, today = school.running_year.ends, clock.today(school.time_zone)
    context = {
        "school": school,
        "change": change,
        "plan": plan_page(change) if change is not None and ready else None,
        "undoable": years.undoable,
        "past": years.past,
        "prepares_on": ends - PREPARED_FROM,
        "may_prepare": today >= ends - PREPARED_FROM,
        "switches_on": ends - SWITCHED_FROM,
        "may_switch": today >= ends - SWITCHED_FROM,
        "trouble": YEAR_TROUBLES.get(change.trouble, "") if change is not None else "",
    }
    return render(request, "years/home.html", context)


@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    actor = head_of(request)
    if run_and_notify(request, lambda: year_prepare(actor=actor, school_id=actor.school_id or 0)):
        messages.success(request, "L’année prochaine est proposée. Rien n’est changé dans l’école.")
    return redirect("years:home")


def again(request: HttpRequest) -> HttpResponse:
    """Asks, then proposes anew from this year's classes."""
    actor, change = prepared_for(request)
    if request.method == "POST":
        year_plan_again(actor=actor, change=change)
        messages.success(request, "L’année prochaine est proposée à nouveau.")
        return redirect("years:home")
    return render(request, "years/again.html", {"change": change})


def abandon(request: HttpRequest) -> HttpResponse:
    actor, change = prepared_for(request)
    if request.method == "POST":
        year_abandon(actor=actor, change=change)
        messages.success(request, "La préparation est effacée. L’année en cours n’a pas changé.")
        return redirect("years:home")
    return render(request, "years/abandon.html", {"change": change})
