"""The ten points that the text leaves open: each setting is decided, kept with what it was, and changes something."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.gaps import gap_decide
from eprimo.steering.consortium.actions.market import market_correct
from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.dossier import facts_of
from eprimo.steering.consortium.enums import Contract, MemberKind
from eprimo.steering.consortium.errors import Closed, NotEligible, WrongOrder
from eprimo.steering.consortium.gaps import BY_KEY, GAPS, SETTINGS, points_of
from eprimo.steering.consortium.market_periods import consultation_from, floor_of, may_withdraw
from eprimo.steering.consortium.models import Letter, Market, Member
from eprimo.steering.consortium.needs import needs_of
from eprimo.steering.orders.invoice.billing import addressee_of
from eprimo.steering.prices.actions import price_write
from eprimo.steering.prices.models import PriceLine
from tests.cast import Cast
from tests.conftest import NOW
from tests.steering.consortium.group import DAYS, Made, group_of, said, siren, siret, today

pytestmark = pytest.mark.django_db


def decided(cast: Cast, number: int, **values: Any) -> Market:
    market = Market.objects.get()
    gap = GAPS[number - 1]
    now = {one.name: getattr(market, one.name) for one in gap.settings}
    gap_decide(
        actor=cast.actor("coordinator"), market=market, gap=gap, values=now | values,
        decided_by="Rectrice", decided_on=today(),
    )  # fmt: skip
    return Market.objects.get()


def test_the_ten_gaps_of_the_reference_are_there_each_with_a_setting_of_the_market() -> None:
    assert [gap.number for gap in GAPS] == list(range(1, 11))
    assert len(set(SETTINGS)) == len(SETTINGS)
    assert all(gap.settings and gap.says and gap.where for gap in GAPS)


def test_a_decision_keeps_what_was_before_and_the_last_one_holds(cast: Cast) -> None:
    group_of(cast)
    decided(cast, 6, second_floor=40)
    market = decided(cast, 6, second_floor=25)
    assert market.second_floor == 25
    point = points_of(market)[5]
    assert [past.changes[0][1:] for past in point.past] == [
        ("40\N{NO-BREAK SPACE}%", "25\N{NO-BREAK SPACE}%"), ("0\N{NO-BREAK SPACE}%", "40\N{NO-BREAK SPACE}%"),
    ]  # fmt: skip
    assert point.past[0].decision.decided_by == "Rectrice"
    line = AuditLine.objects.filter(act="consortium.gap.decided").latest("id")
    assert (line.details["before"], line.details["after"]) == (["second_floor 40"], ["second_floor 25"])


def test_a_text_is_decided_without_being_told_in_the_trail(cast: Cast) -> None:
    """Gap 5 is text: members read it, documents print it."""
    group_of(cast)
    market = decided(cast, 5, commission="Cinq membres désignés par le comité de pilotage.")
    assert points_of(market)[4].shown[0].value == "Cinq membres désignés par le comité de pilotage."
    assert "Cinq" not in str(AuditLine.objects.get(act="consortium.gap.decided").details)


@pytest.mark.parametrize(
    ("number", "values", "field"),
    [
        (6, {"second_floor": 101}, "second_floor"), (6, {"second_floor": "beaucoup"}, "second_floor"),
        (3, {"end_reading": "demain"}, "end_reading"), (5, {"commission": ""}, "commission"),
    ],
)  # fmt: skip
def test_a_value_that_a_setting_does_not_take_is_refused_at_its_field(
    cast: Cast, number: int, values: dict[str, Any], field: str
) -> None:
    group_of(cast)
    with pytest.raises(NotEligible) as refused:
        decided(cast, number, **values)
    assert refused.value.field == field


def test_who_decided_is_said_on_a_day_that_has_come_and_only_by_who_manages(cast: Cast) -> None:
    made = group_of(cast)
    asked = {"market": made.market, "gap": BY_KEY["date-limite"], "values": {"deadline_rolls": True}}
    by = cast.actor("coordinator")
    with pytest.raises(WrongOrder):
        gap_decide(actor=by, decided_by="Rectrice", decided_on=today() + timedelta(days=1), **asked)
    with pytest.raises(NotEligible):
        gap_decide(actor=by, decided_by="  ", decided_on=today(), **asked)
    with pytest.raises(Forbidden):
        gap_decide(actor=cast.actor("member_rep"), decided_by="Moi", decided_on=today(), **asked)


def test_gap_1_no_ogec_joins_once_private_schools_are_left_out(cast: Cast) -> None:
    group_of(cast)
    market = decided(cast, 1, admits_private=False)
    other = said(MemberKind.PRIVATE, "OGEC Saint-Jean", siret(siren("99900050")), contract=Contract.SIMPLE)
    with pytest.raises(NotEligible, match="not-eligible") as refused:
        member_add(actor=cast.actor("coordinator"), market=market, said=other)
    assert "écoles privées" in refused.value.sentence
    market = decided(cast, 1, admits_private=True)
    assert member_add(actor=cast.actor("coordinator"), market=market, said=other).pk


def test_gap_2_and_3_move_the_consultation_and_what_the_19th_of_july_is_worth(cast: Cast) -> None:
    group_of(cast)
    market = decided(cast, 2, mandate_from="effect")
    assert consultation_from(market, date(2026, 1, 20)) == market.starts_on
    market = decided(cast, 3, end_reading="named")
    assert may_withdraw(market, date(2028, 7, 19)).outcome == "accepted"


def test_gap_6_the_floor_of_the_second_period(cast: Cast) -> None:
    group_of(cast)
    assert floor_of(decided(cast, 6, second_floor=80), 100, date(2029, 1, 1)) == 80


def test_r016_gap_7_the_list_is_closed_after_publication_unless_it_was_decided_otherwise(cast: Cast) -> None:
    made = group_of(cast)
    Market.objects.update(published_on=NOW.date())
    late = said(MemberKind.SYNDICAT, "SIVOS des Prés", siret(siren("99900080")))
    with pytest.raises(Closed):
        member_add(actor=cast.actor("coordinator"), market=made.market, said=late)
    market = decided(cast, 7, admits_late=True)
    assert member_add(actor=cast.actor("coordinator"), market=market, said=late).pk


def test_gap_8_accounts_of_everybody_are_not_held_against_the_number_of_pupils(
    group: Made, monkeypatch: pytest.MonkeyPatch, sign_in: Any
) -> None:
    """The words say which accounts are counted; the warning « more than two accounts a known pupil » is of the
    reading by pupil."""
    from eprimo.steering.consortium import needs
    from eprimo.steering.consortium.actions.needs import needs_write
    from eprimo.steering.consortium.actions.schools import school_claim

    actor, school = group.cast.actor("member_rep"), group.cast.tilleuls
    school_claim(actor=actor, member=group["valmarais"], school=school)
    needs_write(actor=actor, member=group["valmarais"], accounts={school.pk: 500})
    monkeypatch.setattr(needs, "_FEW", 1)

    def warned() -> bool:
        return bool(needs_of(Member.objects.get(pk=group["valmarais"].pk))[0].warning)

    line = PriceLine(code="C1", designation="Un compte", indicative_ht=Decimal(2))
    price_write(actor=group.cast.actor("coordinator"), market=group.market, said=line)
    client = sign_in(group.cast.member_rep)

    def read(route: str) -> str:
        page = client.get(reverse(f"consortium:{route}", args=[group["valmarais"].public_id]))
        assert page.status_code == 200
        return " ".join(page.content.decode().split())

    assert warned()
    assert "comptes d’élèves en tout" in read("needs")
    assert "comptes d’élèves, 1 école" in read("simulation").replace("\N{NO-BREAK SPACE}", " ")
    decided(group.cast, 8, price_unit="user")
    assert not warned()
    assert "comptes en tout, de toute personne" in read("needs")
    assert "comptes de toute personne, 1 école" in read("simulation").replace("\N{NO-BREAK SPACE}", " ")


def test_gap_9_a_letter_of_monday_is_late_unless_the_saturday_was_extended(group: Made) -> None:
    """Bad input of R015: posted on the 25th is late; the 26th is in time once the deadline is moved to it."""
    member = group["valmarais"]
    Letter.objects.create(member=member, tracking="1A00000000001", posted_on=date(2026, 1, 26))

    def late() -> bool:
        return facts_of(Member.objects.filter(pk=member.pk))[member.pk].late

    assert late()
    market = decided(group.cast, 9, deadline_rolls=True)
    assert not late()
    # It follows the deadline when that is corrected.
    moved = {name: getattr(DAYS, name) for name in DAYS.__slots__} | {"joins_until": date(2026, 1, 23)}
    market_correct(actor=group.cast.actor("coordinator"), market=market, days=type(DAYS)(**moved))
    assert late()


def test_r075_gap_10_the_invoice_is_the_member_s_even_when_it_is_represented(group: Made) -> None:
    brive = group["brive"]
    assert addressee_of(brive, NOW).siret == brive.siret
    decided(group.cast, 10, invoices_to="body")
    fresh = {key: Member.objects.get(pk=one.pk) for key, one in group.members.items()}
    assert group.body is not None
    assert addressee_of(fresh["brive"], NOW).siret == group.body.siret
    # Nobody acts for this one.
    assert addressee_of(fresh["valmarais"], NOW).siret == fresh["valmarais"].siret
