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
from eprimo.steering.tender.decp import amount_of, decp_bytes, decp_of, faults_of
from eprimo.steering.tender.enums import DocumentKind, Green, PriceType, Social
from eprimo.steering.tender.errors import NotYet, WrongDay, WrongOffer
from eprimo.steering.tender.law import data_due
from eprimo.steering.tender.models import Consultation, Document, Modification
from eprimo.steering.tender.pieces import Kept
from eprimo.steering.tender.policies import can_keep_consultation
from eprimo.ui.french import day_month_year, euros
from eprimo.ui.plurals import NBSP

_BEFORE = f"Le marché n’est pas notifié{NBSP}: rien ne le modifie encore."

_UNNOTIFIED = f"Le marché n’est pas notifié{NBSP}: ses données se publient ensuite (article R2196-1)."


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
    # When they were first published; None: the day of the first file.
    data_published_on: date | None = None


@transaction.atomic
def public_declare(*, actor: Actor, market: Market, said: Declared) -> Consultation:
    """Written at any time; once notified, another file is made. Raises WrongDay for data published before the
    notification, or on a day to come."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    values = asdict(said)
    if said.data_published_on is None:
        del values["data_published_on"]
    else:
        _check_published(actor, consultation, said.data_published_on)
    changed = [name for name, value in values.items() if getattr(consultation, name) != value]
    for name in changed:
        setattr(consultation, name, values[name])
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
    check_follows(consultation, notified_on)
    if months is not None and months < 1:
        raise WrongOffer("Une durée est d’au moins un mois (arrêté du 22 décembre 2022).", field="months")
    if amount is not None:
        _check_total(consultation, amount)
    last = Modification.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    made = Modification.objects.create(
        consultation=consultation, number=last + 1, subject=" ".join(subject.split()), notified_on=notified_on,
        months=months, amount=amount, published_on=clock.today(actor.time_zone),
    )  # fmt: skip
    audit(actor, "tender.modification.recorded", made, number=made.number)
    decp_keep(actor, consultation)
    return made


def check_follows(consultation: Consultation, notified_on: date) -> None:
    """Modifications are numbered in the order of their days (format 2.0.3). Raises WrongDay for one before the last."""
    last = consultation.modifications.order_by("-number").first()
    if last is not None and notified_on < last.notified_on:
        raise WrongDay(
            f"La modification n° {last.number} est notifiée le {day_month_year(last.notified_on)}{NBSP}: une suivante "
            "ne l’est pas avant elle (les données publiques les numérotent par date).",
            field="notified_on",
        )


def _check_total(consultation: Consultation, amount: Decimal) -> None:
    """The public data say what the whole market comes to then (« Nouveau montant »), not what is added. Raises
    WrongOffer for less than half of what it came to: no modification may upset the contract as much (CCP, L6)."""
    said = consultation.modifications.exclude(amount=None).order_by("-number").first()
    before = said.amount if said is not None and said.amount is not None else amount_of(consultation)
    if amount * 2 < before:
        raise WrongOffer(
            f"Le marché est de {euros(before)} HT{NBSP}: écrivez son nouveau montant total, et non ce que la "
            "modification ajoute ou retire.",
            field="amount",
        )


def _check_published(actor: Actor, consultation: Consultation, day: date) -> None:
    notified = consultation.market.notified_on
    if notified is None:
        raise WrongDay(_UNNOTIFIED, field="data_published_on")
    if day < notified:
        raise WrongDay(
            f"Le marché est notifié le {day_month_year(notified)}{NBSP}: ses données se publient ensuite, au plus tard "
            f"le {day_month_year(data_due(notified))} (article R2196-1 du code de la commande publique).",
            field="data_published_on",
        )
    if day > clock.today(actor.time_zone):
        raise WrongDay(
            f"Cette date est à venir{NBSP}: notez la publication une fois faite.", field="data_published_on"
        )


def decp_keep(actor: Actor, consultation: Consultation) -> Document | None:
    """The file as the contract stands, kept; none while the buyer is not known. What we emit holds. The first one is
    published on its day, and every other says that day."""
    today = clock.today(actor.time_zone)
    try:
        document = decp_of(consultation, today)
    except NotYet:
        return None
    if consultation.data_published_on is None:
        consultation.data_published_on = today
        consultation.save(update_fields=["data_published_on"])
    faults = faults_of(document)
    if faults:
        raise WrongOffer(f"Les données essentielles ne tiennent pas{NBSP}: {', '.join(faults[:3])}.")
    kept = Kept(f"decp {consultation.reference}.json", "json", decp_bytes(document))
    return document_keep(actor, consultation, DocumentKind.DECP, kept)
