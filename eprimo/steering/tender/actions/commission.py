"""Who sits in the commission, what each declares, and by which criteria offers are judged."""

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.foundation.directory.enums import EndReason, MandateRole
from eprimo.foundation.directory.models import Mandate, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender.actions.documents import locked
from eprimo.steering.tender.enums import Method, SeatKind
from eprimo.steering.tender.errors import AlreadySaid, Frozen, WrongWeights
from eprimo.steering.tender.models import CommissionSeat, Consultation, Criterion, Declaration, Opening
from eprimo.steering.tender.policies import can_declare, can_keep_commission, can_keep_consultation
from eprimo.ui.plurals import NBSP

STATEMENT = (
    "Je déclare n’avoir, directement ou par personne interposée, aucun intérêt dans une entreprise susceptible de "
    "répondre à cette consultation, ni aucun lien avec elle qui puisse influencer mon jugement. Si un tel intérêt ou "
    "un tel lien apparaît, je le déclare aussitôt et je cesse de lire les offres. Je garde le secret sur ce que je lis."
)
_SEATED = f"Cette personne siège déjà à la commission{NBSP}: terminez d’abord ce siège."
_SAID = "Votre déclaration est déjà signée."
_FINAL = f"Vous avez déclaré un intérêt{NBSP}: il ne se retire pas, et ces offres vous restent fermées."
_CRITERIA = (
    f"Le marché est publié{NBSP}: les critères et leurs poids sont ceux du règlement de la consultation."
)
_METHOD = f"L’ouverture des offres a commencé{NBSP}: la méthode de notation du prix ne change plus."


@transaction.atomic
def seat_open(
    *, actor: Actor, market: Market, person: Person, kind: SeatKind, body: str, starts: date
) -> CommissionSeat:
    """A person who holds a mandate of the commission sits from that day. Raises AlreadySaid, NotVisible."""
    require(can_keep_commission, actor)
    consultation = locked(market)
    held = Mandate.objects.in_force().filter(person=person, role=MandateRole.COMMISSION)
    if not held.exists() or person.pk == actor.person_id:
        raise NotVisible
    try:
        with transaction.atomic():
            seat = CommissionSeat.objects.create(
                consultation=consultation, person=person, kind=kind, body=" ".join(body.split()),
                starts=first_instant(starts, actor.time_zone),
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadySaid(_SEATED, field="person") from error
    audit(actor, "tender.seat.opened", seat, subject_id=person.pk, kind=kind.value)
    return seat


@transaction.atomic
def seat_end(*, actor: Actor, seat: CommissionSeat) -> None:
    """From now on the person reads the offers no more. Nothing when it was over."""
    require(can_keep_commission, actor)
    seat = CommissionSeat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    now = clock.now()
    if seat.ends is not None and seat.ends <= now:
        return
    seat.ends, seat.end_reason = max(now, seat.starts), EndReason.ENDED_BY_HAND
    seat.save(update_fields=["ends", "end_reason"])
    audit(actor, "tender.seat.ended", seat, subject_id=seat.person_id)


@transaction.atomic
def interest_declare(*, actor: Actor, market: Market, interest: str = "") -> Declaration:
    """Signed by the person alone, before any access. An interest closes the offers to them for good. Raises
    AlreadySaid."""
    consultation = locked(market)
    require(can_declare, actor, consultation)
    said = Declaration.objects.filter(consultation=consultation, person=actor.person_id)
    words = " ".join(interest.split())
    if said.filter(has_interest=True).exists():
        raise AlreadySaid(_FINAL)
    if not words and said.exists():
        raise AlreadySaid(_SAID)
    made = Declaration.objects.create(
        consultation=consultation, person_id=actor.person_id, has_interest=bool(words), words=words,
        sha256=hashlib.sha256((words or STATEMENT).encode()).hexdigest(),
    )  # fmt: skip
    audit(actor, "tender.interest.declared", consultation, interest=made.has_interest)
    return made


@transaction.atomic
def criteria_write(*, actor: Actor, market: Market, criteria: Sequence[Criterion]) -> None:
    """The criteria of quality, all at once. Raises WrongWeights unless they make the whole of it, Frozen once
    published."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    if consultation.market.published_on is not None:
        raise Frozen(_CRITERIA)
    check_weights(consultation, criteria)
    Criterion.objects.filter(consultation=consultation).delete()
    Criterion.objects.bulk_create(
        Criterion(consultation=consultation, name=one.name, weight=one.weight, order=order)
        for order, one in enumerate(criteria, 1)
    )
    audit(actor, "tender.criteria.written", consultation, criteria=len(criteria))


def check_weights(consultation: Consultation, criteria: Sequence[Criterion]) -> None:
    """Raise WrongWeights, with the sum that was found."""
    if any(one.weight <= 0 for one in criteria):
        raise WrongWeights(f"Un poids est au-dessus de zéro{NBSP}: retirez le critère qui ne compte pas.")
    total = sum((one.weight for one in criteria), Decimal(0))
    if total != consultation.quality_weight:
        price, quality = (
            f"{consultation.price_weight.normalize():f}",
            f"{consultation.quality_weight.normalize():f}",
        )
        found = f"{total + consultation.price_weight:f}".replace(".", ",")
        raise WrongWeights(
            f"La somme des poids est {found}, et non 100{NBSP}: le prix compte pour {price}, les critères de qualité "
            f"fonctionnelle pour {quality} ensemble (article 7.3)."
        )


@transaction.atomic
def method_choose(*, actor: Actor, market: Market, method: Method) -> None:
    """How the price is marked. Raises Frozen once the opening began."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    if consultation.method == method:
        return
    if Opening.objects.filter(consultation=consultation).exists():
        raise Frozen(_METHOD, field="method")
    consultation.method = method
    consultation.save(update_fields=["method"])
    audit(actor, "tender.method.chosen", consultation, method=method.value)
