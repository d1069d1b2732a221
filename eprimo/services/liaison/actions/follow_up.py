"""Following a note up: those who joined later, who left, reminders, named followers."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions import Ring, notices_bump, notices_settle
from eprimo.foundation.notifications.models import NoticeState
from eprimo.foundation.notifications.quiet import delivery_plan
from eprimo.services.liaison import policies
from eprimo.services.liaison.actions.sending import deliver_to
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
def note_remind(*, actor: Actor, note: Note) -> int:
    """Put the note first again for the guardians who are waited for, of the children the actor follows up; once a
    day. Returns how many were reminded."""
    note = locked(note)
    require(policies.may_remind, actor, note)
    if note.delivered_at is None:
        raise DomainError("Ce mot n’est pas encore parti.")
    zone = ZoneInfo(note.school.time_zone)
    if note.reminded_at is not None and note.reminded_at.astimezone(zone).date() == clock.today(
        note.school.time_zone
    ):
        raise DomainError("Ces familles ont déjà été relancées aujourd’hui. Revenez demain.", code="reminded")
    _stop_those_who_left(note)
    waited_for = [
        (owed.guardian_id, row.child_id, owed.id)
        for row in rows_of(actor, note)
        for owed in row.owed
        if row.present and owed.waits
    ]
    now = clock.now()
    Owed.objects.filter(school_year=note.partition, id__in=[pk for _, _, pk in waited_for]).update(
        reminded_at=now
    )
    note.reminded_at = now
    note.save(update_fields=["reminded_at"])
    told = [(guardian, child) for guardian, child, _ in waited_for]
    ring = Ring.of(delivery_plan(note.school, now))
    notices_bump(resource=note.resource, school_year=note.partition, told=told, ring=ring)
    touch_note(note)
    audit(actor, "liaison.note.reminded", note, school_id=note.school_id, guardians=len(told))
    return len(told)


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
