"""Members whose orders the contractor acknowledged, in a database of their own: made by a process of its own."""

from datetime import date
from decimal import Decimal

from eprimo.foundation.directory.models import Commune, School
from eprimo.foundation.directory.uai import letter_of
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.enums import OrderKind, OrderState
from eprimo.steering.orders.models import InvoiceRun, Order, OrderCharge, OrderLine, Seller
from tests import factories as make
from tests.steering.consortium.group import siren, siret
from tests.steering.prices.schedule import awarded_to

# Schools of a member, one after the other: 1.6 on average, as in the academy.
_SCHOOLS = (1, 1, 1, 2, 1, 1, 3, 1, 1, 4)


def build(members: int) -> None:
    """So many members with one order each, and a run that was asked to issue all of their invoices."""
    department, academy, year = make.department(), make.academy(), make.school_year()
    market = Market.objects.create(
        academy=academy, joins_until=date(2026, 1, 24), launches_from=date(2026, 1, 26),
        notification_expected=date(2026, 4, 30), starts_on=date(2026, 7, 19), published_on=date(2026, 2, 2),
        notified_on=date(2026, 4, 30),
    )  # fmt: skip
    Seller.objects.create(
        market=market, name="Éditeur d’ENT (inventé)", siret=siret(siren("99900070")), contract="2026-ENT-01",
        iban="FR7630006000011234567890189", bic="AGRIFRPP",
    )  # fmt: skip
    awarded_to(market)
    communes = Commune.objects.bulk_create(
        Commune(insee=f"{number:05}", name=f"Commune {number}", department=department)
        for number in range(10_000, 10_000 + members)
    )
    rows = Member.objects.bulk_create(
        Member(
            market=market, kind=MemberKind.COMMUNE, name=f"Commune {number} sur Loirette",
            siret=siret(siren(f"214{number:05}")), department=department, commune=commune,
        )
        for number, commune in enumerate(communes)
    )  # fmt: skip
    _orders(market, rows, academy, year)
    InvoiceRun.objects.create(market=market, total=members)


def _orders(market: Market, members: list[Member], academy: object, year: object) -> None:
    counts = [_SCHOOLS[place % len(_SCHOOLS)] for place in range(len(members))]
    figures = [f"044{number:04}" for number in range(sum(counts))]
    schools = iter(
        School.objects.bulk_create(
            School(
                uai=f"{one}{letter_of(one)}", name=f"École publique Les Tilleuls {one}", academy=academy,
                running_year=year, commune=members[0].commune,
            )
            for one in figures
        )
    )  # fmt: skip
    orders = Order.objects.bulk_create(
        Order(
            market=market, member=member, kind=OrderKind.FIRST, period=1, starts_on=market.starts_on,
            ends_on=market.second_period_on, accounts=85 * count,
        )
        for member, count in zip(members, counts, strict=True)
    )  # fmt: skip
    lines, charges = [], []
    for order, count in zip(orders, counts, strict=True):
        for place in range(count):
            school = next(schools)
            lines.append(OrderLine(order=order, school=school, uai=school.uai, name=school.name, accounts=85))
            charges += [
                OrderCharge(
                    order=order, year=of, position=place, code="C1", designation="Compte d’élève, par an",
                    unit="pupil", school=school, quantity=85, unit_ht=Decimal("1.80"), vat_rate=Decimal(20),
                    ht=Decimal("153.00"),
                )
                for of in (0, 1)
            ]  # fmt: skip
    OrderLine.objects.bulk_create(lines)
    OrderCharge.objects.bulk_create(charges)
    now = clock.now()
    for number, order in enumerate(orders, 1):
        order.number, order.state, order.sent_at, order.acknowledged_at = (
            number,
            OrderState.ACKNOWLEDGED,
            now,
            now,
        )
    Order.objects.bulk_update(orders, ["number", "state", "sent_at", "acknowledged_at"], batch_size=500)
