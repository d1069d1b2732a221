"""The jobs of the worker for orders: schools are opened and closed as the orders say, accounts compared, invoices
issued that were asked for, members told of another bank account."""

from datetime import timedelta

from django.conf import settings

from eprimo.foundation.kernel.outbox import emit, on
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.transport.mail import Letter, configured
from eprimo.foundation.transport.one_letter import post
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.states import BOUND, in_states
from eprimo.steering.orders.entitlement.grants import grants_keep, overruns_watch
from eprimo.steering.orders.events import AccountChanged, AccountChangeTold
from eprimo.steering.orders.invoice.actions.runs import runs_work
from eprimo.steering.orders.models import BankChange
from eprimo.ui.addresses import reverse
from eprimo.ui.french import day_month_year

_HOUR = timedelta(hours=1).total_seconds()


@every(600)
def orders_open() -> int:
    return grants_keep()


@every(_HOUR)
def orders_compared() -> int:
    return overruns_watch()


@every(2)
def invoices_issue() -> int:
    """Issue invoices of the runs that go on, for one turn."""
    return runs_work()


@on(AccountChanged)
def tell_members(event: AccountChanged) -> None:
    """Have every member that is bound told, whoever acts for it."""
    change = BankChange.objects.get(pk=event.change_id)
    withdrawn = change.withdrawn_at is not None
    members = in_states(Member.objects.filter(market=change.market_id).exclude(email=""), BOUND)
    for member in members.order_by("pk"):
        emit(AccountChangeTold(change.pk, member.pk, withdrawn))


@on(AccountChangeTold)
def tell_member(event: AccountChangeTold) -> None:
    """Write to one member. No account is in the letter: one that gives an account is what a thief would write. Raises
    MailAway."""
    change = BankChange.objects.filter(pk=event.change_id).first()
    member = Member.objects.filter(pk=event.member_id).exclude(email="").first()
    if change is not None and member is not None and configured():
        post(_letter(change, member, withdrawn=event.withdrawn))


def _letter(change: BankChange, member: Member, *, withdrawn: bool) -> Letter:
    where = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('orders:invoices')}"
    if withdrawn or change.effective_on is None:
        words = "Le titulaire du marché a repris le changement de compte bancaire annoncé : rien ne change."
    else:
        words = (
            f"Le titulaire du marché change de compte bancaire : deux personnes l’ont confirmé. Ses factures portent "
            f"l’autre compte à partir du {day_month_year(change.effective_on)}."
        )
    text = (
        f"{member.name}\n\n{words}\n\nLe compte à payer est celui de la facture, dans e‑primo : {where}\n"
        "Nous ne l’écrivons jamais dans un courriel. En cas de doute, appelez le titulaire à un numéro que vous "
        "connaissiez déjà.\n"
    )
    return Letter(member.email, "Compte bancaire du titulaire du marché", text)
