"""What the worker does for the group by itself: the days of the market come, members are told of those on which they
may leave."""

from django.conf import settings
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.transport.mail import Fate, Letter, configured, mailer
from eprimo.steering.consortium.actions.turning import markets_turn
from eprimo.steering.consortium.events import FileOpened, FileReminded
from eprimo.steering.consortium.lacking import letter_to
from eprimo.steering.consortium.models import FileReminder, Invitation
from eprimo.steering.consortium.reminding import reminders_send


@every(600)
def life_turn() -> int:
    return markets_turn()


@every(600)
def remind_of_the_window() -> int:
    return reminders_send()


@on(FileOpened)
def tell_the_body(event: FileOpened) -> None:
    """To the office of a member, in case the letter went astray: no name, and the way to look."""
    invitation = Invitation.objects.select_related("member").filter(pk=event.invitation_id).first()
    member = invitation.member if invitation is not None else None
    if member is None or not member.email or not configured():
        return
    url = settings.PUBLIC_URL.rstrip("/") + reverse("consortium:member", args=[member.public_id])
    words = (
        f"{member.name},\n\nQuelqu’un a ouvert votre dossier du groupement e-primo avec la lettre d’invitation. Si ce "
        "n’est personne de chez vous, dites-le aussitôt à la coordination du groupement.\n\n"
        f"Votre page\N{NO-BREAK SPACE}: {url}\n"
    )
    list(mailer().send([Letter(member.email, "Votre dossier du groupement e-primo est ouvert", words)]))


class MailAway(Exception):
    """No server takes the letter now: the event comes again later."""


@on(FileReminded)
def send_reminder(event: FileReminded) -> None:
    """Once: what was handed over is marked, and a letter that no server took is tried again."""
    rows = FileReminder.objects.select_related("member__market").filter(pk=event.reminder_id, sent_at=None)
    reminder = rows.first()
    if reminder is None or not reminder.member.email or not configured():
        return
    result = next(iter(mailer().send([letter_to(reminder.member)])))
    if result.fate in {Fate.LATER, Fate.AWAY}:
        raise MailAway
    rows.update(sent_at=clock.now())
