"""Orders that the contractor acknowledged, beside the group: what invoices are made of."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.printing.facturx import Facturx
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.enums import Channel, InvoiceKind, OrderKind, OrderState
from eprimo.steering.orders.invoice import billing
from eprimo.steering.orders.invoice.actions.invoices import invoice_issue, save, seller_write
from eprimo.steering.orders.models import (
    BankChange,
    Invoice,
    InvoiceBook,
    Order,
    OrderCharge,
    OrderLine,
    Seller,
)
from eprimo.steering.orders.order.actions.dispatch import _keep_charges
from eprimo.steering.orders.order.periods import plan_of
from eprimo.steering.orders.order.sheet import cost_of_order
from tests.steering.consortium.group import Made
from tests.steering.prices.schedule import AWARDEE, awarded, awarded_to

SELLER = Seller(street="1 rue du Port", postcode="44000", city="Nantes", contract="2026-ENT-01")
IBAN = "FR7630006000011234567890189"


def notified(made: Made, by: Any) -> Market:
    """The contractor has the market, its prices stand, it has said who it is."""
    awarded(by, made.market)
    Market.objects.filter(pk=made.market.pk).update(
        published_on=date(2026, 2, 2), notified_on=date(2026, 4, 30)
    )
    made.market.refresh_from_db()
    seller_write(actor=made.cast.actor("contractor"), market=made.market, said=SELLER)
    account(made.market)
    return made.market


def account(market: Market, iban: str = IBAN, effective_on: date = date(2026, 5, 1)) -> BankChange:
    """An account that two people of the contractor gave."""
    return BankChange.objects.create(
        market=market, iban=iban, bic="AGRIFRPP", confirmed_at=clock.now(), effective_on=effective_on
    )


def acknowledged(
    market: Market,
    member: Member,
    accounts: Mapping[School, int],
    number: int,
    *,
    period: int = 1,
    starts_on: date | None = None,
    options: Sequence[str] = (),
) -> Order:
    """For a whole period, or a complement from that day on, as it was sent and acknowledged."""
    first, after = (
        (market.starts_on, market.second_period_on)
        if period == 1
        else (market.second_period_on, market.ends_on)
    )
    kind = OrderKind.FIRST if period == 1 else OrderKind.SECOND
    order = Order.objects.create(
        market=market, member=member, kind=OrderKind.COMPLEMENT if starts_on else kind, period=period,
        starts_on=starts_on or first, ends_on=after, accounts=sum(accounts.values()), options=list(options),
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(order=order, school=school, uai=school.uai, name=school.name, accounts=count)
        for school, count in accounts.items()
    )
    _keep_charges(order, cost_of_order(order, plan_of(order)))
    order.number, order.state = number, OrderState.ACKNOWLEDGED
    order.sent_at = order.acknowledged_at = clock.now()
    order.save(update_fields=["number", "state", "sent_at", "acknowledged_at"])
    return order


def ordered(
    market: Market, member: Member, schools: list[School], number: int, public_id: Any = None
) -> Order:
    """An acknowledged order for the first period, 100 accounts a school, without asking prices of anybody."""
    order = Order.objects.create(
        market=market, member=member, kind=OrderKind.FIRST, period=1, starts_on=market.starts_on,
        ends_on=market.second_period_on, accounts=100 * len(schools), public_id=public_id or uuid7(),
    )  # fmt: skip
    for place, school in enumerate(schools):
        OrderLine.objects.create(order=order, school=school, uai=school.uai, name=school.name, accounts=100)
        for year in (0, 1):
            OrderCharge.objects.create(
                order=order, year=year, position=place, code="C1", designation="Compte d’élève, par an",
                unit="pupil", school=school, quantity=100, unit_ht=Decimal("1.80"), vat_rate=Decimal(20),
                ht=Decimal(180),
            )  # fmt: skip
    order.number, order.state = number, OrderState.ACKNOWLEDGED
    order.sent_at = order.acknowledged_at = clock.now()
    order.save(update_fields=["number", "state", "sent_at", "acknowledged_at"])
    return order


def planted(
    market: Market, member: Member, school: School, public_id: Any, *, order_id: Any = None
) -> Invoice:
    """An invoice with its order, without typesetting: what an address needs. `order_id`: the order alone, there."""
    Market.objects.filter(pk=market.pk).update(published_on=date(2026, 2, 2), notified_on=date(2026, 4, 30))
    awarded_to(market)
    Seller.objects.get_or_create(market=market, defaults={"name": AWARDEE.name, "siret": AWARDEE.siret})
    order = ordered(market, member, [school], 1, order_id)
    if order_id is not None:
        return Invoice(order=order)
    made = Invoice(
        public_id=public_id, market=market, member=member, order=order, kind=InvoiceKind.INVOICE,
        channel=Channel.CHORUS, year=0, number=1, reference="FAC-00001", issued_on=clock.today("Europe/Paris"),
        first_day=market.starts_on, last_day=date(2027, 7, 18), buyer_siret=member.siret, accounts=100,
        net=Decimal(180), tax=Decimal(36), total=Decimal(216),
    )  # fmt: skip
    InvoiceBook.objects.create(market=market, last_invoice=1)
    save(made, billing.drawn(order.charges.filter(year=0), order.lines.all()), Facturx(b"%PDF", b"<a/>"))
    return made


def bill(made: Made, order: Order, year: int = 0) -> Invoice:
    return invoice_issue(actor=made.cast.actor("contractor"), order=order, year=year)
