"""Offers: deposited, opened by two, priced and marked. Every act here asks for the declaration of no interest."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.numbers import siret_of
from eprimo.steering.prices.actions import check_price
from eprimo.steering.prices.errors import WrongPrice
from eprimo.steering.prices.queries import lines_of
from eprimo.steering.tender.actions.documents import locked
from eprimo.steering.tender.enums import TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet, WrongDay, WrongOffer
from eprimo.steering.tender.law import still_open
from eprimo.steering.tender.models import (
    HIGHEST_MARK,
    Consultation,
    Criterion,
    Mark,
    Offer,
    OfferPrice,
    Opening,
    Task,
)
from eprimo.steering.tender.policies import can_mark, can_write_offers
from eprimo.ui.plurals import NBSP

_NOT_PUBLISHED = f"Le marché n’est pas encore publié{NBSP}: aucune offre ne peut être déposée."
_OPENED = f"Les offres sont ouvertes{NBSP}: le registre n’en prend plus qui soit arrivée à temps."
_TWO = f"Vous avez déjà confirmé{NBSP}: une autre personne de la coordination ouvre avec vous."
_ALL_OPEN = "Les offres sont déjà ouvertes."
_NONE = "Aucune offre n’est arrivée à temps."
_CLOSED = "Cette offre n’est pas ouverte."
_REPORTED = f"Le rapport d’analyse est écrit{NBSP}: les prix et les notes ne changent plus."
_ZERO = (
    f"Un prix de 0{NBSP}€ est refusé{NBSP}: la note du prix divise par lui (note maximale × prix le plus bas ÷ prix). "
    "Demandez au candidat de préciser, ou déclarez l’offre irrégulière."
)


@transaction.atomic
def offer_deposit(*, actor: Actor, market: Market, bidder: str, siret: str, deposited_at: datetime) -> Offer:
    """A line of the register. Of one bidder the last in time counts; after the limit it is kept, closed. Raises NotYet,
    WrongDay, WrongSiret, Frozen."""
    consultation = locked(market)
    require(can_write_offers, actor, consultation)
    published, until = consultation.market.published_on, consultation.offers_until
    if published is None or until is None:
        raise NotYet(_NOT_PUBLISHED)
    if deposited_at > clock.now() or deposited_at.astimezone(ZoneInfo(actor.time_zone)).date() < published:
        words = f"Une offre se dépose entre la publication et maintenant{NBSP}: vérifiez cette date."
        raise WrongDay(words, field="day")
    in_time = deposited_at <= until
    if in_time and is_opened(consultation):
        raise Frozen(_OPENED)
    number = siret_of(siret)
    if in_time:
        _replace(consultation, number, deposited_at)
    last = Offer.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    offer = Offer.objects.create(
        consultation=consultation, number=last + 1, bidder=" ".join(bidder.split()), siret=number,
        deposited_at=deposited_at, recorded_by_id=actor.person_id,
    )  # fmt: skip
    audit(actor, "tender.offer.deposited", offer, number=offer.number, late=not in_time)
    return offer


def _replace(consultation: Consultation, siret: str, deposited_at: datetime) -> None:
    """The one before, of the same bidder, stays in the register and is not opened. Raises WrongOffer."""
    for other in Offer.objects.filter(consultation=consultation, siret=siret, replaced_at=None):
        if other.deposited_at >= deposited_at:
            words = (
                f"Ce candidat a déposé une offre plus tard (n° {other.number}){NBSP}: c’est elle qui compte."
            )
            raise WrongOffer(words, field="siret")
        other.replaced_at = clock.now()
        other.save(update_fields=["replaced_at"])


@transaction.atomic
def opening_confirm(*, actor: Actor, market: Market) -> Opening:
    """One of the two confirms; the second opens. The method of price is locked from the first on. Raises NotYet before
    the limit, Frozen."""
    consultation = locked(market)
    require(can_write_offers, actor, consultation)
    if consultation.offers_until is None or clock.now() <= consultation.offers_until:
        raise NotYet(still_open(consultation.offers_until))
    before = list(Opening.objects.filter(consultation=consultation).order_by("number"))
    if any(one.person_id == actor.person_id for one in before):
        raise Frozen(_TWO)
    if len(before) > 1:
        raise Frozen(_ALL_OPEN)
    rows = Offer.objects.filter(consultation=consultation, deposited_at__lte=consultation.offers_until)
    if not rows.exists():
        raise NotYet(_NONE)
    made = Opening.objects.create(
        consultation=consultation, number=len(before) + 1, person_id=actor.person_id
    )
    audit(actor, "tender.offers.opened", consultation, number=made.number)
    return made


def is_opened(consultation: Consultation) -> bool:
    """Have both confirmed?"""
    return Opening.objects.filter(consultation=consultation, number=2).exists()


def opened_on(consultation: Consultation, zone: str) -> date | None:
    """The day of the second confirmation; None: they are not open."""
    at = Opening.objects.filter(consultation=consultation, number=2).values_list("at", flat=True).first()
    return at.astimezone(ZoneInfo(zone)).date() if at is not None else None


@transaction.atomic
def offer_price(*, actor: Actor, offer: Offer, prices: Mapping[str, Decimal]) -> None:
    """The price of each line of the BPU, by code. Raises WrongPrice, with why 0 is none; WrongOffer when a line is
    missing, Frozen."""
    offer = _workable(actor, offer)
    lines = {line.code: line for line in lines_of(offer.consultation.market)}
    missing = [code for code in lines if code not in prices]
    if missing or set(prices) - set(lines):
        raise WrongOffer(
            f"Donnez le prix de chaque ligne du bordereau{NBSP}: il manque {', '.join(missing)}."
        )
    for code, ht in prices.items():
        if ht == 0:
            raise WrongPrice(_ZERO, field=code)
        check_price(ht, field=code)
    OfferPrice.objects.filter(offer=offer).delete()
    OfferPrice.objects.bulk_create(
        OfferPrice(offer=offer, line=lines[code], ht=ht) for code, ht in prices.items()
    )
    audit(actor, "tender.offer.priced", offer, lines=len(prices))


@transaction.atomic
def offer_mark(*, actor: Actor, offer: Offer, marks: Mapping[int, tuple[int, str]]) -> None:
    """The marks of one marker, by criterion, each with its comment. Raises WrongOffer, Frozen."""
    offer = _workable(actor, offer, marking=True)
    known = set(Criterion.objects.filter(consultation=offer.consultation).values_list("pk", flat=True))
    if set(marks) - known:
        raise WrongOffer("Ce critère n’est pas de cette consultation.")
    for criterion, (value, comment) in marks.items():
        if not 0 <= value <= HIGHEST_MARK:
            raise WrongOffer(f"Une note va de 0 à {HIGHEST_MARK}.", field=f"v_{criterion}")
        if not comment.strip():
            words = f"Dites pourquoi cette note{NBSP}: le candidat peut en demander les motifs."
            raise WrongOffer(words, field=f"c_{criterion}")
    for criterion, (value, comment) in marks.items():
        Mark.objects.update_or_create(
            offer=offer, criterion_id=criterion, marker_id=actor.person_id,
            defaults={"value": value, "comment": comment.strip(), "marked_at": clock.now()},
        )  # fmt: skip
    audit(actor, "tender.offer.marked", offer, marks=len(marks))


@transaction.atomic
def offer_set_irregular(*, actor: Actor, offer: Offer, reason: str) -> None:
    """Not ranked, and why; an empty reason takes it back. Raises Frozen."""
    offer = _workable(actor, offer)
    offer.irregular = " ".join(reason.split())
    offer.save(update_fields=["irregular"])
    audit(actor, "tender.offer.irregular", offer, irregular=bool(offer.irregular))


@transaction.atomic
def low_price_ask(
    *,
    actor: Actor,
    offer: Offer,
    asked: str,
    asked_on: date,
    answer: str = "",
    answered_on: date | None = None,
) -> None:
    """What a bidder was asked about its price, and what it answered: the person decides, never the figure. Raises
    WrongDay, Frozen."""
    offer = _workable(actor, offer)
    today = clock.today(actor.time_zone)
    if asked_on > today or (answered_on is not None and answered_on > today):
        raise WrongDay("Cette date est à venir.", field="asked_on")
    if answered_on is not None and answered_on < asked_on:
        raise WrongDay("La réponse vient après la question.", field="answered_on")
    if bool(answer.strip()) != (answered_on is not None):
        raise WrongOffer("Une réponse a un texte et une date.", field="answer")
    offer.asked, offer.asked_on = asked.strip(), asked_on
    offer.answer, offer.answered_on = answer.strip(), answered_on
    offer.save(update_fields=["asked", "asked_on", "answer", "answered_on"])
    audit(actor, "tender.offer.asked", offer, answered=answered_on is not None)


def _workable(actor: Actor, offer: Offer, *, marking: bool = False) -> Offer:
    """The offer, locked with its consultation, that may be worked on. Raises Forbidden, Frozen, NotYet."""
    consultation = locked(offer.consultation.market)
    require(can_mark if marking else can_write_offers, actor, consultation)
    offer = (
        Offer.objects.select_for_update(of=("self",)).select_related("consultation__market").get(pk=offer.pk)
    )
    if not is_opened(consultation) or offer.is_late or offer.replaced_at is not None:
        raise NotYet(_CLOSED)
    if Task.objects.filter(consultation=consultation, kind=TaskKind.REPORT, replaced_at=None).exists():
        raise Frozen(_REPORTED)
    return offer
