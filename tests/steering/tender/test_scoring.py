"""Points and ranks, exact (R081): the vector of the reference, and what holds for any offers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.steering.tender.enums import Method
from eprimo.steering.tender.scoring import Bid, abnormally_low, price_points, ranked, shown

FORTY = Decimal(40)
PRICES = {1: Decimal(100), 2: Decimal(120), 3: Decimal(150)}
MONEY = st.decimals("0.01", "9999999", places=2)
OFFERS = st.dictionaries(st.integers(1, 9), MONEY, min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("method", "points"),
    [(Method.CLASSIC, ["40.00", "33.33", "26.67"]), (Method.LINEAR, ["40.00", "24.00", "0.00"])],
)
def test_r081_the_points_of_100_120_and_150(method: Method, points: list[str]) -> None:
    found = price_points(method, FORTY, PRICES)
    assert [str(shown(found[key])) for key in PRICES] == points


@given(OFFERS, st.sampled_from(Method.values))
def test_r081_the_lowest_price_has_the_best_mark_and_none_goes_out_of_bounds(
    prices: dict[int, Decimal], method: str
) -> None:
    found = price_points(method, FORTY, prices)
    assert all(0 <= points <= FORTY for points in found.values())
    lowest = min(prices.values())
    assert all((found[key] == FORTY) == (price == lowest) for key, price in prices.items())
    order = sorted(prices, key=lambda key: prices[key])
    assert [found[key] for key in order] == sorted((found[key] for key in order), reverse=True)


def test_a_price_of_nothing_is_never_divided_by() -> None:
    with pytest.raises(ValueError, match="above zero"):
        price_points(Method.CLASSIC, FORTY, {1: Decimal(0), 2: Decimal(100)})


def test_r081_marks_of_several_are_their_mean_and_a_tie_goes_to_the_lower_price() -> None:
    """40 for 50 € and 20 for 100 €: marks that make up the difference exactly, by thirds."""
    weights = {7: Decimal(60)}
    bids = [Bid(1, Decimal(100), {7: [4, 4, 4]}), Bid(2, Decimal(50), {7: [3, 3, 2]})]
    first, last = ranked(Method.CLASSIC, FORTY, weights, bids)
    assert (first.key, first.total, last.total) == (2, Fraction(80), Fraction(80))
    assert (first.rank, last.rank) == (1, 2)
    assert first.quality == Fraction(40)
    twins = ranked(Method.CLASSIC, FORTY, weights, [Bid(1, FORTY, {7: [2]}), Bid(2, FORTY, {7: [2]})])
    assert [one.rank for one in twins] == [1, 1]


@given(
    st.lists(st.tuples(MONEY, st.lists(st.integers(0, 4), min_size=1, max_size=4)), min_size=1, max_size=6)
)
def test_r081_a_ranking_is_by_points_then_by_price(offers: list[tuple[Decimal, list[int]]]) -> None:
    bids = [Bid(key, price, {1: marks}) for key, (price, marks) in enumerate(offers)]
    found = ranked(Method.CLASSIC, FORTY, {1: Decimal(60)}, bids)
    keys = [(-one.total, bids[one.key].price) for one in found]
    assert keys == sorted(keys)
    assert all(0 <= one.total <= 100 for one in found)


@pytest.mark.parametrize(
    ("points", "words"), [("1/200", "0.01"), ("1/3", "0.33"), ("2/3", "0.67"), ("0", "0.00")]
)
def test_points_are_rounded_half_up_when_shown(points: str, words: str) -> None:
    assert str(shown(Fraction(points))) == words


def test_a_price_far_below_the_others_is_flagged_and_with_two_offers_nobody_is() -> None:
    assert abnormally_low({1: Decimal(75), 2: Decimal(100), 3: Decimal(100)}) == set()
    assert abnormally_low({1: Decimal("74.99"), 2: Decimal(100), 3: Decimal(100)}) == {1}
    assert abnormally_low({1: Decimal(1), 2: Decimal(100)}) == set()
