"""What the worker does for the group by itself: the days of the market come, members are told of those on which they
may leave."""

from django.conf import settings
from django.urls import reverse

from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.transport.mail import Letter, configured, mailer
from eprimo.steering.consortium.actions.turning import markets_turn
from eprimo.steering.consortium.events import FileOpened
from eprimo.steering.consortium.models import Invitation
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
