"""Who was at school: a call that found two children missing, what a family said of one, whom the school telephoned to,
what was corrected, who was hosted by another class, who is not counted, a paper that a family gave."""

from datetime import time, timedelta
from uuid import uuid4

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.files.actions import Given
from eprimo.foundation.kernel import clock
from eprimo.foundation.presence.actions.absences import (
    AbsenceNotice,
    absence_declare,
    absence_judge,
    absences_open,
    attempt_log,
)
from eprimo.foundation.presence.actions.arrangements import (
    ArrangementDecision,
    afternoons_arrange,
    little_ones_mark,
)
from eprimo.foundation.presence.actions.calls import call_take, half_day_correct
from eprimo.foundation.presence.actions.follow import StepNote, report_make, step_note
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.actions.hosting import class_spread
from eprimo.foundation.presence.actions.papers import papers_give
from eprimo.foundation.presence.actions.registers import register_sign
from eprimo.foundation.presence.enums import Half, Judged, Reason, Result, State, Step, Way
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence, HalfDay, HereTouch
from eprimo.foundation.presence.queries.registers import month_of
from tests.cast import Cast
from tests.conftest import NOW


def attended(cast: Cast) -> None:
    day = NOW.date()
    one, yesterday = HalfOf(day, Half.MORNING), HalfOf(day - timedelta(days=1), Half.MORNING)
    with clock.frozen(NOW):
        for half in (yesterday, one):
            call_take(
                actor=cast.actor("teacher"), class_group=cast.ce1, one=half,
                said={cast.lea.pk: CallEntry(State.ABSENT), cast.yanis.pk: CallEntry(State.ABSENT)},
            )  # fmt: skip
        year = cast.tilleuls.running_year_id
        assert year is not None
        for asked in absences_open(
            school_year=year, school_id=cast.tilleuls.pk, class_id=cast.ce1.pk, one=one
        ):
            adult = cast.samira if asked.child_id == cast.lea.pk else cast.contact
            attempt_log(actor=cast.actor("teacher"), absence=asked, adult=adult, result=Result.NO_ANSWER)
        told = AbsenceNotice(one, one, Reason.OTHER, words="Elle tousse.")
        absence_declare(actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls, told=told)
        papers_give(
            actor=cast.actor("samira"), absence=Absence.objects.select_related("child", "school").get(child=cast.lea),
            given=[Given("Certificat.pdf", b"%PDF-1.7 certificat")],
        )  # fmt: skip
        absence_judge(
            actor=cast.actor("director"),
            absence=Absence.objects.get(child=cast.lea),
            judged=Judged.LEGITIMATE,
        )
        for child in (cast.lea, cast.yanis):
            half_day_correct(
                actor=cast.actor("teacher"), child=child, class_group=cast.ce1, one=yesterday,
                said=CallEntry(State.LEFT, at=time(10, 30), left_with="Mme Martin"), reason="Le cahier le dit.",
            )  # fmt: skip
        class_spread(
            actor=cast.actor("director"), class_group=cast.ce1, halves=[HalfOf(day, Half.AFTERNOON)],
            places={cast.lea.pk: cast.cm2.pk, cast.yanis.pk: cast.cm2.pk},
        )  # fmt: skip
        ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=[Level.TPS, Level.PS])
        HereTouch.objects.create(
            school=cast.tilleuls,
            class_group=cast.ce1,
            child=cast.lea,
            day=day,
            half=Half.MORNING,
            touched_at=NOW,
        )
        group = ClassGroup.objects.get(pk=cast.ce1.pk)
        decided = ArrangementDecision(day, day, [day.weekday()], day)
        afternoons_arrange(
            actor=cast.actor("director"), child=cast.yanis, school=cast.tilleuls, decided=decided
        )  # fmt: skip
        little_ones_mark(actor=cast.actor("director"), class_group=group, children=[cast.lea.pk])
        ClassGroup.objects.filter(pk=cast.ce1.pk).update(levels=cast.ce1.levels)
        _followed(cast, year)
    with clock.frozen(NOW.replace(month=12, day=1)):
        actor, month = cast.actor("director"), day.replace(day=1)
        missing = len(month_of(cast.ce1, month, actor).missing)
        register_sign(actor=actor, class_group=cast.ce1, month=month, missing=missing)


def _followed(cast: Cast, year: int) -> None:
    """Four half-days of which nobody said anything, the family told, and the report."""
    HalfDay.objects.bulk_create(
        HalfDay(
            school_year=year, school=cast.tilleuls, child=cast.lea, class_group=cast.ce1,
            day=NOW.date() - timedelta(days=ago), half=half, state=State.ABSENT, said_at=NOW, source="call",
        )
        for ago in (4, 5)
        for half in Half
    )  # fmt: skip
    noted = StepNote(Step.WARNED, NOW.date(), uuid4(), (cast.samira,), Way.PHONE, "Nous en avons parlé.")
    step_note(actor=cast.actor("director"), child=cast.lea, school=cast.tilleuls, noted=noted)
    report_make(actor=cast.actor("director"), child=cast.lea, school=cast.tilleuls, key=uuid4())
