"""The price schedule: read by those of the group, written by the coordinator until the contract's prices stand."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.consortium.views.common import reader_of
from eprimo.console.orders.forms import (
    AmendmentForm,
    AwardeeForm,
    AwardForm,
    MaximumForm,
    NoteForm,
    PriceForm,
    TermsForm,
    initial_of,
    terms_initial,
)
from eprimo.console.pages import handle_form, run_and_notify
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.models import Market
from eprimo.steering.orders.order.ceiling import gauge_of
from eprimo.steering.prices.actions import (
    contractor_note,
    maximum_write,
    price_remove,
    price_write,
    prices_award,
    schedule_note,
)
from eprimo.steering.prices.cost import holes_of
from eprimo.steering.prices.models import PriceSchedule
from eprimo.steering.prices.policies import can_award, can_write_schedule, is_published
from eprimo.steering.prices.queries import (
    amendments_of,
    is_awarded,
    line_of,
    lines_of,
    prices_of,
    schedule_of,
    schedule_read,
    vat_changes_of,
    versions_of,
)
from eprimo.steering.prices.terms import terms_words
from eprimo.steering.prices.terms_actions import terms_amend, terms_write

_AWARD = (
    "Les prix du marché, tels que signés avec le titulaire. Une fois notés, plus rien du bordereau ne change, et les "
    "membres peuvent commander."
)

_MOST = (
    "En valeur ou en quantité, comme l’avis de marché. Il est fixé à la publication\N{NO-BREAK SPACE}; un bon qui le "
    "dépasserait n’est pas envoyé."
)
_TERMS = (
    "Recopiez-le du CCAP\N{NO-BREAK SPACE}: c’est le contrat qui le dit, pas la convention. Une fois le marché publié, "
    "cela ne change plus."
)
_AMENDS = "Pour les bons à venir. Ce qui a été envoyé reste compté et facturé comme le contrat le disait ce jour-là."
_CONTRACTOR = (
    "Celui de l’acte d’engagement\N{NO-BREAK SPACE}: ses factures portent ce nom et ce SIRET, et il ne les change pas. "
    "Noté, il ne se corrige plus."
)


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """The lines, at the contract's prices once they stand."""
    actor = reader_of(request)
    market = schedule_read(actor)
    found = schedule_of(market)
    awarded = found is not None and found.awarded_at is not None
    context: dict[str, Any] = {
        "market": market,
        "lines": lines_of(market),
        "schedule": found,
        "awarded": awarded,
        "writes": can_write_schedule(actor) and not awarded,
        "fixed": is_published(actor, market),
        "gauge": gauge_of(market),
        "names": can_award(actor) and awarded and found is not None and not found.contractor,
        "awards": can_award(actor) and not awarded and _is_notified(actor, market),
        "amendments": amendments_of(market),
        "vat_changes": vat_changes_of(market),
        "today": clock.today(actor.time_zone),
        "versions": [(one, terms_words(one.terms)) for one in versions_of(market)],
        "holes": holes_of(prices_of(market)) if can_write_schedule(actor) else [],
        "amends_terms": can_award(actor) and awarded,
        "notes_terms": can_write_schedule(actor),
    }
    return render(request, "orders/prices.html", context)


def add(request: HttpRequest) -> HttpResponse:
    actor, market = _writer(request)
    form = PriceForm(request.POST or None)
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: price_write(actor=actor, market=market, said=form.said()),
        done="La ligne est dans le bordereau.", title="Ajouter un prix", submit="Ajouter", back=back,
    )  # fmt: skip


def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, market = _writer(request)
    line = line_of(market, public_id)
    form = PriceForm(request.POST or None, initial=initial_of(line))
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: price_write(actor=actor, market=market, said=form.said(), line=line),
        done="La ligne est corrigée.", title=f"Corriger le prix {line.code}", submit="Corriger", back=back,
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, market = _writer(request)
    line = line_of(market, public_id)
    run_and_notify(
        request, lambda: price_remove(actor=actor, line=line), "La ligne n’est plus dans le bordereau."
    )
    return redirect("orders:prices")


def note(request: HttpRequest) -> HttpResponse:
    """Where the prices come from."""
    actor, market = _writer(request)
    known = schedule_of(market) or PriceSchedule()
    form = NoteForm(request.POST or None, initial={"note": known.note})
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: schedule_note(actor=actor, market=market, **form.cleaned_data),
        done="C’est noté.", title="La remarque du bordereau", submit="Noter", back=back,
    )  # fmt: skip


def award(request: HttpRequest) -> HttpResponse:
    """The contract's prices of a market that was awarded elsewhere; a tender held here notes them itself."""
    actor, market = _writer(request)
    if not can_award(actor) or not _is_notified(actor, market):
        raise NotVisible
    form = AwardForm(request.POST or None, lines=lines_of(market))
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: prices_award(actor=actor, market=market, prices=form.prices(), to=form.to()),
        done="Les prix du contrat sont notés.", title="Les prix du contrat", submit="Arrêter ces prix",
        back=back, intro=_AWARD,
    )  # fmt: skip


def maximum(request: HttpRequest) -> HttpResponse:
    """Of the framework agreement, until the publication."""
    actor, market = _writer(request)
    known = schedule_of(market) or PriceSchedule()
    initial = {"most_ht": known.most_ht, "most_accounts": known.most_accounts}
    form = MaximumForm(request.POST or None, initial=initial)
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: maximum_write(actor=actor, market=market, **form.cleaned_data),
        done="Le maximum est noté.", title="Maximum du marché", submit="Noter", back=back, intro=_MOST,
    )  # fmt: skip


def terms(request: HttpRequest) -> HttpResponse:
    """How the contract counts a year that is begun: its own words, then amendments."""
    actor, market = _writer(request)
    known = versions_of(market)
    amends = is_awarded(market) and bool(known)
    kind = AmendmentForm if amends else TermsForm
    form = kind(request.POST or None, initial=terms_initial(known))

    def write() -> None:
        if amends:
            days = {name: form.cleaned_data[name] for name in ("effective_on", "reference")}
            terms_amend(actor=actor, market=market, said=form.said(), **days)
        else:
            terms_write(actor=actor, market=market, said=form.said())

    title = "Avenant aux conditions de prix" if amends else "Comment le contrat compte"
    intro = _AMENDS if amends else _TERMS
    back = reverse("orders:prices")
    return handle_form(
        request, form, write, done="C’est noté.", title=title, submit="Noter", back=back, intro=intro
    )


def contractor(request: HttpRequest) -> HttpResponse:
    """Who the market was awarded to, where the award did not say it."""
    actor, market = _writer(request)
    found = schedule_of(market)
    if not can_award(actor) or found is None or found.awarded_at is None or found.contractor:
        raise NotVisible
    form = AwardeeForm(request.POST or None)
    back = reverse("orders:prices")
    return handle_form(
        request, form, lambda: contractor_note(actor=actor, market=market, to=form.to()),
        done="Le titulaire est noté.", title="Le titulaire du marché", submit="Noter", back=back,
        intro=_CONTRACTOR,
    )  # fmt: skip


def _writer(request: HttpRequest) -> tuple[Actor, Market]:
    """Who writes the schedule, and of which market; raises NotVisible."""
    actor = reader_of(request)
    market = schedule_read(actor)
    if not can_write_schedule(actor):
        raise NotVisible
    return actor, market


def _is_notified(actor: Actor, market: Market) -> bool:
    return market.notified_on is not None and market.notified_on <= clock.today(actor.time_zone)
