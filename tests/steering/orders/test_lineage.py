"""Orders of whom a member is in the place of by law, and needs that no order asks for yet."""

from datetime import date
from typing import Any

import pytest

from eprimo.steering.consortium.actions.amendments import amendment_sign
from eprimo.steering.consortium.actions.due_passages import member_turn
from eprimo.steering.consortium.actions.exits import exclusion_record
from eprimo.steering.consortium.actions.representation import GivenFile, signatory_name
from eprimo.steering.consortium.actions.substitution import member_substitute
from eprimo.steering.consortium.enums import MemberKind, Succession
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.orders.entitlement.grants import closes_on, grants_keep, overruns_watch, usage_of
from eprimo.steering.orders.enums import OrderKind
from eprimo.steering.orders.invoice.due_years import due_of
from eprimo.steering.orders.invoice.queries import due_query
from eprimo.steering.orders.models import Order
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge
from eprimo.steering.orders.order.actions.drafts import order_propose, order_save
from eprimo.steering.orders.order.queries import TotalsFilter, totals_of, totals_sum
from eprimo.steering.orders.order.sheet import missing_of
from tests.steering.consortium.group import PDF, Made, said, siren, siret, today
from tests.steering.orders.ordering import in_force, joined
from tests.steering.orders.test_orders import on

pytestmark = pytest.mark.django_db


def ordered(group: Made, member: Member, number: int) -> Order:
    """At the school of Brive, by who acts for it; acknowledged."""
    body, school = group.cast.actor("managing_body"), group.schools["brive"]
    order = order_propose(
        actor=body, order=order_save(actor=body, member=member, accounts={school.pk: number})
    )
    return order_acknowledge(actor=group.cast.actor("contractor"), order=joined(group, order), seen=True)


def replaced(group: Made) -> Member:
    """A commune nouvelle in the place of Brive, today."""
    brive = group["brive"]
    new = said(MemberKind.COMMUNE, "Brive-en-Loirette", siret(siren("20001234")), commune=brive.commune)
    made = member_substitute(
        actor=group.cast.actor("coordinator"), member=brive, kind=Succession.MERGER, successor=new,
        effective_on=today(), act="2026-DRCL-114", act_on=date(2026, 10, 3), file=GivenFile("acte.pdf", PDF),
    )  # fmt: skip
    signatory_name(
        actor=group.cast.actor("managing_body"), member=made.successor, first_name="Jeanne", last_name="MAIRE",
        function="Maire", starts=today(),
    )  # fmt: skip
    return made.successor


def standing(group: Made, member: Member) -> tuple[str, int, int]:
    """(word, need, ordered) as the coordinator reads them."""
    by = group.cast.actor("coordinator")
    row: Any = totals_of(by, group.market, TotalsFilter()).get(pk=member.pk)
    return row.standing, row.need, row.ordered


def test_r016_what_a_member_ordered_is_not_ordered_again_by_who_came_in_its_place(group: Made) -> None:
    ordered(group, group["brive"], 80)
    member = replaced(group)
    assert standing(group, member) == ("known", 80, 80)
    more = ordered(group, member, 5)
    assert more.kind == OrderKind.COMPLEMENT
    # The school was set up by the first order.
    assert set(more.charges.values_list("code", flat=True)) == {"C1"}
    assert standing(group, member) == ("known", 80, 85)
    (row,) = usage_of(member)
    assert row.ordered == 85
    assert (grants_keep(), overruns_watch()) == (0, 0)


def test_r016_who_came_in_the_place_of_a_member_without_order_makes_the_first_one(group: Made) -> None:
    member = replaced(group)
    assert standing(group, member)[0] == "default"
    assert ordered(group, member, 80).kind == OrderKind.FIRST


def test_r035_what_a_replaced_member_ordered_ends_with_who_is_in_its_place(group: Made) -> None:
    ordered(group, group["brive"], 80)
    member = replaced(group)
    member_turn(Member.objects.get(pk=member.pk))
    exclusion_record(
        actor=group.cast.actor("coordinator"), member=member, court="Tribunal administratif de Nantes",
        case_number="26-1", decided_on=date(2026, 11, 2), effect_on=date(2027, 7, 19),
        file=GivenFile("jugement.pdf", PDF),
    )  # fmt: skip
    assert grants_keep() == 1
    assert closes_on(member) == date(2027, 7, 19)
    with on(2027, 7, 20):
        assert [one.year for one in due_of(group.market)] == [0]
        found: Any = Market.objects.annotate(n=due_query(group.cast.actor("contractor"))).get()
        assert found.n == 1


def test_r071_a_need_that_an_amendment_raised_after_the_order_is_asked_for(
    group: Made, known_order: Order
) -> None:
    member, rep = group["valmarais"], group.cast.actor("member_rep")
    assert (standing(group, member)[0], missing_of(member, today())) == ("known", 0)
    amendment_sign(
        actor=rep, member=member, accounts={group.cast.tilleuls.pk: 112}, reason="Une classe de plus",
        signed_on=today(),
    )  # fmt: skip
    assert standing(group, member) == ("below", 152, 140)
    assert missing_of(member, today()) == 12
    sums = totals_sum(group.cast.actor("coordinator"), group.market)
    assert (sums.ordered, sums.below) == (1, 1)
    with on(2028, 7, 19):
        assert missing_of(member, date(2028, 7, 19)) == 0
        assert standing(group, member)[0] != "below"
    in_force(group, {"tilleuls": 12})
    assert (standing(group, member)[0], missing_of(member, today())) == ("known", 0)
