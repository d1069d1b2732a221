"""The calendar of the group, its days, and the bodies that act for members."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eprimo.console.consortium.forms import BodyForm, DaysForm
from eprimo.console.consortium.views.common import reader_of
from eprimo.console.pages import actor_as, handle_form, submit
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.actions.market import market_correct, market_open
from eprimo.steering.consortium.actions.members import managing_body_add
from eprimo.steering.consortium.market_periods import no_longer_printed
from eprimo.steering.consortium.policies import READERS, can_keep_market, can_keep_members, current_market
from eprimo.steering.consortium.queries import calendar_of, managing_bodies

_ABOUT = (
    "Ces dates sont celles de la convention tant que personne ne les a changées. Tout le reste s’en déduit."
)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of the market, for everybody who reads the list; not the contractor: « list only »."""
    actor = actor_as(request, *READERS)
    market = current_market()
    context: dict[str, Any] = {
        "market": market,
        "keeps": can_keep_market(actor),
        "today": clock.today(actor.time_zone),
    }
    if market is not None:
        context |= {"steps": calendar_of(market), "unprinted": no_longer_printed(market)}
    return render(request, "consortium/calendar.html", context)


def days(request: HttpRequest) -> HttpResponse:
    """Opened with the days of the convention, corrected afterwards."""
    actor = reader_of(request)
    if not can_keep_market(actor):
        raise NotVisible
    market = current_market()
    form = DaysForm(request.POST or None, market=market)

    def act() -> None:
        if market is None:
            market_open(actor=actor, academy=form.cleaned_data["academy"], days=form.days())
        else:
            market_correct(actor=actor, market=market, days=form.days())

    back, title = reverse("consortium:calendar"), "Les dates du groupement"
    return handle_form(
        request, form, act, done="Le calendrier est noté.", title=title, submit="Noter ces dates", back=back,
        intro=_ABOUT,
    )  # fmt: skip


def bodies(request: HttpRequest) -> HttpResponse:
    """The providers that members may mandate, and one more."""
    actor = actor_as(request, Role.COORDINATOR)
    keeps = can_keep_members(actor)
    if request.method == "POST" and not keeps:
        raise NotVisible
    form = BodyForm(request.POST or None)
    if submit(request, form, lambda: managing_body_add(actor=actor, **form.cleaned_data)):
        messages.success(
            request, "Le prestataire est dans la liste\N{NO-BREAK SPACE}: un membre peut le mandater."
        )
        return redirect("consortium:bodies")
    context = {"form": form, "bodies": managing_bodies(), "keeps": keeps}
    return render(request, "consortium/bodies.html", context, status=422 if form.errors else 200)
