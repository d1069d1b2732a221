"""The change of year of the schools of an academy: where each stands; preparing and switching many at once."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, run_and_notify, submit
from eprimo.console.years.forms import ManyForm
from eprimo.foundation.directory.actions.year_work import YEAR_TROUBLES, years_prepare, years_switch
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.directory.queries.years import STANDINGS, standings_of, years_of_schools
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.pagination import paginate
from eprimo.foundation.kernel.views import french_only
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import counted


@require_safe
@french_only
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_as(request, Role.ACADEMY)
    return _page(request, _rows(actor), ManyForm())


@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Every school where nothing is: asked at once, proposed by the worker one after the other."""
    actor = actor_as(request, Role.ACADEMY)
    ids = list(_rows(actor).values_list("pk", flat=True))

    def act() -> None:
        count = years_prepare(actor=actor, school_ids=ids)
        messages.success(request, f"Demandé pour {counted(count, 'école')}. La page dit où cela en est.")

    run_and_notify(request, act)
    return redirect("years_many:home")


@require_POST
@french_only
def switch(request: HttpRequest) -> HttpResponse:
    """Every school that is prepared, at one day: none that its director did not see is left without a way back."""
    actor = actor_as(request, Role.ACADEMY)
    rows, form = _rows(actor), ManyForm(request.POST)

    def act() -> None:
        on = form.cleaned_data["on"]
        count = years_switch(
            actor=actor, school_ids=list(rows.values_list("pk", flat=True)), on=on,
            unplaced_agreed=form.cleaned_data["agreed"],
        )  # fmt: skip
        messages.success(request, f"{counted(count, 'école')}, le {day_month_year(on)}, avant le matin.")

    if submit(request, form, act):
        return redirect("years_many:home")
    return _page(request, rows, form)


def _rows(actor: Actor) -> QuerySet[Any]:
    return years_of_schools(schools_of_mandates(actor).distinct())


def _page(request: HttpRequest, rows: QuerySet[Any], form: ManyForm) -> HttpResponse:
    standings = standings_of(rows)
    shown = request.GET.get("etat", "")
    if shown in STANDINGS:
        rows = rows.filter(standing=shown)
    page = paginate(
        rows, ("key", "pk"), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    for one in page.items:
        one.words = STANDINGS[one.standing]
        one.why = YEAR_TROUBLES.get(one.change_trouble or "", "")
    busy = any(one.word == "demande" and one.count for one in standings)
    context = {"standings": standings, "page": page, "form": form, "shown": shown, "busy": busy}
    return render(request, "years/many.html", context, status=422 if form.errors else 200)
