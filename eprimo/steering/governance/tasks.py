"""The letters that tell of a meeting: one each, to the office of a member, to a guest, to who represents members."""

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.transport.mail import Fate, Letter, mailer
from eprimo.steering.consortium.opening import address_of
from eprimo.steering.governance.events import GuestTold, MeetingTold, RepresentativeTold
from eprimo.steering.governance.guests import with_holders
from eprimo.steering.governance.letters import mail_of, mail_to_guest, mail_to_representative
from eprimo.steering.governance.models import Attendance, Guest, Invited, Meeting
from eprimo.steering.governance.representing import represented_by_person


class MailAway(Exception):
    """No server took the letter: the event is tried again."""


@on(MeetingTold)
def tell_member(event: MeetingTold) -> None:
    rows = Attendance.objects.select_related("meeting__department", "member")
    one = rows.filter(pk=event.attendance_id).first()
    # Told again since, or the member has no address any more.
    if one is None or one.meeting.sequence != event.sequence or not one.member.email:
        return
    _told(one, _send(mail_of(one.meeting, one.member.email)))


@on(GuestTold)
def tell_guest(event: GuestTold) -> None:
    rows = with_holders(Guest.objects.select_related("meeting__department"))
    one = rows.filter(pk=event.guest_id).first()
    if one is None or one.meeting.sequence != event.sequence:
        return
    to = address_of(one.holder) if one.holder is not None else one.email
    if one.unaddressed == bool(to):
        one.unaddressed = not to
        one.save(update_fields=["unaddressed"])
    if to:
        _told(one, _send(mail_to_guest(one.meeting, to)))


@on(RepresentativeTold)
def tell_representative(event: RepresentativeTold) -> None:
    """Nothing when its mandate for all of them ended since."""
    meeting = Meeting.objects.select_related("department").filter(pk=event.meeting_id).first()
    if meeting is None or meeting.sequence != event.sequence:
        return
    members = represented_by_person(meeting, event.person_id)
    to = address_of(event.person_id)
    if members and to:
        _send(mail_to_representative(meeting, to, members))


def _send(letter: Letter) -> Fate:
    """Raises MailAway."""
    result = next(iter(mailer().send([letter])))
    if result.fate in {Fate.LATER, Fate.AWAY}:
        raise MailAway
    return result.fate


def _told(one: Invited, fate: Fate) -> None:
    one.told_at, one.refused = clock.now(), fate == Fate.REFUSED
    one.save(update_fields=["told_at", "refused"])
