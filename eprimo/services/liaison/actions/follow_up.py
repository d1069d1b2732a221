"""Following a note up: those who joined later, who left, reminders, named followers."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext as _

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions import Ring, notices_bump, notices_settle
from eprimo.foundation.notifications.models import NoticeState
from eprimo.foundation.notifications.quiet import delivery_plan
from eprimo.services.liaison import policies
from eprimo.services.liaison.actions.sending import deliver_to
from eprimo.services.liaison.enums import OwedState
from eprimo.services.liaison.events import ReminderDue
from eprimo.services.liaison.live import touch_note
from eprimo.services.liaison.locking import locked
from eprimo.services.liaison.models import Note, NoteFollower, NoteTarget, Owed, Recipient
from eprimo.services.liaison.queries.follow_up import LIVE, PRESENT, late_joiners, moment_of, rows_of

# Nothing is waited for any more from who left, or lost the right.
_STOP = f"""
UPDATE liaison_owed o SET state = 'stopped'
WHERE o.school_year = %(year)s AND o.note_id = %(note)s AND o.state = 'expected'
  AND NOT (({PRESENT.format(child="o.child_id")}) AND {LIVE.format(guardian="o.guardian_id", child="o.child_id")})
RETURNING o.guardian_id, o.child_id
"""  # noqa: S608 - pieces of ours; values go as parameters


@transaction.atomic
def note_add_recipients(*, actor: Actor, note: Note, children: Iterable[Person]) -> int:
    """Give a note to children who joined its classes or groups after it was delivered; returns how many.

    Raises DomainError when one of them did not join them.
    """
    note = locked(note)
    require(policies.may_add_recipients, actor, note)
    if note.delivered_at is None:
        raise DomainError("Ce mot n’est pas encore parti.")
    joined = {joiner.child_id: joiner for joiner in late_joiners(note)}
    wanted = list(dict.fromkeys(child.pk for child in children))
    if any(child not in joined for child in wanted):
        raise DomainError("Un de ces enfants n’est pas arrivé dans la classe, ou a déjà reçu le mot.")
    now = clock.now()
    at = delivery_plan(note.school, now).visible_from
    made = Recipient.objects.bulk_create(
        Recipient(
            school_year=note.partition, note=note, school_id=note.school_id, child_id=child, by_name=True,
            class_group_id=joined[child].class_group_id, delivered_at=at, first_version=note.resource.version,
        )
        for child in wanted
    )  # fmt: skip
    deliver_to(note, made, at)
    touch_note(note)
    audit(actor, "liaison.note.recipients_added", note, school_id=note.school_id, children=len(wanted))
    return len(wanted)


@transaction.atomic
def note_remind(*, actor: Actor, note: Note, child: Person | None = None) -> int:
    """Put the note first again for the guardians who are waited for, of the children the actor follows up, or of one
    `child`; each family once a day. Returns how many are reminded.

    In quiet hours the reminder itself waits for the next opening; who answers in between gets none.
    """
    note = locked(note)
    require(policies.may_remind, actor, note)
    if note.delivered_at is None:
        raise DomainError(_("Ce mot n’est pas encore parti."))
    _stop_those_who_left(note)
    leaves_at = delivery_plan(note.school, clock.now()).visible_from
    waited_for = [
        (owed, row.child_id)
        for row in rows_of(actor, note)
        for owed in row.owed
        if row.present and owed.waits and (child is None or child.pk == row.child_id)
    ]
    day = _day_of(leaves_at, note)
    chosen = [
        (owed, one)
        for owed, one in waited_for
        if owed.reminded_at is None or _day_of(owed.reminded_at, note) < day
    ]
    if waited_for and not chosen:
        raise DomainError(
            _("Ces familles ont déjà été relancées aujourd’hui. Revenez demain."), code="reminded"
        )
    if not chosen:
        return 0
    owed_ids = [owed.id for owed, _child in chosen]
    Owed.objects.filter(school_year=note.partition, id__in=owed_ids).update(reminded_at=leaves_at)
    note.reminded_at = leaves_at
    note.save(update_fields=["reminded_at"])
    later = leaves_at > clock.now()
    audit(
        actor, "liaison.note.reminded", note, school_id=note.school_id, guardians=len(chosen), later=later,
        subject_id=child.pk if child else None,
    )  # fmt: skip
    touch_note(note)
    if later:
        emit(ReminderDue(note_id=note.pk, owed_ids=owed_ids), due_at=leaves_at)
    else:
        reminder_leave(note=note, owed_ids=owed_ids)
    return len(chosen)


def _day_of(at: datetime, note: Note) -> date:
    return at.astimezone(ZoneInfo(note.school.time_zone)).date()


@transaction.atomic
def reminder_leave(*, note: Note, owed_ids: Iterable[int]) -> int:
    """The reminder reaches those of these who are still waited for; returns how many."""
    note = locked(note)
    if note.withdrawn_at is not None:
        return 0
    rows = Owed.objects.filter(school_year=note.partition, id__in=list(owed_ids), state=OwedState.EXPECTED)
    told = list(rows.order_by("id").values_list("guardian_id", "child_id"))
    ring = Ring.of(delivery_plan(note.school, clock.now()))
    return notices_bump(resource=note.resource, school_year=note.partition, told=told, ring=ring)


def _stop_those_who_left(note: Note) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STOP, moment_of(note))
        stopped = cursor.fetchall()
    for guardian, child in stopped:
        notices_settle(
            resource=note.resource,
            school_year=note.partition,
            state=NoticeState.WITHDRAWN,
            recipient_id=guardian,
            child_id=child,
        )


@transaction.atomic
def note_follower_add(*, actor: Actor, note: Note, person: Person) -> NoteFollower:
    """Name a teacher or a member of staff of the school who reads a note to named children."""
    note = locked(note)
    require(policies.may_name_followers, actor, note)
    if not NoteTarget.objects.filter(note=note, child__isnull=False).exists():
        raise DomainError("On nomme quelqu’un pour un mot à un enfant, pas pour une classe.")
    of_school = Affiliation.objects.in_force(actor.now).filter(
        person=person, school_id=note.school_id, profile__in=[Profile.TEACHER, Profile.STAFF]
    )
    if not of_school.exists():
        raise DomainError("Choisissez une personne de l’école.", field="person")
    follower, made = NoteFollower.objects.get_or_create(
        note=note, person=person, defaults={"school_id": note.school_id}
    )
    if made:
        audit(actor, "liaison.note.follower_added", note, school_id=note.school_id, subject_id=person.pk)
    return follower


@transaction.atomic
def note_follower_remove(*, actor: Actor, note: Note, person: Person) -> None:
    note = locked(note)
    require(policies.may_name_followers, actor, note)
    if NoteFollower.objects.filter(note=note, person=person).delete()[0]:
        audit(actor, "liaison.note.follower_removed", note, school_id=note.school_id, subject_id=person.pk)
