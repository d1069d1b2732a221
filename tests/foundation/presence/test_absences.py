"""What families tell, what the school asks, and what becomes of both when the roll is called."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.presence.actions.absences import (
    AbsenceNotice,
    absence_answer,
    absence_declare,
    absence_judge,
    absence_record,
    absence_take_back,
    absences_open,
    attempt_log,
)
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, Judged, Means, Reason, Result, Sort, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay
from eprimo.foundation.presence.policies import absences_visible_to, half_days_visible_to
from eprimo.foundation.presence.queries.days import to_call
from eprimo.foundation.presence.queries.sheets import call_sheet
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)
MORNING, AFTERNOON = HalfOf(TUESDAY, Half.MORNING), HalfOf(TUESDAY, Half.AFTERNOON)
WEDNESDAY = HalfOf(date(2026, 11, 25), Half.MORNING)
BEFORE_SCHOOL = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
WHOLE_DAY = AbsenceNotice(MORNING, AFTERNOON, Reason.ILL)


def declared(cast: Cast, who: str = "samira", child: str = "lea", told: AbsenceNotice = WHOLE_DAY) -> Absence:
    return absence_declare(actor=cast.actor(who), child=cast.people[child], school=cast.tilleuls, told=told)


def called(cast: Cast, **said: State) -> None:
    states = {cast.people[name].pk: CallEntry(state) for name, state in said.items()}
    call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, said=states)


def opened(cast: Cast, one: HalfOf = MORNING) -> list[Absence]:
    year = cast.tilleuls.running_year_id
    assert year is not None
    return absences_open(school_year=year, school_id=cast.tilleuls.pk, class_id=cast.ce1.pk, one=one)


def test_what_a_family_told_stands_on_the_sheet_and_nobody_is_asked(cast: Cast) -> None:
    with clock.frozen(BEFORE_SCHOOL):
        declared(cast)
    row = next(
        row for row in call_sheet(cast.actor("teacher"), cast.ce1, MORNING).rows if row.child == cast.lea
    )
    assert (row.state, row.called, row.told) == (State.ABSENT, False, True)
    assert row.absence is not None
    assert (row.absence.reason, row.absence.said_by) == (Reason.ILL, cast.samira)
    called(cast, lea=State.ABSENT)
    assert opened(cast) == []


def test_the_same_form_twice_and_days_that_are_known_are_one_absence(cast: Cast) -> None:
    key = uuid4()
    with clock.frozen(BEFORE_SCHOOL):
        told = AbsenceNotice(MORNING, AFTERNOON, Reason.ILL, key=key)
        assert declared(cast, told=told) == declared(cast, told=told)
        assert declared(cast, "paul") == Absence.objects.get()
    assert Absence.objects.get().said_by == cast.samira
    assert HalfDay.objects.count() == 2


def test_a_few_days_hold_only_half_days_with_class(cast: Cast) -> None:
    with clock.frozen(BEFORE_SCHOOL):
        declared(cast, told=AbsenceNotice(AFTERNOON, HalfOf(date(2026, 11, 27), Half.MORNING), Reason.FAMILY))
    halves = list(HalfDay.objects.order_by("day", "half").values_list("day", "half"))
    assert halves == [(TUESDAY, "pm"), (THURSDAY, "am"), (THURSDAY, "pm"), (date(2026, 11, 27), "am")]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (AbsenceNotice(AFTERNOON, MORNING, Reason.ILL), "last"),
        (AbsenceNotice(MORNING, HalfOf(date(2027, 12, 1), Half.MORNING), Reason.ILL), "last"),
        (AbsenceNotice(WEDNESDAY, WEDNESDAY, Reason.ILL), "first"),
        (AbsenceNotice(HalfOf(date(2026, 8, 1), Half.MORNING), MORNING, Reason.ILL), "first"),
        (AbsenceNotice(MORNING, MORNING, Reason.DOCTOR, sort=Sort.LATE), "hour"),
        (AbsenceNotice(MORNING, MORNING, Reason.ILL, words="a" * 301), "words"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(cast: Cast, told: AbsenceNotice, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        declared(cast, told=told)
    assert refused.value.field == field
    assert not Absence.objects.exists()


def test_forty_days_are_taken(cast: Cast) -> None:
    declared(cast, told=AbsenceNotice(MORNING, HalfOf(date(2027, 1, 5), Half.AFTERNOON), Reason.AWAY))
    # Neither Wednesdays nor the holidays of Christmas.
    assert not HalfDay.objects.filter(day=date(2026, 12, 25)).exists()
    assert HalfDay.objects.filter(day=date(2027, 1, 5)).count() == 2


@pytest.mark.parametrize(
    ("who", "child"),
    [
        ("no_exercise", "yanis"),
        ("contact", "yanis"),
        ("restricted_2", "zoe"),
        ("samira", "yanis"),
        ("teacher", "lea"),
    ],
)
def test_who_tells_nothing_for_a_child(cast: Cast, who: str, child: str) -> None:
    with pytest.raises(Forbidden):
        declared(cast, who, child)


def test_who_is_under_a_protected_contact_tells_and_is_not_asked(cast: Cast) -> None:
    declared(
        cast,
        "restricted_1",
        "zoe",
        AbsenceNotice(HalfOf(THURSDAY, Half.MORNING), HalfOf(THURSDAY, Half.MORNING), Reason.ILL),
    )
    actor = cast.actor("restricted_1")
    assert Absence.objects.filter(absences_visible_to(actor)).count() == 1
    assert not HalfDay.objects.filter(half_days_visible_to(actor)).exists()
    Absence.objects.update(reason="", said_by=None, said_at=None)
    assert not Absence.objects.filter(absences_visible_to(actor)).exists()


def test_lea_comes_after_all_until_the_call(cast: Cast) -> None:
    with clock.frozen(BEFORE_SCHOOL):
        absence = declared(cast)
        assert absence_take_back(actor=cast.actor("samira"), absence=absence)
    assert not HalfDay.objects.exists()
    assert not Absence.objects.exists()


def test_after_the_call_what_is_left_is_taken_back(cast: Cast) -> None:
    with clock.frozen(BEFORE_SCHOOL):
        absence = declared(cast)
    called(cast, lea=State.ABSENT)
    assert absence_take_back(actor=cast.actor("samira"), absence=absence)
    absence.refresh_from_db()
    assert (absence.last, absence.last_half) == (TUESDAY, "am")
    assert not absence_take_back(actor=cast.actor("samira"), absence=absence)


def test_another_guardian_takes_nothing_back(cast: Cast) -> None:
    absence = declared(cast)
    with pytest.raises(Forbidden):
        absence_take_back(actor=cast.actor("paul"), absence=absence)


def test_one_answer_is_enough_for_both(cast: Cast) -> None:
    called(cast, lea=State.ABSENT)
    (asked,) = opened(cast)
    absence_answer(actor=cast.actor("paul"), absence=asked, reason=Reason.DOCTOR)
    answered = absence_answer(actor=cast.actor("samira"), absence=asked, reason=Reason.ILL)
    assert (answered.reason, answered.said_by_id) == (Reason.DOCTOR, cast.paul.pk)
    # The mother does not read what the father said.
    assert not Absence.objects.filter(absences_visible_to(cast.actor("samira"))).exists()


def test_a_child_who_is_not_back_in_the_afternoon_is_asked_about_once(cast: Cast) -> None:
    called(cast, lea=State.ABSENT)
    assert len(opened(cast)) == 1
    with clock.frozen(NOW + timedelta(hours=4)):
        call_take(
            actor=cast.actor("teacher"), class_group=cast.ce1, one=AFTERNOON,
            said={cast.lea.pk: CallEntry(State.ABSENT)},
        )  # fmt: skip
        assert opened(cast, AFTERNOON) == []
    one = Absence.objects.get()
    assert (one.first_half, one.last_half) == ("am", "pm")
    assert set(HalfDay.objects.filter(child=cast.lea).values_list("absence_id", flat=True)) == {one.id}


def test_who_arrives_before_the_hour_is_not_asked_about(cast: Cast) -> None:
    called(cast, lea=State.ABSENT)
    called(cast, lea=State.LATE)
    assert opened(cast) == []


def test_telling_late_answers_what_the_school_asked_and_goes_on_from_there(cast: Cast) -> None:
    called(cast, lea=State.ABSENT)
    (asked,) = opened(cast)
    assert declared(cast, told=AbsenceNotice(MORNING, HalfOf(THURSDAY, Half.MORNING), Reason.ILL)) == asked
    one = Absence.objects.get()
    assert (one.reason, one.said_by, one.last) == (Reason.ILL, cast.samira, THURSDAY)
    assert set(HalfDay.objects.filter(child=cast.lea).values_list("absence_id", flat=True)) == {one.id}


def test_the_school_writes_down_what_was_said_by_telephone(cast: Cast) -> None:
    absence = absence_record(
        actor=cast.actor("teacher"), child=cast.lea, school=cast.tilleuls, told=WHOLE_DAY, said_by=cast.samira,
        means=Means.PHONE,
    )  # fmt: skip
    assert (absence.said_by, absence.means, absence.recorded_by) == (cast.samira, "phone", cast.teacher)
    with pytest.raises(Forbidden):
        absence_record(
            actor=cast.actor("teacher_cm2"), child=cast.lea, school=cast.tilleuls, told=WHOLE_DAY,
            said_by=cast.samira, means=Means.PHONE,
        )  # fmt: skip


def test_who_is_late_or_leaves_early_is_there(cast: Cast) -> None:
    with clock.frozen(BEFORE_SCHOOL):
        declared(cast, told=AbsenceNotice(MORNING, MORNING, Reason.DOCTOR, sort=Sort.LATE, hour=time(10)))
        declared(
            cast,
            "in_charge",
            "yanis",
            AbsenceNotice(AFTERNOON, AFTERNOON, Reason.DOCTOR, sort=Sort.EARLY, hour=time(15)),
        )
    rows = {row.child: row for row in call_sheet(cast.actor("teacher"), cast.ce1, MORNING).rows}
    assert (rows[cast.lea].state, rows[cast.lea].arrived_at) == (State.LATE, time(10))
    assert rows[cast.yanis].state == State.PRESENT


def test_c4_ali_never_signed_in_and_is_called_first(cast: Cast) -> None:
    called(cast, lea=State.ABSENT, yanis=State.ABSENT)
    with clock.frozen(NOW):
        opened(cast)
    Account.objects.filter(
        person__in=[cast.no_exercise, cast.in_charge, cast.contact, cast.teacher_parent]
    ).update(state=AccountState.EXPECTED)
    assert [one.absence.child for one in to_call(cast.actor("teacher"))] == [cast.yanis]
    with clock.frozen(NOW + timedelta(minutes=31)):
        found = to_call(cast.actor("director"))
    assert [one.absence.child for one in found] == [cast.yanis, cast.lea]
    for adult in (cast.samira, cast.paul):
        attempt_log(
            actor=cast.actor("teacher"), absence=found[1].absence, adult=adult, result=Result.NO_ANSWER
        )
    with clock.frozen(NOW + timedelta(minutes=61)):
        lea = next(one for one in to_call(cast.actor("director")) if one.absence.child == cast.lea)
    assert lea.nobody


def test_the_direction_judges_but_not_for_the_own_family(cast: Cast) -> None:
    absence = declared(cast, told=AbsenceNotice(MORNING, AFTERNOON, Reason.OTHER))
    assert absence.is_legitimate is None
    absence_judge(actor=cast.actor("director"), absence=absence, judged=Judged.LEGITIMATE)
    assert Absence.objects.get().is_legitimate
    with pytest.raises(Forbidden):
        absence_judge(actor=cast.actor("teacher"), absence=absence, judged=None)
    make.guardianship(cast.director, cast.lea)
    with pytest.raises(Forbidden):
        absence_judge(actor=cast.actor("director"), absence=absence, judged=None)


def test_noe_moves_at_noon(cast: Cast) -> None:
    """The morning stays with the old class, the afternoon is of the new one."""
    called(cast, lea=State.ABSENT)
    noon = NOW + timedelta(hours=2)
    ClassMembership.objects.filter(person=cast.lea).update(ends=noon, end_reason="moved")
    with clock.frozen(NOW + timedelta(hours=4)):
        ClassMembership.objects.create(
            person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=noon
        )
        call_take(actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=AFTERNOON, said={})
        call_take(actor=cast.actor("teacher"), class_group=cast.ce1, one=AFTERNOON, said={})
    of_lea = {row.half: row.class_group for row in HalfDay.objects.filter(child=cast.lea)}
    assert of_lea == {"am": cast.ce1, "pm": cast.cm2}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("teacher", True), ("substitute", True), ("director", True), ("deputy", True), ("samira", True), ("paul", True),
        ("teacher_cm2", False), ("lea", False), ("agent", False), ("partner", False), ("director_verne", False),
        ("staff", True), ("delegate", True), ("inspector", False), ("academy", False), ("in_charge", False),
    ],
)  # fmt: skip
def test_who_sees_what_lea_was_today(cast: Cast, who: str, *, sees: bool) -> None:
    called(cast, lea=State.ABSENT)
    rows: Any = HalfDay.objects.filter(half_days_visible_to(cast.actor(who)), child=cast.lea)
    assert rows.exists() is sees


@pytest.mark.parametrize(
    ("who", "sees"), [("staff", False), ("delegate", False), ("teacher", True), ("samira", True)]
)
def test_who_sees_it_later(cast: Cast, who: str, *, sees: bool) -> None:
    called(cast, lea=State.ABSENT)
    with clock.frozen(NOW + timedelta(days=2)):
        rows = HalfDay.objects.filter(half_days_visible_to(cast.actor(who)), child=cast.lea)
        assert rows.exists() is sees


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("samira", True),
        ("paul", False),
        ("teacher", True),
        ("director", True),
        ("delegate", False),
        ("staff", False),
    ],
)
def test_who_reads_why(cast: Cast, who: str, *, sees: bool) -> None:
    declared(cast)
    assert Absence.objects.filter(absences_visible_to(cast.actor(who))).exists() is sees
