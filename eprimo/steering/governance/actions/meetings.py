"""A meeting from its preparation to its attendance: prepared and led by the rectorat [C 4.2, 7.2], told to the office
of each member, to each guest, and to the people of who represents members."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.invitations import acting_for
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.governance.errors import Cancelled, NobodyInvited, NotYet, WrongMeeting
from eprimo.steering.governance.events import GuestTold, MeetingTold, RepresentativeTold
from eprimo.steering.governance.figures import figures_join
from eprimo.steering.governance.models import Attendance, Guest, Invited, Meeting
from eprimo.steering.governance.policies import can_keep_meetings
from eprimo.steering.governance.representatives import Representatives, checked_deputy, representatives_at

_ENDS = "La réunion se termine après son début."
_AGENDA = "Une convocation porte un ordre du jour\N{NO-BREAK SPACE}: écrivez-le d’abord."
_PAST = "Cette réunion a déjà commencé\N{NO-BREAK SPACE}: on ne convoque plus."
_ELSEWHERE = "Un groupe départemental n’invite que des membres de son département (article 4.2)."
_BEFORE = "La réunion n’a pas commencé\N{NO-BREAK SPACE}: les présences se notent après."


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


@transaction.atomic
def meeting_plan(*, actor: Actor, market: Market, said: Meeting) -> Meeting:
    """A meeting that only the coordinator sees as long as it is not convened. Raises WrongMeeting."""
    require(can_keep_meetings, actor)
    _check(said)
    made = Meeting.objects.create(market=market, **_values(said))
    audit(actor, "governance.meeting.planned", made)
    return made


@transaction.atomic
def meeting_correct(*, actor: Actor, meeting: Meeting, said: Meeting) -> Meeting:
    """Other words, another day; those who were convened are told again. Raises WrongMeeting, Cancelled."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    _check(said)
    if meeting.convened_at is not None and not said.agenda.strip():
        raise WrongMeeting(_AGENDA, field="agenda")
    if meeting.department != said.department and meeting.attendances.exists():
        raise WrongMeeting("Des membres sont déjà invités à cette instance.", field="department")
    changed = {name: value for name, value in _values(said).items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    for name, value in changed.items():
        setattr(meeting, name, value)
    told = meeting.convened_at is not None and not meeting.has_begun
    meeting.sequence += told
    meeting.save(update_fields=[*changed, "sequence"])
    audit(actor, "governance.meeting.corrected", meeting)
    if told:
        tell_all(meeting)
    return meeting


@transaction.atomic
def members_invite(*, actor: Actor, meeting: Meeting, members: Iterable[Member]) -> int:
    """Seats for these members; those who have one keep it. Told at once when the others were convened. How many are
    new. Raises WrongMeeting for a member of another department."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    found = sorted(members, key=lambda one: one.pk)
    if any(one.market_id != meeting.market_id for one in found):
        raise WrongMeeting(_ELSEWHERE, field="who")
    if meeting.department_id is not None and any(one.department_id != meeting.department_id for one in found):
        raise WrongMeeting(_ELSEWHERE, field="who")
    known = set(meeting.attendances.values_list("member", flat=True))
    made = Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member=one) for one in found if one.pk not in known
    )
    if made:
        audit(actor, "governance.members.invited", meeting, members=len(made))
        # One who came without an invitation gets a seat afterwards, and no letter.
        if meeting.convened_at is not None and not meeting.has_begun:
            tell_invited(meeting, seats=made)
    return len(made)


@transaction.atomic
def meeting_convene(*, actor: Actor, meeting: Meeting) -> Meeting:
    """The convocation, with its agenda, to the address of each invited body; it is in the calendar from now on, with
    the figures of its department. Raises WrongMeeting, NobodyInvited. A second time, nothing."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    if meeting.convened_at is not None:
        return meeting
    if not meeting.agenda.strip():
        raise WrongMeeting(_AGENDA, field="agenda")
    if meeting.has_begun:
        raise WrongMeeting(_PAST, field="day")
    members, people = meeting.attendances.count(), meeting.guests.count()
    if not members + people:
        raise NobodyInvited
    meeting.convened_at = clock.now()
    meeting.save(update_fields=["convened_at"])
    # Those of the day of the invitation: they go with the letter on paper. A department without any joins none.
    figures_join(meeting)
    audit(actor, "governance.meeting.convened", meeting, members=members, people=people)
    tell_all(meeting)
    return meeting


@transaction.atomic
def meeting_cancel(*, actor: Actor, meeting: Meeting) -> None:
    """It will not be held; those who were convened are told. One that nobody was convened to goes."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    if meeting.convened_at is None:
        audit(actor, "governance.meeting.dropped", meeting)
        meeting.delete()
        return
    if meeting.has_begun:
        raise WrongMeeting("Cette réunion a eu lieu\N{NO-BREAK SPACE}: elle ne s’annule plus.")
    meeting.cancelled_at = clock.now()
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "sequence"])
    audit(actor, "governance.meeting.cancelled", meeting)
    tell_all(meeting)


@transaction.atomic
def attendance_note(
    *,
    actor: Actor,
    meeting: Meeting,
    said: Mapping[int, tuple[str, str]],
    guests: Mapping[int, tuple[str, str]] | None = None,
) -> int:
    """By member, and by guest (ids): how they took part, and who stood for them. How many changed. Raises NotYet before
    the meeting, WrongMeeting when somebody represented says not by whom, or by a managing body without a mandate."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    if not meeting.has_begun:
        raise NotYet(_BEFORE)
    seats = list(meeting.attendances.filter(member__in=said).select_related("member"))
    acting = Representatives(meeting, [one.member_id for one in seats])
    noted = [(one, said[one.member_id]) for one in seats]
    came = [(one, guests[one.pk]) for one in meeting.guests.filter(pk__in=guests)] if guests else []
    changed = [one for one, (how, by) in noted if _note(one, how, acting.checked(one.member, how, by))]
    others = [one for one, (how, by) in came if _note(one, how, checked_deputy(how, by))]
    Attendance.objects.bulk_update(changed, ["presence", "by"])
    Guest.objects.bulk_update(others, ["presence", "by"])
    if changed or others:
        audit(actor, "governance.attendance.noted", meeting, members=len(changed) + len(others))
    return len(changed) + len(others)


def _note(one: Invited, presence: str, by: str) -> bool:
    """Whether it says something else than before."""
    if (one.presence, one.by) == (presence, by):
        return False
    one.presence, one.by = presence, by
    return True


def locked_meeting(meeting: Meeting) -> Meeting:
    """The row, locked until the end of the transaction; raises Cancelled."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("department", "market")
    found = rows.get(pk=meeting.pk)
    if found.cancelled_at is not None:
        raise Cancelled
    return found


def _check(said: Meeting) -> None:
    if said.ends_at <= said.starts_at:
        raise WrongMeeting(_ENDS, field="until")


def _values(said: Meeting) -> dict[str, object]:
    return {name: getattr(said, name) for name in Meeting.WRITTEN}
