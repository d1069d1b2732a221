"""Whom a meeting is told to: the office of each member, each guest, and the people of who represents members."""

from collections.abc import Iterable

from eprimo.foundation.kernel.outbox import emit
from eprimo.steering.consortium.invited import acting_for
from eprimo.steering.governance.events import GuestTold, MeetingTold, RepresentativeTold
from eprimo.steering.governance.models import Attendance, Guest, Meeting
from eprimo.steering.governance.representing import representatives_at


def tell_all(meeting: Meeting) -> None:
    """Everybody who is invited, of what the meeting says now."""
    tell_invited(meeting, seats=list(meeting.attendances.all()), guests=meeting.guests.all())


def tell_invited(meeting: Meeting, *, seats: Iterable[Attendance] = (), guests: Iterable[Guest] = ()) -> None:
    """An event for each letter, so that none is written to twice when one of them is tried again."""
    rows = list(seats)
    for one in rows:
        emit(MeetingTold(one.pk, meeting.sequence))
    for guest in guests:
        emit(GuestTold(guest.pk, meeting.sequence))
    bodies = {
        body.pk: body
        for body in representatives_at((one.member_id for one in rows), meeting.starts_at).values()
    }
    people = {
        person for body in bodies.values() for person in acting_for(body).values_list("person", flat=True)
    }
    for person in sorted(people):
        emit(RepresentativeTold(meeting.pk, person, meeting.sequence))
