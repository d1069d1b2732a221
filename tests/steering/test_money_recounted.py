"""Fifteen situations recounted by hand from the convention and the decisions, by who had not read the code: fractions
first, then cents. Each test gives its working; what it asserts was written before the product was asked.

Years of the market: 19 July 2026 to 18 July 2027 (365 days), to 18 July 2028 (366, it has a 29 February), to 18 July
2029 and 2030 (365 each).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.printing import invoicing
from eprimo.foundation.printing.facturx import Facturx
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.orders.enums import DeductionKind, Deposit, OrderState
from eprimo.steering.orders.errors import NotDue, PastMaximum
from eprimo.steering.orders.invoice.actions.deductions import deduction_write
from eprimo.steering.orders.invoice.actions.invoices import drafted, drafted_credit, keep
from eprimo.steering.orders.invoice.actions.payments import payment_say, rate_note
from eprimo.steering.orders.invoice.actions.progress import deposit_record
from eprimo.steering.orders.invoice.billing import rates_of
from eprimo.steering.orders.invoice.deductions import with_left
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.late_interest import Late
from eprimo.steering.orders.invoice.payments import rates_known, standing_of
from eprimo.steering.orders.invoice.queries import invoice_read
from eprimo.steering.orders.models import Deduction, Invoice, Order
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.prices.amendments import price_amend, vat_change
from eprimo.steering.prices.enums import Bands, Begins, Part, Unit
from eprimo.steering.prices.errors import WrongAmendment
from eprimo.steering.prices.models import PriceLine, PriceSchedule, PriceTerms
from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import Made, group_of, manager
from tests.steering.orders.billed import acknowledged, notified
from tests.steering.orders.ordering import bind, in_need

pytestmark = pytest.mark.django_db
START, SECOND, THIRD, FOURTH = (date(year, 7, 19) for year in range(2026, 2030))
BY_DAY = {"begins": Begins.ORDER, "part": Part.DAY, "bands": Bands.AT_ONCE}
SIZES = (("S", "139.95", 0, 101), ("M", "229.90", 101, 201), ("L", "309.85", 201, None))


@lent
def made(cast: Cast) -> Made:
    by = manager(cast)
    group = group_of(cast, by)
    notified(group, by)
    in_need(cast.actor("member_rep"), group["valmarais"], {cast.tilleuls: 0, group.schools["lettered"]: 0})
    bind(group["valmarais"])
    return group


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.frozen(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        yield


def contract(made: Made, *lines: dict[str, Any], **terms: Any) -> None:
    """These prices and terms, in the place of those of the ground. Terms: a year is owed whole unless told."""
    PriceSchedule.objects.filter(market=made.market).update(awarded_at=None)
    PriceTerms.objects.filter(market=made.market).update(**terms)
    PriceLine.objects.filter(market=made.market).delete()
    PriceLine.objects.bulk_create(
        PriceLine(market=made.market, order=place, **one) for place, one in enumerate(lines)
    )
    PriceSchedule.objects.filter(market=made.market).update(awarded_at=clock.now())


def price(code: str, ht: str, unit: Unit = Unit.PUPIL, rate: str = "20.00", **more: Any) -> dict[str, Any]:
    amount = Decimal(ht)
    return {
        "code": code, "designation": code, "unit": unit, "vat_rate": Decimal(rate), "indicative_ht": amount,
        "contract_ht": amount, **more,
    }  # fmt: skip


def sizes() -> list[dict[str, Any]]:
    """139.95 € up to 100 accounts, 229.90 € up to 200, 309.85 € above."""
    return [
        price(code, ht, Unit.SCHOOL, from_accounts=least, below_accounts=below)
        for code, ht, least, below in SIZES
    ]  # fmt: skip


def schools(made: Made) -> list[School]:
    return [made.cast.tilleuls, made.cast.verne, made.schools["brive"]]


def ordered(made: Made, accounts: Sequence[int], number: int = 1, **more: Any) -> Order:
    """By Valmarais, today: so many accounts a school."""
    return acknowledged(
        made.market, made["valmarais"], dict(zip(schools(made), accounts, strict=False)), number, **more
    )


def bill(order: Order, year: int = 0) -> Invoice:
    """The invoice of a year, today, without its file."""
    return keep(drafted(order.pk, year), unprinted)


def credit(invoice: Invoice, quantities: dict[int, int]) -> Invoice:
    return keep(drafted_credit(invoice, quantities, "Rendu"), unprinted)


def unprinted(_document: invoicing.Invoice) -> Facturx:
    return Facturx(b"%PDF", b"<a/>")


def sums(*invoices: Invoice) -> list[tuple[str, str, str]]:
    """Before VAT, VAT, with it."""
    return [(f"{one.net:.2f}", f"{one.tax:.2f}", f"{one.total:.2f}") for one in invoices]


def test_recounted_01_several_schools_by_size(made: Made) -> None:
    """80, 101 and 250 accounts: 139.95 + 229.90 + 309.85 = 679.70; 20 %: 135.94; 815.64."""
    contract(made, *sizes())
    with on(date(2026, 9, 28)):
        invoice = bill(ordered(made, [80, 101, 250]))
    assert sums(invoice) == [("679.70", "135.94", "815.64")]
    assert [f"{one.ht:.2f}" for one in invoice.lines.order_by("position")] == ["139.95", "229.90", "309.85"]


def test_recounted_02_complements_by_day_over_365_and_366_days(made: Made) -> None:
    """From 28 September 2026, 13 + 31 + 27 days after 19 July: 365 − 71 = 294 days are owed.

    80 accounts: 139.95 × 294/365 = 41145.30/365 = 112.727; 101: 229.90 × 294/365 = 67590.60/365 = 185.180.
    112.73 + 185.18 = 297.91; VAT 59.582; 357.49.

    On 1 February 2027, 21 more in the first: 101, the size above. 28 + 31 + 30 + 31 + 30 + 18 = 168 days;
    (229.90 − 139.95) × 168/365 = 15111.60/365 = 41.402; VAT 8.28; 49.68.

    On 1 December 2027, 100 more in the second: 201. 13 + 31 + 30 + 31 + 30 = 135 days are gone of 366: 231;
    (309.85 − 229.90) × 231/366 = 18468.45/366 = 50.460; VAT 10.092; 60.55.

    The second year of the first two: 369.85, VAT 73.97, 443.82; 89.95, VAT 17.99, 107.94.
    """
    contract(made, *sizes(), **BY_DAY)
    with on(date(2026, 9, 28)):
        first = ordered(made, [80, 101])
        asked = [bill(first)]
    with on(date(2027, 2, 1)):
        more = ordered(made, [21], 2, starts_on=date(2027, 2, 1))
        asked.append(bill(more))
    with on(date(2027, 12, 1)):
        last = ordered(made, [0, 100], 3, starts_on=date(2027, 12, 1))
        asked += [bill(last, 1), bill(first, 1), bill(more, 1)]
    assert sums(*asked) == [
        ("297.91", "59.58", "357.49"), ("41.40", "8.28", "49.68"), ("50.46", "10.09", "60.55"),
        ("369.85", "73.97", "443.82"), ("89.95", "17.99", "107.94"),
    ]  # fmt: skip


def test_recounted_03_credit_notes_in_three_splits(made: Made) -> None:
    """46 accounts of 2.34 € for 230 days of 365: 107.64 × 230/365 = 24757.20/365 = 67.828; VAT 13.566; 81.40.

    15 given back: 35.10 × 230/365 = 22.118, 22.12; VAT 4.424.
    20 more: 35 are 81.90 × 230/365 = 51.608; 51.61 − 22.12 = 29.49; VAT of 51.61 is 10.322: 10.32 − 4.42 = 5.90.
    The last 11: 67.83 − 51.61 = 16.22; VAT 13.57 − 10.32 = 3.25, where 20 % of 16.22 alone would be 3.24.
    """
    contract(made, price("C1", "2.34"), **BY_DAY)
    with on(date(2026, 12, 1)):
        invoice = bill(ordered(made, [46]))
        given = [credit(invoice, {1: number}) for number in (15, 20, 11)]
    assert sums(invoice) == [("67.83", "13.57", "81.40")]
    assert sums(*given) == [
        ("22.12", "4.42", "26.54"),
        ("29.49", "5.90", "35.39"),
        ("16.22", "3.25", "19.47"),
    ]
    assert sum(one.total for one in given) == invoice.total
    invoice.refresh_from_db()
    assert invoice.closed_by_credit


def test_recounted_04_an_option_once_in_both_periods(made: Made) -> None:
    """118 accounts of 2.37 €: 279.66 a year. Once for the member 480.00, once a school 55.00 of two schools: 110.00.

    First year: 869.66; VAT 173.932; 1043.59. Second: 279.66; VAT 55.932; 335.59.
    Second period, one more school of 10: 128 × 2.37 = 303.36 and 55.00 of that school: 358.36; VAT 71.672; 430.03. Its
    second year: 303.36; VAT 60.672; 364.03.
    """
    contract(
        made, price("C1", "2.37"), price("O1", "480.00", Unit.MEMBER, is_option=True, once=True),
        price("O2", "55.00", Unit.SCHOOL, is_option=True, once=True),
    )  # fmt: skip
    with on(START):
        first = ordered(made, [100, 18], options=["O1", "O2"])
        asked = [bill(first)]
    with on(SECOND):
        asked.append(bill(first, 1))
    with on(THIRD):
        again = ordered(made, [100, 18, 10], 2, period=2, options=["O1", "O2"])
        asked.append(bill(again, 2))
    with on(FOURTH):
        asked.append(bill(again, 3))
    assert sums(*asked) == [
        ("869.66", "173.93", "1043.59"), ("279.66", "55.93", "335.59"), ("358.36", "71.67", "430.03"),
        ("303.36", "60.67", "364.03"),
    ]  # fmt: skip


def test_recounted_05_a_price_changed_in_the_middle_of_a_year(made: Made) -> None:
    """Of 1 January 2027 it is refused, and nothing changes. Of 19 July 2027, 3.2 % more: 2.37 × 1.032 = 2.44584, 2.45;
    of 19 July 2028, 1.5 % more of what is in force: 2.45 × 1.015 = 2.48675, 2.49.

    118 accounts: 279.66, VAT 55.932, 335.59; 289.10, VAT 57.82, 346.92; 293.82, VAT 58.764, 352.58.
    """
    contract(made, price("C1", "2.37"))
    with on(date(2026, 9, 1)):
        first = ordered(made, [118])
        with pytest.raises(WrongAmendment, match=r"une année commencée garde les siens.*19.juillet.2027"):
            amend(made, date(2027, 1, 1), "1.032")
        assert made.market.price_amendments.count() == 0
        amend(made, SECOND, "1.032")
        amend(made, THIRD, "1.015")
        asked = [bill(first)]
    with on(SECOND):
        asked.append(bill(first, 1))
    with on(THIRD):
        asked.append(bill(ordered(made, [118], 2, period=2), 2))
    assert sums(*asked) == [
        ("279.66", "55.93", "335.59"), ("289.10", "57.82", "346.92"), ("293.82", "58.76", "352.58"),
    ]  # fmt: skip


def amend(made: Made, day: date, index: str) -> None:
    price_amend(
        actor=manager(made.cast), market=made.market, effective_on=day, reference=f"Avenant du {day}",
        index=Decimal(index),
    )  # fmt: skip


def law(made: Made, day: date, after: str) -> None:
    vat_change(
        actor=manager(made.cast), market=made.market, effective_on=day, before=Decimal(20), after=Decimal(after),
        reference="Loi de finances",
    )  # fmt: skip


def test_recounted_06_two_rates_on_a_day(made: Made) -> None:
    """Three schools of 7 accounts of 4.76 €: 3 × 33.32 = 99.96; VAT 19.992, once for the rate: by line it would be
    3 × 6.66 = 19.98. At 5.5 %, 10.10: 0.5555. 110.06; 19.99 + 0.56 = 20.55; 130.61.

    From 1 October 2026 the first rate is 10 %: 9.996 + 0.5555, 10.00 + 0.56; 120.62. On 30 September it was not. A
    second rate for the same day is refused.
    """
    contract(made, price("C1", "4.76"), price("F1", "10.10", Unit.MEMBER, "5.50"))
    with on(date(2026, 9, 1)):
        orders = [ordered(made, [7, 7, 7])]
        law(made, date(2026, 10, 1), "10.00")
        with pytest.raises(WrongAmendment, match=r"devient déjà 10.%.*qu’un taux par jour"):
            law(made, date(2026, 10, 1), "19.60")
        assert [one.after for one in made.market.vat_changes.all()] == [Decimal(10)]
    with on(date(2026, 9, 30)):
        before = bill(orders[0])
        credit(before, {one.position: one.quantity for one in before.lines.all()})
    with on(date(2026, 10, 1)):
        after = bill(orders[0])
    assert sums(before, after) == [("110.06", "20.55", "130.61"), ("110.06", "10.56", "120.62")]
    bases = [
        [(f"{rate:.2f}", f"{base:.2f}") for rate, base in rates_of(one.lines.all(), ())]
        for one in (before, after)
    ]
    assert bases == [[("20.00", "99.96"), ("5.50", "10.10")], [("10.00", "99.96"), ("5.50", "10.10")]]


def test_recounted_07_a_credit_after_a_deduction(made: Made) -> None:
    """679.70 less a reduction of 25.50 before VAT: 654.20; VAT 130.84; 785.04; less a penalty of 40.00, without VAT:
    745.04 to pay.

    The school of 101 accounts is given back: 229.90; VAT 45.98; 275.88. Then all the rest, with what was taken off:
    449.80 − 25.50 = 424.30; VAT 130.84 − 45.98 = 84.86; 509.16, less 40.00: 469.16. 275.88 + 469.16 = 745.04.
    Both deductions wait again, and the year invoiced anew comes to the same.
    """
    contract(made, *sizes())
    with on(date(2026, 12, 1)):
        order = ordered(made, [80, 101, 250])
        for kind, amount in ((DeductionKind.REDUCTION, "25.50"), (DeductionKind.PENALTY, "40.00")):
            deduction_write(
                actor=made.cast.actor("member_rep"), order=order, kind=kind, month=date(2026, 11, 1),
                ground="Service fermé", amount=Decimal(amount),
            )  # fmt: skip
        invoice = bill(order)
        given = [credit(invoice, {2: 1}), credit(invoice, {1: 1, 3: 1})]
        left = [f"{one.left:.2f}" for one in with_left(Deduction.objects.all()).order_by("pk")]  # type: ignore[attr-defined]
        anew = bill(order)
    assert sums(invoice, *given, anew) == [
        ("654.20", "130.84", "785.04"), ("229.90", "45.98", "275.88"), ("424.30", "84.86", "509.16"),
        ("654.20", "130.84", "785.04"),
    ]  # fmt: skip
    assert [f"{one.due:.2f}" for one in (invoice, *given, anew)] == ["745.04", "275.88", "469.16", "745.04"]
    assert left == ["25.50", "40.00"]


def test_recounted_08_a_withdrawal(made: Made) -> None:
    """118 accounts: 335.59 for each of two years, 671.18. A letter of 18 May 2028 is too early and changes nothing; of
    1 June it takes effect on 19 July 2028: what was ordered stays owed, the third year is not."""
    contract(made, price("C1", "2.37"))
    with on(START):
        first = ordered(made, [118])
        asked = [bill(first)]
    with on(date(2028, 6, 3)):
        asked.append(bill(first, 1))
        by = manager(made.cast)
        early = withdrawal_record(actor=by, member=made["valmarais"], posted_on=date(2028, 5, 18))
        assert early.effect_on is None
        again = ordered(made, [118], 2, period=2)
        letter = withdrawal_record(actor=by, member=made["valmarais"], posted_on=date(2028, 6, 1))
        assert letter.effect_on == THIRD
    with on(THIRD), pytest.raises(NotDue):
        bill(again, 2)
    assert sums(*asked) == [("279.66", "55.93", "335.59")] * 2
    assert sum(one.total for one in asked) == Decimal("671.18")


def test_recounted_09_a_renewal_with_fewer_accounts(made: Made) -> None:
    """Four invoices: 118 accounts, 335.59 twice; then 97: 229.89; VAT 45.978; 275.87 twice. 1222.92."""
    contract(made, price("C1", "2.37"))
    with on(START):
        first = ordered(made, [118])
        asked = [bill(first)]
    with on(SECOND):
        asked.append(bill(first, 1))
    with on(THIRD):
        again = ordered(made, [97], 2, period=2)
        asked.append(bill(again, 2))
        with pytest.raises(NotDue, match=r"commence le 19.juillet.2029"):
            bill(again, 3)
    with on(FOURTH):
        asked.append(bill(again, 3))
    assert sums(*asked[2:]) == [("229.89", "45.98", "275.87")] * 2
    assert sum(one.total for one in asked) == Decimal("1222.92")


def late(made: Made, received: date, paid: date) -> Late | None:
    """Of 815.64 €, received and paid on these days."""
    contract(made, *sizes())
    with on(received):
        invoice = bill(ordered(made, [80, 101, 250]))
        deposit_record(
            actor=made.cast.actor("contractor"), invoice=invoice, state=Deposit.AVAILABLE, on=received
        )
    by = manager(made.cast)
    with on(date(2027, 3, 1)):
        for half, percent in ((date(2026, 7, 1), "2.15"), (date(2027, 1, 1), "1.90")):
            rate_note(actor=by, half_from=half, percent=Decimal(percent), source="Banque de France")
        payment_say(actor=made.cast.actor("member_rep"), invoice=invoice, ordered_on=received, paid_on=paid)
        return standing_of(invoice_read(made.cast.actor("member_rep"), invoice.public_id), rates_known()).late


def test_recounted_10_interest_across_a_change_of_the_rate(made: Made) -> None:
    """Received on 10 November 2026, 30 days: to 10 December. From the 11th to 15 February: 21 + 31 + 15 = 67 days.

    The rate of the half-year in which it began, 2.15 + 8, as long as it runs, whatever January says: 815.64 × 10.15 %
    = 82.78746; × 67/365 = 15.197. And 40: 55.20. (With 1.90 % from January it would be 14.94.)
    """
    found = late(made, date(2026, 11, 10), date(2027, 2, 15))
    assert found is not None
    assert (found.days, str(found.interest), str(found.owed)) == (67, "15.20", "55.20")


@pytest.mark.parametrize(("day", "owed"), [(14, None), (15, "40.23")])
def test_recounted_11_paid_on_the_14th_and_on_the_15th(made: Made, day: int, owed: str | None) -> None:
    """Received on 14 November 2026: to 14 December. One day: 82.78746/365 = 0.227; and 40."""
    found = late(made, date(2026, 11, 14), date(2026, 12, day))
    assert (found and str(found.owed)) == owed


def test_recounted_12_a_minimum_of_an_order(made: Made) -> None:
    """9 accounts of 2.37 €: 21.33; the least that an order owes for a year is 60.00: 38.67 more; VAT 12.00; 72.00. A
    complement of 20, 47.40, is an order too: 12.60 more, 72.00. (Worked first as a minimum of the member's year, 8.73
    more: the contract's own words, « Un bon doit au moins … pour chaque année », are of the order.)
    """
    contract(made, price("C1", "2.37"), minimum_ht=Decimal(60))
    with on(START):
        asked = [bill(ordered(made, [9])), bill(ordered(made, [20], 2, starts_on=START))]
    assert sums(*asked) == [("60.00", "12.00", "72.00")] * 2
    assert [f"{one.ht:.2f}" for one in asked[1].lines.order_by("position")] == ["47.40", "12.60"]


def test_recounted_12_a_maximum_in_value(made: Made) -> None:
    """At most 600.00 before VAT for the market: 118 accounts for two years are 559.32. 9 more would be 42.66: 601.98,
    1.98 too many. 8 are 37.92: 597.24."""
    contract(made, price("C1", "2.37"))
    PriceSchedule.objects.filter(market=made.market).update(most_ht=Decimal(600))
    by, member = made.cast.actor("member_rep"), made["valmarais"]
    ordered(made, [118])
    draft = order_save(actor=by, member=member, accounts={made.cast.tilleuls.pk: 9})
    with pytest.raises(PastMaximum, match=r"559,32.€.*42,66.€.*1,98.€ HT de trop"):
        order_propose(actor=by, order=draft)
    draft = order_save(actor=by, member=member, accounts={made.cast.tilleuls.pk: 8})
    assert order_propose(actor=by, order=draft).state == OrderState.PROPOSED


def test_recounted_13_schools_of_no_account(made: Made) -> None:
    """0, 1 and 100 accounts by size: nothing, then 139.95 twice: 279.90; VAT 55.98; 335.88.

    In the second period there is no floor: an order of no account at all is no withdrawal, and owes nothing, not even
    the minimum. No invoice of 0.00 is asked for.
    """
    contract(made, *sizes(), minimum_ht=Decimal(60))
    with on(START):
        assert sums(bill(ordered(made, [0, 1, 100]))) == [("279.90", "55.98", "335.88")]
    with on(THIRD):
        nothing = ordered(made, [0, 0], 2, period=2)
        assert nothing.pk not in {one.order.pk for one in due_of(made.market)}
        with pytest.raises(NotDue):
            bill(nothing, 2)


@pytest.mark.parametrize(
    ("day", "year", "part", "owed"),
    [
        # From 29 February 2028: 1 + 31 + 30 + 31 + 30 + 18 = 141 days of 366; 5680.89/366 = 15.522.
        (date(2028, 2, 29), 1, Part.DAY, "15.52"),
        # From 1 March 2027: 140 of 365; 5640.60/365 = 15.454. A year later, of 366: 15.411.
        (date(2027, 3, 1), 0, Part.DAY, "15.45"), (date(2028, 3, 1), 1, Part.DAY, "15.41"),
        # Of the months that begin on the 19th, that of 19 February is begun: 5 of 12; 201.45/12 = 16.7875.
        (date(2028, 2, 29), 1, Part.MONTH, "16.79"),
    ],
)  # fmt: skip
def test_recounted_14_a_leap_year(made: Made, day: date, year: int, part: Part, owed: str) -> None:
    """17 accounts of 2.37 €: 40.29 a year."""
    contract(made, price("C1", "2.37"), **BY_DAY | {"part": part})
    with on(START):
        ordered(made, [118])
    with on(day):
        assert f"{bill(ordered(made, [17], 2, starts_on=day), year).net:.2f}" == owed


def test_recounted_15_a_year_that_began_before_an_amendment_is_invoiced_late(made: Made) -> None:
    """118 accounts. 2.45 € from 19 July 2027; 10 % of VAT from 1 August 2027. Both years are invoiced on 1 September:
    the first keeps its price, both bear the rate of that day. 279.66; VAT 27.966; 307.63; 289.10; VAT 28.91; 318.01."""
    contract(made, price("C1", "2.37"))
    with on(date(2026, 9, 1)):
        first = ordered(made, [118])
        amend(made, SECOND, "1.032")
        law(made, date(2027, 8, 1), "10.00")
    with on(date(2027, 9, 1)):
        assert [f"{one.net:.2f}" for one in due_of(made.market)] == ["279.66", "289.10"]
        asked = [bill(first, 0), bill(first, 1)]
    assert sums(*asked) == [("279.66", "27.97", "307.63"), ("289.10", "28.91", "318.01")]
