"""Who sent a delivery is written to when it was read, applied or refused: neither a count nor a name, and one link."""

from django.conf import settings
from django.urls import reverse

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.intake.events import AafDeliveryMoved
from eprimo.foundation.intake.models import AafDelivery, AafDeliveryState
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.transport.mail import Fate, Letter, configured, mailer
from eprimo.ui.plurals import NBSP

_WORDS = {
    AafDeliveryState.CHECKED: "La livraison de l’annuaire académique est lue et comparée. Relisez-la, puis faites-la "
    "appliquer ou abandonnez-la.",
    AafDeliveryState.APPLIED: "La livraison de l’annuaire académique est appliquée.",
    AafDeliveryState.REFUSED: "La livraison de l’annuaire académique est refusée, et rien n’a changé. La page dit "
    "pourquoi.",
}


class MailAway(Exception):
    """No server takes the letter now: the event comes again later."""


@on(AafDeliveryMoved)
def tell(event: AafDeliveryMoved) -> None:
    """To the confirmed addresses of who sent it and of who agreed. Raises MailAway."""
    row = AafDelivery.objects.filter(pk=event.delivery_id).first()
    if row is None or row.state not in _WORDS or not configured():
        return
    url = settings.PUBLIC_URL.rstrip("/") + reverse("academy_directory:delivery", args=[row.public_id])
    text = f"{_WORDS[AafDeliveryState(row.state)]}\n\nLa page{NBSP}: {url}\n"
    for address in _addresses(row):
        result = next(iter(mailer().send([Letter(address, "Annuaire académique dans e-primo", text)])))
        if result.fate in {Fate.LATER, Fate.AWAY}:
            raise MailAway


def _addresses(row: AafDelivery) -> list[str]:
    people = {row.made_by_id, row.agreed_by_id} - {None}
    rows = Account.objects.filter(
        person__in=people, state=AccountState.ACTIVE, recovery_email_confirmed_at__isnull=False,
        recovery_email_refused_at=None,
    )  # fmt: skip
    return sorted(set(rows.values_list("recovery_email", flat=True)) - {""})
