"""Orders of members: the floor of the need, one number after the other, what was sent stays."""

import hashlib
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.market import market_correct
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.errors import WrongOrder
from eprimo.steering.consortium.models import Market, Need, Passage
from eprimo.steering.orders.enums import OrderKind, OrderState
from eprimo.steering.orders.errors import (
    BelowNeed,
    NoOrderYet,
    NoSignatory,
    WrongDay,
    WrongQuantity,
    WrongState,
)
from eprimo.steering.orders.models import Order, OrderCharge, OrderDocument, OrderLine
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge, order_cancel, order_send
from eprimo.steering.orders.order.actions.drafts import order_drop, order_propose, order_save, order_take_back
from eprimo.steering.orders.order.queries import order_read
from eprimo.steering.prices.models import PriceSchedule
from tests.steering.consortium.group import DAYS, Made
from tests.steering.orders.ordering import in_force, joined, saved, sent

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def on(year: int, month: int, day: int) -> Any:
    return clock.frozen(datetime(year, month, day, 10, tzinfo=PARIS))


def test_r071_an_order_below_the_need_is_refused_with_the_missing_number(group: Made) -> None:
    order = saved(group, {"tilleuls": 100, "lettered": 28})
    with pytest.raises(BelowNeed) as refused:
        order_propose(actor=group.cast.actor("member_rep"), order=order)
    assert refused.value.missing == 12
    words = refused.value.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert "Il manque 12 comptes" in words
    assert "article 7.1" in words


def test_r071_the_total_of_the_member_counts_not_each_school(group: Made) -> None:
    """A school below its need is made up for by another; above is allowed."""
    order = in_force(group, {"tilleuls": 30, "lettered": 115})
    assert (order.accounts, order.need, order.state) == (145, 140, OrderState.ACKNOWLEDGED)


def test_r071_a_need_raised_after_the_proposal_is_looked_at_again_when_it_is_sent(group: Made) -> None:
    by = group.cast.actor("member_rep")
    order = order_propose(actor=by, order=saved(group, {"tilleuls": 100, "lettered": 40}))
    Need.objects.filter(school=group.cast.tilleuls).update(accounts=101)
    with pytest.raises(BelowNeed):
        order_send(actor=by, order=order)


@pytest.mark.parametrize("number", [-1, 10**9])
def test_a_negative_or_a_huge_number_of_accounts_is_refused(group: Made, number: int) -> None:
    with pytest.raises(WrongQuantity, match="de 0 à 9999"):
        saved(group, {"tilleuls": number})
    assert not Order.objects.exists()


def test_r072_one_order_for_the_first_24_months_then_complements(group: Made) -> None:
    order = in_force(group, {"tilleuls": 100, "lettered": 40})
    assert (order.kind, order.starts_on, order.ends_on) == (
        OrderKind.FIRST,
        date(2026, 7, 19),
        date(2028, 7, 19),
    )
    more = in_force(group, {"tilleuls": 5}, starts_on=date(2026, 12, 1))
    assert (more.kind, more.starts_on, more.ends_on) == (
        OrderKind.COMPLEMENT,
        date(2026, 12, 1),
        date(2028, 7, 19),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.create(
            market=group.market, member=group["valmarais"], kind=OrderKind.FIRST, period=1,
            starts_on=order.starts_on, ends_on=order.ends_on,
        )  # fmt: skip


def test_r072_a_complement_waits_for_the_acknowledgement_adds_something_and_begins_today_at_the_earliest(
    group: Made,
) -> None:
    order = sent(group, {"tilleuls": 100, "lettered": 40})
    with pytest.raises(NoOrderYet, match="pas encore accusé réception"):
        saved(group, {"tilleuls": 5})
    order_acknowledge(actor=group.cast.actor("contractor"), order=order)
    for day, words in ((date(2026, 11, 23), "passée"), (date(2028, 7, 19), "entre le")):
        with pytest.raises(WrongDay, match=words):
            saved(group, {"tilleuls": 5}, starts_on=day)
    empty = saved(group, {"tilleuls": 0})
    with pytest.raises(WrongQuantity, match="au moins un compte"):
        order_propose(actor=group.cast.actor("member_rep"), order=empty)


def test_r072_nothing_is_priced_upon_an_order_that_may_still_be_cancelled(
    group: Made, known_order: Order
) -> None:
    """A school that a complement sets up: cancelled, the order after it would owe no set-up to anybody."""
    by = group.cast.actor("member_rep")
    first = sent(group, {"lettered": 5})
    with pytest.raises(NoOrderYet, match="pas encore accusé réception"):
        saved(group, {"lettered": 3})
    order_cancel(actor=by, order=first, reason="Erreur")
    later = saved(group, {"lettered": 3})
    for state in (OrderState.DRAFT, OrderState.PROPOSED):
        Order.objects.filter(pk=first.pk).update(state=OrderState.SENT, cancelled_at=None, cancel_reason="")
        act = order_propose if state == OrderState.DRAFT else order_send
        with pytest.raises(NoOrderYet, match="pas encore accusé réception"):
            act(actor=by, order=later)
        Order.objects.filter(pk=first.pk).update(
            state=OrderState.CANCELLED, cancelled_at=clock.now(), cancel_reason="Erreur"
        )
        later = act(actor=by, order=later)
    assert set(later.charges.values_list("code", flat=True)) == {"C1", "M1"}


def test_r073_the_second_period_has_no_floor_and_zero_accounts_are_no_withdrawal(group: Made) -> None:
    in_force(group, {"tilleuls": 100, "lettered": 40})
    with on(2028, 5, 19):
        order = in_force(group, {"tilleuls": 0, "lettered": 0})
    assert (order.kind, order.period, order.starts_on) == (OrderKind.SECOND, 2, date(2028, 7, 19))
    assert order.ends_on == date(2030, 7, 19)
    assert not order.charges.exists()
    assert group["valmarais"].claims.in_force().count() == 2


def test_r073_a_school_is_set_up_once_whatever_the_period(group: Made, known_order: Order) -> None:
    """The second order of a school that the first one set up owes accounts; of a school that is new to it, set-up."""
    with on(2028, 5, 19):
        order = in_force(group, {"tilleuls": 100, "lettered": 40})
    set_up = order.charges.filter(code="M1")
    assert [(row.year, row.school_id) for row in set_up] == [(2, group.schools["lettered"].pk)]
    assert {row.school_id for row in order.charges.filter(code="C1")} == {
        group.cast.tilleuls.pk,
        group.schools["lettered"].pk,
    }


def test_r073_the_coordinator_may_set_a_floor_to_the_second_period(group: Made) -> None:
    in_force(group, {"tilleuls": 100, "lettered": 40})
    Market.objects.update(second_floor=50)
    group["valmarais"].market.refresh_from_db()
    with on(2028, 6, 1), pytest.raises(BelowNeed) as refused:
        order_propose(actor=group.cast.actor("member_rep"), order=saved(group, {"tilleuls": 61}))
    assert refused.value.missing == 9


def test_r073_an_order_of_the_19th_of_july_2028_is_of_the_second_period(group: Made) -> None:
    with on(2028, 7, 19):
        assert saved(group, {"tilleuls": 1}).period == 2
    with on(2028, 5, 18):
        first = order_save(
            actor=group.cast.actor("managing_body"),
            member=group["brive"],
            accounts={group.schools["brive"].pk: 80},
        )
        assert first.period == 1


def test_r052_options_are_off_by_default_and_priced_when_they_are_taken(group: Made) -> None:
    """1.80 € an account, 30 € of set-up a school the first year, 150 € for the option each year."""
    plain = sent(group, {"tilleuls": 100, "lettered": 40})
    sums = {year: sum(row.ht for row in plain.charges.filter(year=year)) for year in (0, 1)}
    assert sums == {0: Decimal(312), 1: Decimal(252)}
    order_cancel(actor=group.cast.actor("member_rep"), order=plain, reason="À refaire")
    with_option = in_force(group, {"tilleuls": 100, "lettered": 40}, options=["O1"])
    assert with_option.charges.filter(code="O1").values_list("year", "ht").count() == 2
    with pytest.raises(WrongQuantity, match="pas dans le bordereau"):
        saved(group, {"tilleuls": 1}, options=["C1"])


def test_a_complement_costs_what_it_adds_for_the_years_that_are_begun(
    group: Made, known_order: Order
) -> None:
    more = in_force(group, {"tilleuls": 10, "lettered": 20}, options=["O1"], starts_on=date(2027, 9, 1))
    charged = {(row.year, row.code, row.school_id): row.ht for row in more.charges.all()}
    tilleuls, sea = group.cast.tilleuls.pk, group.schools["lettered"].pk
    # The sea had no account yet: it is set up. The second year is the one that 1 September 2027 is in.
    assert charged == {
        (1, "C1", tilleuls): Decimal(18), (1, "C1", sea): Decimal(36), (1, "M1", sea): Decimal(30),
        (1, "O1", None): Decimal(150),
    }  # fmt: skip


def test_numbers_follow_one_another_and_a_cancelled_one_stays_taken(group: Made, sent_order: Order) -> None:
    by = group.cast.actor("member_rep")
    first = sent_order
    assert first.reference == "BC-00001"
    order_cancel(actor=by, order=first, reason="Erreur d’école")
    order_drop(actor=by, order=saved(group, {"tilleuls": 150}))
    assert sent(group, {"tilleuls": 150}).number == 2


def test_what_was_sent_is_kept_as_a_pdf_with_its_hash_and_nothing_of_it_changes(group: Made) -> None:
    order = sent(group, {"tilleuls": 100, "lettered": 40})
    kept = OrderDocument.objects.get(order=order)
    assert hashlib.sha256(bytes(kept.content)).hexdigest() == kept.sha256
    pdf = PdfReader(io.BytesIO(bytes(kept.content)))
    text = " ".join(
        "\n".join(page.extract_text() for page in pdf.pages).replace("\N{NO-BREAK SPACE}", " ").split()
    )
    for words in (
        "BC-00001", "Environnement Numérique de Travail des écoles de l’Académie de Nantes, ENT 1er degré e-primo",
        "Commune de Valmarais", "École Les Tilleuls", "140", "312,00 €", "374,40 €", "Jeanne MAIRE", "article",
    ):  # fmt: skip
        assert words in text, words
    assert "pdfaid:part" in pdf.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    for act in (
        lambda: OrderLine.objects.filter(order=order).update(accounts=1),
        lambda: OrderLine.objects.filter(order=order).delete(),
        lambda: OrderCharge.objects.filter(order=order).update(ht=1),
        lambda: OrderDocument.objects.filter(order=order).update(content=b""),
        lambda: Order.objects.filter(pk=order.pk).update(accounts=1),
        lambda: Order.objects.filter(pk=order.pk).update(number=9),
    ):
        with pytest.raises(IntegrityError, match="not change"), transaction.atomic():
            act()


def test_an_order_moves_by_its_own_steps_only(group: Made) -> None:
    by, contractor = group.cast.actor("member_rep"), group.cast.actor("contractor")
    order = saved(group, {"tilleuls": 140})
    with pytest.raises(WrongState):
        order_send(actor=by, order=order)
    order_propose(actor=by, order=order)
    with pytest.raises(WrongState):
        saved(group, {"tilleuls": 150})
    order_take_back(actor=by, order=order)
    order_propose(actor=by, order=saved(group, {"tilleuls": 150}))
    order = order_send(actor=by, order=order)
    order_acknowledge(actor=contractor, order=order)
    order_acknowledge(actor=contractor, order=order)
    with pytest.raises(WrongState):
        order_cancel(actor=by, order=order, reason="Trop tard")
    assert AuditLine.objects.filter(act="orders.order.acknowledged").count() == 1


def test_nobody_orders_before_the_convention_is_signed_the_market_notified_and_priced(group: Made) -> None:
    Passage.objects.filter(member=group["valmarais"], state="signed").delete()
    with pytest.raises(NoOrderYet, match="pas signée"):
        saved(group, {"tilleuls": 140})
    PriceSchedule.objects.update(awarded_at=None)
    with pytest.raises(NoOrderYet, match="prix du contrat"):
        saved(group, {"tilleuls": 140})
    Market.objects.update(notified_on=date(2026, 12, 1))
    with pytest.raises(NoOrderYet, match="pas encore notifié"):
        saved(group, {"tilleuls": 140})


def test_r032_a_member_that_withdraws_orders_nothing_for_the_second_period(
    group: Made, known_order: Order
) -> None:
    """Its accepted letter is enough: no passage is written before the day on which it leaves."""
    with on(2028, 6, 1):
        by = group.cast.actor("member_rep")
        second = order_propose(actor=by, order=saved(group, {"tilleuls": 90}))
        withdrawal_record(
            actor=group.cast.actor("coordinator"), member=group["valmarais"], posted_on=date(2028, 5, 20)
        )
        with pytest.raises(NoOrderYet, match=r"quitte le groupement le 19.juillet.2028.*article 3"):
            order_send(actor=by, order=second)
        order_drop(actor=by, order=second)
        with pytest.raises(NoOrderYet, match="quitte le groupement"):
            saved(group, {"tilleuls": 10})
    with on(2028, 7, 19), pytest.raises(NoOrderYet, match="plus dans le groupement"):
        saved(group, {"tilleuls": 10})


def test_r071_an_order_is_not_sent_once_its_period_is_over(group: Made) -> None:
    by = group.cast.actor("member_rep")
    order = order_propose(actor=by, order=saved(group, {"tilleuls": 140}))
    with on(2028, 7, 19):
        by = group.cast.actor("member_rep")
        with pytest.raises(NoOrderYet, match=r"pris fin le 19.juillet.2028.*article 7\.1"):
            order_send(actor=by, order=order)
        order_drop(actor=by, order=order)
        assert saved(group, {"tilleuls": 140}).kind == OrderKind.SECOND


def test_r070_a_school_that_left_since_the_draft_is_named_and_not_ordered(group: Made) -> None:
    by, sea = group.cast.actor("member_rep"), group.schools["lettered"]
    order = order_propose(actor=by, order=saved(group, {"tilleuls": 100, "lettered": 40}))
    claim = group["valmarais"].claims.in_force().get(school=sea)
    claim.ends, claim.end_reason = clock.now(), "by_hand"
    claim.save(update_fields=["ends", "end_reason"])
    with pytest.raises(WrongQuantity, match=r"École de la Mer.*n’est plus à ce membre.*article 7\.1"):
        order_send(actor=by, order=order)
    order_take_back(actor=by, order=order)
    assert sent(group, {"tilleuls": 140}).lines.get().school == group.cast.tilleuls


def test_r063_the_start_moves_the_drafts_and_is_held_by_the_orders_that_were_sent(group: Made) -> None:
    rep, by = group.cast.actor("member_rep"), group.cast.actor("coordinator")
    order = order_propose(actor=rep, order=saved(group, {"tilleuls": 140}))
    market = market_correct(actor=by, market=group.market, days=replace(DAYS, starts_on=date(2026, 9, 1)))
    with pytest.raises(NoOrderYet, match="dates du marché ont changé"):
        order_send(actor=rep, order=order)
    order_take_back(actor=rep, order=order)
    group["valmarais"].market.refresh_from_db()
    order = sent(group, {"tilleuls": 140})
    assert (order.starts_on, order.ends_on) == (date(2026, 9, 1), date(2028, 9, 1))
    with pytest.raises(WrongOrder, match=r"bons de commande sont envoyés.*articles 7\.1 et 8") as refused:
        market_correct(actor=by, market=market, days=DAYS)
    assert refused.value.field == "starts_on"
    order_cancel(actor=rep, order=order, reason="À refaire")
    market_correct(actor=by, market=market, days=DAYS)


def test_an_order_without_signatory_is_not_proposed(group: Made) -> None:
    order = saved(group, {"tilleuls": 140})
    group["valmarais"].signatories.all().delete()
    with pytest.raises(NoSignatory):
        order_propose(actor=group.cast.actor("member_rep"), order=order)


def test_r014_a_managing_body_orders_on_behalf_of_its_member_and_the_audit_says_so(group: Made) -> None:
    body, school = group.cast.actor("managing_body"), group.schools["brive"]
    order = order_save(actor=body, member=group["brive"], accounts={school.pk: 80})
    order = joined(group, order_propose(actor=body, order=order))
    assert order.managing_body == group.body
    assert AuditLine.objects.get(act="orders.order.joined").details["on_behalf"] is True
    with pytest.raises(Forbidden):
        order_save(actor=body, member=group["valmarais"], accounts={})
    with pytest.raises(WrongQuantity, match="pas à ce membre"):
        order_save(actor=group.cast.actor("member_rep"), member=group["valmarais"], accounts={school.pk: 1})


def test_r040_orders_never_go_through_the_coordinator(group: Made, sent_order: Order) -> None:
    order = sent_order
    for name in ("coordinator", "academy", "commission"):
        by = group.cast.actor(name)
        with pytest.raises(NotVisible):
            order_read(by, order.public_id)
        for act in (
            lambda by=by: order_save(actor=by, member=group["valmarais"], accounts={}),
            lambda by=by: order_send(actor=by, order=order),
            lambda by=by: order_cancel(actor=by, order=order, reason="Non"),
            lambda by=by: order_acknowledge(actor=by, order=order),
        ):
            with pytest.raises(Forbidden):
                act()
