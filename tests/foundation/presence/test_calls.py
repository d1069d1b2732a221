"""Calling the roll: one act for a class, child by child when it is called twice, and what it costs."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.actions.calendar import day_off_add
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Correction, HalfDay, RollCall
from eprimo.foundation.presence.queries.sheets import call_sheet
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
MORNING = HalfOf(TUESDAY, Half.MORNING)


def states(half: HalfOf = MORNING) -> dict[str, str]:
    rows = HalfDay.objects.filter(day=half.day, half=half.half).select_related("child")
    return {row.child.first_name: row.state for row in rows}


def test_a_call_says_who_is_not_there_and_everybody_else_is(cast: Cast) -> None:
    said = {cast.yanis.pk: CallEntry(State.ABSENT)}
    taken = call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said=said)
    assert (taken.present, taken.absent, taken.late) == (1, 1, 0)
    assert states() == {"Léa": "present", "Yanis": "absent"}
    assert (taken.call.expected, taken.call.absent) == (2, 1)


def test_the_same_call_sent_twice_is_one(cast: Cast) -> None:
    key = uuid4()
    for _ in range(2):
        taken = call_take(
            actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, key=key,
            said={cast.lea.pk: CallEntry(State.ABSENT)},
        )  # fmt: skip
        assert taken.absent == 1
    assert RollCall.objects.count() == 1
    assert OutboxEvent.objects.filter(kind__endswith="CallTaken").count() == 1


def test_two_calls_of_one_half_day_are_merged_child_by_child(cast: Cast) -> None:
    """The substitute's device had no network: of each child what was touched last holds."""
    early, late = NOW - timedelta(minutes=20), NOW - timedelta(minutes=10)
    call_take(
        actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, touched_at=late,
        said={cast.lea.pk: CallEntry(State.ABSENT, touched_at=late)},
    )  # fmt: skip
    second = call_take(
        actor=cast.actor("substitute"), class_group=cast.ce1, one=MORNING, touched_at=early,
        said={cast.yanis.pk: CallEntry(State.LATE, touched_at=NOW)},
    )  # fmt: skip
    assert states() == {"Léa": "absent", "Yanis": "late"}
    assert [(one.child_id, one.before, one.after) for one in second.changed] == [
        (cast.yanis.pk, State.PRESENT, State.LATE)
    ]


def test_a_device_whose_clock_is_ahead_does_not_win_for_ever(cast: Cast) -> None:
    ahead = NOW + timedelta(days=1)
    call_take(
        actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, touched_at=ahead,
        said={cast.lea.pk: CallEntry(State.ABSENT, touched_at=ahead)},
    )  # fmt: skip
    with clock.frozen(NOW + timedelta(minutes=1)):
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said={})
    assert states()["Léa"] == "present"
    assert RollCall.objects.get().touched_at == NOW


def test_f12_an_hour_before_the_half_day_is_its_first_and_the_trail_says_both(cast: Cast) -> None:
    """A device that lies, or whose clock is behind, puts nobody at school at night."""
    night, first = datetime(2026, 11, 24, 2, 22, tzinfo=UTC), datetime(2026, 11, 24, 7, 10, tzinfo=UTC)
    said = CallEntry(State.LATE, touched_at=night)
    call_take(
        actor=cast.actor("teacher"),
        class_group=cast.ce1,
        one=MORNING,
        touched_at=night,
        said={cast.lea.pk: said},
    )
    row = HalfDay.objects.get(child=cast.lea)
    assert (row.said_at, row.arrived_at, RollCall.objects.get().touched_at) == (first, time(8, 10), first)
    half_day_correct(
        actor=cast.actor("teacher"), child=cast.lea, class_group=cast.ce1, one=MORNING, said=said
    )
    row.refresh_from_db()
    assert (row.said_at, row.arrived_at) == (first, time(8, 10))
    for action in ("presence.call.taken", "presence.half_day.corrected"):
        details = AuditLine.objects.get(act=action).details
        assert details["told_at"] == night.isoformat(timespec="seconds")
        assert details["came_at"] == NOW.isoformat(timespec="seconds")


def test_who_is_late_arrives_at_the_hour_of_the_touch(cast: Cast) -> None:
    touched = datetime(2026, 11, 24, 7, 52, 40, tzinfo=UTC)
    call_take(
        actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING,
        said={cast.lea.pk: CallEntry(State.LATE, touched_at=touched)},
    )  # fmt: skip
    assert HalfDay.objects.get(child=cast.lea).arrived_at == time(8, 52)


@pytest.mark.parametrize("who", ["director", "deputy", "teacher", "substitute", "delegate"])
def test_who_calls_the_roll(cast: Cast, who: str) -> None:
    call_take(actor=cast.actor(who), class_group=cast.ce1, one=MORNING, said={})


@pytest.mark.parametrize(
    "who", ["teacher_cm2", "staff", "partner", "samira", "lea", "director_verne", "agent"]
)
def test_who_does_not(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        call_take(actor=cast.actor(who), class_group=cast.ce1, one=MORNING, said={})


def test_a_child_of_another_class_is_left_out(cast: Cast) -> None:
    call_take(
        actor=cast.actor("teacher"),
        class_group=cast.ce1,
        one=MORNING,
        said={cast.zoe.pk: CallEntry(State.ABSENT)},
    )
    assert "Zoé" not in states()


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (HalfOf(TUESDAY, Half.AFTERNOON), "too-early"),
        (HalfOf(date(2026, 11, 26), Half.MORNING), "too-early"),
        (HalfOf(date(2026, 11, 25), Half.MORNING), "no-class"),
        (HalfOf(date(2026, 12, 25), Half.MORNING), "no-class"),
    ],
)
def test_no_call_without_class_or_before_it(cast: Cast, one: HalfOf, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=one, said={})
    assert refused.value.code == code


def test_a_day_off_of_the_school_has_no_call(cast: Cast) -> None:
    day_off_add(
        actor=cast.actor("director"), school_id=cast.tilleuls.pk, first=TUESDAY, last=TUESDAY, label="Pont"
    )
    with pytest.raises(DomainError):
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said={})


def test_twenty_minutes_before_the_class_the_roll_may_be_called(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 11, 24, 7, 9, tzinfo=UTC)), pytest.raises(DomainError):
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said={})
    with clock.frozen(datetime(2026, 11, 24, 7, 11, tzinfo=UTC)):
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said={})


def test_today_is_corrected_without_a_word_and_later_with_a_reason(cast: Cast) -> None:
    teacher = cast.actor("teacher")
    call_take(actor=teacher, class_group=cast.ce1, one=MORNING, said={cast.lea.pk: CallEntry(State.ABSENT)})
    arrives = CallEntry(State.LATE, at=time(9, 50))
    half_day_correct(actor=teacher, child=cast.lea, class_group=cast.ce1, one=MORNING, said=arrives)
    assert (states()["Léa"], Correction.objects.count()) == ("late", 0)
    with clock.frozen(NOW + timedelta(days=2)):
        again: Any = {
            "child": cast.lea,
            "class_group": cast.ce1,
            "one": MORNING,
            "said": CallEntry(State.ABSENT),
        }
        with pytest.raises(DomainError):
            half_day_correct(actor=cast.actor("teacher"), **again)
        half_day_correct(actor=cast.actor("teacher"), **again, reason="Le cahier dit absente.")
    kept = Correction.objects.get()
    assert (kept.before, kept.after, kept.reason) == ("late", "absent", "Le cahier dit absente.")
    assert RollCall.objects.get().absent == 1


def test_a_child_without_such_a_half_day_is_not_corrected(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        half_day_correct(
            actor=cast.actor("teacher"),
            child=cast.lea,
            class_group=cast.ce1,
            one=MORNING,
            said=CallEntry(State.LATE),
        )


def test_one_call_costs_the_same_for_three_children_and_thirty(cast: Cast) -> None:
    """Begin and end apart: hours and days off, the call, who is expected and who is hosted, what is said already, the
    rows, the call, the event and the line of the trail."""
    actor = cast.actor("teacher")
    class_group = ClassGroup.objects.select_related("school").get(pk=cast.ce1.pk)
    costs = []
    for _ in range(2):
        call_take(actor=actor, class_group=class_group, one=MORNING, said={})
        with CaptureQueriesContext(connection) as caught:
            call_take(
                actor=actor, class_group=class_group, one=MORNING, said={cast.lea.pk: CallEntry(State.ABSENT)}
            )
        costs.append(len(caught) - 2)
        for number in range(28):
            make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "NOMBREUX")
    assert costs == [10, 10]
    assert HalfDay.objects.count() == 30


def test_a_call_raises_no_epoch(cast: Cast) -> None:
    def epochs() -> list[int]:
        cast.tilleuls.refresh_from_db()
        cast.lea.refresh_from_db()
        return [cast.tilleuls.epoch, cast.lea.epoch]

    before = epochs()
    call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said={})
    assert epochs() == before


def test_the_sheet_costs_the_same_for_three_children_and_thirty(cast: Cast) -> None:
    costs = []
    group = ClassGroup.objects.select_related("school", "door").get(pk=cast.ce1.pk)
    for _ in range(2):
        actor = cast.actor("teacher")
        with CaptureQueriesContext(connection) as caught:
            sheet = call_sheet(actor, group, MORNING)
        costs.append(len(caught))
        for number in range(28):
            make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "NOMBREUX")
    assert (costs[0], costs[1], len(sheet.rows)) == (5, 5, 30)
