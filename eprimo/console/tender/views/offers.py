"""The offers: for those who analyse them and have declared no interest; the contractor reads its own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, form_page, handle_form, run_and_notify, submit
from eprimo.console.tender.forms import DepositForm, IrregularForm, MarksForm, PricesForm, QuestionForm
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.queries import lines_of
from eprimo.steering.tender.actions.offers import (
    low_price_ask,
    offer_deposit,
    offer_mark,
    offer_price,
    offer_set_irregular,
    opening_confirm,
)
from eprimo.steering.tender.analysis import analysis_of, offer_read, register_of
from eprimo.steering.tender.enums import TaskKind
from eprimo.steering.tender.models import Consultation, Criterion, Mark, Offer, OfferPrice, Opening
from eprimo.steering.tender.policies import can_mark, can_read_offers, can_write_offers
from eprimo.steering.tender.queries import consultation_of, market_opened, task_done


def _reader(request: HttpRequest) -> tuple[Actor, Market, Consultation]:
    """Who analyses the offers, and declared no interest; for every other they do not exist."""
    actor = actor_as(request, Role.COORDINATOR, Role.COMMISSION)
    market = market_opened(actor)
    consultation = consultation_of(market)
    if consultation is None or not can_read_offers(actor, consultation):
        raise NotVisible
    return actor, market, consultation


def _worked(request: HttpRequest, public_id: UUID, *, marking: bool = False) -> tuple[Actor, Offer]:
    actor, _, consultation = _reader(request)
    offer = offer_read(actor, public_id)
    allowed = can_mark(actor, consultation) if marking else can_write_offers(actor, consultation)
    if not allowed:
        raise NotVisible
    return actor, offer


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """The register; once they are open, what each costs, what it lacks, the ranking."""
    actor, market, consultation = _reader(request)
    openings = list(
        Opening.objects.filter(consultation=consultation).select_related("person").order_by("number")
    )
    opened = len(openings) > 1
    until = consultation.offers_until
    context: dict[str, Any] = {
        "market": market,
        "consultation": consultation,
        "register": register_of(actor, consultation),
        "openings": openings,
        "opened": opened,
        "over": until is not None and until < actor.now,
        "confirmed": any(one.person_id == actor.person_id for one in openings),
        "writes": can_write_offers(actor, consultation),
        "analysis": analysis_of(consultation) if opened else None,
    }
    return render(request, "tender/offers.html", context)


def deposit(request: HttpRequest) -> HttpResponse:
    """A line of the register."""
    actor, market, consultation = _reader(request)
    if not can_write_offers(actor, consultation):
        raise NotVisible
    form = DepositForm(request.POST or None, initial={"day": clock.today(actor.time_zone)})
    return handle_form(
        request, form, lambda: offer_deposit(actor=actor, market=market, **form.said(actor.time_zone)),
        done="L’offre est au registre.", title="Une offre déposée", submit="Inscrire au registre",
        back=reverse("tender:offers"),
        intro="Le registre dit qui a déposé et quand. Une offre arrivée après la date limite y reste, fermée.",
    )  # fmt: skip


@require_POST
def opening(request: HttpRequest) -> HttpResponse:
    """One of the two who open."""
    actor, market, consultation = _reader(request)
    if not can_write_offers(actor, consultation):
        raise NotVisible
    run_and_notify(
        request, lambda: opening_confirm(actor=actor, market=market), "Votre confirmation est notée."
    )
    return redirect("tender:offers")


@require_safe
def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One offer that is open; the contractor: its own, without marks."""
    actor = actor_as(request, Role.COORDINATOR, Role.COMMISSION, Role.CONTRACTOR)
    found = offer_read(actor, public_id)
    analyses = can_read_offers(actor, found.consultation)
    analysis = analysis_of(found.consultation)
    # Once the report is written, prices and marks stand.
    reported = task_done(found.consultation.market, TaskKind.REPORT) is not None
    standing = next(one for one in analysis.standings if one.offer.pk == found.pk)
    context: dict[str, Any] = {
        "offer": found,
        "standing": standing,
        "criteria": analysis.criteria,
        "lines": [(line, standing.prices.get(line.code)) for line in lines_of(found.consultation.market)],
        "marks": standing.marks if analyses else [],
        "analyses": analyses,
        "writes": not reported and can_write_offers(actor, found.consultation),
        "rates": not reported and can_mark(actor, found.consultation),
    }
    return render(request, "tender/offer.html", context)


def prices(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The price of each line, as the offer writes it."""
    actor, found = _worked(request, public_id)
    known = dict(OfferPrice.objects.filter(offer=found).values_list("line__code", "ht"))
    form = PricesForm(request.POST or None, lines=lines_of(found.consultation.market), known=known)

    def act() -> None:
        try:
            offer_price(actor=actor, offer=found, prices=form.prices())
        except DomainError as error:
            raise form.at_line(error) from error

    if submit(request, form, act):
        messages.success(request, "Les prix sont saisis.")
        return redirect("tender:offer", public_id)
    return _form(request, form, found, "Les prix", "Saisir")


def marks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One's own marks, each with why."""
    actor, found = _worked(request, public_id, marking=True)
    criteria = list(Criterion.objects.filter(consultation=found.consultation).order_by("order"))
    own = {mark.criterion_id: mark for mark in Mark.objects.filter(offer=found, marker=actor.person_id)}
    form = MarksForm(request.POST or None, criteria=criteria, known=own)
    if submit(request, form, lambda: offer_mark(actor=actor, offer=found, marks=form.marks())):
        messages.success(request, "Vos notes sont gardées.")
        return redirect("tender:offer", public_id)
    return _form(request, form, found, "Vos notes", "Garder ces notes")


def irregular(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Not ranked, and why."""
    actor, found = _worked(request, public_id)
    form = IrregularForm(request.POST or None, initial={"reason": found.irregular})
    if submit(request, form, lambda: offer_set_irregular(actor=actor, offer=found, **form.cleaned_data)):
        messages.success(request, "C’est noté.")
        return redirect("tender:offer", public_id)
    return _form(request, form, found, "Irrégularité", "Noter")


def question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the bidder was asked about its price, and what it answered."""
    actor, found = _worked(request, public_id)
    known = {name: getattr(found, name) for name in QuestionForm.base_fields}
    form = QuestionForm(request.POST or None, initial=known)
    if submit(request, form, lambda: low_price_ask(actor=actor, offer=found, **form.cleaned_data)):
        messages.success(request, "C’est noté.")
        return redirect("tender:offer", public_id)
    return _form(request, form, found, "Question sur le prix", "Noter")


def _form(request: HttpRequest, form: Any, found: Offer, title: str, submit: str) -> HttpResponse:
    back = reverse("tender:offer", args=[found.public_id])
    return form_page(
        request, form, title=f"{title}\N{NO-BREAK SPACE}: {found.bidder}", submit=submit, back=back
    )
