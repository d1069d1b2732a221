"""What a review as a hostile guardian, a hurried teacher and a slow network found: each was possible once."""

from datetime import date, time, timedelta

import pytest

from eprimo.foundation.directory.models import ClassMembership
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.presence.actions.absences import (
    AbsenceNotice,
    absence_answer,
    absence_declare,
    absence_judge,
    absence_record,
    absence_take_back,
    absences_open,
)
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, Judged, Means, Reason, State
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, Correction, HalfDay
from eprimo.foundation.presence.queries.days import to_call
from eprimo.foundation.presence.queries.families import months_of
from eprimo.foundation.presence.queries.sheets import call_sheet
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

DAY = NOW.date()
MORNING, AFTERNOON = HalfOf(DAY, Half.MORNING), HalfOf(DAY, Half.AFTERNOON)
THURSDAY = HalfOf(date(2026, 11, 26), Half.MORNING)


def call(cast: Cast, *missing: str, one: HalfOf = MORNING, who: str = "teacher") -> None:
    said = {cast.people[name].pk: CallEntry(State.ABSENT) for name in missing}
    call_take(actor=cast.actor(who), class_group=cast.ce1, one=one, said=said)


def asked(cast: Cast, *missing: str, one: HalfOf = MORNING) -> list[Absence]:
    call(cast, *missing, one=one)
    year = cast.tilleuls.running_year_id
    assert year is not None
    return absences_open(school_year=year, school_id=cast.tilleuls.pk, class_id=cast.ce1.pk, one=one)


def apart(cast: Cast) -> str:
    """Somebody who answers for Léa too, under a protected contact."""
    cast.people["bruno"] = make.person("Bruno", "MARTIN")
    make.account(cast.bruno)
    make.restrict(make.guardianship(cast.bruno, cast.lea), cast.tilleuls, 1)
    return "bruno"


def tell(
    cast: Cast, who: str, first: HalfOf, last: HalfOf | None = None, reason: Reason = Reason.ILL
) -> Absence:
    told = AbsenceNotice(first, last or first, reason)
    return absence_declare(actor=cast.actor(who), child=cast.lea, school=cast.tilleuls, told=told)


def test_who_is_under_a_protected_contact_ends_no_search_for_a_child(cast: Cast) -> None:
    bruno = apart(cast)
    (question,) = asked(cast, "lea")
    said = tell(cast, bruno, MORNING)
    assert said.pk != question.pk
    question.refresh_from_db()
    assert question.reason == ""
    assert HalfDay.objects.get(child=cast.lea).absence_id == question.id


def test_what_they_say_beforehand_stops_no_question_and_the_school_reads_it(cast: Cast) -> None:
    bruno = apart(cast)
    with clock.frozen(NOW - timedelta(hours=2)):
        tell(cast, bruno, MORNING)
    row = next(
        row for row in call_sheet(cast.actor("teacher"), cast.ce1, MORNING).rows if row.child == cast.lea
    )
    assert (row.state, row.told) == (State.ABSENT, True)
    assert len(asked(cast, "lea")) == 1


def test_they_learn_nothing_of_what_others_said(cast: Cast) -> None:
    bruno = apart(cast)
    tell(cast, "samira", THURSDAY)
    said = tell(cast, bruno, THURSDAY)
    assert said.said_by_id == cast.bruno.pk


def test_they_take_back_what_they_told(cast: Cast) -> None:
    bruno = apart(cast)
    said = tell(cast, bruno, THURSDAY)
    assert absence_take_back(actor=cast.actor(bruno), absence=said)
    assert not Absence.objects.exists()


def test_an_answer_for_the_morning_leaves_the_afternoon_asked_about_in_it(cast: Cast) -> None:
    asked(cast, "lea")
    with clock.frozen(NOW + timedelta(hours=4)):
        assert asked(cast, "lea", one=AFTERNOON) == []
        tell(cast, "samira", MORNING)
    one = Absence.objects.get()
    assert (one.last_half, one.reason) == (Half.AFTERNOON, Reason.ILL)


def test_they_read_months_that_are_over_in_counts(cast: Cast) -> None:
    bruno, past = apart(cast), HalfOf(date(2026, 10, 13), Half.MORNING)
    call(cast, "lea", one=past)
    call(cast)
    year = cast.tilleuls.running_year_id
    assert year is not None
    months = months_of(cast.actor(bruno), cast.lea.pk, year)
    assert [(one.first, one.called, one.absent) for one in months] == [(date(2026, 10, 1), 1, 1)]


def test_who_arrives_is_asked_about_and_telephoned_for_no_more(cast: Cast) -> None:
    call(cast, "lea")
    with clock.frozen(NOW + timedelta(seconds=1)):
        run_due()
    assert Notice.objects.filter(card="attendance.why", state=NoticeState.OPEN).count() == 2
    half_day_correct(
        actor=cast.actor("teacher"), child=cast.lea, class_group=cast.ce1, one=MORNING,
        said=CallEntry(State.LATE, at=time(9, 50)),
    )  # fmt: skip
    with clock.frozen(NOW + timedelta(minutes=40)):
        run_due()
        assert to_call(cast.actor("director")) == []
    assert not Notice.objects.filter(card="attendance.why", state=NoticeState.OPEN).exists()
    assert HalfDay.objects.get(child=cast.lea).absence_id is None


def test_a_question_of_monday_mutes_no_thursday(cast: Cast) -> None:
    assert len(asked(cast, "lea")) == 1
    with clock.frozen(NOW + timedelta(days=2)):
        assert len(asked(cast, "lea", one=THURSDAY)) == 1


def test_telling_of_the_afternoon_answers_no_morning(cast: Cast) -> None:
    (question,) = asked(cast, "lea")
    tell(cast, "samira", AFTERNOON, reason=Reason.DOCTOR)
    question.refresh_from_db()
    assert question.reason == ""


def test_a_past_roll_is_not_called_again_without_a_word(cast: Cast) -> None:
    call(cast)
    with clock.frozen(NOW + timedelta(days=2)):
        with pytest.raises(DomainError) as refused:
            call(cast, "lea")
        assert refused.value.code == "over"
        # What a device kept since that day is merged, and both stand.
        at = NOW + timedelta(minutes=5)
        call_take(
            actor=cast.actor("teacher"), class_group=cast.ce1, one=MORNING, touched_at=at,
            said={cast.lea.pk: CallEntry(State.ABSENT, touched_at=at)},
        )  # fmt: skip
    kept = Correction.objects.get()
    assert (kept.child, kept.before, kept.after) == (cast.lea, "present", "absent")


def test_an_hour_of_a_past_day_is_not_that_of_the_correction(cast: Cast) -> None:
    call(cast, "lea")
    with clock.frozen(NOW + timedelta(days=2)), pytest.raises(DomainError) as refused:
        half_day_correct(
            actor=cast.actor("teacher"), child=cast.lea, class_group=cast.ce1, one=MORNING, said=CallEntry(State.LATE),
            reason="Le cahier le dit.",
        )  # fmt: skip
    assert refused.value.field == "at"


def test_what_the_direction_looked_at_is_not_rewritten(cast: Cast) -> None:
    said = tell(cast, "samira", MORNING, AFTERNOON, Reason.OTHER)
    absence_judge(actor=cast.actor("director"), absence=said, judged=Judged.NOT_LEGITIMATE)
    with pytest.raises(DomainError):
        absence_answer(actor=cast.actor("samira"), absence=said, reason=Reason.ILL)
    assert Absence.objects.get().reason == Reason.OTHER


def test_what_the_school_wrote_down_is_not_rewritten_by_the_family(cast: Cast) -> None:
    said = absence_record(
        actor=cast.actor("teacher"), child=cast.lea, school=cast.tilleuls, said_by=cast.samira, means=Means.PHONE,
        told=AbsenceNotice(MORNING, AFTERNOON, Reason.OTHER),
    )  # fmt: skip
    with pytest.raises(DomainError):
        absence_answer(actor=cast.actor("samira"), absence=said, reason=Reason.ILL)


def test_what_is_told_twice_by_telephone_is_said_so(cast: Cast) -> None:
    tell(cast, "samira", MORNING, AFTERNOON)
    with pytest.raises(DomainError):
        absence_record(
            actor=cast.actor("teacher"), child=cast.lea, school=cast.tilleuls, said_by=cast.paul, means=Means.PHONE,
            told=AbsenceNotice(MORNING, AFTERNOON, Reason.DOCTOR),
        )  # fmt: skip


def test_nothing_is_told_of_the_next_school_year(cast: Cast) -> None:
    september = HalfOf(date(2027, 9, 2), Half.MORNING)
    with pytest.raises(DomainError) as refused:
        tell(cast, "samira", MORNING, september)
    assert refused.value.field == "last"


def test_after_a_change_of_class_the_new_one_reads_what_the_family_told(cast: Cast) -> None:
    tell(cast, "samira", THURSDAY)
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW, end_reason="moved")
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=NOW - timedelta(seconds=1)
    )
    with clock.frozen(NOW + timedelta(days=2)):
        old = call_sheet(cast.actor("teacher"), cast.ce1, THURSDAY)
        new = call_sheet(cast.actor("teacher_cm2"), cast.cm2, THURSDAY)
    assert cast.lea not in [row.child for row in old.rows]
    assert next(row for row in new.rows if row.child == cast.lea).state == State.ABSENT


def test_the_morning_called_again_after_noon_keeps_its_own_class(cast: Cast) -> None:
    call(cast)
    noon = NOW + timedelta(hours=3)
    ClassMembership.objects.filter(person=cast.lea).update(ends=noon, end_reason="moved")
    ClassMembership.objects.create(person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=noon)
    with clock.frozen(NOW + timedelta(hours=5)):
        call_take(actor=cast.actor("teacher_cm2"), class_group=cast.cm2, one=MORNING, said={})
    assert HalfDay.objects.get(child=cast.lea).class_group == cast.ce1


def test_a_restricted_adult_is_not_called_beside_the_other_one(cast: Cast) -> None:
    apart(cast)
    asked(cast, "lea")
    with clock.frozen(NOW + timedelta(minutes=31)):
        (one,) = to_call(cast.actor("director"))
    assert cast.bruno not in [who.adult for who in one.adults]
