"""Reminding the families who are waited for, and taking a reminder back before it leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict, DomainError
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.statements import sql_beside
from eprimo.foundation.notifications.actions.notices import Ring, notices_bump, notices_settle
from eprimo.foundation.notifications.models import NoticeState
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.enums import OwedState
from eprimo.services.liaison.events import ReminderDue
from eprimo.services.liaison.follow_up import Reminder, reminder_of
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries.follow_up import PRESENT_CHILDREN, follow_up_rows, statement_values
from eprimo.services.liaison.recipients import live_link_sql
from eprimo.services.liaison.state import is_going_on, is_past
from eprimo.services.liaison.topics import touch_note

# Nothing is waited for any more from who left, or lost the right.
_STOP = sql_beside(
    __file__, "owed_stopped", here=PRESENT_CHILDREN, live=live_link_sql("o.guardian_id", "o.child_id")
)


@dataclass(frozen=True, slots=True)
class RemindedFamilies:
    """A reminder that was asked for: for how many children who wait (0: it is for adults who have not read), how
    many adults it reaches, and when."""

    children: int
    adults: int
    leaves_at: datetime | None


NOBODY = RemindedFamilies(0, 0, None)


@transaction.atomic
def note_remind(*, actor: Actor, note: Note, child: Person | None = None) -> RemindedFamilies:
    """Put the note first again for the guardians who are waited for, of the children the actor follows up, or of one
    `child`; each family once a day. Return whom: as many as the page said.

    It leaves once the author had the time to change their mind, and in quiet hours at the next opening; who answers in
    between gets none.
    """
    note = lock_note(note)
    require(acts.may_remind, actor, note)
    if note.delivered_at is None:
        raise DomainError(_("Ce mot n’est pas encore parti."))
    if note.archived_at is not None:
        raise DomainError(_("Ce mot est rangé\u00a0: remettez-le en cours pour relancer les familles."))
    if not is_going_on(note, clock.now()):
        # Nobody is waited for, and nothing is stopped: the change of year may be undone.
        return NOBODY
    _stop_those_who_left(note)
    leaves_at = _leaves_at(note)
    reminder = _whom(actor, note, child)
    if reminder.owed_ids:
        _note_down(actor, note, child, reminder, leaves_at)
        _send_off(note, reminder.owed_ids, leaves_at)
    return RemindedFamilies(reminder.children if reminder.of_waiting else 0, reminder.adults, leaves_at)


def _whom(actor: Actor, note: Note, child: Person | None) -> Reminder:
    """Return whom the button of the page reminds, by what is true now. Raises DomainError when all were reminded
    today."""
    reminder = reminder_of(note, follow_up_rows(actor, note), clock.today(note.school.time_zone))
    kept = tuple(one for one in reminder.whom if child is None or one[0].child_id == child.pk)
    if reminder.today and not kept:
        raise DomainError(
            _("Ces familles ont déjà été relancées aujourd’hui. Revenez demain."), code="reminded"
        )
    return replace(reminder, whom=kept)


def _note_down(
    actor: Actor, note: Note, child: Person | None, reminder: Reminder, leaves_at: datetime
) -> None:
    Owed.objects.filter(school_year=note.partition, id__in=reminder.owed_ids).update(
        reminded_before=F("reminded_at"), reminded_at=leaves_at
    )
    if child is None:
        note.reminded_at = leaves_at
        note.save(update_fields=["reminded_at"])
    audit_note(
        actor, "liaison.note.reminded", note, guardians=reminder.adults, later=leaves_at > clock.now(),
        subject_id=child.pk if child else None,
    )  # fmt: skip
    touch_note(note)


def _send_off(note: Note, owed_ids: list[int], leaves_at: datetime) -> None:
    if leaves_at > clock.now():
        emit(
            ReminderDue(note_id=note.pk, owed_ids=owed_ids, leaves_at=leaves_at.isoformat()), due_at=leaves_at
        )
    else:
        reminder_leave(note=note, owed_ids=owed_ids, leaves_at=leaves_at)


@transaction.atomic
def reminder_take_back(*, actor: Actor, note: Note) -> int:
    """Take back a reminder that has not left, as if it had not been asked; return for how many guardians. Raises
    Conflict when it is too late."""
    note = lock_note(note)
    require(acts.may_remind, actor, note)
    mine = [owed.id for row in follow_up_rows(actor, note) for owed in row.owed]
    count = reminder_unmake(note, among=mine)
    if not count:
        raise Conflict(_("Trop tard\u00a0: la relance est partie, ou déjà annulée."))
    audit_note(actor, "liaison.note.reminder_retracted", note, guardians=count)
    touch_note(note)
    return count


def reminder_unmake(note: Note, *, among: Iterable[int] | None = None) -> int:
    """Forget the reminders that have not left (`among` these rows, when given): each family may be reminded the same
    day. Return for how many guardians."""
    rows = Owed.objects.of_note(note)
    waiting = rows.filter(reminded_at__gt=clock.now())
    if among is not None:
        waiting = waiting.filter(id__in=among)
    count = waiting.update(reminded_at=F("reminded_before"), reminded_before=None)
    if count:
        left = rows.filter(state=OwedState.EXPECTED).aggregate(
            first=Min("reminded_at"), without=Count("id", filter=Q(reminded_at=None))
        )
        note.reminded_at = None if left["without"] else left["first"]
        note.save(update_fields=["reminded_at"])
    return count


def _leaves_at(note: Note) -> datetime:
    now = clock.now()
    opening = delivery_plan(note.school, now).visible_from
    return max(opening, now + timedelta(seconds=settings.NOTE_UNDO_SECONDS))


@transaction.atomic
def reminder_leave(*, note: Note, owed_ids: Iterable[int], leaves_at: datetime) -> int:
    """Tell the reminder that was to leave then to those of these guardians who are still waited for; return how
    many."""
    note = lock_note(note)
    if note.is_withdrawn or is_past(note):
        return 0
    # Taken back, the row holds the reminder of before, or none, or one that was asked for since.
    rows = Owed.objects.filter(
        school_year=note.partition, id__in=list(owed_ids), state=OwedState.EXPECTED, reminded_at=leaves_at
    )
    told = list(rows.order_by("id").values_list("guardian_id", "child_id"))
    ring = Ring.of(delivery_plan(note.school, clock.now()))
    return notices_bump(resource=note.resource, school_year=note.partition, told=told, ring=ring)


def _stop_those_who_left(note: Note) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STOP, statement_values(note))
        stopped = cursor.fetchall()
    for guardian, child in stopped:
        notices_settle(
            resource=note.resource,
            school_year=note.partition,
            state=NoticeState.WITHDRAWN,
            recipient_id=guardian,
            child_id=child,
        )
