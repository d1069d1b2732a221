"""Files sent from the console: received, looked at, applied or dropped."""

from collections.abc import Mapping

from django.db import transaction

from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.events import (
    DeliveryApproved,
    DeliveryForgotten,
    DeliveryReceived,
    DeliveryReportExpired,
)
from eprimo.foundation.intake.models import DeliveryFile, DeliveryState, OndeDelivery
from eprimo.foundation.intake.policies import can_import
from eprimo.foundation.intake.retention import FILES_KEPT, REPORT_KEPT
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require

MOST_FILES = 3
MOST_BYTES = 10 * 1024 * 1024
OPEN_STATES = (DeliveryState.RECEIVED, DeliveryState.CHECKED, DeliveryState.APPROVED)


class WrongFiles(DomainError):
    code = "wrong-files"
    sentence = "Choisissez les fichiers d’ONDE\N{NO-BREAK SPACE}: élèves, responsables, enseignants."
    status = 422


class TickMissing(DomainError):
    code = "tick-missing"
    sentence = "Cochez la case pour confirmer, ou abandonnez cet import."
    status = 422


@transaction.atomic
def delivery_receive(*, actor: Actor, school: School, files: Mapping[str, bytes]) -> OndeDelivery:
    """Keep the files and have them looked at. Raises WrongFiles. An earlier delivery left open is dropped."""
    require(can_import, actor, school.pk)
    if not files or len(files) > MOST_FILES:
        raise WrongFiles(field="extracts")
    if sum(map(len, files.values())) > MOST_BYTES:
        raise WrongFiles("Ces fichiers dépassent 10 Mo ensemble.", field="extracts")
    for earlier in OndeDelivery.objects.select_for_update().filter(school=school, state__in=OPEN_STATES):
        if earlier.state == DeliveryState.APPROVED:
            raise Conflict(
                "Un import est en train de s’appliquer. Attendez qu’il soit fini.", field="extracts"
            )
        _drop(earlier)
    now = clock.now()
    made = OndeDelivery.objects.create(school=school, made_by_id=actor.person_id, made_at=now)
    DeliveryFile.objects.bulk_create(
        [
            DeliveryFile(delivery=made, school=school, name=name[-120:], content=content)
            for name, content in files.items()
        ]
    )
    audit(actor, "intake.delivery.received", made, school_id=school.pk, files=len(files))
    emit(DeliveryReceived(delivery_id=made.pk, person_id=actor.person_id))
    emit(DeliveryForgotten(delivery_id=made.pk), due_at=now + FILES_KEPT)
    emit(DeliveryReportExpired(delivery_id=made.pk), due_at=now + REPORT_KEPT)
    return made


@transaction.atomic
def delivery_approve(*, actor: Actor, delivery: OndeDelivery, yes: bool) -> None:
    """Have the delivery applied. `yes` answers what the report asks. Raises Conflict, TickMissing."""
    require(can_import, actor, delivery.school_id)
    row = OndeDelivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state != DeliveryState.CHECKED:
        raise Conflict("Cet import n’attend pas votre accord.")
    if row.needs_yes and not yes:
        raise TickMissing(field="yes")
    row.state, row.step = DeliveryState.APPROVED, 3
    row.save(update_fields=["state", "step"])
    audit(actor, "intake.delivery.approved", row, school_id=row.school_id, asked=row.needs_yes)
    emit(DeliveryApproved(delivery_id=row.pk, person_id=actor.person_id, yes=yes))


@transaction.atomic
def delivery_abandon(*, actor: Actor, delivery: OndeDelivery) -> None:
    """Drop the delivery and erase its files; nothing was changed in the school. Raises Conflict once approved."""
    require(can_import, actor, delivery.school_id)
    row = OndeDelivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in {DeliveryState.RECEIVED, DeliveryState.CHECKED}:
        raise Conflict("Cet import ne peut plus être abandonné.")
    _drop(row)
    audit(actor, "intake.delivery.abandoned", row, school_id=row.school_id)


@transaction.atomic
def remarks_export(*, actor: Actor, delivery: OndeDelivery) -> None:
    """The remarks leave as a file: a line in the history."""
    require(can_import, actor, delivery.school_id)
    audit(actor, "intake.remarks.exported", delivery, school_id=delivery.school_id)


def _drop(row: OndeDelivery) -> None:
    row.state, row.report = DeliveryState.ABANDONED, None
    row.save(update_fields=["state", "report"])
    row.files.all().delete()


@transaction.atomic
def delivery_forget(*, delivery_id: int) -> None:
    """By the worker, a day later: the files of a delivery that nobody applied are erased."""
    row = OndeDelivery.objects.select_for_update().filter(pk=delivery_id).first()
    if row is not None and row.state in OPEN_STATES:
        _drop(row)


@transaction.atomic
def delivery_report_forget(*, delivery_id: int) -> None:
    """By the worker, three months later: names and lines are erased, that there was an import stays."""
    OndeDelivery.objects.filter(pk=delivery_id).update(report=None)
