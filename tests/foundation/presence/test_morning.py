"""A morning of an academy: many classes call the roll at once, families are asked half an hour later. And what arrives
in any order ends the same."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.foundation.presence.models import HalfDay, RollCall
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.sizes import drawn, sized

pytestmark = pytest.mark.django_db

CLASSES, CHILDREN, HALF_DAYS = sized(4, 60), 25, sized(2, 150)
MORNING = HalfOf(NOW.date(), Half.MORNING)
_SEPTEMBER = HalfOf(datetime(2026, 9, 1, tzinfo=UTC).date(), Half.MORNING)
_ROUND = (State.PRESENT, State.ABSENT, State.LATE)


def _classes(cast: Cast) -> list[ClassGroup]:
    made = []
    for number in range(CLASSES):
        group = make.class_group(cast.tilleuls, f"Classe {number}")
        for one in range(CHILDREN):
            make.guardian(make.pupil(cast.tilleuls, group, f"Enfant{one}", f"C{number}"))
        made.append(ClassGroup.objects.select_related("school").get(pk=group.pk))
    return made


def _half_days(cast: Cast) -> Iterator[HalfOf]:
    """The last ones of the year so far."""
    known = list(hours_of(cast.tilleuls, _SEPTEMBER.day).between(_SEPTEMBER, MORNING))
    yield from known[-HALF_DAYS:]


@pytest.mark.drill
def test_a_morning_of_calls(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """Each call is one act of the same cost; what is asked is asked once, and no event is left behind."""
    classes, halves = _classes(cast), list(_half_days(cast))
    director, calls, spent = cast.actor("director"), 0, 0.0
    for one in halves:
        for group in classes:
            children = list(group.memberships.order_by("person").values_list("person", flat=True)[:2])
            begun = time.process_time()
            call_take(
                actor=director, class_group=group, one=one,
                said={child: CallEntry(State.ABSENT) for child in children},
            )  # fmt: skip
            spent += time.process_time() - begun
            calls += 1
    assert RollCall.objects.count() == calls
    assert HalfDay.objects.count() == calls * CHILDREN
    begun = time.process_time()
    with clock.frozen(NOW + timedelta(seconds=1)):
        while run_due():
            pass
    asked = time.process_time() - begun
    # Nobody is asked about a day that is over.
    assert Notice.objects.filter(card="attendance.why").count() == CLASSES * 2
    assert not OutboxEvent.objects.filter(state=OutboxState.ISOLATED).exists()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{calls} calls of {CHILDREN} children: {1000 * spent / calls:.0f} ms of processor each in Python;"
            f" asking {CLASSES * 2} families: {1000 * asked / CLASSES / 2:.0f} ms each."
        )


@drawn(10, 300)
@given(
    st.lists(st.tuples(st.sampled_from(_ROUND), st.sampled_from(_ROUND)), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_what_arrives_in_any_order_ends_as_it_was_touched(
    cast: Cast, touched: list[tuple[State, State]], random: Random
) -> None:
    """Of each child the last touch holds, whatever the network did to the calls."""
    children = [cast.lea.pk, cast.yanis.pk]
    calls = [
        (NOW - timedelta(minutes=30 - number), dict(zip(children, states, strict=True)))
        for number, states in enumerate(touched)
    ]
    arriving = list(calls)
    random.shuffle(arriving)
    with transaction.atomic():
        for at, states in arriving:
            call_take(
                actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, touched_at=at,
                said={child: CallEntry(state, touched_at=at) for child, state in states.items()},
            )  # fmt: skip
        found = dict(HalfDay.objects.values_list("child", "state"))
        transaction.set_rollback(True)
    assert found == calls[-1][1]
