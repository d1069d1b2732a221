"""When a notice may ring: its author's plan, spread over fifteen minutes after an opening."""

from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.models import Resource
from eprimo.foundation.notifications.actions.notices import Card, Ring, notices_bump, notices_make
from eprimo.foundation.notifications.models import Lane, Notice
from eprimo.foundation.notifications.quiet_hours import DeliveryPlan
from tests.conftest import NOW

YEAR = 2026


@pytest.fixture
def resource(cast: Any) -> Resource:
    return Resource.objects.create(
        service="liaison", school=cast.tilleuls, owner=cast.teacher, title="Sortie"
    )


def told(cast: Any, *guardians: str) -> list[tuple[int, int, int]]:
    rule = (AudienceKind.CLASS, cast.ce1.pk, AudienceProfile.GUARDIAN)
    audience = audiences_for([rule], cast.tilleuls.pk)[rule]
    return [(cast.people[name].pk, cast.lea.pk, audience.pk) for name in guardians]


def make(cast: Any, resource: Resource, lane: Lane, ring: Ring | None) -> list[Notice]:
    notices_make(
        resource=resource, school_year=YEAR, card=Card(lane, "liaison.sign"), visible_from=NOW, ring=ring,
        told=told(cast, "samira", "paul"),
    )  # fmt: skip
    return list(Notice.objects.filter(resource=resource).order_by("recipient_id"))


def test_at_once_is_at_once_for_everybody(cast: Any, resource: Resource) -> None:
    assert {row.ring_at for row in make(cast, resource, Lane.TO_DO, Ring(NOW))} == {NOW}


def test_an_opening_is_spread_over_fifteen_minutes_always_alike(cast: Any, resource: Resource) -> None:
    rows = make(cast, resource, Lane.TO_DO, Ring(NOW, spread=True))
    delays = [row.ring_at - NOW for row in rows if row.ring_at]
    assert len(set(delays)) == 2
    assert all(timedelta() <= delay < timedelta(minutes=15) for delay in delays)
    other = Resource.objects.create(
        service="liaison", school=cast.tilleuls, owner=cast.teacher, title="Autre"
    )
    again = make(cast, other, Lane.TO_DO, Ring(NOW, spread=True))
    assert [row.ring_at for row in again] == [row.ring_at for row in rows]


def test_only_what_is_to_be_done_rings(cast: Any, resource: Resource) -> None:
    assert {row.ring_at for row in make(cast, resource, Lane.MY_CHILD, Ring(NOW))} == {None}


def test_holidays_ring_nobody(cast: Any, resource: Resource) -> None:
    assert Ring.of(DeliveryPlan(NOW, None, "holiday")) is None
    assert {row.ring_at for row in make(cast, resource, Lane.TO_DO, None)} == {None}


def test_a_reminder_rings_again_when_told_when(cast: Any, resource: Resource) -> None:
    rows = make(cast, resource, Lane.TO_DO, Ring(NOW))
    later = NOW + timedelta(days=1)
    pairs = [(rows[0].recipient_id, cast.lea.pk)]
    notices_bump(resource=resource, school_year=YEAR, told=pairs, ring=Ring(later))
    notices_bump(resource=resource, school_year=YEAR, told=[(rows[1].recipient_id, cast.lea.pk)])
    found = {row.recipient_id: row.ring_at for row in Notice.objects.filter(resource=resource)}
    assert found == {rows[0].recipient_id: later, rows[1].recipient_id: NOW}
