"""The link: an order in force opens its schools, once; nobody is locked out for a number."""

import hashlib
import io
from datetime import date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from eprimo.foundation.directory.enums import EntitlementSource
from eprimo.foundation.directory.models import Entitlement, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.enums import Outcome
from eprimo.steering.consortium.models import Exclusion, Market, Withdrawal
from eprimo.steering.orders.entitlement.certificate import certificate_issue
from eprimo.steering.orders.entitlement.grants import (
    closes_on,
    grants_keep,
    order_open,
    overruns_watch,
    usage_of,
)
from eprimo.steering.orders.models import Order, OrderGrant, Overrun
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge
from tests import factories as make
from tests.conftest import NOW
from tests.steering.consortium.group import Made
from tests.steering.orders.ordering import in_force, sent
from tests.steering.orders.test_orders import PARIS, on

pytestmark = pytest.mark.django_db


def of(school: School) -> list[tuple[date, date, int | None]]:
    """[first day, day after the last[ and accounts of what orders opened."""
    rows = Entitlement.objects.filter(school=school, source=EntitlementSource.ORDER).order_by("starts", "pk")
    return [
        (row.starts.astimezone(PARIS).date(), row.ends.astimezone(PARIS).date(), row.accounts) for row in rows
    ]


def test_r070_an_order_opens_its_schools_when_the_contractor_has_it_with_their_accounts(group: Made) -> None:
    sea = group.schools["lettered"]
    Entitlement.objects.filter(school=sea).delete()
    order = sent(group, {"tilleuls": 140, "lettered": 0})
    assert of(group.cast.tilleuls) == []
    order_acknowledge(actor=group.cast.actor("contractor"), order=order)
    assert of(group.cast.tilleuls) == [(NOW.date(), date(2028, 7, 19), 140)]
    # No account: not opened.
    assert of(sea) == []


def test_r070_a_complement_adds_and_the_second_order_prolongs(group: Made, known_order: Order) -> None:
    tilleuls = group.cast.tilleuls
    in_force(group, {"tilleuls": 12}, starts_on=date(2026, 12, 1))
    with on(2026, 12, 2):
        (row,) = [one for one in usage_of(group["valmarais"]) if one.uai == tilleuls.uai]
        assert row.ordered == 152
    with on(2028, 6, 1):
        in_force(group, {"tilleuls": 90})
    assert of(tilleuls)[-1] == (date(2028, 7, 19), date(2030, 7, 19), 90)
    with on(2028, 7, 19):
        assert (
            Entitlement.objects.in_force().filter(school=tilleuls, source=EntitlementSource.ORDER).count()
            == 1
        )
        assert closes_on(group["valmarais"]) == date(2030, 7, 19)


def test_opening_again_opens_nothing_and_what_a_kill_left_is_done_later(
    group: Made, monkeypatch: Any
) -> None:
    order = in_force(group, {"tilleuls": 100, "lettered": 40})
    assert (order_open(order), grants_keep(), OrderGrant.objects.count()) == (0, 0, 2)
    # The acknowledgement and what it opens are one transaction.
    from eprimo.steering.orders.order.actions import dispatch

    def killed(*args: Any, **kwargs: Any) -> int:
        raise RuntimeError("killed")

    other = sent(group, {"tilleuls": 5})
    with monkeypatch.context() as patched:
        patched.setattr(dispatch, "order_open", killed)
        with pytest.raises(RuntimeError):
            order_acknowledge(actor=group.cast.actor("contractor"), order=other)
    assert Order.objects.get(pk=other.pk).acknowledged_at is None
    # One that was acknowledged before schools were opened by orders.
    OrderGrant.objects.filter(school=group.cast.tilleuls).delete()
    Entitlement.objects.filter(school=group.cast.tilleuls, source=EntitlementSource.ORDER).delete()
    assert grants_keep() == 1
    assert of(group.cast.tilleuls) == [(NOW.date(), date(2028, 7, 19), 100)]


def test_a_school_that_was_merged_is_opened_under_its_successor(group: Made, sent_order: Order) -> None:
    order = sent_order
    School.objects.filter(pk=group.cast.tilleuls.pk).update(successor=group.cast.verne)
    order_acknowledge(actor=group.cast.actor("contractor"), order=order)
    assert of(group.cast.verne) == [(NOW.date(), date(2028, 7, 19), 140)]


def test_r070_more_pupils_than_accounts_is_told_and_locks_nobody_out(group: Made) -> None:
    tilleuls = group.cast.tilleuls
    in_force(group, {"tilleuls": 138, "lettered": 2})
    Entitlement.objects.filter(school=tilleuls, source=EntitlementSource.ORDER).update(accounts=1)
    assert overruns_watch() == 1
    assert overruns_watch() == 0
    alert = Overrun.objects.get(over_at=None)
    assert (alert.member, alert.ordered) == (group["valmarais"], 1)
    assert alert.used > 1
    make.pupil(tilleuls, group.cast.ce1, "Zélie", "DURAND")
    overruns_watch()
    assert Overrun.objects.get(over_at=None).used == alert.used + 1
    assert Entitlement.objects.in_force().filter(school=tilleuls).exists()
    assert not group.cast.actor("teacher").closed
    Entitlement.objects.filter(school=tilleuls, source=EntitlementSource.ORDER).update(accounts=500)
    overruns_watch()
    assert not Overrun.objects.filter(over_at=None).exists()


def test_the_end_of_a_member_or_of_the_market_is_announced_and_closes_on_its_day(
    group: Made, known_order: Order
) -> None:
    tilleuls, member = group.cast.tilleuls, group["valmarais"]
    Market.objects.update(ended_early_on=date(2027, 9, 1), ended_early_why="Résiliation")
    assert grants_keep() == 1
    assert of(tilleuls)[0][1] == date(2027, 9, 1)
    Market.objects.update(ended_early_on=None, ended_early_why="")
    assert grants_keep() == 1
    assert of(tilleuls)[0][1] == date(2028, 7, 19)
    Exclusion.objects.create(
        member=member, court="Tribunal administratif de Nantes", case_number="26-1", decided_on=date(2026, 11, 1),
        effect_on=date(2027, 1, 31), piece_sha256="0" * 64,
    )  # fmt: skip
    assert (grants_keep(), grants_keep()) == (1, 0)
    assert closes_on(member) == date(2027, 1, 31)
    Entitlement.objects.filter(school=tilleuls, source=EntitlementSource.MANUAL).delete()
    with clock.frozen(datetime(2027, 1, 31, 0, 1, tzinfo=PARIS)):
        assert not Entitlement.objects.in_force().filter(school=tilleuls).exists()


def test_r032_what_a_member_ordered_before_its_letter_opens_nothing_after_it_left(
    group: Made, known_order: Order
) -> None:
    tilleuls, member = group.cast.tilleuls, group["valmarais"]
    with on(2028, 6, 1):
        in_force(group, {"tilleuls": 90})
        Withdrawal.objects.create(
            member=member, posted_on=date(2028, 6, 2), recorded_at=clock.now(), outcome=Outcome.ACCEPTED,
            answer="Accepté (article 3).", effect_on=date(2028, 7, 19),
        )  # fmt: skip
        assert (grants_keep(), grants_keep()) == (1, 0)
        assert closes_on(member) == date(2028, 7, 19)
    Entitlement.objects.filter(school=tilleuls, source=EntitlementSource.MANUAL).delete()
    with on(2028, 7, 20):
        assert not Entitlement.objects.in_force().filter(school=tilleuls).exists()


def test_r032_once_everything_is_closed_the_member_takes_a_certificate_whose_hash_is_kept(
    group: Made,
    known_order: Order,
) -> None:
    by, member = group.cast.actor("member_rep"), group["valmarais"]
    with pytest.raises(NotVisible):
        certificate_issue(actor=by, member=member)
    with on(2028, 7, 20):
        content = certificate_issue(actor=group.cast.actor("member_rep"), member=member)
        with pytest.raises(NotVisible):
            certificate_issue(actor=group.cast.actor("managing_body"), member=group["brive"])
        with pytest.raises(Forbidden):
            certificate_issue(actor=group.cast.actor("coordinator"), member=member)
    page = PdfReader(io.BytesIO(content)).pages[0].extract_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "École Les Tilleuls" in page
    assert "18 juillet 2028" in page
    line = AuditLine.objects.get(act="orders.certificate.issued")
    assert line.details["sha256"] == hashlib.sha256(content).hexdigest()
