"""Withdrawing a note that was sent, stopping one that has not left, archiving it and taking it out again."""

from django.db import transaction

from eprimo.foundation.content.actions import (
    author_told,
    resource_put_away,
    resource_withdraw,
    version_retract,
)
from eprimo.foundation.content.things.addressing import shares_rebuild
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions.notices import notices_drop, notices_reopen, notices_settle
from eprimo.foundation.notifications.models import NoticeState
from eprimo.services.liaison.actions.notices import cards_of
from eprimo.services.liaison.actions.reminders import reminder_unmake
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.enums import OwedState
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.topics import touch_note


def is_visible(note: Note) -> bool:
    """Return whether families see a note."""
    return note.resource.visible_from is not None and note.resource.visible_from <= clock.now()


@transaction.atomic
def note_withdraw(*, actor: Actor, note: Note) -> Note:
    """Take a note back. Families keep a line that says so; before they saw it, it is a draft again, without trace."""
    note = lock_note(note)
    require(acts.may_withdraw, actor, note)
    if note.is_withdrawn:
        return note
    if note.delivered_at is None and not is_visible(note):
        return _retract(actor, note)
    resource_withdraw(resource=note.resource)
    waited_for = Owed.objects.of_note(note).filter(state=OwedState.EXPECTED)
    stopped = waited_for.update(state=OwedState.STOPPED)
    notices_settle(resource=note.resource, school_year=note.partition, state=NoticeState.WITHDRAWN)
    touch_note(note)
    audit_note(actor, "liaison.note.withdrawn", note, stopped=stopped)
    author_told(resource=note.resource, by=actor.person_id)
    return note


@transaction.atomic
def note_unsend(*, actor: Actor, note: Note) -> Note:
    """Stop a note before it leaves: it is a draft again. Raises Conflict when it is too late: it can be withdrawn."""
    note = lock_note(note)
    require(acts.may_withdraw, actor, note)
    if note.delivered_at is not None or note.is_withdrawn or is_visible(note):
        raise Conflict("Trop tard : ce mot est parti. Vous pouvez encore le retirer.")
    return _retract(actor, note)


def _retract(actor: Actor, note: Note) -> Note:
    notices_drop(resource=note.resource, school_year=note.partition)
    note.school_year = note.send_at = None
    note.urgent_reason, note.after_holidays = "", False
    note.save(update_fields=["school_year", "send_at", "urgent_reason", "after_holidays"])
    version_retract(resource=note.resource)
    shares_rebuild(kind=NOTE, resource=note.resource)
    audit_note(actor, "liaison.note.retracted", note)
    author_told(resource=note.resource, by=actor.person_id)
    return note


@transaction.atomic
def note_archive(*, actor: Actor, note: Note) -> Note:
    """Put a note away from the lists of the school; families still find it among theirs, and are asked nothing."""
    note = lock_note(note)
    require(acts.may_archive, actor, note)
    if note.delivered_at is None and not note.is_withdrawn:
        raise DomainError("Ce mot n’est pas encore parti\u00a0: annulez d’abord son envoi.")
    if note.archived_at is None:
        note.archived_at = clock.now()
        note.save(update_fields=["archived_at"])
        resource_put_away(resource=note.resource)
        # Put away, it asks nothing more: it leaves the homes of those who had not answered, and reminds nobody.
        reminder_unmake(note)
        notices_settle(
            resource=note.resource,
            school_year=note.partition,
            state=NoticeState.WITHDRAWN,
            was=NoticeState.OPEN,
        )
        audit_note(actor, "liaison.note.archived", note)
    return note


@transaction.atomic
def note_take_out(*, actor: Actor, note: Note) -> Note:
    """Take a note out of the archive: it runs again, and is on the homes of those who are still waited for, or have
    not read what is new of it."""
    note = lock_note(note)
    require(acts.may_archive, actor, note)
    if note.archived_at is None:
        return note
    note.archived_at = None
    note.save(update_fields=["archived_at"])
    if not note.is_withdrawn:
        notices_reopen(resource=note.resource, school_year=note.partition, told=cards_of(note))
    touch_note(note)
    audit_note(actor, "liaison.note.taken_out", note)
    return note
