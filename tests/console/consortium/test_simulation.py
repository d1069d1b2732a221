"""The cost of four years, from annexe 2 and from other numbers."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from eprimo.console.consortium.simulation import simulate
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.models import Need
from eprimo.steering.prices.cost import Quantities, SchoolQuantity
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.prices.queries import prices_of
from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import Made, group_of, manager
from tests.steering.prices.schedule import CONTRACT, awarded, scheduled

pytestmark = pytest.mark.django_db


@lent
def group(cast: Cast) -> Made:
    made = group_of(cast)
    by = cast.actor("member_rep")
    for school in (cast.tilleuls, cast.verne):
        school_claim(actor=by, member=made["valmarais"], school=school)
    needs_write(actor=by, member=made["valmarais"], accounts={cast.tilleuls.pk: 100, cast.verne.pk: 40})
    return made


def plain(page: bytes) -> str:
    return page.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def test_r070_four_years_are_counted_with_set_up_the_first_one(group: Made) -> None:
    """140 accounts at 1.95, two schools opened at 35: 343 HT, then 273 a year; VAT 20 %."""
    scheduled(manager(group.cast), group.market)
    schools = [SchoolQuantity(group.cast.tilleuls.pk, 100), SchoolQuantity(group.cast.verne.pk, 40)]
    found = simulate(group.market, prices_of(group.market), Quantities(schools))
    assert [one.cost.ht for one in found.years] == [
        Decimal(n) for n in ("343.00", "273.00", "273.00", "273.00")
    ]
    assert [one.period for one in found.years] == [1, 1, 2, 2]
    assert [(one.ht, one.vat) for one in found.sums] == [
        (Decimal("616.00"), Decimal("123.20")), (Decimal("546.00"), Decimal("109.20")),
        (Decimal("1162.00"), Decimal("232.40")),
    ]  # fmt: skip
    assert str(found.years[0].first) == "2026-07-19"
    assert str(found.years[3].last) == "2030-07-18"
    option = simulate(group.market, prices_of(group.market), Quantities(schools, ("O1",)))
    assert option.years[1].cost.ht == Decimal("453.00")


def test_the_page_counts_annexe_2_then_other_numbers_and_keeps_none_of_them(
    group: Made, sign_in: Any
) -> None:
    client = sign_in(group.cast.people["member_rep"])
    address = reverse("consortium:simulation", args=[group["valmarais"].public_id])
    page = plain(client.get(address).content)
    assert "Aucun prix n’est encore connu" in page
    assert "0,00 €" not in page
    by = manager(group.cast)
    scheduled(by, group.market)
    page = plain(client.get(address).content)
    for words in ("Prix indicatif", "1 394,40 €", "411,60 €", "FCTVA", "Lien avec le portail famille"):
        assert words in page
    typed = {"n_0440001A": "200", "n_0440002B": "", "options": "O1"}
    page = plain(client.get(address, typed).content)
    assert "765,60 €" not in page
    assert "726,00 €" in page  # (390 + 35 + 180) × 1.2
    assert "Revenir à l’annexe 2" in page
    assert sorted(Need.objects.filter(ends=None).values_list("accounts", flat=True)) == [40, 100]
    wrong = client.get(address, {"n_0440001A": "-4"})
    assert wrong.status_code == 422
    assert "ne peut pas être négatif" in wrong.content.decode()
    file = reverse("consortium:simulation_file", args=[group["valmarais"].public_id, "csv"])
    rows = client.get(file, typed).content.decode("utf-8-sig").splitlines()
    assert rows[1] == "Année 1;19/07/2026;18/07/2027;1;605,0;121,0;726,0;indicatif"
    assert len(rows) == 8


def test_after_the_award_the_contract_counts_and_a_price_by_class_that_is_not_known_is_said(
    group: Made, sign_in: Any
) -> None:
    awarded(manager(group.cast), group.market)
    line = PriceLine.objects.get(code="O1")
    line.unit, line.is_option = "class", False
    line.save(update_fields=["unit", "is_option"])
    # One whose classes nobody imported yet.
    by, empty = group.cast.actor("member_rep"), group.schools["lettered"]
    school_claim(actor=by, member=group["valmarais"], school=empty)
    needs_write(actor=by, member=group["valmarais"], accounts={empty.pk: 10})
    client = sign_in(group.cast.people["member_rep"])
    address = reverse("consortium:simulation", args=[group["valmarais"].public_id])
    page = plain(client.get(address).content)
    assert "Prix du contrat" in page
    assert "Prix indicatif" not in page
    assert f"{CONTRACT['C1']}".replace(".", ",") in page
    assert "le nombre de classes d’une école n’est pas connu" in page
