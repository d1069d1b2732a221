"""A delivery of the academic directory from a page: sent piece by piece, read over, agreed to or dropped."""

from uuid import UUID

from django.db import IntegrityError, transaction

from eprimo.foundation.directory.models import Academy
from eprimo.foundation.intake.academy_models import (
    MOST_BYTES,
    OPEN_STATES,
    AafDelivery,
    AafDeliveryPart,
    AafDeliveryState,
)
from eprimo.foundation.intake.actions.deliveries import TickMissing
from eprimo.foundation.intake.events import AafDeliveryForgotten
from eprimo.foundation.intake.policies import can_import_academy
from eprimo.foundation.intake.retention import ARCHIVE_KEPT
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require

# Begun and not sent to its end, of one person.
_MOST_BEGUN = 3
_LONGEST_NAME = 160
_PART = 1024 * 1024
_BUSY = "Une livraison est en train d’être lue ou appliquée. Attendez qu’elle soit finie."


class ArchiveRefused(DomainError):
    code = "archive-refused"
    sentence = "Choisissez l’archive de la livraison (ZIP ou TAR.GZ)."
    status = 422


class WrongLength(DomainError):
    """More bytes than were announced."""

    code = "wrong-length"
    sentence = "Ce fichier n’a pas la taille annoncée\N{NO-BREAK SPACE}: choisissez-le de nouveau."
    status = 413


@transaction.atomic
def archive_begin(*, actor: Actor, academy: Academy, name: str, length: int) -> AafDelivery:
    """An archive of that many bytes is announced. Raises ArchiveRefused."""
    if not 0 < length <= MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise ArchiveRefused(
            f"Cette archive dépasse {most} Mo\N{NO-BREAK SPACE}: ce n’est pas une livraison de l’annuaire académique."
            if length > 0
            else "Cette archive est vide."
        )
    begun = AafDelivery.objects.filter(made_by=actor.person_id, state=AafDeliveryState.SENDING)
    for earlier in begun.order_by("-made_at")[_MOST_BEGUN - 1 :]:
        earlier.delete()
    made = AafDelivery.objects.create(
        academy=academy, name=name[-_LONGEST_NAME:] or "livraison", made_by_id=actor.person_id, length=length
    )
    emit(AafDeliveryForgotten(delivery_id=made.pk), due_at=made.made_at + ARCHIVE_KEPT)
    return made


@transaction.atomic
def archive_take(*, actor: Actor, public_id: UUID, offset: int, part: bytes) -> AafDelivery:
    """The bytes that follow. Raises NotVisible; Conflict: others are expected; WrongLength."""
    row = _begun(actor, public_id, lock=True)
    if offset != row.received:
        raise Conflict
    if offset + len(part) > row.length:
        raise WrongLength
    if part:
        AafDeliveryPart.objects.create(delivery=row, offset=offset, content=part)
        row.received = offset + len(part)
        row.save(update_fields=["received"])
    return row


def archive_begun(actor: Actor, public_id: UUID) -> AafDelivery:
    """One of the actor's own that is on its way. Raises NotVisible."""
    return _begun(actor, public_id, lock=False)


@transaction.atomic
def archive_forget(*, actor: Actor, public_id: UUID) -> None:
    """Its sender changed her mind before it was sent."""
    _begun(actor, public_id, lock=True).delete()


@transaction.atomic
def archive_keep(*, actor: Actor, academy: Academy, name: str, content: bytes) -> AafDelivery:
    """A small archive that a form carries. Raises ArchiveRefused."""
    made = archive_begin(actor=actor, academy=academy, name=name, length=len(content))
    for at in range(0, len(content), _PART):
        archive_take(actor=actor, public_id=made.public_id, offset=at, part=content[at : at + _PART])
    made.refresh_from_db()
    return made


@transaction.atomic
def academy_delivery_send(*, actor: Actor, delivery: AafDelivery) -> AafDelivery:
    """Have it read, and compared with the directory. One that waited to be agreed to is dropped. Raises Conflict while
    one is being read or applied, ArchiveRefused for what did not come whole."""
    require(can_import_academy, actor, delivery.academy_id)
    row = _begun(actor, delivery.public_id, lock=True)
    if not row.is_whole:
        raise ArchiveRefused("L’envoi n’est pas fini\N{NO-BREAK SPACE}: reprenez-le.")
    open_ = AafDelivery.objects.select_for_update(of=("self",)).filter(
        academy=row.academy_id, state__in=OPEN_STATES
    )
    for earlier in open_:
        if earlier.state != AafDeliveryState.CHECKED:
            raise Conflict(_BUSY)
        _drop(earlier)
        audit(actor, "intake.academy.dropped", earlier)
    row.state = AafDeliveryState.RECEIVED
    try:
        with transaction.atomic():
            row.save(update_fields=["state"])
    except IntegrityError as error:
        # Another one was sent at the same instant.
        raise Conflict(_BUSY) from error
    audit(actor, "intake.academy.sent", row)
    return row


@transaction.atomic
def academy_delivery_agree(*, actor: Actor, delivery: AafDelivery, yes: bool) -> None:
    """Have it applied. `yes` answers what the report asks. Raises Conflict, TickMissing."""
    require(can_import_academy, actor, delivery.academy_id)
    row = AafDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if row.state != AafDeliveryState.CHECKED:
        raise Conflict("Cette livraison n’attend pas votre accord.")
    if row.needs_yes and not yes:
        raise TickMissing("Cochez la case pour confirmer, ou abandonnez cette livraison.", field="yes")
    row.state, row.agreed, row.agreed_by_id = AafDeliveryState.APPROVED, yes, actor.person_id
    row.save(update_fields=["state", "agreed", "agreed_by"])
    audit(actor, "intake.academy.agreed", row, asked=row.needs_yes)


@transaction.atomic
def academy_delivery_drop(*, actor: Actor, delivery: AafDelivery) -> None:
    """Nothing is changed, and the archive is erased. Raises Conflict once it is agreed to."""
    require(can_import_academy, actor, delivery.academy_id)
    row = AafDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if row.state not in {AafDeliveryState.RECEIVED, AafDeliveryState.CHECKED}:
        raise Conflict("Cette livraison ne peut plus être abandonnée.")
    _drop(row)
    audit(actor, "intake.academy.dropped", row)


@transaction.atomic
def academy_delivery_forget(*, delivery_id: int) -> None:
    """By the worker: four days later, and as soon as it was dropped."""
    row = AafDelivery.objects.select_for_update(of=("self",)).filter(pk=delivery_id).first()
    if row is None or row.state == AafDeliveryState.APPROVED:
        return
    if row.state == AafDeliveryState.SENDING:
        row.delete()
        return
    if row.state in OPEN_STATES:
        row.state = AafDeliveryState.DROPPED
        row.save(update_fields=["state"])
    row.parts.all().delete()


def _drop(row: AafDelivery) -> None:
    """The bytes of one that somebody else sent are not this session's to erase: the worker does."""
    row.state = AafDeliveryState.DROPPED
    row.save(update_fields=["state"])
    emit(AafDeliveryForgotten(delivery_id=row.pk))


def _begun(actor: Actor, public_id: UUID, *, lock: bool) -> AafDelivery:
    rows = AafDelivery.objects.filter(made_by=actor.person_id, state=AafDeliveryState.SENDING)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.select_related("academy").filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found
