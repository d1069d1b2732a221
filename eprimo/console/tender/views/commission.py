"""Who analyses the offers and by which criteria."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, handle_form
from eprimo.console.tender.forms import CriteriaForm, DeclarationForm, MethodForm, SeatForm
from eprimo.console.tender.views.common import keeper_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender.actions.commission import (
    STATEMENT,
    criteria_write,
    interest_declare,
    method_choose,
    seat_end,
    seat_open,
)
from eprimo.steering.tender.enums import Method
from eprimo.steering.tender.models import Consultation, Criterion
from eprimo.steering.tender.policies import can_declare, can_keep_commission, can_read_offers
from eprimo.steering.tender.queries import (
    consultation_of,
    declaration_of,
    declared_by_seat,
    market_opened,
    people_to_seat,
    seat_of,
    seats_of,
)

_METHODS = (
    "Dans les deux méthodes le prix le plus bas a la meilleure note. Le choix est arrêté à l’ouverture. Une troisième, "
    "relative à la moyenne des offres, n’est pas proposée\N{NO-BREAK SPACE}: le ministère n’en publie la formule que "
    "dans un tableur, et aucun texte ne peut être cité à qui demanderait comment son prix a été noté."
)


def _analyst(request: HttpRequest) -> tuple[Actor, Market, Consultation]:
    """A coordinator or a member of the commission, once the consultation was begun."""
    actor = actor_as(request, Role.COORDINATOR, Role.COMMISSION)
    market = market_opened(actor)
    consultation = consultation_of(market)
    if consultation is None:
        raise NotVisible
    return actor, market, consultation


@require_safe
def commission(request: HttpRequest) -> HttpResponse:
    """The seats, the own declaration, the criteria."""
    actor, market, consultation = _analyst(request)
    keeps = can_keep_commission(actor)
    seats = seats_of(consultation) if actor.role == Role.COORDINATOR else []
    context: dict[str, Any] = {
        "market": market,
        "consultation": consultation,
        "keeps": keeps,
        "seats": seats,
        "declared": declared_by_seat(consultation, seats),
        "now": actor.now,
        "declares": can_declare(actor, consultation),
        "own": declaration_of(actor, consultation),
        "reads": can_read_offers(actor, consultation),
        "criteria": list(Criterion.objects.filter(consultation=consultation).order_by("order")),
    }
    return render(request, "tender/commission.html", context)


def seat(request: HttpRequest) -> HttpResponse:
    """One more member of the commission."""
    actor, market = keeper_of(request)
    form = SeatForm(
        request.POST or None, people=people_to_seat(actor, market), initial={"starts": clock.today(actor.time_zone)}
    )  # fmt: skip
    return handle_form(
        request, form, lambda: seat_open(actor=actor, market=market, **form.said()),
        done="Le siège est ouvert\N{NO-BREAK SPACE}: la personne signe d’abord sa déclaration.",
        title="Un siège à la commission", submit="Ouvrir ce siège", back=reverse("tender:commission"),
    )  # fmt: skip


@require_POST
def end_seat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, market = keeper_of(request)
    seat_end(actor=actor, seat=seat_of(market, public_id))
    messages.success(request, "Le siège est terminé.")
    return redirect("tender:commission")


def declare(request: HttpRequest) -> HttpResponse:
    """The person's own declaration, before any access to the offers."""
    actor, market, consultation = _analyst(request)
    if not can_declare(actor, consultation):
        raise NotVisible
    form = DeclarationForm(request.POST or None)
    return handle_form(
        request, form, lambda: interest_declare(actor=actor, market=market, interest=form.interest()),
        done="Votre déclaration est signée.", title="Déclaration d’intérêts", submit="Signer",
        back=reverse("tender:commission"), intro=STATEMENT,
    )  # fmt: skip


def criteria(request: HttpRequest) -> HttpResponse:
    """The criteria of quality and their weights, until the publication."""
    actor, market = keeper_of(request)
    consultation = consultation_of(market)
    known = (
        list(Criterion.objects.filter(consultation=consultation).order_by("order")) if consultation else []
    )
    form = CriteriaForm(request.POST or None, known=known)
    return handle_form(
        request, form, lambda: criteria_write(actor=actor, market=market, criteria=form.said()),
        done="Les critères sont écrits.", title="Critères de qualité fonctionnelle",
        submit="Écrire ces critères", back=reverse("tender:commission"),
        intro="Le prix compte pour 40, ces critères pour 60 ensemble (article 7.3). Une ligne vide ne compte pas.",
    )  # fmt: skip


def method(request: HttpRequest) -> HttpResponse:
    """How the price is marked, until the opening."""
    actor, market = keeper_of(request)
    consultation = consultation_of(market)
    initial = {"method": consultation.method if consultation else Method.CLASSIC}
    form = MethodForm(request.POST or None, initial=initial)
    return handle_form(
        request, form,
        lambda: method_choose(actor=actor, market=market, method=Method(form.cleaned_data["method"])),
        done="La méthode est notée.", title="Notation du prix", submit="Noter",
        back=reverse("tender:commission"), intro=_METHODS,
    )  # fmt: skip
