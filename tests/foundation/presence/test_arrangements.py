"""Afternoons that the inspector arranged, and « toute petite section »: called or not, in no total and never asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_declare
from eprimo.foundation.presence.actions.arrangements import (
    ArrangementDecision,
    afternoons_arrange,
    afternoons_end,
    little_ones_mark,
)
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, Reason, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Arrangement, HalfDay, RollCall
from eprimo.foundation.presence.queries.registers import month_of
from eprimo.foundation.presence.queries.sheets import call_sheet
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 11, 24)
MORNING, AFTERNOON = (HalfOf(TUESDAY, half) for half in Half)
AT_TWO = datetime(2026, 11, 24, 12, 40, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
ALL_YEAR = ArrangementDecision(TUESDAY, date(2027, 7, 2), [1, 3], date(2026, 11, 20))


@pytest.fixture
def nursery(cast: Cast) -> ClassGroup:
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=[Level.TPS, Level.PS])
    return ClassGroup.objects.select_related("school", "door").get(pk=cast.ce1.pk)


def arrange(cast: Cast, decided: ArrangementDecision = ALL_YEAR, who: str = "director") -> Arrangement:
    return afternoons_arrange(actor=cast.actor(who), child=cast.lea, school=cast.tilleuls, decided=decided)


def called(cast: Cast, one: HalfOf, **said: State) -> dict[str, str]:
    """The roll, and what it said by first name."""
    told = {cast.people[name].pk: CallEntry(state) for name, state in said.items()}
    call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=one, said=told)
    rows = HalfDay.objects.filter(day=one.day, half=one.half).select_related("child")
    return {row.child.first_name: row.state for row in rows}


def test_an_arranged_afternoon_is_neither_counted_nor_asked_about(cast: Cast, nursery: ClassGroup) -> None:
    arrange(cast)
    assert called(cast, MORNING) == {"Léa": "present", "Yanis": "present"}
    with clock.frozen(AT_TWO):
        assert [row.state for row in call_sheet(cast.actor("teacher"), nursery, AFTERNOON).rows] == [
            State.PRESENT, State.ARRANGED,
        ]  # fmt: skip
        assert called(cast, AFTERNOON) == {"Léa": "arranged", "Yanis": "present"}
    call = RollCall.objects.get(half="pm")
    assert (call.expected, call.absent) == (1, 0)
    assert not OutboxEvent.objects.filter(kind__endswith="CallTaken").exists()
    with clock.frozen(DECEMBER):
        month = month_of(nursery, date(2026, 11, 1), cast.actor("director"))
    (lea,) = (row for row in month.rows if row.child == cast.lea)
    assert (lea.expected, lea.absent) == (1, 0)


def test_other_days_of_the_week_and_after_its_end_are_as_ever(cast: Cast, nursery: ClassGroup) -> None:
    arrange(cast, ArrangementDecision(TUESDAY, date(2026, 11, 26), [3], TUESDAY))
    with clock.frozen(AT_TWO):
        assert called(cast, AFTERNOON)["Léa"] == "present"
    for days, state in ((2, "arranged"), (9, "present")):
        with clock.frozen(AT_TWO + timedelta(days=days)):
            assert called(cast, HalfOf(TUESDAY + timedelta(days=days), Half.AFTERNOON))["Léa"] == state


def test_who_comes_all_the_same_is_noted_and_who_is_told_absent_is_not(
    cast: Cast, nursery: ClassGroup
) -> None:
    arrange(cast)
    whole = AbsenceNotice(MORNING, AFTERNOON, Reason.ILL)
    with clock.frozen(NOW - timedelta(hours=3)):
        absence_declare(actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls, told=whole)
    with clock.frozen(AT_TWO):
        sheet = call_sheet(cast.actor("teacher"), nursery, AFTERNOON)
        states = {row.child: row.state for row in sheet.rows}
        assert states[cast.lea] == State.ARRANGED
        said = {row.child.pk: CallEntry(row.state) for row in sheet.rows}
        call_take(
            actor=cast.actor("teacher"), class_group=nursery, one=AFTERNOON, said=said, shown=said.keys()
        )
        assert HalfDay.objects.get(child=cast.lea, half="pm").state == "arranged"
        half_day_correct(
            actor=cast.actor("teacher"),
            child=cast.lea,
            class_group=nursery,
            one=AFTERNOON,
            said=CallEntry(State.PRESENT),
        )
    assert HalfDay.objects.get(child=cast.lea, half="pm").state == "present"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [9]}, "weekdays"),
        ({"last": date(2026, 11, 1)}, "last"),
        ({"last": date(2099, 1, 1)}, "last"),
        ({"first": date(2026, 9, 1), "last": date(2026, 10, 1)}, "last"),
        ({"decided_on": date(2026, 12, 24)}, "decided_on"),
    ],
)
def test_what_cannot_have_been_decided_is_refused(
    cast: Cast, nursery: ClassGroup, change: dict[str, Any], field: str
) -> None:
    values: dict[str, Any] = {"first": TUESDAY, "last": ALL_YEAR.last, "weekdays": [1], "decided_on": TUESDAY}
    with pytest.raises(DomainError) as refused:
        arrange(cast, ArrangementDecision(**(values | change)))
    assert refused.value.field == field
    assert not Arrangement.objects.exists()


def test_afternoons_of_older_children_are_not_arranged(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        arrange(cast)
    assert refused.value.code == "level"


@pytest.mark.parametrize("who", ["teacher", "delegate", "samira", "director_verne"])
def test_who_directs_records_it_and_nobody_else(cast: Cast, nursery: ClassGroup, who: str) -> None:
    with pytest.raises(Forbidden):
        arrange(cast, who=who)


def test_it_ends_from_tomorrow_on_and_what_did_not_begin_goes(cast: Cast, nursery: ClassGroup) -> None:
    runs = arrange(cast)
    later = arrange(cast, ArrangementDecision(date(2027, 1, 5), date(2027, 2, 5), [1], TUESDAY))
    for one in (runs, later):
        afternoons_end(actor=cast.actor("director"), arrangement=one)
    assert [(row.id, row.last) for row in Arrangement.objects.all()] == [(runs.id, TUESDAY)]
    codes = AuditLine.objects.filter(act__startswith="presence.afternoons").values_list("act", flat=True)
    assert sorted(codes) == ["presence.afternoons.arranged"] * 2 + ["presence.afternoons.ended"] * 2


def test_who_is_in_the_first_section_is_called_and_stands_in_no_register(
    cast: Cast, nursery: ClassGroup
) -> None:
    assert little_ones_mark(actor=cast.actor("director"), class_group=nursery, children=[cast.lea.pk]) == 1
    assert called(cast, MORNING, lea=State.ABSENT) == {"Léa": "absent", "Yanis": "present"}
    with clock.frozen(DECEMBER):
        month = month_of(nursery, date(2026, 11, 1), cast.actor("director"))
    assert [row.child for row in month.rows] == [cast.yanis]
    assert (month.absent, month.left_out) == (0, 1)
    before = month.content_hash
    little_ones_mark(actor=cast.actor("director"), class_group=nursery, children=[])
    with clock.frozen(DECEMBER):
        month = month_of(nursery, date(2026, 11, 1), cast.actor("director"))
    assert (month.absent, month.left_out) == (1, 0)
    # A register that was signed is signed anew.
    assert month.content_hash != before


def test_a_class_of_that_level_alone_has_nobody_to_count_nor_to_mark(cast: Cast) -> None:
    ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=[Level.TPS])
    group = ClassGroup.objects.select_related("school", "door").get(pk=cast.ce1.pk)
    called(cast, MORNING)
    month = month_of(group, date(2026, 11, 1), cast.actor("director"))
    assert (month.rows, month.left_out) == ((), 2)
    for levels in ([Level.TPS], [Level.CE1]):
        group.levels = levels
        with pytest.raises(DomainError):
            little_ones_mark(actor=cast.actor("director"), class_group=group, children=[cast.lea.pk])


def test_who_is_of_another_class_is_not_marked_and_a_teacher_marks_nobody(
    cast: Cast, nursery: ClassGroup
) -> None:
    assert little_ones_mark(actor=cast.actor("director"), class_group=nursery, children=[cast.zoe.pk]) == 0
    with pytest.raises(Forbidden):
        little_ones_mark(actor=cast.actor("teacher"), class_group=nursery, children=[cast.lea.pk])


def test_an_afternoon_costs_no_statement_more_whatever_the_class(cast: Cast, nursery: ClassGroup) -> None:
    arrange(cast)
    costs = []
    for _ in range(2):
        with clock.frozen(AT_TWO):
            actor = cast.actor("teacher")
            with CaptureQueriesContext(connection) as caught:
                call_sheet(actor, nursery, AFTERNOON)
        costs.append(len(caught))
        for number in range(28):
            make.pupil(cast.tilleuls, cast.ce1, f"Enfant{number}", "NOMBREUX")
    assert costs == [5, 5]
