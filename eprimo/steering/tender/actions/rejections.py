"""The letters to who is not retained: they leave once an offer is chosen, and hold the signature back."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender import law
from eprimo.steering.tender.actions.documents import locked
from eprimo.steering.tender.enums import Sending, TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet, WrongDay
from eprimo.steering.tender.models import Consultation, Offer, Task
from eprimo.steering.tender.policies import can_keep_consultation
from eprimo.ui.plurals import NBSP

_SIGNED = f"Le marché est signé{NBSP}: la date des lettres ne change plus."


@transaction.atomic
def rejections_send(*, actor: Actor, market: Market, sent_on: date, by: Sending) -> Consultation:
    """The day on which the last letter left. Raises NotYet before the report, WrongDay for a day before the one on
    which it was recorded, as it makes the letters, or to come; Frozen once signed."""
    require(can_keep_consultation, actor)
    consultation = locked(market)
    zone = ZoneInfo(actor.time_zone)
    done = {
        task.kind: task.recorded_at.astimezone(zone).date()
        for task in Task.objects.filter(consultation=consultation, replaced_at=None)
    }
    if TaskKind.SIGN in done:
        raise Frozen(_SIGNED)
    if TaskKind.REPORT not in done:
        raise NotYet(law.NO_CHOICE)
    if sent_on < done[TaskKind.REPORT]:
        raise WrongDay(law.told_too_soon(done[TaskKind.REPORT]), field="sent_on")
    if sent_on > clock.today(actor.time_zone):
        raise WrongDay(f"Cette date est à venir{NBSP}: notez l’envoi une fois fait.", field="sent_on")
    consultation.rejected_on, consultation.rejected_by = sent_on, by
    consultation.save(update_fields=["rejected_on", "rejected_by"])
    audit(actor, "tender.rejections.sent", consultation, on=sent_on.isoformat())
    return consultation


def rejections_drop(consultation: Consultation) -> None:
    """Another report makes other letters."""
    if consultation.rejected_on is not None:
        consultation.rejected_on, consultation.rejected_by = None, ""
        consultation.save(update_fields=["rejected_on", "rejected_by"])


def check_standstill(consultation: Consultation, signed_on: date) -> None:
    """Raise NotYet while nobody was told, WrongDay before the law lets sign. Who bid alone waits for nobody."""
    if not has_rejected(consultation):
        return
    if consultation.rejected_on is None:
        raise NotYet(law.UNTOLD)
    refused = law.signed_too_soon(consultation.rejected_on, consultation.rejected_by, signed_on)
    if refused:
        raise WrongDay(refused, field="done_on")


def has_rejected(consultation: Consultation) -> bool:
    """Did anybody else take part, late or irregular included? Another envelope of who is retained is nobody else."""
    siret = consultation.retained.siret if consultation.retained is not None else ""
    bidders = Offer.objects.filter(consultation=consultation, replaced_at=None)
    return bidders.exclude(siret=siret).exists()
