"""Who sent a delivery is written to when it was read, applied or refused: neither a count nor a name, and one link."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.intake.events import AafDeliveryMoved, AafDeliveryTold
from eprimo.foundation.intake.models import AafDelivery, AafDeliveryState
from eprimo.foundation.kernel.outbox import emit, on
from eprimo.foundation.transport.mail import Letter, configured
from eprimo.foundation.transport.one_letter import post
from eprimo.ui.plurals import NBSP

_WORDS = {
    AafDeliveryState.CHECKED: "La livraison de l’annuaire académique est lue et comparée. Relisez-la, puis faites-la "
    "appliquer ou abandonnez-la.",
    AafDeliveryState.APPLIED: "La livraison de l’annuaire académique est appliquée.",
    AafDeliveryState.REFUSED: "La livraison de l’annuaire académique est refusée, et rien n’a changé. La page dit "
    "pourquoi.",
}


@on(AafDeliveryMoved)
def tell_all(event: AafDeliveryMoved) -> None:
    """Who sent it and who agreed: an event for each address, so that none is written to twice."""
    row = AafDelivery.objects.filter(pk=event.delivery_id).first()
    if row is None or row.state not in _WORDS:
        return
    people = {row.made_by_id, row.agreed_by_id} - {None}
    by_address = dict(_told().filter(person__in=people).order_by("-pk").values_list("recovery_email", "pk"))
    for account in sorted(by_address.values()):
        emit(AafDeliveryTold(row.pk, row.state, account))


@on(AafDeliveryTold)
def tell(event: AafDeliveryTold) -> None:
    """Nothing of a state that is over. Raises MailAway."""
    row = AafDelivery.objects.filter(pk=event.delivery_id, state=event.state).first()
    account = _told().filter(pk=event.account_id).first()
    if row is None or account is None or not configured():
        return
    url = settings.PUBLIC_URL.rstrip("/") + reverse("academy_directory:delivery", args=[row.public_id])
    text = f"{_WORDS[AafDeliveryState(row.state)]}\n\nLa page{NBSP}: {url}\n"
    post(Letter(account.recovery_email, "Annuaire académique dans e-primo", text))


def _told() -> QuerySet[Account]:
    """Accounts with a confirmed address that did not refuse."""
    rows = Account.objects.filter(
        state=AccountState.ACTIVE, recovery_email_confirmed_at__isnull=False, recovery_email_refused_at=None
    )
    return rows.exclude(recovery_email="")
