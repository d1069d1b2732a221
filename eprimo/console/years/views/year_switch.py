"""The switch: at once or at a day, and its undoing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from eprimo.console.pages import head_of, run_and_notify, submit
from eprimo.console.years.forms import SwitchForm
from eprimo.console.years.views.common import prepared_for
from eprimo.foundation.directory.actions.year_switch import year_switch, year_undo
from eprimo.foundation.directory.actions.years import year_schedule
from eprimo.foundation.directory.models import YearChange
from eprimo.foundation.directory.queries.years import plan_page, undoable_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.queries.registers import months_unsigned
from eprimo.ui.french import day_month_year


def switch(request: HttpRequest) -> HttpResponse:
    """What will happen, in numbers; then now, or a day."""
    actor, change = prepared_for(request)
    initial = {
        "quand": "jour",
        "on": change.switch_on or change.to_year.starts,
        "agreed": change.unplaced_agreed,
    }
    form = SwitchForm(request.POST or None, initial=initial)
    if submit(request, form, lambda: _decide(request, actor, change, form)):
        return redirect("years:home")
    unsigned = months_unsigned(change.school)
    context = {"change": change, "plan": plan_page(change), "form": form, "unsigned": unsigned}
    return render(request, "years/switch.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, actor: Actor, change: YearChange, form: SwitchForm) -> None:
    on, agreed = form.cleaned_data["on"], form.cleaned_data["agreed"]
    if form.cleaned_data["quand"] == "ici":
        year_switch(actor=actor, change=change, unplaced_agreed=agreed)
        messages.success(request, f"L’école est en {change.to_year}.")
        return
    year_schedule(actor=actor, change=change, on=on, unplaced_agreed=agreed)
    messages.success(request, f"L’école passera en {change.to_year} le {day_month_year(on)}, avant le matin.")


@require_POST
def wait(request: HttpRequest) -> HttpResponse:
    """No day any more: the plan stays."""
    actor, change = prepared_for(request)
    year_schedule(actor=actor, change=change, on=None, unplaced_agreed=change.unplaced_agreed)
    messages.success(request, "L’école ne changera pas d’année sans vous.")
    return redirect("years:home")


def undo(request: HttpRequest) -> HttpResponse:
    """Asks, then gives everything back."""
    actor = head_of(request)
    change = undoable_of(actor.school_id or 0)
    if change is None:
        raise NotVisible
    if request.method == "POST":
        if run_and_notify(request, lambda: year_undo(actor=actor, change=change)):
            messages.success(request, f"L’école est de nouveau en {change.from_year}, comme avant.")
        return redirect("years:home")
    return render(request, "years/undo.html", {"change": change})
