"""Tells where the payment of an invoice stands: the member's word, what its channel confirms, and what a late one
costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.orders.invoice.late_interest import Late, half_of, late_of
from eprimo.steering.orders.invoice.payment_delay import pay_by
from eprimo.steering.orders.models import CentralBankRate, Invoice, InvoicePayment


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a payment stands. `ordered_on`, `paid_on`: what counts, the member's word before that of the channel.
    `channel_on`: the day on which Chorus Pro or the platform put it into payment, None: not known."""

    said: InvoicePayment | None
    channel_ordered_on: date | None
    channel_on: date | None
    late: Late | None

    @property
    def ordered_on(self) -> date | None:
        return self.said.ordered_on if self.said else self.channel_ordered_on

    @property
    def paid_on(self) -> date | None:
        return (self.said.paid_on if self.said else None) or self.channel_on

    @property
    def differs(self) -> bool:
        """Whether the channel gives another day of payment than the member."""
        said = self.said.paid_on if self.said else None
        return said is not None and self.channel_on is not None and said != self.channel_on


def standing_of(invoice: Invoice, rates: Mapping[date, Decimal]) -> Standing:
    """Where the payment of an invoice stands, which was read `with_standing`."""
    said: InvoicePayment | None = getattr(invoice, "payment", None)
    ordered: date | None = invoice.channel_ordered  # type: ignore[attr-defined]
    channel: date | None = invoice.channel_paid  # type: ignore[attr-defined]
    paid_on = (said.paid_on if said else None) or channel
    last, late = pay_by(invoice), None
    # Given back whole before anybody paid it, nothing was ever owed.
    if last is not None and (paid_on is not None or not invoice.closed_by_credit):
        back = [(one.issued_on, one.due) for one in invoice.credits.all()]
        late = late_of(invoice.due, last, paid_on, clock.today(ZONE), rates, back)
    return Standing(said, ordered, channel, late)


def rates_known() -> dict[date, Decimal]:
    """The rates of the central bank, by the first day of their half-year."""
    return dict(CentralBankRate.objects.values_list("half_from", "percent"))


def rates_noted() -> list[CentralBankRate]:
    """The rates of the central bank that were noted, the last first."""
    return list(CentralBankRate.objects.order_by("-half_from"))


def rates_missing(market: Market) -> list[date]:
    """The half-years of the market that began and of which nobody noted the rate."""
    known, today = rates_known(), clock.today(ZONE)
    half, found = half_of(market.starts_on), []
    while half <= today:
        if half not in known:
            found.append(half)
        half = months_after(half, 6)
    return found


def payments_of(member: Member) -> list[InvoicePayment]:
    """What the member said of its payments, by day."""
    rows = InvoicePayment.objects.filter(member=member).select_related("invoice")
    return list(rows.order_by("ordered_on", "pk"))
