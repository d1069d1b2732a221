"""Undoing an import that was applied: within fifteen days, while no later one was."""

from django.db import transaction

from eprimo.foundation.directory.enums import Source
from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import YearChange
from eprimo.foundation.intake.events import DeliveryMoved
from eprimo.foundation.intake.merge.undo import undo_import
from eprimo.foundation.intake.models import Alarm, DeliveryState, OndeDelivery
from eprimo.foundation.intake.policies import can_import, can_undo_import
from eprimo.foundation.intake.retention import UNDO_LASTS
from eprimo.foundation.kernel import clock, faults
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require

_MADE = ("affiliations_made", "memberships_made", "attachments_made", "guardianships_made")
_BACK = ("affiliations", "memberships", "attachments", "guardianships")


class UndoRefused(DomainError):
    code = "undo-refused"
    sentence = "Cet import ne peut pas être annulé."
    status = 409


@transaction.atomic
def delivery_undo(*, actor: Actor | None, delivery: OndeDelivery) -> OndeDelivery:
    """The school is as it was before this import: its links end, those that it ended go on. Nobody: a command.

    Who undoes keeps the own link. Raises UndoRefused, which says why.
    """
    if actor is not None:
        require(can_undo_import, actor, delivery.school_id)
    schools_held([delivery.school_id])
    row = OndeDelivery.objects.select_for_update().get(pk=delivery.pk)
    if why := not_undoable(row):
        raise UndoRefused(why)
    assert row.applied_at is not None  # noqa: S101 - not_undoable looked
    now = clock.now()
    moved = undo_import(
        school_id=row.school_id, at=row.applied_at, now=now, journal=row.journal or {},
        but=actor.person_id if actor else None,
    )  # fmt: skip
    faults.point("intake.onde.undone")
    row.state, row.undone_at, row.journal, row.alarm = DeliveryState.UNDONE, now, None, Alarm.NONE
    row.save(update_fields=["state", "undone_at", "journal", "alarm"])
    audit(
        actor, "intake.onde.undone", row, school_id=row.school_id,
        ended=sum(moved[name] for name in _MADE), back=sum(moved[name] for name in _BACK),
    )  # fmt: skip
    emit(DeliveryMoved(delivery_id=row.pk))
    return row


def not_undoable(row: OndeDelivery) -> str:
    """Why this delivery cannot be undone now; empty when it can."""
    if row.state == DeliveryState.UNDONE:
        return "Cet import est déjà annulé."
    if (
        row.state != DeliveryState.APPLIED
        or row.source != Source.ONDE
        or row.applied_at is None
        or not row.changed
    ):
        return "Cet import n’a rien changé qui puisse être annulé."
    if row.journal is None or row.applied_at + UNDO_LASTS <= clock.now():
        return "Un import s’annule pendant quinze jours\N{NO-BREAK SPACE}: ce délai est passé."
    later = OndeDelivery.objects.filter(
        school=row.school_id, state=DeliveryState.APPLIED, changed__gt=0, applied_at__gt=row.applied_at
    )
    if later.exists():
        return (
            "Un autre import a été appliqué depuis\N{NO-BREAK SPACE}: c’est lui qu’il faut annuler d’abord."
        )
    if YearChange.objects.filter(school=row.school_id, switched_at__gt=row.applied_at).exists():
        return "L’école a changé d’année depuis\N{NO-BREAK SPACE}: cet import ne peut plus être annulé."
    return ""


@transaction.atomic
def delivery_agree(*, actor: Actor, delivery: OndeDelivery) -> None:
    """Who directs the school says that so many departures were meant. Raises Conflict when nobody asks."""
    require(can_import, actor, delivery.school_id)
    row = OndeDelivery.objects.select_for_update().get(pk=delivery.pk)
    if row.alarm != Alarm.RAISED:
        raise Conflict("Personne ne demande si ces départs sont voulus.")
    row.alarm = Alarm.AGREED
    row.save(update_fields=["alarm"])
    audit(actor, "intake.delivery.meant", row, school_id=row.school_id)
    emit(DeliveryMoved(delivery_id=row.pk))


@transaction.atomic
def delivery_undo_forget(*, delivery_id: int) -> None:
    """By the worker, fifteen days later: what only an undo needed is erased."""
    OndeDelivery.objects.filter(pk=delivery_id).update(journal=None)
    emit(DeliveryMoved(delivery_id=delivery_id))
