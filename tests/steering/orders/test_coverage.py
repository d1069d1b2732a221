"""Coverage with numerator, denominator and day, beside what the convention starts from."""

from datetime import date

import pytest

from eprimo.foundation.kernel.errors import Forbidden
from eprimo.steering.governance.chapters import Period
from eprimo.steering.orders.entitlement.coverage import coverage_base_write, coverage_of
from eprimo.steering.orders.errors import WrongDay, WrongQuantity
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.report_chapters import CHAPTERS
from tests.conftest import NOW
from tests.steering.consortium.group import Made
from tests.steering.orders.ordering import in_force

pytestmark = pytest.mark.django_db


def test_r003_coverage_has_a_numerator_a_denominator_and_a_day_beside_the_85_percent_and_1530_schools(
    group: Made,
) -> None:
    before = coverage_of(group.market)
    # Nobody has said how many pupils there are: no percentage is invented.
    assert (before.opened[0].some, before.opened[0].all, before.opened[0].percent) == (0, None, None)
    assert before.engaged[0].some == 220
    in_force(group, {"tilleuls": 140, "lettered": 10})
    coverage_base_write(
        actor=group.cast.actor("coordinator"), market=group.market, public_pupils=160, counted_on=date(2025, 9, 20),
        source="Constat de rentrée (inventé)",
    )  # fmt: skip
    found = coverage_of(group.market)
    assert found.day == NOW.date()
    pupils, schools = found.opened
    assert (pupils.some, pupils.all, pupils.percent) == (150, 160, 93)
    assert "85" in pupils.base
    assert schools.some == 2
    assert "1 530" in schools.base.replace("\N{NO-BREAK SPACE}", " ")
    assert found.base is not None
    assert found.base.counted_on == date(2025, 9, 20)


@pytest.mark.parametrize("pupils", [0, -1, 10**9])
def test_a_number_of_pupils_that_is_none_is_refused(group: Made, pupils: int) -> None:
    by = group.cast.actor("coordinator")
    with pytest.raises(WrongQuantity):
        coverage_base_write(
            actor=by, market=group.market, public_pupils=pupils, counted_on=date(2025, 9, 20), source="X"
        )
    with pytest.raises(WrongDay):
        coverage_base_write(
            actor=by, market=group.market, public_pupils=9, counted_on=date(2027, 1, 1), source="X"
        )
    with pytest.raises(Forbidden):
        coverage_base_write(
            actor=group.cast.actor("academy"), market=group.market, public_pupils=9, counted_on=date(2025, 1, 1),
            source="X",
        )  # fmt: skip


def test_a_sum_that_fewer_than_five_members_make_is_not_told(
    group: Made, sent_order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the yearly report, which every member reads: each could take its own from the sum."""
    orders = CHAPTERS[0]
    assert orders.facts(group.market, Period(date(2025, 1, 1), date(2025, 12, 31)))[0][1] == "0"
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    found = dict(orders.facts(group.market, year))
    assert found["Bons de commande envoyés"] == "1"
    assert found["Comptes commandés"] == "moins de 5 membres\N{NO-BREAK SPACE}: non dit"
    monkeypatch.setattr("eprimo.steering.orders.report_chapters.FEWEST_MEMBERS", 1)
    assert dict(orders.facts(group.market, year))["Comptes commandés"] == str(sent_order.accounts)
