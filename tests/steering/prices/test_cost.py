"""What quantities cost: every kind of unit, set-up once, options, cents."""

from decimal import Decimal

import pytest

from eprimo.steering.prices.cost import (
    Price,
    Quantities,
    SchoolQuantity,
    at_prices,
    cost_of,
    cost_of_year,
    holes_of,
)
from eprimo.steering.prices.enums import Unit

_20 = Decimal("20.00")


def price(code: str, unit: Unit, ht: str, **more: object) -> Price:
    return Price(code, code, unit, Decimal(ht), more.pop("vat_rate", _20), **more)  # type: ignore[arg-type]


ACCOUNTS = price("C", Unit.PUPIL, "1.95")
BANDS = [
    price("P", Unit.SCHOOL, "40", below_accounts=100), price("G", Unit.SCHOOL, "70", from_accounts=100),
]  # fmt: skip
SETUP = price("M", Unit.SCHOOL, "150", once=True)
FLAT = price("F", Unit.MEMBER, "90")
CLASSES = price("K", Unit.CLASS, "12")
OPTION = price("O", Unit.MEMBER, "200", is_option=True)
# The last one opens nothing.
SCHOOLS = [SchoolQuantity(1, 99, 4), SchoolQuantity(2, 100, 5), SchoolQuantity(3, 0, 2)]


@pytest.mark.parametrize(
    ("prices", "ht"),
    [
        ([ACCOUNTS], "388.05"),  # 199 accounts
        (BANDS, "110.00"),  # 99 accounts: small; 100: large
        ([SETUP], "300.00"),
        ([FLAT], "90.00"),
        ([CLASSES], "108.00"),
        ([OPTION], "0.00"),  # off by default [R052]
    ],
)
def test_each_unit_is_counted_by_what_it_says(prices: list[Price], ht: str) -> None:
    assert cost_of_year(prices, Quantities(SCHOOLS), 0).ht == Decimal(ht)


def test_r052_an_option_costs_when_the_member_takes_it_and_set_up_the_first_year_only() -> None:
    years = cost_of([SETUP, FLAT, OPTION], Quantities(SCHOOLS, {"O"}))
    assert [year.ht for year in years] == [Decimal(590), Decimal(290), Decimal(290), Decimal(290)]
    assert [year.ttc for year in years][:2] == [Decimal("708.00"), Decimal("348.00")]


def test_classes_that_nobody_knows_are_said_not_guessed() -> None:
    year = cost_of_year([CLASSES, FLAT], Quantities([SchoolQuantity(1, 10), SchoolQuantity(2, 10, 3)]), 0)
    assert year.unknown == ("K",)
    assert year.ht == Decimal(126)


def test_a_member_that_opens_no_school_owes_nothing() -> None:
    assert cost_of_year([FLAT, *BANDS, ACCOUNTS], Quantities([SchoolQuantity(1, 0, 2)]), 0).lines == []


def test_vat_is_rounded_once_for_a_rate_and_cents_half_up() -> None:
    """Three lines of 0.03 € whose VAT is 0.006 each: 0.018 together, so two cents and not three."""
    year = cost_of_year(
        [price("C", Unit.PUPIL, "0.03")], Quantities([SchoolQuantity(n, 1) for n in range(3)]), 0
    )
    assert (year.ht, year.vat, year.ttc) == (Decimal("0.09"), Decimal("0.02"), Decimal("0.11"))
    assert [line.vat for line in year.lines] == [Decimal("0.01")] * 3
    mixed = cost_of_year(
        [ACCOUNTS, price("L", Unit.MEMBER, "10", vat_rate=Decimal("5.50"))],
        Quantities([SchoolQuantity(1, 1)]),
        0,
    )
    assert mixed.ht_by_rate == {_20: Decimal("1.95"), Decimal("5.50"): Decimal("10.00")}
    assert mixed.vat == Decimal("0.39") + Decimal("0.55")


def test_sizes_of_schools_that_no_price_is_for_are_told() -> None:
    small, large = BANDS
    assert holes_of([ACCOUNTS, SETUP, FLAT]) == []
    assert holes_of(BANDS) == []
    assert holes_of([small]) == [(100, None)]
    middle = price("L", Unit.SCHOOL, "90", from_accounts=200, below_accounts=300)
    assert holes_of([middle, small]) == [(100, 200), (300, None)]
    assert holes_of([large]) == [(1, 100)]


def test_an_offer_is_the_same_lines_at_its_prices() -> None:
    (offered,) = at_prices([ACCOUNTS], {"C": Decimal("1.50")})
    assert cost_of_year([offered], Quantities(SCHOOLS), 0).ht == Decimal("298.50")
