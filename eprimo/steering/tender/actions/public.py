"""The public data of the contract: what is declared, the changes that were notified, each file that was made."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender.actions.documents import document_keep, locked
from eprimo.steering.tender.decp import decp_bytes, decp_of, faults_of
from eprimo.steering.tender.enums import DocumentKind, Green, PriceType, Social
from eprimo.steering.tender.errors import NotYet, WrongDay, WrongOffer
from eprimo.steering.tender.models import Consultation, Document, Modification
from eprimo.steering.tender.pieces import Kept
from eprimo.steering.tender.policies import can_keep_consultation
from eprimo.ui.plurals import NBSP

_BEFORE = f"Le marché n’est pas notifié{NBSP}: rien ne le modifie encore."


@dataclass(frozen=True, slots=True)
class Declared:
    """What the coordinator says of the contract for its public data."""

    reference: str
    cpv: str
    price_type: PriceType
    social: Social
    green: Green
    is_innovative: bool = False
    has_subcontractor: bool = False
    advance: Decimal = Decimal(0)


@transaction.atomic
def public_declare(*, actor: Actor, market: Market, said: Declared) -> Consultation:
    """Written at any time; once notified, another file is made."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    changed = [name for name, value in asdict(said).items() if getattr(consultation, name) != value]
    for name in changed:
        setattr(consultation, name, getattr(said, name))
    if changed:
        consultation.save(update_fields=changed)
        audit(actor, "tender.public.declared", consultation, fields=changed)
        if consultation.market.notified_on is not None:
            decp_keep(actor, consultation)
    return consultation


@transaction.atomic
def modification_record(
    *,
    actor: Actor,
    market: Market,
    subject: str,
    notified_on: date,
    months: int | None,
    amount: Decimal | None,
) -> Modification:
    """A change that was notified to the contractor; the file follows. Raises NotYet, WrongDay, WrongOffer."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    notified = consultation.market.notified_on
    if notified is None:
        raise NotYet(_BEFORE)
    if not notified <= notified_on <= clock.today(actor.time_zone):
        raise WrongDay(f"Une modification se notifie après le marché, et pas dans l’avenir{NBSP}: vérifiez la date.",
                       field="notified_on")  # fmt: skip
    if (months is not None and months < 1) or (amount is not None and amount < 1):
        raise WrongOffer("Une durée et un montant sont d’au moins 1 (arrêté du 22 décembre 2022).")
    last = Modification.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    made = Modification.objects.create(
        consultation=consultation, number=last + 1, subject=" ".join(subject.split()), notified_on=notified_on,
        months=months, amount=amount,
    )  # fmt: skip
    audit(actor, "tender.modification.recorded", made, number=made.number)
    decp_keep(actor, consultation)
    return made


def decp_keep(actor: Actor, consultation: Consultation) -> Document | None:
    """The file as the contract stands, kept; none while the buyer is not known. What we emit holds."""
    try:
        document = decp_of(consultation, clock.today(actor.time_zone))
    except NotYet:
        return None
    faults = faults_of(document)
    if faults:
        raise WrongOffer(f"Les données essentielles ne tiennent pas{NBSP}: {', '.join(faults[:3])}.")
    kept = Kept(f"decp {consultation.reference}.json", "json", decp_bytes(document))
    return document_keep(actor, consultation, DocumentKind.DECP, kept)
