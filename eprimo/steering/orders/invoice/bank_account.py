"""Reads the bank account that invoices bear on a day, and the changes of it."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import DateField, DateTimeField, Subquery

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import files_visible_to
from eprimo.steering.orders.models import BankChange, Seller

ZONE = "Europe/Paris"
# Members have so many days to ask before anything is paid to another account, and are told for so long afterwards.
DELAY, TOLD = timedelta(days=7), timedelta(days=60)


def in_force(market: Market, day: date) -> BankChange | None:
    """The last change that is effective on that day; None: there is none."""
    rows = BankChange.objects.filter(market=market, effective_on__lte=day, withdrawn_at=None)
    return rows.order_by("-effective_on", "-pk").first()


def with_account(seller: Seller, day: date) -> Seller:
    """The seller with the account of that day; what was written before changes were confirmed stays until the first."""
    found = in_force(seller.market, day)
    if found is not None:
        seller.iban, seller.bic = found.iban, found.bic
    return seller


def to_come(market: Market) -> BankChange | None:
    """The change that is proposed, or confirmed and not effective yet; None: there is none."""
    today = clock.today(ZONE)
    rows = BankChange.objects.filter(market=market, withdrawn_at=None).exclude(effective_on__lte=today)
    return rows.order_by("-pk").first()


def change_of(market: Market, public_id: UUID) -> BankChange:
    """The change of that public id; raises NotVisible."""
    found = BankChange.objects.filter(market=market, public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def to_confirm_query(actor: Actor) -> Subquery:
    """The instant at which somebody else of the contractor proposed an account that nobody confirmed yet, as a
    column."""
    today = clock.today(actor.time_zone)
    rows = BankChange.objects.filter(confirmed_at=None, withdrawn_at=None, market__notified_on__lte=today)
    rows = rows.filter(proposed_by__isnull=False).exclude(proposed_by=actor.person_id)
    return Subquery(rows.order_by("-pk").values("proposed_at")[:1], output_field=DateTimeField())


def told_query(actor: Actor) -> Subquery:
    """The day from which another account is paid, for who acts for a member of that market, as a column. The account
    itself is on the invoices alone."""
    own = Member.objects.filter(files_visible_to(actor)).values("market")
    since = clock.today(ZONE) - TOLD
    rows = BankChange.objects.filter(market__in=own, effective_on__gt=since, withdrawn_at=None)
    return Subquery(
        rows.order_by("-effective_on", "-pk").values("effective_on")[:1], output_field=DateField()
    )
