"""Amendments of prices and rates of VAT by date: written by the coordinator, read with the price schedule."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.amendment_forms import PriceAmendmentForm, VatForm
from eprimo.console.pages import handle_form, run_and_notify
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.amendments import (
    amendment_remove,
    price_amend,
    vat_change,
    vat_change_remove,
    years_to_come,
)
from eprimo.steering.prices.models import PriceAmendment, VatChange
from eprimo.steering.prices.policies import can_award
from eprimo.steering.prices.queries import amendments_of, is_awarded, schedule_read, tariffs_of
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_PRICES = (
    "Les bons envoyés ne changent pas. Leurs années à venir, et les bons à venir, se facturent à ces prix"
    f"{NBSP}; chaque membre lit l’écart sur son bon."
)
_VAT = "Quand la loi change un taux. Les factures et les avoirs déjà émis ne changent pas."


def prices(request: HttpRequest) -> HttpResponse:
    """Other prices, from a year of the market to come on."""
    actor, market = _amender(request)
    before = amendments_of(market)
    last = before[-1].effective_on if before else None
    # The first year that no amendment has yet: they follow one another.
    first = next((day for day in years_to_come(market, actor.today) if last is None or day > last), None)
    known = tariffs_of(market).on(first or last or actor.today, actor.today)
    since = f" depuis l’avenant du {day_month_year(last)}" if last is not None else ""
    initial = {"effective_on": first, "notified_on": actor.today}
    form = PriceAmendmentForm(request.POST or None, prices=known, last=since, initial=initial)
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: price_amend(actor=actor, market=market, **form.said()),
        done="L’avenant est noté.", title="Avenant aux prix", submit="Noter cet avenant", back=back,
        intro=_PRICES,
    )  # fmt: skip


def vat(request: HttpRequest) -> HttpResponse:
    """A rate of VAT that the law replaces."""
    actor, market = _amender(request)
    tariffs = tariffs_of(market)
    rates = {tariffs.rate_on(line.vat_rate, actor.today) for line in tariffs.lines}
    rates |= {one.after for one in tariffs.rates}
    form = VatForm(request.POST or None, rates=sorted(rates, reverse=True))
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: vat_change(actor=actor, market=market, **form.cleaned_data),
        done="Le changement de taux est noté.", title="Changer un taux de TVA", submit="Noter", back=back,
        intro=_VAT,
    )  # fmt: skip


@require_POST
def price_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An amendment whose day has not come."""
    actor, market = _amender(request)
    found = PriceAmendment.objects.select_related("market").filter(market=market, public_id=public_id).first()
    if found is None:
        raise NotVisible
    words = f"L’avenant du {day_month_year(found.effective_on)} est retiré."
    run_and_notify(request, lambda: amendment_remove(actor=actor, amendment=found), words)
    return redirect("orders:prices")


@require_POST
def vat_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A change of rate whose day has not come."""
    actor, market = _amender(request)
    found = VatChange.objects.select_related("market").filter(market=market, public_id=public_id).first()
    if found is None:
        raise NotVisible
    run_and_notify(
        request, lambda: vat_change_remove(actor=actor, change=found), "Le changement de taux est retiré."
    )
    return redirect("orders:prices")


def _amender(request: HttpRequest) -> tuple[Actor, Market]:
    """Who amends the contract, once it has prices; raises NotVisible."""
    actor = reader_of(request)
    market = schedule_read(actor)
    if not can_award(actor) or not is_awarded(market):
        raise NotVisible
    return actor, market
