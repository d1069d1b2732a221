"""From which day the thirty days of payment run, as columns of invoices and by one of them.

From the reception (R2192-10, R2192-12). A buyer may interrupt them once, before it orders the payment, when papers lack
or are wrong (R2192-27): Chorus Pro says « suspendue ». Thirty new days run from the reception of all papers (R2192-29).
That a member contests an invoice interrupts nothing.
"""

from datetime import date, timedelta

from django.db.models import (
    Case,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import GreaterThan, LessThan

from eprimo.steering.orders.enums import REACHED, TROUBLES, Deposit, InvoiceKind
from eprimo.steering.orders.invoice.billing import PAYMENT_DAYS
from eprimo.steering.orders.models import Invoice, InvoiceDeposit

_DELAY = Value(timedelta(days=PAYMENT_DAYS))


def with_delay(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Add to invoices `reached` (first day on which the receiver is known to have it), `channel_ordered` and
    `channel_paid` (days on which the channel says so), `interrupted` (day on which the delay was interrupted, NULL: it
    was not) and `delay_from` (day from which the thirty days run, NULL: its papers are not complete)."""
    suspended = _states(Deposit.SUSPENDED)
    rows = rows.annotate(
        reached=Subquery(_first(*REACHED)),
        channel_ordered=Subquery(_first(Deposit.ORDERED)),
        channel_paid=Subquery(_first(Deposit.PAID)),
        suspended_on=Subquery(suspended.values("on")[:1]),
        suspended_pk=Subquery(suspended.values("pk")[:1]),
    )
    start = Coalesce("reached", "issued_on")
    ordered = Least("channel_ordered", "payment__ordered_on")
    interrupts = Q(suspended_on__isnull=False) & ~Q(GreaterThan(F("suspended_on"), _days_after(start)))
    too_late = Q(LessThan(Coalesce(ordered, F("suspended_on")), F("suspended_on")))
    return rows.annotate(
        interrupted=Case(When(interrupts & ~too_late, then=F("suspended_on"))),
    ).annotate(
        delay_from=Case(When(interrupted=None, then=start), default=Subquery(_resumed())),
    )  # fmt: skip


def pay_by(invoice: Invoice) -> date | None:
    """The last day to pay an invoice in time, which was read `with_delay`; None for a credit note, or while its papers
    are not complete."""
    start: date | None = invoice.delay_from  # type: ignore[attr-defined]
    if invoice.is_credit or start is None:
        return None
    return start + timedelta(days=PAYMENT_DAYS)


def is_late(today: date) -> Q:
    """Filter invoices `with_delay` to those that are, or were, paid after their last day. One that was given back whole
    before anybody paid it was never owed."""
    paid = Coalesce("payment__paid_on", "channel_paid")
    due = Q(closed_by_credit=False) | Q(payment__paid_on__isnull=False) | Q(channel_paid__isnull=False)
    end = Coalesce(paid, Value(today))
    return Q(kind=InvoiceKind.INVOICE) & due & Q(GreaterThan(end, _days_after(F("delay_from"))))


def _days_after(start: F | Coalesce) -> "ExpressionWrapper[CombinedExpression]":
    return ExpressionWrapper(start + _DELAY, output_field=DateField())


def _states(*states: Deposit) -> QuerySet[InvoiceDeposit]:
    """These states of the channel of the invoice of the outer query, the first one first."""
    return InvoiceDeposit.objects.filter(invoice=OuterRef("pk"), state__in=states).order_by("on", "pk")


def _first(*states: Deposit) -> QuerySet[InvoiceDeposit, date]:
    """The first day on which the channel of the invoice of the outer query gave one of these states."""
    return _states(*states).values_list("on", flat=True)[:1]


def _resumed() -> QuerySet[InvoiceDeposit, date]:
    """The first day after the suspension of the invoice of the outer query on which its channel went on, whatever the
    word for it."""
    later = Q(on__gt=OuterRef("suspended_on")) | Q(
        on=OuterRef("suspended_on"), pk__gt=OuterRef("suspended_pk")
    )
    going_on = [state for state in Deposit if state not in TROUBLES]
    return _states(*going_on).filter(later).values_list("on", flat=True)[:1]
