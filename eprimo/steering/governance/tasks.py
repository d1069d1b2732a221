"""The letters of meetings and of yearly reports: one each, to the office of a member, to a guest, to who represents
members."""

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.transport.mail import Fate
from eprimo.foundation.transport.one_letter import post
from eprimo.steering.consortium.notices import address_of
from eprimo.steering.governance.events import (
    GuestReminded,
    GuestTold,
    MeetingTold,
    ReportTold,
    RepresentativeTold,
)
from eprimo.steering.governance.guests import holders_of
from eprimo.steering.governance.letters import mail_of, mail_of_report, mail_to_guest, mail_to_representative
from eprimo.steering.governance.models import Attendance, Guest, Invited, Meeting, ReportCopy
from eprimo.steering.governance.representatives import represented_by_person


@on(MeetingTold)
def tell_member(event: MeetingTold) -> None:
    rows = Attendance.objects.select_related("meeting__department", "member")
    one = rows.filter(pk=event.attendance_id).first()
    # Told again since, or the member has no address any more.
    if one is None or one.meeting.sequence != event.sequence or not one.member.email:
        return
    _told(one, post(mail_of(one.meeting, one.member.email)))


@on(GuestTold)
def tell_guest(event: GuestTold) -> None:
    _tell_guest(event, again=False)


@on(GuestReminded)
def remind_guest(event: GuestReminded) -> None:
    """Nothing to who answered since."""
    _tell_guest(event, again=True)


def _tell_guest(event: GuestTold | GuestReminded, *, again: bool) -> None:
    rows = Guest.objects.select_related("meeting__department")
    one = rows.filter(pk=event.guest_id).first()
    if one is None or one.meeting.sequence != event.sequence or (again and one.standing_answer):
        return
    to = one.email if one.mandate_id is None else address_of(holders_of([one]).get(one.pk, 0))
    if one.unaddressed == bool(to):
        one.unaddressed = not to
        one.save(update_fields=["unaddressed"])
    if to:
        _told(one, post(mail_to_guest(one.meeting, to, again=again)))


@on(RepresentativeTold)
def tell_representative(event: RepresentativeTold) -> None:
    """Nothing when its mandate for all of them ended since."""
    meeting = Meeting.objects.select_related("department").filter(pk=event.meeting_id).first()
    if meeting is None or meeting.sequence != event.sequence:
        return
    members = represented_by_person(meeting, event.person_id)
    to = address_of(event.person_id)
    if members and to:
        post(mail_to_representative(meeting, to, members))


@on(ReportTold)
def tell_report(event: ReportTold) -> None:
    """Once: what was handed over is marked, and a letter that no server took is tried again."""
    rows = ReportCopy.objects.select_related("report__market", "member")
    one = rows.filter(pk=event.copy_id, told_at=None).first()
    if one is None or not one.member.email:
        return
    fate = post(mail_of_report(one.report, one.member.email))
    one.told_at, one.refused = clock.now(), fate == Fate.REFUSED
    one.save(update_fields=["told_at", "refused"])


def _told(one: Invited, fate: Fate) -> None:
    one.told_at, one.refused = clock.now(), fate == Fate.REFUSED
    one.save(update_fields=["told_at", "refused"])
