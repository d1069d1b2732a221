"""The letters that tell of a meeting: one each, to the address of the body."""

from email.utils import parseaddr

from django.conf import settings

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.transport.mail import Fate, Letter, mailer
from eprimo.steering.governance.events import MeetingTold
from eprimo.steering.governance.invitation import invitation_of
from eprimo.steering.governance.models import Attendance, Meeting


class MailAway(Exception):
    """No server took the letter: the event is tried again."""


@on(MeetingTold)
def tell(event: MeetingTold) -> None:
    rows = Attendance.objects.select_related("meeting__department", "member")
    one = rows.filter(pk=event.attendance_id).first()
    # Told again since, or the member has no address any more.
    if one is None or one.meeting.sequence != event.sequence or not one.member.email:
        return
    result = next(iter(mailer().send([_letter(one.meeting, one.member.email)])))
    if result.fate in {Fate.LATER, Fate.AWAY}:
        raise MailAway
    one.told_at, one.refused = clock.now(), result.fate == Fate.REFUSED
    one.save(update_fields=["told_at", "refused"])


def _letter(meeting: Meeting, to: str) -> Letter:
    what = "Annulée" if meeting.cancelled_at else "Modifiée" if meeting.sequence else "Convocation"
    text = (
        f"{meeting.body}\n{meeting.subject}\n\n{meeting.day_in_words}\n{meeting.place}\n\n"
        f"Ordre du jour\n{meeting.agenda}\n\nLe fichier joint ajoute cette réunion à votre agenda. Chaque membre "
        "participe, ou se fait représenter (article 7.1 de la convention).\n"
    )
    if meeting.cancelled_at:
        text = f"{meeting.body}\n{meeting.subject}\n\nLa réunion du {meeting.day_in_words} est annulée.\n"
    content = invitation_of(meeting, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return Letter(
        to, f"{what}\N{NO-BREAK SPACE}: {meeting.subject}", text,
        files=(("reunion.ics", content, "text/calendar"),),
    )  # fmt: skip
